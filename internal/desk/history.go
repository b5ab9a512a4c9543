package desk

import (
	"slices"
	"strconv"
	"time"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
)

func init() {
	register("GET /desk/a/{chain}/i/{code}/history", (*Desk).itemHistory)
	register("GET /desk/a/{chain}/i/{code}/at/{seq}", (*Desk).itemMoment)
}

// itemStepView is one entry of the record of an answer, as people read it.
type itemStepView struct {
	Seq     int64
	At      time.Time
	By      personView
	Big     bool // a change of state and not of content
	Changes []itemChangeView
	Link    string // to the answer as it was then
}

// itemChangeView is one thing that an entry changed. Key names the catalog's words
// for it; what has values, texts or a name shows them behind.
type itemChangeView struct {
	Key      string
	From, To *optionView
	Pieces   []Piece
	Name     string // of a source or a person
	Text     string // what somebody wrote
}

// itemHistoryView is the history of one answer on a page of its own.
type itemHistoryView struct {
	Frame
	Ind      framework.Indicator
	Link     string
	Steps    []itemStepView
	ItemLink string
}

// itemMomentView is an answer as it stood right after an entry.
type itemMomentView struct {
	Frame
	Ind      framework.Indicator
	Given    givenView
	Status   assessment.Status
	At       time.Time
	Seq      int64
	ItemLink string
	Returned *verdictView
}

// history gives every entry about an answer, newest first: the piece of the
// page when its script asks, else a page.
func (d *Desk) itemHistory(a *ask) (answer, error) {
	s, ind, err := a.opened()
	if err != nil {
		return answer{}, err
	}
	if err := a.must(account.SeeRecord); err != nil {
		return answer{}, err
	}
	steps, err := a.itemSteps(s, ind)
	if err != nil {
		return answer{}, err
	}
	if a.partial() {
		return a.part("item", "steps", steps)
	}
	v := itemHistoryView{
		Frame: a.frame("answer.history_title", "code", string(ind.Code)), Ind: ind, Steps: steps,
		Link: linkItem(s.Chain, ind.Code) + "/history", ItemLink: linkItem(s.Chain, ind.Code),
	}
	return a.page("history", &v)
}

// steps reads the record of an answer.
func (a *ask) itemSteps(s *assessment.State, ind framework.Indicator) ([]itemStepView, error) {
	all, err := a.desk.app.Timeline(a.Context(), a.who, s.Chain, app.StepFilter{Item: ind.Code})
	if err != nil {
		return nil, err
	}
	ids := make([]account.ID, 0, len(all))
	for _, x := range all {
		ids = append(ids, account.ID(x.Entry.Actor))
	}
	people, err := a.crowd(s, ids...)
	if err != nil {
		return nil, err
	}
	var steps []itemStepView
	for _, x := range all {
		v := itemStepView{
			Seq: x.Entry.Seq, At: x.Entry.Time(), By: people.person(account.ID(x.Entry.Actor)),
			Link: linkItem(s.Chain, ind.Code) + "/at/" + strconv.FormatInt(x.Entry.Seq, 10),
		}
		v.Changes, v.Big = a.itemChanges(s, ind, x, people)
		if len(v.Changes) > 0 {
			steps = append(steps, v)
		}
	}
	return steps, nil
}

// changes says what one entry changed.
func (a *ask) itemChanges(s *assessment.State, ind framework.Indicator, x app.Step, people *crowd) (lines []itemChangeView, big bool) {
	switch e := x.Event.(type) {
	case *assessment.Answered:
		before := x.Before.Item(ind.Code).Of(e.Hand)
		lines = a.between(s, ind, before.Given, e.Given)
		if e.Change != before.Change || e.Why != before.Why {
			lines = append(lines, itemChangeView{Key: "answer.was_difference", Text: e.Why})
		}
		switch {
		case e.Ready && !before.Ready:
			lines, big = append(lines, itemChangeView{Key: "answer.was_ready"}), true
		case !e.Ready && before.Ready:
			lines, big = append(lines, itemChangeView{Key: "answer.was_draft"}), true
		}
		if e.Hand == assessment.SecondHand {
			lines = append([]itemChangeView{{Key: "answer.was_second"}}, lines...)
		}
	case *assessment.Reviewed:
		return []itemChangeView{{Key: "answer.was_" + string(e.Verdict), Text: e.Reason}}, true
	case *assessment.Confirmed:
		return []itemChangeView{{Key: "answer.was_confirmed", To: optionOf(s.Book, ind.Scale, x.After.Item(ind.Code).First.Value)}}, true
	case *assessment.Adjudicated:
		lines = a.between(s, ind, x.Before.Item(ind.Code).Standing().Given, e.Given)
		return append([]itemChangeView{{Key: "answer.was_decided", Text: e.Reason}}, lines...), true
	case *assessment.Commented:
		return []itemChangeView{{Key: "answer.was_said", Text: e.Text}}, false
	case *assessment.CommentResolved:
		return []itemChangeView{{Key: "answer.was_settled"}}, false
	case *assessment.Remarked:
		return []itemChangeView{{Key: "answer.was_remark", Text: e.Text}}, true
	case nil:
		return []itemChangeView{{Key: "answer.was_blanked"}}, false
	}
	return lines, big
}

// aroundChanges is how many words stay beside a change in a list.
const aroundChanges = 6

// between says how one answer became another.
func (a *ask) between(s *assessment.State, ind framework.Indicator, old, now assessment.Given) []itemChangeView {
	var lines []itemChangeView
	if old.Value != now.Value {
		lines = append(lines, itemChangeView{Key: "answer.was_value", From: optionOf(s.Book, ind.Scale, old.Value), To: optionOf(s.Book, ind.Scale, now.Value)})
	}
	if old.Justification != now.Justification {
		lines = append(lines, itemChangeView{Key: "answer.was_justification", Pieces: Shorten(DiffWords(old.Justification, now.Justification), aroundChanges)})
	}
	if old.Confidence != now.Confidence && now.Confidence != "" {
		lines = append(lines, itemChangeView{Key: "answer.was_confidence", Name: a.say.T("assessment.confidence_" + now.Confidence)})
	}
	return append(lines, citationChanges(s, old.Citations, now.Citations)...)
}

// citationChanges says which sources came and went, and whose locator changed.
func citationChanges(s *assessment.State, old, now []assessment.Citation) []itemChangeView {
	var lines []itemChangeView
	of := func(list []assessment.Citation, id assessment.SourceID) int {
		return slices.IndexFunc(list, func(c assessment.Citation) bool { return c.Source == id })
	}
	for _, c := range now {
		n := of(old, c.Source)
		switch {
		case n < 0:
			lines = append(lines, itemChangeView{Key: "answer.was_attached", Name: s.Sources[c.Source].Title, Text: c.Locator})
		case !slices.Contains(old, c):
			lines = append(lines, itemChangeView{Key: "answer.was_located", Name: s.Sources[c.Source].Title, Pieces: DiffWords(old[n].Locator, c.Locator)})
		}
	}
	for _, c := range old {
		if of(now, c.Source) < 0 {
			lines = append(lines, itemChangeView{Key: "answer.was_detached", Name: s.Sources[c.Source].Title})
		}
	}
	return lines
}

// moment shows an answer as it stood right after an entry, to be read only.
func (d *Desk) itemMoment(a *ask) (answer, error) {
	now, ind, err := a.opened()
	if err != nil {
		return answer{}, err
	}
	seq, err := strconv.ParseInt(a.PathValue("seq"), 10, 64)
	if err != nil {
		return answer{}, fault.New(fault.NotFound, "assessment.no_entry")
	}
	if err := a.must(account.SeeRecord); err != nil {
		return answer{}, err
	}
	then, err := d.app.StateAt(a.Context(), a.who, now.Chain, seq)
	if err != nil {
		return answer{}, err
	}
	people, err := a.crowd(then)
	if err != nil {
		return answer{}, err
	}
	i := then.Item(ind.Code)
	v := itemMomentView{
		Frame: a.frame("answer.moment_title", "code", string(ind.Code)), Ind: ind, Given: a.given(then, ind, i.Standing(), people),
		Status: i.Status(), At: then.Changed, Seq: seq, ItemLink: linkItem(now.Chain, ind.Code),
	}
	if v.Status == assessment.Returned {
		v.Returned = &verdictView{By: people.person(i.Review.By), At: i.Review.At, Reason: i.Review.Reason}
	}
	return a.page("history-moment", &v)
}
