package desk

import (
	"slices"
	"strings"
	"time"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
)

func init() {
	register("GET /desk/a/{chain}/consult/{code}", (*Desk).consultItem)
	register("POST /desk/a/{chain}/consult/{code}", (*Desk).consultSave, upTo(app.MaxSource+formLimit))
}

// consultItemView is one item of the draft, with room for one remark.
type consultItemView struct {
	Frame
	Home      string
	Link      string
	Item      app.DraftItem
	Value     *optionView
	Limb      Limb
	N, Of     int
	Back      string // the item before; empty at the first
	Next      string // the item after; empty at the last
	Due       Due
	Passed    bool // the deadline is over, and remarks are still taken
	Open      bool
	Form      *consultForm // nil where nothing can be said
	Kept      time.Time    // when the text in the form was kept as a draft
	Clash     *remarkView  // what a colleague saved meanwhile
	Mine      *remarkView  // where it can no longer change
	Others    []remarkView
	Past      []wordingView // earlier wordings of the own remark
	Languages []lang.Tag
	Stances   []consultStance
	Megs      int
}

// consultStance is one of the three plates.
type consultStance struct {
	Stance assessment.Stance
	Icon   string
}

var consultStances = []consultStance{{assessment.Agree, "check"}, {assessment.Disagree, "no"}, {assessment.Supplement, "plus"}}

// consultForm is a remark as it is being written.
type consultForm struct {
	Base     int64
	Stance   assessment.Stance
	Text     string
	Language lang.Tag
	Proof    string // a link to be added
	Evidence []assessment.Evidence
}

func consultFormOf(r assessment.Remark, own lang.Tag) *consultForm {
	f := &consultForm{Base: r.Seq, Stance: r.Stance, Text: r.Text, Language: r.Language, Evidence: r.Evidence}
	if f.Language == "" {
		f.Language = own
	}
	return f
}

// consultedItem is the item of the address, for those who were asked about it.
func (a *ask) consultedItem() (*assessment.State, *app.FrozenDraft, app.DraftItem, error) {
	s, draft, err := a.drafting()
	if err != nil {
		return nil, nil, app.DraftItem{}, err
	}
	if draft == nil {
		return nil, nil, app.DraftItem{}, fault.New(fault.NotFound, "assessment.no_consultation")
	}
	item, ok := draft.Item(framework.Code(a.PathValue("code")))
	if !ok {
		return nil, nil, item, fault.New(fault.NotFound, "assessment.no_indicator", "code", a.PathValue("code"))
	}
	return s, draft, item, nil
}

func (d *Desk) consultItem(a *ask) (answer, error) {
	s, draft, item, err := a.consultedItem()
	if err != nil {
		return answer{}, err
	}
	v, err := a.consultItemView(s, draft, item)
	if err != nil {
		return answer{}, err
	}
	if err := a.consultOffer(v, s); err != nil {
		return answer{}, err
	}
	return a.page("consult-item", v)
}

func (a *ask) consultItemView(s *assessment.State, draft *app.FrozenDraft, item app.DraftItem) (*consultItemView, error) {
	v := &consultItemView{
		Frame: a.consultFrame("consult.item_title", "code", string(item.Code), "label", labelOf(item.Indicator).Get(a.say.Tag(), s.Source)),
		Home:  linkConsult(s.Chain), Link: linkConsult(s.Chain, string(item.Code)), Item: item, Value: optionOf(s.Book, item.Scale, item.Value),
		Due: dueOf(draft.Deadline, a.now), Stances: consultStances, Megs: app.MaxSource >> 20,
	}
	_, v.Open = s.Talk()
	v.Passed = v.Open && deadlinePassed(draft.Deadline, a.now)
	v.place(s, draft)
	people, err := a.consultCrowd(s)
	if err != nil {
		return nil, err
	}
	own, said := s.RemarkOf(item.Code, a.who.Institution())
	writes := v.Open && a.mayIn(account.MakeRemark, string(item.Domain))
	if writes && own.Reply == nil {
		v.Form = consultFormOf(own, a.say.Tag())
		v.Script = "desk_consult.js"
		v.Languages = a.consultTongues(v.Form.Language)
	}
	var shown []*remarkView
	for _, r := range s.RemarksOn(item.Code) {
		if !app.SeesRemark(s, a.who, r) {
			continue
		}
		x := a.remarkView(s, r, people)
		if said && r.ID == own.ID && a.forGovernment() {
			v.Mine = &x
			shown = append(shown, v.Mine)
			continue
		}
		v.Others = append(v.Others, x)
	}
	for i := range v.Others {
		shown = append(shown, &v.Others[i])
	}
	if err := a.remarkWordings(item.Code, shown...); err != nil {
		return nil, err
	}
	if v.Form != nil && v.Mine != nil {
		v.Past, v.Mine = v.Mine.Wordings, nil
	}
	return v, nil
}

// place says where the item stands in the draft.
func (v *consultItemView) place(s *assessment.State, draft *app.FrozenDraft) {
	v.Of = len(draft.Items)
	for i, x := range draft.Items {
		if x.Code != v.Item.Code {
			continue
		}
		v.N = i + 1
		if i > 0 {
			v.Back = linkConsult(s.Chain, string(draft.Items[i-1].Code))
		}
		if i+1 < v.Of {
			v.Next = linkConsult(s.Chain, string(draft.Items[i+1].Code))
		}
	}
	for i, d := range s.Book.Domains {
		if d.Code == v.Item.Domain {
			v.Limb = LimbOf(i+1, d, "")
		}
	}
}

func (a *ask) consultClash(v *consultItemView, s *assessment.State) error {
	now, ok := s.RemarkOf(v.Item.Code, a.who.Institution())
	if !ok {
		return nil
	}
	people, err := a.consultCrowd(s)
	x := a.remarkView(s, now, people)
	v.Clash = &x
	return err
}

// consultTyped is the form as it was sent.
func (a *ask) consultTyped(now assessment.Remark) *consultForm {
	f := &consultForm{
		Base: a.number("base"), Stance: assessment.Stance(a.value("stance")), Text: strings.TrimSpace(a.raw("say")),
		Language: a.consultLanguage(), Proof: a.value("proof"),
	}
	drop := a.list("drop")
	for _, e := range now.Evidence {
		if !slices.Contains(drop, evidenceKey(e)) {
			f.Evidence = append(f.Evidence, e)
		}
	}
	return f
}

// evidenceKey names a piece of evidence in a form.
func evidenceKey(e assessment.Evidence) string {
	if e.Hash != "" {
		return string(e.Hash)
	}
	return e.Title + "|" + e.Link
}

// Key names the evidence in the form.
func (f *consultForm) Key(e assessment.Evidence) string { return evidenceKey(e) }

// blank tells a form in which nothing was said.
func (f *consultForm) blank() bool { return f.Stance == "" && f.Text == "" && f.Proof == "" }

// same tells a form that says what is recorded already.
func (f *consultForm) same(r assessment.Remark) bool {
	return f.Stance == r.Stance && f.Text == r.Text && f.Proof == "" && len(f.Evidence) == len(r.Evidence) &&
		(f.Text == "" || f.Language == r.Language)
}

func (d *Desk) consultSave(a *ask) (answer, error) {
	if err := a.form(); err != nil {
		return answer{}, err
	}
	s, draft, item, err := a.consultedItem()
	if err != nil {
		return answer{}, err
	}
	v, err := a.consultItemView(s, draft, item)
	if err != nil {
		return answer{}, err
	}
	to := v.Next
	if a.value("do") == "back" {
		to = v.Back
	}
	if to == "" {
		to = v.Home
	}
	own, _ := s.RemarkOf(item.Code, a.who.Institution())
	f := a.consultTyped(own)
	err = a.consultRecord(item, own, f)
	if err == nil {
		return a.seeOther(to, "")
	}
	if a.value("do") == "back" && fault.Is(err, fault.Invalid) {
		// Half a remark is kept as it is, and nobody is held up on the way back.
		if err := a.consultKeepForm(item.Code, f); err == nil {
			return a.seeOther(to, "")
		}
	}
	if fault.Is(err, fault.Conflict) {
		return a.consultMoved(item, f, err)
	}
	v.Form = f
	return a.again("consult-item", v, err)
}

// consultMoved shows the form again beside what a colleague saved meanwhile.
func (a *ask) consultMoved(item app.DraftItem, f *consultForm, cause error) (answer, error) {
	s, draft, err := a.drafting()
	if err != nil {
		return answer{}, err
	}
	v, err := a.consultItemView(s, draft, item)
	if err != nil {
		return answer{}, err
	}
	if err := a.consultClash(v, s); err != nil {
		return answer{}, err
	}
	if v.Form != nil {
		f.Base, f.Evidence = v.Form.Base, v.Form.Evidence
	}
	v.Form = f
	return a.again("consult-item", v, cause)
}

// consultRecord makes a remark of a form that says something new.
func (a *ask) consultRecord(item app.DraftItem, own assessment.Remark, f *consultForm) error {
	spent := []app.DraftKey{app.DraftKeyOf(a.who, a.chain(), string(item.Code), remarkField)}
	file, head, err := a.upload("doc")
	if err != nil {
		return err
	}
	if file == nil && (own.Seq == 0 && f.blank() || f.same(own)) {
		return a.desk.app.DropDraft(a.Context(), a.who, a.chain(), string(item.Code), remarkField)
	}
	c := assessment.MakeRemark{Base: f.Base, Remarked: assessment.Remarked{
		ID: own.ID, Indicator: item.Code, Stance: f.Stance, Text: f.Text, Evidence: slices.Clone(f.Evidence),
	}}
	if c.ID == "" {
		c.ID = assessment.RemarkID(app.NewID())
	}
	if f.Text != "" {
		c.Language = f.Language
	}
	if f.Proof != "" {
		if !isLink(f.Proof) {
			return fault.New(fault.Invalid, "assessment.source_link", "link", f.Proof)
		}
		c.Evidence = append(c.Evidence, assessment.Evidence{Link: f.Proof})
	}
	var doc *app.File
	if file != nil {
		defer file.Close()
		doc = &app.File{Name: head.Filename, Body: file}
	}
	o := a.order()
	o.Drafts = spent
	next, err := a.desk.app.Remark(a.Context(), o, c, doc)
	if err == nil {
		a.see(next)
	}
	return err
}
