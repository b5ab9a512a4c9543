package desk

import (
	"net/http"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/fault"
)

func init() {
	register("GET /desk/a/{chain}/sources/{source}", (*Desk).source)
	register("POST /desk/a/{chain}/sources/{source}", (*Desk).changeSource)
	register("POST /desk/a/{chain}/sources/{source}/file", (*Desk).keepFile, upTo(app.MaxSource+formLimit))
	register("POST /desk/a/{chain}/sources/{source}/preserve", (*Desk).preserveSource)
	register("POST /desk/a/{chain}/sources/{source}/look", (*Desk).lookAtLink)
	register("POST /desk/a/{chain}/sources/{source}/drop", (*Desk).dropSource)
}

// sourceView is one source: what is said of it, where it is used, its copies.
type sourceView struct {
	Frame
	Base    string // address of the assessment
	Link    string // of this page
	Source  sourceCard
	Uses    []useView
	Copies  []keptView // oldest first
	By      string
	MayCite bool
	Form    sourceForm
	// Theirs is what someone else saved while the form was open.
	Theirs *assessment.Cited
	Megs   int
}

// keptView is a kept copy with its size in words.
type keptView struct {
	assessment.KeptCopy
	Bytes string
}

// size writes a number of bytes as people read it.
func (a *ask) size(bytes int64) string {
	switch {
	case bytes >= 1<<20:
		return a.say.Decimal(float64(bytes)/(1<<20), 1) + " MB"
	case bytes >= 1<<10:
		return a.say.Number(bytes>>10) + " kB"
	}
	return a.say.Number(bytes) + " B"
}

// useView is an answer that rests on a source, with the spot that it names.
type useView struct {
	Link     string
	Code     string
	Label    string
	Locators []string
}

// sourceView needs that the assessment was loaded.
func (a *ask) sourceView() (*sourceView, error) {
	s := a.state
	id := assessment.SourceID(a.PathValue("source"))
	l, err := a.desk.app.SourceOf(a.Context(), a.who, s.Chain, id)
	if err != nil {
		return nil, err
	}
	names, err := a.desk.app.Names(a.Context(), l.AddedBy)
	if err != nil {
		return nil, err
	}
	v := &sourceView{
		Frame: a.frame("sources.one_of", "place", s.Name(a.say.Tag())), Base: linkTo(s.Chain), Link: linkTo(s.Chain, "sources", string(id)),
		Source: a.card(l), MayCite: a.may(account.Cite), Megs: app.MaxSource >> 20, By: names[l.AddedBy],
		Form: sourceForm{ID: id, Cited: l.Cited, Base: l.Seq, Kinds: assessment.SourceKinds, Languages: a.sourceLanguages(l.Language)},
	}
	v.Title = l.Title
	for _, c := range l.Copies {
		v.Copies = append(v.Copies, keptView{c, a.size(c.Size)})
	}
	for _, code := range l.Uses {
		v.Uses = append(v.Uses, a.use(l.Source, s.Item(code)))
	}
	return v, nil
}

func (a *ask) use(x assessment.Source, i assessment.Item) useView {
	ind, _ := a.state.Book.Indicator(i.Code)
	u := useView{Link: linkItem(a.chain(), i.Code), Code: string(i.Code), Label: labelOf(ind).Get(a.say.Tag(), a.state.Source)}
	given := i.Standing()
	if a.blind() {
		given = i.Second
	}
	for _, c := range given.Citations {
		if c.Source == x.ID && c.Locator != "" {
			u.Locators = append(u.Locators, c.Locator)
		}
	}
	return u
}

func (d *Desk) source(a *ask) (answer, error) {
	if _, err := a.assessment(); err != nil {
		return answer{}, err
	}
	v, err := a.sourceView()
	if err != nil {
		return answer{}, err
	}
	return a.page("source", v)
}

// sourceDone ends a form of the page. What stands in the way is told on the
// page itself, also where the network said no: nothing here is broken.
func (a *ask) sourceDone(err error, done string) (answer, error) {
	if err == nil {
		return a.seeOther(linkTo(a.chain(), "sources", a.PathValue("source")), done)
	}
	switch fault.KindOf(err) {
	case fault.Internal, fault.Denied:
		return answer{}, err
	}
	v, broken := a.sourceView()
	if broken != nil {
		return answer{}, broken
	}
	v.Status, v.Faults = http.StatusUnprocessableEntity, a.say.Error(err)
	return a.page("source", v)
}

func (d *Desk) changeSource(a *ask) (answer, error) {
	if _, err := a.assessment(); err != nil {
		return answer{}, err
	}
	f := a.sourceForm()
	f.ID = assessment.SourceID(a.PathValue("source"))
	if _, err := d.app.SourceOf(a.Context(), a.who, a.chain(), f.ID); err != nil {
		return answer{}, err
	}
	_, err := a.do(assessment.ChangeSource{SourceChanged: assessment.SourceChanged{ID: f.ID, Cited: f.Cited}, Base: f.Base})
	if err == nil {
		return a.seeOther(linkTo(a.chain(), "sources", string(f.ID)), "sources.done_changed")
	}
	if _, gone := a.assessment(); gone != nil {
		return answer{}, gone
	}
	v, broken := a.sourceView()
	if broken != nil {
		return answer{}, broken
	}
	if fault.Is(err, fault.Conflict) {
		theirs := v.Source.Cited
		v.Theirs, f.Base = &theirs, v.Source.Seq
	}
	v.Form = f
	return a.again("source", v, err)
}

func (d *Desk) keepFile(a *ask) (answer, error) {
	if err := a.form(); err != nil {
		return answer{}, err
	}
	if _, err := a.assessment(); err != nil {
		return answer{}, err
	}
	if _, err := d.app.SourceOf(a.Context(), a.who, a.chain(), assessment.SourceID(a.PathValue("source"))); err != nil {
		return answer{}, err
	}
	file, head, err := a.upload("file")
	if err == nil && file == nil {
		err = fault.New(fault.Invalid, "sources.no_file")
	}
	if err != nil {
		return a.sourceDone(err, "")
	}
	defer file.Close()
	_, err = d.app.KeepFile(a.Context(), a.order(), assessment.SourceID(a.PathValue("source")), app.File{Name: head.Filename, Body: file})
	return a.sourceDone(err, "sources.done_file")
}

// order is what a form asks for, without its commands.
func (a *ask) order() app.Order {
	return app.Order{ID: a.value("command"), By: a.who, Chain: a.chain()}
}

func (d *Desk) preserveSource(a *ask) (answer, error) {
	if _, err := a.assessment(); err != nil {
		return answer{}, err
	}
	_, err := d.app.PreserveSource(a.Context(), a.order(), assessment.SourceID(a.PathValue("source")))
	return a.sourceDone(err, "sources.done_kept")
}

func (d *Desk) lookAtLink(a *ask) (answer, error) {
	if _, err := a.assessment(); err != nil {
		return answer{}, err
	}
	_, err := d.app.CheckLink(a.Context(), a.who, a.chain(), assessment.SourceID(a.PathValue("source")))
	return a.sourceDone(err, "sources.done_looked")
}

func (d *Desk) dropSource(a *ask) (answer, error) {
	if _, err := a.assessment(); err != nil {
		return answer{}, err
	}
	id := assessment.SourceID(a.PathValue("source"))
	if _, err := d.app.SourceOf(a.Context(), a.who, a.chain(), id); err != nil {
		return answer{}, err
	}
	if _, err := a.do(assessment.DropSource{ID: id}); err != nil {
		return a.sourceDone(err, "")
	}
	return a.seeOther(linkTo(a.chain(), "sources"), "sources.done_dropped")
}
