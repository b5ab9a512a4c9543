package mail

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"time"
	"unicode/utf8"

	"sextant/internal/fault"
)

// Message is one message to one person. Text is plain; its lines may be of any
// length.
type Message struct {
	To      string // "Ana Díaz <ana@example.org>" or "ana@example.org"
	Subject string
	Text    string
}

// parseAddress reads one address and refuses what could carry a header along.
func parseAddress(s string) (*mail.Address, error) {
	if strings.ContainsAny(s, "\r\n\x00") || len(s) > 320 || !utf8.ValidString(s) {
		return nil, errors.New("no address")
	}
	a, err := mail.ParseAddress(s)
	if err != nil || strings.ContainsAny(a.Address, " <>\t") {
		return nil, errors.New("no address")
	}
	return a, nil
}

// maxSubject bounds a subject, in characters; a header line may have 998 bytes.
const maxSubject = 250

// bytes writes the message as it goes over the line (RFC 5322, RFC 2045 to
// 2047). Whatever stands in the subject, it stays one header.
func (m Message) bytes(from, to *mail.Address, at time.Time, unique [16]byte) ([]byte, error) {
	subject := strings.Join(strings.Fields(strings.ToValidUTF8(m.Subject, "\uFFFD")), " ")
	if runes := []rune(subject); len(runes) > maxSubject {
		subject = string(runes[:maxSubject-1]) + "…"
	}
	if subject == "" || strings.TrimSpace(m.Text) == "" {
		return nil, fault.New(fault.Invalid, "mail.empty")
	}
	_, domain, _ := strings.Cut(from.Address, "@")
	var b bytes.Buffer
	header := func(name, value string) {
		fmt.Fprintf(&b, "%s: %s\r\n", name, strings.ReplaceAll(value, "?= =?", "?=\r\n =?"))
	}
	header("From", from.String())
	header("To", to.String())
	header("Subject", mime.QEncoding.Encode("utf-8", subject))
	header("Date", at.Format(time.RFC1123Z))
	header("Message-ID", "<"+hex.EncodeToString(unique[:])+"@"+domain+">")
	header("MIME-Version", "1.0")
	header("Content-Type", "text/plain; charset=utf-8")
	header("Content-Transfer-Encoding", "quoted-printable")
	header("Auto-Submitted", "auto-generated") // so that no absence notice answers (RFC 3834)
	b.WriteString("\r\n")
	w := quotedprintable.NewWriter(&b)
	text := strings.ReplaceAll(strings.ToValidUTF8(m.Text, "\uFFFD"), "\r\n", "\n")
	if _, err := w.Write([]byte(strings.TrimRight(text, "\n") + "\n")); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
