package score

import (
	"errors"
	"math"
	"slices"

	"sextant/internal/fault"
	"sextant/internal/stats"
)

// Result is a table scored: the figures of every step, and what had to be left
// out on the way.
type Result struct {
	Method       *Method
	Units, Names []string
	Normalised   *stats.Matrix // a column per indicator
	Aggregated   *stats.Matrix // a column per aggregate
	Treatments   []stats.Treated
	Notes        []Note
	chain        stats.Chain
	filled       map[int]bool // imputed cells
}

// lean is the size from which the steps share one memory.
const lean = 8_000_000

// Run scores a table by a method: denominate, impute, screen, treat,
// normalise, aggregate, in this order. The table's data is used up.
func Run(m *Method, t *Table) (*Result, error) {
	r := &Result{Method: m, Units: t.Units, Names: t.Names, filled: map[int]bool{}}
	if m.Structure == nil {
		return nil, fault.New(fault.Invalid, "score.no_structure")
	}
	for _, c := range t.Unused {
		r.Notes = append(r.Notes, note("score.note_column_unused", "", "", "column", c))
	}
	data, err := r.leaves(t)
	if err != nil {
		return nil, err
	}
	if err := r.impute(t, data); err != nil {
		return nil, err
	}
	data, err = r.screen(data)
	if err != nil {
		return nil, err
	}
	return r, r.compute(data)
}

// leaves brings the columns of the table into the order of the leaves and
// divides by denominators.
func (r *Result) leaves(t *Table) (*stats.Matrix, error) {
	s := r.Method.Structure
	at := map[string]int{}
	for j, c := range t.Columns {
		at[c] = j
	}
	out := &stats.Matrix{Rows: t.Data.Rows, Cols: s.Leaves}
	if len(t.Columns) >= s.Leaves && slices.Equal(t.Columns[:s.Leaves], s.Indicators()) {
		out.Data = t.Data.Data[:t.Data.Rows*s.Leaves] // in order already: no second copy
	} else {
		out.Data = make([]float64, t.Data.Rows*s.Leaves)
	}
	for k, n := range s.Nodes[:s.Leaves] {
		j, ok := at[n.Code]
		if !ok {
			return nil, fault.New(fault.Invalid, "score.column_missing", "column", n.Code)
		}
		copy(out.Col(k), t.Data.Col(j))
		if !r.Method.Denominate || n.Denominator == "" {
			continue
		}
		d, ok := at[n.Denominator]
		if !ok {
			return nil, fault.New(fault.Invalid, "score.denominator_missing", "code", n.Code, "column", n.Denominator)
		}
		for _, i := range stats.Denominate(out.Col(k), t.Data.Col(d)) {
			r.Notes = append(r.Notes, note("score.note_denominator", t.Units[i], n.Code, "column", n.Denominator))
		}
	}
	return out, nil
}

func (r *Result) impute(t *Table, data *stats.Matrix) error {
	how := r.Method.Impute
	if how == nil {
		return nil
	}
	var groups []int
	if how.Group != "" {
		column, ok := t.Groups[how.Group]
		if !ok {
			return fault.New(fault.Invalid, "score.column_missing", "column", how.Group)
		}
		groups = numbered(column)
	}
	filled, err := stats.Impute(data, how.Kind, groups)
	if err != nil {
		return err
	}
	for _, k := range filled {
		r.filled[k] = true
		r.Notes = append(r.Notes, note("score.note_imputed", t.Units[k%data.Rows], r.Method.Structure.Nodes[k/data.Rows].Code, "value", data.Data[k]))
	}
	return nil
}

// numbered gives each group a number, an empty one -1.
func numbered(column []string) []int {
	known, out := map[string]int{}, make([]int, len(column))
	for i, g := range column {
		k, ok := known[g]
		if !ok {
			k = len(known)
			known[g] = k
		}
		if out[i] = k; isMissing(g) {
			out[i] = -1
		}
	}
	return out
}

// screen drops units that have too little.
func (r *Result) screen(data *stats.Matrix) (*stats.Matrix, error) {
	if r.Method.Screen <= 0 {
		return data, nil
	}
	var keep []int
	for i, u := range r.Units {
		if share := data.Availability(i); share >= r.Method.Screen {
			keep = append(keep, i)
		} else {
			r.Notes = append(r.Notes, note("score.note_screened", u, "", "share", share, "least", r.Method.Screen))
		}
	}
	if len(keep) == len(r.Units) {
		return data, nil
	}
	if len(keep) == 0 {
		return nil, fault.New(fault.Invalid, "score.all_screened")
	}
	filled := map[int]bool{}
	for k := range r.filled {
		if at := slices.Index(keep, k%data.Rows); at >= 0 {
			filled[k/data.Rows*len(keep)+at] = true
		}
	}
	r.filled = filled
	r.Units, r.Names = picked(r.Units, keep), picked(r.Names, keep)
	return data.Select(keep), nil
}

func picked(x []string, keep []int) []string {
	out := make([]string, len(keep))
	for k, i := range keep {
		out[k] = x[i]
	}
	return out
}

// compute runs the chain and notes what came out of it.
func (r *Result) compute(data *stats.Matrix) error {
	m, s := r.Method, r.Method.Structure
	plan, err := m.plan()
	if err != nil {
		return err
	}
	each, err := m.each()
	if err != nil {
		return err
	}
	directions := make([]float64, s.Leaves)
	for i, n := range s.Nodes[:s.Leaves] {
		directions[i] = n.Direction
	}
	r.chain = stats.Chain{
		Data: data, Directions: directions, Treatment: m.Treatment, Normalisation: m.Normalise, Each: each, Plan: plan,
		InPlace: len(data.Data) >= lean && !m.Uncertain.any(),
	}
	missing := make([]int, 0)
	for k, v := range data.Data {
		if v != v && len(missing) < mostNotes {
			missing = append(missing, k)
		}
	}
	o, err := r.chain.Run()
	if err != nil {
		return r.explained(err)
	}
	r.Normalised, r.Aggregated, r.Treatments = o.Normalised, o.Aggregated, o.Treatments
	r.noteMissing(missing)
	r.noteTreatments()
	r.noteConstants()
	r.noteGaps(o.Gaps)
	return nil
}

// mostNotes bounds the notes of one kind; how many more there are is a note.
const mostNotes = 10_000

func (r *Result) noteMissing(cells []int) {
	for _, k := range cells {
		r.Notes = append(r.Notes, note("score.note_missing", r.Units[k%len(r.Units)], r.Method.Structure.Nodes[k/len(r.Units)].Code))
	}
	if len(cells) == mostNotes {
		r.Notes = append(r.Notes, note("score.note_more", "", "", "limit", mostNotes))
	}
}

func (r *Result) noteTreatments() {
	for j, t := range r.Treatments {
		code := r.Method.Structure.Nodes[j].Code
		switch {
		case t.Transformed:
			r.Notes = append(r.Notes, note("score.note_transformed", "", code))
		case t.Touched():
			r.Notes = append(r.Notes, note("score.note_winsorised", "", code, "points", t.High+t.Low))
		}
		if !t.Passed {
			r.Notes = append(r.Notes, note("score.note_outliers", "", code, "skew", t.SkewNow, "kurt", t.KurtNow))
		}
	}
}

// noteConstants lists indicators that cannot tell units apart and empty ones.
func (r *Result) noteConstants() {
	for j := 0; j < r.Normalised.Cols; j++ {
		if stats.Present(r.Normalised.Col(j)) > 0 {
			continue
		}
		key := "score.note_constant"
		if !r.chain.InPlace && stats.Present(r.chain.Data.Col(j)) == 0 {
			key = "score.note_empty"
		}
		r.Notes = append(r.Notes, note(key, "", r.Method.Structure.Nodes[j].Code))
	}
}

var gapKeys = map[stats.Gap]string{
	stats.NoMember: "score.note_no_member", stats.TooFew: "score.note_too_few",
	stats.OneMissing: "score.note_one_missing", stats.NotPositive: "score.note_not_positive", stats.Beyond: "score.note_beyond",
}

func (r *Result) noteGaps(gaps []stats.Undefined) {
	for i, g := range gaps {
		if i == mostNotes {
			r.Notes = append(r.Notes, note("score.note_more", "", "", "limit", mostNotes))
			return
		}
		member := ""
		if g.Member >= 0 {
			member = r.Method.Structure.Nodes[g.Member].Code
		}
		r.Notes = append(r.Notes, note(gapKeys[g.Gap], r.Units[g.Row], r.Method.Structure.Nodes[g.Node].Code, "member", member))
	}
}

// explained turns the errors of stats into faults.
func (r *Result) explained(err error) error {
	var cell *stats.CellError
	var column *stats.ColumnError
	switch {
	case errors.As(err, &cell):
		return fault.New(fault.Invalid, "score.infinite", "unit", r.Units[cell.Row], "code", r.Method.Structure.Nodes[cell.Col].Code)
	case errors.As(err, &column):
		return fault.New(fault.Invalid, "score.column_parameters", "code", r.Method.Structure.Nodes[column.Col].Code)
	case errors.Is(err, stats.ErrTooLarge):
		return fault.New(fault.TooLarge, "score.too_many_runs")
	case errors.Is(err, stats.ErrParameter):
		return fault.New(fault.Invalid, "score.parameter")
	}
	return err
}

// Figure is the figure of a unit at a node: an indicator's is the normalised
// one. NaN where there is none.
func (r *Result) Figure(unit, node int) float64 {
	if node < r.Method.Structure.Leaves {
		return r.Normalised.At(unit, node)
	}
	return r.Aggregated.At(unit, node-r.Method.Structure.Leaves)
}

// Ranks are the places of the units at an aggregate, 1 for the highest; 0 for
// a unit without a figure. Nil where the method does not rank.
func (r *Result) Ranks(node int) []int32 {
	if !r.Method.Ranking {
		return nil
	}
	col := r.Aggregated.Col(node - r.Method.Structure.Leaves)
	if r.Method.RankDecimals < 0 {
		return stats.Ranks(col)
	}
	rounded, unit := make([]float64, len(col)), math.Pow10(r.Method.RankDecimals)
	for i, v := range col {
		rounded[i] = math.Round(v*unit) / unit
	}
	return stats.Ranks(rounded)
}
