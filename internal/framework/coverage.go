package framework

import (
	"sort"
	"strings"

	"sextant/internal/lang"
)

// reach orders coverages: what a language covers at Domains it covers at Core
// and Full as well.
var reach = map[Coverage]int{Domains: 1, Core: 2, Full: 3}

// Covers tells whether a language of the book is declared to hold the texts of
// a coverage.
func (f *Framework) Covers(t lang.Tag, c Coverage) bool {
	return reach[f.Languages[t]] >= reach[c] && reach[c] > 0
}

// TagsOf lists the languages that hold the texts of a coverage: those of the
// interface in its order, then the others by name.
func (f *Framework) TagsOf(c Coverage) []lang.Tag {
	var tags []lang.Tag
	for _, t := range tagsOf(f.Languages) {
		if f.Covers(t, c) {
			tags = append(tags, t)
		}
	}
	return tags
}

// tagsOf lists the keys of a map by language, sorted as menus are.
func tagsOf[V any](m map[lang.Tag]V) []lang.Tag {
	tags := make([]lang.Tag, 0, len(m))
	for t := range m {
		tags = append(tags, t)
	}
	sort.Slice(tags, func(i, j int) bool { return keyOrder(string(tags[i])) < keyOrder(string(tags[j])) })
	return tags
}

// text asks that a text be there in every language whose declared coverage
// reaches it, and in no language that is not declared. A text that is not
// required may be absent in all languages, but not in some.
func (c *checker) text(path, item, field string, t lang.Text, from Coverage, required bool) {
	if item == "" {
		item, _, _ = strings.Cut(path, ".")
	}
	for _, tag := range tagsOf(t) {
		if _, declared := c.f.Languages[tag]; !declared {
			c.fail(join(path, string(tag)), "framework.language_undeclared", "item", item, "field", field, "language", tag)
		}
	}
	if t.Empty() && !required {
		return
	}
	if t.Empty() {
		c.need(path, item, field, false)
		return
	}
	for _, tag := range c.f.TagsOf(from) {
		if !t.Has(tag) && validTag(tag) {
			c.fail(join(path, string(tag)), "framework.language_missing", "item", item, "field", field,
				"language", tag, "coverage", string(c.f.Languages[tag]))
		}
	}
}

// short asks of a short title only that its languages be declared: where it is
// absent the full title stands.
func (c *checker) short(path, item string, t lang.Text) {
	for _, tag := range tagsOf(t) {
		if _, declared := c.f.Languages[tag]; !declared {
			c.fail(join(path, string(tag)), "framework.language_undeclared", "item", item, "field", "short", "language", tag)
		}
	}
}
