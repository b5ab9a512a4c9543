package profile

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/place"
	"sextant/internal/record"
)

// checker gathers what is wrong with a profile. A fault names the path of the
// field and, where there is a document, its line.
type checker struct {
	name string
	doc  *tree
	list fault.List
}

func (c *checker) fault(path, key string, pairs ...any) {
	if len(c.list) >= maxFaults {
		return
	}
	f := fault.New(fault.Invalid, key, append(pairs, "path", path)...)
	c.list.Add(f.At(fault.Line(c.name, c.line(path))))
}

// line is that of a path, or of the nearest one around it that is there.
func (c *checker) line(path string) int {
	for {
		if n, ok := c.doc.line[path]; ok {
			return n
		}
		cut := strings.LastIndexAny(path, ".[")
		if cut < 0 {
			return c.doc.line[""]
		}
		path = path[:cut]
	}
}

func (c *checker) done() error { return c.list.Err() }

var (
	isoShape    = regexp.MustCompile(`^[A-Z]{3}$`)
	codeShape   = regexp.MustCompile(`^[A-Z]{3}(-[A-Z0-9]+)*$`)
	hashShape   = regexp.MustCompile(`^[0-9a-f]{64}$`)
	colourShape = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)
	nameShape   = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)
)

var (
	levels      = []place.Level{place.Country, place.Region, place.State, place.County, place.City, place.Municipality, place.RegionalBody}
	comparisons = []string{"full", "partial", "none"}
)

func (c *checker) check(p *Profile) {
	c.identity(p)
	c.place(p)
	c.languages(p)
	c.sections(p)
	c.framework(p)
	c.domains(p)
	c.thread(p)
	c.trust(p)
	c.since(p)
}

// required notes a text that must be there.
func (c *checker) required(path, value string) {
	if strings.TrimSpace(value) == "" {
		c.fault(path, "profile.required")
	}
}

// oneOf notes a value that is not one of a few.
func oneOf[T ~string](c *checker, path string, value T, allowed []T) {
	if slices.Contains(allowed, value) {
		return
	}
	names := make([]string, len(allowed))
	for i, a := range allowed {
		names[i] = string(a)
	}
	c.fault(path, "profile.one_of", "value", string(value), "allowed", strings.Join(names, ", "))
}

func (c *checker) shape(path, value string, shape *regexp.Regexp, example string) {
	if !shape.MatchString(value) {
		c.fault(path, "profile.shape", "value", value, "example", example)
	}
}

func (c *checker) hash(path string, h record.Hash) {
	if h != "" {
		c.shape(path, string(h), hashShape, "64 × 0-9 a-f")
	}
}

func (c *checker) link(path, link string) {
	if link != "" && !strings.HasPrefix(link, "https://") && !strings.HasPrefix(link, "http://") {
		c.fault(path, "profile.shape", "value", link, "example", "https://…")
	}
}

// text notes a text that lacks its source language, or uses a tag that is none.
func (c *checker) text(path string, t lang.Text, source lang.Tag) {
	if source != "" && strings.TrimSpace(t[source]) == "" {
		c.fault(path, "profile.text_missing", "language", string(source))
	}
	c.tags(path, t)
}

func (c *checker) tags(path string, t lang.Text) {
	for _, tag := range t.Tags() {
		c.tag(path+"."+string(tag), tag)
	}
}

func (c *checker) tag(path string, t lang.Tag) {
	if known, ok := lang.Parse(string(t)); !ok || known != t {
		c.fault(path, "profile.language", "value", string(t))
	}
}

// identity sees that place, date, number and address agree.
func (c *checker) identity(p *Profile) {
	if !p.Date.Valid() {
		c.fault("date", "profile.shape", "value", string(p.Date), "example", "2024-09")
	} else if want := SlugOf(place.Place{Code: p.Place.Code}, p.Date.Year()); p.Slug != want {
		c.fault("slug", "profile.slug", "slug", string(p.Slug), "expected", string(want))
	}
	if p.Edition < 1 {
		c.fault("edition", "profile.from_one", "value", p.Edition)
	}
	if p.Round < 1 {
		c.fault("round", "profile.from_one", "value", p.Round)
	}
	if p.Edition > 1 && strings.TrimSpace(p.Changes) == "" {
		c.fault("changes", "profile.changes_missing", "edition", p.Edition)
	}
	if p.Published.IsZero() {
		c.fault("published", "profile.required")
	}
	c.tag("source_language", p.Source)
	c.text("title", p.Title, p.Source)
}

func (c *checker) place(p *Profile) {
	oneOf(c, "place.level", p.Place.Level, levels)
	c.shape("place.iso", p.Place.ISO, isoShape, "CHL")
	c.shape("place.code", string(p.Place.Code), codeShape, "CHL-MONTE-PATRIA")
	code, iso := string(p.Place.Code), p.Place.ISO
	switch {
	case code != iso && !strings.HasPrefix(code, iso+"-"):
		c.fault("place.code", "profile.code_country", "code", code, "iso", iso)
	case (code == iso) != (p.Place.Level == place.Country) && p.Place.Level != place.RegionalBody:
		c.fault("place.level", "profile.code_level", "code", code, "level", string(p.Place.Level))
	}
	if p.Place.Name.Empty() {
		c.fault("place.name", "profile.required")
	}
	if p.Place.Country.Empty() {
		c.fault("place.country", "profile.required")
	}
	c.tags("place.name", p.Place.Name)
	c.tags("place.country", p.Place.Country)
	for i, t := range p.Place.Parents {
		c.tags(fmt.Sprintf("place.parents[%d]", i), t)
	}
}

// languages sees that the source language is among the languages and is never
// behind itself.
func (c *checker) languages(p *Profile) {
	seen := map[lang.Tag]bool{}
	for i, l := range p.Languages {
		path := fmt.Sprintf("languages[%d]", i)
		c.tag(path+".tag", l.Tag)
		if seen[l.Tag] {
			c.fault(path+".tag", "profile.twice", "value", string(l.Tag))
		}
		seen[l.Tag] = true
		if l.Behind < 0 || l.Absent < 0 || l.Tag == p.Source && l.Behind > 0 {
			c.fault(path, "profile.language_count", "language", string(l.Tag))
		}
	}
	if !seen[p.Source] {
		c.fault("languages", "profile.source_language", "language", string(p.Source))
	}
}

func (c *checker) sections(p *Profile) {
	seen := map[string]bool{}
	for i, s := range p.Sections {
		path := fmt.Sprintf("sections[%d]", i)
		oneOf(c, path+".kind", s.Kind, assessment.SectionKinds)
		if seen[s.Kind] {
			c.fault(path+".kind", "profile.twice", "value", s.Kind)
		}
		seen[s.Kind] = true
		if s.Text.Empty() {
			c.fault(path+".text", "profile.required")
		}
		c.tags(path+".text", s.Text)
	}
}

func (c *checker) framework(p *Profile) {
	f := p.Framework
	c.required("framework.ref.id", string(f.Ref.ID))
	c.required("framework.ref.version", string(f.Ref.Version))
	oneOf(c, "framework.level", f.Level, []framework.Level{framework.National, framework.Local})
	c.hash("framework.hash", f.Hash)
	if f.Title.Empty() {
		c.fault("framework.title", "profile.required")
	}
	c.tags("framework.title", f.Title)
}

func (c *checker) domains(p *Profile) {
	if len(p.Domains) == 0 {
		c.fault("domains", "profile.no_domains")
	}
	codes, ids := map[framework.Code]bool{}, map[string]bool{}
	for i, d := range p.Domains {
		path := fmt.Sprintf("domains[%d]", i)
		c.shape(path+".code", string(d.Code), nameShape, "D1")
		if codes[d.Code] {
			c.fault(path+".code", "profile.twice", "value", string(d.Code))
		}
		codes[d.Code] = true
		c.shape(path+".colour", d.Colour, colourShape, "#1f6f8b")
		c.shape(path+".dark", d.Dark, colourShape, "#7cc4dc")
		c.shape(path+".icon", d.Icon, nameShape, "rights")
		if d.Title.Empty() {
			c.fault(path+".title", "profile.required")
		}
		c.tags(path+".title", d.Title)
		c.findings(path+".developed", d.Developed, ids)
		c.findings(path+".potential", d.Potential, ids)
		for k, n := range d.Coverage {
			c.required(fmt.Sprintf("%s.coverage[%d].option", path, k), n.Option)
			if n.N < 0 {
				c.fault(fmt.Sprintf("%s.coverage[%d].n", path, k), "profile.negative", "value", n.N)
			}
		}
	}
}

// findings sees that each has a number of its own and words in the language it
// was written in.
func (c *checker) findings(path string, fs []Finding, ids map[string]bool) {
	for i, f := range fs {
		at := fmt.Sprintf("%s[%d]", path, i)
		c.shape(at+".id", f.ID, nameShape, "F1")
		if ids[f.ID] {
			c.fault(at+".id", "profile.twice", "value", f.ID)
		}
		ids[f.ID] = true
		c.tag(at+".source_language", f.Source)
		c.text(at+".text", f.Text, f.Source)
		for k, b := range f.Behind {
			if b == f.Source {
				c.fault(fmt.Sprintf("%s.behind[%d]", at, k), "profile.behind_itself", "language", string(b))
			}
		}
	}
}

// thread sees that answers, sources, remarks and promises hang together.
func (c *checker) thread(p *Profile) {
	sources := map[string]bool{}
	for i, s := range p.Sources {
		path := fmt.Sprintf("sources[%d]", i)
		c.required(path+".id", s.ID)
		c.required(path+".title", s.Title)
		c.link(path+".link", s.Link)
		c.hash(path+".copy", s.Copy)
		if sources[s.ID] {
			c.fault(path+".id", "profile.twice", "value", s.ID)
		}
		sources[s.ID] = true
	}
	answered := map[framework.Code]bool{}
	for i, a := range p.Answers {
		path := fmt.Sprintf("answers[%d]", i)
		c.required(path+".indicator", string(a.Indicator))
		c.required(path+".value", a.Value)
		c.domainOf(p, path+".domain", a.Domain)
		if answered[a.Indicator] {
			c.fault(path+".indicator", "profile.twice", "value", string(a.Indicator))
		}
		answered[a.Indicator] = true
		for k, cited := range a.Citations {
			if !sources[cited.Source] {
				c.fault(fmt.Sprintf("%s.citations[%d].source", path, k), "profile.no_such", "value", cited.Source)
			}
		}
	}
	for i, r := range p.Remarks {
		c.required(fmt.Sprintf("remarks[%d].indicator", i), string(r.Indicator))
	}
	c.promises(p)
}

func (c *checker) domainOf(p *Profile, path string, code framework.Code) {
	if !slices.ContainsFunc(p.Domains, func(d Domain) bool { return d.Code == code }) {
		c.fault(path, "profile.no_such", "value", string(code))
	}
}

func (c *checker) promises(p *Profile) {
	known := map[string]bool{}
	for _, d := range p.Domains {
		for _, f := range d.Potential {
			known[f.ID] = true
		}
	}
	for i, promise := range p.Commitments {
		path := fmt.Sprintf("commitments[%d]", i)
		if !known[promise.Finding] {
			c.fault(path+".finding", "profile.no_such", "value", promise.Finding)
		}
		c.required(path+".action", promise.Action)
	}
}

// trust sees on whose word the edition is public and where it came from.
func (c *checker) trust(p *Profile) {
	if !p.Consent.Given && strings.TrimSpace(p.Consent.Reason) == "" {
		c.fault("consent", "profile.consent")
	}
	c.link("credit.link", p.Credit.Link)
	c.tags("credit.text", p.Credit.Text)
	c.hash("record.hash", p.Record.Hash)
	if p.Record.Seq < 0 || p.Record.Seq > 0 != (p.Record.Hash != "") {
		c.fault("record", "profile.record_head")
	}
}

func (c *checker) since(p *Profile) {
	if p.Since == nil {
		return
	}
	c.required("since.slug", string(p.Since.Slug))
	for i, ch := range p.Since.Changes {
		path := fmt.Sprintf("since.changes[%d]", i)
		c.required(path+".indicator", string(ch.Indicator))
		oneOf(c, path+".type", assessment.ChangeType(ch.Type), assessment.ChangeTypes)
		oneOf(c, path+".comparable", ch.Comparable, comparisons)
	}
}
