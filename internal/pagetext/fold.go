package pagetext

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold writes a line in the form in which wordings are compared: compatibility
// forms undone, no accents, no case, every run of punctuation and white space
// one space, apostrophes gone. Arabic loses vowel marks and the variants of
// alef, final ya and ta marbuta; Russian writes ё as е.
func fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range norm.NFKD.String(s) {
		r = foldRune(r)
		switch {
		case r < 0:
			continue
		case r == ' ':
			space = true
			continue
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(r)
	}
	return b.String()
}

// foldRune is a rune in comparable form: -1 for one that does not count, a
// space for one that parts words.
func foldRune(r rune) rune {
	switch r {
	case '\'', '’', '‘', 'ʼ', '´', '`', '′', 'ـ', '\u200c', '\u200d', '\u00ad':
		return -1
	case 'ى', 'ی':
		return 'ي'
	case 'ة':
		return 'ه'
	case 'ک':
		return 'ك'
	case 'ß':
		return 's'
	case 'ı':
		return 'i'
	}
	switch {
	case unicode.Is(unicode.Mn, r):
		return -1
	case unicode.IsLetter(r):
		return unicode.ToLower(r)
	case unicode.IsDigit(r):
		return r
	}
	return ' '
}
