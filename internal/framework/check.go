package framework

import (
	"regexp"
	"strconv"
	"strings"

	"sextant/internal/fault"
	"sextant/internal/lang"
)

// Check gives every fault of a book that was not read from a file. The words
// of each fault name the part that is meant.
func Check(f *Framework, shelf ...*Framework) fault.List {
	return CheckAt(f, nil, shelf...)
}

// CheckAt is Check for a book whose parts have places in a file: each fault
// stands where its part was read.
func CheckAt(f *Framework, places Places, shelf ...*Framework) fault.List {
	return check(f, places, nil, shelf)
}

// check is CheckAt for a book some parts of which could not be read. What is
// wrong with those was told already, so nothing more is said about them.
func check(f *Framework, places Places, unread map[string]bool, shelf []*Framework) fault.List {
	c := &checker{f: f, places: places, unread: unread, shelf: shelf, codes: map[Code]string{}}
	c.head()
	c.scales()
	c.lists()
	c.domains()
	c.indicators()
	c.weights()
	c.method()
	c.succession()
	return c.faults
}

// checker walks a book once and collects its faults.
type checker struct {
	f      *Framework
	places Places
	unread map[string]bool
	shelf  []*Framework
	codes  map[Code]string // code to the path where it was first given
	faults fault.List
}

// fail adds a fault at a path.
func (c *checker) fail(path, key string, pairs ...any) {
	if c.unread[path] {
		return
	}
	e := fault.New(fault.Invalid, key, pairs...)
	c.faults.Add(e.At(c.places.At(path)))
}

// need asks for a value that must be there.
func (c *checker) need(path, item, field string, there bool) bool {
	if !there {
		c.fail(path, "framework.required", "item", item, "field", field)
	}
	return there
}

// oneOf asks that a word be one of those that a field knows.
func (c *checker) oneOf(path, item, field, value string, known ...string) {
	for _, k := range known {
		if value == k {
			return
		}
	}
	if !c.need(path, item, field, value != "") {
		return
	}
	c.fail(path, "framework.value_unknown", "item", item, "field", field, "value", value, "known", either(known))
}

// either lists the values that a field knows; a dash where there are none.
func either(known []string) string {
	var named []string
	for _, k := range known {
		if k != "" {
			named = append(named, k)
		}
	}
	if len(named) == 0 {
		return "–"
	}
	return strings.Join(named, ", ")
}

// The forms of names. They stand in addresses, file names and formulas, so
// they hold nothing that needs quoting there.
var (
	idForm      = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	versionForm = regexp.MustCompile(`^[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$`)
	codeForm    = regexp.MustCompile(`^[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$`)
	wordForm    = regexp.MustCompile(`^[a-z0-9]+([_-][a-z0-9]+)*$`)
	tagForm     = regexp.MustCompile(`^[a-z]{2,3}$`)
)

// maxCode is the longest code, in letters.
const maxCode = 32

// code asks that a code be well formed and new in the whole book.
func (c *checker) code(path string, code Code) {
	if !c.need(path, "code", "code", code != "") {
		return
	}
	if !codeForm.MatchString(string(code)) || len(code) > maxCode {
		c.fail(path, "framework.code_form", "code", code, "limit", maxCode)
	}
	if first, twice := c.codes[code]; twice {
		c.twice(path, first, string(code))
		return
	}
	c.codes[code] = path
}

// twice tells that a code was given before, and where.
func (c *checker) twice(path, first, code string) {
	where := c.places.At(first)
	where.Column = 0
	c.fail(path, "framework.code_twice", "code", code, "first", where.String())
}

// word asks that a lower-case code be well formed and new in its list.
func (c *checker) word(path, item, code string, seen map[string]string) {
	if !c.need(path, item, "code", code != "") {
		return
	}
	if !wordForm.MatchString(code) || len(code) > maxCode {
		c.fail(path, "framework.word_form", "code", code, "limit", maxCode)
	}
	if first, twice := seen[code]; twice {
		c.twice(path, first, code)
		return
	}
	seen[code] = path
}

// head checks what names the book and the languages that it declares.
func (c *checker) head() {
	f := c.f
	if c.need("id", "id", "id", f.Ref.ID != "") && (!idForm.MatchString(string(f.Ref.ID)) || len(f.Ref.ID) > maxCode) {
		c.fail("id", "framework.id_form", "id", f.Ref.ID)
	}
	v := f.Ref.Version
	if c.need("version", "version", "version", v != "") && (!versionForm.MatchString(string(v)) || len(v) > maxCode) {
		c.fail("version", "framework.version_form", "version", v)
	}
	c.oneOf("level", "level", "level", string(f.Level), string(National), string(Local))
	c.oneOf("status", "status", "status", string(f.Status), string(Demonstration), string(Official))
	c.languages()
	c.text("title", string(f.Ref.ID), "title", f.Title, Domains, true)
	c.text("note", string(f.Ref.ID), "note", f.Note, Domains, false)
}

// lists checks the kinds of evidence and the slots.
func (c *checker) lists() {
	kinds, slots := map[string]string{}, map[string]string{}
	for i, k := range c.f.Evidence {
		p := index("evidence", i)
		c.word(p+".code", "evidence", k.Code, kinds)
		c.text(p+".label", k.Code, "label", k.Label, Domains, true)
	}
	for i, s := range c.f.Slots {
		p := index("slots", i)
		c.word(p+".code", "slots", s.Code, slots)
		c.text(p+".help", s.Code, "help", s.Help, Full, true)
	}
}

// index is the path of one member of a list.
func index(path string, i int) string { return path + "." + strconv.Itoa(i) }

// languages checks the coverage that each language promises.
func (c *checker) languages() {
	full := false
	for _, t := range tagsOf(c.f.Languages) {
		p, cover := join("languages", string(t)), c.f.Languages[t]
		if !validTag(t) {
			c.fail(p, "framework.language_form", "language", string(t))
		}
		c.oneOf(p, string(t), "languages", string(cover), string(Full), string(Core), string(Domains))
		full = full || cover == Full
	}
	if !full {
		c.fail("languages", "framework.language_none")
	}
}

// validTag tells whether a tag is a language in the form that lang uses.
func validTag(t lang.Tag) bool {
	known, ok := lang.Parse(string(t))
	return ok && known == t && tagForm.MatchString(string(t))
}
