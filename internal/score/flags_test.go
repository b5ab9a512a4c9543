package score

import (
	"context"
	"math"
	"testing"

	"sextant/internal/fault"
)

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
		"denominate": {
			func(o *Options) { o.Denominate = true },
			map[string]float64{"w": 0, "z": 100},
			"",
		},
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
