package translation

import (
	"strings"
	"unicode/utf8"
)

// plain is a text as all forms can carry it: lines end in a newline alone,
// what is no character of XML 1.0 is left out, and no blanks stand at its ends.
// Both sides of every comparison are plain.
func plain(text string) string {
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	text = strings.Map(func(r rune) rune {
		if isXMLChar(r) {
			return r
		}
		return -1
	}, strings.ToValidUTF8(text, ""))
	return strings.TrimSpace(text)
}

// isXMLChar is production 2 of XML 1.0 (W3C, fifth edition, 2008).
func isXMLChar(r rune) bool {
	return r == '\t' || r == '\n' || r >= 0x20 && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= utf8.MaxRune
}

// sameWords tells whether two originals differ in nothing but the layout of
// their blanks, which tools are free to change.
func sameWords(a, b string) bool {
	return strings.Join(strings.Fields(a), " ") == strings.Join(strings.Fields(b), " ")
}

var (
	inText      = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	inAttribute = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\n", "&#10;", "\t", "&#9;")
)

func xmlText(s string) string { return inText.Replace(plain(s)) }
func xmlAttr(s string) string { return inAttribute.Replace(plain(s)) }
