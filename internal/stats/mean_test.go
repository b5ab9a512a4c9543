package stats

import (
	"fmt"
	"math"
	"testing"
)

func TestWeighted(t *testing.T) {
	x, w := []float64{1, 2, nan, 4}, []float64{1, 1, 5, 2}
	for _, c := range []struct {
		agg  Aggregation
		x, w []float64
		want float64
		gap  Gap
	}{
		{Aggregation{Kind: Arithmetic}, x, w, 11.0 / 4, NoGap},
		{Aggregation{Kind: Geometric}, x, w, math.Pow(2*16, .25), NoGap},
		{Aggregation{Kind: Harmonic}, x, w, 4 / (1 + .5 + .5), NoGap},
		{Aggregation{Kind: Generalised, Power: 2}, x, w, math.Sqrt((1 + 4 + 32) / 4.0), NoGap},
		{Aggregation{Kind: Generalised, Power: 0}, x, w, math.Pow(32, .25), NoGap},
		{Aggregation{Kind: Generalised, Power: -1}, x, w, 2, NoGap},
		{Aggregation{Kind: MedianOf}, x, nil, 2, NoGap},
		{Aggregation{Kind: MedianOf}, x, w, 3, NoGap},
		{Aggregation{Kind: MedianOf}, []float64{3, 1, 2, 9}, []float64{.1, .1, .1, .1}, 2.5, NoGap},
		{Aggregation{Kind: Least}, x, w, 1, NoGap},
		{Aggregation{Kind: Least}, x, []float64{0, 1, 1, 1}, 2, NoGap},
		{Aggregation{Kind: Sum}, x, w, 11, NoGap},
		{Aggregation{Kind: Geometric}, []float64{1, 0}, nil, nan, NotPositive},
		{Aggregation{Kind: Geometric}, []float64{1, -3}, nil, nan, NotPositive},
		{Aggregation{Kind: Geometric}, []float64{5, 0}, []float64{1, 0}, 5, NoGap},
		{Aggregation{Kind: Harmonic}, []float64{1, 0}, nil, nan, NotPositive},
		{Aggregation{Kind: Arithmetic}, []float64{nan, nan}, nil, nan, NoMember},
		{Aggregation{Kind: Arithmetic}, []float64{1, 2}, []float64{0, 0}, nan, NoMember},
		{Aggregation{Kind: Arithmetic}, []float64{1e308, 1e308, 1e308}, nil, 1e308, NoGap},
		{Aggregation{Kind: Generalised, Power: 3}, []float64{1e308, 1e308}, nil, 1e308, NoGap},
		{Aggregation{Kind: Geometric}, []float64{1e308, 1e-308}, nil, 1, NoGap},
		{Aggregation{Kind: Geometric}, []float64{5e-324, 5e-324}, nil, 5e-324, NoGap},
		{Aggregation{Kind: Sum}, []float64{1e308, 1e308}, nil, nan, Beyond},
	} {
		got, gap := Weighted(c.agg, c.x, c.w)
		near(t, fmt.Sprint(c), got, c.want, 1e-12*max(1, math.Abs(c.want)))
		if gap != c.gap || math.IsNaN(got) != math.IsNaN(c.want) {
			t.Errorf("%v: got %v, gap %d", c, got, gap)
		}
	}
}

// Copeland: a table worked by hand. A beats B in two of three, A beats C in
// three, B and C are level in one and one each.
func TestOutranking(t *testing.T) {
	m := NewMatrix(4, 3)
	copy(m.Col(0), []float64{3, 2, 1, nan})
	copy(m.Col(1), []float64{3, 1, 2, nan})
	copy(m.Col(2), []float64{1, 2, 0, nan})
	tree, _ := NewTree(3, [][]int{{0, 1, 2}})
	for kind, want := range map[Kind][]float64{
		Copeland:     {5.0 / 3, 1.0, 1.0 / 3, nan},
		CopelandWins: {2, 0, -2, nan},
		Borda:        {(2 + 2 + 1) / 3.0, (1 + 0 + 2) / 3.0, (0 + 1 + 0) / 3.0, nan},
	} {
		p := Plan{Tree: tree, Aggregation: []Aggregation{{Kind: kind}}}
		o, gaps, err := p.Aggregate(m)
		if err != nil || len(gaps) != 1 || gaps[0].Row != 3 {
			t.Fatal(err, gaps)
		}
		for i, v := range o.Col(0) {
			near(t, fmt.Sprint(kind, i), v, want[i], 1e-12)
			if math.IsNaN(v) != math.IsNaN(want[i]) {
				t.Errorf("kind %d, row %d: %v", kind, i, v)
			}
		}
	}
}

func TestMissingRules(t *testing.T) {
	m := NewMatrix(1, 5)
	for j, x := range []float64{10, 20, 30, nan, nan} {
		m.Set(0, j, x)
	}
	tree, _ := NewTree(5, [][]int{{0, 1, 2, 3, 4}})
	for _, c := range []struct {
		rule Missing
		want float64
		gap  Gap
	}{
		{Missing{Kind: Skip}, 20, NoGap},
		{Missing{Kind: Threshold, Share: .6}, 20, NoGap},
		{Missing{Kind: Threshold, Share: .61}, nan, TooFew},
		{Missing{Kind: Propagate}, nan, OneMissing},
	} {
		for _, agg := range []Aggregation{{Kind: Arithmetic}, {Kind: MedianOf}} {
			p := Plan{Tree: tree, Aggregation: []Aggregation{agg}, Missing: c.rule}
			o, gaps, err := p.Aggregate(m)
			if err != nil {
				t.Fatal(err)
			}
			near(t, "mean", o.At(0, 0), c.want, 1e-12)
			if c.gap != NoGap && (len(gaps) != 1 || gaps[0].Gap != c.gap || !math.IsNaN(o.At(0, 0))) {
				t.Errorf("%v: %v", c, gaps)
			}
		}
	}
}

func TestTreesThatAreNone(t *testing.T) {
	for name, members := range map[string][][]int{
		"self": {{0, 2}, {2, 3}}, "two": {{0, 3}, {1, 2}}, "unknown": {{0, 9}}, "negative": {{-1}}, "bare": {{0}, {}},
	} {
		_, err := NewTree(2, members)
		if err == nil {
			t.Errorf("%s: accepted", name)
		}
		t.Log(name, err)
	}
	deep := make([][]int, 100_000)
	deep[0] = []int{0}
	for k := 1; k < len(deep); k++ {
		deep[k] = []int{k}
	}
	tree, err := NewTree(1, deep)
	if err != nil || tree.Level(tree.Top()) != 100_001 {
		t.Error("a deep tree is a tree", err)
	}
}

func TestShape(t *testing.T) {
	// SKEW and KURT of 3,4,5,2,3,4,5,6,4,7 are 0.359543 and -0.151800 in every spreadsheet.
	s, k := Shape([]float64{3, 4, nan, 5, 2, 3, 4, 5, 6, 4, 7})
	near(t, "skew", s, 0.359543, 5e-7)
	near(t, "kurt", k, -0.151800, 5e-7)
	big := []float64{3e300, 4e300, 5e300, 2e300, 3e300, 4e300, 5e300, 6e300, 4e300, 7e300}
	s, k = Shape(big)
	near(t, "skew of large figures", s, 0.359543, 5e-7)
	near(t, "kurt of large figures", k, -0.151800, 5e-7)
	for _, x := range [][]float64{{}, {1}, {1, 2}, {5, 5, 5, 5, 5}} {
		if s, k := Shape(x); !math.IsNaN(s) || !math.IsNaN(k) {
			t.Errorf("shape of %v: %v %v", x, s, k)
		}
	}
	near(t, "mean", Mean([]float64{1e308, 1e308, nan}), 1e308, 0)
	near(t, "deviation", Deviation([]float64{2, 4, 4, 4, 5, 5, 7, 9}), math.Sqrt(32.0/7), 1e-14)
}

func TestNormalise(t *testing.T) {
	x := []float64{10, 20, nan, 20, 50}
	for _, c := range []struct {
		n    Normalisation
		dir  float64
		want []float64
	}{
		{Normalisation{Kind: MinMax, A: 0, B: 100}, 1, []float64{0, 25, nan, 25, 100}},
		{Normalisation{Kind: MinMax, A: 1, B: 101}, -1, []float64{101, 76, nan, 76, 1}},
		{Normalisation{Kind: RankScore}, 1, []float64{1, 2, nan, 2, 4}},
		{Normalisation{Kind: RankScore}, -1, []float64{4, 2, nan, 2, 1}},
		{Normalisation{Kind: PercentRank}, 1, []float64{0, 1. / 3, nan, 1. / 3, 1}},
		{Normalisation{Kind: BordaScore}, 1, []float64{0, 1, nan, 1, 3}},
		{Normalisation{Kind: DistanceToMax}, 1, []float64{0, .25, nan, .25, 1}},
		{Normalisation{Kind: DistanceToTarget, A: 30}, 1, []float64{0, .5, nan, .5, 2}},
		{Normalisation{Kind: DistanceToTarget, A: 30, Cap: true}, 1, []float64{0, .5, nan, .5, 1}},
		{Normalisation{Kind: Goalposts, A: 15, B: 25, C: 10, Cap: true}, 1, []float64{0, 5, nan, 5, 10}},
		{Normalisation{Kind: Goalposts, A: 15, B: 25, C: 10, Cap: true}, -1, []float64{10, 5, nan, 5, 0}},
		{Normalisation{Kind: Scaled, A: 0, B: 200}, 1, []float64{5, 10, nan, 10, 25}},
		{Normalisation{Kind: Scaled, A: 0, B: 200}, -1, []float64{-5, -10, nan, -10, -25}},
		{Normalisation{Kind: Share}, 1, []float64{.2, .4, nan, .4, 1}},
		{Normalisation{Kind: AsIs}, -1, []float64{-10, -20, nan, -20, -50}},
		{Normalisation{Kind: ZScore, A: 10, B: 2}, 1, []float64{10 - 30/math.Sqrt(300), 10 - 10/math.Sqrt(300), nan, 10 - 10/math.Sqrt(300), 10 + 50/math.Sqrt(300)}},
	} {
		out := make([]float64, len(x))
		c.n.Apply(x, c.dir, out)
		for i, v := range out {
			near(t, fmt.Sprint(c.n, c.dir, i), v, c.want[i], 1e-12)
			if math.IsNaN(v) != math.IsNaN(c.want[i]) {
				t.Errorf("%v: %v", c.n, out)
			}
		}
	}
}

// What cannot be told apart has no normalised figure, and nothing overflows
// that need not.
func TestNormaliseAtItsEdges(t *testing.T) {
	for kind := MinMax; kind <= DistanceToMax; kind++ {
		n := Normalisation{Kind: kind, A: 1, B: 2}
		out := make([]float64, 3)
		n.Apply([]float64{7, 7, 7}, 1, out)
		if whole := kind == RankScore || kind == BordaScore || kind == PercentRank; math.IsNaN(out[0]) == whole {
			t.Errorf("kind %d of a constant: %v", kind, out)
		}
		n.Apply([]float64{nan, nan, nan}, 1, out)
		if Present(out) > 0 {
			t.Errorf("kind %d of nothing: %v", kind, out)
		}
		n.Apply([]float64{-1e308, 1e308, 0}, 1, out)
		for _, v := range out {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Errorf("kind %d of large figures: %v", kind, out)
			}
		}
	}
}

func TestTreatment(t *testing.T) {
	x := []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 90, 100}
	out := make([]float64, len(x))
	done := Usual(5).Apply(x, out)
	if done.High != 2 || done.Low != 0 || !done.Passed || out[17] != 16 || out[16] != 16 || x[17] != 100 {
		// 100 becomes 90, which leaves two points at 90; both then become 16.
		t.Errorf("%+v %v", done, out)
	}
	one := Usual(1)
	one.After = LogShift
	done = one.Apply(x, out)
	if !done.Transformed || done.High != 0 {
		t.Errorf("%+v", done)
	}
	near(t, "log", out[17], math.Log(99+.99), 1e-12)
	one.OnTreated = true
	done = one.Apply(x, out)
	near(t, "log of the Winsorised", out[17], math.Log(89+.89), 1e-12)
	one.After, one.Lambda, one.OnTreated = BoxCox, .5, false
	one.Apply(x, out)
	near(t, "Box-Cox", out[17], 2*(math.Sqrt(100)-1), 1e-12)
	for _, quiet := range [][]float64{{5, 5, 5, 5, 5}, {1, 900}, {nan, nan, nan}} {
		got := make([]float64, len(quiet))
		if d := Usual(5).Apply(quiet, got); d.Touched() || !d.Passed {
			t.Errorf("%v was treated: %+v", quiet, d)
		}
	}
	mirrored := make([]float64, len(x))
	for i, v := range x {
		mirrored[i] = -v
	}
	if done = Usual(5).Apply(mirrored, out); done.Low != 2 || out[17] != -16 {
		t.Errorf("%+v %v", done, out)
	}
}

func TestImpute(t *testing.T) {
	m := NewMatrix(5, 2)
	copy(m.Col(0), []float64{1, 3, nan, 10, nan})
	copy(m.Col(1), []float64{nan, nan, nan, nan, 2})
	filled, err := Impute(m, ImputeGroupMean, []int{0, 0, 0, 1, -1})
	if err != nil || len(filled) != 1 || m.At(2, 0) != 2 || !math.IsNaN(m.At(4, 0)) || !math.IsNaN(m.At(0, 1)) {
		t.Errorf("%v %v %v", filled, err, m.Data)
	}
	if _, err = Impute(m, ImputeMedian, nil); err != nil || m.At(4, 0) != 2.5 || m.At(0, 1) != 2 {
		t.Errorf("%v %v", err, m.Data)
	}
}

func TestOrdinalAndBands(t *testing.T) {
	o := Ordinal{Levels: 3, Halves: true, Low: 0, High: 100}
	for level, want := range map[float64]float64{1: 0, 1.5: 25, 2: 50, 2.5: 75, 3: 100} {
		v, err := o.Value(level)
		back, err2 := o.Level(want)
		if err != nil || err2 != nil || v != want || back != level {
			t.Errorf("level %v: %v %v %v %v", level, v, err, back, err2)
		}
	}
	for _, level := range []float64{0, .5, 1.25, 3.5, nan, math.Inf(1)} {
		if _, err := o.Value(level); err == nil {
			t.Errorf("level %v accepted", level)
		}
	}
	bands := []Band{{0, 40, nan}, {40, 80, nan}, {80, 100, nan}, {100, nan, 100}}
	if err := CheckBands(bands); err != nil {
		t.Error(err)
	}
	for x, want := range map[float64]int{0: 0, 39.999: 0, 40: 1, 40 - 1e-13: 1, 79.9: 1, 80: 2, 99.9: 2, 100: 3, 101: -1, -1: -1} {
		if got := BandOf(bands, x); got != want {
			t.Errorf("%v lies in band %d, not %d", x, got, want)
		}
	}
	if BandOf(bands, nan) != -1 || CheckBands([]Band{{0, 50, nan}, {40, 60, nan}}) == nil || CheckBands([]Band{{5, 5, nan}}) == nil {
		t.Error("bands at their edges")
	}
}

func TestTabulate(t *testing.T) {
	tab, err := Tabulate([]int{0, 1, 1, -1, 0}, []int{2, 0, 2, 1, -1}, 2, 3)
	if err != nil || tab.Total != 3 || tab.Rows[1] != 2 || tab.Cols[2] != 2 || tab.Cells[1][0] != 1 {
		t.Errorf("%+v %v", tab, err)
	}
	if _, err = Tabulate([]int{5}, []int{0}, 2, 2); err == nil {
		t.Error("a number past the edge was accepted")
	}
}

// The Ishigami function, f = sin x1 + 7 sin^2 x2 + 0.1 x3^4 sin x1 (Ishigami
// and Homma, 1990), whose indices are known: first .3139 .4424 0, total .5576
// .4424 .2437.
func TestSobolOfIshigami(t *testing.T) {
	f := func(u []float64) float64 {
		x := func(k int) float64 { return (2*u[k] - 1) * math.Pi }
		return math.Sin(x(0)) + 7*math.Pow(math.Sin(x(1)), 2) + .1*math.Pow(x(2), 4)*math.Sin(x(0))
	}
	s, err := Decompose(t.Context(), 3, 20_000, 50, 1, nil, func() func([]float64) float64 { return f })
	if err != nil {
		t.Fatal(err)
	}
	for k, want := range [][2]float64{{.3139, .5576}, {.4424, .4424}, {0, .2437}} {
		near(t, "first", s.First[k].Value, want[0], .02)
		near(t, "total", s.Total[k].Value, want[1], .02)
		if !(s.Total[k].Low <= s.Total[k].Value && s.Total[k].Value <= s.Total[k].High) {
			t.Errorf("interval %+v", s.Total[k])
		}
	}
	few, err := Decompose(t.Context(), 3, 50, 50, 1, nil, func() func([]float64) float64 { return f })
	if err != nil || !few.TooFew {
		t.Error("50 points pass for enough", err)
	}
}

// Data that differ in their last bit have different ranks; sums that differ so
// share one.
func TestRanksOfDataAndOfSums(t *testing.T) {
	x := []float64{0.3, 0.1 + 0.2, 1}
	x[1] = math.Nextafter(0.3, 1)
	if r := Ascending(x); r[0] != 1 || r[1] != 2 {
		t.Error(r)
	}
	if r := Ranks(x); r[0] != 2 || r[1] != 2 {
		t.Error(r)
	}
}
