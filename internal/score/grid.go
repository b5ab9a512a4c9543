package score

import (
	"bytes"
	"strings"

	"github.com/xuri/excelize/v2"

	"sextant/internal/fault"
)

// grid is a sheet of cells as other people left it: what stands in each, and
// whether a number stands there as a number or as text.
type grid struct {
	file, sheet string
	rows        [][]gridCell
}

type gridCell struct {
	text   string
	asText bool // a workbook's cell that is stored as text
	at     fault.Where
}

// Bounds of what other people's workbooks may hold.
const (
	mostBytes     = 64 << 20
	mostUnzipped  = 512 << 20
	mostGridCells = 5_000_000
)

// isWorkbook tells a workbook from a text by its first bytes.
func isWorkbook(data []byte) bool { return bytes.HasPrefix(data, []byte("PK\x03\x04")) }

// readGrids reads a CSV file as one sheet, a workbook as all of its sheets.
func readGrids(f File) ([]grid, error) {
	data, err := readAll(f, mostBytes)
	if err != nil {
		return nil, err
	}
	if isWorkbook(data) {
		return workbookGrids(f.Name, data)
	}
	c, err := openNamed(File{Name: f.Name, Data: bytes.NewReader(data)})
	if err != nil {
		return nil, err
	}
	g := grid{file: f.Name}
	var head []gridCell
	for j, h := range c.header {
		head = append(head, gridCell{text: h, at: fault.Where{File: f.Name, Line: 1, Column: j + 1}})
	}
	g.rows = append(g.rows, head)
	cells := 0
	for {
		row, err := c.next()
		if row == nil || err != nil {
			return []grid{g}, err
		}
		var out []gridCell
		for j, s := range row {
			out = append(out, gridCell{text: strings.Clone(s), at: c.where(j)})
		}
		if cells += len(out); cells > mostGridCells {
			return nil, fault.New(fault.TooLarge, "score.table_too_large", "limit", mostGridCells).At(c.where(0))
		}
		g.rows = append(g.rows, out)
	}
}

func workbookGrids(name string, data []byte) (grids []grid, err error) {
	broken := func(cause error) error {
		return fault.New(fault.Invalid, "score.workbook_broken").At(fault.Where{File: name}).Because(cause)
	}
	defer func() { // the reader is foreign code that meets foreign bytes
		if recover() != nil {
			grids, err = nil, broken(nil)
		}
	}()
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true, UnzipSizeLimit: mostUnzipped, UnzipXMLSizeLimit: 64 << 20})
	if err != nil {
		return nil, broken(err)
	}
	defer func() { _ = book.Close() }() // nothing was written
	cells := 0
	for _, sheet := range book.GetSheetList() {
		g, n, err := workbookGrid(book, name, sheet, mostGridCells-cells)
		if err != nil {
			if fault.All(err) != nil {
				return nil, err
			}
			return nil, broken(err)
		}
		cells += n
		grids = append(grids, g)
	}
	return grids, nil
}

func workbookGrid(book *excelize.File, name, sheet string, room int) (grid, int, error) {
	g := grid{file: name, sheet: sheet}
	rows, err := book.Rows(sheet)
	if err != nil {
		return g, 0, err
	}
	defer func() { _ = rows.Close() }() // nothing was written
	cells := 0
	for r := 1; rows.Next(); r++ {
		columns, err := rows.Columns()
		if err != nil {
			return g, cells, err
		}
		if cells += len(columns); cells > room {
			return g, cells, fault.New(fault.TooLarge, "score.table_too_large", "limit", mostGridCells).At(fault.Where{File: name, Sheet: sheet})
		}
		var out []gridCell
		for j, text := range columns {
			ref, err := excelize.CoordinatesToCellName(j+1, r)
			if err != nil {
				return g, cells, err
			}
			c := gridCell{text: strings.TrimSpace(text), at: fault.Cell(name, sheet, ref)}
			if kind, err := book.GetCellType(sheet, ref); err == nil && text != "" {
				c.asText = kind == excelize.CellTypeSharedString || kind == excelize.CellTypeInlineString
			}
			out = append(out, c)
		}
		g.rows = append(g.rows, out)
	}
	return g, cells, rows.Error()
}

// column finds a header of the first row.
func (g grid) column(names ...string) int {
	if len(g.rows) == 0 {
		return -1
	}
	for _, n := range names {
		for j, c := range g.rows[0] {
			if strings.EqualFold(c.text, n) {
				return j
			}
		}
	}
	return -1
}

// cell is a cell that may lie past the end of its row.
func (g grid) cell(row, column int) gridCell {
	if column < 0 || column >= len(g.rows[row]) {
		w := fault.Where{File: g.file, Sheet: g.sheet}
		if g.sheet == "" {
			w.Line = row + 1
		}
		return gridCell{at: w}
	}
	return g.rows[row][column]
}

// Recognise tells whether a file holds results with published aggregates that
// ReadResults can read: a sheet with codes, their parents and scores.
func Recognise(f File) bool {
	grids, err := readGrids(f)
	if err != nil {
		return false
	}
	for _, g := range grids {
		if g.isLong() || g.isItems() {
			return true
		}
	}
	return false
}

func (g grid) isLong() bool {
	return g.column(unitColumns...) >= 0 && g.column(codeColumns...) >= 0 && g.column("parent") >= 0 && g.column(valueColumns...) >= 0
}

// isItems tells a sheet with an item a row and a unit a column.
func (g grid) isItems() bool {
	return g.column(codeColumns...) >= 0 && g.column("parent") >= 0 && g.column(valueColumns...) < 0 && len(g.rows) > 1 && len(g.unitHeads()) > 0
}

// unitHeads are the columns of a sheet of items that hold a unit's figures.
func (g grid) unitHeads() []int {
	about := map[int]bool{
		g.column(codeColumns...): true, g.column("parent"): true, g.column("level"): true, g.column("name", "title", "label"): true,
		g.column("weight"): true, g.column("direction"): true, g.column("unit"): true,
	}
	var heads []int
	for j, c := range g.rows[0] {
		if !about[j] && c.text != "" {
			heads = append(heads, j)
		}
	}
	return heads
}
