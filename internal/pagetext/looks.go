package pagetext

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// lookAhead bounds how much of a file Looks reads.
const lookAhead = 256 << 10

// Looks tells cheaply whether a file is the text of a profile page, whole or
// mutilated: it has the heading of a list, the title of a profile, or the
// headings of two domains on lines of their own. It looks through a wrong
// encoding, so that Read can say what is wrong instead of nobody knowing the
// file. Only the first 256 KiB are read.
func Looks(data []byte) bool {
	text := loosely(data[:min(len(data), lookAhead)])
	if strings.ContainsAny(firstVisible(text), "{[<%") {
		return false
	}
	seen := map[int]bool{}
	for _, raw := range splitLines(text) {
		if len(raw) > maxTitle*2 {
			continue
		}
		s := clean(raw).text
		folded := fold(s)
		if h, ok := headingOf(folded); ok {
			switch h.kind {
			case kindDeveloped, kindPotential:
				return true
			case kindDomain:
				seen[h.domain] = true
			}
		} else if _, ok, _ := titleOf(s, folded); ok {
			return true
		}
	}
	return len(seen) >= 2
}

// loosely reads bytes as text whatever their encoding: UTF-16 where it shows,
// else UTF-8 with each wrong byte taken as Latin-1.
func loosely(data []byte) string {
	switch utf16Name(data) {
	case "UTF-16 LE":
		return fromUTF16(data, 1, 0)
	case "UTF-16 BE":
		return fromUTF16(data, 0, 1)
	}
	if utf8.Valid(data) {
		return string(data)
	}
	var b strings.Builder
	for len(data) > 0 {
		r, n := utf8.DecodeRune(data)
		if r == utf8.RuneError && n == 1 {
			r = rune(data[0])
		}
		b.WriteRune(r)
		data = data[n:]
	}
	return b.String()
}

func fromUTF16(data []byte, high, low int) string {
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = uint16(data[2*i+high])<<8 | uint16(data[2*i+low])
	}
	return string(utf16.Decode(units))
}

func firstVisible(s string) string {
	s = strings.TrimLeft(s, "\ufeff \t\r\n\u200b")
	_, n := utf8.DecodeRuneInString(s)
	return s[:n]
}
