package score

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// All 825 aggregates of the twelve countries are what their members give, with
// blanks skipped: a blank that counted as a zero would make most of them
// differ, which the second half of this test shows.
func TestMIPEX(t *testing.T) {
	r, err := ReadResults(sharedFile(t, "mipex-2014-sample/scores_2014.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if r.Checked != 825 || r.Agreeing != 825 || r.Grave() != 0 || len(r.Units) != 12 {
		t.Errorf("checked %d, agreeing %d, grave %d, units %d", r.Checked, r.Agreeing, r.Grave(), len(r.Units))
	}
	overall := 0
	for _, n := range r.Notes {
		if n.Key == "score.note_overall" {
			overall++
		}
	}
	if overall != 2 {
		t.Errorf("the overall figures without Health and without Education were not found: %v", r.Notes)
	}
	zeroed := 0
	for _, key := range r.Units {
		u := r.book[key]
		for code, members := range r.children {
			p := u.of[code]
			if p == nil || !p.hasValue || r.overall[code] {
				continue
			}
			mean, n := u.mean(members)
			if n > 0 && n < len(members) && mean*float64(n)/float64(len(members)) != float64(p.Value) && float64(p.Value) != 0 {
				zeroed++
			}
		}
	}
	if zeroed < 40 {
		t.Errorf("only %d aggregates would show that a blank was counted as zero", zeroed)
	}
}

// Each damage is found where it was done, and nothing else is.
func TestDamagedResults(t *testing.T) {
	data, err := os.ReadFile(sharedPath(t, "data/mipex-2014-sample/scores_2014.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		from, to, key, unit, code string
		line                      int
	}{
		"figure": {"BEL,2014,dimension,LAB.1,LAB,60\n", "BEL,2014,dimension,LAB.1,LAB,61\n", Differs, "BEL 2014", "LAB.1", 6},
		"text":   {"BEL,2014,indicator,1,LAB.1,50\n", "BEL,2014,indicator,1,LAB.1,fifty\n", TextInNumber, "BEL 2014", "1", 7},
		"twice":  {"BEL,2014,indicator,6,LAB.2,100\n", "BEL,2014,indicator,6,LAB.2,100\nBEL,2014,indicator,6,LAB.2,100\n", RowTwice, "BEL 2014", "6", 14},
		"gone":   {"BEL,2014,indicator,6,LAB.2,100\n", "", MemberMissing, "BEL 2014", "LAB.2", 12},
		"parent": {"BEL,2014,dimension,LAB.3,LAB,30\n", "", ParentMissing, "BEL 2014", "LAB.3", 19},
		"moved":  {"DEU,2014,dimension,LAB.1,LAB", "DEU,2014,dimension,LAB.1,FAM", OtherParent, "DEU 2014", "LAB.1", 0},
	} {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(string(data), c.from) {
				t.Fatal("the line to damage is not there")
			}
			r, err := ReadResults(text("results.csv", strings.Replace(string(data), c.from, c.to, 1)))
			if err != nil {
				t.Fatal(err)
			}
			found := false
			for _, a := range r.Anomalies {
				if a.Key == c.key && a.Unit == c.unit && a.Code == c.code && (c.line == 0 || a.Where.Line == c.line) {
					found = true
				}
			}
			if !found {
				t.Errorf("not found among %v", r.Anomalies[:min(6, len(r.Anomalies))])
			}
		})
	}
}

// workbook makes a workbook with a row per item and a column per unit.
func workbook(t testing.TB, change func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	rows := [][]any{
		{"code", "parent", "name", "Here", "There"},
		{"T", "", "Total", 60, 30},
		{"D1", "T", "One", 50, 30},
		{"D2", "T", "Two", 70, nil},
		{"a", "D1", "A", 0, 30},
		{"b", "D1", "B", 100, nil},
		{"c", "D2", "C", 70, nil},
	}
	for i, r := range rows {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &r); err != nil {
			t.Fatal(err)
		}
	}
	if change != nil {
		change(f)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestResultsWorkbook(t *testing.T) {
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		change func(f *excelize.File)
		key    string
		cell   string
	}{
		"sound":      {nil, "", ""},
		"differs":    {func(f *excelize.File) { must(f.SetCellValue("Sheet1", "D3", 51)) }, Differs, "D3"},
		"text":       {func(f *excelize.File) { must(f.SetCellValue("Sheet1", "D5", "n.d.")) }, TextInNumber, "D5"},
		"as text":    {func(f *excelize.File) { must(f.SetCellStr("Sheet1", "D5", "0")) }, TextNumber, "D5"},
		"row twice":  {func(f *excelize.File) { must(f.DuplicateRow("Sheet1", 5)) }, RowTwice, "D6"},
		"no members": {func(f *excelize.File) { must(f.SetCellValue("Sheet1", "E4", 10)) }, NoMembers, "E4"},
	} {
		t.Run(name, func(t *testing.T) {
			data := workbook(t, c.change)
			if !Recognise(File{Name: "r.xlsx", Data: bytes.NewReader(data)}) {
				t.Error("not recognised")
			}
			r, err := ReadResults(File{Name: "r.xlsx", Data: bytes.NewReader(data)})
			if err != nil {
				t.Fatal(err)
			}
			if c.key == "" {
				if r.Grave() > 0 || r.Checked != 5 || r.Agreeing != 5 {
					t.Errorf("checked %d, agreeing %d: %v", r.Checked, r.Agreeing, r.Anomalies)
				}
				return
			}
			for _, a := range r.Anomalies {
				if a.Key == c.key && a.Where.Sheet == "Sheet1" && a.Where.Cell == c.cell {
					return
				}
			}
			t.Errorf("no %s at %s in %v", c.key, c.cell, r.Anomalies)
		})
	}
}

// Figures published as whole numbers are held against whole numbers.
func TestRoundedResults(t *testing.T) {
	rounded := "unit,code,parent,score\nx,T,,67\nx,a,T,100\nx,b,T,100\nx,c,T,0\ny,T,,33\ny,a,T,0\ny,b,T,0\ny,c,T,100\n"
	r, err := ReadResults(text("r.csv", rounded))
	if err != nil || r.Grave() != 0 || r.Agreeing != 2 {
		t.Error(err, r)
	}
	r, err = ReadResults(text("r.csv", strings.Replace(rounded, "T,,67", "T,,66", 1)))
	if err != nil || r.Grave() != 1 {
		t.Error(err, r)
	}
	_, err = ReadResults(text("r.csv", "one,two\n1,2\n"))
	mustFail(t, err, "score.no_results")
	_, err = ReadResults(text("r.xlsx", "PK\x03\x04 nothing"))
	mustFail(t, err, "score.workbook_broken")
}
