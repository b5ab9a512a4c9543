package place

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold brings a name to the form in which names are compared: lower case,
// without accents, quotes and punctuation, words one space apart; in Arabic
// without vowel signs and with one form of alef, yeh and teh marbuta; with
// Western digits. Folding twice changes nothing more.
func Fold(s string) string {
	if isFolded(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	pending := false // a space that only another word will bring out
	for _, r := range norm.NFKD.String(strings.ToValidUTF8(s, " ")) {
		if isMark(r) {
			continue
		}
		text, isWord := foldRune(r)
		if !isWord {
			pending = b.Len() > 0
			continue
		}
		if pending {
			b.WriteByte(' ')
			pending = false
		}
		b.WriteString(text)
	}
	return norm.NFC.String(b.String())
}

// isFolded spares plain words the walk.
func isFolded(s string) bool {
	space := true
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			space = false
		case c == ' ' && !space:
			space = true
		default:
			return false
		}
	}
	return !space || s == ""
}

// isMark tells the signs that people leave out when they type: accents of
// Latin, Greek and Cyrillic, vowel signs of Arabic and Hebrew, the Arabic
// stretcher. Vowel signs of Indian and other scripts are letters and stay.
func isMark(r rune) bool {
	switch {
	case r >= 0x0300 && r <= 0x036f, r >= 0x0591 && r <= 0x05c7,
		r >= 0x0610 && r <= 0x061a, r >= 0x064b && r <= 0x065f,
		r == 0x0670, r == 0x0640, r >= 0x06d6 && r <= 0x06ed && unicode.Is(unicode.Mn, r):
		return true
	}
	return unicode.Is(unicode.Cf, r)
}

// sameAs maps letters that Unicode does not take apart to what people type.
var sameAs = map[rune]string{
	'ß': "ss", 'ẞ': "ss", 'æ': "ae", 'Æ': "ae", 'œ': "oe", 'Œ': "oe", 'ø': "o", 'Ø': "o",
	'đ': "d", 'Đ': "d", 'ð': "d", 'Ð': "d", 'þ': "th", 'Þ': "th", 'ł': "l", 'Ł': "l",
	'ı': "i", 'ħ': "h", 'Ħ': "h", 'ŋ': "n", 'Ŋ': "n",
	'ٱ': "ا", 'ى': "ي", 'ی': "ي", 'ک': "ك", 'ة': "ه", 'ے': "ي",
}

// foldRune is what stands for a rune in a folded name, and whether it is part
// of a word at all.
func foldRune(r rune) (string, bool) {
	if s, ok := sameAs[r]; ok {
		return s, true
	}
	switch {
	case r >= '٠' && r <= '٩':
		return string('0' + r - '٠'), true
	case r >= '۰' && r <= '۹':
		return string('0' + r - '۰'), true
	case unicode.Is(unicode.Lm, r):
		return "", false // ʻokina and its kin, typed as quotes
	case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
		return string(unicode.ToLower(r)), true
	}
	return "", false
}
