package workbook

import (
	"encoding/xml"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"sextant/internal/fault"
)

// book is a workbook as it was read: the values that cells hold, never what a
// formula would give.
type book struct {
	file   string
	sheets []sheet
}

// sheet is one sheet with the cells that hold something.
type sheet struct {
	name   string
	rows   []sheetRow // in the order of the file
	merged []area
}

type sheetRow struct {
	number int
	cells  map[int]cell
}

// cell is what one cell holds. A number, a date or a truth value is given as
// the text that a person would have typed.
type cell struct {
	text    string
	formula bool
	failed  bool // an error value such as #REF!
	number  bool // neither text nor date
}

// area is a block of cells, both corners in it.
type area struct{ left, top, right, bottom int }

// openBook reads a workbook within bounds.
func openBook(file string, data []byte) (*book, error) {
	c, err := openContainer(file, data)
	if err != nil {
		return nil, err
	}
	r := reader{container: c}
	if err := r.read(); err != nil {
		return nil, c.broken(err)
	}
	return &book{file: file, sheets: r.sheets}, nil
}

// reader reads the parts of a workbook one after the other.
type reader struct {
	*container
	main     string
	strings  []string
	dates    []bool // by number of the style
	from1904 bool
	sheets   []sheet
	cells    int
}

func (r *reader) read() error {
	roots, err := r.relations("")
	if err != nil {
		return err
	}
	r.main = "xl/workbook.xml"
	for _, rel := range roots {
		if rel.kind == "officeDocument" {
			r.main = rel.target
		}
	}
	rels, err := r.relations(r.main)
	if err != nil {
		return err
	}
	for _, rel := range rels {
		switch {
		case r.parts[rel.target] == nil:
		case rel.kind == "sharedStrings":
			err = r.readStrings(rel.target)
		case rel.kind == "styles":
			err = r.readStyles(rel.target)
		}
		if err != nil {
			return err
		}
	}
	return r.readSheets(rels)
}

func (r *reader) readSheets(rels map[string]relation) error {
	type entry struct{ name, part string }
	var entries []entry
	err := r.walk(r.main, func(_ *xml.Decoder, e xml.StartElement) error {
		switch e.Name.Local {
		case "workbookPr":
			r.from1904 = truth(attribute(e, "date1904"))
		case "sheet":
			if rel := rels[attribute(e, "id")]; rel.kind == "worksheet" {
				entries = append(entries, entry{attribute(e, "name"), rel.target})
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(entries) > maxSheet {
		return fault.New(fault.TooLarge, "workbook.many_sheets", "n", len(entries), "limit", maxSheet).At(fault.Where{File: r.file})
	}
	for _, e := range entries {
		s, err := r.readSheet(e.part)
		if err != nil {
			return err
		}
		s.name = e.name
		r.sheets = append(r.sheets, s)
	}
	return nil
}

func truth(s string) bool { return s == "1" || s == "true" }

func (r *reader) readStrings(part string) error {
	return r.walk(part, func(d *xml.Decoder, e xml.StartElement) error {
		if e.Name.Local != "si" {
			return nil
		}
		s, err := richText(d)
		r.strings = append(r.strings, s)
		if len(r.strings) > maxCells {
			return r.tooMany()
		}
		return err
	})
}

// richText reads a text with its runs up to the end of the element, without
// the reading aids of East Asian scripts.
func richText(d *xml.Decoder) (string, error) {
	var b strings.Builder
	depth, inText, aid := 0, false, 0
	for {
		t, err := d.Token()
		if err != nil {
			return "", err
		}
		switch t := t.(type) {
		case xml.StartElement:
			depth++
			inText = t.Name.Local == "t"
			if t.Name.Local == "rPh" && aid == 0 {
				aid = depth
			}
		case xml.CharData:
			if inText && aid == 0 {
				b.Write(t)
			}
		case xml.EndElement:
			if depth == 0 {
				return unescape(b.String()), nil
			}
			if aid == depth {
				aid = 0
			}
			depth, inText = depth-1, false
		}
	}
}

// readStyles notes which styles show a number as a date.
func (r *reader) readStyles(part string) error {
	formats := map[string]bool{}
	inCells := false
	return r.walk(part, func(_ *xml.Decoder, e xml.StartElement) error {
		switch e.Name.Local {
		case "numFmt":
			formats[attribute(e, "numFmtId")] = showsDate(attribute(e, "formatCode"))
		case "cellStyleXfs", "cellXfs", "cellStyles", "dxfs":
			inCells = e.Name.Local == "cellXfs"
		case "xf":
			if inCells {
				id := attribute(e, "numFmtId")
				own, named := formats[id]
				r.dates = append(r.dates, own || !named && builtInDate(id))
			}
		}
		return nil
	})
}

// builtInDate tells the numbers of the formats of dates that every spreadsheet
// has (ECMA-376 part 1, 18.8.30).
func builtInDate(id string) bool {
	n, err := strconv.Atoi(id)
	return err == nil && (n >= 14 && n <= 22 || n >= 27 && n <= 36 || n >= 50 && n <= 58)
}

var notFormat = regexp.MustCompile(`"[^"]*"|\[[^\]]*\]|\\.`)

// showsDate tells a format with days, months or years in it.
func showsDate(code string) bool {
	code = strings.ToLower(notFormat.ReplaceAllString(code, ""))
	return strings.ContainsAny(code, "dy") && !strings.Contains(code, "general")
}

// readSheet reads the cells of one sheet.
func (r *reader) readSheet(part string) (sheet, error) {
	var s sheet
	row, col := 0, 0
	err := r.walk(part, func(d *xml.Decoder, e xml.StartElement) error {
		switch e.Name.Local {
		case "row":
			row, col = row+1, 0
			if n, err := strconv.Atoi(attribute(e, "r")); err == nil {
				row = n
			}
			r.cells++
			s.rows = append(s.rows, sheetRow{number: row})
		case "c":
			col++
			if c, n, ok := position(attribute(e, "r")); ok && n == row {
				col = c
			}
			return r.readCell(d, e, &s, col)
		case "mergeCell":
			r.cells++
			if a, ok := areaOf(attribute(e, "ref")); ok {
				s.merged = append(s.merged, a)
			}
		}
		return r.bounded()
	})
	return s, err
}

// bounded refuses more rows and cells than any questionnaire has.
func (r *reader) bounded() error {
	if r.cells > maxCells {
		return r.tooMany()
	}
	return nil
}

func (r *reader) tooMany() error {
	return fault.New(fault.TooLarge, "workbook.many_cells", "limit", maxCells).At(fault.Where{File: r.file})
}

// readCell reads one cell up to its end. Empty ones are dropped.
func (r *reader) readCell(d *xml.Decoder, e xml.StartElement, s *sheet, col int) error {
	var c cell
	raw := ""
	for {
		t, err := d.Token()
		if err != nil {
			return err
		}
		if _, end := t.(xml.EndElement); end {
			break
		}
		inner, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		switch inner.Name.Local {
		case "v":
			raw, err = plainText(d)
		case "is":
			raw, err = richText(d)
		case "f":
			c.formula = true
			err = d.Skip()
		default:
			err = d.Skip()
		}
		if err != nil {
			return err
		}
	}
	r.value(&c, attribute(e, "t"), attribute(e, "s"), raw)
	if c.text == "" && !c.formula || len(s.rows) == 0 {
		return nil
	}
	last := &s.rows[len(s.rows)-1]
	if last.cells == nil {
		last.cells = map[int]cell{}
	}
	last.cells[col] = c
	r.cells++
	return r.bounded()
}

func plainText(d *xml.Decoder) (string, error) {
	var b strings.Builder
	for {
		t, err := d.Token()
		if err != nil {
			return "", err
		}
		switch t := t.(type) {
		case xml.CharData:
			b.Write(t)
		case xml.StartElement:
			if err := d.Skip(); err != nil {
				return "", err
			}
		case xml.EndElement:
			return b.String(), nil
		}
	}
}

// value understands what a cell holds by its type and style.
func (r *reader) value(c *cell, kind, style, raw string) {
	switch kind {
	case "s":
		if n, err := strconv.Atoi(strings.TrimSpace(raw)); err == nil && n >= 0 && n < len(r.strings) {
			c.text = r.strings[n]
		}
	case "str":
		c.text = unescape(raw)
	case "inlineStr":
		c.text = raw
	case "b":
		c.text = map[bool]string{true: "TRUE", false: "FALSE"}[truth(strings.TrimSpace(raw))]
	case "e":
		c.text, c.failed = raw, true
	case "d":
		c.text, _, _ = strings.Cut(raw, "T")
	default:
		r.numeral(c, style, strings.TrimSpace(raw))
	}
}

func (r *reader) numeral(c *cell, style, raw string) {
	f, err := strconv.ParseFloat(raw, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		c.text = raw
		return
	}
	n, err := strconv.Atoi(style)
	if err == nil && n >= 0 && n < len(r.dates) && r.dates[n] {
		if day, ok := dayOf(f, r.from1904); ok {
			c.text = day
			return
		}
	}
	c.number = true
	c.text = raw
	if math.Abs(f) < 1e15 {
		c.text = strconv.FormatFloat(f, 'f', -1, 64)
	}
}

// dayOf is the day that a number stands for: days since 30 December 1899, or
// since 1 January 1904 in workbooks that count so. Before March 1900 the
// count is one off, because spreadsheets believe in 29 February 1900.
func dayOf(f float64, from1904 bool) (string, bool) {
	start := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if from1904 {
		start = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	if f < 61 && !from1904 || f < 0 || f > 2_958_465 {
		return "", false
	}
	return start.AddDate(0, 0, int(f)).Format(time.DateOnly), true
}

// position reads "AB12" as column and row.
func position(ref string) (col, row int, ok bool) {
	ref = strings.ReplaceAll(ref, "$", "")
	i := 0
	for i < len(ref) && i < 4 && ref[i]|0x20 >= 'a' && ref[i]|0x20 <= 'z' {
		col = col*26 + int(ref[i]|0x20-'a') + 1
		i++
	}
	row, err := strconv.Atoi(ref[i:])
	return col, row, err == nil && col > 0 && col <= 16384 && row > 0 && row <= 1<<20
}

func areaOf(ref string) (area, bool) {
	from, to, _ := strings.Cut(ref, ":")
	if to == "" {
		to = from
	}
	c1, r1, ok1 := position(from)
	c2, r2, ok2 := position(to)
	return area{min(c1, c2), min(r1, r2), max(c1, c2), max(r1, r2)}, ok1 && ok2
}
