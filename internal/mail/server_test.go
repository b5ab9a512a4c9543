package mail

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"net"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// server is a small SMTP server, as rude as a test wants it.
type server struct {
	offers  string // extensions besides STARTTLS
	noTLS   bool
	tlsOnly bool              // from the first byte
	says    map[string]string // answers instead of the usual ones, by verb
	silent  bool

	listener net.Listener
	cert     tls.Certificate
	roots    *x509.CertPool
	mu       sync.Mutex
	got      []string // commands and messages
}

func (s *server) start(t *testing.T) *server {
	t.Helper()
	web := httptest.NewTLSServer(nil) // for its certificate of 127.0.0.1
	t.Cleanup(web.Close)
	s.cert, s.roots = web.TLS.Certificates[0], x509.NewCertPool()
	s.roots.AddCert(web.Certificate())
	var err error
	if s.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.listener.Close() })
	go func() {
		for {
			conn, err := s.listener.Accept()
			if err != nil {
				return
			}
			if s.tlsOnly {
				conn = tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{s.cert}})
			}
			go s.serve(conn)
		}
	}()
	return s
}

func (s *server) config(mode Mode) Config {
	return Config{
		Host: "127.0.0.1", Port: s.listener.Addr().(*net.TCPAddr).Port, Mode: mode, Roots: s.roots,
		From: "Sextant Ñ <sextant@example.org>", Now: func() time.Time { return testClock },
	}
}

func (s *server) note(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.got = append(s.got, line)
}

func (s *server) heard() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.got, "\n")
}

func (s *server) serve(conn net.Conn) {
	defer conn.Close()
	if s.silent {
		_, _ = bufio.NewReader(conn).ReadString('\n')
		return
	}
	r := bufio.NewReader(conn)
	say := func(line string) { fmt.Fprint(conn, line+"\r\n") }
	ask := func(question string) string {
		say("334 " + base64.StdEncoding.EncodeToString([]byte(question)))
		line, _ := r.ReadString('\n')
		plain, _ := base64.StdEncoding.DecodeString(strings.TrimSpace(line))
		return string(plain)
	}
	_, protected := conn.(*tls.Conn)
	say("220 test")
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		verb, rest, _ := strings.Cut(line, " ")
		verb = strings.ToUpper(verb)
		if answer := s.says[verb]; answer != "" {
			say(answer)
			continue
		}
		switch verb {
		case "EHLO":
			say("250-test greets you")
			if !protected && !s.noTLS {
				say("250-STARTTLS")
			}
			if s.offers != "" {
				say("250-" + s.offers)
			}
			say("250 8BITMIME")
		case "STARTTLS":
			say("220 go")
			conn = tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{s.cert}})
			r, protected = bufio.NewReader(conn), true
		case "AUTH":
			how, first, _ := strings.Cut(rest, " ")
			if how == "LOGIN" {
				s.note(fmt.Sprintf("AUTH LOGIN %s %s tls=%v", ask("Username:"), ask("Password:"), protected))
			} else {
				plain, _ := base64.StdEncoding.DecodeString(first)
				s.note(fmt.Sprintf("AUTH %s %q tls=%v", how, plain, protected))
			}
			say("235 come in")
		case "DATA":
			say("354 go on")
			var text strings.Builder
			for line := ""; line != ".\r\n"; {
				text.WriteString(line)
				if line, err = r.ReadString('\n'); err != nil {
					return
				}
			}
			s.note(text.String())
			say("250 taken")
		default:
			s.note(line)
			say("250 ok")
		}
	}
}
