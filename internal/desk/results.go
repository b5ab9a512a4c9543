package desk

import (
	"html/template"
	"math"
	"slices"
	"strconv"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/chart"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/page"
	"sextant/internal/score"
)

func init() { register("GET /desk/a/{chain}/results", (*Desk).results) }

// resultsView is what follows from the answers as they stand: how they are
// distributed, and, where the framework's method makes figures, these with
// what stands behind them and what other choices would give. It never has a
// total for a framework that has none, and nothing is ordered by result.
type resultsView struct {
	Frame
	Link    string
	Domains []distributionView
	Key     []optionView // every answer of the book's scales
	Empty   bool         // some indicators have no answer yet
	Figures *figuresView
	Scales  []scaleView // agreement, where both answers were opened
	Sees    bool        // may see both coders' answers
}

// distributionView is how the answers of a domain are distributed.
type distributionView struct {
	Limb
	Chart      template.HTML
	Counts     []countView
	Unanswered []framework.Code
	Strange    []framework.Code
}

type countView struct {
	Option optionView
	N      int
	Codes  []framework.Code
}

// figuresView is what the method makes of the answers.
type figuresView struct {
	Overall  *scoreView
	Domains  []scoreView
	Bands    []bandView
	Verified bool
	Missing  lang.Text // what the method does with a missing answer
	Range    *rangeView
	Try      tryView
}

// scoreView is one figure taken apart.
type scoreView struct {
	N       int // of the domain; 0 for the overall figure
	Code    framework.Code
	Name    lang.Text
	Value   string
	Band    lang.Text
	Formula string
	Chart   template.HTML
	Parts   []scorePartView
	Missing []leftView
}

type scorePartView struct {
	Code                       framework.Code
	Name                       lang.Text
	Answer                     *optionView
	Value, Share, Contribution string
}

// leftView is a member that took no part, and why.
type leftView struct {
	Code   framework.Code
	Name   lang.Text
	Reason string
}

type bandView struct {
	Label    lang.Text
	From, To string
	Open     bool // To is not part of it
}

// rangeView is the outcomes under simple other choices.
type rangeView struct {
	Low, High string
	Bands     []lang.Text
	Chart     template.HTML
	Changing  []variantView // those that lead to another band
	Variants  []variantView
}

type variantView struct {
	What    string
	Value   string
	Band    lang.Text
	Changes bool
}

// tryView is the form of a what-if and what it gives.
type tryView struct {
	UnknownAs string
	Levels    []optionView
	Without   framework.Code
	Members   []memberChoice
	Overall   string
	Weights   []weightField
	Done      bool
	Result    *scoreView
	Rows      []triedRow
	Chart     template.HTML
}

type memberChoice struct {
	Code   framework.Code
	Name   lang.Text
	Domain bool
}

type weightField struct {
	N     int
	Code  framework.Code
	Name  lang.Text
	Value string
}

// triedRow is a figure before and after a what-if.
type triedRow struct {
	N             int
	Name          lang.Text
	Before, After string
}

func (d *Desk) results(a *ask) (answer, error) {
	s, err := a.assessment()
	if err != nil {
		return answer{}, err
	}
	try := a.tried(s.Book)
	found, err := d.app.Results(a.Context(), a.who, s.Chain, try)
	if err != nil {
		return answer{}, err
	}
	v := resultsView{Frame: a.frame("results.title", "place", s.Name(a.say.Tag())), Link: linkTo(s.Chain), Sees: a.may(account.SeeBoth)}
	v.Wide = true
	for n, dist := range found.Distribution {
		one := a.distributionView(s, n, dist)
		v.Empty = v.Empty || len(one.Unanswered) > 0
		v.Domains = append(v.Domains, one)
	}
	v.Key = optionsOfBook(s.Book)
	if found.Outcome != nil {
		v.Figures = a.figuresView(s, found, try)
	}
	if v.Sees && s.Second.Compared {
		g, err := d.app.Agreement(a.Context(), a.who, s.Chain)
		if err != nil {
			return answer{}, err
		}
		if v.Scales, err = a.scales(s.Book, g, "all"); err != nil {
			return answer{}, err
		}
	}
	return a.page("results", &v)
}

// optionsOfBook is every answer of the scales, once.
func optionsOfBook(book *framework.Framework) []optionView {
	var out []optionView
	for _, scale := range book.Scales {
		levels, states := optionsOf(book, scale.ID)
		for _, o := range append(levels, states...) {
			if !slices.ContainsFunc(out, func(x optionView) bool { return x.Code == o.Code }) {
				out = append(out, o)
			}
		}
	}
	return out
}

func (a *ask) distributionView(s *assessment.State, n int, dist score.Distribution) distributionView {
	dom, _ := s.Book.Domain(dist.Domain)
	v := distributionView{Limb: LimbOf(n+1, dom, ""), Unanswered: dist.Unanswered, Strange: dist.Strange}
	figure := chart.Distribution{Words: chart.Words{ID: "dist-" + strconv.Itoa(n+1), RTL: a.say.Tag().RTL()}}
	figure.Title = a.say.T("results.distribution_of", "domain", page.Say(a.say.Tag(), dom.Title).Text)
	values := s.Values()
	var said []string
	for _, c := range dist.Counts {
		o, part := a.countOf(s.Book, dist.Domain, c)
		row := countView{Option: o, N: c.N}
		for _, ind := range s.Book.In(dist.Domain) {
			if values[ind.Code] == c.Option {
				row.Codes = append(row.Codes, ind.Code)
			}
		}
		v.Counts = append(v.Counts, row)
		figure.Parts = append(figure.Parts, part)
		said = append(said, a.say.T("chart.part", "n", a.say.Number(c.N), "label", o.Label.Get(a.say.Tag())))
	}
	if missing := len(dist.Unanswered) + len(dist.Strange); missing > 0 {
		figure.Parts = append(figure.Parts, chart.Part{N: missing, Mark: chart.Missing})
		said = append(said, a.say.N("chart.unanswered", missing))
	}
	figure.Description = a.say.List(said)
	v.Chart = drawn(figure)
	return v
}

// countOf finds how an answer is called and drawn, by the first scale of the
// domain that has it.
func (a *ask) countOf(book *framework.Framework, domain framework.Code, c score.Count) (optionView, chart.Part) {
	part := chart.Part{N: c.N}
	for _, ind := range book.In(domain) {
		scale, _ := book.Scale(ind.Scale)
		o := optionOf(book, ind.Scale, c.Option)
		if o == nil {
			continue
		}
		levels := scale.Levels()
		at := slices.IndexFunc(levels, func(x framework.Option) bool { return x.Code == c.Option })
		switch {
		case at >= 0 && len(levels) > 1:
			part.Level = float64(at) / float64(len(levels)-1)
		case at >= 0:
			part.Level = 1
		case c.Option == framework.NotApplicable:
			part.Mark = chart.Barred
		default:
			part.Mark = chart.Dotted
		}
		return *o, part
	}
	return optionView{Code: c.Option}, part
}

func (a *ask) figuresView(s *assessment.State, found *app.Results, try score.Change) *figuresView {
	m := s.Book.Method
	v := &figuresView{Verified: m.BandsVerified, Missing: m.Missing.Description}
	for n, x := range found.Outcome.Domains {
		dom, _ := s.Book.Domain(x.Code)
		one := a.scoreView(s.Book, x, "d"+strconv.Itoa(n+1), dom.Title)
		one.N = n + 1
		v.Domains = append(v.Domains, one)
	}
	if found.Outcome.Overall != nil {
		one := a.scoreView(s.Book, *found.Outcome.Overall, "overall", nil)
		v.Overall = &one
	}
	for _, b := range m.Bands {
		band := bandView{Label: b.Label, From: a.say.Number(b.From), Open: b.Below != nil}
		switch {
		case b.Below != nil:
			band.To = a.say.Number(*b.Below)
		case b.To != nil:
			band.To = a.say.Number(*b.To)
		}
		v.Bands = append(v.Bands, band)
	}
	if found.WhatIf != nil {
		v.Range = a.rangeView(s.Book, found.WhatIf)
	}
	v.Try = a.tryView(s, found, try)
	return v
}

// shownFigure writes a figure as readers see it; empty where there is none.
func (a *ask) shownFigure(v score.Number) string {
	if math.IsNaN(float64(v)) {
		return ""
	}
	return a.say.Number(math.Round(float64(v)*10) / 10)
}

func (a *ask) scoreView(book *framework.Framework, x score.Score, id string, name lang.Text) scoreView {
	v := scoreView{Code: x.Code, Name: name, Value: a.shownFigure(x.Value), Band: bandLabel(book, x.Band), Formula: x.Formula}
	from, to := ends(book.Method.Bands)
	title := a.say.T("results.overall")
	if name != nil {
		title = page.Say(a.say.Tag(), name).Text
	}
	description := v.Value
	if description == "" {
		description = a.say.T("chart.no_value")
	}
	v.Chart = drawn(chart.Interval{
		Words: chart.Words{ID: "s-" + id, Title: title, Description: description, RTL: a.say.Tag().RTL()},
		Value: float64(x.Value), Low: math.NaN(), High: math.NaN(), From: from, To: to,
	})
	for _, p := range x.Parts {
		part := scorePartView{Code: p.Code, Name: memberName(book, p.Code), Value: a.shownFigure(p.Value)}
		if ind, ok := book.Indicator(p.Code); ok {
			part.Answer = optionOf(book, ind.Scale, p.Answer)
		}
		if s := float64(p.Share); !math.IsNaN(s) {
			part.Share = a.say.Percent(s, 0)
		}
		part.Contribution = a.shownFigure(p.Contribution)
		v.Parts = append(v.Parts, part)
	}
	for _, l := range x.Missing {
		v.Missing = append(v.Missing, leftView{Code: l.Code, Name: memberName(book, l.Code), Reason: a.say.T(l.Reason)})
	}
	return v
}

// ends are the lowest and the highest figure of the bands; 0 and 100 without
// bands.
func ends(bands []framework.Band) (from, to float64) {
	if len(bands) == 0 {
		return 0, 100
	}
	from, to = bands[0].From, bands[0].From
	for _, b := range bands {
		from = min(from, b.From)
		for _, end := range []*float64{b.Below, b.To} {
			if end != nil {
				to = max(to, *end)
			}
		}
	}
	return from, to
}

func bandLabel(book *framework.Framework, code string) lang.Text {
	for _, b := range book.Method.Bands {
		if b.Code == code {
			return b.Label
		}
	}
	return nil
}

// memberName is the name of an indicator or a domain.
func memberName(book *framework.Framework, c framework.Code) lang.Text {
	if ind, ok := book.Indicator(c); ok {
		return labelOf(ind)
	}
	d, _ := book.Domain(c)
	return d.Title
}
