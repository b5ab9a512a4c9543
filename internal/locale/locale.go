// Package locale says things in the reader's language.
//
// A Printer speaks one of the seven languages of the interface:
//
//	p := locale.For(lang.Spanish)
//	p.T("profile.cite", "title", name)      // a message with slots
//	p.N("profile.findings", 34)             // a message with a plural
//	p.Month("2024-09")                      // septiembre de 2024
//	p.Error(err)                            // each fault as "where: words"
//
// The tour: message.go is one message with its slots and plural forms;
// catalog.go reads the YAML files of the folder locales; plural.go and
// number.go hold the rules of the seven languages, taken from the Unicode
// CLDR; date.go writes days and months; error.go turns faults into words.
//
// Digits are Western in every language, as the United Nations writes them. A
// message that is missing appears as its key in ⟦brackets⟧, so that it is seen;
// the tests of this room see it first.
package locale

import (
	"strings"
	"sync"

	"sextant/internal/lang"
	"sextant/locales"
)

// Printer writes for readers of one language. It never changes, so any number
// of goroutines may share it.
type Printer struct {
	tag     lang.Tag
	catalog catalog
	rules   rules
}

// printers holds one Printer a language, each made when first asked for, so
// that a command line tool reads one catalog and not seven.
var printers = func() map[lang.Tag]func() *Printer {
	all := map[lang.Tag]func() *Printer{}
	for _, tag := range lang.Interface {
		all[tag] = sync.OnceValue(func() *Printer {
			// Problems are left to Check: what could be read is used.
			messages, _ := readCatalog(locales.FS, tag)
			return &Printer{tag: tag, catalog: messages, rules: rulesOf[tag]}
		})
	}
	return all
}()

// For is the Printer of a language: English when the interface does not speak
// it.
func For(tag lang.Tag) *Printer {
	if p, ok := printers[tag]; ok {
		return p()
	}
	return printers[lang.English]()
}

// Tag is the language of the Printer.
func (p *Printer) Tag() lang.Tag { return p.tag }

// Dir is the direction of its writing: "rtl" or "ltr".
func (p *Printer) Dir() string { return p.tag.Dir() }

// Has tells whether there is a message with this key.
func (p *Printer) Has(key string) bool {
	_, ok := p.catalog[key]
	return ok
}

// T is the message of a key with its slots filled from pairs of name and
// value. Whole numbers are written plain, because most are years, lines and
// editions: give p.Number(v) where thousands should be grouped. Fractions,
// times, languages and texts in several languages are written in the manner
// of the reader. A message with plural forms takes its form from the value n.
func (p *Printer) T(key string, pairs ...any) string {
	m, ok := p.catalog[key]
	if !ok {
		return "⟦" + key + "⟧"
	}
	values := pairValues(pairs)
	return m.form(p, values).fill(p, values)
}

// N is the message of a key in the plural form that n asks for; its slot {n}
// is the number, grouped.
func (p *Printer) N(key string, n int, pairs ...any) string {
	m, ok := p.catalog[key]
	if !ok {
		return "⟦" + key + "⟧"
	}
	values := pairValues(pairs)
	values["n"] = p.Number(n)
	return m.formFor(p.rules.plural(n)).fill(p, values)
}

// Language is the name of a language in the reader's language, in the form
// used inside a sentence ("español"); the tag itself when no name is known.
func (p *Printer) Language(tag lang.Tag) string {
	return p.textOr("language."+string(tag), string(tag))
}

// LanguageSelf is the name of a language in that language, as menus show it
// ("Español"); the tag itself when no name is known.
func (p *Printer) LanguageSelf(tag lang.Tag) string {
	return p.textOr("language.self_"+string(tag), string(tag))
}

func (p *Printer) textOr(key, otherwise string) string {
	if !p.Has(key) {
		return otherwise
	}
	return p.T(key)
}

// List joins items as a sentence does: "a", "a and b", "a, b and c".
func (p *Printer) List(items []string) string {
	switch len(items) {
	case 0:
		return ""
	case 1:
		return items[0]
	}
	last := len(items) - 1
	head := strings.Join(items[:last], p.T("common.list_comma"))
	joint := "common.list_and"
	if soundsLikeI(items[last]) {
		joint = "common.list_and_i" // Chile e Indonesia, but Chile y Hierro
	}
	return p.T(joint, "head", head, "last", items[last])
}

// soundsLikeI tells whether a Spanish word opens with the sound of "i", before
// which "y" turns into "e". Languages without such a rule have one text twice.
func soundsLikeI(word string) bool {
	w := strings.ToLower(word)
	if strings.HasPrefix(w, "hia") || strings.HasPrefix(w, "hie") {
		return false
	}
	for _, opening := range []string{"i", "í", "hi", "hí"} {
		if strings.HasPrefix(w, opening) {
			return true
		}
	}
	return false
}
