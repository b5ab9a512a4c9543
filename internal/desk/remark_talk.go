package desk

import (
	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
)

func init() {
	register("POST /desk/a/{chain}/consultation/open", (*Desk).remarkOpen)
	register("POST /desk/a/{chain}/consultation/close", (*Desk).remarkClose)
	register("GET /desk/a/{chain}/consultation/remind", (*Desk).remarkReminders)
	register("POST /desk/a/{chain}/consultation/remind", (*Desk).remarkRemind)
}

// remarkOpen gives the draft, as it is now, to the government.
func (d *Desk) remarkOpen(a *ask) (answer, error) {
	if _, err := a.assessment(); err != nil {
		return answer{}, err
	}
	_, err := a.do(assessment.OpenTalks{Deadline: a.day("deadline"), Note: a.raw("note")})
	return a.remarkSettle(err, "consult.done_opened")
}

// remarkClose ends the consultation: nothing comes in any more.
func (d *Desk) remarkClose(a *ask) (answer, error) {
	if _, err := a.assessment(); err != nil {
		return answer{}, err
	}
	_, err := a.do(assessment.CloseTalks{})
	return a.remarkSettle(err, "consult.done_closed")
}

func (a *ask) remarkSettle(err error, done string) (answer, error) {
	if err == nil {
		return a.seeOther(linkTo(a.chain(), "consultation"), done)
	}
	v, broken := a.remarkListView()
	if broken != nil {
		return answer{}, broken
	}
	return a.again("consultation", v, err)
}

// remarkRemindView is the reminders: who gets one by mail, and the words for
// those to whom none can be sent.
type remarkRemindView struct {
	Frame
	Home      string
	Link      string
	Reminders []app.Reminder
	Mails     bool
	ByMail    int
	Sent      int
}

func (a *ask) remarkRemindView() (*remarkRemindView, error) {
	s, err := a.assessment()
	if err != nil {
		return nil, err
	}
	all, err := a.desk.app.Reminders(a.Context(), a.who, s.Chain, a.base()+linkConsult(s.Chain))
	v := &remarkRemindView{
		Frame: a.consultFrame("consult.remind"), Home: linkTo(s.Chain, "consultation"), Link: linkTo(s.Chain, "consultation", "remind"),
		Mails: a.desk.app.MailsOut(),
	}
	v.count(all)
	return v, err
}

func (v *remarkRemindView) count(all []app.Reminder) {
	v.Reminders, v.ByMail, v.Sent = all, 0, 0
	for _, r := range all {
		if r.Sent {
			v.Sent++
		} else if r.Mail {
			v.ByMail++
		}
	}
}

func (d *Desk) remarkReminders(a *ask) (answer, error) {
	v, err := a.remarkRemindView()
	if err != nil {
		return answer{}, err
	}
	return a.page("remind", v)
}

// remarkRemind sends what can be sent, and shows what went out.
func (d *Desk) remarkRemind(a *ask) (answer, error) {
	v, err := a.remarkRemindView()
	if err != nil {
		return answer{}, err
	}
	var people []account.ID
	for _, id := range a.list("person") {
		people = append(people, account.ID(id))
	}
	all, err := d.app.Remind(a.Context(), a.who, a.chain(), a.base()+linkConsult(a.chain()), people)
	if all == nil && err != nil {
		return answer{}, err
	}
	v.count(all)
	if err != nil {
		// What went out is shown beside what did not: nobody is reminded twice.
		a.desk.log.Warn("a reminder was not sent", "error", err)
		v.Faults = a.say.Error(err)
	}
	if v.Sent > 0 {
		v.Done = a.say.N("consult.n_sent", v.Sent)
	}
	return a.page("remind", v)
}
