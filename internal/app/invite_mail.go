package app

import (
	"context"
	"strings"

	"sextant/internal/lang"
	"sextant/internal/locale"
)

// Mailer sends one message in plain text.
type Mailer func(ctx context.Context, to, subject, body string) error

// MailsOut tells whether messages can be sent.
func (a *App) MailsOut() bool { return a.mailer != nil }

// MailInvitation sends the link of an invitation, where a mail server is
// configured and the offer has an address. Link is the whole address. It tells
// whether a message went out.
func (a *App) MailInvitation(ctx context.Context, o Offer, inviter, place, link string) (bool, error) {
	if a.mailer == nil || o.Email == "" {
		return false, nil
	}
	say := locale.For(orEnglish(o.Language))
	subject := say.T("people.mail_subject")
	if place != "" {
		subject = say.T("people.mail_subject_place", "place", place)
	}
	body := []string{
		say.T("people.mail_greeting", "name", orElse(o.Name, o.Email)),
		say.T("people.mail_words", "inviter", inviter, "date", say.Date(a.now().Add(inviteLasts))),
		link,
		say.T("people.mail_not_you"),
	}
	return true, a.mailer(ctx, o.Email, subject, strings.Join(body, "\n\n")+"\n")
}

func orEnglish(t lang.Tag) lang.Tag {
	if t.IsInterface() {
		return t
	}
	return lang.English
}

func orElse(s, other string) string {
	if s != "" {
		return s
	}
	return other
}
