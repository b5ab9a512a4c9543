package translation

import (
	"strings"

	"sextant/internal/assessment"
	"sextant/internal/fault"
)

// The namespaces of XLIFF 2.0 (2.1 kept it) and of 2.2.
var namespaces20 = []string{"urn:oasis:names:tc:xliff:document:2.0", "urn:oasis:names:tc:xliff:document:2.2"}

const metaNamespace = "urn:oasis:names:tc:xliff:metadata:2.0"

// said20 is what the states of XLIFF 2.0 mean here.
var said20 = map[string]assessment.TextState{
	"initial": assessment.TextMissing, "translated": assessment.TextDraft,
	"reviewed": assessment.TextReviewed, "final": assessment.TextReviewed,
}

func parseXLIFF20(name string, data []byte) (*document, error) {
	root, err := readRoot(name, data, namespaces20...)
	if err != nil {
		return nil, err
	}
	d := &document{}
	if t := root.attr("trgLang"); t != "" {
		d.declared = append(d.declared, declared{t, root.at})
	}
	for _, u := range root.all("unit") {
		d.unit20(u)
	}
	return d, nil
}

// unit20 takes in a unit. A tool may have cut it into segments: joined, they
// are the text again, and it is as far as the one that is least far.
func (d *document) unit20(u *node) {
	e := entry{at: u.at}
	var source, text strings.Builder
	first := true
	for _, k := range u.kids {
		segment := k.name.Local == "segment"
		if k.name.Space != u.name.Space || !segment && k.name.Local != "ignorable" {
			continue
		}
		var s, t string
		if !d.single(k, "source", &s, true) || !d.single(k, "target", &t, false) || !d.inOrder(k) {
			return
		}
		source.WriteString(s)
		if len(k.children("target")) == 0 && !segment {
			t = s // blanks between two segments, which a tool need not repeat
		}
		text.WriteString(t)
		if segment {
			e.says, first = lesser(e.says, stateOf20(k), first), false
		}
		for _, t := range k.children("target") {
			if segment {
				e.at = t.at
			}
		}
	}
	e.source, e.text = source.String(), text.String()
	d.add(e, meta20(u))
}

// inOrder refuses targets that stand elsewhere than their sources.
func (d *document) inOrder(segment *node) bool {
	for _, t := range segment.children("target") {
		if t.attr("order") != "" {
			d.faults.Add(fault.New(fault.Invalid, "translation.foreign_part", "tag", "order").At(t.at))
			return false
		}
	}
	return true
}

func stateOf20(segment *node) assessment.TextState {
	if segment.attr("subState") == staleSubState {
		return assessment.TextStale
	}
	return said20[segment.attr("state")]
}

// lesser is the state of a text whose parts have these states.
func lesser(a, b assessment.TextState, first bool) assessment.TextState {
	order := []assessment.TextState{"", assessment.TextMissing, assessment.TextStale, assessment.TextDraft, assessment.TextReviewed}
	for _, s := range order {
		if b == s || !first && a == s {
			return s
		}
	}
	return ""
}

// meta20 joins what the metadata module and the notes hold.
func meta20(u *node) string {
	var b strings.Builder
	var walk func(*node)
	walk = func(n *node) {
		if n.name.Space == metaNamespace && n.name.Local == "meta" || n.name.Local == "note" {
			for _, k := range n.kids {
				b.WriteString(k.text)
			}
			b.WriteByte('\n')
		}
		for _, k := range n.kids {
			walk(k)
		}
	}
	walk(u)
	return b.String()
}
