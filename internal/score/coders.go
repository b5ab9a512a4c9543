package score

import (
	"context"
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"strings"

	"sextant/internal/fault"
	"sextant/internal/stats"
)

// Coders is what several coders answered, item by item.
type Coders struct {
	Units  []string
	Coders []string
	// Scale names the categories from lowest to highest; empty where the
	// answers are figures.
	Scale []string
	Data  *stats.Matrix
	Notes []Note
	// Of splits the units by indicator: names in order, rows of each. Empty
	// where the file has no indicators.
	Indicators []string
	Of         map[string][]int
}

// CoderOptions say how to read answers.
type CoderOptions struct {
	Scale  []string // categories from lowest to highest
	Ignore []string // answers that are no rating, such as unknown
}

// usualScale is the one of the programme; answers in its words need no scale.
var usualScale = []string{"absent", "partial", "present"}

// ReadCoders reads answers from CSV: wide (a unit a row, a column per coder) or
// long (unit, coder, value, and where there is one, indicator). Answers are
// figures, or words of a scale.
func ReadCoders(f File, o CoderOptions) (*Coders, error) {
	c, err := openCSV(f.Name, f.Data)
	if err != nil {
		return nil, err
	}
	b := &coderReader{c: c, o: o, rows: map[string]int{}, coders: map[string]int{}, ignored: map[string]int{}}
	if err := b.cells(); err != nil {
		return nil, err
	}
	return b.finish()
}

type coderCell struct {
	unit, coder int
	text        string
	at          fault.Where
}

type coderReader struct {
	c          *csvFile
	o          CoderOptions
	units      []string
	names      []string
	rows       map[string]int
	coders     map[string]int
	cellsRead  []coderCell
	indicators []string // of each unit
	ignored    map[string]int
	faults     fault.List
}

var coderColumns = []string{"coder", "rater", "observer", "researcher"}

// mostRatings bounds a file of answers.
const mostRatings = 20_000_000

func (b *coderReader) cells() error {
	if b.c.column(coderColumns...) >= 0 && b.c.column(append([]string{"answer"}, valueColumns...)...) >= 0 {
		return b.long()
	}
	return b.wide()
}

func (b *coderReader) wide() error {
	unit, indicator := b.c.column(append([]string{"item", "case", "subject", "code", "question"}, unitColumns...)...), b.c.column("indicator", "iCode")
	if unit < 0 {
		unit, indicator = indicator, -1
	}
	var from []int
	for j, h := range b.c.header {
		if j != unit && j != indicator {
			b.coders[h] = len(b.names)
			b.names = append(b.names, h)
			from = append(from, j)
		}
	}
	for n := 1; ; n++ {
		row, err := b.c.next()
		if row == nil || err != nil {
			return err
		}
		key, ind := b.c.field(unit), b.c.field(indicator)
		if unit < 0 {
			key = strconv.Itoa(n)
		}
		u, fresh := b.unit(key, ind)
		if !fresh {
			b.faults.Add(fault.New(fault.Invalid, "score.item_twice", "unit", key).At(b.c.where(0)))
		}
		for k, j := range from {
			if err := b.cell(u, k, j); err != nil {
				return err
			}
		}
		if len(b.faults) >= mostFaults {
			return b.faults
		}
	}
}

func (b *coderReader) unit(unit, indicator string) (int, bool) {
	key := unit + "\x00" + indicator
	if u, ok := b.rows[key]; ok {
		return u, false
	}
	u := len(b.units)
	b.rows[key] = u
	b.units, b.indicators = append(b.units, strings.Clone(unit)), append(b.indicators, strings.Clone(indicator))
	return u, true
}

func (b *coderReader) long() error {
	unit, indicator := b.c.column(unitColumns...), b.c.column(codeColumns...)
	coder, value := b.c.column(coderColumns...), b.c.column(append([]string{"answer"}, valueColumns...)...)
	seen := map[[2]int]int{}
	for {
		row, err := b.c.next()
		if row == nil || err != nil {
			return err
		}
		u, _ := b.unit(b.c.field(unit), b.c.field(indicator))
		name := b.c.field(coder)
		k, ok := b.coders[name]
		if !ok {
			k = len(b.names)
			b.names = append(b.names, strings.Clone(name))
			b.coders[b.names[k]] = k
		}
		if line, twice := seen[[2]int{u, k}]; twice {
			b.faults.Add(fault.New(fault.Invalid, "score.answer_twice", "unit", b.c.field(unit), "coder", name, "line", line).At(b.c.where(0)))
		}
		seen[[2]int{u, k}] = b.c.where(0).Line
		if err := b.cell(u, k, value); err != nil {
			return err
		}
		if len(b.faults) >= mostFaults {
			return b.faults
		}
	}
}

func (b *coderReader) cell(unit, coder, column int) error {
	s := b.c.field(column)
	if isMissing(s) {
		return nil
	}
	if slices.Contains(b.o.Ignore, s) {
		b.ignored[strings.Clone(s)]++
		return nil
	}
	if len(b.cellsRead) >= mostRatings {
		return fault.New(fault.TooLarge, "score.table_too_large", "limit", mostRatings).At(b.c.where(column))
	}
	b.cellsRead = append(b.cellsRead, coderCell{unit, coder, strings.Clone(s), b.c.where(column)})
	return nil
}

func (b *coderReader) finish() (*Coders, error) {
	if err := b.faults.Err(); err != nil {
		return nil, err
	}
	if len(b.units) == 0 || len(b.names) < 2 {
		return nil, fault.New(fault.Invalid, "score.two_coders").At(fault.Line(b.c.name, 1))
	}
	if len(b.units)*len(b.names) > mostCells {
		return nil, fault.New(fault.TooLarge, "score.table_too_large", "limit", mostCells).At(fault.Line(b.c.name, 1))
	}
	out := &Coders{Units: b.units, Coders: b.names, Scale: b.scale(), Data: stats.NewMatrix(len(b.units), len(b.names)), Of: map[string][]int{}}
	for _, c := range b.cellsRead {
		v, bad := rating(out.Scale, c)
		if bad != nil {
			b.faults.Add(bad)
			if len(b.faults) >= mostFaults {
				break
			}
			continue
		}
		out.Data.Set(c.unit, c.coder, v)
	}
	for u, ind := range b.indicators {
		if ind == "" {
			continue
		}
		if _, ok := out.Of[ind]; !ok {
			out.Indicators = append(out.Indicators, ind)
		}
		out.Of[ind] = append(out.Of[ind], u)
	}
	for _, s := range sortedKeys(b.ignored) {
		out.Notes = append(out.Notes, note("score.note_ignored", "", "", "value", s, "count", b.ignored[s]))
	}
	return out, b.faults.Err()
}

// scale is the one given, or the programme's where the answers are its words.
func (b *coderReader) scale() []string {
	if len(b.o.Scale) > 0 {
		return b.o.Scale
	}
	for _, c := range b.cellsRead {
		if !slices.Contains(usualScale, c.text) {
			return nil
		}
	}
	return usualScale
}

func rating(scale []string, c coderCell) (float64, *fault.Error) {
	if len(scale) == 0 {
		v, ok := readFigure(c.text)
		if !ok {
			return 0, fault.New(fault.Invalid, "score.rating_word", "value", short(c.text)).At(c.at)
		}
		return v, nil
	}
	k := slices.Index(scale, c.text)
	if k < 0 {
		return 0, fault.New(fault.Invalid, "score.rating_unknown", "value", short(c.text), "known", strings.Join(scale, ", ")).At(c.at)
	}
	return float64(k + 1), nil
}

func sortedKeys[V any](m map[string]V) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// AgreementFigure is one coefficient with its interval. Name and Weighting are
// keys: raw, complete, kappa, fleiss, alpha, gwet; identity, linear, quadratic,
// ordinal, nominal, interval, ratio.
type AgreementFigure struct {
	Indicator string `json:"indicator,omitempty"`
	Name      string `json:"coefficient"`
	Weighting string `json:"weighting"`
	Coders    string `json:"coders,omitempty"` // the pair, of kappa
	Value     Number `json:"value"`
	Low       Number `json:"low"`
	High      Number `json:"high"`
	Resamples int    `json:"resamples"`
	Used      int    `json:"used"` // resamples in which it was defined
	Units     int    `json:"units"`
	Pairable  int    `json:"pairable"` // units that at least two coders rated
}

// AgreementOptions say what to compute.
type AgreementOptions struct {
	Resamples int     // of the bootstrap; 0: no intervals
	Level     float64 // such as 0.95
	Seed      uint64
	Progress  func(done, all int)
	// Only names the coefficients that are wanted, by name and weighting; nil
	// for all. An interval is the same whatever else is computed.
	Only func(name, weighting string) bool
}

// Agreement computes every coefficient over all units, and for each indicator
// where the file has them. A scale in words has only its order: no interval or
// ratio figures are computed from it, and linear and quadratic weights go by
// its steps.
func (c *Coders) Agreement(ctx context.Context, o AgreementOptions) ([]AgreementFigure, error) {
	groups := []string{""}
	if len(c.Indicators) > 1 {
		groups = append(groups, c.Indicators...)
	}
	var out []AgreementFigure
	for g, name := range groups {
		data := c.Data
		if name != "" {
			data = data.Select(c.Of[name])
		}
		r, err := stats.NewRatings(data, c.categories())
		if err != nil {
			return nil, fault.New(fault.TooLarge, "score.too_many_categories").Because(err)
		}
		if g == 0 && len(r.Categories) > stats.MostWeighted {
			c.Notes = append(c.Notes, note("score.note_many_answers", "", "", "count", len(r.Categories), "limit", stats.MostWeighted))
		}
		figures, err := c.figures(ctx, r, o, uint64(g))
		if err != nil {
			return nil, err
		}
		for _, f := range figures {
			f.Indicator = name
			out = append(out, f)
		}
		if o.Progress != nil {
			o.Progress(g+1, len(groups))
		}
	}
	return out, nil
}

func (c *Coders) categories() []float64 {
	var out []float64
	for k := range c.Scale {
		out = append(out, float64(k+1))
	}
	return out
}

type coefficient struct {
	name, weighting, coders string
	fresh                   func() stats.Coefficient
}

// mostPaired is how many coders are held against each other pair by pair.
const mostPaired = 6

func (c *Coders) coefficients(r *stats.Ratings) []coefficient {
	weightings := []struct {
		w    stats.Weighting
		name string
	}{{stats.Identity, "identity"}, {stats.Linear, "linear"}, {stats.Quadratic, "quadratic"}, {stats.OrdinalWeights, "ordinal"}}
	out := []coefficient{
		{"raw", "identity", "", func() stats.Coefficient { return r.Raw(stats.Identity) }},
		{"complete", "identity", "", r.Complete},
	}
	for a := range c.Coders {
		for b := a + 1; b < len(c.Coders) && len(c.Coders) <= mostPaired; b++ {
			for _, w := range weightings {
				out = append(out, coefficient{"kappa", w.name, c.Coders[a] + " / " + c.Coders[b], func() stats.Coefficient { return r.Kappa(a, b, w.w) }})
			}
		}
	}
	for _, w := range weightings {
		out = append(out, coefficient{"fleiss", w.name, "", func() stats.Coefficient { return r.Fleiss(w.w) }})
	}
	for _, m := range []struct {
		m    stats.Metric
		name string
	}{{stats.Nominal, "nominal"}, {stats.Ranked, "ordinal"}, {stats.Interval, "interval"}, {stats.Ratio, "ratio"}} {
		if len(c.Scale) == 0 || m.m <= stats.Ranked {
			out = append(out, coefficient{"alpha", m.name, "", func() stats.Coefficient { return r.Alpha(m.m) }})
		}
	}
	for _, w := range weightings {
		out = append(out, coefficient{"gwet", w.name, "", func() stats.Coefficient { return r.Gwet(w.w) }})
	}
	return out
}

func (c *Coders) figures(ctx context.Context, r *stats.Ratings, o AgreementOptions, number uint64) ([]AgreementFigure, error) {
	var out []AgreementFigure
	for k, co := range c.coefficients(r) {
		if o.Only != nil && !o.Only(co.name, co.weighting) {
			continue
		}
		f := AgreementFigure{
			Name: co.name, Weighting: co.weighting, Coders: co.coders, Value: Number(r.Of(co.fresh())),
			Low: Number(nan), High: Number(nan), Units: r.Units, Pairable: r.Pairable(),
		}
		if o.Resamples > 0 {
			v, err := r.Bootstrap(ctx, co.fresh, o.Resamples, o.Level, o.Seed, number<<8|uint64(k))
			if err != nil {
				return nil, err
			}
			f.Low, f.High, f.Resamples, f.Used = Number(v.Low), Number(v.High), v.Resamples, v.Used
		}
		out = append(out, f)
	}
	return out, nil
}

// WriteAgreement writes a row per coefficient.
func WriteAgreement(w io.Writer, figures []AgreementFigure) error {
	l := newLine(w)
	if err := l.texts("Indicator", "Coefficient", "Weighting", "Coders", "Value", "Low", "High", "Resamples", "Used", "Units", "Pairable").end(); err != nil {
		return err
	}
	for _, f := range figures {
		l.texts(f.Indicator, f.Name, f.Weighting, f.Coders).figure(float64(f.Value)).figure(float64(f.Low)).figure(float64(f.High))
		if err := l.whole(f.Resamples).whole(f.Used).whole(f.Units).whole(f.Pairable).end(); err != nil {
			return err
		}
	}
	return l.w.Flush()
}

// WriteAgreementJSON writes them for machines.
func WriteAgreementJSON(w io.Writer, figures []AgreementFigure, notes []Note) error {
	if notes == nil {
		notes = []Note{}
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(map[string]any{"figures": figures, "notes": notes})
}
