package workbook

import (
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/locale"
)

// The rows that a table may have. The largest demonstration framework has 101
// indicators.
const maxFrameRows = 1200

// ReadFramework reads a framework from a workbook made by WriteFramework and
// filled in by people. The error is a fault.List with every fault, each with
// its sheet and cell; the framework is nil then. Frameworks on the shelf are
// the ones that codes of others are checked against, as in framework.Load.
func ReadFramework(name string, r io.Reader, shelf ...*framework.Framework) (*framework.Framework, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, err
	}
	read, err := openBook(name, data)
	if err != nil {
		return nil, err
	}
	x := &frameReader{name: name, tables: map[string]*frameSheet{}}
	for i := range read.sheets {
		x.sheet(&read.sheets[i])
	}
	x.complete()
	if len(x.tables) == 0 {
		return nil, x.faults
	}
	b := &frameBuilder{frameReader: x, f: &framework.Framework{}, places: framework.Places{"": {File: name}}}
	b.build()
	if faults := mergedFaults(x.faults, framework.CheckAt(b.f, b.places, shelf...)); len(faults) > 0 {
		return nil, faults
	}
	return b.f, nil
}

// mergedFaults adds what the check found, save in cells that could not be read:
// what is wrong with those was told already.
func mergedFaults(read, checked fault.List) fault.List {
	told := map[fault.Where]bool{}
	for _, e := range read {
		told[e.Where] = true
	}
	for _, e := range checked {
		if !told[e.Where] {
			read = append(read, e)
		}
	}
	return read
}

// frameCell is what stands in one cell, and where.
type frameCell struct {
	value string
	where fault.Where
}

// frameLine is one row of a table, by column key without the table's name.
type frameLine struct {
	where fault.Where
	cells map[string]frameCell
}

func (l frameLine) get(column string) string { return l.cells[column].value }

// frameSheet is one table as it was read.
type frameSheet struct {
	name  string // of the sheet, as people see it
	keys  []string
	lines []frameLine
}

// frameReader finds the tables of a workbook.
type frameReader struct {
	name   string
	tables map[string]*frameSheet
	faults fault.List
}

func (x *frameReader) fail(where fault.Where, key string, pairs ...any) {
	x.faults.Add(fault.New(fault.Invalid, key, pairs...).At(where))
}

func (x *frameReader) cell(sheet string, column, row int) fault.Where {
	ref, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		ref = ""
	}
	return fault.Cell(x.name, sheet, ref)
}

// sheet reads one sheet when its hidden first row names a table.
func (x *frameReader) sheet(read *sheet) {
	if len(read.rows) == 0 || read.rows[0].number != 1 {
		return
	}
	head := read.rows[0].cells
	table, ok := tableOf(head)
	if !ok {
		return
	}
	if first, twice := x.tables[table.name]; twice {
		x.fail(x.cell(read.name, 1, 1), "framework.sheet_twice", "sheet", first.name)
		return
	}
	s := &frameSheet{name: read.name}
	x.tables[table.name] = s
	columns := x.columns(s, table, head)
	x.lines(s, table, read, columns)
	x.unmerged(read)
}

// tableOf finds the table whose keys stand in the first row.
func tableOf(head map[int]cell) (frameTable, bool) {
	for _, t := range frameTables() {
		for _, c := range head {
			if strings.HasPrefix(strings.TrimSpace(c.text), t.name+".") {
				return t, true
			}
		}
	}
	return frameTable{}, false
}

// columns gives the keys of the columns by their position.
func (x *frameReader) columns(s *frameSheet, t frameTable, head map[int]cell) map[int]string {
	columns, seen := map[int]string{}, map[string]bool{}
	for _, i := range slices.Sorted(maps.Keys(head)) {
		key := strings.TrimSpace(head[i].text)
		where := x.cell(s.name, i, 1)
		short, ours := strings.CutPrefix(key, t.name+".")
		switch {
		case key == "":
		case !ours || !t.knows(short):
			x.fail(where, "framework.sheet_column_unknown", "column", key, "known", t.known())
		case seen[short]:
			x.fail(where, "framework.sheet_column_twice", "column", key)
		default:
			seen[short], columns[i] = true, short
			s.keys = append(s.keys, short)
		}
	}
	return columns
}

// knows tells whether a table has a column: "code", or "title.en" for a text.
func (t frameTable) knows(short string) bool {
	column, tag, inLanguage := strings.Cut(short, ".")
	for _, c := range t.columns {
		if c.key == column {
			return c.text == inLanguage && (!inLanguage || tag != "")
		}
	}
	return false
}

func (t frameTable) known() string {
	var names []string
	for _, c := range t.columns {
		name := t.name + "." + c.key
		if c.text {
			name += ".en"
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

// lines reads the rows below the headings. Rows without any text are skipped.
func (x *frameReader) lines(s *frameSheet, t frameTable, read *sheet, columns map[int]string) {
	for _, row := range read.rows {
		if row.number <= 2 || x.blank(s, columns, row) {
			continue
		}
		if len(s.lines) == maxFrameRows {
			x.fail(x.cell(s.name, 1, row.number), "framework.too_many", "key", t.name, "count", len(read.rows), "limit", maxFrameRows)
			return
		}
		s.lines = append(s.lines, x.line(s, columns, row))
	}
}

// blank tells whether a row is empty. Text in a column that the template does
// not have is a fault, for it would be lost without a word.
func (x *frameReader) blank(s *frameSheet, columns map[int]string, row sheetRow) bool {
	blank := true
	for _, i := range slices.Sorted(maps.Keys(row.cells)) {
		switch {
		case strings.TrimSpace(row.cells[i].text) == "" && !row.cells[i].formula:
		case columns[i] == "":
			x.fail(x.cell(s.name, i, row.number), "framework.sheet_column_unnamed")
		default:
			blank = false
		}
	}
	return blank
}

func (x *frameReader) line(s *frameSheet, columns map[int]string, row sheetRow) frameLine {
	l := frameLine{where: x.cell(s.name, 1, row.number), cells: map[string]frameCell{}}
	for i, column := range columns {
		l.cells[column] = frameCell{where: x.cell(s.name, i, row.number), value: unguard(clean(row.cells[i].text))}
	}
	for _, i := range slices.Sorted(maps.Keys(row.cells)) {
		if columns[i] != "" && (row.cells[i].formula || row.cells[i].failed) {
			x.fail(x.cell(s.name, i, row.number), "framework.sheet_formula")
		}
	}
	return l
}

// unmerged refuses merged cells below the headings: a merged cell looks filled
// and is empty.
func (x *frameReader) unmerged(read *sheet) {
	for _, m := range read.merged {
		if m.bottom > 2 {
			from, to := x.cell(read.name, m.left, m.top), x.cell(read.name, m.right, m.bottom)
			x.fail(from, "framework.sheet_merged", "cells", from.Cell+":"+to.Cell)
		}
	}
}

// complete asks for the tables that every framework has.
func (x *frameReader) complete() {
	for _, t := range frameTables() {
		if _, there := x.tables[t.name]; there || !t.required {
			continue
		}
		name := lang.Text{}
		for _, tag := range lang.Interface {
			name[tag] = locale.For(tag).T("framework.form_sheet_" + t.name)
		}
		x.fail(fault.Where{File: x.name}, "framework.sheet_missing", "sheet", name)
	}
}
