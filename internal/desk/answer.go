package desk

import (
	"strings"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
)

func init() {
	register("GET /desk/a/{chain}/answers", (*Desk).answers)
	register("GET /desk/a/{chain}/d/{domain}", (*Desk).domain)
	register("GET /desk/a/{chain}/i/{code}", (*Desk).showItem)
	register("POST /desk/a/{chain}/i/{code}", (*Desk).takeItem)
}

// answers leads to where there is work: to what came back to the person, else
// to the first indicator of theirs that is not ready.
func (d *Desk) answers(a *ask) (answer, error) {
	s, err := a.assessment()
	if err != nil {
		return answer{}, err
	}
	if err := a.shownTo(s); err != nil {
		return answer{}, err
	}
	for _, dom := range s.Book.Domains {
		if code := a.firstOpen(s, dom.Code); code != "" && a.mayIn(a.answerRight(), string(dom.Code)) && unfinished(s.Item(code).StatusOf(a.hand())) {
			return answer{to: linkItem(s.Chain, code)}, nil
		}
	}
	code := a.firstOpen(s, "")
	if code == "" {
		return answer{}, fault.New(fault.NotFound, "answer.nothing_asked")
	}
	return answer{to: linkItem(s.Chain, code)}, nil
}

func (a *ask) answerRight() account.Right {
	if a.hand() == assessment.SecondHand {
		return account.AnswerSecond
	}
	return account.Answer
}

// domain is the page of a domain: the indicator that waits there is open, the
// others are folded.
func (d *Desk) domain(a *ask) (answer, error) {
	s, err := a.assessment()
	if err != nil {
		return answer{}, err
	}
	code := framework.Code(a.PathValue("domain"))
	if _, ok := s.Book.Domain(code); !ok {
		return answer{}, fault.New(fault.NotFound, "assessment.no_domain", "code", string(code))
	}
	first := a.firstOpen(s, code)
	if err := a.shownTo(s, first); err != nil {
		return answer{}, err
	}
	ind, ok := s.Book.Indicator(first)
	if !ok {
		return answer{}, fault.New(fault.NotFound, "answer.nothing_asked")
	}
	return a.itemPage(s, ind)
}

func (d *Desk) showItem(a *ask) (answer, error) {
	s, ind, err := a.opened()
	if err != nil {
		return answer{}, err
	}
	return a.itemPage(s, ind)
}

func (a *ask) itemPage(s *assessment.State, ind framework.Indicator) (answer, error) {
	v, err := a.wholeItem(s, ind)
	if err != nil {
		return answer{}, err
	}
	if a.flag("history") && v.SeesRecord {
		if v.Steps, err = a.itemSteps(v.State, ind); err != nil {
			return answer{}, err
		}
		v.ShowSteps = true
	}
	return a.page("item", v)
}

// wholeItem is the page of an indicator with what only the person has.
func (a *ask) wholeItem(s *assessment.State, ind framework.Indicator) (*itemView, error) {
	v, err := a.item(s, ind)
	if err != nil {
		return nil, err
	}
	return v, a.personal(v)
}

// takeItem takes the form of the page. Each of its buttons says by the field
// "do" what is to be done with what was typed.
func (d *Desk) takeItem(a *ask) (answer, error) {
	s, ind, err := a.opened()
	if err != nil {
		return answer{}, err
	}
	if err := a.form(); err != nil {
		return answer{}, err
	}
	do, what, _ := strings.Cut(a.value("do"), ":")
	f := a.typed(s, ind)
	switch do {
	case "note":
		if err := a.keepNote(ind.Code); err != nil {
			return answer{}, err
		}
		return a.seeOther(linkItem(s.Chain, ind.Code)+"#private", "answer.done_note")
	case "preview":
		return a.previewText(s, ind, f)
	case "find":
		return a.findSource(s, ind, f)
	case "attach":
		return a.attach(s, ind, f, assessment.SourceID(what))
	case "new":
		return a.newSource(s, ind, f, what == "anyway")
	case "detach":
		return a.detach(s, ind, f, what)
	case "take", "drop":
		return a.settleOffer(s, ind, f, do, what)
	case "resolve":
		return a.resolve(s, ind, f)
	case "ready", "draft":
		return a.saveAndGo(s, ind, f, do)
	}
	return a.saveAndStay(s, ind, f)
}

// saved is what the page's script is told about an answer that was recorded.
type saved struct {
	Base   int64  `json:"base"`
	Words  string `json:"words"`
	Status string `json:"status"`
	Rail   string `json:"rail,omitempty"`
}

func (a *ask) saveAndStay(s *assessment.State, ind framework.Indicator, f answerForm) (answer, error) {
	next, err := a.record(s, ind, f, "save")
	if err != nil {
		return a.refused(ind, f, "save", err)
	}
	if !a.partial() {
		return a.seeOther(linkItem(s.Chain, ind.Code), "answer.done_saved")
	}
	people, err := a.crowd(next)
	if err != nil {
		return answer{}, err
	}
	now := standing(next.Item(ind.Code), a.hand())
	out := saved{Base: f.Base, Words: a.say.T("answer.saved"), Status: a.say.T("assessment.status_" + string(next.Item(ind.Code).StatusOf(a.hand())))}
	if f.same(now.Given) { // else somebody saved between a lost reply and its repetition
		out.Base = now.Seq
	}
	rail := a.rail(next, ind.Domain, ind.Code, people)
	part, err := a.part("item", "rail", rail)
	out.Rail = string(part.body)
	if err != nil {
		return answer{}, err
	}
	return a.json(out)
}

// saveAndGo marks an answer as ready and opens the next, or takes it back into
// draft.
func (a *ask) saveAndGo(s *assessment.State, ind framework.Indicator, f answerForm, do string) (answer, error) {
	next, err := a.record(s, ind, f, do)
	if err != nil {
		return a.refused(ind, f, do, err)
	}
	to, done := linkItem(s.Chain, ind.Code), "answer.done_draft"
	if do == "ready" {
		done = "answer.done_ready_last"
		if code := a.nextOpen(next, ind.Code); code != "" {
			to, done = linkItem(s.Chain, code), "answer.done_ready"
		}
	}
	return a.goOn(to, done)
}

// goOn leads a form to another page, and tells the script of a page where.
func (a *ask) goOn(to, done string) (answer, error) {
	out, err := a.seeOther(to, done)
	if err != nil || !a.partial() {
		return out, err
	}
	return a.json(map[string]string{"go": out.to})
}

// record saves an answer, with the private note beside it. Mode is "ready" or
// "draft" as the person chose, or "save", which leaves a ready answer ready
// while nothing is missing in it; one that was returned is ready only when the
// coder says so again.
func (a *ask) record(s *assessment.State, ind framework.Indicator, f answerForm, mode string) (*assessment.State, error) {
	c := f.command(ind.Code, a.hand())
	switch mode {
	case "ready":
		c.Ready = true
	case "save":
		c.Ready = a.staysReady(s, c)
	}
	if err := unseenDecision(s.Item(ind.Code), c); err != nil {
		return nil, err
	}
	drafts, err := a.spent(ind.Code, f)
	if err != nil {
		return nil, err
	}
	order := app.Order{ID: a.value("command"), By: a.who, Chain: s.Chain, Do: []assessment.Command{c}}
	for _, field := range drafts {
		order.Drafts = append(order.Drafts, app.DraftKeyOf(a.who, s.Chain, string(ind.Code), field))
	}
	next, err := a.desk.app.Do(a.Context(), order)
	if err != nil {
		return nil, err
	}
	a.see(next)
	return next, a.keepNote(ind.Code)
}

func (a *ask) staysReady(s *assessment.State, c assessment.RecordAnswer) bool {
	i := s.Item(c.Indicator)
	if !standing(i, c.Hand).Ready || i.StatusOf(c.Hand) == assessment.Returned {
		return false
	}
	c.Ready = true
	_, err := assessment.Decide(s, assessment.Act{By: a.who, At: a.now}, c)
	for _, e := range fault.All(err) {
		if strings.HasPrefix(e.Key, "assessment.lacks_") {
			return false
		}
	}
	return true
}

// unseenDecision refuses a coder's save on top of a reviewer's decision that
// the coder's page did not show yet.
func unseenDecision(i assessment.Item, c assessment.RecordAnswer) error {
	if now := i.Standing(); c.Hand == assessment.FirstHand && now.Seq > i.First.Seq && now.Seq > c.Base {
		return moved(c.Indicator)
	}
	return nil
}

func moved(code framework.Code) error {
	return fault.New(fault.Conflict, "assessment.answer_moved", "code", string(code))
}

// refused shows the form again with what was typed, or both texts side by side
// where somebody else saved meanwhile.
func (a *ask) refused(ind framework.Indicator, f answerForm, mode string, err error) (answer, error) {
	clash := fault.HasKey(err, "assessment.answer_moved")
	if a.partial() && !clash {
		return answer{}, err
	}
	s, loadErr := a.assessment()
	if loadErr != nil {
		return answer{}, loadErr
	}
	v, buildErr := a.wholeItem(s, ind)
	if buildErr != nil {
		return answer{}, buildErr
	}
	v.Form = f
	v.Offers = nil
	if clash {
		return a.clash(v, f, mode)
	}
	return a.again("item", v, err)
}

func (a *ask) previewText(s *assessment.State, ind framework.Indicator, f answerForm) (answer, error) {
	if a.partial() {
		return a.part("item", "preview", f)
	}
	v, err := a.wholeItem(s, ind)
	if err != nil {
		return answer{}, err
	}
	v.Form, v.Preview = f, true
	return a.page("item", v)
}
