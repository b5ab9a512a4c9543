package desk

import (
	"bytes"
	"html/template"
	"io"
	"math"
	"slices"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/chart"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/score"
)

const agreementPath = "/desk/agreement"

func init() { register("GET "+agreementPath, (*Desk).agreement) }

// agreementView is how far coders agree over all assessments of the programme.
type agreementView struct {
	Frame
	Books []bookAgreementView
}

// bookAgreementView is one framework of the programme.
type bookAgreementView struct {
	ID     framework.ID
	Title  lang.Text
	N      int // assessments
	Scales []scaleView
}

// scaleView is the agreement on one scale: the strip with four figures and the
// table of answers against answers, and the same figures for parts.
type scaleView struct {
	ID         string // opens the ids of the page's parts
	Several    bool   // the book has more than one scale
	Levels     []optionView
	Figures    []figureView
	Rows       []crossRow
	Units      int
	Same       int
	Domains    []agreedPart
	Indicators []agreedPart
	Pairs      []agreedPart
	Notes      []string
}

// figureView is one coefficient with its interval and what it says in plain
// words.
type figureView struct {
	Name  string // of the key second.{name}
	Value string
	Chart template.HTML
	Words []string
}

// crossRow is one level of the first coding against all of the second.
type crossRow struct {
	Level optionView
	Cells []crossCell
}

type crossCell struct {
	N     int
	Equal bool
	Far   bool // two steps apart or more
}

// agreedPart is the agreement on a part: a domain, an indicator, a pair of coders.
type agreedPart struct {
	N     int // number of the domain; its colour
	Code  framework.Code
	Name  lang.Text
	Pair  string // names of two coders
	Units int
	Same  int
	// The figures with their intervals, in the order of the strip; empty where
	// they are not defined.
	Figures []agreedFigure
}

type agreedFigure struct{ Value, Interval string }

func (d *Desk) agreement(a *ask) (answer, error) {
	books, err := d.app.ProgrammeAgreement(a.Context(), a.who)
	if err != nil {
		return answer{}, err
	}
	v := agreementView{Frame: a.frame("second.programme_title")}
	v.Wide = true
	for _, b := range books {
		view := bookAgreementView{ID: b.Book.Ref.ID, Title: b.Book.Title, N: len(b.Chains)}
		if view.Scales, err = a.scales(b.Book, &b.Agreement, string(b.Book.Ref.ID)); err != nil {
			return answer{}, err
		}
		v.Books = append(v.Books, view)
		v.Demo = v.Demo || b.Book.IsDemonstration()
	}
	return a.page("agreement", &v)
}

// scales shows the agreement on each scale of a book.
func (a *ask) scales(book *framework.Framework, g *app.Agreement, id string) ([]scaleView, error) {
	var ids []account.ID
	for _, s := range g.Scales {
		for _, p := range s.Groups {
			ids = append(ids, p.First, p.Second)
		}
	}
	names, err := a.desk.app.Names(a.Context(), slices.DeleteFunc(ids, func(x account.ID) bool { return x == "" })...)
	if err != nil {
		return nil, err
	}
	var out []scaleView
	for n, s := range g.Scales {
		v := scaleView{ID: id + "-" + a.say.Number(n+1), Several: len(g.Scales) > 1, Units: s.Whole.Units, Same: s.Whole.Same}
		v.Levels = levelsOf(s.Levels)
		v.Figures = a.figures(v.ID, s)
		for x, row := range s.Table {
			r := crossRow{Level: v.Levels[x]}
			for y, count := range row {
				r.Cells = append(r.Cells, crossCell{count, x == y, count > 0 && max(x-y, y-x) > 1})
			}
			v.Rows = append(v.Rows, r)
		}
		for _, p := range s.Groups {
			v.part(a, book, p, names)
		}
		for _, note := range s.Notes {
			v.Notes = append(v.Notes, a.noteOf(book, note))
		}
		out = append(out, v)
	}
	return out, nil
}

// noteOf says what was left out, answers by their names.
func (a *ask) noteOf(book *framework.Framework, n score.Note) string {
	pairs := n.Pairs()
	for _, o := range optionsOfBook(book) {
		if n.Args["value"] == o.Code {
			pairs = append(pairs, "value", o.Label.Get(a.say.Tag()))
		}
	}
	return a.say.T(n.Key, pairs...)
}

// Far tells whether the table holds answers that are two steps apart.
func (v scaleView) Far() bool {
	return slices.ContainsFunc(v.Rows, func(r crossRow) bool { return slices.ContainsFunc(r.Cells, func(c crossCell) bool { return c.Far }) })
}

func levelsOf(levels []framework.Option) []optionView {
	var out []optionView
	for n, o := range levels {
		out = append(out, optionView{Code: o.Code, Label: o.Label, Words: o.Description, Glyph: glyphOf(o, n, len(levels)-1)})
	}
	return out
}

func (v *scaleView) part(a *ask, book *framework.Framework, g app.GroupAgreement, names map[account.ID]string) {
	p := agreedPart{Code: g.Code, Units: g.Units, Same: g.Same}
	for n, c := range []app.Coefficient{g.Raw, g.Kappa, g.Alpha, g.Gwet} {
		p.Figures = append(p.Figures, a.agreedFigure(c, n == 0))
	}
	number := func(code framework.Code) int {
		return 1 + slices.IndexFunc(book.Domains, func(d framework.Domain) bool { return d.Code == code })
	}
	switch g.Kind {
	case app.GroupDomain:
		d, _ := book.Domain(g.Code)
		p.N, p.Name = number(g.Code), d.Title
		v.Domains = append(v.Domains, p)
	case app.GroupIndicator:
		ind, _ := book.Indicator(g.Code)
		p.N, p.Name = number(ind.Domain), labelOf(ind)
		v.Indicators = append(v.Indicators, p)
	case app.GroupPair:
		p.Pair = a.say.List([]string{nameOr(a, names[g.First]), nameOr(a, names[g.Second])})
		v.Pairs = append(v.Pairs, p)
	}
}

func nameOr(a *ask, name string) string {
	if name == "" {
		return a.say.T("people.erased")
	}
	return name
}

// agreedFigure writes a coefficient for a table. Without three units a figure
// says nothing, and without a defined interval none is shown.
func (a *ask) agreedFigure(c app.Coefficient, share bool) agreedFigure {
	if math.IsNaN(c.Value) {
		return agreedFigure{}
	}
	f := agreedFigure{Value: a.coefficient(c.Value, share)}
	if c.Low < c.High {
		f.Interval = a.say.T("second.from_to", "low", a.sealed(a.coefficient(c.Low, share)), "high", a.sealed(a.coefficient(c.High, share)))
	}
	return f
}

// sealed keeps a figure with its sign together among letters that run from
// right to left.
func (a *ask) sealed(figure string) string {
	if a.say.Tag().RTL() {
		return "\u2066" + figure + "\u2069"
	}
	return figure
}

func (a *ask) coefficient(v float64, share bool) string {
	if share {
		return a.say.Percent(v, 0)
	}
	return a.say.Decimal(v, 2)
}

// figures are the four coefficients of the strip.
func (a *ask) figures(id string, s app.ScaleAgreement) []figureView {
	w := s.Whole
	raw := a.figure(id+"-raw", "same", w.Raw, true)
	raw.Words = []string{a.say.N("second.same_of", w.Same, "units", w.Units)}
	kappa, alpha, gwet := a.figure(id+"-kappa", "kappa", w.Kappa, false), a.figure(id+"-alpha", "alpha", w.Alpha, false), a.figure(id+"-gwet", "gwet", w.Gwet, false)
	kappa.Words = a.readKappa(w, s.Common)
	alpha.Words = a.readAlpha(w, s.Common)
	gwet.Words = a.readGwet(w, s.Common)
	out := []figureView{raw, kappa, alpha, gwet}
	for n, c := range []app.Coefficient{w.Raw, w.Kappa, w.Alpha, w.Gwet} {
		if f := a.agreedFigure(c, n == 0); f.Interval != "" {
			out[n].Words = append([]string{a.say.T("second.interval", "range", f.Interval)}, out[n].Words...)
		}
	}
	return out
}

func (a *ask) figure(id, name string, c app.Coefficient, share bool) figureView {
	f := a.agreedFigure(c, share)
	words := chart.Words{ID: "c-" + id, Title: a.say.T("second." + name), RTL: a.say.Tag().RTL()}
	switch {
	case f.Value == "":
		words.Description = a.say.T("chart.no_value")
	case f.Interval == "":
		words.Description = f.Value
	default:
		words.Description = a.say.T("chart.value_interval", "value", f.Value, "range", f.Interval)
	}
	return figureView{Name: name, Value: f.Value, Chart: drawn(chart.Interval{Words: words, Value: c.Value, Low: c.Low, High: c.High, To: 1})}
}

// fewUnits is how many units make a figure no more than a hint, and wideInterval how long
// an interval says little.
const (
	fewUnits     = 10
	wideInterval = 0.4
)

// grade puts a chance-corrected coefficient into words (Altman, 1991).
func grade(v float64) string {
	for n, top := range []float64{0.2, 0.4, 0.6, 0.8} {
		if v <= top {
			return []string{"poor", "fair", "moderate", "good"}[n]
		}
	}
	return "very_good"
}

func (a *ask) readKappa(g app.GroupAgreement, common *framework.Option) []string {
	switch {
	case math.IsNaN(g.Kappa.Value):
		return []string{a.say.T("second.undefined")}
	case common != nil && g.Raw.Value >= 0.8 && g.Kappa.Value < 0.6:
		return []string{a.say.T("second.skewed_kappa", "level", common.Label.Get(a.say.Tag()))}
	}
	return append([]string{a.say.T("second.grade_" + grade(g.Kappa.Value))}, a.doubt(g, g.Kappa)...)
}

// readAlpha follows Krippendorff (2004): 0.8 to rely on, two thirds for
// careful conclusions.
func (a *ask) readAlpha(g app.GroupAgreement, common *framework.Option) []string {
	switch v := g.Alpha.Value; {
	case math.IsNaN(v):
		return []string{a.say.T("second.undefined")}
	case v >= 0.8:
		return append([]string{a.say.T("second.alpha_enough")}, a.doubt(g, g.Alpha)...)
	case v >= 2.0/3:
		return append([]string{a.say.T("second.alpha_careful")}, a.doubt(g, g.Alpha)...)
	case common != nil && g.Raw.Value >= 0.8:
		return []string{a.say.T("second.skewed_alpha", "level", common.Label.Get(a.say.Tag()))}
	}
	return []string{a.say.T("second.alpha_low")}
}

func (a *ask) readGwet(g app.GroupAgreement, common *framework.Option) []string {
	if math.IsNaN(g.Gwet.Value) {
		return []string{a.say.T("second.undefined")}
	}
	words := []string{a.say.T("second.grade_" + grade(g.Gwet.Value))}
	if common != nil {
		words = append(words, a.say.T("second.skewed_gwet", "level", common.Label.Get(a.say.Tag())))
	}
	if common != nil && g.Units >= fewUnits {
		return words
	}
	return append(words, a.doubt(g, g.Gwet)...)
}

// doubt says why a figure should be read with care.
func (a *ask) doubt(g app.GroupAgreement, c app.Coefficient) []string {
	if g.Units < fewUnits || c.High-c.Low > wideInterval {
		return []string{a.say.N("second.wide", g.Units)}
	}
	return nil
}

// drawn is a figure of our own as markup.
func drawn(f interface{ Write(io.Writer) error }) template.HTML {
	var b bytes.Buffer
	_ = f.Write(&b)                  // into memory, which does not fail
	return template.HTML(b.String()) //nolint:gosec // chart escapes every text
}
