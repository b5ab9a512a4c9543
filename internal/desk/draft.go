package desk

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
)

func init() { register("POST /desk/a/{chain}/i/{code}/draft", (*Desk).keepDraft) }

// offerView is a text of the person's own that was typed and never saved,
// beside what is saved.
type offerView struct {
	Field   string
	Label   string
	Text    string
	At      time.Time
	Changes []Piece
}

// locatorField names the draft of a locator: by its source, and by how often
// the source was cited before it in the same answer.
func locatorField(id assessment.SourceID, nth int) string {
	if nth < 2 {
		return "locator:" + string(id)
	}
	return "locator:" + string(id) + ":" + strconv.Itoa(nth)
}

// isDraftField tells the fields that are kept while someone types in them.
func isDraftField(field string) bool {
	return field == "justification" || field == "why" || strings.HasPrefix(field, "locator:") && len(field) < 100
}

// keepDraft keeps one field as it is being typed. It changes nothing for
// anybody else.
func (d *Desk) keepDraft(a *ask) (answer, error) {
	s, ind, err := a.opened()
	if err != nil {
		return answer{}, err
	}
	field, text := a.value("field"), a.raw("text")
	switch {
	case field == "note":
		err = d.app.KeepNote(a.Context(), a.who, s.Chain, string(ind.Code), text)
	case isDraftField(field):
		err = d.app.KeepDraft(a.Context(), a.who, s.Chain, app.Draft{Item: string(ind.Code), Field: field, Text: text, Base: a.number("base")})
	default:
		err = fault.New(fault.Invalid, "answer.no_field", "field", field)
	}
	if err != nil {
		return answer{}, err
	}
	if field == "note" {
		return a.json(saved{Words: a.say.T("answer.note_kept")})
	}
	return a.json(saved{Words: a.say.T("answer.kept")})
}

// keepNote keeps the private note of a form where it was changed on that page:
// a note that was written in another window meanwhile is not touched by a form
// that did not change it.
func (a *ask) keepNote(code framework.Code) error {
	if !a.Form.Has("note") || a.raw("note") == a.raw("note_was") {
		return nil
	}
	return a.desk.app.KeepNote(a.Context(), a.who, a.chain(), string(code), a.raw("note"))
}

// valueOf is a field of the form by the name of its draft.
func (f answerForm) valueOf(field string) (string, bool) {
	switch field {
	case "justification":
		return f.Justification, true
	case "why":
		return f.Why, true
	}
	for _, c := range f.Cites {
		if c.Field == field {
			return c.Locator, true
		}
	}
	return "", false
}

func (f *answerForm) setValue(field, text string) {
	switch field {
	case "justification":
		f.Justification = text
	case "why":
		f.Why = text
	}
	for n := range f.Cites {
		if f.Cites[n].Field == field {
			f.Cites[n].Locator = text
		}
	}
}

// spent are the drafts that a save makes superfluous: those of the fields in
// which this page's script kept drafts, and those with just the saved text. A
// draft of another window stays, and is offered there or here.
func (a *ask) spent(code framework.Code, f answerForm) ([]string, error) {
	fields := a.list("drafted")
	all, err := a.desk.app.Drafts(a.Context(), a.who, a.chain())
	if err != nil {
		return nil, err
	}
	var spent []string
	for _, d := range all {
		if d.Item != string(code) {
			continue
		}
		now, there := f.valueOf(d.Field)
		if there && strings.TrimSpace(now) == strings.TrimSpace(d.Text) || slices.Contains(fields, d.Field) {
			spent = append(spent, d.Field)
		}
	}
	return spent, nil
}

// offers lists the drafts of an indicator that differ from what is saved.
func (a *ask) offers(v *itemView) ([]offerView, error) {
	all, err := a.desk.app.Drafts(a.Context(), a.who, a.chain())
	if err != nil {
		return nil, err
	}
	var out []offerView
	for _, d := range all {
		now, there := v.Form.valueOf(d.Field)
		if d.Item != string(v.Ind.Code) || !there || strings.TrimSpace(now) == strings.TrimSpace(d.Text) {
			continue
		}
		field, _, _ := strings.Cut(d.Field, ":")
		out = append(out, offerView{Field: d.Field, Label: a.say.T("answer.field_" + field), Text: d.Text, At: d.At, Changes: DiffWords(now, d.Text)})
	}
	return out, nil
}

// settleOffer takes an offered text into the answer, or lets it go.
func (a *ask) settleOffer(s *assessment.State, ind framework.Indicator, f answerForm, do, field string) (answer, error) {
	if do == "drop" {
		if err := a.desk.app.DropDraft(a.Context(), a.who, s.Chain, string(ind.Code), field); err != nil {
			return answer{}, err
		}
		return a.goOn(linkItem(s.Chain, ind.Code), "answer.done_dropped")
	}
	all, err := a.desk.app.Drafts(a.Context(), a.who, s.Chain)
	if err != nil {
		return answer{}, err
	}
	for _, d := range all {
		if d.Item == string(ind.Code) && d.Field == field {
			f.setValue(field, d.Text)
		}
	}
	if _, err := a.record(s, ind, f, "save"); err != nil {
		return a.refused(ind, f, "save", err)
	}
	return a.goOn(linkItem(s.Chain, ind.Code), "answer.done_saved")
}

// forgetDrafts drops every draft of an indicator: its author has just chosen
// the text that stands.
func (a *ask) forgetDrafts(code framework.Code) error {
	all, err := a.desk.app.Drafts(a.Context(), a.who, a.chain())
	if err != nil {
		return err
	}
	for _, d := range all {
		if d.Item != string(code) {
			continue
		}
		if err := a.desk.app.DropDraft(a.Context(), a.who, a.chain(), d.Item, d.Field); err != nil {
			return err
		}
	}
	return nil
}
