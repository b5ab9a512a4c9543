package framework

import (
	"slices"
	"sort"
	"strings"

	"sextant/internal/lang"
)

// SlotsIn lists the slots of a skeleton in the order of the text: "office"
// for {office}. The flag is false where a brace has no partner.
func SlotsIn(skeleton string) ([]string, bool) {
	var slots []string
	for rest := skeleton; ; {
		open := strings.IndexAny(rest, "{}")
		if open < 0 {
			return slots, true
		}
		end := strings.IndexAny(rest[open+1:], "{}")
		if rest[open] == '}' || end < 0 || rest[open+1+end] == '{' {
			return slots, false
		}
		slots = append(slots, rest[open+1:open+1+end])
		rest = rest[open+1+end+1:]
	}
}

// skeleton checks the skeletons of an indicator: the slots are known to the
// book and the same in every language.
func (c *checker) skeleton(path string, in Indicator) {
	var known []string
	for _, s := range c.f.Slots {
		known = append(known, s.Code)
	}
	var first []string
	var firstTag lang.Tag
	for _, tag := range tagsOf(in.Developed) {
		p := join(path, string(tag))
		slots, paired := SlotsIn(in.Developed[tag])
		if !paired {
			c.fail(p, "framework.brace_unpaired", "code", in.Code, "language", tag)
			continue
		}
		for _, s := range slots {
			if !slices.Contains(known, s) {
				c.fail(p, "framework.slot_unknown", "code", in.Code, "language", tag, "slot", s, "known", either(known))
			}
		}
		sort.Strings(slots)
		if firstTag == "" {
			first, firstTag = slots, tag
		} else if !slices.Equal(slots, first) {
			c.fail(p, "framework.slot_differs", "code", in.Code, "language", tag, "other", firstTag,
				"slots", strings.Join(slots, ", "), "others", strings.Join(first, ", "))
		}
	}
}
