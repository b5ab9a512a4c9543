package score

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"sextant/internal/fault"
)

const wholeMethod = `id: example
title: {en: Example, es: Ejemplo}
ranking: true
rank_decimals: 2
denominate: true
impute: group-mean:Region
screen: 0.5
treat: winsor:3+log
normalise: minmax:1,100
aggregate: arithmetic;geometric
missing: threshold:0.5
bands:
  - {code: low, from: 0, below: 50, label: {en: Low}}
  - {code: high, from: 50, to: 100}
uncertain:
  winsor: [1, 2, 3]
  normalise: ["minmax:1,100", "zscore:10,2"]
  weights: {levels: {2: 0.25}, sets: 10}
  aggregate: [arithmetic, geometric]
  leave_one_out: true
  unknown: [missing, 1]
tree:
  code: Top
  members:
    - code: One
      weight: 2
      members:
        - {code: a, direction: -1, denominator: People}
        - {code: b, weight: 3, target: 4}
    - code: Two
      members:
        - {code: c, normalise: "goalposts:0,10,100"}
        - code: d
`

func TestMethodFile(t *testing.T) {
	m, err := LoadMethod(text("m.yaml", wholeMethod))
	if err != nil {
		t.Fatal(err)
	}
	s := m.Structure
	if m.ID != "example" || !m.Ranking || m.RankDecimals != 2 || s.Leaves != 4 || len(s.Nodes) != 7 || len(m.Bands) != 2 ||
		len(m.Uncertain.Limits) != 3 || m.Uncertain.Sets != 10 || len(m.Uncertain.Unknown) != 2 || s.Nodes[0].Direction != -1 || s.Nodes[1].Weight != 3 {
		t.Errorf("%+v", m)
	}
	data := "unit,a,b,c,d,People,Region\nw,1,8,1,3,10,n\nx,2,6,2,4,20,n\ny,3,4,,5,30,s\nz,4,,5,6,10,s\nv,9,2,8,7,5,s\n"
	file := text("m.yaml", wholeMethod)
	r, err := RunTable(t.Context(), Options{Method: &file, Data: text("d.csv", data), Uncertainty: 50, Sensitivity: 20, Seed: 1, RankDecimals: -1})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Sensitivity.Factors) != 6 {
		t.Error(r.Sensitivity.Factors)
	}
	var b bytes.Buffer
	if err := r.WriteJSON(&b, words); err != nil || !strings.Contains(b.String(), `"bands"`) {
		t.Error(err, b.String())
	}
	b.Reset()
	if err := r.Uncertainty.WriteDistribution(&b); err != nil || !strings.HasPrefix(b.String(), "UnitCode,Node,Rank,Count\n") {
		t.Error(err, b.String())
	}
	total := 0
	for u := range r.Result.Units {
		_, counts := r.Uncertainty.Runs.RankCounts(u)
		for _, n := range counts {
			total += n
		}
	}
	if total+r.Uncertainty.Runs.Missing() != 50*len(r.Result.Units) {
		t.Errorf("%d ranks for %d units", total, len(r.Result.Units))
	}
	r.Result.Method.Ranking = false
	b.Reset()
	if err := r.Uncertainty.WriteDistribution(&b); err != nil || strings.Count(b.String(), "\n") != 1+21*len(r.Result.Units) {
		t.Error(err, b.String())
	}
}

func TestMethodFaultsHaveLines(t *testing.T) {
	for name, c := range map[string]struct {
		change [2]string
		key    string
		line   int
	}{
		"unknown key":   {[2]string{"screen: 0.5", "sreen: 0.5"}, "score.unknown_key", 7},
		"out of range":  {[2]string{"screen: 0.5", "screen: 1.5"}, "score.out_of_range", 7},
		"no number":     {[2]string{"screen: 0.5", "screen: .nan"}, "score.expected_number", 7},
		"spec":          {[2]string{"missing: threshold:0.5", "missing: guess"}, "score.spec_unknown", 11},
		"band":          {[2]string{"from: 50, to: 100", "from: 40, to: 100"}, "score.bands_overlap", 13},
		"band form":     {[2]string{"from: 50, to: 100", "to: 100"}, "score.band_form", 14},
		"truth":         {[2]string{"ranking: true", "ranking: perhaps"}, "score.expected_truth", 3},
		"twice":         {[2]string{"ranking: true", "ranking: true\nid: other"}, "score.key_twice", 4},
		"list":          {[2]string{"winsor: [1, 2, 3]", "winsor: 1"}, "score.expected_list", 16},
		"map":           {[2]string{"levels: {2: 0.25}", "levels: 2"}, "score.expected_map", 18},
		"no code":       {[2]string{"- code: d", "- name: d"}, "score.code_missing", 33},
		"code twice":    {[2]string{"- code: d", "- code: a"}, "score.code_twice", 33},
		"direction":     {[2]string{"direction: -1", "direction: 0"}, "score.direction", 28},
		"alias":         {[2]string{"ranking: true", "ranking: &x true"}, "score.yaml_shape", 3},
		"yaml":          {[2]string{"ranking: true", "ranking: [true"}, "score.yaml", 0},
		"levels":        {[2]string{"arithmetic;geometric", "min;min;min"}, "score.aggregate_levels", 0},
		"kind":          {[2]string{"id: example", "kind: guess"}, "score.kind_unknown", 1},
		"whole":         {[2]string{"sets: 10", "sets: 1.5"}, "score.expected_whole", 18},
		"negative":      {[2]string{"weight: 3", "weight: -3"}, "score.weight", 29},
		"members empty": {[2]string{"        - code: d\n", "        - code: d\n          members: []\n"}, "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(wholeMethod, c.change[0]) {
				t.Fatal("nothing to change")
			}
			_, err := LoadMethod(text("m.yaml", strings.Replace(wholeMethod, c.change[0], c.change[1], 1)))
			if c.key == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			mustFail(t, err, c.key)
			for _, e := range fault.All(err) {
				if e.Key == c.key && c.line > 0 && e.Where.Line != c.line {
					t.Errorf("%v: not in line %d", e, c.line)
				}
			}
		})
	}
}

func TestEmbeddedMethods(t *testing.T) {
	if got := strings.Join(Embedded(), " "); got != "mgi-coverage nested-means sdg-10-7-2" {
		t.Error(got)
	}
	for _, id := range Embedded() {
		f, ok := EmbeddedMethod(id)
		if !ok {
			t.Fatal(id)
		}
		m, err := LoadMethod(f)
		if err != nil || m.ID != id || m.Ranking || len(m.Title) != 7 {
			t.Errorf("%s: %v %+v", id, err, m)
		}
	}
	if _, ok := EmbeddedMethod("../method"); ok {
		t.Error("a path is no method")
	}
}

// The sister measure: domains are a fifth of the sum of five, the whole is the
// mean of six, four bands, and a missing answer leaves its domain without a
// figure.
func TestSDGMethodOnATable(t *testing.T) {
	header, row := []string{"unit"}, []string{"full"}
	half := []string{"part"}
	gap := []string{"gap"}
	for d := range 6 {
		for k := range 5 {
			header = append(header, "SDG1072-"+string(rune('1'+d))+string(rune('a'+k)))
			row, half, gap = append(row, "1"), append(half, []string{"1", "0.5", "0", "1", "0"}[k]), append(gap, "1")
		}
	}
	gap[3] = ""
	method, _ := EmbeddedMethod("sdg-10-7-2")
	table := strings.Join([]string{strings.Join(header, ","), strings.Join(row, ","), strings.Join(half, ","), strings.Join(gap, ",")}, "\n") + "\n"
	r, err := RunTable(t.Context(), Options{Method: &method, Data: text("d.csv", table), RankDecimals: -1})
	if err != nil {
		t.Fatal(err)
	}
	top, _ := r.Result.Method.Structure.Index("SDG1072")
	if v := r.Result.Figure(0, top); v != 100 {
		t.Error(v)
	}
	if v := r.Result.Figure(1, top); math.Abs(v-50) > 1e-12 {
		t.Error(v)
	}
	if v := r.Result.Figure(2, top); !math.IsNaN(v) {
		t.Error("a missing answer gave", v)
	}
	if r.Result.Ranks(top) != nil {
		t.Error("this method does not rank")
	}
	units := r.Result.units()
	if units[0].Bands["SDG1072"] != "fully" || units[1].Bands["SDG1072"] != "partially" || units[2].Bands["SDG1072"] != "" {
		t.Error(units)
	}
}

func TestTally(t *testing.T) {
	f, _ := EmbeddedMethod("mgi-coverage")
	m, err := LoadMethod(f)
	if err != nil {
		t.Fatal(err)
	}
	tally, err := ReadTally(m, text("a.csv", "unit,domain,indicator,answer\nx,D1,1,absent\nx,D1,2,present\nx,D1,3,\nx,D2,4,unknown\n"))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := tally.WriteCSV(&b); err != nil || b.String() != "UnitCode,Domain,absent,partial,present,unknown,not_applicable,unanswered\nx,D1,1,0,1,0,0,1\nx,D2,0,0,0,1,0,0\n" {
		t.Error(err, b.String())
	}
	_, err = ReadTally(m, text("a.csv", "unit,domain,indicator,answer\nx,D1,1,perhaps\n"))
	mustFail(t, err, "score.rating_unknown")
	_, err = RunTable(t.Context(), Options{Method: &File{Name: "m", Data: strings.NewReader("kind: coverage\noptions: [a]\n")}, Data: text("d", "")})
	mustFail(t, err, "score.method_counts")
}

// Nested means over a structure that comes with the data.
func TestNestedMeans(t *testing.T) {
	method, _ := EmbeddedMethod("nested-means")
	r, err := RunTable(t.Context(), Options{
		Method: &method, Structure: []File{text("s.csv", "code,parent\na,D1\nb,D1\nc,D2\nD1,T\nD2,T\nT,\n")},
		Data: text("d.csv", "unit,a,b,c\nx,100,,0\ny,50,0,\n"), RankDecimals: -1,
	})
	if err != nil {
		t.Fatal(err)
	}
	top, _ := r.Result.Method.Structure.Index("T")
	if r.Result.Figure(0, top) != 50 || r.Result.Figure(1, top) != 25 {
		t.Error(r.Result.Aggregated)
	}
}
