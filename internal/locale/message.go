package locale

import (
	"fmt"
	"strings"
	"time"

	"sextant/internal/lang"
)

// message is one entry of a catalog: a text by plural category. A message
// without plural has the category Other alone.
type message map[category]pattern

// form picks the text for values that may hold a number n.
func (m message) form(p *Printer, values map[string]any) pattern {
	if len(m) > 1 {
		if n, ok := values["n"].(int); ok {
			return m.formFor(p.rules.plural(n))
		}
	}
	return m[other]
}

// formFor picks the text of a category; languages may leave out a category
// that reads like Other ("many" in Spanish, French and Portuguese).
func (m message) formFor(c category) pattern {
	if f, ok := m[c]; ok {
		return f
	}
	return m[other]
}

// pattern is a text cut at its slots: pieces of plain text and of slot names
// in turn, so that filling it is one walk.
type pattern []piece

type piece struct {
	text string // plain text, or the name of a slot
	slot bool
}

// parsePattern cuts a text at its {slots}. Two braces stand for one that is
// meant as itself.
func parsePattern(text string) (pattern, error) {
	var out pattern
	var plain strings.Builder
	flush := func() {
		if plain.Len() > 0 {
			out = append(out, piece{text: plain.String()})
			plain.Reset()
		}
	}
	for i := 0; i < len(text); {
		rest := text[i:]
		switch {
		case strings.HasPrefix(rest, "{{"), strings.HasPrefix(rest, "}}"):
			plain.WriteByte(text[i])
			i += 2
		case text[i] == '{':
			end := strings.IndexByte(rest, '}')
			if end < 0 || !isSlotName(rest[1:end]) {
				return nil, fmt.Errorf("a slot is opened by { and not closed, or has a name other than a-z, 0-9 and _: %q", text)
			}
			flush()
			out = append(out, piece{text: rest[1:end], slot: true})
			i += end + 1
		case text[i] == '}':
			return nil, fmt.Errorf("a } closes no slot: %q", text)
		default:
			plain.WriteByte(text[i])
			i++
		}
	}
	flush()
	return out, nil
}

func isSlotName(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		letter := c >= 'a' && c <= 'z'
		digit := c >= '0' && c <= '9' || c == '_'
		if !letter && (!digit || i == 0) {
			return false
		}
	}
	return s != ""
}

// fill writes the text with its values. A slot without a value appears as
// ⟦name⟧.
func (t pattern) fill(p *Printer, values map[string]any) string {
	if len(t) == 1 && !t[0].slot {
		return t[0].text
	}
	var b strings.Builder
	for _, part := range t {
		if !part.slot {
			b.WriteString(part.text)
			continue
		}
		if v, ok := values[part.text]; ok {
			b.WriteString(p.value(v))
		} else {
			b.WriteString("⟦" + part.text + "⟧")
		}
	}
	return b.String()
}

// slots lists the names of the slots of all forms of a message.
func (m message) slots() map[string]bool {
	names := map[string]bool{}
	for _, form := range m {
		for _, part := range form {
			if part.slot {
				names[part.text] = true
			}
		}
	}
	return names
}

// value writes one value of a slot for the reader.
func (p *Printer) value(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case lang.Text:
		return v.Get(p.tag)
	case lang.Tag:
		return p.Language(v)
	case time.Time:
		return p.Date(v)
	case float32, float64:
		return p.Number(v)
	case []string:
		return p.List(v)
	}
	return fmt.Sprint(v)
}

// pairValues makes a map of pairs of name and value; a name without a value is
// left out and so appears in the text as ⟦name⟧.
func pairValues(pairs []any) map[string]any {
	values := make(map[string]any, len(pairs)/2+1)
	for i := 0; i+1 < len(pairs); i += 2 {
		values[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	return values
}
