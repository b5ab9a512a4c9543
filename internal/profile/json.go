package profile

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"unicode/utf8"

	"sextant/internal/fault"
)

// MaxBytes bounds the JSON of a profile. A profile in seven languages with all
// its answers has less than 2 MiB.
const MaxBytes = 8 << 20

// Parse reads the JSON of a profile, all or nothing. It is strict: a field
// that the format does not know is refused with the name that was probably
// meant, a field twice likewise, and what the fields say must agree (see
// docs/formats/profile.md). The name is the file's, for the faults; the error
// is a fault.List with everything that was found, each with its line and the
// path of the field, or a single fault where reading on makes no sense.
func Parse(name string, data []byte) (*Profile, error) {
	if len(data) > MaxBytes {
		return nil, fault.New(fault.TooLarge, "profile.too_large", "size", len(data), "limit", MaxBytes).At(fault.Where{File: name})
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(data) {
		return nil, fault.New(fault.Invalid, "profile.encoding").At(fault.Line(name, lineOfInvalid(data)))
	}
	doc, err := readTree(name, data)
	if err != nil {
		return nil, err
	}
	c := checker{name: name, doc: doc}
	if format := doc.text["format"]; format != Format {
		c.fault("format", "profile.format", "format", format, "expected", Format)
		return nil, c.list.Err()
	}
	c.fields(reflect.TypeFor[Profile](), doc.root, "")
	if err := c.done(); err != nil {
		return nil, err
	}
	p := &Profile{}
	if err := json.Unmarshal(data, p); err != nil {
		return nil, typeFault(name, data, err)
	}
	c.check(p)
	if err := c.done(); err != nil {
		return nil, err
	}
	return p, nil
}

// Check applies to a value the rules that Parse applies to its JSON.
func Check(p *Profile) error {
	c := checker{doc: &tree{}}
	if p.Format != Format {
		c.fault("format", "profile.format", "format", p.Format, "expected", Format)
	}
	c.check(p)
	return c.done()
}

// Marshal writes the JSON of a profile: two spaces of indentation, languages in
// alphabetical order, a line end at the end. The same value gives the same
// bytes, and what Parse reads from them is the same value.
func Marshal(p *Profile) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(withLists(p)); err != nil {
		return nil, fault.New(fault.Internal, "profile.write").Because(err)
	}
	return b.Bytes(), nil
}

// withLists is the profile with empty lists where it has none, so that readers
// of the JSON never meet null.
func withLists(p *Profile) *Profile {
	c := *p
	c.Languages, c.Sections = list(p.Languages), list(p.Sections)
	c.Domains = make([]Domain, len(p.Domains))
	for i, d := range p.Domains {
		d.Developed, d.Potential = list(d.Developed), list(d.Potential)
		c.Domains[i] = d
	}
	if p.Since != nil {
		since := *p.Since
		since.Changes = list(since.Changes)
		c.Since = &since
	}
	return &c
}

func list[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}

// typeFault says which field holds a value of the wrong kind.
func typeFault(name string, data []byte, err error) error {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		line := lineOf(data, int(wrong.Offset))
		return fault.New(fault.Invalid, "profile.wrong_kind", "field", wrong.Field, "found", wrong.Value).At(fault.Line(name, line)).Because(err)
	}
	return fault.New(fault.Invalid, "profile.value", "detail", err.Error()).At(fault.Where{File: name}).Because(err)
}
