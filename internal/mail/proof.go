package mail

import (
	"errors"
	"net/smtp"
	"strings"
)

// proof is how we show who we are, in the way that the server offers: PLAIN
// (RFC 4616), else LOGIN, which older servers know alone. Both give the
// password, so both insist on a protected connection unless the server is this
// machine. It is nil where the server offers neither: it is not told anything.
func (s *Sender) proof(client *smtp.Client) smtp.Auth {
	_, offered := client.Extension("AUTH")
	ways := strings.Fields(strings.ToUpper(offered))
	for _, w := range ways {
		if w == "PLAIN" {
			return smtp.PlainAuth("", s.config.Username, s.config.Password, s.config.Host)
		}
	}
	for _, w := range ways {
		if w == "LOGIN" {
			return &login{s.config}
		}
	}
	return nil
}

type login struct{ config Config }

// Start begins the exchange.
func (l *login) Start(server *smtp.ServerInfo) (string, []byte, error) {
	if !server.TLS && !isLoopback(l.config.Host) {
		return "", nil, errors.New("unprotected connection")
	}
	return "LOGIN", nil, nil
}

// Next answers the server's two questions.
func (l *login) Next(question []byte, more bool) ([]byte, error) {
	if !more {
		return nil, nil
	}
	switch strings.ToLower(strings.TrimSpace(string(question))) {
	case "username:", "user name":
		return []byte(l.config.Username), nil
	case "password:":
		return []byte(l.config.Password), nil
	}
	return nil, errors.New("unknown question")
}
