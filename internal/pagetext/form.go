package pagetext

import (
	"strings"
	"unicode/utf8"
)

// A form is a parsed wording: parts in order, each a literal or a choice.
type form []part

type part struct {
	literal string // folded, without spaces
	choice  []form // where it is not empty, one of these
}

// compact takes the spaces out of a folded wording: "well-being", "well being"
// and "wellbeing" are one, and Chinese has none anyway.
func compact(folded string) string { return strings.ReplaceAll(folded, " ", "") }

// parseForm reads "(a|b|) text", where parentheses may nest.
func parseForm(pattern string) form {
	f, _ := parseSequence(pattern, 0)
	return f
}

func parseSequence(s string, at int) (form, int) {
	var f form
	start := at
	literal := func(end int) {
		if t := compact(fold(s[start:end])); t != "" {
			f = append(f, part{literal: t})
		}
	}
	for at < len(s) && s[at] != '|' && s[at] != ')' {
		if s[at] != '(' {
			at++
			continue
		}
		literal(at)
		var p part
		p.choice, at = parseChoice(s, at+1)
		f = append(f, p)
		start = at
	}
	literal(at)
	return f, at
}

func parseChoice(s string, at int) ([]form, int) {
	var choice []form
	for {
		var f form
		f, at = parseSequence(s, at)
		choice = append(choice, f)
		if at >= len(s) || s[at] == ')' {
			return choice, min(at+1, len(s))
		}
		at++ // the bar
	}
}

// matches tells whether the whole of a compact text has this form.
func (f form) matches(s string) bool {
	return f.walk(s, func(rest string) bool { return rest == "" })
}

// walk tries every way to read the form at the beginning of s and hands what
// is left to then, until then is content.
func (f form) walk(s string, then func(rest string) bool) bool {
	if len(f) == 0 {
		return then(s)
	}
	head, tail := f[0], f[1:]
	if head.choice == nil {
		return strings.HasPrefix(s, head.literal) && tail.walk(s[len(head.literal):], then)
	}
	for _, c := range head.choice {
		if c.walk(s, func(rest string) bool { return tail.walk(rest, then) }) {
			return true
		}
	}
	return false
}

// firsts are the letters that a text of this form may begin with.
func (f form) firsts() map[rune]bool {
	set := map[rune]bool{}
	f.addFirsts(set)
	return set
}

// addFirsts reports whether the form can be empty.
func (f form) addFirsts(set map[rune]bool) bool {
	for _, p := range f {
		if p.choice == nil {
			r, _ := utf8.DecodeRuneInString(p.literal)
			set[r] = true
			return false
		}
		empty := false
		for _, c := range p.choice {
			empty = c.addFirsts(set) || empty
		}
		if !empty {
			return false
		}
	}
	return true
}

// lengths are the shortest and the longest text of this form, in bytes.
func (f form) lengths() (least, most int) {
	for _, p := range f {
		if p.choice == nil {
			least, most = least+len(p.literal), most+len(p.literal)
			continue
		}
		low, high := p.choice[0].lengths()
		for _, c := range p.choice[1:] {
			l, h := c.lengths()
			low, high = min(low, l), max(high, h)
		}
		least, most = least+low, most+high
	}
	return least, most
}
