package framework

import (
	"slices"

	"sextant/internal/lang"
)

// Basis says what a difference rests on.
type Basis string

const (
	Both    Basis = "both"    // the mapping lists it and the books show it
	Listed  Basis = "mapping" // the mapping lists it, the books do not show it
	Visible Basis = "books"   // the books show it, no mapping lists it
)

// Difference is one typed difference between two versions. Those with the
// basis Both carry the reason and the rule for carrying answers over that the
// authors gave; for the others a cautious rule stands in.
type Difference struct {
	Mapping
	Basis Basis        `json:"basis"`
	Texts []TextChange `json:"texts,omitempty"`
}

// Diff types every difference from one version of a book to another. When the
// first says how it was succeeded by the second, its mapping explains what the
// books show (a split and a merger are known from there alone), and where the
// two disagree both sides are told, each as a difference of its own. What the
// mapping lists comes first, in its order, then the rest in the order book,
// scales, domains, sub-domains, indicators.
func Diff(a, b *Framework) []Difference {
	d := &differ{seen: observe(a, b)}
	if a.Succession != nil && a.Ref.ID == b.Ref.ID && a.Succession.Version == b.Ref.Version {
		for _, m := range a.Succession.Mapping {
			d.explain(m)
		}
	}
	d.rest()
	return d.out
}

// differ takes from what was seen what each mapping explains.
type differ struct {
	seen []*observed
	out  []Difference
}

// explain adds the difference that a mapping lists, with what the books show
// of it, and tells of the fields and languages that they do not show.
func (d *differ) explain(m Mapping) {
	found, texts := false, []TextChange(nil)
	for _, x := range d.seen {
		if x.item != m.Item {
			continue
		}
		if m.explainsPresence(x) {
			x.added, x.removed, found = false, false, true
		}
		kept := x.changes[:0:0]
		for _, c := range x.changes {
			if m.explainsChange(x.code, c) {
				texts, found = append(texts, c), true
			} else {
				kept = append(kept, c)
			}
		}
		x.changes = kept
	}
	if !found {
		d.out = append(d.out, Difference{Mapping: m, Basis: Listed})
		return
	}
	shown := m
	shown.Fields, shown.Languages = fieldsAndLanguages(texts)
	d.out = append(d.out, Difference{Mapping: shown, Basis: Both, Texts: texts})
	d.unseen(m, shown)
}

// unseen tells of fields and languages that a mapping lists in vain.
func (d *differ) unseen(m, shown Mapping) {
	missing := m
	missing.Fields = without(m.Fields, shown.Fields)
	missing.Languages = without(m.Languages, shown.Languages)
	if len(missing.Fields)+len(missing.Languages) > 0 {
		d.out = append(d.out, Difference{Mapping: missing, Basis: Listed})
	}
}

// explainsPresence tells whether a mapping lists that an item came or went.
func (m Mapping) explainsPresence(x *observed) bool {
	inFrom, inTo := slices.Contains(m.From, x.code), slices.Contains(m.To, x.code)
	switch m.Type {
	case Added:
		under := m.ToSubdomain
		if m.Item == SubdomainItem {
			under = m.ToDomain
		}
		return x.added && inTo && (under == "" || under == x.under)
	case Removed:
		under := m.FromSubdomain
		if m.Item == SubdomainItem {
			under = m.FromDomain
		}
		return x.removed && inFrom && (under == "" || under == x.under)
	case Split, Merged:
		return x.added && inTo || x.removed && inFrom
	}
	return false
}

// explainsChange tells whether a mapping lists a change of an item.
func (m Mapping) explainsChange(code Code, c TextChange) bool {
	if !slices.Contains(m.From, code) && !slices.Contains(m.To, code) {
		return false
	}
	listed := (len(m.Fields) == 0 || slices.Contains(m.Fields, c.Field)) &&
		(c.Language == "" || len(m.Languages) == 0 || slices.Contains(m.Languages, c.Language))
	kind := typeOf(m.Item, c.Field)
	switch m.Type {
	case Split, Merged:
		return listed
	case Moved:
		return kind == Moved && same(m.FromSubdomain, m.FromDomain, c.Before) && same(m.ToSubdomain, m.ToDomain, c.After)
	case ScaleChanged:
		if kind == ScaleChanged {
			return (m.FromScale == "" || m.FromScale == c.Before) && (m.ToScale == "" || m.ToScale == c.After)
		}
		return len(m.Fields) > 0 && listed
	case Wording, TitleChanged, DetailChanged:
		return kind == m.Type && listed
	}
	return false
}

// same tells whether the place that a mapping names, if it names one, is the
// place that the book shows.
func same(subdomain, domain Code, seen string) bool {
	return subdomain == "" && domain == "" || string(subdomain) == seen || string(domain) == seen
}

// typeOf is the type of a change in a field of an item.
func typeOf(item, field string) ChangeType {
	switch field {
	case "question", "guidance", "potential", "developed", "label", "description", "short", "note":
		return Wording
	case "title":
		if item == BookItem {
			return Wording
		}
		return TitleChanged
	case "subdomain", "domain":
		return Moved
	case "scale", "options":
		return ScaleChanged
	}
	return DetailChanged
}

// rest adds what no mapping explained, by item and type.
func (d *differ) rest() {
	for _, x := range d.seen {
		if x.added || x.removed {
			d.out = append(d.out, x.presence())
		}
		for _, t := range []ChangeType{Moved, ScaleChanged, TitleChanged, Wording, DetailChanged} {
			var texts []TextChange
			for _, c := range x.changes {
				if typeOf(x.item, c.Field) == t {
					texts = append(texts, c)
				}
			}
			if len(texts) > 0 {
				d.out = append(d.out, x.change(t, texts))
			}
		}
	}
}

// presence is the difference that an item came or went.
func (x *observed) presence() Difference {
	m := Mapping{Item: x.item, Type: Added, To: []Code{x.code}, Comparable: NotComparable, CarryOver: NoAnswer}
	if x.removed {
		m.Type, m.From, m.To = Removed, m.To, nil
	}
	switch {
	case x.item == IndicatorItem && x.removed:
		m.FromSubdomain = x.under
	case x.item == IndicatorItem:
		m.ToSubdomain = x.under
	case x.item == SubdomainItem && x.removed:
		m.FromDomain = x.under
	case x.item == SubdomainItem:
		m.ToDomain = x.under
	}
	return Difference{Mapping: m, Basis: Visible}
}

// change is a difference of one type in an item that is in both books. Nobody
// has said what a new wording or scale means for old answers, so they are to
// be reviewed.
func (x *observed) change(t ChangeType, texts []TextChange) Difference {
	m := Mapping{
		Item: x.item, Type: t, From: []Code{x.code}, To: []Code{x.code},
		Comparable: FullyComparable, CarryOver: CopyAnswer,
	}
	if t == Wording || t == ScaleChanged {
		m.Comparable, m.CarryOver = PartlyComparable, ReviewAnswer
	}
	if x.item != IndicatorItem && x.item != ScaleItem {
		m.Comparable, m.CarryOver = FullyComparable, NoAnswer
	}
	for _, c := range texts {
		switch c.Field {
		case "subdomain":
			m.FromSubdomain, m.ToSubdomain = Code(c.Before), Code(c.After)
		case "domain":
			m.FromDomain, m.ToDomain = Code(c.Before), Code(c.After)
		case "scale":
			m.FromScale, m.ToScale = c.Before, c.After
		}
	}
	m.Fields, m.Languages = fieldsAndLanguages(texts)
	return Difference{Mapping: m, Basis: Visible, Texts: texts}
}

// fieldsAndLanguages lists what changes are about. Where a type says it all
// (moved, scale changed) its own field is not repeated.
func fieldsAndLanguages(texts []TextChange) (fields []string, tags []lang.Tag) {
	for _, c := range texts {
		if !slices.Contains(fields, c.Field) && c.Field != "subdomain" && c.Field != "domain" && c.Field != "scale" {
			fields = append(fields, c.Field)
		}
		if c.Language != "" && !slices.Contains(tags, c.Language) {
			tags = append(tags, c.Language)
		}
	}
	return fields, tags
}

func without[T comparable](all, taken []T) []T {
	var rest []T
	for _, x := range all {
		if !slices.Contains(taken, x) {
			rest = append(rest, x)
		}
	}
	return rest
}
