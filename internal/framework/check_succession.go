package framework

import (
	"slices"
)

// shape is how many codes a type of difference needs on either side; most -1
// stands for any number.
type shape struct{ fromLeast, fromMost, toLeast, toMost int }

var shapes = map[ChangeType]shape{
	Wording:       {1, 1, 1, 1},
	Added:         {0, 0, 1, 1},
	Removed:       {1, 1, 0, 0},
	Moved:         {1, 1, 1, 1},
	Split:         {1, 1, 2, -1},
	Merged:        {2, -1, 1, 1},
	ScaleChanged:  {1, 1, 1, 1},
	TitleChanged:  {1, 1, 1, 1},
	DetailChanged: {1, 1, 1, 1},
}

// describe writes a side of a shape: "1", "0", "2+".
func describe(least, most int) string {
	if most < 0 {
		return figure(float64(least)) + "+"
	}
	return figure(float64(least))
}

// succession checks the mapping to the next version: every code that it takes
// from must be in this book, and every code that it leads to in the next one
// where that one is at hand.
func (c *checker) succession() {
	s := c.f.Succession
	if s == nil {
		return
	}
	if c.need("succeeded_by.version", "succeeded_by", "version", s.Version != "") && s.Version == c.f.Ref.Version {
		c.fail("succeeded_by.version", "framework.succession_same", "version", s.Version)
	}
	next := c.next(s.Version)
	for i, m := range s.Mapping {
		p := index("succeeded_by.mapping", i)
		c.mapping(p, m)
		c.ends(p, m, next)
		c.scaleValues(p, m, next)
		c.text(p+".reason", "succeeded_by", "reason", m.Reason, Full, false)
	}
}

// next is the version that follows this book, where it is on the shelf.
func (c *checker) next(v Version) *Framework {
	for _, f := range c.shelf {
		if f.Ref == (Ref{c.f.Ref.ID, v}) {
			return f
		}
	}
	return nil
}

// mapping checks the words and the shape of one difference.
func (c *checker) mapping(p string, m Mapping) {
	item := "succeeded_by"
	c.oneOf(p+".item", item, "item", m.Item, IndicatorItem, SubdomainItem, DomainItem, ScaleItem)
	c.oneOf(p+".comparable", item, "comparable", m.Comparable, FullyComparable, PartlyComparable, NotComparable)
	c.oneOf(p+".carry_over", item, "carry_over", m.CarryOver, CopyAnswer, ReviewAnswer, NoAnswer)
	s, known := shapes[m.Type]
	if !known {
		var types []string
		for _, t := range sortedKeys(shapes) {
			types = append(types, string(t))
		}
		c.oneOf(p+".type", item, "type", string(m.Type), types...)
		return
	}
	from, to := len(m.From), len(m.To)
	if from < s.fromLeast || s.fromMost >= 0 && from > s.fromMost || to < s.toLeast || s.toMost >= 0 && to > s.toMost {
		c.fail(p, "framework.mapping_shape", "type", m.Type,
			"from", describe(s.fromLeast, s.fromMost), "to", describe(s.toLeast, s.toMost))
	}
	for i, f := range m.Fields {
		if !slices.Contains(fieldNames, f) {
			c.oneOf(index(p+".fields", i), item, "fields", f, fieldNames...)
		}
	}
}

// fieldNames lists the parts of an item that a difference can name.
var fieldNames = []string{
	"title", "short", "description", "label", "question", "guidance", "potential", "developed",
	"evidence", "crosswalk", "weight", "provenance", "scale", "domain", "subdomain",
	"colour", "dark", "icon", "migof", "options", "order",
}

// ends checks the codes on both sides of a difference.
func (c *checker) ends(p string, m Mapping, next *Framework) {
	version := c.f.Ref.Version
	for i, code := range m.From {
		if !c.f.has(m.Item, code) {
			c.fail(index(p+".from", i), "framework.mapping_code_unknown", "code", code, "version", version)
		}
	}
	if m.FromSubdomain != "" && !c.f.has(SubdomainItem, m.FromSubdomain) {
		c.fail(p+".from_subdomain", "framework.mapping_code_unknown", "code", m.FromSubdomain, "version", version)
	}
	if m.FromScale != "" && !c.f.has(ScaleItem, Code(m.FromScale)) {
		c.fail(p+".from_scale", "framework.mapping_code_unknown", "code", m.FromScale, "version", version)
	}
	if next == nil {
		return
	}
	for i, code := range m.To {
		if !next.has(m.Item, code) {
			c.fail(index(p+".to", i), "framework.mapping_code_unknown", "code", code, "version", next.Ref.Version)
		}
	}
	if m.ToSubdomain != "" && !next.has(SubdomainItem, m.ToSubdomain) {
		c.fail(p+".to_subdomain", "framework.mapping_code_unknown", "code", m.ToSubdomain, "version", next.Ref.Version)
	}
	if m.ToScale != "" && !next.has(ScaleItem, Code(m.ToScale)) {
		c.fail(p+".to_scale", "framework.mapping_code_unknown", "code", m.ToScale, "version", next.Ref.Version)
	}
}

// has tells whether a book holds an item of this kind with this code.
func (f *Framework) has(item string, code Code) (ok bool) {
	switch item {
	case IndicatorItem:
		_, ok = f.Indicator(code)
	case SubdomainItem:
		_, ok = f.Subdomain(code)
	case DomainItem:
		_, ok = f.Domain(code)
	case ScaleItem:
		ok = code != "" && slices.ContainsFunc(f.Scales, func(s Scale) bool { return s.ID == string(code) })
	default:
		ok = true // the item itself is told to be unknown
	}
	return ok
}

// scaleValues checks the answers that a change of scale names.
func (c *checker) scaleValues(p string, m Mapping, next *Framework) {
	for i, v := range m.Values {
		pv := index(p+".values", i)
		c.answer(pv+".from", c.f, m.FromScale, v.From)
		for j, to := range v.To {
			if next != nil {
				c.answer(index(pv+".to", j), next, m.ToScale, to)
			}
		}
	}
}

// answer asks that a scale of a book know an answer.
func (c *checker) answer(path string, f *Framework, scale, option string) {
	s, ok := f.Scale(scale)
	if !ok {
		return // told already
	}
	if _, ok := s.Option(option); ok {
		return
	}
	var known []string
	for _, o := range s.Options {
		known = append(known, o.Code)
	}
	c.fail(path, "framework.mapping_value_unknown", "value", option, "scale", s.ID, "known", either(known))
}
