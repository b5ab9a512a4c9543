package stats

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"math"
	"strings"
	"testing"
)

func ratings(t testing.TB, m *Matrix, scale []float64) *Ratings {
	t.Helper()
	r, err := NewRatings(m, scale)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// The data of W7 are those that the other tools were measured on, and the
// values are theirs to twelve digits.
func TestAlphaOfTwentyThousandUnits(t *testing.T) {
	m := coders()
	var b strings.Builder
	for u := 0; u < m.Rows; u++ {
		for c := 0; c < 3; c++ {
			if c > 0 {
				b.WriteByte(',')
			}
			if x := m.At(u, c); x == x {
				fmt.Fprint(&b, x)
			} else {
				b.WriteString("NA")
			}
		}
		b.WriteByte('\n')
	}
	if sum := md5.Sum([]byte(b.String())); hex.EncodeToString(sum[:]) != "24e8ee28436b986342e2cd6ac7c33087" {
		t.Fatal("these are not the data of W7")
	}
	check := func(m *Matrix, metric Metric, want float64) {
		t.Helper()
		r := ratings(t, m, nil)
		near(t, "alpha", r.Of(r.Alpha(metric)), want, 1e-12)
	}
	check(m, Nominal, 0.528824575311877)
	check(m, Ranked, 0.531387823779745)
	check(m, Interval, 0.531408802741838)
	check(indicatorUnits(m, 0), Nominal, 0.506340461294238)
	check(indicatorUnits(m, 0), Ranked, 0.531638652846332)
	check(indicatorUnits(m, 0), Interval, 0.532178612092716)
	check(indicatorUnits(m, 1), Ranked, 0.519475144229897)
	check(indicatorUnits(m, 2), Ranked, 0.558731217917462)
}

var nan = math.NaN()

// fourRaters is example C/D of Krippendorff (2011), which Gwet (2014) uses too:
// twelve units, four coders, missing ratings.
func fourRaters() *Matrix {
	m := NewMatrix(12, 4)
	for j, col := range [][]float64{
		{1, 2, 3, 3, 2, 1, 4, 1, 2, nan, nan, nan},
		{1, 2, 3, 3, 2, 2, 4, 1, 2, 5, nan, 3},
		{nan, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, nan},
		{1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, nan},
	} {
		copy(m.Col(j), col)
	}
	return m
}

// Krippendorff (2011), "Computing Krippendorff's alpha-reliability", examples
// C and D: .743 nominal, .815 ordinal, .849 interval, .797 ratio.
func TestKrippendorff2011(t *testing.T) {
	r := ratings(t, fourRaters(), nil)
	for metric, want := range map[Metric]float64{Nominal: .743, Ranked: .815, Interval: .849, Ratio: .797} {
		near(t, fmt.Sprint("metric ", metric), r.Of(r.Alpha(metric)), want, .0005)
	}
	// Example A: two coders, ten units, two values: alpha = .095.
	m := NewMatrix(10, 2)
	copy(m.Col(0), []float64{0, 1, 0, 0, 0, 0, 0, 0, 1, 0})
	copy(m.Col(1), []float64{1, 1, 1, 0, 0, 1, 0, 0, 0, 0})
	a := ratings(t, m, nil)
	near(t, "example A", a.Of(a.Alpha(Nominal)), .095, .0005)
}

// Gwet (2014), "Handbook of Inter-Rater Reliability", four raters with missing
// ratings: AC1 .77544 from pa .81818; Fleiss' kappa .76117; alpha .74342.
func TestGwet2014(t *testing.T) {
	r := ratings(t, fourRaters(), nil)
	near(t, "AC1", r.Of(r.Gwet(Identity)), .77544, 5e-6)
	near(t, "pa", r.Of(r.Raw(Identity)), .81818, 5e-6)
	near(t, "Fleiss", r.Of(r.Fleiss(Identity)), .76117, 5e-6)
	near(t, "alpha", r.Of(r.Alpha(Nominal)), .74342, 5e-6)
}

// Gwet (2008): 118 units positive by both coders, 5 and 2 mixed, none negative
// by both. Kappa turns negative although 94 % agree; AC1 is .9408.
func TestGwet2008(t *testing.T) {
	m := NewMatrix(125, 2)
	for i := 0; i < 125; i++ {
		a, b := 1.0, 1.0
		if i >= 118 && i < 123 {
			b = 2
		} else if i >= 123 {
			a = 2
		}
		m.Set(i, 0, a)
		m.Set(i, 1, b)
	}
	r := ratings(t, m, nil)
	near(t, "AC1", r.Of(r.Gwet(Identity)), .9408, 5e-5)
	if k := r.Of(r.Kappa(0, 1, Identity)); !(k < 0) {
		t.Errorf("kappa %v", k)
	}
}

// cohen is the table of Cohen (1960), table 2, and of Cohen (1968).
func cohen(t *testing.T) *Ratings {
	m := NewMatrix(200, 2)
	at := 0
	for i, row := range [][]int{{88, 10, 2}, {14, 40, 6}, {18, 10, 12}} {
		for j, n := range row {
			for ; n > 0; n-- {
				m.Set(at, 0, float64(i+1))
				m.Set(at, 1, float64(j+1))
				at++
			}
		}
	}
	return ratings(t, m, nil)
}

// Cohen (1960), "A coefficient of agreement for nominal scales": kappa .492.
// Cohen (1968), "Weighted kappa": .348 with disagreement weights 0 1 3, 1 0 6,
// 3 6 0.
func TestCohen(t *testing.T) {
	r := cohen(t)
	near(t, "kappa", r.Of(r.Kappa(0, 1, Identity)), .492, .0005)
	table := make([]float64, 9)
	for k, v := range []float64{0, 1, 3, 1, 0, 6, 3, 6, 0} {
		table[k] = 1 - v/6
	}
	near(t, "weighted kappa", r.Of(r.KappaWith(0, 1, table)), .348, .0005)
}

// Fleiss (1971), "Measuring nominal scale agreement among many raters": thirty
// patients, six psychiatrists, five diagnoses; kappa .430.
func TestFleiss1971(t *testing.T) {
	r, err := FromCounts([][]int{
		{0, 0, 0, 6, 0},
		{0, 3, 0, 0, 3},
		{0, 1, 4, 0, 1},
		{0, 0, 0, 0, 6},
		{0, 3, 0, 3, 0},
		{2, 0, 4, 0, 0},
		{0, 0, 4, 0, 2},
		{2, 0, 3, 1, 0},
		{2, 0, 0, 4, 0},
		{0, 0, 0, 0, 6},
		{1, 0, 0, 5, 0},
		{1, 1, 0, 4, 0},
		{0, 3, 3, 0, 0},
		{1, 0, 0, 5, 0},
		{0, 2, 0, 3, 1},
		{0, 0, 5, 0, 1},
		{3, 0, 0, 1, 2},
		{5, 1, 0, 0, 0},
		{0, 2, 0, 4, 0},
		{1, 0, 2, 0, 3},
		{0, 0, 0, 0, 6},
		{0, 1, 0, 5, 0},
		{0, 2, 0, 1, 3},
		{2, 0, 0, 4, 0},
		{1, 0, 0, 4, 1},
		{0, 5, 0, 1, 0},
		{4, 0, 0, 0, 2},
		{0, 2, 0, 4, 0},
		{1, 0, 5, 0, 0},
		{0, 0, 0, 0, 6},
	})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "kappa", r.Of(r.Fleiss(Identity)), .430, .0005)
	near(t, "mean agreement", r.Of(r.Raw(Identity)), .555, .001)
}

// Two coders who never disagree and never vary show nothing; two who never
// disagree and do vary agree fully.
func TestAgreementAtItsEdges(t *testing.T) {
	same := NewMatrix(5, 2)
	for k := range same.Data {
		same.Data[k] = 2
	}
	r := ratings(t, same, []float64{1, 2, 3})
	for name, c := range map[string]Coefficient{"alpha": r.Alpha(Nominal), "ordinal": r.Alpha(Ranked), "kappa": r.Kappa(0, 1, Identity), "fleiss": r.Fleiss(Identity)} {
		if v := r.Of(c); !math.IsNaN(v) {
			t.Errorf("%s of ratings that do not vary: %v", name, v)
		}
	}
	near(t, "AC1", r.Of(r.Gwet(Identity)), 1, 0)
	same.Set(0, 0, 1)
	same.Set(0, 1, 1)
	r = ratings(t, same, nil)
	for name, c := range map[string]Coefficient{
		"alpha": r.Alpha(Nominal), "ordinal": r.Alpha(Ranked), "interval": r.Alpha(Interval), "ratio": r.Alpha(Ratio),
		"kappa": r.Kappa(0, 1, Quadratic), "fleiss": r.Fleiss(Linear), "AC2": r.Gwet(OrdinalWeights), "complete": r.Complete(),
	} {
		near(t, name, r.Of(c), 1, 1e-12)
	}
}

func TestBootstrapIsTheSameOnAnyNumberOfCores(t *testing.T) {
	r := ratings(t, indicatorUnits(coders(), 0), nil)
	run := func(cores int) (v Range) {
		withCores(cores, func() {
			var err error
			v, err = r.Bootstrap(context.Background(), func() Coefficient { return r.Alpha(Ranked) }, 2000, .95, 1, 2)
			if err != nil {
				t.Fatal(err)
			}
		})
		return v
	}
	one := run(1)
	if one != run(3) || one.Used != 2000 {
		t.Errorf("%+v on one core, %+v on three", one, run(3))
	}
	// The peers' interval for this indicator: 0.45 to 0.61.
	if !(one.Low > .4 && one.Low < .5 && one.High > .57 && one.High < .65) {
		t.Errorf("interval %+v", one)
	}
}

// Resampling patterns is resampling units: the same draws, rating by rating.
func TestBootstrapIsOverUnits(t *testing.T) {
	m := fourRaters()
	r := ratings(t, m, []float64{1, 2, 3, 4, 5})
	var s stream
	for k := uint64(0); k < 50; k++ {
		s.start(3, forBootstrap, k)
		counts := make([]int32, len(r.patterns))
		s.tally(r.of, counts)
		var rows []int
		for p, n := range counts {
			for u := range r.of {
				if r.of[u] == int32(p) {
					for ; n > 0; n-- {
						rows = append(rows, u)
					}
				}
			}
		}
		if len(rows) != 12 {
			t.Fatalf("%d units drawn", len(rows))
		}
		again := ratings(t, m.Select(rows), []float64{1, 2, 3, 4, 5})
		near(t, "alpha", r.Alpha(Ranked)(counts), again.Of(again.Alpha(Ranked)), 1e-12)
		near(t, "AC2", r.Gwet(Linear)(counts), again.Of(again.Gwet(Linear)), 1e-12)
	}
}
