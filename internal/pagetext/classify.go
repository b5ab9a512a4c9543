package pagetext

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"sextant/internal/profile"
)

// kind is what a line looks like by itself.
type kind uint8

const (
	kindText kind = iota
	kindBlank
	kindNumber    // a page number
	kindKey       // "Key findings"
	kindIntro     // the heading of the introduction
	kindDomain    // the heading of a domain
	kindDeveloped // the heading of a list
	kindPotential
	kindTitle
	kindLabel // the programme's name alone
	kindDate
	kindFooter
	kindClick
	kindWheel  // a label of the wheel: the name of a domain that heads nothing
	kindJoined // continues the heading or title of the line before
)

// line is one line with what it looks like. A heading or title that is wrapped
// stands whole in its first line; the others are kindJoined.
type line struct {
	number int
	text   string
	folded string // of the whole heading where it is wrapped
	soft   bool
	kind   kind
	head   heading       // for headings
	title  title         // for kindTitle
	date   profile.Month // for kindDate
	whole  string        // the text of a heading or title, unwrapped
}

// maxJoin is over how many lines a heading or title may be wrapped.
const maxJoin = 3

// classify tells what each line looks like.
func classify(raw []rawLine) []line {
	lines := make([]line, len(raw))
	for i, r := range raw {
		lines[i] = line{number: i + 1, text: r.text, soft: r.soft, whole: r.text}
		if len(r.text) <= maxTitle*2 {
			lines[i].folded = fold(r.text)
		} else {
			lines[i].folded = fold(cutAt(r.text, maxTitle*2))
		}
		if r.text == "" {
			lines[i].kind = kindBlank
		}
	}
	for i := 0; i < len(lines); {
		i += classifyAt(lines, i)
	}
	markWheel(lines)
	return lines
}

// cutAt cuts a text after at most n bytes, between runes.
func cutAt(s string, n int) string {
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// classifyAt tells what begins at a line and over how many lines it runs.
func classifyAt(lines []line, i int) int {
	l := &lines[i]
	switch {
	case l.kind == kindBlank:
		return 1
	case isPageNumber(l.text, l.folded):
		l.kind = kindNumber
		return 1
	case isFooter(l.text, l.folded):
		l.kind = kindFooter
		return 1
	case isClick(l.folded):
		l.kind = kindClick
		return 1
	case inSentence(lines, i), hasBullet(l.text):
		return 1
	}
	// A heading may go on in the next lines, and the longer wording is the
	// whole one; a title with a country is complete.
	for n := maxJoin; n > 0; n-- {
		if joinable(lines, i, n) && recognise(lines, i, n, (*line).asHeading) {
			return n
		}
	}
	for n := 1; n <= maxJoin; n++ {
		if joinable(lines, i, n) && recognise(lines, i, n, (*line).asTitle) {
			return n
		}
	}
	if joinable(lines, i, 1) {
		recognise(lines, i, 1, (*line).asOther)
	}
	return 1
}

// inSentence tells that a line goes on with the sentence of the line just
// above: that one is running text without an end, and this one begins in lower
// case or closes a sentence. So the wrapped end of a finding ("… de sus /
// alianzas.") is no heading.
func inSentence(lines []line, i int) bool {
	if i == 0 || lines[i-1].kind != kindText || ended(lines[i-1].text) || lines[i-1].text == "" {
		return false
	}
	return startsLower(lines[i].text) || strings.HasSuffix(lines[i].text, ".")
}

// joinable tells whether n lines from i may be one wrapped heading.
func joinable(lines []line, i, n int) bool {
	if i+n > len(lines) {
		return false
	}
	total := 0
	for k := i; k < i+n; k++ {
		if lines[k].kind == kindBlank || len(lines[k].text) > maxTitle || k > i && hasBullet(lines[k].text) {
			return false
		}
		total += len(lines[k].text)
	}
	return total <= maxTitle
}

// recognise tries n lines as one heading, title or date.
func recognise(lines []line, i, n int, as func(l *line, text, folded string) bool) bool {
	l := &lines[i]
	text, folded := l.text, l.folded
	for k := i + 1; k < i+n; k++ {
		text = join(text, lines[k].text, lines[k-1].soft)
	}
	if n > 1 {
		folded = fold(text)
	}
	if !as(l, text, folded) {
		return false
	}
	l.whole, l.folded = text, folded
	for k := i + 1; k < i+n; k++ {
		lines[k].kind = kindJoined
	}
	return true
}

func (l *line) asHeading(_, folded string) bool {
	h, ok := headingOf(folded)
	if ok {
		l.kind, l.head = h.kind, h
	}
	return ok
}

// asTitle takes a title with a known country.
func (l *line) asTitle(text, folded string) bool {
	t, ok, _ := titleOf(text, folded)
	if ok = ok && t.found.Code != ""; ok {
		l.kind, l.title = kindTitle, t
	}
	return ok
}

// asOther takes a date, a title without a known country, and the name of the
// programme alone.
func (l *line) asOther(text, folded string) bool {
	if d, ok := dateOf(text, folded); ok {
		l.kind, l.date = kindDate, d
		return true
	}
	t, ok, label := titleOf(text, folded)
	if ok {
		l.kind, l.title = kindTitle, t
	} else if label {
		l.kind = kindLabel
	}
	return ok || label
}

// anySign tells whether there is any sign of a profile: a heading of a list or
// a domain, or a title.
func anySign(lines []line) bool {
	for _, l := range lines {
		switch l.kind {
		case kindDomain, kindDeveloped, kindPotential, kindTitle:
			return true
		}
	}
	return false
}

// stray tells a line that may stand anywhere without meaning.
func (l line) stray() bool {
	switch l.kind {
	case kindBlank, kindNumber, kindKey, kindFooter, kindJoined, kindLabel, kindClick, kindWheel:
		return true
	}
	return false
}

// join puts a continued line behind the text before it: with a space, or
// without one where a word was parted by a soft hyphen or the script has none.
func join(a, b string, soft bool) string {
	switch {
	case a == "" || b == "":
		return a + b
	case soft:
		return a + b
	}
	last, _ := utf8.DecodeLastRuneInString(a)
	first, _ := utf8.DecodeRuneInString(b)
	if spaceless(last) && spaceless(first) {
		return a + b
	}
	return a + " " + b
}

func spaceless(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r >= 0x3000 && r <= 0x303f || r >= 0xff00 && r <= 0xffef
}

// ended tells whether a text ends as a sentence does, closing quotes and
// brackets aside.
func ended(s string) bool {
	s = strings.TrimRightFunc(s, func(r rune) bool {
		return unicode.Is(unicode.Pf, r) || unicode.Is(unicode.Pe, r) || unicode.Is(unicode.Pi, r) || r == '"' || r == '\'' || r == '”' || r == '’' || r == ' '
	})
	last, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".!?…;。！？；؟؛۔．", last) && s != ""
}

// startsLower tells whether the first letter of a text is a small one, before
// any digit.
func startsLower(s string) bool {
	for _, r := range s {
		switch {
		case unicode.IsLetter(r):
			return unicode.IsLower(r)
		case unicode.IsDigit(r):
			return false
		}
	}
	return false
}
