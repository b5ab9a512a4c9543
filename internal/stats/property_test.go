package stats

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// small tables with gaps, ties and directions.
func anyChain(t *rapid.T, positive bool) Chain {
	units, leaves := rapid.IntRange(1, 12).Draw(t, "units"), rapid.IntRange(2, 9).Draw(t, "leaves")
	m := NewMatrix(units, leaves)
	for k := range m.Data {
		if rapid.IntRange(0, 9).Draw(t, "gap") > 0 {
			m.Data[k] = float64(rapid.IntRange(-20, 20).Draw(t, "x")) / 4
			if positive {
				m.Data[k] = math.Abs(m.Data[k]) + .25
			}
		}
	}
	cut := rapid.IntRange(1, leaves-1).Draw(t, "cut")
	members := [][]int{nil, nil, {leaves, leaves + 1}}
	for j := 0; j < leaves; j++ {
		members[min(1, j/cut)] = append(members[min(1, j/cut)], j)
	}
	tree, err := NewTree(leaves, members)
	if err != nil {
		t.Fatal(err)
	}
	w, d := make([]float64, tree.Nodes()), make([]float64, leaves)
	for n := range w {
		w[n] = float64(rapid.IntRange(0, 4).Draw(t, "w"))
	}
	for j := range d {
		d[j] = float64(1 - 2*rapid.IntRange(0, 1).Draw(t, "direction"))
	}
	return Chain{
		Data: m, Directions: d, Normalisation: Normalisation{Kind: MinMax, A: 1, B: 100},
		Plan: Plan{Tree: tree, Weights: w, Aggregation: []Aggregation{anyAggregation(t)}},
	}
}

func anyAggregation(t *rapid.T) Aggregation {
	return Aggregation{Kind: Kind(rapid.IntRange(0, int(Borda)).Draw(t, "kind")), Power: float64(rapid.IntRange(-3, 3).Draw(t, "power"))}
}

func top(t *rapid.T, c Chain) []float64 {
	o, err := c.Run()
	if err != nil {
		t.Fatal(err)
	}
	return o.Aggregated.Col(2)
}

func alike(t *rapid.T, what string, a, b float64) {
	if math.IsNaN(a) != math.IsNaN(b) || math.Abs(a-b) > 1e-9*max(1, math.Abs(a)) {
		t.Fatalf("%s: %v and %v", what, a, b)
	}
}

func TestOrderOfUnitsDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyChain(t, false)
		want := top(t, c)
		order := rapid.Permutation(seq(c.Data.Rows)).Draw(t, "order")
		c.Data = c.Data.Select(order)
		for i, v := range top(t, c) {
			alike(t, "unit", v, want[order[i]])
		}
	})
}

func TestOrderOfIndicatorsDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyChain(t, false)
		want := top(t, c)
		for k := range c.Plan.Tree.members {
			slices.Reverse(c.Plan.Tree.members[k])
		}
		for i, v := range top(t, c) {
			alike(t, "index", v, want[i])
		}
	})
}

func TestWeightsHaveNoScale(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyChain(t, false)
		if c.Plan.Aggregation[0].Kind == Sum {
			return // a sum has
		}
		want := top(t, c)
		by := rapid.SampledFrom([]float64{1e-9, .1, 7, 1e100}).Draw(t, "by")
		for n := range c.Plan.Weights {
			c.Plan.Weights[n] *= by
		}
		for i, v := range top(t, c) {
			alike(t, "index", v, want[i])
		}
	})
}

func TestMeansStayWithinTheirMembers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyChain(t, true)
		agg := c.Plan.Aggregation[0]
		if agg.Kind > Least {
			return
		}
		for i := 0; i < c.Data.Rows; i++ {
			x := make([]float64, c.Data.Cols)
			for j := range x {
				x[j] = c.Data.At(i, j)
			}
			v, gap := Weighted(agg, x, c.Plan.Weights[:len(x)])
			lo, hi, _ := bounds(x)
			if gap == NoGap && (v < lo*(1-1e-12) || v > hi*(1+1e-12)) {
				t.Fatalf("%v of %v is %v", agg, x, v)
			}
		}
	})
}

// A better figure in one indicator never lowers the unit's index.
func TestMonotoneInEachIndicator(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyChain(t, true)
		c.Normalisation = Normalisation{Kind: AsIs}
		c.Directions = nil
		if k := c.Plan.Aggregation[0].Kind; k == CopelandWins {
			return
		}
		i, j := rapid.IntRange(0, c.Data.Rows-1).Draw(t, "unit"), rapid.IntRange(0, c.Data.Cols-1).Draw(t, "indicator")
		before := top(t, c)[i]
		c.Data = c.Data.Clone()
		c.Data.Set(i, j, c.Data.At(i, j)+rapid.Float64Range(0, 5).Draw(t, "more"))
		if after := top(t, c)[i]; after < before-1e-9*math.Abs(before) {
			t.Fatalf("%v became %v", before, after)
		}
	})
}

// A missing figure is never a zero: what is left decides.
func TestMissingIsNeverZero(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.SliceOfN(rapid.Float64Range(1, 100), 1, 8).Draw(t, "x")
		agg := Aggregation{Kind: Kind(rapid.IntRange(0, int(Least)).Draw(t, "kind")), Power: 2}
		want, _ := Weighted(agg, x, nil)
		got, _ := Weighted(agg, append(slices.Clone(x), math.NaN(), math.NaN()), nil)
		alike(t, "mean", got, want)
	})
}

func TestRanksAreOrdered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.SampledFrom([]int{1, 5, 60, 200, 400}).Draw(t, "n")
		x := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) float64 {
			return rapid.SampledFrom([]float64{-1e300, -2, -1, math.Copysign(0, -1), 0, 1e-300, 3, 3.5, 1e300, math.NaN()}).Draw(t, "v")
		}), n, n).Draw(t, "x")
		for i, r := range Ranks(x) {
			want := int32(1)
			for _, v := range x {
				if v > x[i] {
					want++
				}
			}
			if math.IsNaN(x[i]) {
				want = 0
			}
			if r != want {
				t.Fatalf("rank %d of %v is %d", i, x, r)
			}
		}
	})
}

func TestAlphaDoesNotKnowTheCoders(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := NewMatrix(rapid.IntRange(2, 20).Draw(t, "units"), rapid.IntRange(2, 4).Draw(t, "coders"))
		for k := range m.Data {
			if v := rapid.IntRange(0, 4).Draw(t, "v"); v > 0 {
				m.Data[k] = float64(v)
			}
		}
		r, err := NewRatings(m, []float64{1, 2, 3, 4})
		if err != nil {
			t.Fatal(err)
		}
		other := NewMatrix(m.Rows, m.Cols)
		for j := 0; j < m.Cols; j++ {
			copy(other.Col(m.Cols-1-j), m.Col(j))
		}
		o, err := NewRatings(other, []float64{1, 2, 3, 4})
		if err != nil {
			t.Fatal(err)
		}
		for metric := Nominal; metric <= Ratio; metric++ {
			a := r.Of(r.Alpha(metric))
			alike(t, "alpha", a, o.Of(o.Alpha(metric)))
			if a > 1+1e-12 {
				t.Fatalf("alpha %v", a)
			}
		}
		for w := Identity; w <= OrdinalWeights; w++ {
			alike(t, "AC", r.Of(r.Gwet(w)), o.Of(o.Gwet(w)))
			alike(t, "Fleiss", r.Of(r.Fleiss(w)), o.Of(o.Fleiss(w)))
		}
	})
}

func seq(n int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = i
	}
	return s
}
