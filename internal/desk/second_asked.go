package desk

import (
	"slices"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/record"
)

func init() {
	register("GET /desk/a/{chain}/asked/{code}", (*Desk).asked)
	register("POST /desk/a/{chain}/asked/{code}", (*Desk).replyAsked)
}

// secondAskedView is a question to a second coder: their own answer, the
// question, what they said. It shows no word of anybody else's answer.
type secondAskedView struct {
	Frame
	Link      string
	Ind       framework.Indicator
	Given     givenView
	Questions []askedQuestion
	Said      string
	SaidIn    string
}

type askedQuestion struct {
	ID       string
	Messages []messageView
}

// linkAsked is where a second coder answers a question.
func linkAsked(chain record.Chain, c framework.Code) string { return linkTo(chain, "asked", string(c)) }

func (d *Desk) asked(a *ask) (answer, error) {
	_, v, err := a.secondAsked()
	if err != nil {
		return answer{}, err
	}
	return a.page("second-asked", v)
}

// secondAsked is for whoever codes second here and was asked something.
func (a *ask) secondAsked() (*assessment.State, *secondAskedView, error) {
	s, err := a.assessment()
	if err != nil {
		return nil, nil, err
	}
	code := framework.Code(a.PathValue("code"))
	ind, known := s.Book.Indicator(code)
	none := fault.New(fault.NotFound, "assessment.no_indicator", "code", string(code))
	if !known || !a.who.Holds(account.SecondCoder) || s.Item(code).Second.By != a.me.ID {
		return nil, nil, none
	}
	people, err := a.crowd(s)
	if err != nil {
		return nil, nil, err
	}
	i := s.Item(code)
	v := &secondAskedView{
		Frame: a.frame("second.asked_title", "code", string(code)), Link: linkAsked(s.Chain, code), Ind: ind, Given: a.given(s, ind, i.Second, people),
	}
	for _, q := range s.AskedOf(a.me.ID) {
		if q.Indicator == code {
			v.Questions = append(v.Questions, a.askedQuestion(i, q, people))
		}
	}
	if len(v.Questions) == 0 {
		return nil, nil, none
	}
	return s, v, nil
}

// askedQuestion is a question with the person's own replies and what those who
// asked said since. What the other coder says stays out.
func (a *ask) askedQuestion(i assessment.Item, q assessment.Comment, people *crowd) askedQuestion {
	v := askedQuestion{ID: q.ID}
	for _, c := range i.Thread {
		if (c.ID == q.ID || c.Thread == q.ID) && slices.Contains([]account.ID{q.By, a.me.ID}, c.By) {
			v.Messages = append(v.Messages, messageView{By: people.person(c.By), At: c.At, Text: c.Text})
		}
	}
	return v
}

func (d *Desk) replyAsked(a *ask) (answer, error) {
	if err := a.form(); err != nil {
		return answer{}, err
	}
	s, v, err := a.secondAsked()
	if err != nil {
		return answer{}, err
	}
	id := a.commandID()
	reply := assessment.ReplyAsked{Commented: assessment.Commented{ID: id, Indicator: v.Ind.Code, Text: a.value("text"), Thread: a.value("thread")}}
	if _, err := a.desk.app.Do(a.Context(), app.Order{ID: id + "-asked", By: a.who, Chain: s.Chain, Do: []assessment.Command{reply}}); err != nil {
		v.Said, v.SaidIn = a.value("text"), a.value("thread")
		return a.again("second-asked", v, err)
	}
	return a.seeOther(v.Link, "second.done_replied")
}
