package mail

import (
	"context"
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"net/smtp"
	"strings"
	"testing"
	"time"

	"sextant/internal/fault"
)

var testClock = time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC)

const secret = "hunter2-s3cret"

func send(t *testing.T, c Config, m Message) error {
	t.Helper()
	s, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return s.Send(t.Context(), m)
}

var greeting = Message{To: "Ana Díaz <ana@example.org>", Subject: "Convocatoria — año 2026", Text: "Hola, señora:\n.\n..dos puntos\n" + strings.Repeat("largo ", 60)}

func TestAMessageArrives(t *testing.T) {
	for _, c := range []struct {
		name   string
		server *server
		mode   Mode
		auth   string
	}{
		{"protected later", &server{offers: "AUTH LOGIN PLAIN"}, StartTLS, `AUTH PLAIN "\x00ana\x00` + secret + `" tls=true`},
		{"protected at once", &server{offers: "AUTH PLAIN", tlsOnly: true, noTLS: true}, TLS, `AUTH PLAIN "\x00ana\x00` + secret + `" tls=true`},
		{"an older server", &server{offers: "AUTH LOGIN"}, StartTLS, "AUTH LOGIN ana " + secret + " tls=true"},
		{"this machine", &server{noTLS: true}, Plain, ""},
		{"this machine, without the extension", &server{noTLS: true}, StartTLS, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := c.server.start(t)
			config := s.config(c.mode)
			if c.auth != "" {
				config.Username, config.Password = "ana", secret
			}
			if err := send(t, config, greeting); err != nil {
				t.Fatal(err)
			}
			heard := s.heard()
			if !strings.Contains(heard, c.auth) || !strings.Contains(heard, "MAIL FROM:<sextant@example.org>") ||
				!strings.Contains(heard, "RCPT TO:<ana@example.org>") {
				t.Errorf("heard %s", heard)
			}
			checkGreeting(t, s.got)
		})
	}
}

func checkGreeting(t *testing.T, got []string) {
	t.Helper()
	for _, part := range got {
		if !strings.Contains(part, "MIME-Version") {
			continue
		}
		for _, line := range strings.Split(part, "\r\n") {
			if len(line) > 78 {
				t.Errorf("a line of %d bytes: %s", len(line), line)
			}
		}
		m, err := mail.ReadMessage(strings.NewReader(strings.ReplaceAll(part, "\r\n..", "\r\n.")))
		if err != nil {
			t.Fatal(err)
		}
		subject, _ := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
		to, _ := m.Header.AddressList("To")
		from, _ := m.Header.AddressList("From")
		text, _ := io.ReadAll(quotedprintable.NewReader(m.Body))
		if subject != greeting.Subject || to[0].Name != "Ana Díaz" || from[0].Name != "Sextant Ñ" ||
			m.Header.Get("Date") != "Mon, 04 May 2026 03:02:01 +0000" || !strings.HasSuffix(m.Header.Get("Message-ID"), "@example.org>") {
			t.Errorf("headers %v", m.Header)
		}
		if got := strings.ReplaceAll(string(text), "\r\n", "\n"); strings.TrimSpace(got) != strings.TrimSpace(greeting.Text) {
			t.Errorf("text %q", got)
		}
		return
	}
	t.Error("no message arrived")
}

func TestNoHeaderIsSmuggledIn(t *testing.T) {
	s := (&server{noTLS: true}).start(t)
	err := send(t, s.config(Plain), Message{To: "a@b.org", Subject: "x\r\nBcc: c@d.org\r\n\r\nbody\x00", Text: "y"})
	if err != nil || strings.Contains(s.heard(), "\nBcc") || strings.Contains(s.heard(), "c@d.org\r\n\r\nbody") {
		t.Errorf("%v: %s", err, s.heard())
	}
	for _, to := range []string{"", "a@b.org\r\nBcc: c@d.org", "a@b.org, c@d.org", "nobody", "<a@b.org> SIZE=1", "\"a b\"@c.org", "a@b.org>\x00"} {
		if err := send(t, s.config(Plain), Message{To: to, Subject: "x", Text: "y"}); !fault.HasKey(err, "mail.bad_address") {
			t.Errorf("%q: %v", to, err)
		}
	}
	for _, m := range []Message{{To: "a@b.org", Text: "y"}, {To: "a@b.org", Subject: "x", Text: " \n"}, {To: "a@b.org", Subject: "\r\n", Text: "y"}} {
		if err := send(t, s.config(Plain), m); !fault.HasKey(err, "mail.empty") {
			t.Errorf("%+v: %v", m, err)
		}
	}
}

func TestRefusalsSayWhyAndKeepSecrets(t *testing.T) {
	echo := "535 no: " + secret
	for _, c := range []struct {
		name   string
		server *server
		change func(*Config)
		want   string
	}{
		{"a wrong password", &server{offers: "AUTH PLAIN", says: map[string]string{"AUTH": echo}}, nil, "mail.not_let_in"},
		{"no such person", &server{offers: "AUTH PLAIN", says: map[string]string{"RCPT": "550 " + secret}}, nil, "mail.refused"},
		{"come back later", &server{offers: "AUTH PLAIN", says: map[string]string{"MAIL": "451 " + secret}}, nil, "mail.not_sent"},
		{"an unknown certificate", &server{offers: "AUTH PLAIN"}, func(c *Config) { c.Roots = nil }, "mail.not_sent"},
		{"silence", &server{silent: true}, func(c *Config) { c.Timeout = 100 * time.Millisecond }, "mail.not_sent"},
		{"nobody there", &server{}, func(c *Config) { c.Port = 1 }, "mail.not_sent"},
		{"no way in", &server{}, nil, "mail.not_let_in"},
	} {
		t.Run(c.name, func(t *testing.T) {
			config := c.server.start(t).config(StartTLS)
			config.Username, config.Password = "ana", secret
			if c.change != nil {
				c.change(&config)
			}
			err := send(t, config, greeting)
			if !fault.HasKey(err, c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
			for e := err; e != nil; e = unwrap(e) {
				if said := fmt.Sprintf("%v %+v %#v", e, e, e); strings.Contains(said, secret) {
					t.Errorf("tells the secret: %s", said)
				}
			}
			if said := fmt.Sprintf("%v %+v %#v %s", config, config, config, config); strings.Contains(said, secret) {
				t.Errorf("the settings tell the secret: %s", said)
			}
			if strings.Contains(c.server.heard(), "tls=false") {
				t.Error("the password went over an unprotected line")
			}
		})
	}
}

func unwrap(err error) error {
	if u, ok := err.(interface{ Unwrap() error }); ok {
		return u.Unwrap()
	}
	return nil
}

// TestNothingIsSaidUnprotected speaks with a server elsewhere that offers no
// protection.
func TestNothingIsSaidUnprotected(t *testing.T) {
	ours, theirs := net.Pipe()
	peer := &server{noTLS: true, offers: "AUTH PLAIN LOGIN"}
	go peer.serve(theirs)
	client, err := smtp.NewClient(ours, "mail.example.org")
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	s, err := New(Config{Host: "mail.example.org", From: "a@b.org", Username: "ana", Password: secret})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.introduce(client, nil); !fault.HasKey(err, "mail.no_tls") || strings.Contains(peer.heard(), "AUTH") {
		t.Errorf("%v: %s", err, peer.heard())
	}
	if _, _, err := (&login{s.config}).Start(&smtp.ServerInfo{Name: "mail.example.org"}); err == nil {
		t.Error("LOGIN gave the password to an unprotected server")
	}
}

func TestSendingCanBeCalledOff(t *testing.T) {
	c := (&server{silent: true}).start(t).config(Plain)
	s, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	start := time.Now()
	if err := s.Send(ctx, greeting); !fault.HasKey(err, "mail.not_sent") || time.Since(start) > 10*time.Second {
		t.Errorf("%v after %v", err, time.Since(start))
	}
}

func TestSettings(t *testing.T) {
	good := Config{Host: "smtp.example.org", From: "a@b.org"}
	for _, c := range []struct {
		change func(*Config)
		want   string
	}{
		{func(*Config) {}, ""},
		{func(c *Config) { c.Host = "" }, "host"},
		{func(c *Config) { c.Host = "a b" }, "host"},
		{func(c *Config) { c.Port = 70000 }, "port"},
		{func(c *Config) { c.From = "nobody" }, "from"},
		{func(c *Config) { c.Username = "ana" }, "user name and password"},
		{func(c *Config) { c.Mode = Plain }, "TLS"},
		{func(c *Config) { c.Mode = "ssl" }, "TLS"},
		{func(c *Config) { c.Mode, c.Host = Plain, "localhost" }, ""},
	} {
		config := good
		c.change(&config)
		_, err := New(config)
		got := ""
		for _, f := range fault.All(err) {
			got = fmt.Sprint(f.Args["setting"])
		}
		if got != c.want {
			t.Errorf("%+v: got %q, want %q", config, got, c.want)
		}
	}
}
