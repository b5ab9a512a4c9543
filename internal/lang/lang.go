// Package lang holds language tags and text in several languages.
//
// A Tag is a short BCP 47 tag in lower case ("es", "pt", "zh"). A Text maps
// tags to one text each; In picks the best one for a reader and says which
// language it is in, so that a page can mark it with its lang attribute and
// nobody mistakes a fallback for a translation.
package lang

import (
	"sort"
	"strings"

	"golang.org/x/text/language"
)

// Tag is a language in lower case, without region: "en", "ar".
type Tag string

// The languages of the interface.
const (
	English    Tag = "en"
	Spanish    Tag = "es"
	French     Tag = "fr"
	Portuguese Tag = "pt"
	Arabic     Tag = "ar"
	Russian    Tag = "ru"
	Chinese    Tag = "zh"
)

// Interface lists the languages of the interface in the order in which menus
// show them.
var Interface = []Tag{English, Spanish, French, Portuguese, Arabic, Russian, Chinese}

// IsInterface tells whether the interface speaks this language.
func (t Tag) IsInterface() bool {
	for _, i := range Interface {
		if i == t {
			return true
		}
	}
	return false
}

// Dir is the direction of writing: "rtl" or "ltr".
func (t Tag) Dir() string {
	switch t {
	case "ar", "fa", "he", "ur", "ps", "dv", "ckb", "sd", "ug", "yi":
		return "rtl"
	}
	return "ltr"
}

// RTL tells whether the language is written from right to left.
func (t Tag) RTL() bool { return t.Dir() == "rtl" }

// Parse reads a BCP 47 tag and keeps its base language.
func Parse(s string) (Tag, bool) {
	t, err := language.Parse(strings.TrimSpace(s))
	if err != nil {
		return "", false
	}
	base, conf := t.Base()
	if conf == language.No {
		return "", false
	}
	return Tag(base.String()), true
}

var interfaceMatcher = func() language.Matcher {
	tags := make([]language.Tag, len(Interface))
	for i, t := range Interface {
		tags[i] = language.MustParse(string(t))
	}
	return language.NewMatcher(tags)
}()

// Match picks the interface language for an Accept-Language header; English
// when nothing fits.
func Match(acceptLanguage string) Tag {
	wanted, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil || len(wanted) == 0 {
		return English
	}
	_, i, conf := interfaceMatcher.Match(wanted...)
	if conf == language.No {
		return English
	}
	return Interface[i]
}

// Text is one text in several languages. An empty string counts as absent.
type Text map[Tag]string

// In is the text for a reader of this language and the language it is in: the
// reader's own, else the given fallbacks in order, else English, Spanish,
// French, else the first by name. Both are empty for an empty text.
func (t Text) In(want Tag, fallback ...Tag) (string, Tag) {
	order := append([]Tag{want}, fallback...)
	order = append(order, English, Spanish, French)
	for _, tag := range order {
		if s := t[tag]; s != "" {
			return s, tag
		}
	}
	for _, tag := range t.Tags() {
		return t[tag], tag
	}
	return "", ""
}

// Get is In without the language that was found.
func (t Text) Get(want Tag, fallback ...Tag) string {
	s, _ := t.In(want, fallback...)
	return s
}

// Has tells whether there is a text in this very language.
func (t Text) Has(tag Tag) bool { return t[tag] != "" }

// Tags lists the languages with a text, sorted.
func (t Text) Tags() []Tag {
	tags := make([]Tag, 0, len(t))
	for tag, s := range t {
		if s != "" {
			tags = append(tags, tag)
		}
	}
	sort.Slice(tags, func(i, j int) bool { return tags[i] < tags[j] })
	return tags
}

// Empty tells whether there is no text in any language.
func (t Text) Empty() bool { return len(t.Tags()) == 0 }
