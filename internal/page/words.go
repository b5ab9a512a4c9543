package page

import (
	"fmt"
	"html/template"
	"reflect"
	"strings"
	"time"

	"sextant/internal/lang"
	"sextant/internal/locale"
)

// words are the functions that templates speak through, bound to a language:
//
//	t "key" "name" value …   a message
//	n "key" count …          a message with a plural
//	number, decimal, month, date, datetime, percent
//	language tag             a language's name in the reader's language
//	self tag                 a language's name in itself
//	list items               "a, b and c"
//	lang, dir                of the page
//	text T [fallback…]       a text in several languages as a Said
//	mark Said                lang and dir attributes where they differ from the page's
//	mark tag                 the same for a bare language tag
//	paragraphs s             a text parted at empty lines
//	asset "site.css"         the address of a static file
//	markdown s               safe HTML of Markdown
//	dict "a" 1 "b" 2         a map, for handing several values to a piece
//	add a b                  a sum
//	languages tags           their names, joined
//	direction tag            "rtl" or "ltr"
//	words key else           a message whose key is made at run time, or else the text
//	fullDate s               "2024-09-12", "2024-09" or "2024" as people write it
//	upper s                  a file kind in capitals
//	isolate s                a text set apart from the direction of the one around it
//	codes slice              names of any type, joined by commas
//	iso, day                 a time for the datetime attribute
func words(p *locale.Printer, assets *Assets) template.FuncMap {
	return template.FuncMap{
		"t":          p.T,
		"n":          p.N,
		"number":     p.Number,
		"decimal":    p.Decimal,
		"percent":    p.Percent,
		"month":      func(m any) string { return p.Month(fmt.Sprint(m)) },
		"date":       p.Date,
		"datetime":   p.DateTime,
		"language":   p.Language,
		"self":       p.LanguageSelf,
		"list":       p.List,
		"lang":       func() lang.Tag { return p.Tag() },
		"dir":        p.Dir,
		"text":       func(t lang.Text, fallback ...lang.Tag) Said { return Say(p.Tag(), t, fallback...) },
		"mark":       func(v any) template.HTMLAttr { return mark(p.Tag(), v) },
		"paragraphs": Paragraphs,
		"asset":      assets.URL,
		"markdown":   Markdown,
		"dict":       dict,
		"add":        func(a, b int) int { return a + b },
		"languages":  func(tags []lang.Tag) string { return languages(p, tags) },
		"direction":  func(t lang.Tag) string { return t.Dir() },
		"words":      func(key, otherwise string) string { return wordsOr(p, key, otherwise) },
		"fullDate":   func(s string) string { return fullDate(p, s) },
		"upper":      strings.ToUpper,
		"isolate":    func(s string) string { return "\u2068" + s + "\u2069" },
		"codes":      func(slice any) string { return codes(p, slice) },
		"iso":        func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
		"day":        func(t time.Time) string { return t.UTC().Format(time.DateOnly) },
	}
}

// Said is a text with the language it is in.
type Said struct {
	Text string
	Tag  lang.Tag
}

// String is the text.
func (s Said) String() string { return s.Text }

// Say picks the text for a reader, with the language that was found.
func Say(want lang.Tag, t lang.Text, fallback ...lang.Tag) Said {
	text, tag := t.In(want, fallback...)
	return Said{text, tag}
}

// mark is the attributes that say in which language a text is, where that is
// not the page's own. Tags come from our own types, never from a reader, and
// anything that is not a plain tag is left out.
func mark(page lang.Tag, v any) template.HTMLAttr {
	var tag lang.Tag
	switch v := v.(type) {
	case Said:
		tag = v.Tag
	case lang.Tag:
		tag = v
	}
	if tag == "" || tag == page || !plain(string(tag)) {
		return ""
	}
	attr := fmt.Sprintf(`lang="%s"`, tag)
	if tag.Dir() != page.Dir() {
		attr += fmt.Sprintf(` dir="%s"`, tag.Dir())
	}
	return template.HTMLAttr(attr) //nolint:gosec // letters, digits and hyphens only
}

func plain(tag string) bool {
	return strings.Trim(tag, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == ""
}

// Paragraphs parts a text at empty lines.
func Paragraphs(s string) []string {
	var out []string
	for _, p := range strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("dict needs pairs")
	}
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		m[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	return m, nil
}

func languages(p *locale.Printer, tags []lang.Tag) string {
	names := make([]string, len(tags))
	for i, t := range tags {
		names[i] = p.Language(t)
	}
	return p.List(names)
}

func wordsOr(p *locale.Printer, key, otherwise string) string {
	if p.Has(key) {
		return p.T(key)
	}
	return otherwise
}

// fullDate writes a date as exact as it is known; what is no date stays as it
// stands.
func fullDate(p *locale.Printer, s string) string {
	if day, err := time.Parse(time.DateOnly, s); err == nil {
		return p.Date(day)
	}
	if _, err := time.Parse("2006-01", s); err == nil {
		return p.Month(s)
	}
	return s
}

// codes joins the elements of any slice of names.
func codes(p *locale.Printer, slice any) string {
	v := reflect.ValueOf(slice)
	if v.Kind() != reflect.Slice {
		return fmt.Sprint(slice)
	}
	parts := make([]string, v.Len())
	for i := range parts {
		parts[i] = fmt.Sprint(v.Index(i).Interface())
	}
	return strings.Join(parts, p.T("common.list_comma"))
}
