package desk

import (
	"slices"
	"strings"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/lang"
	"sextant/internal/record"
)

func init() {
	register("GET /desk/a/{chain}/sources", (*Desk).sources)
	register("POST /desk/a/{chain}/sources", (*Desk).addSource, upTo(app.MaxSource+formLimit))
	register("POST /desk/a/{chain}/sources/look", (*Desk).lookAtLinks)
	register("POST /desk/a/{chain}/sources/keep", (*Desk).keepPages)
}

// sourcesView is the sources of an assessment: what answers rest on.
type sourcesView struct {
	Frame
	Base    string // address of the assessment
	Query   string
	All     int // without the search
	Sources []sourceCard
	MayCite bool
	MayLook bool
	Unkept  int // links of which no copy is kept
	Form    sourceForm
	// Twin is a source with the link that was typed.
	Twin *assessment.Source
	Megs int
}

// sourceCard is one source in the list.
type sourceCard struct {
	app.SourceLine
	Base string
	// Dead says that its link leads nowhere by now.
	Dead bool
}

// Newest is the copy that was kept last; nil where none is.
func (c sourceCard) Newest() *assessment.KeptCopy {
	if n := len(c.Copies); n > 0 {
		return &c.Copies[n-1]
	}
	return nil
}

// sourceForm is what people say of a source.
type sourceForm struct {
	ID assessment.SourceID
	assessment.Cited
	Base      int64
	Kinds     []string
	Languages []lang.Tag
	File      bool // takes a file, too
	Preserve  bool
}

func (a *ask) card(l app.SourceLine) sourceCard {
	c := sourceCard{SourceLine: l, Base: linkTo(a.chain())}
	c.Dead = l.LinkState != nil && l.LinkState.Status != app.LinkAnswers
	return c
}

// sourceLanguages are those that a source is likely to be in, and the one that
// it is in.
func (a *ask) sourceLanguages(own lang.Tag) []lang.Tag {
	all := slices.Concat(a.state.Languages, lang.Interface)
	if own != "" {
		all = append(all, own)
	}
	var once []lang.Tag
	for _, t := range all {
		if !slices.Contains(once, t) {
			once = append(once, t)
		}
	}
	return once
}

// sourceForm reads the form of a source.
func (a *ask) sourceForm() sourceForm {
	f := sourceForm{
		ID: assessment.SourceID(a.value("source")), Base: a.number("base"), Kinds: assessment.SourceKinds, Preserve: a.flag("preserve"),
		Cited: assessment.Cited{
			Kind: a.value("kind"), Title: strings.Join(strings.Fields(a.value("title")), " "), Issuer: a.value("issuer"), Date: a.value("date"),
			Link: a.value("link"), Private: a.flag("private"),
		},
	}
	if t, ok := lang.Parse(a.value("language")); ok {
		f.Language = t
	}
	f.Languages = a.sourceLanguages(f.Language)
	return f
}

// sourcesView needs that the assessment was loaded.
func (a *ask) sourcesView() (*sourcesView, error) {
	s := a.state
	query := a.URL.Query().Get("q")
	lines, err := a.desk.app.Sources(a.Context(), a.who, s.Chain, query)
	if err != nil {
		return nil, err
	}
	v := &sourcesView{
		Frame: a.frame("sources.title_of", "place", s.Name(a.say.Tag())), Base: linkTo(s.Chain), Query: query, All: len(lines),
		MayCite: a.may(account.Cite), MayLook: a.may(account.SeeAnswers), Megs: app.MaxSource >> 20,
		Form: sourceForm{ID: assessment.SourceID(app.NewID()), Kinds: assessment.SourceKinds, Languages: a.sourceLanguages(""), File: true},
	}
	v.Form.Language, v.Form.Preserve = s.Source, true
	for _, l := range lines {
		c := a.card(l)
		v.Sources = append(v.Sources, c)
		if l.Link != "" && !hasPage(l.Source) {
			v.Unkept++
		}
	}
	if query != "" {
		all, err := a.desk.app.Sources(a.Context(), a.who, s.Chain, "")
		if err != nil {
			return nil, err
		}
		v.All = len(all)
	}
	return v, nil
}

// hasPage tells whether a copy of what a source's link leads to is kept.
func hasPage(x assessment.Source) bool {
	return slices.ContainsFunc(x.Copies, func(c assessment.KeptCopy) bool { return c.Link != "" })
}

func (d *Desk) sources(a *ask) (answer, error) {
	if _, err := a.assessment(); err != nil {
		return answer{}, err
	}
	v, err := a.sourcesView()
	if err != nil {
		return answer{}, err
	}
	return a.page("sources", v)
}

func (d *Desk) addSource(a *ask) (answer, error) {
	if err := a.form(); err != nil {
		return answer{}, err
	}
	s, err := a.assessment()
	if err != nil {
		return answer{}, err
	}
	if err := a.must(account.Cite); err != nil {
		return answer{}, err
	}
	f := a.sourceForm()
	twin, used := app.SameLink(s, a.who, f.Link)
	if used && twin.ID != f.ID && !a.flag("twice") {
		return a.addAgain(f, &twin, fault.New(fault.Exists, "sources.link_used", "title", twin.Title))
	}
	if err := a.enterSource(f); err != nil {
		return a.addAgain(f, nil, err)
	}
	done := "sources.done_added"
	if f.Preserve && f.Link != "" {
		if err := d.app.PreserveLater(a.Context(), app.Order{ID: a.value("command") + "-copy", By: a.who, Chain: s.Chain}, f.ID); err != nil {
			return answer{}, err
		}
		done = "sources.done_added_copying"
	}
	return a.seeOther(linkTo(s.Chain, "sources", string(f.ID)), done)
}

// enterSource enters a source, with its file where one was sent.
func (a *ask) enterSource(f sourceForm) error {
	add := assessment.AddSource{SourceAdded: assessment.SourceAdded{ID: f.ID, Cited: f.Cited}}
	file, head, err := a.upload("file")
	if err != nil {
		return err
	}
	if file == nil {
		_, err = a.do(add)
		return err
	}
	defer file.Close()
	order := app.Order{ID: a.value("command"), By: a.who, Chain: a.chain(), Do: []assessment.Command{add}}
	next, err := a.desk.app.KeepFile(a.Context(), order, f.ID, app.File{Name: head.Filename, Body: file})
	if err == nil {
		a.see(next)
	}
	return err
}

func (a *ask) addAgain(f sourceForm, twin *assessment.Source, err error) (answer, error) {
	v, broken := a.sourcesView()
	if broken != nil {
		return answer{}, broken
	}
	f.File = true
	v.Form, v.Twin = f, twin
	return a.again("sources", v, err)
}

func (d *Desk) lookAtLinks(a *ask) (answer, error) {
	if _, err := a.assessment(); err != nil {
		return answer{}, err
	}
	if err := d.app.CheckLinks(a.Context(), a.who, a.chain()); err != nil {
		return answer{}, err
	}
	return a.seeOther(linkTo(a.chain(), "sources"), "sources.done_look_asked")
}

// keepPages has copies kept of all links that have none.
func (d *Desk) keepPages(a *ask) (answer, error) {
	if _, err := a.assessment(); err != nil {
		return answer{}, err
	}
	if err := a.must(account.Cite); err != nil {
		return answer{}, err
	}
	lines, err := d.app.Sources(a.Context(), a.who, a.chain(), "")
	if err != nil {
		return answer{}, err
	}
	for _, l := range lines {
		if l.Link == "" || hasPage(l.Source) {
			continue
		}
		if err := d.app.PreserveLater(a.Context(), app.Order{By: a.who, Chain: a.chain()}, l.ID); err != nil {
			return answer{}, err
		}
	}
	return a.seeOther(linkTo(a.chain(), "sources"), "sources.done_keep_asked")
}

// linkCopy is where a kept copy can be had.
func linkCopy(chain record.Chain, hash record.Hash) string {
	return linkTo(chain, "copies", string(hash))
}
