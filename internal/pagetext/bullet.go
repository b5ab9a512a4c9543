package pagetext

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// marker is the sign in front of an item of a list.
type marker struct {
	family rune   // the bullet itself, '1' for numbers, 'a' for letters
	order  int    // of a number or letter, from 1
	rest   string // the text behind it
}

const (
	strongBullets = "•●◦▪■□‣⁃∙·➢➤►▶✓✔○◆◇★\uf0b7\uf0a7\uf0d8❖▫⦁∗"
	weakBullets   = "-–—−*+>"
)

// markerOf reads the marker in front of a line.
func markerOf(text string) (marker, bool) {
	first, n := utf8.DecodeRuneInString(text)
	rest := strings.TrimLeft(text[n:], " ")
	spaced := len(rest) < len(text)-n || rest == ""
	switch {
	case text == "":
		return marker{}, false
	case strings.ContainsRune(strongBullets, first):
		return marker{family: first, rest: rest}, true
	case strings.ContainsRune(weakBullets, first) && (spaced || startsUpper(rest)):
		return marker{family: first, rest: rest}, true
	case first == 'o' && spaced && startsUpper(rest):
		return marker{family: 'o', rest: rest}, true
	}
	return orderOf(text)
}

// orderOf reads "1.", "(2)", "3)", "4.-", "五、" or "a)" in front of a line.
func orderOf(text string) (marker, bool) {
	s := strings.TrimLeft(text, "(（")
	end := strings.IndexAny(s, ".)）、．")
	if end <= 0 || end > 8 {
		return marker{}, false
	}
	_, n := utf8.DecodeRuneInString(s[end:])
	rest := strings.TrimPrefix(s[end+n:], "-")
	trimmed := strings.TrimLeft(rest, " ")
	if trimmed == rest && rest != "" && s[end] < utf8.RuneSelf {
		return marker{}, false // "1.5", "a.m."
	}
	m := marker{family: '1', rest: trimmed}
	switch label := s[:end]; {
	case numberOf(label) >= 1 && numberOf(label) <= 99:
		m.order = numberOf(label)
	case len(label) == 1 && label[0] >= 'a' && label[0] <= 'z' && s[end] == ')':
		m.family, m.order = 'a', int(label[0]-'a')+1
	case utf8.RuneCountInString(label) == 1 && strings.Contains(chineseNumerals, label):
		m.order = strings.Index(chineseNumerals, label)/len("一") + 1
	default:
		return marker{}, false
	}
	return m, true
}

// hasBullet tells a line with a bullet that is nothing else in any page: such
// a line is never a heading.
func hasBullet(text string) bool {
	m, ok := markerOf(text)
	return ok && m.family != '1' && m.family != 'a'
}

func startsUpper(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}
