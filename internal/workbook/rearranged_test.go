package workbook

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// What people and their programs do to a file without harm is taken as if they
// had not done it.
func TestRearrangedWorkbooksAreRead(t *testing.T) {
	r := worked(t)
	good := changed(t, questionnaireBytes(t, r.s, Options{Language: "en"}), func(e *edit) {
		e.answer("L-1.1.2", keyValue, "Partially present")
		e.answer("L-1.1.3", keyJustification, "Mine")
	})
	want := commandsOf(readBack(t, good, r.s))
	sheet, _ := open(t, good).find(keyIndicator, "L-1.1.2", keyValue)
	for _, c := range []struct {
		name   string
		change func(e *edit)
	}{
		{"sheet renamed", func(e *edit) { e.must(e.f.SetSheetName(sheet, "Mine")) }},
		{"sheets moved", func(e *edit) { e.must(e.f.MoveSheet(sheet, "How to fill in")) }},
		{"a sheet of notes", func(e *edit) {
			_, err := e.f.NewSheet("Notes")
			e.must(err)
			e.must(e.f.SetCellStr("Notes", "B2", "ask about L-1.1.2"))
			e.must(e.f.SetCellStr("Notes", "B3", "L-1.1.2"))
			e.must(e.f.SetCellFormula("Notes", "B4", "1+1"))
		}},
		{"columns hidden", func(e *edit) { e.must(e.f.SetColVisible(sheet, "D:I", false)) }},
		{"everything shown", func(e *edit) {
			e.must(e.f.SetColVisible(sheet, "A:C", true))
			e.must(e.f.SetRowVisible(sheet, 1, true))
			e.must(e.f.SetSheetVisible(hiddenSheet, true))
			e.must(e.f.UnprotectSheet(sheet))
		}},
		{"rows moved", func(e *edit) {
			e.must(e.f.DuplicateRowTo(sheet, 5, 60))
			e.must(e.f.RemoveRow(sheet, 5))
		}},
		{"rows inserted", func(e *edit) { e.must(e.f.InsertRows(sheet, 2, 3)) }},
		{"columns inserted", func(e *edit) { e.must(e.f.InsertCols(sheet, "B", 2)) }},
		{"a formula beside the data", func(e *edit) { e.must(e.f.SetCellFormula(sheet, "AC5", "LEN(I5)")) }},
		{"merged beside the data", func(e *edit) { e.must(e.f.MergeCell(sheet, "D2", "H2")) }},
		{"blanks around words", func(e *edit) { e.answer("L-1.1.2", keyValue, "  partially   PRESENT. ") }},
		{"the word in Arabic", func(e *edit) { e.answer("L-1.1.2", keyValue, "موجود جزئيًا") }},
		{"the code", func(e *edit) { e.answer("L-1.1.2", keyValue, "partial") }},
		{"the instructions deleted", func(e *edit) { e.must(e.f.DeleteSheet("How to fill in")) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := readBack(t, changed(t, good, c.change), r.s)
			if diff := cmp.Diff(want, commandsOf(p)); diff != "" || len(p.Faults) > 0 {
				t.Errorf("faults %v\n%s", p.Faults, diff)
			}
		})
	}
}

// commandsOf are the commands of a plan in an order of their own.
func commandsOf(p *Plan) []string {
	var all []string
	for _, c := range p.Commands {
		all = append(all, fmt.Sprintf("%+v", c))
	}
	slices.Sort(all)
	return all
}

// Rows and sheets that were taken out leave their answers alone, and are named.
func TestWhatTheFileLeavesOutIsSaid(t *testing.T) {
	r := worked(t)
	data := changed(t, questionnaireBytes(t, r.s, Options{Language: "en"}), func(e *edit) {
		sheet, _ := e.find(keyIndicator, "L-2.1.1", keyValue)
		e.must(e.f.DeleteSheet(sheet))
		sheet, _ = e.find(keyIndicator, "L-1.1.1", keyValue)
		e.must(e.f.RemoveRow(sheet, 4))
	})
	p := readBack(t, data, r.s)
	if !p.Empty() || len(p.Notes) != 2 || len(p.Faults) > 0 {
		t.Fatalf("notes %v, faults %v, changes %v", p.Notes, p.Faults, p.Changes)
	}
	if p.Notes[0].Args["codes"] != "L-1.1.1" || p.Notes[1].Args["n"] != len(r.s.Book.In("D2")) {
		t.Errorf("the notes say %v", p.Notes)
	}
	sayable(t, p.Notes)
}

// Another program writes the same content in its own way: texts in the cells,
// dates as numbers, other prefixes, no hiding, absolute targets, strict
// namespaces.
func TestFilesOfOtherSoftwareAreRead(t *testing.T) {
	r := worked(t)
	good := changed(t, questionnaireBytes(t, r.s, Options{Language: "en"}), func(e *edit) {
		e.answer("L-1.1.2", keyValue, "Partially present")
		e.newSource("S3", keyTitle, "Plan")
		e.newSource("S3", keyKind, "Budget")
		e.newSource("S3", keyDate, "2023-06-09")
	})
	want := fmt.Sprintf("%+v", readBack(t, good, r.s).Commands)
	p := readBack(t, resaved(t, good), r.s)
	if got := fmt.Sprintf("%+v", p.Commands); got != want || len(p.Faults) > 0 {
		t.Errorf("faults %v\ngot  %s\nwant %s", p.Faults, got, want)
	}
}

// resaved writes the cells of a workbook as another program would.
func resaved(t *testing.T, data []byte) []byte {
	t.Helper()
	e := open(t, data)
	const ns = `xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main" xmlns:r="http://purl.oclc.org/ooxml/officeDocument/relationships"`
	files := map[string]string{
		"[Content_Types].xml": `<Types/>`,
		"_rels/.rels":         `<Relationships><Relationship Id="a" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" Target="/book/main.xml"/></Relationships>`,
		"book/styles.xml":     `<x:styleSheet ` + ns + `><x:numFmts><x:numFmt numFmtId="170" formatCode="[$-409]dd/mm/yyyy;@"/></x:numFmts><x:cellStyleXfs><x:xf numFmtId="0"/></x:cellStyleXfs><x:cellXfs><x:xf numFmtId="0"/><x:xf numFmtId="170"/></x:cellXfs></x:styleSheet>`,
	}
	sheets, rels := "", `<Relationship Id="s" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/styles" Target="styles.xml"/>`
	for i, name := range e.f.GetSheetList() {
		files[fmt.Sprintf("book/s%d.xml", i)] = `<x:worksheet ` + ns + `><x:sheetData>` + otherRows(e, name) + `</x:sheetData></x:worksheet>`
		sheets += fmt.Sprintf(`<x:sheet name="Sheet %d" sheetId="%d" r:id="r%d"/>`, i+1, i+1, i)
		rels += fmt.Sprintf(`<Relationship Id="r%d" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet" Target="/book/s%d.xml"/>`, i, i)
	}
	files["book/main.xml"] = `<x:workbook ` + ns + `><x:sheets>` + sheets + `</x:sheets></x:workbook>`
	files["book/_rels/main.xml.rels"] = `<Relationships>` + rels + `</Relationships>`
	return zipOf(t, files)
}

func otherRows(e *edit, sheet string) string {
	rows, err := e.f.GetRows(sheet)
	e.must(err)
	escapes := strings.NewReplacer("&", "&amp;", "<", "&lt;")
	var b strings.Builder
	for _, row := range rows {
		b.WriteString("<x:row>") // numbered by their order
		for _, text := range row {
			switch text = escape(text); text {
			case "2023-06-09":
				b.WriteString(`<x:c s="1"><x:v>45086</x:v></x:c>`)
			case "":
				b.WriteString(`<x:c/>`)
			default:
				half := len(text) / 2
				for half > 0 && text[half]&0xC0 == 0x80 {
					half--
				}
				fmt.Fprintf(&b, `<x:c t="inlineStr"><x:is><x:r><x:t xml:space="preserve">%s</x:t></x:r><x:r><x:rPr><x:b/></x:rPr><x:t xml:space="preserve">%s</x:t></x:r><x:rPh sb="0" eb="1"><x:t>aid</x:t></x:rPh></x:is></x:c>`,
					escapes.Replace(text[:half]), escapes.Replace(text[half:]))
			}
		}
		b.WriteString("</x:row>")
	}
	return b.String()
}

// Dates are days since 1900, or since 1904 where the workbook counts so.
func TestDatesOfSpreadsheets(t *testing.T) {
	for _, c := range []struct {
		n        float64
		from1904 bool
		want     string
	}{
		{45086, false, "2023-06-09"},
		{45086.75, false, "2023-06-09"},
		{43624, true, "2023-06-09"},
		{61, false, "1900-03-01"},
		{60, false, ""},
		{-1, false, ""},
		{1e9, false, ""},
	} {
		if got, _ := dayOf(c.n, c.from1904); got != c.want {
			t.Errorf("%v: %q, want %q", c.n, got, c.want)
		}
	}
	for code, date := range map[string]bool{
		"yyyy-mm-dd": true, "[$-409]d. mmmm yyyy": true, "0.00": false, `"day" 0`: false, "General": false, "@": false, "[Red]0": false, "mmm yy": true,
	} {
		if showsDate(code) != date {
			t.Errorf("%s shows a date: %v", code, !date)
		}
	}
}

// A real person's typing in a date cell of a spreadsheet makes a number with a
// style.
func TestADateTypedIntoASourceIsUnderstood(t *testing.T) {
	r := worked(t)
	data := changed(t, questionnaireBytes(t, r.s, Options{Language: "en"}), func(e *edit) {
		id, err := e.f.NewStyle(&excelize.Style{NumFmt: 14})
		e.must(err)
		e.newSource("S2", keyDate, 45087)
		e.must(e.f.SetCellStyle("Sources", "H5", "H5", id))
	})
	p := readBack(t, data, r.s)
	if len(p.Changes) != 1 || p.Changes[0].After != "2023-06-10" {
		t.Errorf("changes %+v, faults %v", p.Changes, p.Faults)
	}
}

func TestAnOlderVersionIsExplained(t *testing.T) {
	book := book2026(t)
	older := *book
	older.Ref.Version = "2022.1"
	data := questionnaireBytes(t, begin(t, "chain-0", &older).s, Options{Language: "es"})
	_, err := ReadQuestionnaire("q.xlsx", data, worked(t).s, Reading{NewID: counter()})
	faults := faultsOf(nil, orNone(err))
	if len(faults) != 1 || faults[0].Args["have"] != "2022.1" || faults[0].Args["want"] != "2026.1" {
		t.Errorf("it says %v", err)
	}
	sayable(t, faults)
}
