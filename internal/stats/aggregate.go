package stats

import (
	"math"
	"slices"
)

// Plan says how leaves become aggregates: the tree, one weight per node (its
// weight within whatever it is a member of), one aggregation per aggregate (or
// a single one for all), and the rule for missing members.
type Plan struct {
	Tree        *Tree
	Weights     []float64 // per node; nil: all 1
	Aggregation []Aggregation
	Missing     Missing
}

// Undefined is a figure that could not be computed although members were
// there, and the member that stood in the way (-1 when it is no single one).
type Undefined struct {
	Row, Node, Member int
	Gap               Gap
}

// Check refuses weights that are negative or not finite and sizes that do not
// fit.
func (p *Plan) Check() error {
	if p.Tree == nil {
		return ErrEmpty
	}
	if n := len(p.Aggregation); n != 1 && n != len(p.Tree.members) {
		return ErrShape
	}
	if p.Weights != nil && len(p.Weights) != p.Tree.Nodes() {
		return ErrShape
	}
	for n, w := range p.Weights {
		if !(w >= 0) || w > 1e150 { // far over any use, and sums stay finite
			return &WeightError{Node: n, Value: w}
		}
	}
	if p.Missing.Kind == Threshold && !(p.Missing.Share >= 0 && p.Missing.Share <= 1) {
		return ErrParameter
	}
	for _, a := range p.Aggregation {
		if a.Kind == Generalised && (math.IsNaN(a.Power) || math.IsInf(a.Power, 0)) {
			return ErrParameter
		}
	}
	return nil
}

// kind is the aggregation of aggregate k.
func (p *Plan) kind(k int) Aggregation {
	if len(p.Aggregation) == 1 {
		return p.Aggregation[0]
	}
	return p.Aggregation[k]
}

// Weight is the weight of a node.
func (p *Plan) Weight(node int) float64 { return weight(p.Weights, node) }

// Aggregate computes every aggregate, level by level. The result has a column
// per aggregate in the tree's own order. What could not be computed is listed.
func (p *Plan) Aggregate(leaves *Matrix) (*Matrix, []Undefined, error) {
	if err := p.Check(); err != nil {
		return nil, nil, err
	}
	if leaves.Cols != p.Tree.Leaves {
		return nil, nil, ErrShape
	}
	out := NewMatrix(leaves.Rows, len(p.Tree.members))
	var gaps []Undefined
	b := &branch{missing: p.Missing}
	for _, k := range p.Tree.order {
		b.load(p, k, func(node int) []float64 {
			if node < p.Tree.Leaves {
				return leaves.Col(node)
			}
			return out.Col(node - p.Tree.Leaves)
		})
		b.compute(out.Col(k))
		gaps = b.gaps(out.Col(k), gaps)
	}
	return out, gaps, nil
}

// branch is one aggregate at work: its members' columns and weights, and
// scratch memory for a row.
type branch struct {
	node    int
	agg     Aggregation
	missing Missing
	members []int
	cols    [][]float64
	w       []float64 // as given
	total   float64   // of the weights
	row     []float64
	lost    []float64
}

// load sets the branch to aggregate k. Members of weight zero take no part.
func (b *branch) load(p *Plan, k int, col func(node int) []float64) {
	b.node, b.agg = p.Tree.Leaves+k, p.kind(k)
	b.members, b.cols, b.w = b.members[:0], b.cols[:0], b.w[:0]
	var total sum
	for _, c := range p.Tree.members[k] {
		if w := p.Weight(c); w > 0 {
			column := col(c)
			if b.agg.compares() && c >= p.Tree.Leaves {
				column = snapped(column) // sums: equal ones may differ by rounding
			}
			b.members, b.cols, b.w = append(b.members, c), append(b.cols, column), append(b.w, w)
			total.add(w)
		}
	}
	b.total = total.value()
	if b.agg.Kind == Borda {
		b.cols = bordaPoints(b.cols)
	}
	b.row = slices.Grow(b.row[:0], len(b.cols))[:len(b.cols)]
}

// compute fills out. Full rows of a mean go the fast way, column by column; a
// row where that gives no sound figure is looked at member by member.
func (b *branch) compute(out []float64) {
	switch {
	case len(b.cols) == 0:
		fill(out, math.NaN())
		return
	case b.agg.Kind == Copeland || b.agg.Kind == CopelandWins:
		outrank(b.agg, b.cols, b.w, out)
		b.enforce(out)
		return
	case b.agg.Kind == Arithmetic || b.agg.Kind == Borda:
		b.lost = slices.Grow(b.lost[:0], len(out))[:len(out)]
		steadySum(b.cols, b.w, out, b.lost)
		for i := range out {
			out[i] /= b.total
		}
	default:
		fill(out, math.NaN())
	}
	for i, v := range out {
		if v != v || math.IsInf(v, 0) {
			out[i], _ = b.single(i)
		}
	}
}

// enforce applies the rule for missing members to figures that were computed
// without it.
func (b *branch) enforce(out []float64) {
	for i := range out {
		if b.missing.admits(b.present(i), len(b.cols)) != NoGap {
			out[i] = math.NaN()
		}
	}
}

func (b *branch) present(i int) int {
	n := 0
	for _, col := range b.cols {
		if col[i] == col[i] {
			n++
		}
	}
	return n
}

// single is the figure of one row, with the reason when there is none.
func (b *branch) single(i int) (float64, Gap) {
	if gap := b.missing.admits(b.present(i), len(b.cols)); gap != NoGap {
		return math.NaN(), gap
	}
	for c, col := range b.cols {
		b.row[c] = col[i]
	}
	agg := b.agg
	if agg.Kind == Borda {
		agg.Kind = Arithmetic
	}
	return Weighted(agg, b.row, b.w)
}

// gaps lists the rows of a computed column that have no figure.
func (b *branch) gaps(out []float64, list []Undefined) []Undefined {
	for i, v := range out {
		if v == v {
			continue
		}
		u := Undefined{Row: i, Node: b.node, Member: -1, Gap: NoMember}
		if len(b.cols) > 0 {
			if b.agg.compares() {
				u.Gap = b.missing.admits(b.present(i), len(b.cols))
			} else {
				_, u.Gap = b.single(i)
			}
		}
		if u.Gap == NotPositive {
			u.Member = b.culprit(i)
		}
		list = append(list, u)
	}
	return list
}

func (b *branch) culprit(i int) int {
	for c, col := range b.cols {
		if v := col[i]; v == v && !b.agg.takes(v) {
			return b.members[c]
		}
	}
	return -1
}

func fill(out []float64, v float64) {
	for i := range out {
		out[i] = v
	}
}

// weightedSum writes sum(w[c] cols[c]) row by row, four columns at a time: the
// one loop that uncertainty analysis lives in.
func weightedSum(cols [][]float64, w []float64, out []float64) {
	n := len(out)
	first := true
	c := 0
	for ; c+4 <= len(cols); c += 4 {
		a, b, d, e := cols[c][:n], cols[c+1][:n], cols[c+2][:n], cols[c+3][:n]
		wa, wb, wd, we := w[c], w[c+1], w[c+2], w[c+3]
		if first {
			for i := range out {
				out[i] = (wa*a[i] + wb*b[i]) + (wd*d[i] + we*e[i])
			}
			first = false
			continue
		}
		for i := range out {
			out[i] += (wa*a[i] + wb*b[i]) + (wd*d[i] + we*e[i])
		}
	}
	if first {
		fill(out, 0)
	}
	for ; c < len(cols); c++ {
		a, wa := cols[c][:n], w[c]
		for i := range out {
			out[i] += wa * a[i]
		}
	}
}
