package workbook

import (
	"archive/zip"
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"
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
