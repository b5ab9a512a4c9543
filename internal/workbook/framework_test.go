package workbook_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"sextant/frameworks"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/locale"
	"sextant/internal/workbook"
)

func frameworkBytes(t testing.TB, f *framework.Framework, tag lang.Tag) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := workbook.WriteFramework(&b, f, tag); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Every book that is shipped goes out and comes back the same.
func TestFrameworkWorkbookRoundTrip(t *testing.T) {
	tags := []lang.Tag{lang.English, lang.Arabic, lang.Spanish, lang.Chinese}
	for i, f := range frameworks.All() {
		data := frameworkBytes(t, f, tags[i%len(tags)])
		again, err := workbook.ReadFramework("book.xlsx", bytes.NewReader(data), frameworks.All()...)
		if err != nil {
			t.Fatalf("%s: %v", f.Ref, err)
		}
		if diff := cmp.Diff(f, again); diff != "" {
			t.Errorf("%s changed:\n%s", f.Ref, diff)
		}
		if framework.Hash(f) != framework.Hash(again) {
			t.Errorf("%s: another hash", f.Ref)
		}
	}
}

func TestFrameworkWorkbookIsReproducible(t *testing.T) {
	f, _ := frameworks.Latest("sdg-10-7-2")
	if !bytes.Equal(frameworkBytes(t, f, lang.French), frameworkBytes(t, f, lang.French)) {
		t.Error("the same framework gave other bytes")
	}
}

// small is the SDG book cut to what a test can read.
func small(t *testing.T) *framework.Framework {
	t.Helper()
	f, ok := frameworks.Latest("sdg-10-7-2")
	if !ok {
		t.Fatal("the SDG book is not there")
	}
	return f
}

// edit opens a workbook, changes it and gives its bytes.
func edit(t *testing.T, data []byte, change func(*excelize.File)) []byte {
	t.Helper()
	file, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	change(file)
	var b bytes.Buffer
	if err := file.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// set writes a cell below the column whose hidden key is given.
func set(t *testing.T, file *excelize.File, key string, row int, value any) string {
	t.Helper()
	for _, sheet := range file.GetSheetList() {
		for column := 1; column <= 120; column++ {
			head, err := excelize.CoordinatesToCellName(column, 1)
			if err != nil {
				t.Fatal(err)
			}
			if found, err := file.GetCellValue(sheet, head); err != nil || found != key {
				continue
			}
			cell, err := excelize.CoordinatesToCellName(column, row)
			if err != nil {
				t.Fatal(err)
			}
			if err := file.SetCellValue(sheet, cell, value); err != nil {
				t.Fatal(err)
			}
			return cell
		}
	}
	t.Fatalf("there is no column %s", key)
	return ""
}

// What a person gets wrong is told by sheet and cell, in their words.
func TestFrameworkWorkbookFaultsHaveCells(t *testing.T) {
	data := frameworkBytes(t, small(t), lang.English)
	tests := []struct {
		name   string
		change func(*excelize.File) string // gives the cell that the fault should name
		key    string
		sheet  string
		batch  int // changes of one batch go into one workbook
	}{
		{"code twice", func(f *excelize.File) string { return set(t, f, "indicators.code", 4, "SDG1072-1a") }, "framework.code_twice", "Indicators", 0},
		{"unknown domain", func(f *excelize.File) string { return set(t, f, "indicators.domain", 5, "D9") }, "framework.domain_unknown", "Indicators", 0},
		{"unknown scale", func(f *excelize.File) string { return set(t, f, "indicators.scale", 5, "nowhere") }, "framework.scale_unknown", "Indicators", 0},
		{"objective out of range", func(f *excelize.File) string { return set(t, f, "indicators.gcm", 6, "3, 24") }, "framework.gcm_range", "Indicators", 0},
		{"objective in words", func(f *excelize.File) string { return set(t, f, "indicators.gcm", 6, "three") }, "framework.expected_whole", "Indicators", 1},
		{"question missing in one language", func(f *excelize.File) string { return set(t, f, "indicators.question.pt", 7, "") }, "framework.language_missing", "Indicators", 0},
		{"weight in words", func(f *excelize.File) string { return set(t, f, "indicators.weight", 7, "heavy") }, "framework.expected_number", "Indicators", 0},
		{"weight of zero", func(f *excelize.File) string { return set(t, f, "indicators.weight", 7, 0) }, "framework.weight_positive", "Indicators", 1},
		{"other framework's code", func(f *excelize.File) string { return set(t, f, "indicators.books", 3, "mgi-national N-9.9.9") }, "framework.book_code_unknown", "Indicators", 0},
		{"half a pair", func(f *excelize.File) string { return set(t, f, "indicators.books", 3, "N-1.1.1") }, "framework.sheet_pairs", "Indicators", 1},
		{"formula", func(f *excelize.File) string {
			if err := f.SetCellFormula("Indicators", "A3", "=A4"); err != nil {
				t.Fatal(err)
			}
			return "A3"
		}, "framework.sheet_formula", "Indicators", 1},
		{"merged cells", func(f *excelize.File) string {
			if err := f.MergeCell("Indicators", "B3", "B5"); err != nil {
				t.Fatal(err)
			}
			return "B3"
		}, "framework.sheet_merged", "Indicators", 1},
		{"colour", func(f *excelize.File) string { return set(t, f, "domains.colour", 3, "blue") }, "framework.colour_form", "Domains", 0},
		{"kind", func(f *excelize.File) string { return set(t, f, "scales.kind", 3, "step") }, "framework.value_unknown", "Scales", 0},
		{"value", func(f *excelize.File) string { return set(t, f, "scales.value", 4, "-1") }, "framework.value_order", "Scales", 0},
		{"band", func(f *excelize.File) string { return set(t, f, "bands.from", 4, 50) }, "framework.band_gap", "Bands", 0},
		{"band without start", func(f *excelize.File) string { set(t, f, "bands.from", 4, ""); return "A4" }, "framework.required", "Bands", 1},
		{"column renamed", func(f *excelize.File) string { return set(t, f, "indicators.scale", 1, "indicators.scales") }, "framework.sheet_column_unknown", "Indicators", 2},
		{"column twice", func(f *excelize.File) string { return set(t, f, "indicators.weight", 1, "indicators.scale") }, "framework.sheet_column_twice", "Indicators", 3},
		{"text beside the table", func(f *excelize.File) string {
			if err := f.SetCellStr("Bands", "ZZ4", "a note to myself"); err != nil {
				t.Fatal(err)
			}
			return "ZZ4"
		}, "framework.sheet_column_unnamed", "Bands", 0},
		{"level", func(f *excelize.File) string { return set(t, f, "book.value", 5, "village") }, "framework.value_unknown", "Framework", 0},
		{"version missing", func(f *excelize.File) string { return set(t, f, "book.value", 4, "") }, "framework.required", "Framework", 0},
		{"field renamed", func(f *excelize.File) string { return set(t, f, "book.field", 4, "versoin") }, "framework.sheet_field_unknown", "Framework", 1},
		{"sub-domain of no domain", func(f *excelize.File) string { return set(t, f, "subdomains.domain", 3, "D8") }, "framework.domain_unknown", "Sub-domains", 0},
	}
	for batch := range 4 {
		cells := map[string]string{}
		broken := edit(t, data, func(f *excelize.File) {
			for _, tt := range tests {
				if tt.batch == batch {
					cells[tt.name] = tt.change(f)
				}
			}
		})
		_, err := workbook.ReadFramework("book.xlsx", bytes.NewReader(broken), frameworks.All()...)
		for _, tt := range tests {
			at := fault.Cell("book.xlsx", tt.sheet, cells[tt.name])
			if tt.batch == batch && !hasFault(err, tt.key, at) {
				t.Errorf("%s: no %s at %s, but:\n%s", tt.name, tt.key, at, strings.Join(locale.For(lang.English).Error(err), "\n"))
			}
		}
	}
}

func hasFault(err error, key string, at fault.Where) bool {
	for _, e := range fault.All(err) {
		if e.Key == key && e.Where == at {
			return true
		}
	}
	return false
}

// Sheets renamed, columns moved or hidden, rows in another order, blank rows:
// none of it matters.
func TestFrameworkWorkbookMayBeRearranged(t *testing.T) {
	f := small(t)
	data := edit(t, frameworkBytes(t, f, lang.Spanish), func(x *excelize.File) {
		if err := x.SetSheetName("Indicadores", "mis preguntas"); err != nil {
			t.Fatal(err)
		}
		if err := x.InsertCols("Ámbitos", "A", 2); err != nil {
			t.Fatal(err)
		}
		if err := x.SetColVisible("Escalas", "B:D", false); err != nil {
			t.Fatal(err)
		}
		if err := x.InsertRows("mis preguntas", 4, 3); err != nil {
			t.Fatal(err)
		}
		if err := x.MoveSheet("mis preguntas", "Escalas"); err != nil {
			t.Fatal(err)
		}
		if err := x.DeleteSheet("Cómo completar"); err != nil {
			t.Fatal(err)
		}
		if _, err := x.NewSheet("apuntes"); err != nil {
			t.Fatal(err)
		}
		if err := x.SetCellStr("apuntes", "A1", "mis notas"); err != nil {
			t.Fatal(err)
		}
	})
	again, err := workbook.ReadFramework("book.xlsx", bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if framework.Hash(f) != framework.Hash(again) {
		t.Error(cmp.Diff(f, again))
	}
}

// A template filled in by a coordinator becomes a framework.
func TestFrameworkTemplate(t *testing.T) {
	from, _ := frameworks.Latest("mgi-local")
	template := workbook.FrameworkTemplate(from, []lang.Tag{lang.English, lang.Spanish})
	data := frameworkBytes(t, template, lang.English)
	_, err := workbook.ReadFramework("template.xlsx", bytes.NewReader(data))
	for _, key := range []string{"framework.required", "framework.domain_empty"} {
		if !fault.HasKey(err, key) {
			t.Errorf("an empty template has no fault %s", key)
		}
	}
	filled := edit(t, data, func(f *excelize.File) {
		for row, value := range []string{"mgi-valle", "1", "local", "official"} {
			set(t, f, "book.value", 3+row, value)
		}
		set(t, f, "book.value", 9, "Indicators of the valley")
		set(t, f, "book.value", 10, "Indicadores del valle")
		for i, d := range from.Domains {
			set(t, f, "indicators.code", 3+i, fmt.Sprintf("V-%d", i+1))
			set(t, f, "indicators.subdomain", 3+i, float64(i+1)+0.1) // typed as a figure
			set(t, f, "indicators.question.en", 3+i, "What of "+d.Title["en"]+"?")
			set(t, f, "indicators.question.es", 3+i, "¿Qué hay de "+d.Title["es"]+"?")
		}
	})
	f, err := workbook.ReadFramework("template.xlsx", bytes.NewReader(filled))
	if err != nil {
		t.Fatal(strings.Join(locale.For(lang.English).Error(err), "\n"))
	}
	if f.Ref.String() != "mgi-valle 1" || len(f.Indicators) != 6 || f.Indicators[5].Subdomain != "6.1" || f.Indicators[5].Domain != "D6" {
		t.Errorf("read %s with %+v", f.Ref, f.Indicators)
	}
	if out, err := framework.Marshal(f); err != nil {
		t.Error(err)
	} else if _, err := framework.Load("again.yaml", out); err != nil {
		t.Errorf("the framework of the workbook does not load as YAML: %v", err)
	}
}

// Text that could be taken for a formula stays text, out and in.
func TestFrameworkWorkbookKeepsFormulasAsText(t *testing.T) {
	out, err := framework.Marshal(small(t))
	if err != nil {
		t.Fatal(err)
	}
	f, err := framework.Load("copy.yaml", out)
	if err != nil {
		t.Fatal(err)
	}
	f.Indicators[0].Question["en"] = `=HYPERLINK("http://example.org")`
	data := frameworkBytes(t, f, lang.English)
	again, err := workbook.ReadFramework("book.xlsx", bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if got := again.Indicators[0].Question["en"]; got != f.Indicators[0].Question["en"] {
		t.Errorf("came back as %q", got)
	}
}

func TestFrameworkWorkbookRefusesOtherFiles(t *testing.T) {
	empty := excelize.NewFile()
	defer empty.Close()
	var b bytes.Buffer
	if err := empty.Write(&b); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		data []byte
		key  string
	}{
		"nothing":         {nil, "workbook.empty_file"},
		"text":            {[]byte("id: mgi-local"), "workbook.not_xlsx"},
		"half a workbook": {frameworkBytes(t, small(t), lang.English)[:4000], "workbook.broken"},
		"empty workbook":  {b.Bytes(), "framework.sheet_missing"},
		"too large":       {make([]byte, 17<<20), "workbook.too_large"},
	}
	for name, tt := range tests {
		if _, err := workbook.ReadFramework("x.xlsx", bytes.NewReader(tt.data)); !fault.HasKey(err, tt.key) {
			t.Errorf("%s: no %s but %v", name, tt.key, err)
		}
	}
}

// Whatever bytes arrive, reading ends in a sound framework or in faults.
func FuzzReadFramework(f *testing.F) {
	book, _ := frameworks.Latest("sdg-10-7-2")
	f.Add(frameworkBytes(f, book, lang.English))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := workbook.ReadFramework("fuzz.xlsx", bytes.NewReader(data))
		if err != nil {
			if len(fault.All(err)) == 0 {
				t.Fatalf("an error that is no fault: %v", err)
			}
			return
		}
		if faults := framework.Check(got); len(faults) > 0 {
			t.Fatalf("a framework with faults was read: %v", faults)
		}
	})
}
