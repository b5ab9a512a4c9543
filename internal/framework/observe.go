package framework

import (
	"encoding/json"
	"slices"
	"strings"

	"sextant/internal/lang"
)

// TextChange is one part of an item before and after. Language is empty for
// what is no text (a scale, a sub-domain, a crosswalk); Part names an answer
// of a scale where the change is in one. Before or After is empty where the
// part is only on one side.
type TextChange struct {
	Field    string   `json:"field"`
	Part     string   `json:"part,omitempty"`
	Language lang.Tag `json:"language,omitempty"`
	Before   string   `json:"before"`
	After    string   `json:"after"`
}

// observed is what two books themselves show of one item.
type observed struct {
	item           string
	code           Code
	added, removed bool
	under          Code // the sub-domain, or the domain, of what was added or removed
	changes        []TextChange
}

// observer compares two books item by item.
type observer struct {
	a, b *Framework
	out  []*observed
}

// observe lists what differs between two books, without any mapping.
func observe(a, b *Framework) []*observed {
	o := &observer{a: a, b: b}
	o.book()
	o.scales()
	o.domains()
	o.subdomains()
	o.indicators()
	return o.out
}

// note keeps an item when something about it differs.
func (o *observer) note(x *observed) {
	if x.added || x.removed || len(x.changes) > 0 {
		o.out = append(o.out, x)
	}
}

// text compares one text in the languages that both books hold. A language
// that only one of them declares, or covers further, is a difference of the
// book and not of its wording.
func (o *observer) text(x *observed, field, part string, before, after lang.Text) {
	for _, t := range tagsOf(o.a.Languages) {
		other, shared := o.b.Languages[t]
		if !shared || before[t] == after[t] {
			continue
		}
		if other != o.a.Languages[t] && (before[t] == "" || after[t] == "") {
			continue
		}
		x.changes = append(x.changes, TextChange{field, part, t, before[t], after[t]})
	}
}

// plain compares what is no text.
func (x *observed) plain(field, before, after string) {
	if before != after {
		x.changes = append(x.changes, TextChange{Field: field, Before: before, After: after})
	}
}

// shown writes a part as compact JSON, for comparing and for showing.
func shown(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(data)
}

func (o *observer) book() {
	x := &observed{item: BookItem, code: Code(o.a.Ref.ID)}
	x.plain("id", string(o.a.Ref.ID), string(o.b.Ref.ID))
	x.plain("level", string(o.a.Level), string(o.b.Level))
	x.plain("status", string(o.a.Status), string(o.b.Status))
	x.plain("languages", shown(o.a.Languages), shown(o.b.Languages))
	o.text(x, "title", "", o.a.Title, o.b.Title)
	o.text(x, "note", "", o.a.Note, o.b.Note)
	x.plain("evidence", shown(o.a.Evidence), shown(o.b.Evidence))
	x.plain("slots", shown(o.a.Slots), shown(o.b.Slots))
	x.plain("method", shown(o.a.Method), shown(o.b.Method))
	x.plain("order", o.order(o.a), o.order(o.b))
	o.note(x)
}

// order writes the codes that stand in the same sub-domain in both books, in
// the order of one of them.
func (o *observer) order(f *Framework) string {
	groups := map[Code][]string{}
	for _, in := range f.Indicators {
		x, inA := o.a.Indicator(in.Code)
		y, inB := o.b.Indicator(in.Code)
		if inA && inB && x.Domain == y.Domain && x.Subdomain == y.Subdomain {
			key := in.Domain + " " + in.Subdomain
			groups[key] = append(groups[key], string(in.Code))
		}
	}
	var all []string
	for _, k := range sortedKeys(groups) {
		all = append(all, groups[k]...)
	}
	return strings.Join(all, " ")
}

func (o *observer) scales() {
	for _, s := range o.a.Scales {
		x := &observed{item: ScaleItem, code: Code(s.ID)}
		i := slices.IndexFunc(o.b.Scales, func(t Scale) bool { return t.ID == s.ID })
		if i < 0 {
			x.removed = true
		} else {
			o.scale(x, s, o.b.Scales[i])
		}
		o.note(x)
	}
	for _, s := range o.b.Scales {
		if !o.a.has(ScaleItem, Code(s.ID)) {
			o.note(&observed{item: ScaleItem, code: Code(s.ID), added: true})
		}
	}
}

// scale compares the answers of a scale: which there are and what they count,
// and then their texts.
func (o *observer) scale(x *observed, s, t Scale) {
	x.plain("options", answers(s), answers(t))
	for _, p := range s.Options {
		if q, ok := t.Option(p.Code); ok {
			o.text(x, "label", p.Code, p.Label, q.Label)
			o.text(x, "description", p.Code, p.Description, q.Description)
		}
	}
}

// answers writes what a scale consists of: "absent=0, present=1, (unknown)".
func answers(s Scale) string {
	list := make([]string, len(s.Options))
	for i, p := range s.Options {
		list[i] = p.Code
		if p.Value != nil {
			list[i] += "=" + figure(*p.Value)
		}
		if p.State {
			list[i] = "(" + list[i] + ")"
		}
	}
	return strings.Join(list, ", ")
}

func (o *observer) domains() {
	for _, d := range o.a.Domains {
		x := &observed{item: DomainItem, code: d.Code}
		e, ok := o.b.Domain(d.Code)
		if !ok {
			x.removed = true
		} else {
			o.text(x, "title", "", d.Title, e.Title)
			o.text(x, "short", "", d.Short, e.Short)
			o.text(x, "description", "", d.Description, e.Description)
			x.plain("colour", d.Colour, e.Colour)
			x.plain("dark", d.Dark, e.Dark)
			x.plain("icon", d.Icon, e.Icon)
			x.plain("migof", d.MiGOF, e.MiGOF)
		}
		o.note(x)
	}
	for _, e := range o.b.Domains {
		if _, ok := o.a.Domain(e.Code); !ok {
			o.note(&observed{item: DomainItem, code: e.Code, added: true})
		}
	}
}

func (o *observer) subdomains() {
	for _, d := range o.a.Domains {
		for _, s := range d.Subdomains {
			x := &observed{item: SubdomainItem, code: s.Code, under: d.Code}
			t, ok := o.b.Subdomain(s.Code)
			if !ok {
				x.removed = true
			} else {
				owner, _ := o.b.DomainOf(s.Code)
				x.plain("domain", string(d.Code), string(owner))
				o.text(x, "title", "", s.Title, t.Title)
			}
			o.note(x)
		}
	}
	for _, e := range o.b.Domains {
		for _, t := range e.Subdomains {
			if _, ok := o.a.Subdomain(t.Code); !ok {
				o.note(&observed{item: SubdomainItem, code: t.Code, under: e.Code, added: true})
			}
		}
	}
}

func (o *observer) indicators() {
	for _, in := range o.a.Indicators {
		x := &observed{item: IndicatorItem, code: in.Code, under: in.Subdomain}
		to, ok := o.b.Indicator(in.Code)
		if !ok {
			x.removed = true
		} else {
			o.indicator(x, in, to)
		}
		o.note(x)
	}
	for _, to := range o.b.Indicators {
		if _, ok := o.a.Indicator(to.Code); !ok {
			o.note(&observed{item: IndicatorItem, code: to.Code, under: to.Subdomain, added: true})
		}
	}
}

func (o *observer) indicator(x *observed, in, to Indicator) {
	x.plain("subdomain", string(in.Subdomain), string(to.Subdomain))
	if in.Subdomain == "" || to.Subdomain == "" {
		x.plain("domain", string(in.Domain), string(to.Domain))
	}
	x.plain("scale", in.Scale, to.Scale)
	o.text(x, "label", "", in.Label, to.Label)
	o.text(x, "question", "", in.Question, to.Question)
	o.text(x, "guidance", "", in.Guidance, to.Guidance)
	o.text(x, "potential", "", in.Potential, to.Potential)
	o.text(x, "developed", "", in.Developed, to.Developed)
	x.plain("evidence", strings.Join(in.Evidence, ", "), strings.Join(to.Evidence, ", "))
	x.plain("crosswalk", shown(in.Crosswalk), shown(to.Crosswalk))
	x.plain("weight", figure(in.Weight), figure(to.Weight))
	x.plain("provenance", in.Provenance, to.Provenance)
}
