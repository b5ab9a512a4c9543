package translation

import (
	"strings"

	"sextant/internal/assessment"
	"sextant/internal/fault"
)

const (
	namespace12 = "urn:oasis:names:tc:xliff:document:1.2"
	namespace11 = "urn:oasis:names:tc:xliff:document:1.1"
)

// said12 is what the states of XLIFF 1.2 mean here.
var said12 = map[string]assessment.TextState{
	"final": assessment.TextReviewed, "signed-off": assessment.TextReviewed,
	"translated":               assessment.TextDraft,
	"needs-review-translation": assessment.TextStale, "needs-review-adaptation": assessment.TextStale,
	"needs-review-l10n": assessment.TextStale, "needs-adaptation": assessment.TextStale, "needs-l10n": assessment.TextStale,
	"new": assessment.TextMissing, "needs-translation": assessment.TextMissing,
}

func parseXLIFF12(name string, data []byte) (*document, error) {
	root, err := readRoot(name, data, namespace12)
	if err != nil {
		return nil, err
	}
	d := &document{}
	for _, f := range root.children("file") {
		if t := f.attr("target-language"); t != "" {
			d.declared = append(d.declared, declared{t, f.at})
		}
		for _, b := range f.all("bin-unit") {
			d.faults.Add(fault.New(fault.Invalid, "translation.foreign_part", "tag", "<bin-unit>").At(b.at))
		}
		for _, u := range f.all("trans-unit") {
			d.unit12(u)
		}
	}
	return d, nil
}

// readRoot reads a file whose root is xliff in one of some namespaces.
func readRoot(name string, data []byte, namespaces ...string) (*node, error) {
	root, err := readTree(name, data)
	if err != nil {
		return nil, err
	}
	for _, space := range namespaces {
		if root.name.Local == "xliff" && root.name.Space == space {
			return root, nil
		}
	}
	return nil, fault.New(fault.Invalid, "translation.other_xliff", "namespace", shorten(root.name.Space)).At(root.at)
}

// unit12 takes in a trans-unit. The header that po2xliff makes of the head of
// a PO file is no text.
func (d *document) unit12(u *node) {
	if u.attr("restype") == "x-gettext-domain-header" {
		return
	}
	e := entry{at: u.at}
	ok := d.single(u, "source", &e.source, true)
	ok = d.single(u, "target", &e.text, false) && ok
	for _, t := range u.children("target") {
		e.at, e.says = t.at, said12[t.attr("state")]
	}
	if ok {
		d.add(e, remarks12(u))
	}
}

// single reads an element that a text has once.
func (d *document) single(u *node, name string, into *string, must bool) bool {
	found := u.children(name)
	if len(found) > 1 || must && len(found) == 0 {
		d.faults.Add(fault.New(fault.Invalid, "translation.not_once", "tag", "<"+name+">", "n", len(found)).At(u.at))
		return false
	}
	for _, k := range found {
		words, err := k.words()
		if err != nil {
			d.faults.Add(err)
			return false
		}
		*into = words
	}
	return true
}

// remarks12 joins the notes and contexts of a trans-unit, wherever a converter
// has put them.
func remarks12(u *node) string {
	var b strings.Builder
	for _, n := range append(u.all("note"), u.all("context")...) {
		for _, k := range n.kids {
			b.WriteString(k.text)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
