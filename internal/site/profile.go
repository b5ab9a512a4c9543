package site

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"sextant/internal/fault"
	"sextant/internal/lang"
	"sextant/internal/locale"
	"sextant/internal/page"
	"sextant/internal/profile"
	"sextant/internal/wheel"
)

// profilePage is "/{lang}/profiles/{slug}" and "…/{n}": one edition.
type profilePage struct {
	view
	edition
	Wheel    template.HTML
	Intro    page.Said
	Domains  []domainView
	Sections []sectionView // those that stand below the findings
	Total    int
}

// edition is what every page about one edition shows of it.
type edition struct {
	P       *profile.Profile
	E       *Edition
	Place   page.Said
	Country page.Said
	Name    page.Said // the profile's title
	Address string    // "/es/profiles/chl-monte-patria-2024/2", or without a number for the newest
	Newest  string    // address of the newest edition
	Older   bool      // a newer edition exists
	Text    tongues
}

// tongues says in which languages the text is, seen by one reader.
type tongues struct {
	Foreign lang.Tag // the language the reader gets instead of their own; "" when it is their own
	Behind  int      // sentences of the reader's language older than their original
	Absent  int      // sentences not in the reader's language
	Others  []profile.Language
}

type sectionView struct {
	Kind string
	Text page.Said
}

// domainView is one domain with its two lists.
type domainView struct {
	Number               int
	ID                   string // "d1"
	Title                page.Said
	Icon                 template.HTML
	Developed, Potential []findingView
	Coverage             []profile.Count
	Behind               int
}

// findingView is one published sentence. Number counts within the domain over
// both lists.
type findingView struct {
	ID         string
	Number     string
	Text       page.Said
	Behind     bool
	Developed  bool
	Indicators []indicatorLink
	Promises   []profile.Promise
}

// indicatorLink leads from a finding to what it rests on.
type indicatorLink struct {
	Code     string
	Question page.Said
	Label    page.Said
	URL      string
}

// open reads the edition that an address asks for.
func (s *Site) open(a *ask) (edition, error) {
	e, err := s.lib.Edition(a.Context(), a.slug, a.number)
	if err != nil {
		return edition{}, err
	}
	p := e.Profile
	v := edition{P: p, E: e, Place: a.said(p.Place.Name, p.Source), Country: a.said(p.Place.Country, p.Source), Name: a.said(p.Title, p.Source)}
	v.Newest = "/" + string(a.tag) + "/profiles/" + string(p.Slug)
	v.Address = v.Newest
	if a.number > 0 {
		v.Address += fmt.Sprintf("/%d", a.number)
	}
	v.Older = p.Edition < e.Newest
	v.Text = tonguesOf(p, a.tag)
	return v, nil
}

// tonguesOf compares the languages of a profile with the reader's. A reader
// whose language the profile does not have gets what lang.Text falls back to,
// as seen on the first finding.
func tonguesOf(p *profile.Profile, tag lang.Tag) tongues {
	var t tongues
	own := false
	for _, l := range p.Languages {
		if l.Tag == tag {
			own, t.Behind, t.Absent = true, l.Behind, l.Absent
		} else {
			t.Others = append(t.Others, l)
		}
	}
	if own {
		return t
	}
	t.Foreign = p.Source
	if f, ok := firstFinding(p); ok {
		if _, found := f.Text.In(tag, f.Source); found != tag {
			t.Foreign = found
		}
	}
	return t
}

func firstFinding(p *profile.Profile) (profile.Finding, bool) {
	for _, d := range p.Domains {
		for _, list := range [][]profile.Finding{d.Developed, d.Potential} {
			if len(list) > 0 {
				return list[0], true
			}
		}
	}
	return profile.Finding{}, false
}

// frame fills in what the layout shows of an edition.
func (s *Site) frame(a *ask, e edition, title string) view {
	v := s.view(a, title)
	v.Here = "profiles"
	v.Sheet = sheetOf(shadesOf(e.P.Domains))
	switch {
	case e.P.Demonstration:
		v.Demo = "site.demo_profile"
	case e.P.Framework.Demonstration && e.P.Origin == "page":
		v.Demo = "site.demo_frame"
	case e.P.Framework.Demonstration:
		v.Demo = "site.demo_framework"
	}
	return v
}

func (s *Site) profile(a *ask) (answer, error) {
	e, err := s.open(a)
	if err != nil {
		return answer{}, err
	}
	p := profilePage{edition: e}
	p.view = s.frame(a, e, e.heading())
	p.Description = a.words().T("site.profile_description", "place", join(", ", e.Place.Text, e.Country.Text), "month", a.words().Month(string(e.P.Date)))
	p.Hidden = e.Older
	p.Canonical = e.Newest
	p.Files = e.files()
	if p.Wheel, err = inline(figureOf(e.P, a.words(), "")); err != nil {
		return answer{}, err
	}
	p.read(a)
	return s.page(a, "site/profile", p)
}

// heading is the title of the page: place, country and the profile's own title,
// none of them twice.
func (e edition) heading() string {
	where := e.Place.Text
	if e.Country.Text != where {
		where = join(", ", where, e.Country.Text)
	}
	switch {
	case !strings.Contains(e.Name.Text, e.Place.Text):
		return join(" · ", where, e.Name.Text)
	case strings.Contains(e.Name.Text, e.Country.Text):
		return e.Name.Text
	}
	return where
}

// files lists the edition's other forms.
func (e edition) files() []file {
	files := make([]file, len(suffixes))
	for i, s := range suffixes {
		files[i] = file{e.Address + s.name, mediaTypes[s.name], s.name[1:]}
	}
	return files
}

// read puts the profile's texts into the reader's words.
func (p *profilePage) read(a *ask) {
	answered := map[string]profile.Answer{}
	for _, an := range p.P.Answers {
		answered[string(an.Indicator)] = an
	}
	for _, sec := range p.P.Sections {
		text := a.said(sec.Text, p.P.Source)
		switch {
		case text.Text == "":
		case sec.Kind == "introduction":
			p.Intro = text
		default:
			p.Sections = append(p.Sections, sectionView{sec.Kind, text})
		}
	}
	for i, d := range p.P.Domains {
		v := domainView{Number: i + 1, ID: fmt.Sprintf("d%d", i+1), Title: a.said(d.Title, p.P.Source), Icon: icon(d.Icon), Coverage: d.Coverage}
		v.Developed = p.findings(a, d.Developed, v.Number, 0, answered)
		for k := range v.Developed {
			v.Developed[k].Developed = true
		}
		v.Potential = p.findings(a, d.Potential, v.Number, len(d.Developed), answered)
		for _, f := range append(v.Developed[:len(v.Developed):len(v.Developed)], v.Potential...) {
			if f.Behind {
				v.Behind++
			}
		}
		p.Total += len(d.Developed) + len(d.Potential)
		p.Domains = append(p.Domains, v)
	}
}

func (p *profilePage) findings(a *ask, all []profile.Finding, domain, before int, answered map[string]profile.Answer) []findingView {
	views := make([]findingView, len(all))
	for i, f := range all {
		v := findingView{ID: fmt.Sprintf("f%d-%d", domain, before+i+1), Number: fmt.Sprintf("%d.%d", domain, before+i+1), Text: a.said(f.Text, f.Source, p.P.Source)}
		for _, behind := range f.Behind {
			v.Behind = v.Behind || behind == v.Text.Tag
		}
		for _, code := range f.Indicators {
			if an, ok := answered[string(code)]; ok {
				v.Indicators = append(v.Indicators, indicatorLink{string(code), a.said(an.Question, p.P.Source), a.said(an.Label, p.P.Source), p.indicatorURL(string(code))})
			}
		}
		for _, c := range p.P.Commitments {
			if c.Finding == f.ID {
				v.Promises = append(v.Promises, c)
			}
		}
		views[i] = v
	}
	return views
}

func (e edition) indicatorURL(code string) string {
	return e.Address + "/indicators/" + url.PathEscape(code)
}

// Findings lists both lists of a domain, for the way to the sources.
func (d domainView) Findings() []findingView {
	return append(d.Developed[:len(d.Developed):len(d.Developed)], d.Potential...)
}

// Traced tells whether a finding of the domain leads to an answer or a promise
// that may be shown.
func (d domainView) Traced() bool {
	for _, f := range d.Findings() {
		if len(f.Indicators) > 0 || len(f.Promises) > 0 {
			return true
		}
	}
	return false
}

// Opening is the first words of a finding, to name it elsewhere on the page.
func (f findingView) Opening() string {
	const most = 64
	r := []rune(f.Text.Text)
	if len(r) <= most {
		return f.Text.Text
	}
	end := most
	for i := most; i > most/2; i-- {
		if r[i] == ' ' {
			end = i
			break
		}
	}
	return string(r[:end]) + "…"
}

var mediaTypes = map[string]string{".json": "application/json", ".svg": "image/svg+xml"}

// anyone lets scripts of other sites read the data.
var anyone = map[string]string{"Cache-Control": fresh, "Access-Control-Allow-Origin": "*", "Content-Security-Policy": bareData}

// profileJSON is the edition as it was frozen, byte by byte; the language of
// the address plays no part in it.
func (s *Site) profileJSON(a *ask) (answer, error) {
	e, err := s.lib.Edition(a.Context(), a.slug, a.number)
	if err != nil {
		return answer{}, err
	}
	return answer{body: newBody(http.StatusOK, mediaTypes[a.suffix], e.JSON, anyone), keep: true}, nil
}

// profileSVG is the wheel alone.
func (s *Site) profileSVG(a *ask) (answer, error) {
	e, err := s.open(a)
	if err != nil {
		return answer{}, err
	}
	address := ""
	if s.opts.Base != "" {
		address = s.opts.Base + e.Address
	}
	f := figureOf(e.P, locale.For(a.tag), address)
	if address == "" {
		for i := range f.Sectors {
			f.Sectors[i].Href = ""
		}
	}
	var b bytes.Buffer
	if err := wheel.Alone(&b, f); err != nil {
		return answer{}, err
	}
	return answer{body: newBody(http.StatusOK, mediaTypes[a.suffix], b.Bytes(), anyone), keep: true}, nil
}

func noPage() error { return fault.New(fault.NotFound, "site.no_page") }
