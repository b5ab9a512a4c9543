package workbook

import (
	"archive/zip"
	"bytes"
	"fmt"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"sextant/internal/framework"
	"sextant/internal/lang"
)

// A workbook that is not right is refused with the spot and a cure, brings no
// command, and never makes the reader fall.
func TestMutilatedWorkbooksAreRefused(t *testing.T) {
	r := worked(t)
	good := questionnaireBytes(t, r.s, Options{Language: "en"})
	e := func(change func(e *edit)) []byte { return changed(t, good, change) }
	sheet, value := open(t, good).find(keyIndicator, "L-1.1.2", keyValue)
	for _, c := range []struct {
		name string
		data []byte
		want string // key and, where it has one, cell
	}{
		// The file as a whole.
		{"empty", nil, "workbook.empty_file"},
		{"a text", []byte("code;value\nL-1.1.1;present\n"), "workbook.not_xlsx"},
		{"a PDF", []byte("%PDF-1.7 …"), "workbook.not_xlsx"},
		{"an old XLS", []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + strings.Repeat("\x00", 600)), "workbook.old_xls"},
		{"with a password", append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), wide("EncryptedPackage")...), "workbook.encrypted"},
		{"an ODS", zipOf(t, map[string]string{"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}), "workbook.open_document"},
		{"an XLSB", zipOf(t, map[string]string{"[Content_Types].xml": "<x/>", "xl/workbook.bin": "x"}), "workbook.binary"},
		{"a DOCX", zipOf(t, map[string]string{"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"}), "workbook.not_xlsx"},
		{"some zip", zipOf(t, map[string]string{"a.txt": "x"}), "workbook.not_xlsx"},
		{"cut off", good[:len(good)/2], "workbook.broken"},
		{"bytes flipped", flipped(good), "workbook.broken"},
		{"broken XML", part(t, good, "xl/workbook.xml", func(s string) string { return s[:len(s)/2] }), "workbook.broken"},
		{"a broken sheet", part(t, good, "xl/worksheets/sheet2.xml", func(s string) string { return strings.Replace(s, "</row>", "</rowe>", 1) }), "workbook.broken"},
		{"an entity that unfolds", part(t, good, "xl/sharedStrings.xml", func(s string) string {
			return `<!DOCTYPE x [<!ENTITY a "aaaa">]>` + strings.Replace(s, "<t>", "<t>&a;", 1)
		}), "workbook.broken"},
		{"the same part twice", twice(t, good), "workbook.broken"},
		{"a part that unfolds", bomb(t, good), "workbook.unfolds"},
		{"too many parts", crowded(t), "workbook.many_parts"},
		{"too large", make([]byte, maxFile+1), "workbook.too_large"},
		{"a sheet full of cells", crammed(t, good), "workbook.many_cells"},
		// What it belongs to.
		{"somebody's own", e(func(e *edit) { e.must(e.f.DeleteSheet(hiddenSheet)) }), "workbook.foreign"},
		{"another assessment", questionnaireBytes(t, begin(t, "chain-9", r.s.Book).s, Options{Language: "en"}), "workbook.other_assessment"},
		{"an older framework", e(func(e *edit) { fact(e, "version", "2024.1") }), "workbook.other_version"},
		{"another framework", e(func(e *edit) { fact(e, "framework", "mgi-national") }), "workbook.other_framework"},
		{"another content of the framework", e(func(e *edit) { fact(e, "framework_hash", "00") }), "workbook.other_content"},
		{"another history", e(func(e *edit) { fact(e, "state_hash", "00") }), "workbook.other_history"},
		{"a state to come", e(func(e *edit) { fact(e, "state", "9999") }), "workbook.other_history"},
		{"a later format", e(func(e *edit) { fact(e, "format", "sextant-questionnaire/2") }), "workbook.other_format"},
		{"of another kind", e(func(e *edit) { fact(e, "format", "sextant-remarks/1") }), "workbook.other_kind_remarks"},
		{"without a state number", e(func(e *edit) { fact(e, "state", "x") }), "workbook.foreign"},
		// Sheets, rows, columns.
		{"a column deleted", e(func(e *edit) { e.must(e.f.RemoveCol(sheet, "K")) }), "workbook.column_lost"},
		{"a column copied", e(func(e *edit) { e.must(e.f.SetCellStr(sheet, "Z1", keyMark+keyValue)) }), "workbook.column_twice Z1"},
		{"the row of keys deleted", e(func(e *edit) { e.must(e.f.RemoveRow(sheet, 1)) }), "workbook.keys_lost A3"},
		{"the sources deleted", e(func(e *edit) { e.must(e.f.DeleteSheet("Sources")) }), "workbook.sources_lost"},
		{"merged cells", e(func(e *edit) { e.must(e.f.MergeCell(sheet, "I4", "I6")) }), "workbook.merged I4"},
		{"a row copied", e(func(e *edit) { e.must(e.f.DuplicateRowTo(sheet, 5, 40)) }), "workbook.row_twice A40"},
		{"a sheet copied", e(func(e *edit) { copySheet(e, sheet) }), "workbook.row_twice A4"},
		{"a row of one's own", e(func(e *edit) { e.must(e.f.SetCellStr(sheet, "H60", "Present")) }), "workbook.stray H60"},
		{"an id spoiled", e(func(e *edit) { e.must(e.f.SetCellStr(sheet, "A5", "L-9.9.9")) }), "workbook.no_indicator A5"},
		{"an id taken away", e(func(e *edit) { e.must(e.f.SetCellStr(sheet, "A4", "")) }), "workbook.stray H4"},
		{"a state number of one's own", e(func(e *edit) { e.must(e.f.SetCellStr(sheet, "B5", "99")) }), "workbook.bad_state B5"},
		// Cells.
		{"a formula", e(func(e *edit) { e.must(e.f.SetCellFormula(sheet, value, `"Present"`)) }), "workbook.formula " + value},
		{"a formula in an id", e(func(e *edit) { e.must(e.f.SetCellFormula(sheet, "A5", `D5`)) }), "workbook.formula A5"},
		{"a formula with a cached value", formula(t, good, value), "workbook.formula " + value},
		{"an error value", errorValue(t, good), "workbook.error_value I4"},
		{"a word that is not offered", e(func(e *edit) { e.answer("L-1.1.2", keyValue, "Maybe") }), "workbook.not_offered H5"},
		{"a confidence that is none", e(func(e *edit) { e.answer("L-1.1.2", keyConfidence, "95%") }), "workbook.not_offered K5"},
		{"ready or not", e(func(e *edit) { e.answer("L-1.1.2", keyReady, "almost") }), "workbook.not_offered T5"},
		{"a language that is none", e(func(e *edit) { e.answer("L-1.1.1", keyLanguage, "Klingonese!") }), "workbook.no_language J4"},
		{"a source that is not there", e(func(e *edit) { e.answer("L-1.1.2", keyCited+"1", "S900") }), "workbook.no_source L5"},
		{"a source without words", e(func(e *edit) { e.answer("L-1.1.2", keyCited+"1", "S40") }), "workbook.no_source L5"},
		{"a spot without a source", e(func(e *edit) { e.answer("L-1.1.2", keyLocator+"1", "p. 4") }), "workbook.locator_alone L5"},
		{"ready without a source", e(func(e *edit) {
			e.answer("L-1.1.2", keyValue, "Present")
			e.answer("L-1.1.2", keyJustification, "Because.")
			e.answer("L-1.1.2", keyReady, "Yes")
		}), "assessment.lacks_source L5"},
		{"ready without a justification", e(func(e *edit) { e.answer("L-1.1.2", keyReady, "Yes") }), "assessment.lacks_justification I5"},
		// Sources.
		{"a source without a title", e(func(e *edit) { e.newSource("S3", keyKind, "Budget") }), "assessment.source_untitled F6"},
		{"a source without a kind", e(func(e *edit) { e.newSource("S3", keyTitle, "Budget 2024") }), "workbook.no_kind E6"},
		{"a kind that is none", e(func(e *edit) { e.newSource("S2", keyKind, "Rumour") }), "workbook.not_offered E5"},
		{"a date that is none", e(func(e *edit) { e.newSource("S2", keyDate, "06/09/2023") }), "workbook.bad_date H5"},
		{"a link that is none", e(func(e *edit) { e.newSource("S2", keyLink, "javascript:alert(1)") }), "assessment.source_link I5"},
		{"a number twice", e(func(e *edit) { e.newSource("S2", keyNumber, "S1") }), "workbook.number_twice D5"},
		{"a number that is none", e(func(e *edit) { e.newSource("S2", keyNumber, "second") }), "workbook.bad_number D5"},
		{"a source of elsewhere", e(func(e *edit) { e.must(e.f.SetCellStr("Sources", "A5", "src-x")) }), "workbook.foreign_source D5"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := ReadQuestionnaire("q.xlsx", c.data, r.s, Reading{NewID: counter()})
			if p != nil && (p.Commands != nil || p.Settle(func(Conflict) bool { return true }) != nil) {
				t.Errorf("it brings commands: %v", p.Commands)
			}
			if p == nil && err == nil {
				t.Fatal("neither plan nor fault")
			}
			faults := faultsOf(p, err)
			if len(faults) == 0 {
				t.Fatalf("it was taken: %+v %v", p, err)
			}
			key, cell, _ := strings.Cut(c.want, " ")
			if f := faults[0]; f.Key != key || f.Where.Cell != cell && cell != "" || f.Where.File != "q.xlsx" {
				t.Errorf("got %v, want %s", faults, c.want)
			}
			sayable(t, faults)
		})
	}
}

func fact(e *edit, name, value string) {
	rows, err := e.f.GetRows(hiddenSheet)
	e.must(err)
	for n, row := range rows {
		if len(row) > 0 && row[0] == name {
			e.must(e.f.SetCellStr(hiddenSheet, address(2, n+1), value))
			return
		}
	}
	e.t.Fatalf("no fact %s", name)
}

func copySheet(e *edit, sheet string) {
	from, err := e.f.GetSheetIndex(sheet)
	e.must(err)
	to, err := e.f.NewSheet("Copy")
	e.must(err)
	e.must(e.f.CopySheet(from, to))
}

func zipOf(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range files {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// flipped spoils bytes inside the compressed parts.
func flipped(data []byte) []byte {
	out := bytes.Clone(data)
	for i := 200; i < len(out)-4000; i += 97 {
		out[i] ^= 0x5A
	}
	return out
}

func part(t *testing.T, data []byte, name string, change func(string) string) []byte {
	t.Helper()
	found := false
	out := rezip(t, data, func(n string, p []byte) []byte {
		if n == name {
			found = true
			return []byte(change(string(p)))
		}
		return p
	})
	if !found {
		t.Fatalf("no part %s", name)
	}
	return out
}

func twice(t *testing.T, data []byte) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range z.File {
		if err := w.Copy(f); err != nil {
			t.Fatal(err)
		}
	}
	second, err := w.Create("XL/Workbook.xml")
	if err == nil {
		_, err = second.Write([]byte("<workbook/>"))
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func bomb(t *testing.T, data []byte) []byte {
	t.Helper()
	blank := strings.Repeat(" ", 1<<20)
	return part(t, data, "xl/worksheets/sheet2.xml", func(s string) string {
		return strings.Replace(s, "<sheetData>", "<sheetData>"+strings.Repeat(blank, 33), 1)
	})
}

func crowded(t *testing.T) []byte {
	t.Helper()
	files := map[string]string{"[Content_Types].xml": "<x/>"}
	for i := range maxParts {
		files[fmt.Sprintf("xl/media/%d", i)] = "x"
	}
	return zipOf(t, files)
}

// crammed has rows beyond counting at the far corner of a sheet.
func crammed(t *testing.T, data []byte) []byte {
	t.Helper()
	return part(t, data, "xl/worksheets/sheet2.xml", func(s string) string {
		var b strings.Builder
		for i := range maxCells {
			fmt.Fprintf(&b, `<row r="%d"><c r="XFD%d"><v>1</v></c></row>`, 1<<20-i, 1<<20-i)
		}
		return strings.Replace(s, "</sheetData>", b.String()+"</sheetData>", 1)
	})
}

// formula puts a formula with the value that some program computed last.
func formula(t *testing.T, data []byte, cell string) []byte {
	t.Helper()
	return part(t, data, "xl/worksheets/sheet2.xml", func(s string) string {
		at := regexp.MustCompile(`<c r="` + cell + `"( s="\d+")?( t="s")?>?(<v>\d+</v></c>|/>)`)
		if !at.MatchString(s) {
			t.Fatalf("no cell %s", cell)
		}
		return at.ReplaceAllString(s, `<c r="`+cell+`" t="str"><f>D5&amp;""</f><v>Present</v></c>`)
	})
}

func errorValue(t *testing.T, data []byte) []byte {
	t.Helper()
	return part(t, data, "xl/worksheets/sheet2.xml", func(s string) string {
		return regexp.MustCompile(`<c r="I4"[^>]*><v>\d+</v></c>`).ReplaceAllString(s, `<c r="I4" t="e"><v>#REF!</v></c>`)
	})
}

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
		{45086, false, "2023-06-09"}, {45086.75, false, "2023-06-09"}, {43624, true, "2023-06-09"},
		{61, false, "1900-03-01"}, {60, false, ""}, {-1, false, ""}, {1e9, false, ""},
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

func FuzzReadQuestionnaire(f *testing.F) {
	r := begin(f, "chain-1", small(book2026(f)))
	good := questionnaireBytes(f, r.s, Options{Language: "en"})
	f.Add(good)
	f.Add(good[:len(good)/3])
	f.Add([]byte("PK\x03\x04"))
	f.Add([]byte("\xD0\xCF\x11\xE0"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := ReadQuestionnaire("q.xlsx", data, r.s, Reading{NewID: counter()})
		if (p == nil) == (err == nil) {
			t.Fatalf("plan %v, error %v", p, err)
		}
		if err != nil && len(faultsOf(nil, err)) == 0 {
			t.Fatalf("not in words for a person: %v", err)
		}
	})
}

// FuzzSheet puts any bytes where the sheet of a domain was, so that the fuzzer
// need not find its way through a zip.
func FuzzSheet(f *testing.F) {
	r := begin(f, "chain-1", small(book2026(f)))
	good := questionnaireBytes(f, r.s, Options{Language: "en"})
	rezip(f, good, func(name string, p []byte) []byte {
		if name == "xl/worksheets/sheet2.xml" {
			f.Add(p)
		}
		return p
	})
	f.Add([]byte(`<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>sextant:indicator</t></is></c></row></sheetData></worksheet>`))
	f.Fuzz(func(t *testing.T, sheet []byte) {
		data := rezip(t, good, func(name string, p []byte) []byte {
			if name == "xl/worksheets/sheet2.xml" {
				return append([]byte{}, sheet...)
			}
			return p
		})
		p, err := ReadQuestionnaire("q.xlsx", data, r.s, Reading{NewID: counter()})
		if err == nil && p.Commands != nil && len(p.Faults) > 0 {
			t.Fatal("commands in spite of faults")
		}
	})
}

// small is a book of two indicators, for speed.
func small(book *framework.Framework) *framework.Framework {
	b := *book
	b.Indicators, b.Domains = book.Indicators[:2], book.Domains[:1]
	return &b
}

func TestTextsGoThroughCellsUnharmed(t *testing.T) {
	for _, s := range []string{
		"", "plain", "=1+1", "'=1+1", "''=x", "'quoted'", "-", "- a\n- b", "+56 9", "@x", "＝1", "_x000D_", "_x005F_", "a_xZZZZ_", "'", "''", "ع = ب", "<&>\"",
		strings.Repeat("x", maxCell-1), strings.Repeat("ع", 20000),
	} {
		if s != clean(s) {
			t.Fatalf("%q is not clean", s)
		}
		if got := unguard(guard(s)); got != s {
			t.Errorf("%q became %q", s, got)
		}
		if got := unescape(escape(s)); got != s {
			t.Errorf("%q became %q", s, got)
		}
		if g := guard(s); g != "" && strings.ContainsAny(g[:1], "=+-@") {
			t.Errorf("%q is not guarded", s)
		}
	}
	if fits(strings.Repeat("x", maxCell+1)) || !fits(strings.Repeat("x", maxCell)) || fits("="+strings.Repeat("x", maxCell-1)) {
		t.Error("the bound of a cell is missed")
	}
}

// Every word of every drop-down leads back to its code, in each language.
func TestEveryWordIsUnderstood(t *testing.T) {
	book := book2026(t)
	for _, in := range lang.Interface {
		v := newVocabulary(in, book, []lang.Tag{"es", "en"})
		for name, c := range map[string]choices{
			"scale": v.scales[book.Scales[0].ID], "confidence": v.confidences, "kind": v.kinds, "change": v.changes, "stance": v.stances, "yesno": v.yesno, "language": v.languages,
		} {
			for _, o := range c.offered {
				if code, ok := c.code(o.label); !ok || code != o.code {
					t.Errorf("%s %s: %q is understood as %q, not %q", in, name, o.label, code, o.code)
				}
				if code, ok := c.code(o.code); !ok || code != o.code {
					t.Errorf("%s %s: the code %q is understood as %q", in, name, o.code, code)
				}
			}
		}
		for _, tag := range namedLanguages() {
			if back, ok := v.language(v.languageWord(lang.Tag(tag))); !ok || back != lang.Tag(tag) {
				t.Errorf("%s: %q comes back as %q", in, tag, back)
			}
		}
	}
}

func TestAPlanOfManyFaultsSaysHowMany(t *testing.T) {
	r := worked(t)
	data := changed(t, questionnaireBytes(t, r.s, Options{Language: "en"}), func(e *edit) {
		for i := range 400 {
			e.must(e.f.SetCellStr("Sources", fmt.Sprintf("E%d", 100+i), "Rumour"))
		}
	})
	p := readBack(t, data, r.s)
	if len(p.Faults) != maxFaults+1 || p.Faults[maxFaults].Args["n"] != 100 {
		t.Errorf("%d faults, the last %v", len(p.Faults), p.Faults[len(p.Faults)-1])
	}
}

// What a hostile file costs is bounded: the largest that is let in at all is
// read or refused within seconds and a few hundred megabytes.
func TestTheLargestFileIsReadWithinBounds(t *testing.T) {
	if testing.Short() {
		t.Skip("unpacks 30 MB for each case")
	}
	r := worked(t)
	good := questionnaireBytes(t, r.s, Options{Language: "en"})
	const room = 28 << 20
	for name, unit := range map[string]string{"texts": "<si/>", "deep": "<si>", "attributes": `<si a="1" b="2"/>`} {
		data := part(t, good, "xl/sharedStrings.xml", func(s string) string {
			return strings.Replace(s, "<si>", strings.Repeat(unit, room/len(unit))+"<si>", 1)
		})
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		p, err := ReadQuestionnaire("q.xlsx", data, r.s, Reading{NewID: counter()})
		runtime.ReadMemStats(&after)
		if p != nil || err == nil {
			t.Errorf("%s: it was taken", name)
		}
		if took, used := time.Since(start), (after.TotalAlloc-before.TotalAlloc)>>20; took > 20*time.Second || used > 300 {
			t.Errorf("%s: %v and %d MB", name, took, used)
		} else {
			t.Logf("%s: %v and %d MB in all: %v", name, took.Round(time.Millisecond), used, err)
		}
	}
}
