package stats

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// shared opens a file of the material beside the project, or skips the test.
func shared(t testing.TB, path string) [][]string {
	t.Helper()
	dir, err := os.Getwd()
	for err == nil {
		if _, gone := os.Stat(filepath.Join(dir, "go.mod")); gone == nil {
			break
		}
		if filepath.Dir(dir) == dir {
			break
		}
		dir = filepath.Dir(dir)
	}
	f, err := os.Open(filepath.Join(dir, "../shared/data", path))
	if err != nil {
		t.Skipf("the shared data %s is not beside this project", path)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// columnOf finds a column by its name.
func columnOf(t testing.TB, rows [][]string, name string) int {
	t.Helper()
	for j, n := range rows[0] {
		if n == name {
			return j
		}
	}
	t.Fatalf("no column %s", name)
	return 0
}

func number(t testing.TB, s string) float64 {
	t.Helper()
	if s == "" || s == "NA" {
		return math.NaN()
	}
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.IsNaN(want) && math.IsNaN(got) {
		return
	}
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: got %.17g, want %.17g", what, got, want)
	}
}

// asem is the full chain of the ASEM index from raw figures.
type asem struct {
	chain Chain
	codes []string // of every node
	units []string
	group []int
}

func loadASEM(t testing.TB) *asem {
	t.Helper()
	raw, meta := shared(t, "asem/indicators_raw.csv"), shared(t, "asem/meta.csv")
	a := &asem{}
	parentOf, denominator := map[string]string{}, map[string]string{}
	var directions, weights []float64
	leaves := 0
	for level := 1; level <= 4; level++ {
		for _, r := range meta[1:] {
			if r[0] != strconv.Itoa(level) {
				continue
			}
			if level == 1 {
				leaves++
				directions = append(directions, number(t, r[3]))
			}
			a.codes = append(a.codes, r[1])
			weights = append(weights, number(t, r[4]))
			parentOf[r[1]], denominator[r[1]] = r[8], r[7]
		}
	}
	at := map[string]int{"": -1}
	for n, c := range a.codes {
		at[c] = n
	}
	parents := make([]int, len(a.codes))
	for n, c := range a.codes {
		parents[n] = at[parentOf[c]]
	}
	tree, err := FromParents(leaves, parents)
	if err != nil {
		t.Fatal(err)
	}
	data := NewMatrix(len(raw)-1, leaves)
	uCode, group := columnOf(t, raw, "uCode"), columnOf(t, raw, "EurAsia_group")
	names := map[string]int{}
	for i, r := range raw[1:] {
		a.units = append(a.units, r[uCode])
		if _, ok := names[r[group]]; !ok {
			names[r[group]] = len(names)
		}
		a.group = append(a.group, names[r[group]])
		for j := 0; j < leaves; j++ {
			data.Set(i, j, number(t, r[columnOf(t, raw, a.codes[j])]))
			if d := denominator[a.codes[j]]; d != "" {
				by := []float64{number(t, r[columnOf(t, raw, d)])}
				x := []float64{data.At(i, j)}
				Denominate(x, by)
				data.Set(i, j, x[0])
			}
		}
	}
	if _, err := Impute(data, ImputeGroupMean, a.group); err != nil {
		t.Fatal(err)
	}
	treatment := Usual(5)
	a.chain = Chain{
		Data: data, Directions: directions, Treatment: &treatment,
		Normalisation: Normalisation{Kind: MinMax, A: 0, B: 100},
		Plan:          Plan{Tree: tree, Weights: weights, Aggregation: []Aggregation{{Kind: Arithmetic}}},
	}
	return a
}

// vignette is W1c: four uncertain choices on the full ASEM chain.
func (a *asem) vignette() Choices {
	return Choices{
		Base: a.chain, Limits: []int{1, 2, 3, 4, 5},
		Normalisations: []Normalisation{{Kind: MinMax, A: 1, B: 100}, {Kind: ZScore, A: 10, B: 2}},
		Noise:          []Noise{{2, .25}, {3, .25}}, Sets: 100,
		Aggregations: []Aggregation{{Kind: Arithmetic}, {Kind: Geometric}},
	}
}

// synthetic is W1b and W1e: units by indicators, six domains, one index.
func synthetic(units, indicators int) Choices {
	m := NewMatrix(units, indicators)
	var s stream
	s.start(1, 99, 1)
	for k := range m.Data {
		m.Data[k] = 1 + 99*s.float()
	}
	size := (indicators + 5) / 6
	members := make([][]int, 7)
	for j := 0; j < indicators; j++ {
		members[j/size] = append(members[j/size], j)
	}
	members[6] = []int{indicators, indicators + 1, indicators + 2, indicators + 3, indicators + 4, indicators + 5}
	tree, err := NewTree(indicators, members)
	if err != nil {
		panic(err)
	}
	return Choices{
		Base: Chain{
			Data: m, Normalisation: Normalisation{Kind: MinMax, A: 1, B: 100},
			Plan: Plan{Tree: tree, Aggregation: []Aggregation{{Kind: Arithmetic}}},
		},
		Normalisations: []Normalisation{{Kind: MinMax, A: 1, B: 100}, {Kind: ZScore, A: 10, B: 2}},
		Noise:          []Noise{{1, .25}, {2, .25}}, Sets: 100,
		Aggregations: []Aggregation{{Kind: Arithmetic}, {Kind: Geometric}},
	}
}

// coders is the data of W7: units by three coders.
func coders() *Matrix {
	const units = 20_000
	m := NewMatrix(units, 3)
	s := uint64(20261122)
	next := func() uint64 {
		s = (1103515245*s + 12345) % (1 << 31)
		return s / 65536
	}
	for u := 0; u < units; u++ {
		t := next() % 4
		for c := 0; c < 3; c++ {
			switch r := next() % 100; {
			case r < 10:
			case r < 75:
				m.Set(u, c, float64(t))
			default:
				m.Set(u, c, float64(next()%4))
			}
		}
	}
	return m
}

// indicatorUnits are the rows of one of W7's hundred indicators.
func indicatorUnits(m *Matrix, indicator int) *Matrix {
	var rows []int
	for u := indicator; u < m.Rows; u += 100 {
		rows = append(rows, u)
	}
	return m.Select(rows)
}
