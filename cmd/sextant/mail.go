package main

import (
	"context"

	"sextant/internal/app"
	"sextant/internal/mail"
)

// mailFlags say how messages go out. Without a host none does, and links of
// invitations are handed on by whoever made them.
type mailFlags struct {
	MailHost     string `help:"Mail server for invitations and the morning digest." env:"SEXTANT_MAIL_HOST" placeholder:"HOST" group:"Mail"`
	MailPort     int    `help:"Its port; the usual one of the mode without it." env:"SEXTANT_MAIL_PORT" placeholder:"N" group:"Mail"`
	MailMode     string `help:"How the connection is protected: starttls, tls, or plain (this machine only)." enum:"starttls,tls,plain" default:"starttls" env:"SEXTANT_MAIL_MODE" group:"Mail"`
	MailUser     string `help:"Log-in name at the mail server." env:"SEXTANT_MAIL_USER" placeholder:"NAME" group:"Mail"`
	MailPassword string `help:"Password at the mail server; better given as SEXTANT_MAIL_PASSWORD, where no process list shows it." env:"SEXTANT_MAIL_PASSWORD" placeholder:"…" group:"Mail"`
	MailFrom     string `help:"Sender of messages: 'Sextant <sextant@example.org>'." env:"SEXTANT_MAIL_FROM" placeholder:"ADDRESS" group:"Mail"`
}

// mailer is how the product sends a message; nil without a mail server.
func (f mailFlags) mailer() (app.Mailer, error) {
	if f.MailHost == "" {
		return nil, nil
	}
	sender, err := mail.New(mail.Config{
		Host: f.MailHost, Port: f.MailPort, Mode: mail.Mode(f.MailMode),
		Username: f.MailUser, Password: f.MailPassword, From: f.MailFrom,
	})
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, to, subject, body string) error {
		return sender.Send(ctx, mail.Message{To: to, Subject: subject, Text: body})
	}, nil
}
