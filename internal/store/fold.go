package store

import (
	"encoding/json"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"sextant/internal/lang"
)

// fold brings text to the form in which it is searched: lower case, without
// accents and other marks, one space between words. Both engines would fold
// differently, or not at all, so it is done here.
func fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(cleanText(s)) {
		if unicode.Is(unicode.Mn, r) || r == 'ـ' { // the Arabic stretching line is no letter
			continue
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// words gives the texts of a lang.Text in JSON, one after the other; anything
// else is taken as it is.
func words(text string) string {
	var t lang.Text
	if json.Unmarshal([]byte(text), &t) != nil {
		return text
	}
	var all []string
	for _, tag := range t.Tags() {
		all = append(all, t[tag])
	}
	return strings.Join(all, " ")
}

// sortName is the folded name by which a list is ordered: the English one, or
// what stands in for it.
func sortName(text string) string {
	var t lang.Text
	if json.Unmarshal([]byte(text), &t) != nil {
		return fold(text)
	}
	return fold(t.Get(lang.English))
}

// searchable folds several texts into one.
func searchable(texts ...string) string { return fold(strings.Join(texts, " ")) }
