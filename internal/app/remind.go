package app

import (
	"context"
	"slices"
	"strings"
	"time"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/lang"
	"sextant/internal/locale"
	"sextant/internal/record"
)

// Reminder is a word to somebody who has not looked at all of the draft yet, in
// their own language.
type Reminder struct {
	Person      account.ID
	Name        string
	Institution string
	Mail        bool // has an address, and a mail server is configured
	Language    lang.Tag
	Left        int // items that their institution has said nothing to
	Subject     string
	Text        string
	Sent        bool
	email       string
}

// Reminders writes a reminder for everybody whose institution has not said
// something to each item that they were asked about. Link is the whole address
// of the draft. The right to open a consultation is needed.
func (a *App) Reminders(ctx context.Context, by account.Standing, chain record.Chain, link string) ([]Reminder, error) {
	s, err := a.State(ctx, by, chain)
	if err != nil {
		return nil, err
	}
	if !s.Standing(by).May(account.OpenTalks, account.Scope{Stage: s.Stage}) {
		return nil, denied(account.OpenTalks, s)
	}
	talk, open := s.Talk()
	if !open {
		return nil, fault.New(fault.Invalid, "assessment.no_consultation")
	}
	var all []Reminder
	for id := range s.Grants {
		p, err := a.PersonOf(ctx, id)
		if err != nil {
			return nil, err
		}
		left := len(Unsaid(s, p.Standing(), ""))
		if left == 0 || p.Disabled || p.Erased {
			continue
		}
		r := Reminder{
			Person: id, Name: p.Called(), Institution: s.Standing(p.Standing()).Institution(), Mail: a.mailer != nil && p.Email != "",
			Language: orEnglish(p.Language), Left: left, email: p.Email,
		}
		r.write(s, talk, link)
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b Reminder) int {
		return strings.Compare(a.Institution+"\x00"+a.Name+string(a.Person), b.Institution+"\x00"+b.Name+string(b.Person))
	})
	return all, nil
}

func (r *Reminder) write(s *assessment.State, talk assessment.Talk, link string) {
	say := locale.For(r.Language)
	place := s.Name(r.Language)
	r.Subject = say.T("consult.mail_subject", "place", place)
	words := []string{say.T("people.mail_greeting", "name", r.Name), say.T("consult.mail_words", "place", place), say.N("consult.mail_left", r.Left)}
	if day, err := time.Parse(time.DateOnly, talk.Deadline); err == nil {
		words = append(words, say.T("consult.mail_deadline", "date", say.Date(day)))
	}
	r.Text = strings.Join(append(words, link), "\n\n") + "\n"
}

// Remind sends the reminders of the named people who have a mail address, where
// a mail server is configured. It gives all reminders, with those that went out
// marked; what could not be sent is there to be copied. The first failure of
// the mail server ends it, and is the error.
func (a *App) Remind(ctx context.Context, by account.Standing, chain record.Chain, link string, people []account.ID) ([]Reminder, error) {
	all, err := a.Reminders(ctx, by, chain, link)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if !all[i].Mail || !slices.Contains(people, all[i].Person) {
			continue
		}
		if err := a.mailer(ctx, all[i].email, all[i].Subject, all[i].Text); err != nil {
			return all, fault.New(fault.Unavailable, "consult.mail_failed", "name", all[i].Name).Because(err)
		}
		all[i].Sent = true
	}
	return all, nil
}
