// Package framework is the question book as data.
//
// A Framework is one version of a book: domains with their sub-domains,
// indicators, the scales they are answered on, an optional method, and the
// typed mapping to the version that followed it. Its three floors are domain,
// sub-domain and indicator; six domains is data, not code. A framework that an
// assessment has used never changes: new content is a new version, found by
// its Ref and proved by its Hash.
package framework

import (
	"sextant/internal/lang"
)

// ID names a book over all its versions: "mgi-local".
type ID string

// Version names one version of a book: "2026.1".
type Version string

// Code names a domain, sub-domain or indicator within a book: "D1", "2.1",
// "L-2.1.1". It is never used again for another meaning.
type Code string

// Ref names one version of one book.
type Ref struct {
	ID      ID      `json:"id" yaml:"id"`
	Version Version `json:"version" yaml:"version"`
}

// String writes "mgi-local 2026.1".
func (r Ref) String() string { return string(r.ID) + " " + string(r.Version) }

// Level says for which level of government a book is written.
type Level string

const (
	National Level = "national"
	Local    Level = "local"
)

// Status tells demonstration material from a book in real use.
type Status string

const (
	Demonstration Status = "demonstration"
	Official      Status = "official"
)

// Coverage says how much of a book is written in a language.
type Coverage string

const (
	Full    Coverage = "full"    // every text
	Core    Coverage = "core"    // titles, scales, questions, potential phrases
	Domains Coverage = "domains" // title, note, domains, scale labels
)

// Framework is one version of a question book.
type Framework struct {
	Ref       Ref                   `json:"ref"`
	Level     Level                 `json:"level"`
	Status    Status                `json:"status"`
	Languages map[lang.Tag]Coverage `json:"languages"`
	Title     lang.Text             `json:"title"`
	Note      lang.Text             `json:"note,omitempty"`
	Scales    []Scale               `json:"scales"` // the first is the default
	Evidence  []Kind                `json:"evidence,omitempty"`
	Slots     []Slot                `json:"slots,omitempty"`
	Domains   []Domain              `json:"domains"`
	// Indicators stand in the order of the book.
	Indicators []Indicator `json:"indicators"`
	Method     *Method     `json:"method,omitempty"`
	Succession *Succession `json:"succeeded_by,omitempty"`
}

// Scale is a set of answers. Levels are ordered from lowest to highest.
type Scale struct {
	ID      string   `json:"id"`
	Options []Option `json:"options"`
}

// Option is one answer of a scale. A state (not applicable, unknown) is not an
// answer on the scale and never counts as one.
type Option struct {
	Code        string    `json:"code"`
	State       bool      `json:"state,omitempty"`
	Value       *float64  `json:"value,omitempty"` // what a method computes with
	Label       lang.Text `json:"label"`
	Description lang.Text `json:"description,omitempty"`
}

// The codes of the scale of the programme, which findings and the wheel know.
const (
	Absent        = "absent"
	Partial       = "partial"
	Present       = "present"
	NotApplicable = "not_applicable"
	Unknown       = "unknown"
)

// Kind is a kind of evidence that an indicator may rest on.
type Kind struct {
	Code  string    `json:"code"`
	Label lang.Text `json:"label"`
}

// Slot is a gap in the skeleton of a developed finding, such as {office}.
type Slot struct {
	Code string    `json:"code"`
	Help lang.Text `json:"help"`
}

// Domain is the top floor of a book. Colour and icon are names that the wheel
// draws; they never judge.
type Domain struct {
	Code        Code        `json:"code"`
	Title       lang.Text   `json:"title"`
	Short       lang.Text   `json:"short,omitempty"` // for narrow places; Title where empty
	Description lang.Text   `json:"description,omitempty"`
	Colour      string      `json:"colour"` // "#rrggbb", the light theme's
	Dark        string      `json:"dark"`   // "#rrggbb", the dark theme's
	Icon        string      `json:"icon"`   // a name of wheel.Icons
	MiGOF       string      `json:"migof,omitempty"`
	Subdomains  []Subdomain `json:"subdomains,omitempty"`
}

// Subdomain is the middle floor of a book.
type Subdomain struct {
	Code  Code      `json:"code"`
	Title lang.Text `json:"title"`
}

// Indicator is one question.
type Indicator struct {
	Code      Code      `json:"code"`
	Domain    Code      `json:"domain"`
	Subdomain Code      `json:"subdomain,omitempty"`
	Scale     string    `json:"scale"` // resolved: never empty
	Weight    float64   `json:"weight"`
	Label     lang.Text `json:"label,omitempty"`
	Question  lang.Text `json:"question"`
	Guidance  lang.Text `json:"guidance,omitempty"`
	// Evidence lists kinds by code.
	Evidence []string `json:"evidence,omitempty"`
	// Potential is the verb phrase a potential finding starts from.
	Potential lang.Text `json:"potential,omitempty"`
	// Developed is the skeleton of a developed finding, with slots in braces.
	Developed  lang.Text `json:"developed,omitempty"`
	Crosswalk  Crosswalk `json:"crosswalk,omitzero"`
	Provenance string    `json:"provenance,omitempty"`
}

// Crosswalk binds an indicator to the Global Compact's objectives (1 to 23),
// to SDG targets ("10.7") and to indicators of other books.
type Crosswalk struct {
	GCM   []int         `json:"gcm,omitempty"`
	SDG   []string      `json:"sdg,omitempty"`
	Books map[ID][]Code `json:"books,omitempty"`
}

// Scale gives the scale with this id, or the default one for "".
func (f *Framework) Scale(id string) (Scale, bool) {
	for i, s := range f.Scales {
		if s.ID == id || (id == "" && i == 0) {
			return s, true
		}
	}
	return Scale{}, false
}

// Domain gives the domain with this code.
func (f *Framework) Domain(c Code) (Domain, bool) {
	for _, d := range f.Domains {
		if d.Code == c {
			return d, true
		}
	}
	return Domain{}, false
}

// Indicator gives the indicator with this code.
func (f *Framework) Indicator(c Code) (Indicator, bool) {
	for _, i := range f.Indicators {
		if i.Code == c {
			return i, true
		}
	}
	return Indicator{}, false
}

// In lists the indicators of a domain in the order of the book.
func (f *Framework) In(domain Code) []Indicator {
	var in []Indicator
	for _, i := range f.Indicators {
		if i.Domain == domain {
			in = append(in, i)
		}
	}
	return in
}

// Option gives the option with this code.
func (s Scale) Option(code string) (Option, bool) {
	for _, o := range s.Options {
		if o.Code == code {
			return o, true
		}
	}
	return Option{}, false
}

// Levels lists the options that are answers on the scale, lowest first.
func (s Scale) Levels() []Option {
	var levels []Option
	for _, o := range s.Options {
		if !o.State {
			levels = append(levels, o)
		}
	}
	return levels
}

// IsDemonstration tells whether every page that shows the book must say that
// it is a demonstration.
func (f *Framework) IsDemonstration() bool { return f.Status == Demonstration }
