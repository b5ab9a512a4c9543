package workbook

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxCell is what one cell of a spreadsheet can hold, in UTF-16 units.
const maxCell = 32767

// clean brings a text into the form in which it is both written and read: line
// ends as one sign, none of the control signs that XML cannot hold, no blank
// edges. A text that went out and came back unchanged is therefore equal.
func clean(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0xFFFE || r == 0xFFFF || r == utf8.RuneError {
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}

// guard puts an apostrophe before a text that a spreadsheet, or one made from
// it, could take for a formula. The cells are formatted as text besides, so
// that a text stays one when somebody edits it.
func guard(s string) string {
	if tempts(strings.TrimLeft(s, "'")) {
		return "'" + s
	}
	return s
}

// unguard takes the apostrophe away again.
func unguard(s string) string {
	if bare := strings.TrimLeft(s, "'"); bare != s && tempts(bare) {
		return s[1:]
	}
	return s
}

// tempts tells a text that begins like a formula, in the signs of any keyboard.
func tempts(s string) bool {
	return s != "" && strings.ContainsAny(s[:1], "=+-@\t\r") ||
		strings.HasPrefix(s, "＝") || strings.HasPrefix(s, "＋") || strings.HasPrefix(s, "－") || strings.HasPrefix(s, "＠")
}

// escaped is how a spreadsheet writes a sign by its number inside a text.
var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// escape keeps a text that looks like such a sign from being read as one.
func escape(s string) string {
	return escaped.ReplaceAllStringFunc(s, func(m string) string { return "_x005F" + m })
}

// unescape reads "_x000D_" as the sign it stands for.
func unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return escaped.ReplaceAllStringFunc(s, func(m string) string {
		n, _ := strconv.ParseUint(m[2:6], 16, 16)
		return string(rune(n))
	})
}

// fits tells whether a text goes into one cell, guarded and escaped.
func fits(s string) bool {
	s = escape(guard(s))
	return len(s) <= maxCell || len(utf16.Encode([]rune(s))) <= maxCell
}

// fold is the form in which a typed word is compared with a label: without
// case, width, accents and vowel signs, presentation forms and double blanks.
func fold(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) || r == 'ـ' {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(s))
	return strings.Join(strings.Fields(strings.Trim(s, ".\u200e\u200f\u00a0 ")), " ")
}
