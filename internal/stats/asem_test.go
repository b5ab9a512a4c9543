package stats

import (
	"context"
	"math"
	"testing"
)

// The published values of the ASEM index follow from its raw figures. The
// package published its inputs rounded to ten digits, so that from raw figures
// its results are met to the ten digits that they can be met to.
func TestASEMFromRaw(t *testing.T) {
	a := loadASEM(t)
	o, err := a.chain.Run()
	if err != nil {
		t.Fatal(err)
	}
	if len(o.Gaps) > 0 {
		t.Errorf("%d figures are missing", len(o.Gaps))
	}
	a.compare(t, "asem/indicators_input.csv", o.Treated, 0, 1e-9)
	a.compare(t, "asem/normalised_minmax_0_100.csv", o.Normalised, 0, 2e-9)
	a.compare(t, "asem/aggregated_arithmetic.csv", o.Aggregated, 49, 1e-9)
	a.ranks(t, o)
}

// From the published inputs everything is met to 1e-9.
func TestASEMFromTreated(t *testing.T) {
	a := loadASEM(t)
	in := shared(t, "asem/indicators_input.csv")
	for j := 0; j < 49; j++ {
		col := columnOf(t, in, a.codes[j])
		for i := range a.units {
			if in[i+1][0] != a.units[i] {
				t.Fatal("the units stand in another order")
			}
			a.chain.Data.Set(i, j, number(t, in[i+1][col]))
		}
	}
	a.chain.Treatment = nil
	o, err := a.chain.Run()
	if err != nil {
		t.Fatal(err)
	}
	a.compare(t, "asem/normalised_minmax_0_100.csv", o.Normalised, 0, 1e-11)
	a.compare(t, "asem/aggregated_arithmetic.csv", o.Aggregated, 49, 1e-11)
	a.ranks(t, o)
}

// ranks compares with the published ranks. The package ranked figures rounded
// to two decimals, which made two pairs of places equal that are not: Portugal
// and Luxembourg, Russia and Japan. With the same rounding all are identical.
func (a *asem) ranks(t *testing.T, o *Outcome) {
	t.Helper()
	exact, rounded := NewMatrix(51, 11), NewMatrix(51, 11)
	differ := 0
	for j := 0; j < 11; j++ {
		col := o.Aggregated.Col(j)
		short := make([]float64, len(col))
		for i, v := range col {
			short[i] = math.Round(v*100) / 100
		}
		r, s := Ranks(col), Ranks(short)
		for i := range r {
			exact.Set(i, j, float64(r[i]))
			rounded.Set(i, j, float64(s[i]))
			if r[i] != s[i] {
				differ++
			}
		}
	}
	a.compare(t, "asem/ranks.csv", rounded, 49, 0)
	if differ != 2 {
		t.Errorf("%d ranks differ by the rounding, not 2", differ)
	}
}

// compare holds a matrix, whose first column is node first, against a file.
func (a *asem) compare(t *testing.T, file string, got *Matrix, first int, tolerance float64) {
	t.Helper()
	want := shared(t, file)
	unit := map[string]int{}
	for i, u := range a.units {
		unit[u] = i
	}
	node := map[string]int{}
	for n, c := range a.codes {
		node[c] = n
	}
	for _, r := range want[1:] {
		for j := 2; j < len(r); j++ {
			w := number(t, r[j])
			g := got.At(unit[r[0]], node[want[0][j]]-first)
			if !(math.Abs(g-w) <= tolerance*100) {
				t.Errorf("%s, %s, %s: got %.17g, published %.17g", file, r[0], want[0][j], g, w)
			}
		}
	}
}

// The fast way through a replication gives what the plain chain gives.
func TestReplicationIsTheChain(t *testing.T) {
	a := loadASEM(t)
	for _, noisy := range []bool{false, true} {
		c := a.vignette()
		if noisy {
			c.Noise, c.Sets, c.LeaveOut = []Noise{{1, .5}, {2, .25}}, 0, true
		}
		m := newModel(&c, 7)
		rep := m.replica()
		got := make([]float64, len(a.units))
		var s stream
		for i := uint64(0); i < 40; i++ {
			s.start(3, forReplication, i)
			u := make([]float64, len(m.factors))
			for k := range u {
				u[k] = s.float()
			}
			rep.at(u, got)
			p := c.pick(m.factors, u)
			chain := c.Base
			treatment := Usual(c.Limits[p.limit])
			chain.Treatment, chain.Normalisation = &treatment, c.Normalisations[p.norm]
			chain.Plan.Aggregation = []Aggregation{c.Aggregations[p.agg]}
			chain.Plan.Weights = append([]float64(nil), rep.weights...)
			o, err := chain.Run()
			if err != nil {
				t.Fatal(err)
			}
			for k, want := range o.Aggregated.Col(m.target - 49) {
				near(t, "replication", got[k], want, 1e-11*math.Abs(want))
			}
		}
	}
}

// A table with gaps takes the slow way in some rows; it too is the chain.
func TestReplicationWithGaps(t *testing.T) {
	a := loadASEM(t)
	var s stream
	s.start(5, 77, 0)
	for k := range a.chain.Data.Data {
		if s.float() < .1 {
			a.chain.Data.Data[k] = math.NaN()
		}
	}
	for _, rule := range []Missing{{Kind: Skip}, {Kind: Threshold, Share: .8}, {Kind: Propagate}} {
		for _, agg := range []Aggregation{{Kind: Arithmetic}, {Kind: Geometric}, {Kind: Harmonic}, {Kind: Generalised, Power: 2}, {Kind: MedianOf}, {Kind: Copeland}, {Kind: Borda}, {Kind: Least}} {
			c := a.vignette()
			c.Base.Plan.Missing, c.Aggregations = rule, []Aggregation{agg, agg}
			m := newModel(&c, 7)
			rep, got := m.replica(), make([]float64, len(a.units))
			p := picks{limit: 2, weights: 3, left: -1}
			rep.compute(p, got)
			chain := c.Base
			treatment := Usual(3)
			chain.Treatment, chain.Normalisation = &treatment, c.Normalisations[0]
			chain.Plan.Aggregation, chain.Plan.Weights = []Aggregation{agg}, rep.weights
			o, err := chain.Run()
			if err != nil {
				t.Fatal(err)
			}
			for k, want := range o.Aggregated.Col(m.target - 49) {
				near(t, "replication with gaps", got[k], want, 1e-11*math.Abs(want))
			}
		}
	}
}

func TestUncertaintyIsTheSameOnAnyNumberOfCores(t *testing.T) {
	c := synthetic(60, 30)
	var first *Runs
	for _, cores := range []int{1, 2, 5} {
		withCores(cores, func() {
			r, err := Uncertainty(context.Background(), c, 101, 9, nil)
			if err != nil {
				t.Fatal(err)
			}
			if first == nil {
				first = r
			}
			for k, v := range r.Values {
				if math.Float64bits(v) != math.Float64bits(first.Values[k]) || r.Ranks[k] != first.Ranks[k] {
					t.Fatalf("outcome %d differs on %d cores", k, cores)
				}
			}
		})
	}
}

// More replications keep those that were there: a run can be taken up again.
func TestReplicationsDependOnSeedAndNumberAlone(t *testing.T) {
	c := synthetic(20, 12)
	short, err := Uncertainty(context.Background(), c, 10, 4, nil)
	if err != nil {
		t.Fatal(err)
	}
	long, err := Uncertainty(context.Background(), c, 50, 4, nil)
	if err != nil {
		t.Fatal(err)
	}
	for k, v := range short.Values {
		if v != long.Values[k] {
			t.Fatal("a longer run changed an earlier replication")
		}
	}
}

// The sensitivity of the ASEM index to its four choices has the order that the
// reference package found: aggregation, normalisation, weights, limit. That
// package transforms by logarithm what Winsorising does not bring within
// limits, so here it is done too.
func TestASEMSensitivityOrder(t *testing.T) {
	a := loadASEM(t)
	c := a.vignette()
	treatment := Usual(5)
	treatment.After = LogShift
	c.Base.Treatment = &treatment
	s, factors, err := Sensitivity(context.Background(), c, RankShift, 3000, 50, 2, nil)
	if err != nil {
		t.Fatal(err)
	}
	total := map[Factor]float64{}
	for k, f := range factors {
		total[f] = s.Total[k].Value
	}
	if !(total[FactorAggregation] > total[FactorNormalisation] && total[FactorNormalisation] > total[FactorWeights] && total[FactorWeights] > total[FactorLimit]) {
		t.Errorf("total indices %v", total)
	}
	near(t, "aggregation", total[FactorAggregation], .74, .05)
	near(t, "normalisation", total[FactorNormalisation], .27, .05)
	near(t, "limit", total[FactorLimit], .06, .03)
	if s.TooFew {
		t.Errorf("3000 points are enough, yet the widest interval is %v", s.Widest)
	}
}
