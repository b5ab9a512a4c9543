package score

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"testing"

	"sextant/internal/framework"
)

func agreement(t *testing.T, data string, o CoderOptions, resamples int) []AgreementFigure {
	t.Helper()
	c, err := ReadCoders(text("a.csv", data), o)
	if err != nil {
		t.Fatal(err)
	}
	f, err := c.Agreement(t.Context(), AgreementOptions{Resamples: resamples, Level: .95, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func figure(t *testing.T, all []AgreementFigure, name, weighting string) AgreementFigure {
	t.Helper()
	for _, f := range all {
		if f.Name == name && f.Weighting == weighting && f.Indicator == "" {
			return f
		}
	}
	t.Fatalf("no %s %s", name, weighting)
	return AgreementFigure{}
}

// Krippendorff (2011), examples C and D, read from a file in three layouts.
func TestAgreementLayouts(t *testing.T) {
	columns := [][]string{
		{"1", "2", "3", "3", "2", "1", "4", "1", "2", "", "", ""},
		{"1", "2", "3", "3", "2", "2", "4", "1", "2", "5", "", "3"},
		{"", "3", "3", "3", "2", "3", "4", "2", "2", "5", "1", ""},
		{"1", "2", "3", "3", "2", "4", "4", "1", "2", "5", "1", ""},
	}
	var wide, bare, long strings.Builder
	wide.WriteString("unit,A,B,C,D\n")
	long.WriteString("unit,coder,value\n")
	for u := range 12 {
		wide.WriteString("u" + string(rune('a'+u)))
		for c := range columns {
			wide.WriteString("," + columns[c][u])
			if c > 0 {
				bare.WriteString(",")
			}
			if columns[c][u] == "" {
				bare.WriteString("NA")
			} else {
				bare.WriteString(columns[c][u])
				long.WriteString("u" + string(rune('a'+u)) + "," + string(rune('A'+c)) + "," + columns[c][u] + "\n")
			}
		}
		wide.WriteString("\n")
		bare.WriteString("\n")
	}
	for name, data := range map[string]string{"wide": wide.String(), "bare": bare.String(), "long": long.String()} {
		all := agreement(t, data, CoderOptions{}, 0)
		for weighting, want := range map[string]float64{"nominal": .743, "ordinal": .815, "interval": .849, "ratio": .797} {
			if got := figure(t, all, "alpha", weighting); math.Abs(float64(got.Value)-want) > .0005 {
				t.Errorf("%s, %s: %v", name, weighting, got)
			}
		}
		if g := figure(t, all, "gwet", "identity"); math.Abs(float64(g.Value)-.77544) > 5e-6 || g.Units != 12 || g.Pairable != 11 {
			t.Errorf("%s: %+v", name, g)
		}
	}
}

// Answers in the programme's words need no scale; states are no ratings.
func TestAgreementOfWords(t *testing.T) {
	data := "item,first,second\nL-1,present,present\nL-2,partial,absent\nL-3,absent,absent\nL-4,unknown,present\nL-5,present,partial\n"
	all := agreement(t, data, CoderOptions{Ignore: []string{"unknown"}}, 200)
	k := figure(t, all, "kappa", "quadratic")
	if k.Coders != "first / second" || !(k.Low <= k.Value && k.Value <= k.High) || k.Resamples != 200 || k.Pairable != 4 {
		t.Errorf("%+v", k)
	}
	for _, f := range all {
		if f.Name == "alpha" && (f.Weighting == "interval" || f.Weighting == "ratio") {
			t.Errorf("words have no %s", f.Weighting)
		}
	}
	c, err := ReadCoders(text("a.csv", data), CoderOptions{Ignore: []string{"unknown"}})
	if err != nil || len(c.Notes) != 1 || c.Notes[0].Args["count"] != 1 {
		t.Error(err, c)
	}
	var a, b bytes.Buffer
	if err := WriteAgreement(&a, all); err != nil || strings.Count(a.String(), "\n") != len(all)+1 {
		t.Error(err, a.String())
	}
	if err := WriteAgreementJSON(&b, all, c.Notes); err != nil || !strings.Contains(b.String(), `"coefficient": "kappa"`) {
		t.Error(err, b.String())
	}
}

// By indicator, where the file has indicators: each for itself and all together.
func TestAgreementByIndicator(t *testing.T) {
	all := agreement(t, "unit,indicator,coder,answer\nx,1,A,1\nx,1,B,1\ny,1,A,2\ny,1,B,2\nx,2,A,1\nx,2,B,2\ny,2,A,2\ny,2,B,1\n", CoderOptions{}, 0)
	seen := map[string]Number{}
	for _, f := range all {
		if f.Name == "raw" {
			seen[f.Indicator] = f.Value
		}
	}
	if seen[""] != .5 || seen["1"] != 1 || seen["2"] != 0 {
		t.Error(seen)
	}
}

func TestAgreementFaults(t *testing.T) {
	for data, key := range map[string]string{
		"unit,A\nx,1\n":                             "score.two_coders",
		"unit,A,B\nx,1,good\n":                      "score.rating_word",
		"unit,A,B\nx,1,2\nx,1,2\n":                  "score.item_twice",
		"unit,coder,value\nx,A,1\nx,A,2\nx,B,1\n":   "score.answer_twice",
		"unit,A,B\nx,absent,present\ny,absent,no\n": "score.rating_word",
	} {
		_, err := ReadCoders(text("a.csv", data), CoderOptions{})
		mustFail(t, err, key)
	}
	_, err := ReadCoders(text("a.csv", "unit,A,B\nx,low,middling\n"), CoderOptions{Scale: []string{"low", "high"}})
	mustFail(t, err, "score.rating_unknown")
}

// Two coders of one book: figures for all and for each domain; states are no
// ratings.
func TestCodersOfABook(t *testing.T) {
	f := book(t, "sdg-10-7-2")
	first, second := best(f), best(f)
	second["SDG1072-2a"], first["SDG1072-4d"] = "no", "unknown"
	all := CodersOf(f, []string{"first", "second"}, []map[framework.Code]string{first, second})
	if len(all) != 2 || len(all[0].Units)+len(all[1].Units) != 30 {
		t.Fatalf("%+v", all)
	}
	for _, c := range all {
		figures, err := c.Agreement(t.Context(), AgreementOptions{Resamples: 20, Level: .9, Seed: 1})
		if err != nil || len(figures) == 0 {
			t.Fatal(err)
		}
		for _, g := range figures {
			if g.Name == "gwet" && g.Indicator == "" && !(g.Value > .9) {
				t.Errorf("%+v", g)
			}
		}
	}
}

func TestAnomaliesAsCSV(t *testing.T) {
	r, err := ReadResults(text("r.csv", "unit,code,parent,score\nx,T,,60\nx,a,T,100\nx,b,T,none\n"))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := r.WriteAnomalies(&b, func(a Anomaly) string { return a.Key }); err != nil ||
		!strings.Contains(b.String(), "differs,1,r.csv:2:6,x,T,,60,100,") || !strings.Contains(b.String(), "text,1,r.csv:4:7,x,b,,,,") {
		t.Error(err, b.String())
	}
}

// So many different answers are measurements: what looks at all pairs of them
// is left out, and said to be.
func TestManyAnswers(t *testing.T) {
	var b strings.Builder
	b.WriteString("unit,A,B\n")
	for k := range 500 {
		b.WriteString("u" + strconv.Itoa(k) + "," + strconv.Itoa(k) + "," + strconv.Itoa(k+1) + "\n")
	}
	c, err := ReadCoders(text("a.csv", b.String()), CoderOptions{})
	if err != nil {
		t.Fatal(err)
	}
	all, err := c.Agreement(t.Context(), AgreementOptions{})
	if err != nil || len(c.Notes) != 1 || c.Notes[0].Key != "score.note_many_answers" {
		t.Fatal(err, c.Notes)
	}
	if k := figure(t, all, "kappa", "linear"); k.Value == k.Value {
		t.Errorf("%+v", k)
	}
	if a := figure(t, all, "alpha", "interval"); !(a.Value > .99) {
		t.Errorf("%+v", a)
	}
}
