package score

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"sextant/internal/fault"
)

func words(n Note) string { return n.Key }

// frame reads back a CSV that we wrote: figure by unit and column.
func frame(t *testing.T, write func(w *bytes.Buffer) error) map[string]map[string]string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return frameOf(t, b.Bytes())
}

func frameOf(t *testing.T, data []byte) map[string]map[string]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]map[string]string{}
	for _, r := range rows[1:] {
		out[r[0]] = map[string]string{}
		for j, h := range rows[0] {
			out[r[0]][h] = r[j]
		}
	}
	return out
}

// compare holds what was written against a published file.
func compare(t *testing.T, got map[string]map[string]string, file string, tolerance float64) {
	t.Helper()
	data, err := os.ReadFile(sharedPath(t, "data/"+file))
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for unit, row := range frameOf(t, data) {
		for column, text := range row {
			if column == "UnitCode" || column == "UnitName" {
				continue
			}
			want, _ := strconv.ParseFloat(text, 64)
			have, err := strconv.ParseFloat(got[unit][column], 64)
			if err != nil || math.Abs(have-want) > tolerance {
				t.Errorf("%s, %s, %s: %s, published %s", file, unit, column, got[unit][column], text)
			}
			checked++
		}
	}
	if checked < 500 {
		t.Errorf("%s: only %d figures were compared", file, checked)
	}
}

func checkASEM(t *testing.T, r *Report, tolerance float64) {
	t.Helper()
	compare(t, frame(t, func(w *bytes.Buffer) error { return r.Result.WriteNormalised(w) }), "asem/normalised_minmax_0_100.csv", tolerance)
	compare(t, frame(t, func(w *bytes.Buffer) error { return r.Result.WriteAggregated(w) }), "asem/aggregated_arithmetic.csv", tolerance)
	compare(t, frame(t, func(w *bytes.Buffer) error { return r.Result.WriteRanks(w) }), "asem/ranks.csv", 0)
}

// The command line of the issue, on the treated inputs, with the structure in
// either of its layouts: every published value to 1e-9. The package ranked
// figures rounded to two decimals, so it is asked for that here.
func TestASEMFromTreatedInputs(t *testing.T) {
	layouts := map[string][]string{"meta": {"asem/meta.csv"}, "lists": {"asem/indicators.csv", "asem/aggregates.csv"}}
	for name, files := range layouts {
		t.Run(name, func(t *testing.T) {
			o := Options{Data: sharedFile(t, "asem/indicators_input.csv"), Normalise: "minmax", Range: "0,100", Aggregate: "arithmetic", RankDecimals: 2}
			for _, f := range files {
				o.Structure = append(o.Structure, sharedFile(t, f))
			}
			r, err := RunTable(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			checkASEM(t, r, 1e-9)
			if len(r.Notes()) != 0 {
				t.Errorf("notes %v", r.Notes())
			}
		})
	}
}

func rawASEM(t *testing.T) Options {
	return Options{Structure: []File{sharedFile(t, "asem/meta.csv")}, Data: sharedFile(t, "asem/indicators_raw.csv"), Denominate: true,
		Impute: "group-mean:EurAsia_group", Screen: .9, Treat: "winsor:5", Normalise: "minmax:0,100", Aggregate: "arithmetic", RankDecimals: 2}
}

// From raw figures the published results are met to the ten digits in which the
// package published its inputs (1e-9 of the scale of 0 to 100).
func TestASEMFromRawInputs(t *testing.T) {
	r, err := RunTable(t.Context(), rawASEM(t))
	if err != nil {
		t.Fatal(err)
	}
	checkASEM(t, r, 2e-7)
	filled, treated := 0, 0
	for _, n := range r.Notes() {
		switch n.Key {
		case "score.note_imputed":
			filled++
		case "score.note_winsorised":
			treated++
		}
	}
	if filled != 65 || treated != 15 { // 63 empty cells, and two whose denominator is empty
		t.Errorf("%d cells filled, %d indicators treated", filled, treated)
	}
}

// The vignette of the reference package: 500 replications, ranks within reach.
func TestASEMUncertainty(t *testing.T) {
	o := rawASEM(t)
	o.Vary = []string{"winsor:1,2,3,4,5", "normalise:minmax:1,100|zscore:10,2", "weights:2=0.25,3=0.25", "sets:100", "aggregate:arithmetic|geometric"}
	o.Uncertainty, o.Sensitivity, o.Seed = 500, 200, 3
	r, err := RunTable(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	first := r.Uncertainty.Outcomes()
	for _, u := range first {
		if u.Ranks.Count != 500 || !(u.Ranks.Least <= u.Ranks.Low && u.Ranks.Low <= u.Ranks.Median && u.Ranks.Median <= u.Ranks.High && u.Ranks.High <= 51) {
			t.Errorf("%+v", u)
		}
		if u.Unit == "CHE" && (u.Rank != 1 || u.Ranks.Median > 2) {
			t.Errorf("Switzerland: %+v", u)
		}
	}
	var a, b bytes.Buffer
	if err := r.WriteJSON(&a, words); err != nil {
		t.Fatal(err)
	}
	o = rawASEM(t)
	o.Vary = []string{"winsor:1,2,3,4,5", "normalise:minmax:1,100|zscore:10,2", "weights:2=0.25,3=0.25", "sets:100", "aggregate:arithmetic|geometric"}
	o.Uncertainty, o.Sensitivity, o.Seed = 500, 200, 3
	again, err := RunTable(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if err := again.WriteJSON(&b, words); err != nil || !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("the same seed gave other bytes", err)
	}
	var c bytes.Buffer
	if err := r.Uncertainty.WriteCSV(&c); err != nil || strings.Count(c.String(), "\n") != 52 {
		t.Error(err, c.String())
	}
	if err := r.Sensitivity.WriteCSV(&c); err != nil || len(r.Sensitivity.Factors) != 4 {
		t.Error(err, r.Sensitivity.Factors)
	}
}

const smallMeta = "iCode,iName,Level,Direction,Weight,Denominator,Parent,Type\na,A,1,1,1,,T,Indicator\nb,B,1,-1,2,P,T,Indicator\nT,Total,2,1,1,,,Aggregate\nP,People,,,,,,Denominator\nG,Group,,,,,,Group\n"

func small(t *testing.T, data string, change func(*Options)) (*Report, error) {
	t.Helper()
	o := Options{Structure: []File{text("meta.csv", smallMeta)}, Data: text("data.csv", data), RankDecimals: -1}
	if change != nil {
		change(&o)
	}
	return RunTable(context.Background(), o)
}

// What a table may hold, and what is said of it.
func TestTablesAtTheirEdges(t *testing.T) {
	for name, c := range map[string]struct {
		data, fails string
		line        int
		note        string
	}{
		"sound":        {data: "unit,a,b,P,G\nx,1,2,10,n\ny,3,4,20,n\n"},
		"semicolons":   {data: "unit;a;b;P\nx;1;2;10\ny;3;4;20\n"},
		"byte order":   {data: "\ufeffunit,a,b,P\nx,1,2,10\ny,3,4,20\n"},
		"long":         {data: "unit,indicator,value\nx,a,1\nx,b,2\nx,P,10\ny,a,3\ny,b,4\ny,P,20\n"},
		"missing":      {data: "unit,a,b,P\nx,1,,10\ny,3,NA,20\nz,.,4,5\n", note: "score.note_missing"},
		"one unit":     {data: "unit,a,b,P\nx,1,2,10\n", note: "score.note_constant"},
		"constant":     {data: "unit,a,b,P\nx,5,2,10\ny,5,4,10\n", note: "score.note_constant"},
		"empty column": {data: "unit,a,b,P\nx,,2,10\ny,,4,10\n", note: "score.note_empty"},
		"zero people":  {data: "unit,a,b,P\nx,1,2,0\ny,3,4,20\nz,3,5,20\n", note: "score.note_denominator"},
		"unused":       {data: "unit,a,b,P,more\nx,1,2,10,q\ny,3,4,20,r\n", note: "score.note_column_unused"},
		"huge":         {data: "unit,a,b,P\nx,1e308,-1e308,1\ny,-1e308,1e308,1\n"},
		"NaN":          {data: "unit,a,b,P\nx,1,2,10\ny,NaN,4,20\n", fails: "score.not_a_number", line: 3},
		"Inf":          {data: "unit,a,b,P\nx,1,-Inf,10\n", fails: "score.not_a_number", line: 2},
		"1e999":        {data: "unit,a,b,P\nx,1,1e999,10\n", fails: "score.not_a_number", line: 2},
		"hex":          {data: "unit,a,b,P\nx,1,0x10,10\n", fails: "score.not_a_number", line: 2},
		"text":         {data: "unit,a,b,P\nx,1,\"12,5\",10\n", fails: "score.not_a_number", line: 2},
		"twice":        {data: "unit,a,b,P\nx,1,2,10\nx,1,2,10\n", fails: "score.unit_twice", line: 3},
		"cell twice":   {data: "unit,indicator,value\nx,a,1\nx,a,2\n", fails: "score.cell_twice", line: 3},
		"no unit":      {data: "unit,a,b,P\n,1,2,10\n", fails: "score.unit_missing", line: 2},
		"no column":    {data: "unit,a,P\nx,1,2\n", fails: "score.column_missing", line: 1},
		"short row":    {data: "unit,a,b,P\nx,1,2\n", fails: "score.row_length", line: 2},
		"quotes":       {data: "unit,a,b,P\nx,1,\"2,10\n", fails: "score.csv_syntax"},
		"empty":        {data: "", fails: "score.empty_file"},
		"header alone": {data: "unit,a,b,P\n", fails: "score.no_rows"},
		"header twice": {data: "unit,a,a,P\nx,1,2,3\n", fails: "score.column_twice"},
		"no header":    {data: "1,2,3\n4,5,6\n", fails: "score.no_header"},
		"encoding":     {data: "unit,a,b,P\n\xff,1,2,3\n", fails: "score.not_utf8", line: 2},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := small(t, c.data, func(o *Options) { o.Denominate = true })
			if c.fails != "" {
				mustFail(t, err, c.fails)
				if all := fault.All(err); c.line > 0 && (len(all) == 0 || all[0].Where.Line != c.line) {
					t.Errorf("%v: not in line %d", err, c.line)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			found := c.note == ""
			for _, n := range r.Notes() {
				found = found || n.Key == c.note
			}
			if !found {
				t.Errorf("no note %s in %v", c.note, r.Notes())
			}
			for _, v := range r.Result.Aggregated.Data {
				if math.IsInf(v, 0) {
					t.Error("an infinity came out")
				}
			}
		})
	}
}

func TestStructuresThatAreNone(t *testing.T) {
	for fails, meta := range map[string]string{
		"score.cycle":             "code,parent\na,T\nT,U\nU,T\n",
		"score.code_twice":        "code,parent\na,T\na,T\nT,\n",
		"score.parent_unknown":    "code,parent\na,T\nb,X\nT,\n",
		"score.no_tree":           "code,parent\na,\nb,\n",
		"score.direction":         "code,parent,direction\na,T,2\nT,,\n",
		"score.weight":            "code,parent,weight\na,T,-1\nT,,\n",
		"score.not_a_number":      "code,parent,weight\na,T,NaN\nT,,\n",
		"score.no_members":        "code,parent,level\na,T,1\nT,,2\nU,,2\n",
		"score.node_type":         "code,parent,type\na,T,Indicator\nT,,Thing\n",
		"score.structure_columns": "one,two\na,b\n",
		"score.two_parents":       "IndCode,Agg1,Agg2\na,T,X\nb,T,Y\n",
		"score.code_missing":      "code,parent\n,T\na,T\nT,\n",
	} {
		_, err := ReadStructure(text("meta.csv", meta))
		mustFail(t, err, fails)
	}
}

func TestFlags(t *testing.T) {
	data := "unit,a,b,P,G\nw,1,8,1,n\nx,2,6,2,n\ny,3,4,1,s\nz,,2,4,s\n"
	for name, c := range map[string]struct {
		change func(*Options)
		want   map[string]float64 // T by unit
		fails  string
	}{
		"plain":     {nil, map[string]float64{"w": 0, "x": (50 + 2*100.0/3) / 3, "y": (100 + 2*200.0/3) / 3, "z": 100}, ""},
		"propagate": {func(o *Options) { o.Missing = "propagate" }, map[string]float64{"w": 0, "z": nan}, ""},
		"threshold": {func(o *Options) { o.Missing = "threshold:0.5" }, map[string]float64{"z": 100}, ""},
		"stricter":  {func(o *Options) { o.Missing = "threshold:0.51" }, map[string]float64{"z": nan}, ""},
		"mean":      {func(o *Options) { o.Impute = "mean" }, map[string]float64{"z": (50 + 200) / 3.0}, ""},
		"group":     {func(o *Options) { o.Impute = "group-mean:G" }, map[string]float64{"z": 100}, ""},
		"weights": {func(o *Options) {
			w := text("w.csv", "iCode,Level,Weight\na,1,1\nb,1,0\n")
			o.Weights = &w
		}, map[string]float64{"x": 50, "z": nan}, ""},
		"geometric": {func(o *Options) { o.Aggregate, o.Range = "geometric", "1,100" }, map[string]float64{"w": 1, "y": math.Cbrt(100 * 67 * 67)}, ""},
		"zero":      {func(o *Options) { o.Aggregate = "geometric" }, map[string]float64{"w": nan}, ""},
		"harmonic":  {func(o *Options) { o.Aggregate, o.Range = "harmonic", "1,100" }, map[string]float64{"y": 3 / (1/100.0 + 2/67.0)}, ""},
		"power":     {func(o *Options) { o.Aggregate = "generalised:2" }, map[string]float64{"y": math.Sqrt((10000 + 2*math.Pow(200.0/3, 2)) / 3)}, ""},
		"prank":     {func(o *Options) { o.Normalise = "prank" }, map[string]float64{"w": 0, "x": (.5 + 2/3.0) / 3, "z": 1}, ""},
		"borda":     {func(o *Options) { o.Normalise = "borda" }, map[string]float64{"y": (2 + 2*2) / 3.0}, ""},
		"rank":      {func(o *Options) { o.Normalise = "rank" }, map[string]float64{"y": (3 + 2*3) / 3.0}, ""},
		"dist2max":  {func(o *Options) { o.Normalise = "dist2max" }, map[string]float64{"y": (1 + 2*2/3.0) / 3}, ""},
		"zscore":    {func(o *Options) { o.Normalise = "zscore:10,2" }, map[string]float64{"y": (12 + 2*(10+2/math.Sqrt(20.0/3))) / 3}, ""},
		"scaled":    {func(o *Options) { o.Normalise = "scaled:0,100" }, map[string]float64{"y": (3 - 2*4) / 3.0}, ""},
		"screen":    {func(o *Options) { o.Screen = .8 }, map[string]float64{"x": (50 + 2*50.0) / 3}, ""},
		"denominate": {func(o *Options) { o.Denominate = true },
			map[string]float64{"w": 0, "z": 100}, ""},
		"unknown word":   {func(o *Options) { o.Normalise = "magic" }, nil, "score.spec_unknown"},
		"no figure":      {func(o *Options) { o.Normalise = "minmax:a,b" }, nil, "score.spec_figure"},
		"no width":       {func(o *Options) { o.Normalise = "minmax:5,5" }, nil, "score.spec_parameters"},
		"NaN":            {func(o *Options) { o.Missing = "threshold:NaN" }, nil, "score.spec_figure"},
		"no group":       {func(o *Options) { o.Impute = "group-mean:Nowhere" }, nil, "score.column_missing"},
		"power missing":  {func(o *Options) { o.Aggregate = "generalised" }, nil, "score.spec_parameters"},
		"levels":         {func(o *Options) { o.Aggregate = "median;min" }, nil, "score.aggregate_levels"},
		"treat":          {func(o *Options) { o.Treat = "winsor:-1" }, nil, "score.spec_parameters"},
		"all screened":   {func(o *Options) { o.Screen = 2 }, nil, "score.out_of_range"},
		"target":         {func(o *Options) { o.Uncertainty, o.Target = 5, "nothing" }, nil, "score.target_unknown"},
		"dist2target":    {func(o *Options) { o.Normalise = "dist2target" }, nil, "score.target_missing"},
		"unknown vary":   {func(o *Options) { o.Vary = []string{"colour"} }, nil, "score.spec_unknown"},
		"weight of none": {func(o *Options) { w := text("w.csv", "iCode,Weight\nq,1\n"); o.Weights = &w }, nil, "score.code_unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := small(t, data, c.change)
			if c.fails != "" {
				mustFail(t, err, c.fails)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			for i, u := range r.Result.Units {
				want, asked := c.want[u]
				got := r.Result.Figure(i, 2)
				if asked && math.IsNaN(want) != math.IsNaN(got) || math.Abs(got-want) > 1e-12*max(1, math.Abs(want)) && asked {
					t.Errorf("%s: %.17g, want %.17g", u, got, want)
				}
			}
		})
	}
}

// Every figure comes apart into what it was made of.
func TestExplanation(t *testing.T) {
	r, err := small(t, "unit,a,b,P\nw,1,8,1\nx,2,6,2\ny,3,4,1\nz,,2,4\n", nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range r.Result.Units {
		e, sum := r.Result.Explain(i, 2), 0.0
		for _, p := range e.Parts {
			if p.Reason == "" {
				sum += p.Contribution
			}
		}
		if math.Abs(sum-e.Value) > 1e-12 {
			t.Errorf("%s: parts give %v, the figure is %v", e.Unit, sum, e.Value)
		}
	}
	z := r.Result.Explain(3, 2)
	if z.Parts[0].Reason != ReasonMissing || z.Parts[1].Share != 1 {
		t.Errorf("%+v", z)
	}
	var b bytes.Buffer
	if err := r.Result.WriteContributions(&b); err != nil || !strings.Contains(b.String(), "z,T,a,,1,,,missing") {
		t.Error(err, b.String())
	}
	if err := WriteNotes(&b, r.Notes(), words); err != nil || !strings.Contains(b.String(), "missing,z,a,") {
		t.Error(err, b.String())
	}
}

// A blank that counted as zero would give another figure: this is the figure
// without it.
func TestBlankIsNotZero(t *testing.T) {
	blank, err := small(t, "unit,a,b,P\nw,,8,1\nx,2,6,2\ny,3,4,1\n", func(o *Options) { o.Normalise = "none" })
	if err != nil {
		t.Fatal(err)
	}
	zero, err := small(t, "unit,a,b,P\nw,0,8,1\nx,2,6,2\ny,3,4,1\n", func(o *Options) { o.Normalise = "none" })
	if err != nil {
		t.Fatal(err)
	}
	if v := blank.Result.Figure(0, 2); v != -8 {
		t.Errorf("with a blank: %v", v)
	}
	if v := zero.Result.Figure(0, 2); v == -8 {
		t.Error("a zero is a figure")
	}
}

// Figures are written so that reading them back gives the same bits.
func TestSeventeenDigits(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		v := math.Float64frombits(rng.Uint64())
		if math.IsNaN(v) || math.IsInf(v, 0) {
			continue
		}
		back, err := strconv.ParseFloat(Figure(v), 64)
		if err != nil || back != v {
			t.Fatalf("%v became %q", v, Figure(v))
		}
	}
	if Figure(0.1) != "0.10000000000000001" || Figure(100) != "100" || Figure(nan) != "" {
		t.Error(Figure(0.1), Figure(100), Figure(nan))
	}
}

// Names that a spreadsheet would take for a formula are defused.
func TestNoFormulaInCSV(t *testing.T) {
	r, err := small(t, "unit,name,a,b,P\nw,=1+1,1,8,1\n-5,\"x, y\",2,6,2\n", nil)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := r.Result.WriteAggregated(&b); err != nil || !strings.Contains(b.String(), "w,'=1+1,") || !strings.Contains(b.String(), "-5,\"x, y\",") {
		t.Error(err, b.String())
	}
}

// A table of 100,000 units by 300 indicators fits: it is read once and the
// steps share its memory.
func TestLargeTable(t *testing.T) {
	if testing.Short() {
		t.Skip("thirty million cells take a while")
	}
	units := 10_000
	if os.Getenv("SEXTANT_LARGE") != "" {
		units = 100_000
	}
	const indicators = 300
	var meta strings.Builder
	meta.WriteString("code,parent\n")
	header := []string{"unit"}
	for j := range indicators {
		fmt.Fprintf(&meta, "i%d,d%d\n", j, j%6)
		header = append(header, fmt.Sprintf("i%d", j))
	}
	for d := range 6 {
		fmt.Fprintf(&meta, "d%d,top\n", d)
	}
	meta.WriteString("top,\n")
	r, err := RunTable(t.Context(), Options{Structure: []File{text("meta.csv", meta.String())}, RankDecimals: -1,
		Data: File{Name: "large.csv", Data: &endless{header: strings.Join(header, ",") + "\n", rows: units, columns: indicators}}})
	if err != nil {
		t.Fatal(err)
	}
	if r.Result.Aggregated.Rows != units || !r.Result.lean() && units == 100_000 {
		t.Error("the table was not read whole")
	}
}

func (r *Result) lean() bool { return r.chain.InPlace }

// endless writes a table as it is read, so that the test holds none of it.
type endless struct {
	header        string
	rows, columns int
	row           int
	left          []byte
}

func (e *endless) Read(p []byte) (int, error) {
	if len(e.left) == 0 {
		switch {
		case e.header != "":
			e.left, e.header = []byte(e.header), ""
		case e.row == e.rows:
			return 0, io.EOF
		default:
			e.left = fmt.Appendf(e.left[:0], "u%d", e.row)
			for j := range e.columns {
				e.left = append(e.left, ',')
				e.left = strconv.AppendInt(e.left, int64((e.row*31+j*j*17)%997), 10)
			}
			e.left = append(e.left, '\n')
			e.row++
		}
	}
	n := copy(p, e.left)
	e.left = e.left[n:]
	return n, nil
}
