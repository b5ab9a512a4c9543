package desk

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/framework"
	"sextant/internal/lang"
)

func init() {
	register("POST /desk/a/{chain}/consult/{code}/draft", (*Desk).consultKeep)
}

// consultDraft is what is kept of a form while someone types in it.
type consultDraft struct {
	Stance   assessment.Stance `json:"stance,omitempty"`
	Text     string            `json:"text,omitempty"`
	Language lang.Tag          `json:"language,omitempty"`
	Proof    string            `json:"proof,omitempty"`
	base     int64
	at       time.Time
}

// remarkField is the field under which an unsent remark is kept.
const remarkField = "remark"

// consultDrafts are the person's unsent remarks that say something else than
// what is recorded.
func (a *ask) consultDrafts(s *assessment.State) (map[framework.Code]consultDraft, error) {
	all, err := a.desk.app.Drafts(a.Context(), a.who, s.Chain)
	kept := map[framework.Code]consultDraft{}
	for _, d := range all {
		if d.Field != remarkField {
			continue
		}
		var x consultDraft
		if json.Unmarshal([]byte(d.Text), &x) != nil {
			continue
		}
		x.base, x.at = d.Base, d.At
		now, _ := s.RemarkOf(framework.Code(d.Item), a.who.Institution())
		if !x.says(now) && x.Text+x.Proof+string(x.Stance) != "" {
			kept[framework.Code(d.Item)] = x
		}
	}
	return kept, err
}

// says tells whether a draft is what a remark says already.
func (x consultDraft) says(r assessment.Remark) bool {
	linked := x.Proof == "" || slices.ContainsFunc(r.Evidence, func(e assessment.Evidence) bool { return e.Link == x.Proof })
	return x.Stance == r.Stance && strings.TrimSpace(x.Text) == r.Text && linked
}

// consultOffer puts what was typed and not sent back into the form. Where a
// colleague saved something since, it stands beside.
func (a *ask) consultOffer(v *consultItemView, s *assessment.State) error {
	if v.Form == nil {
		return nil
	}
	drafts, err := a.consultDrafts(s)
	if err != nil {
		return err
	}
	x, ok := drafts[v.Item.Code]
	if !ok {
		return nil
	}
	if x.base != v.Form.Base && v.Form.Base != 0 {
		if err := a.consultClash(v, s); err != nil {
			return err
		}
	}
	v.Form.Stance, v.Form.Text, v.Form.Proof, v.Kept = x.Stance, x.Text, x.Proof, x.at
	if x.Language != "" {
		v.Form.Language = x.Language
	}
	return nil
}

// consultKeep keeps a form as it is being filled in; nobody else sees it.
func (d *Desk) consultKeep(a *ask) (answer, error) {
	_, _, item, err := a.consultedItem()
	if err != nil {
		return answer{}, err
	}
	if err := a.must(account.MakeRemark); err != nil {
		return answer{}, err
	}
	f := a.consultTyped(assessment.Remark{})
	if err := a.consultKeepForm(item.Code, f); err != nil {
		return answer{}, err
	}
	return a.json(saved{Words: a.say.T("consult.kept")})
}

func (a *ask) consultKeepForm(code framework.Code, f *consultForm) error {
	text, err := json.Marshal(consultDraft{Stance: f.Stance, Text: f.Text, Language: f.Language, Proof: f.Proof})
	if err != nil {
		return err
	}
	return a.desk.app.KeepDraft(a.Context(), a.who, a.chain(), app.Draft{Item: string(code), Field: remarkField, Text: string(text), Base: f.Base})
}
