package desk

import (
	"strconv"

	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/page"
	"sextant/internal/wheel"
)

func init() {
	register("GET /desk/frameworks/{id}/{version}", (*Desk).framework)
	register("GET /desk/frameworks/{id}/{version}/yaml", (*Desk).frameworkYAML)
	register("GET /desk/frameworks/{id}/{version}/xlsx", (*Desk).frameworkXLSX)
}

// frameworkView is one version of a framework, read in one of its languages.
type frameworkView struct {
	Frame
	Book    *framework.Framework
	In      lang.Tag
	Tags    []tagLink
	Domains []domainView
	Link    string
	Uses    int
	BuiltIn bool
	Others  []tagLinkBook // other versions
}

type tagLink struct {
	coverView
	Link string
	Here bool
}

type tagLinkBook struct {
	framework.Ref
	Link string
}

type domainView struct {
	framework.Domain
	N     int
	Icon  string
	Parts []partView
	Count int
}

// partView is a sub-domain with its indicators; without a title, the
// indicators that lie in the domain itself.
type partView struct {
	framework.Subdomain
	Indicators []indicatorView
}

type indicatorView struct {
	framework.Indicator
	GCM []wordsOf
	SDG []wordsOf
}

// wordsOf is a number of another list with what it stands for.
type wordsOf struct {
	Number string
	Words  string
}

// Say gives a text in the language in which the book is read.
func (v frameworkView) Say(t lang.Text) page.Said { return page.Say(v.In, t) }

// book finds the version that the address names.
func (a *ask) book() (*framework.Framework, error) {
	return a.desk.app.Book(a.Context(), framework.Ref{
		ID: framework.ID(a.PathValue("id")), Version: framework.Version(a.PathValue("version")),
	})
}

func (d *Desk) framework(a *ask) (answer, error) {
	f, err := a.book()
	if err != nil {
		return answer{}, err
	}
	v := frameworkView{Frame: a.frame("frameworks_page.one", "title", f.Title.Get(a.say.Tag())), Book: f, Link: linkBook(f.Ref), In: a.say.Tag()}
	v.Here, v.Demo = "frameworks", f.IsDemonstration()
	if t := lang.Tag(a.value("in")); f.Covers(t, framework.Domains) {
		v.In = t
	}
	if a.flag("published") {
		v.Done = a.say.T("frameworks_page.published")
	}
	for _, c := range covers(f) {
		v.Tags = append(v.Tags, tagLink{c, query(v.Link, "in", string(c.Tag)), c.Tag == v.In})
	}
	lines, err := d.app.BookLines(a.Context(), a.who)
	if err != nil {
		return answer{}, err
	}
	for _, l := range lines {
		switch {
		case l.Ref == f.Ref:
			v.Uses, v.BuiltIn = l.Uses, l.BuiltIn
		case l.Ref.ID == f.Ref.ID:
			v.Others = append(v.Others, tagLinkBook{l.Ref, linkBook(l.Ref)})
		}
	}
	for i, x := range f.Domains {
		v.Domains = append(v.Domains, a.domainView(f, i+1, x))
	}
	return a.page("framework", &v)
}

func (a *ask) domainView(f *framework.Framework, n int, d framework.Domain) domainView {
	v := domainView{Domain: d, N: n, Icon: wheel.Icon(d.Icon)}
	at := map[framework.Code]int{}
	for _, s := range append([]framework.Subdomain{{}}, d.Subdomains...) {
		at[s.Code] = len(v.Parts)
		v.Parts = append(v.Parts, partView{Subdomain: s})
	}
	for _, i := range f.In(d.Code) {
		part := &v.Parts[at[i.Subdomain]]
		part.Indicators = append(part.Indicators, a.indicatorView(i))
		v.Count++
	}
	return v
}

func (a *ask) indicatorView(i framework.Indicator) indicatorView {
	v := indicatorView{Indicator: i}
	named := func(prefix, number string) wordsOf {
		w := wordsOf{Number: number}
		if key := prefix + number; a.say.Has(key) {
			w.Words = a.say.T(key)
		}
		return w
	}
	for _, n := range i.Crosswalk.GCM {
		v.GCM = append(v.GCM, named("gcm.", strconv.Itoa(n)))
	}
	for _, t := range i.Crosswalk.SDG {
		v.SDG = append(v.SDG, named("sdg.", t))
	}
	return v
}

func (d *Desk) frameworkYAML(a *ask) (answer, error) {
	f, err := a.book()
	if err != nil {
		return answer{}, err
	}
	body, err := d.app.WriteBookYAML(f)
	if err != nil {
		return answer{}, err
	}
	return a.file(bookFile(f)+".yaml", yamlKind, body)
}

func (d *Desk) frameworkXLSX(a *ask) (answer, error) {
	f, err := a.book()
	if err != nil {
		return answer{}, err
	}
	body, err := d.app.WriteBookXLSX(f, a.say.Tag())
	if err != nil {
		return answer{}, err
	}
	return a.file(bookFile(f)+".xlsx", xlsxKind, body)
}

func bookFile(f *framework.Framework) string { return string(f.Ref.ID) + "-" + string(f.Ref.Version) }
