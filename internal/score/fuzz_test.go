package score

import (
	"bytes"
	"context"
	"math"
	"os"
	"strings"
	"testing"

	"sextant/internal/fault"
)

// spoken fails when a reader of foreign bytes answers with anything but faults.
func spoken(t *testing.T, err error) {
	t.Helper()
	if err != nil && len(fault.All(err)) == 0 {
		t.Errorf("no fault: %v", err)
	}
}

func FuzzMethod(f *testing.F) {
	f.Add(wholeMethod)
	f.Add("tree: {code: T, members: [{code: a}]}")
	f.Add("tree:\n  - code: a\n")
	f.Add("? [a]\n: b")
	for _, id := range Embedded() {
		m, _ := EmbeddedMethod(id)
		var b bytes.Buffer
		if _, err := b.ReadFrom(m.Data); err == nil {
			f.Add(b.String())
		}
	}
	f.Fuzz(func(t *testing.T, s string) {
		m, err := LoadMethod(text("m.yaml", s))
		spoken(t, err)
		if err == nil && m.Structure != nil {
			if _, err := m.plan(); err != nil {
				t.Error(err)
			}
		}
	})
}

func FuzzTable(f *testing.F) {
	for _, s := range []string{
		"unit,a,b,P,G\nx,1,2,10,n\ny,3,4,20,n\n", "unit;a;b;P\nx;1;2;10\n", "unit,indicator,value\nx,a,1\nx,b,-1e308\n",
		"unit,a,b,P\nx,1e308,,0\ny,-1e308,NA,1\n", "\ufeffunit,a,b\nx,\"1\",2\n", "1,2\n3,4\n",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, aggregate := range []string{"arithmetic", "geometric", "copeland"} {
			r, err := RunTable(context.Background(), Options{
				Structure: []File{text("meta.csv", smallMeta)}, Data: text("d.csv", s), RankDecimals: -1,
				Aggregate: aggregate, Treat: "winsor:5+log", Impute: "mean",
			})
			spoken(t, err)
			if err != nil {
				continue
			}
			for _, v := range append(r.Result.Aggregated.Data, r.Result.Normalised.Data...) {
				if math.IsInf(v, 0) {
					t.Error("an infinity came out")
				}
			}
			var b bytes.Buffer
			if err := r.WriteJSON(&b, words); err != nil {
				t.Error(err)
			}
		}
	})
}

func FuzzStructure(f *testing.F) {
	f.Add(smallMeta)
	f.Add("code,parent\na,T\nT,U\nU,T\n")
	f.Add("IndCode,Agg1,Agg2\na,T,X\nb,T,X\n")
	f.Fuzz(func(t *testing.T, s string) {
		st, err := ReadStructure(text("meta.csv", s))
		spoken(t, err)
		if err == nil && (st.Leaves < 1 || st.tree == nil) {
			t.Error("an empty structure passed")
		}
	})
}

func FuzzCoders(f *testing.F) {
	f.Add("unit,A,B\nx,1,2\ny,absent,present\n")
	f.Add("1,NA,2\n2,2,2\n")
	f.Add("unit,indicator,coder,value\nx,1,A,1\nx,1,B,1\n")
	f.Fuzz(func(t *testing.T, s string) {
		c, err := ReadCoders(text("a.csv", s), CoderOptions{})
		spoken(t, err)
		if err != nil {
			return
		}
		if c.Data.Rows*c.Data.Cols > 10_000 {
			return
		}
		_, err = c.Agreement(context.Background(), AgreementOptions{Resamples: 3, Level: .9})
		spoken(t, err)
	})
}

func FuzzResults(f *testing.F) {
	f.Add([]byte("unit,code,parent,score\nx,T,,67\nx,a,T,100\nx,b,T,100\nx,c,T,0\n"))
	f.Add([]byte("unit,code,parent,score\nx,T,T,1\nx,T,U,2\nx,U,T,z\n"))
	f.Add([]byte("code,parent,X,Y\nT,,1,2\na,T,1,\n"))
	f.Add(workbook(f, nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := ReadResults(File{Name: "r", Data: bytes.NewReader(b)})
		spoken(t, err)
		if err == nil && r.Agreeing > r.Checked {
			t.Error("more agree than were checked")
		}
	})
}

// The seeds of the fuzz tests that stand beside the project, where they do.
func TestSharedFilesAreReadWhole(t *testing.T) {
	for _, path := range []string{"asem/indicators_raw.csv", "asem/indicators_input.csv"} {
		data, err := os.ReadFile(sharedPath(t, "data/"+path))
		if err != nil {
			t.Fatal(err)
		}
		table, err := ReadTable(File{Name: path, Data: bytes.NewReader(data)}, Wanted{Figures: []string{"Goods", "NEET"}})
		if err != nil || len(table.Units) != 51 || len(table.Unused) < 40 || strings.Join(table.Columns, " ") != "Goods NEET" {
			t.Error(err, table)
		}
	}
}
