package desk

import (
	"time"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
)

func init() {
	register("GET /desk/a/{chain}/consult", (*Desk).consult)
	register("GET /desk/a/{chain}/consult/agree", (*Desk).consultAgree)
	register("POST /desk/a/{chain}/consult/agree", (*Desk).consultAgreed)
	register("GET /desk/a/{chain}/consult/files/{hash}", (*Desk).consultFile)
}

// consultView is the draft before the government: three steps, how far it is,
// what to look at next, what the team has replied.
type consultView struct {
	Frame
	Link      string
	Ready     bool // a draft was given out
	Draft     *app.FrozenDraft
	Open      bool // remarks are taken
	Step      int  // 1 remarks, 2 replies, 3 consent
	Due       Due
	Looked    int
	Total     int
	Said      app.Stances // by the person's own institution
	Limbs     []consultLimb
	Next      *consultNext
	Replies   []remarkView
	Waiting   int // remarks that still need a reply
	Own       string
	Others    []app.Institution // the focal point's view of its colleagues
	MaySay    bool
	MayAsk    bool // may delegate
	Consent   string
	Consented *assessment.Consented
}

// consultLimb is a domain of the draft with how far the person is in it.
type consultLimb struct {
	Limb
	Items  []consultLine
	Rest   int // that can be agreed with at once
	Agree  string
	Drafts int
}

// consultLine is one item in the list of a domain.
type consultLine struct {
	Code   framework.Code
	Label  lang.Text
	Link   string
	Stance assessment.Stance // of the person's own institution; empty: none yet
	Draft  bool              // was typed and not sent
	Reply  bool
	Others int // remarks of colleagues
}

// consultNext is the item to go on with.
type consultNext struct {
	consultLine
	N     int
	Begun bool
}

// drafting is the assessment and its draft, for those who read it; the draft is
// nil as long as none was given out.
func (a *ask) drafting() (*assessment.State, *app.FrozenDraft, error) {
	s, err := a.assessment()
	if err != nil {
		return nil, nil, err
	}
	if err := a.must(account.SeeDraft); err != nil {
		return nil, nil, err
	}
	if len(s.Talks) == 0 {
		return s, nil, nil
	}
	draft, err := a.desk.app.Draft(a.Context(), a.who, s.Chain)
	return s, draft, err
}

func (d *Desk) consult(a *ask) (answer, error) {
	s, draft, err := a.drafting()
	if err != nil {
		return answer{}, err
	}
	v := consultView{
		Frame: a.consultFrame("consult.title"), Link: linkConsult(s.Chain), Ready: draft != nil, Draft: draft, MaySay: a.may(account.MakeRemark),
		MayAsk: a.may(account.Delegate), Consent: linkTo(s.Chain, "consent"), Consented: s.Consent, Own: a.who.Institution(), Step: 1,
	}
	if draft == nil {
		return a.page("consult", &v)
	}
	if err := a.consultFill(&v, s); err != nil {
		return answer{}, err
	}
	return a.page("consult", &v)
}

func (a *ask) consultFill(v *consultView, s *assessment.State) error {
	_, v.Open = s.Talk()
	v.Due = dueOf(v.Draft.Deadline, a.now)
	drafts, err := a.consultDrafts(s)
	if err != nil {
		return err
	}
	a.consultLimbs(v, s, drafts)
	people, err := a.consultCrowd(s)
	if err != nil {
		return err
	}
	v.Said = app.Stances{}
	for _, r := range app.RemarksFor(s, a.who) {
		if r.Talk == len(s.Talks) && r.Institution == v.Own {
			v.Said[r.Stance]++
		}
		if r.Reply != nil {
			v.Replies = append(v.Replies, a.remarkView(s, r, people))
		} else if r.NeedsReply() {
			v.Waiting++
		}
	}
	switch {
	case s.Stage == account.Consent || s.Stage == account.Published:
		v.Step = 3
	case !v.Open:
		v.Step = 2
	}
	if a.who.Holds(account.FocalPoint) || v.Frame.Me != nil && !a.forGovernment() {
		for _, i := range app.Institutions(s) {
			if i.Name != v.Own && !i.Focal {
				v.Others = append(v.Others, i)
			}
		}
	}
	return nil
}

// consultLimbs draws each domain: a tall tick is an item to which something was
// said, by the person's institution or, for the focal point, by any.
func (a *ask) consultLimbs(v *consultView, s *assessment.State, drafts map[framework.Code]consultDraft) {
	n := 0
	for i, d := range s.Book.Domains {
		items := v.Draft.In(d.Code)
		if len(items) == 0 {
			continue
		}
		l := consultLimb{Agree: v.Link + "/agree?domain=" + string(d.Code)}
		ticks := ""
		for _, item := range items {
			n++
			line := a.consultLine(s, item)
			_, line.Draft = drafts[item.Code]
			said := line.Stance != "" || a.who.Holds(account.FocalPoint) && line.Others > 0
			switch {
			case said:
				ticks += "r"
				v.Looked++
			case line.Draft:
				ticks += "d"
				l.Drafts++
			default:
				ticks += "n"
				l.Rest++
			}
			if !said && v.MaySay && v.Open && v.Next == nil && a.mayIn(account.MakeRemark, string(item.Domain)) {
				v.Next = &consultNext{consultLine: line, N: n}
			}
			l.Items = append(l.Items, line)
			v.Total++
		}
		if !v.Open || !a.mayIn(account.MakeRemark, string(d.Code)) {
			l.Rest = 0
		}
		l.Limb = LimbOf(i+1, d, ticks)
		v.Limbs = append(v.Limbs, l)
	}
	if v.Next != nil {
		v.Next.Begun = v.Looked > 0
	}
}

func (a *ask) consultLine(s *assessment.State, item app.DraftItem) consultLine {
	line := consultLine{Code: item.Code, Label: labelOf(item.Indicator), Link: linkConsult(s.Chain, string(item.Code))}
	own := a.who.Institution()
	for _, r := range s.RemarksOn(item.Code) {
		if r.Talk != len(s.Talks) || !app.SeesRemark(s, a.who, r) {
			continue
		}
		if r.Institution == own && a.forGovernment() {
			line.Stance, line.Reply = r.Stance, r.Reply != nil
		} else {
			line.Others++
		}
	}
	return line
}

// consultAgreeView asks before a whole domain is agreed with.
type consultAgreeView struct {
	Frame
	Link   string
	Limb   Limb
	Items  []consultLine
	Kept   int // that have a remark which was typed and not sent
	Draft  *app.FrozenDraft
	Values map[framework.Code]*optionView
}

// consultRest is what can be agreed with at once: what nobody of the
// institution said anything to, and where the person has nothing in hand.
func (a *ask) consultRest() (*consultAgreeView, error) {
	s, draft, err := a.drafting()
	if err != nil {
		return nil, err
	}
	if err := a.must(account.MakeRemark); err != nil {
		return nil, err
	}
	code := framework.Code(a.value("domain"))
	d, ok := s.Book.Domain(code)
	if _, open := s.Talk(); !ok || !open || draft == nil {
		return nil, fault.New(fault.NotFound, "desk.missing")
	}
	drafts, err := a.consultDrafts(s)
	if err != nil {
		return nil, err
	}
	v := &consultAgreeView{Frame: a.consultFrame("consult.agree_title"), Link: linkConsult(s.Chain), Draft: draft, Values: map[framework.Code]*optionView{}}
	for i, x := range s.Book.Domains {
		if x.Code == code {
			v.Limb = LimbOf(i+1, d, "")
		}
	}
	for _, c := range app.Unsaid(s, a.who, code) {
		item, shown := draft.Item(c)
		if _, kept := drafts[c]; kept {
			v.Kept++
		} else if shown {
			v.Items = append(v.Items, a.consultLine(s, item))
			v.Values[c] = optionOf(s.Book, item.Scale, item.Value)
		}
	}
	return v, nil
}

func (d *Desk) consultAgree(a *ask) (answer, error) {
	v, err := a.consultRest()
	if err != nil {
		return answer{}, err
	}
	return a.page("consult-agree", v)
}

// consultAgreed agrees with the items that the page of the question showed, as
// far as they are still open, in one order.
func (d *Desk) consultAgreed(a *ask) (answer, error) {
	v, err := a.consultRest()
	if err != nil {
		return answer{}, err
	}
	var codes []framework.Code
	for _, c := range a.list("code") {
		codes = append(codes, framework.Code(c))
	}
	next, _, err := d.app.AgreeWith(a.Context(), a.order(), codes)
	if err != nil {
		return a.again("consult-agree", v, err)
	}
	a.see(next)
	return a.seeOther(v.Link, "consult.done_agreed")
}

// deadlinePassed tells that the day is over while remarks are still taken.
func deadlinePassed(day string, now time.Time) bool { return dueOf(day, now).Late() }
