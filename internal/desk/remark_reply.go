package desk

import (
	"slices"
	"strings"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/lang"
)

func init() {
	register("GET /desk/a/{chain}/consultation/r/{remark}", (*Desk).replyPage)
	register("POST /desk/a/{chain}/consultation/r/{remark}", (*Desk).replySave)
}

// replyView is one remark with the draft that it is about, the answer as it is
// now, and the team's reply.
type replyView struct {
	Frame
	Home      string
	Link      string
	Item      string // address of the answer
	Remark    remarkView
	N, Of     int // among all that need a reply
	Back      string
	Next      string
	Code      string
	Ask       lang.Text
	Draft     *app.DraftItem // nil where the remark is of an earlier consultation
	Was       *optionView
	Now       givenView
	Moved     bool // the value is another one now than in the draft
	Others    []remarkView
	MayReply  bool
	MayAnswer bool
	Form      replyForm
	Languages []lang.Tag
	Outcomes  []assessment.Outcome
}

// replyForm is a reply as it is being written.
type replyForm struct {
	Outcome  assessment.Outcome
	Text     string
	Language lang.Tag
}

var replyOutcomes = []assessment.Outcome{assessment.Accepted, assessment.Partly, assessment.Declined}

// replyView loads the assessment and the remark of the address, for the team.
func (a *ask) replyView() (*replyView, error) {
	s, err := a.assessment()
	if err != nil {
		return nil, err
	}
	if err := a.must(account.SeeAnswers); err != nil {
		return nil, err
	}
	r, ok := s.Remarks[assessment.RemarkID(a.PathValue("remark"))]
	if !ok {
		return nil, fault.New(fault.NotFound, "assessment.no_remark")
	}
	people, err := a.consultCrowd(s)
	if err != nil {
		return nil, err
	}
	ind, _ := s.Book.Indicator(r.Indicator)
	v := &replyView{
		Frame: a.consultFrame("consult.reply_title", "code", string(r.Indicator)), Home: linkTo(s.Chain, "consultation"), Link: linkRemark(s.Chain, r.ID),
		Item: linkItem(s.Chain, r.Indicator), Remark: a.remarkView(s, r, people), Code: string(r.Indicator), Ask: ind.Question,
		MayReply: a.mayIn(account.Reply, string(ind.Domain)), MayAnswer: a.mayIn(account.Answer, string(ind.Domain)), Outcomes: replyOutcomes,
		Now: a.given(s, ind, s.Item(r.Indicator).Standing(), people),
	}
	v.Was = v.Remark.Was
	v.Moved = r.Talk >= 1 && r.Talk <= len(s.Talks) && s.Talks[r.Talk-1].Values[r.Indicator] != s.Item(r.Indicator).Standing().Value
	v.Form = replyForm{Language: s.Source}
	if r.Language != "" {
		v.Form.Language = r.Language
	}
	if r.Reply != nil {
		v.Form = replyForm{r.Reply.Outcome, r.Reply.Text, r.Reply.Language}
	}
	v.Languages = a.consultTongues(v.Form.Language)
	if err := a.replyAround(v, s, r, people); err != nil {
		return nil, err
	}
	return v, nil
}

// replyAround adds the draft, the other remarks on the item, and the way to the
// neighbours among those that need a reply.
func (a *ask) replyAround(v *replyView, s *assessment.State, r assessment.Remark, people *crowd) error {
	if r.Talk == len(s.Talks) {
		draft, err := a.desk.app.Draft(a.Context(), a.who, s.Chain)
		if err != nil {
			return err
		}
		if item, ok := draft.Item(r.Indicator); ok {
			v.Draft = &item
		}
	}
	shown := []*remarkView{&v.Remark}
	for _, x := range s.RemarksOn(r.Indicator) {
		if x.ID != r.ID {
			v.Others = append(v.Others, a.remarkView(s, x, people))
		}
	}
	for i := range v.Others {
		shown = append(shown, &v.Others[i])
	}
	var all []assessment.Remark
	for _, x := range app.RemarksFor(s, a.who) {
		if x.NeedsReply() {
			all = append(all, x)
		}
	}
	v.Of = len(all)
	if i := slices.IndexFunc(all, func(x assessment.Remark) bool { return x.ID == r.ID }); i >= 0 {
		v.N = i + 1
		if i > 0 {
			v.Back = linkRemark(s.Chain, all[i-1].ID)
		}
		if i+1 < v.Of {
			v.Next = linkRemark(s.Chain, all[i+1].ID)
		}
	}
	return a.remarkWordings(r.Indicator, shown...)
}

func (d *Desk) replyPage(a *ask) (answer, error) {
	v, err := a.replyView()
	if err != nil {
		return answer{}, err
	}
	return a.page("reply", v)
}

// replySave records a reply and goes on to the next remark that waits.
func (d *Desk) replySave(a *ask) (answer, error) {
	v, err := a.replyView()
	if err != nil {
		return answer{}, err
	}
	f := replyForm{assessment.Outcome(a.value("outcome")), strings.TrimSpace(a.raw("text")), a.consultLanguage()}
	v.Form = f
	next, err := a.do(assessment.Reply{Replied: assessment.Replied{Remark: v.Remark.ID, Outcome: f.Outcome, Text: f.Text, Language: f.Language}})
	if err != nil {
		return a.again("reply", v, err)
	}
	if open := next.OpenRemarks(); len(open) > 0 {
		return a.seeOther(linkRemark(next.Chain, open[0].ID), "consult.done_replied")
	}
	return a.seeOther(v.Home, "consult.done_replied_all")
}
