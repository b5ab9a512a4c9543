// Package translation hands the texts of a profile to the tools that
// translators use, and takes them back: XLIFF 1.2, XLIFF 2.0 and PO.
//
// Out: unit.go gathers every text that has an original in another language;
// xliff12.go, xliff20.go and po.go write them; notes.go says what a translator
// should know, in the language that they write. Each text carries a ticket
// (ticket.go) in a place where the form allows remarks for machines: which
// assessment and text it is, which entry the original was made by, and what
// translation was there. Tools keep remarks, so that a file that went through
// a converter still comes home.
//
// In: Read recognises the form by its content; tree.go reads XML without
// trusting it, and the readers of the forms give the same list of entries to
// plan.go, which holds each against the assessment as it stands now. A
// translation is always recorded as made from the original that its translator
// saw: where that changed meanwhile, the text is behind its original and is
// said to be so. Nothing is overwritten unseen, and nothing is left out
// without a line that says why.
package translation

import (
	"bytes"
	"io"
	"slices"
	"strings"

	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/lang"
)

// Form is the form of a file for translators.
type Form string

// The forms that are written and read.
const (
	XLIFF12 Form = "xliff12" // OASIS XLIFF 1.2, 2008
	XLIFF20 Form = "xliff20" // OASIS XLIFF 2.0, 2014
	PO      Form = "po"      // GNU gettext
)

// Forms lists the forms, the most widely read first.
var Forms = []Form{XLIFF12, XLIFF20, PO}

// Extension is how a file of this form is called: ".xlf" or ".po".
func (f Form) Extension() string {
	if f == PO {
		return ".po"
	}
	return ".xlf"
}

// Media is the media type of a form.
func (f Form) Media() string {
	if f == PO {
		return "text/x-gettext-translation; charset=utf-8"
	}
	return "application/xliff+xml; charset=utf-8"
}

// MaxFile bounds a file that is read, in bytes.
const MaxFile = 8 << 20

// Options say what is written and how.
type Options struct {
	Target lang.Tag // the language to translate into
	Form   Form
	// Tool names the program in the file: "Sextant 1.0".
	Tool string
	// Source limits the file to originals in one language; empty for all.
	Source lang.Tag
	// Earlier gives originals as they were when a translation was made that is
	// now behind, so that translators see what changed. It may be nil.
	Earlier map[assessment.UnitID]string
}

// Sources lists the languages in which originals are written that would be
// translated into a language, sorted.
func Sources(s *assessment.State, target lang.Tag) []lang.Tag {
	var tags []lang.Tag
	for _, id := range s.Units() {
		if u, _ := s.Unit(id); u.Source != target && !slices.Contains(tags, u.Source) {
			tags = append(tags, u.Source)
		}
	}
	slices.Sort(tags)
	return tags
}

// Write writes every text of the profile whose original is in another language
// than the target, in the order of the published page, with its translation as
// far as there is one. The same state gives the same bytes. XLIFF 2.0 knows one
// source language a file: where there are several, Options.Source must choose.
func Write(w io.Writer, s *assessment.State, o Options) error {
	if !slices.Contains(s.Languages, o.Target) {
		return fault.New(fault.Invalid, "translation.not_a_language", "language", string(o.Target), "have", tags(s.Languages))
	}
	items := gather(s, o)
	if len(items) == 0 {
		return fault.New(fault.Invalid, "translation.nothing", "language", string(o.Target))
	}
	data, err := encode(s, o, items)
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	return err
}

func encode(s *assessment.State, o Options, items []item) ([]byte, error) {
	var b bytes.Buffer
	switch o.Form {
	case XLIFF12:
		writeXLIFF12(&b, s, o, items)
	case XLIFF20:
		if have := sourcesOf(items); len(have) > 1 {
			return nil, fault.New(fault.Invalid, "translation.several_sources", "have", tags(have))
		}
		writeXLIFF20(&b, s, o, items)
	case PO:
		writePO(&b, s, o, items)
	default:
		return nil, fault.New(fault.Invalid, "translation.no_form", "form", string(o.Form))
	}
	return b.Bytes(), nil
}

func tags(list []lang.Tag) string {
	words := make([]string, len(list))
	for i, t := range list {
		words[i] = string(t)
	}
	return strings.Join(words, ", ")
}
