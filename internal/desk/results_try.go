package desk

import (
	"slices"
	"strconv"
	"strings"

	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/chart"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/page"
	"sextant/internal/score"
)

// tried reads the what-if of the address. What is no choice of this book is
// none.
func (a *ask) tried(book *framework.Framework) score.Change {
	q := a.URL.Query()
	c := score.Change{UnknownAs: q.Get("unknown"), Without: framework.Code(q.Get("without"))}
	if !slices.ContainsFunc(optionsOfBook(book), func(o optionView) bool { return o.Code == c.UnknownAs && !o.State }) {
		c.UnknownAs = ""
	}
	_, isIndicator := book.Indicator(c.Without)
	if _, isDomain := book.Domain(c.Without); !isDomain && !isIndicator {
		c.Without = ""
	}
	if q.Get("overall") == framework.GeometricMean {
		c.Overall = framework.GeometricMean
	}
	for _, d := range book.Domains {
		text := strings.ReplaceAll(strings.TrimSpace(q.Get("w_"+string(d.Code))), ",", ".")
		if w, err := strconv.ParseFloat(text, 64); err == nil && w >= 0 && w <= 1000 && w != 1 {
			if c.Weights == nil {
				c.Weights = map[framework.Code]float64{}
			}
			c.Weights[d.Code] = w
		}
	}
	return c
}

func (a *ask) rangeView(book *framework.Framework, w *score.WhatIf) *rangeView {
	v := &rangeView{Low: a.shownFigure(w.Low), High: a.shownFigure(w.High)}
	for _, b := range w.Bands {
		v.Bands = append(v.Bands, bandLabel(book, b))
	}
	for _, x := range w.Variants {
		one := variantView{What: a.variantName(book, x), Value: a.shownFigure(x.Value), Band: bandLabel(book, x.Band), Changes: x.Changes}
		v.Variants = append(v.Variants, one)
		if x.Changes {
			v.Changing = append(v.Changing, one)
		}
	}
	from, to := ends(book.Method.Bands)
	figure := chart.Interval{Value: float64(w.Nominal.Value), Low: float64(w.Low), High: float64(w.High), From: from, To: to}
	figure.Words = chart.Words{ID: "range", Title: a.say.T("results.range"), RTL: a.say.Tag().RTL(), Description: a.say.T("chart.no_value")}
	if v.Low != "" {
		figure.Description = a.say.T("second.from_to", "low", v.Low, "high", v.High)
	}
	v.Chart = drawn(figure)
	return v
}

// variantName says a what-if in words.
func (a *ask) variantName(book *framework.Framework, v score.Variant) string {
	name := string(v.Code)
	if d, ok := book.Domain(v.Code); ok {
		name = "\u2068" + page.Say(a.say.Tag(), d.Title).Text + "\u2069"
	}
	level := v.Answer
	for _, o := range optionsOfBook(book) {
		if o.Code == v.Answer {
			level = o.Label.Get(a.say.Tag())
		}
	}
	return a.say.T(v.Kind, "code", name, "answer", level)
}

// tryView is the form, filled with what was chosen, and what came of it.
func (a *ask) tryView(s *assessment.State, found *app.Results, c score.Change) tryView {
	v := tryView{UnknownAs: c.UnknownAs, Without: c.Without, Overall: c.Overall, Done: found.Tried != nil}
	for _, o := range optionsOfBook(s.Book) {
		if !o.State {
			v.Levels = append(v.Levels, o)
		}
	}
	for n, d := range s.Book.Domains {
		w := weightField{N: n + 1, Code: d.Code, Name: d.Title, Value: "1"}
		if x, ok := c.Weights[d.Code]; ok {
			w.Value = strconv.FormatFloat(x, 'g', -1, 64)
		}
		v.Weights = append(v.Weights, w)
		v.Members = append(v.Members, memberChoice{d.Code, d.Title, true})
		for _, ind := range s.Book.In(d.Code) {
			v.Members = append(v.Members, memberChoice{ind.Code, labelOf(ind), false})
		}
	}
	if v.Done {
		a.outcomeOf(&v, s.Book, found)
	}
	return v
}

// outcomeOf holds the what-if against the figures as they are.
func (a *ask) outcomeOf(v *tryView, book *framework.Framework, found *app.Results) {
	from, to := ends(book.Method.Bands)
	slope := chart.Slope{
		Words:  chart.Words{ID: "tried", Title: a.say.T("results.tried_title"), RTL: a.say.Tag().RTL()},
		Before: a.say.T("results.as_answered"), After: a.say.T("results.tried"), From: from, To: to,
	}
	var said []string
	row := func(n int, name lang.Text, class string, before, after score.Score) {
		r := triedRow{N: n, Name: name, Before: a.shownFigure(before.Value), After: a.shownFigure(after.Value)}
		v.Rows = append(v.Rows, r)
		shown := a.short(name, 24)
		slope.Lines = append(slope.Lines, chart.Line{
			Name: shown.Text, RTL: shown.Tag.RTL(), Class: class, Before: float64(before.Value), After: float64(after.Value), BeforeText: r.Before, AfterText: r.After,
		})
		said = append(said, a.say.T("chart.slope_line", "name", page.Say(a.say.Tag(), name).Text, "before", orDash(r.Before), "after", orDash(r.After)))
	}
	for n, x := range found.Tried.Domains {
		d, _ := book.Domain(x.Code)
		row(n+1, LimbOf(n+1, d, "").Short, "d"+strconv.Itoa(n+1), found.Outcome.Domains[n], x)
	}
	if found.Tried.Overall != nil {
		one := a.scoreView(book, *found.Tried.Overall, "tried", nil)
		v.Result = &one
		row(0, lang.Text{a.say.Tag(): a.say.T("results.overall")}, "all", *found.Outcome.Overall, *found.Tried.Overall)
	}
	slope.Description = a.say.List(said)
	v.Chart = drawn(slope)
}

// short is a name cut to fit beside a line.
func (a *ask) short(t lang.Text, most int) page.Said {
	s := page.Say(a.say.Tag(), t)
	if letters := []rune(s.Text); len(letters) > most {
		s.Text = strings.TrimSpace(string(letters[:most-1])) + "…"
	}
	return s
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}
