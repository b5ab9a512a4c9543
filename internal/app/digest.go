package app

import (
	"context"
	"errors"
	"strings"
	"time"

	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/locale"
)

func init() { does(JobDigest, (*App).mailDigests) }

// digestHour is the hour of the day, UTC, at which people are told what waits.
const digestHour = 5

// DigestEveryMorning has the worker mail what waits, once a day. Where no mail
// server is configured it does nothing.
func (a *App) DigestEveryMorning(ctx context.Context) error {
	if !a.MailsOut() {
		return nil
	}
	next := a.now().Truncate(24 * time.Hour).Add(digestHour * time.Hour)
	if !next.After(a.now()) {
		next = next.AddDate(0, 0, 1)
	}
	return a.ask(ctx, JobDigest, next.Format("2006-01-02"), []byte(a.base), next.Sub(a.now()))
}

// mailDigests tells everyone who asked for it what waits for them, and sets
// the next morning. Nothing of an answer is in the mail: it may lie about in
// plain sight.
func (a *App) mailDigests(ctx context.Context, _ []byte) error {
	people, err := a.FindPeople(ctx, System, "")
	if err != nil {
		return err
	}
	var failed []error
	for _, p := range people {
		if p.Digest && p.Email != "" && !p.Disabled && !p.Erased {
			failed = append(failed, a.mailDigest(ctx, p))
		}
	}
	return errors.Join(append(failed, a.DigestEveryMorning(ctx))...)
}

func (a *App) mailDigest(ctx context.Context, p Person) error {
	in, err := a.Inbox(ctx, p.Standing())
	if err != nil || len(in.Waiting) == 0 {
		return err
	}
	say := locale.For(orEnglish(p.Language))
	body := []string{say.T("people.mail_greeting", "name", p.Called()), say.N("people.mail_waiting", len(in.Waiting))}
	for _, w := range in.Waiting {
		body = append(body, "- "+digestLine(say, w))
	}
	body = append(body, a.base+"/desk/", say.T("people.mail_digest_end"))
	err = a.mailer(ctx, p.Email, say.N("people.mail_waiting", len(in.Waiting)), strings.Join(body, "\n\n")+"\n")
	if fault.Is(err, fault.Invalid) {
		return nil // an address that no server takes is that person's to mend
	}
	return err
}

func digestLine(say *locale.Printer, w Waiting) string {
	key := "assessment.duty_" + string(w.Kind)
	what := say.T(key)
	switch w.Kind {
	case assessment.DutyAnswer, assessment.DutySecond, assessment.DutyReview, assessment.DutyDecide, assessment.DutyReply,
		assessment.DutyRemark, assessment.DutyFinding, assessment.DutyTranslate:
		what = say.N(key, w.N)
	}
	if w.Line != nil {
		what = w.Line.Name.Get(say.Tag()) + ": " + what
	}
	if !w.Due.IsZero() {
		what += " (" + say.T("people.mail_due", "date", say.Date(w.Due)) + ")"
	}
	return what
}
