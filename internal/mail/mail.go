// Package mail sends messages out through the operator's mail server.
//
// A Sender speaks SMTP (RFC 5321) over a protected connection: TLS from the
// start, or STARTTLS, which it insists on unless the server is this very
// machine. Messages are plain UTF-8 text (message.go). What the server says and
// what it is told to let us in stays out of every error: a fault has the
// number of the server's answer and nothing else of it.
//
//	s, err := mail.New(mail.Config{Host: "smtp.example.org", Username: u, Password: p, From: "Sextant <sextant@example.org>"})
//	err = s.Send(ctx, mail.Message{To: "ana@example.org", Subject: "…", Text: "…"})
package mail

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/smtp"
	"net/textproto"
	"strconv"
	"time"

	"sextant/internal/fault"
)

// Mode says how a connection is protected.
type Mode string

const (
	StartTLS Mode = "starttls" // plain at first, protected before anything is said; port 587
	TLS      Mode = "tls"      // from the first byte; port 465
	Plain    Mode = "plain"    // not at all; this machine only; port 25
)

// Config is how the operator's mail server is reached.
type Config struct {
	Host     string
	Port     int // 0 for the usual one of the mode
	Username string
	Password string
	From     string // "Sextant <sextant@example.org>"
	Mode     Mode   // StartTLS where empty
	// Timeout bounds the sending of one message; 30 s where 0.
	Timeout time.Duration
	// Roots are who may vouch for the server; the system's where nil.
	Roots *x509.CertPool
	// Now is the clock; time.Now where nil.
	Now func() time.Time
}

// String names the server and nothing secret, for logs.
func (c Config) String() string { return fmt.Sprintf("%s:%d (%s)", c.Host, c.Port, c.Mode) }

// GoString is String: no way of printing shows the password.
func (c Config) GoString() string { return c.String() }

// Sender sends messages. It is safe for use by many goroutines; each message
// has a connection of its own.
type Sender struct {
	config Config
	from   *mail.Address
}

// New makes a Sender. Faults: "mail.bad_settings" with the setting that is
// missing or wrong.
func New(c Config) (*Sender, error) {
	bad := func(setting string) error { return fault.New(fault.Invalid, "mail.bad_settings", "setting", setting) }
	if c.Mode == "" {
		c.Mode = StartTLS
	}
	usual, known := map[Mode]int{StartTLS: 587, TLS: 465, Plain: 25}[c.Mode]
	if c.Port == 0 {
		c.Port = usual
	}
	if c.Timeout <= 0 {
		c.Timeout = 30 * time.Second
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	from, err := parseAddress(c.From)
	switch {
	case !known || (c.Mode == Plain && !isLoopback(c.Host)):
		return nil, bad("TLS")
	case c.Host == "" || !isHostName(c.Host):
		return nil, bad("host")
	case c.Port < 1 || c.Port > 65535:
		return nil, bad("port")
	case err != nil:
		return nil, bad("from")
	case (c.Username == "") != (c.Password == ""):
		return nil, bad("user name and password")
	}
	return &Sender{config: c, from: from}, nil
}

func isHostName(host string) bool {
	for _, r := range host {
		if r <= ' ' || r == '/' || r == '@' || r == 0x7f {
			return false
		}
	}
	return true
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

// Send sends one message and returns when the server has taken it.
//
// Faults: "mail.bad_address" and "mail.empty" for what cannot be sent;
// "mail.no_tls", "mail.not_let_in" and "mail.refused" for what the server
// does not do; "mail.not_sent" (Unavailable) where trying again may help.
func (s *Sender) Send(ctx context.Context, m Message) error {
	to, err := parseAddress(m.To)
	if err != nil {
		return fault.New(fault.Invalid, "mail.bad_address", "address", m.To)
	}
	var unique [16]byte
	_, _ = rand.Read(unique[:]) // never fails, see crypto/rand
	data, err := m.bytes(s.from, to, s.config.Now(), unique)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, s.config.Timeout)
	defer cancel()
	client, err := s.connect(ctx)
	if err != nil {
		return say(err)
	}
	defer client.Close()
	defer context.AfterFunc(ctx, func() { client.Close() })()
	return say(s.deliver(client, to, data))
}

// connect opens a connection, protects it, and gets us let in.
func (s *Sender) connect(ctx context.Context) (*smtp.Client, error) {
	address := net.JoinHostPort(s.config.Host, strconv.Itoa(s.config.Port))
	safe := &tls.Config{ServerName: s.config.Host, RootCAs: s.config.Roots, MinVersion: tls.VersionTLS12}
	dial := (&net.Dialer{}).DialContext
	if s.config.Mode == TLS {
		dial = (&tls.Dialer{Config: safe}).DialContext
	}
	conn, err := dial(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	if deadline, ok := ctx.Deadline(); ok {
		_ = conn.SetDeadline(deadline)
	}
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	client, err := smtp.NewClient(conn, s.config.Host)
	if err != nil {
		conn.Close()
		return nil, err
	}
	if err := s.introduce(client, safe); err != nil {
		client.Close()
		return nil, err
	}
	return client, nil
}

func (s *Sender) introduce(client *smtp.Client, safe *tls.Config) error {
	if s.config.Mode == StartTLS {
		offered, _ := client.Extension("STARTTLS")
		if !offered && !isLoopback(s.config.Host) {
			return fault.New(fault.Unavailable, "mail.no_tls")
		}
		if offered {
			if err := client.StartTLS(safe); err != nil {
				return err
			}
		}
	}
	if s.config.Username == "" {
		return nil
	}
	proof := s.proof(client)
	if proof == nil {
		return fault.New(fault.Unavailable, "mail.not_let_in")
	}
	if err := client.Auth(proof); err != nil {
		return fault.New(fault.Unavailable, "mail.not_let_in").Because(bare(err))
	}
	return nil
}

// deliver hands the message over.
func (s *Sender) deliver(client *smtp.Client, to *mail.Address, data []byte) error {
	if err := client.Mail(s.from.Address); err != nil {
		return err
	}
	if err := client.Rcpt(to.Address); err != nil {
		return err
	}
	w, err := client.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write(data); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	_ = client.Quit() // the server has taken the message; a rude end changes nothing
	return nil
}

// say turns an error on the way into a fault. A lasting refusal (RFC 5321,
// 4.2.1: answers 500 to 599) is the message's fault, all else may pass.
func say(err error) error {
	var ours *fault.Error
	var answer *textproto.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &ours):
		return ours
	case errors.As(err, &answer) && answer.Code >= 500:
		return fault.New(fault.Invalid, "mail.refused", "code", answer.Code)
	}
	return fault.New(fault.Unavailable, "mail.not_sent").Because(bare(err))
}

// bare keeps of an error what may stand in a log: of the server's answer the
// number alone, for servers like to repeat what they were told.
func bare(err error) error {
	var answer *textproto.Error
	var network net.Error
	var name *net.DNSError
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.As(err, &answer):
		return fmt.Errorf("the server answered %d", answer.Code)
	case errors.As(err, &certificate):
		return errors.New("the server's certificate is not accepted")
	case errors.As(err, &name):
		return errors.New("the server's name is not known")
	case errors.As(err, &network) && network.Timeout():
		return errors.New("the server is too slow")
	case errors.As(err, &network):
		return errors.New("the server cannot be reached")
	}
	return errors.New("the conversation broke off")
}
