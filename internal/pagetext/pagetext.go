// Package pagetext reads the text of a published profile page.
//
// A page comes as someone copied it: the programme's own explanation of the
// six domains first (in any language), then the profile, with page numbers,
// "Key findings" lines, repeated titles and bullets of many shapes in between.
// Read understands it the way its readers do, in five steps, one file each:
//
//	decode.go    bytes to lines: encoding, bounds, white space
//	classify.go  what each line looks like by itself: a heading, a date, text
//	start.go     where the programme's opening ends and the profile begins
//	walk.go      the profile's sections in order, and what is wrong with them
//	gather.go    lines of a list to findings: bullets, wrapped lines, paragraphs
//
// The words it knows stand in headings.go and words.go, one table a language.
//
// Two promises. Nothing is swallowed: each line of the input is in Page.Lines
// with the part it played, and what was dropped says why. Nothing is guessed
// into a finding: text that belongs to no section is a fault with its line,
// and so is anything missing or there twice; all faults of a page come at
// once.
package pagetext

import (
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/place"
	"sextant/internal/profile"
)

// The bounds within which a page is read. A published page has about 30 KiB
// and 40 findings; whatever is far beyond is not one.
const (
	MaxBytes    = 2 << 20
	MaxLines    = 10_000
	MaxLine     = 16 << 10 // bytes
	MaxFindings = 500
	maxFaults   = 50
)

// Page is what a profile page says.
type Page struct {
	// Language is that of the findings, told from the findings themselves.
	Language lang.Tag
	Title    string // as on the page
	Place    string // as in the title: "Municipalidad de Monte Patria"
	Country  string // as in the title: "Chile"

	CountryCode place.Code
	PlaceCode   place.Code // the same as CountryCode for a country's profile
	// Level is a city's where the name of the place does not say.
	Level place.Level

	Date profile.Month // "2024-09", or "2024" when the page names no month

	// Introduction holds the paragraphs; a page may have none.
	Introduction []string
	// Domains are the six, in the framework's order whatever the page's.
	Domains []Domain
	// Lines is the understanding of every line, in order.
	Lines []Line
}

// Domain is one of the six with its two lists.
type Domain struct {
	Code      framework.Code // "D1" to "D6"
	Heading   string         // as on the page
	Line      int
	Developed []Finding
	Potential []Finding
}

// Finding is one sentence of a list, letter by letter as on the page after
// white space is normalised.
type Finding struct {
	Text string
	Line int // where it begins
}

// Line is one line of the input and the part it played.
type Line struct {
	Number int    // from 1
	Text   string // after white space is normalised, bullets kept
	As     As
	// Domain is set for the lines inside a domain.
	Domain framework.Code
	// Why is the catalog key of the reason a line was dropped for.
	Why string
}

// As is the part that a line plays.
type As string

const (
	AsTitle            As = "title"
	AsPlace            As = "place"
	AsDate             As = "date"
	AsIntroHeading     As = "intro_heading"
	AsIntro            As = "intro"
	AsDomain           As = "domain"
	AsDevelopedHeading As = "developed_heading"
	AsPotentialHeading As = "potential_heading"
	AsFinding          As = "finding"
	AsDropped          As = "dropped"
)

// Key is the catalog key of the part's name.
func (a As) Key() string { return "pagetext.as_" + string(a) }

// Why a line was dropped.
const (
	whyBlank       = "pagetext.why_blank"
	whyBoilerplate = "pagetext.why_boilerplate"
	whyNumber      = "pagetext.why_page_number"
	whyKeyFindings = "pagetext.why_key_findings"
	whyRepeated    = "pagetext.why_repeated"
	whyClick       = "pagetext.why_click"
	whyFooter      = "pagetext.why_footer"
	whyLabel       = "pagetext.why_label"
	whyWheel       = "pagetext.why_wheel"
)

// whyOf is the reason for which a line of a kind is dropped.
func whyOf(k kind) string {
	switch k {
	case kindBlank:
		return whyBlank
	case kindNumber:
		return whyNumber
	case kindKey:
		return whyKeyFindings
	case kindFooter:
		return whyFooter
	case kindLabel:
		return whyLabel
	case kindClick:
		return whyClick
	case kindWheel:
		return whyWheel
	}
	return whyBoilerplate
}

// Findings counts the findings of the page.
func (p *Page) Findings() (developed, potential int) {
	for _, d := range p.Domains {
		developed += len(d.Developed)
		potential += len(d.Potential)
	}
	return developed, potential
}

// Read understands the text of a profile page. The name is the file's, for the
// faults. The error is a fault.List with everything that was found at once, or
// a single fault where reading on makes no sense (encoding, size, noise).
func Read(name string, data []byte) (*Page, error) {
	raw, err := decode(name, data)
	if err != nil {
		return nil, err
	}
	lines := classify(raw)
	if !anySign(lines) {
		return nil, noProfile(name)
	}
	w := walk(name, lines, startOf(lines))
	w.gather()
	w.check()
	if err := w.faults.sorted(); err != nil {
		return nil, err
	}
	return w.page, nil
}
