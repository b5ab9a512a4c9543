package translation

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/lang"
)

// entry is one text as a file brings it back.
type entry struct {
	ticket
	at     fault.Where
	source string
	text   string
	// says is the state that the file gives the translation; empty where it
	// gives none.
	says assessment.TextState
	// unfinished is what PO calls fuzzy.
	unfinished bool
}

// document is what a file holds, before it is held against an assessment.
type document struct {
	form    Form
	entries []entry
	// declared are the languages that the file says it translates into, with
	// where it says so.
	declared []declared
	faults   fault.List
}

type declared struct {
	language string
	at       fault.Where
}

// Meta is what a file says of itself.
type Meta struct {
	Form   Form
	Chain  string // the assessment that it belongs to
	Target lang.Tag
	Head   int64 // number of the newest entry when it was written
	Units  int
}

// Recognise tells the form of a file by its content. It is false for anything
// that is neither XLIFF nor PO; whether the file is a sound one of ours is for
// Identify and Read to say.
func Recognise(data []byte) (Form, bool) {
	start := string(bytes.TrimPrefix(data[:min(len(data), 4096)], []byte("\ufeff")))
	if i := strings.Index(start, "<xliff"); i >= 0 && strings.HasPrefix(strings.TrimSpace(start), "<") {
		if strings.Contains(start[i:], "urn:oasis:names:tc:xliff:document:2.") {
			return XLIFF20, true
		}
		return XLIFF12, true
	}
	for line := range strings.Lines(start) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, `msgid "`), strings.HasPrefix(line, `msgctxt "`):
			return PO, true
		default:
			return "", false
		}
	}
	return "", false
}

// Identify reads what a file says of itself: whoever receives one learns which
// assessment it belongs to.
func Identify(name string, data []byte) (Meta, error) {
	d, err := parse(name, data)
	if err != nil {
		return Meta{}, err
	}
	if err := d.faults.Err(); err != nil {
		return Meta{}, err
	}
	return d.meta(), nil
}

func (d *document) meta() Meta {
	first := d.entries[0].ticket
	return Meta{Form: d.form, Chain: first.Chain, Target: first.Target, Head: first.Head, Units: len(d.entries)}
}

// parse reads a file of any form. The error is for a file that cannot be read
// at all; what is wrong with parts of it is in the document's faults.
func parse(name string, data []byte) (*document, error) {
	at := fault.Where{File: name}
	if len(data) > MaxFile {
		return nil, fault.New(fault.TooLarge, "translation.too_large", "max", MaxFile>>20).At(at)
	}
	if i := invalidUTF8(data); i >= 0 {
		return nil, fault.New(fault.Invalid, "translation.encoding").At(fault.Line(name, 1+bytes.Count(data[:i], []byte("\n"))))
	}
	form, ok := Recognise(data)
	if !ok {
		return nil, fault.New(fault.Invalid, "translation.unknown_form").At(at)
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	var d *document
	var err error
	switch form {
	case PO:
		d, err = parsePO(name, data)
	case XLIFF20:
		d, err = parseXLIFF20(name, data)
	default:
		d, err = parseXLIFF12(name, data)
	}
	if err != nil {
		return nil, err
	}
	if len(d.entries) == 0 && len(d.faults) == 0 {
		return nil, fault.New(fault.Invalid, "translation.foreign").At(at)
	}
	d.form = form
	return d, nil
}

// invalidUTF8 is the offset of the first byte that is no UTF-8; -1 for none.
func invalidUTF8(data []byte) int {
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n <= 1 {
			return i
		}
		i += n
	}
	return -1
}

// add takes in a text that has a ticket, and names the fault of one without.
func (d *document) add(e entry, remarks string) {
	t, ok := findTicket(remarks)
	if !ok {
		d.faults.Add(fault.New(fault.Invalid, "translation.no_ticket", "text", shorten(e.source)).At(e.at))
		return
	}
	e.ticket, e.source, e.text = t, plain(e.source), plain(e.text)
	d.entries = append(d.entries, e)
}
