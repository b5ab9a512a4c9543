package framework

import (
	"strconv"
	"strings"

	"sextant/internal/lang"
)

// book is a Framework as its YAML writes it: the id and version stand at the
// top, and what follows from the rest may be left out (the default scale, the
// domain of an indicator that names its sub-domain, the weight 1).
type book struct {
	ID         ID                    `json:"id"`
	Version    Version               `json:"version"`
	Level      Level                 `json:"level"`
	Status     Status                `json:"status"`
	Languages  map[lang.Tag]Coverage `json:"languages"`
	Title      lang.Text             `json:"title"`
	Note       lang.Text             `json:"note,omitempty"`
	Succession *Succession           `json:"succeeded_by,omitempty"`
	Scales     []Scale               `json:"scales"`
	Evidence   []Kind                `json:"evidence,omitempty"`
	Slots      []Slot                `json:"slots,omitempty"`
	Method     *Method               `json:"method,omitempty"`
	Domains    []Domain              `json:"domains"`
	Indicators []Indicator           `json:"indicators"`
}

// framework fills in what the book left out.
func (b *book) framework(places Places) *Framework {
	f := &Framework{
		Ref: Ref{ID: b.ID, Version: b.Version}, Level: b.Level, Status: b.Status,
		Languages: b.Languages, Title: b.Title, Note: b.Note, Scales: b.Scales,
		Evidence: b.Evidence, Slots: b.Slots, Domains: b.Domains,
		Indicators: b.Indicators, Method: b.Method, Succession: b.Succession,
	}
	f.complete(func(i int) bool {
		_, given := places["indicators."+strconv.Itoa(i)+".weight"]
		return given
	})
	return f
}

// complete resolves the scale, the domain and the weight of every indicator.
// A weight that was given stays as it is, even when it is a fault.
func (f *Framework) complete(weightGiven func(indicator int) bool) {
	for i := range f.Indicators {
		in := &f.Indicators[i]
		if in.Scale == "" && len(f.Scales) > 0 {
			in.Scale = f.Scales[0].ID
		}
		if in.Domain == "" {
			in.Domain, _ = f.DomainOf(in.Subdomain)
		}
		if in.Weight == 0 && !weightGiven(i) {
			in.Weight = 1
		}
	}
}

// Complete fills in what a book made elsewhere than from YAML may leave out:
// the default scale, the domain of a named sub-domain, the weight 1.
func (f *Framework) Complete() { f.complete(func(int) bool { return false }) }

// bookOf is the book that reads back as this framework.
func bookOf(f *Framework) *book {
	b := &book{
		ID: f.Ref.ID, Version: f.Ref.Version, Level: f.Level, Status: f.Status,
		Languages: f.Languages, Title: f.Title, Note: f.Note, Scales: f.Scales,
		Evidence: f.Evidence, Slots: f.Slots, Domains: f.Domains,
		Method: f.Method, Succession: f.Succession,
	}
	for _, in := range f.Indicators {
		if len(f.Scales) > 0 && in.Scale == f.Scales[0].ID {
			in.Scale = ""
		}
		if owner, ok := f.DomainOf(in.Subdomain); ok && owner == in.Domain {
			in.Domain = ""
		}
		if in.Weight == 1 {
			in.Weight = 0
		}
		b.Indicators = append(b.Indicators, in)
	}
	return b
}

// DomainOf gives the code of the domain that a sub-domain belongs to.
func (f *Framework) DomainOf(sub Code) (Code, bool) {
	for _, d := range f.Domains {
		for _, s := range d.Subdomains {
			if s.Code == sub && sub != "" {
				return d.Code, true
			}
		}
	}
	return "", false
}

// Subdomain gives the sub-domain with this code.
func (f *Framework) Subdomain(c Code) (Subdomain, bool) {
	for _, d := range f.Domains {
		for _, s := range d.Subdomains {
			if s.Code == c {
				return s, true
			}
		}
	}
	return Subdomain{}, false
}

// ShortTitle is the title for narrow places in a reader's language and the
// language that it is in: a short title of the reader's own language where
// there is one, else the full title. A short title in another language never
// stands in for a full title in the reader's.
func (d Domain) ShortTitle(want lang.Tag, fallback ...lang.Tag) (string, lang.Tag) {
	title, in := d.Title.In(want, fallback...)
	if short := strings.TrimSpace(d.Short[in]); short != "" {
		return short, in
	}
	return title, in
}
