package workbook

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"sextant/internal/fault"
	"sextant/internal/lang"
	"sextant/internal/locale"
)

// The rows of a sheet with data: hidden keys, the heading, the column titles,
// then the data.
const (
	keyRowNumber   = 1
	titleRowNumber = 2
	headRowNumber  = 3
	firstDataRow   = 4
)

// keyMark begins every text by which the reader finds its way.
const keyMark = "sextant:"

// column is one column of a sheet with data.
type column struct {
	key    string // of the hidden row; empty for what is only shown
	title  string
	width  float64
	hidden bool
	open   bool   // people write here
	list   string // the drop-down, by name
}

// pen writes a workbook. It keeps the first error, so that sheets can be
// written without asking after each cell.
type pen struct {
	f      *excelize.File
	p      *locale.Printer
	rtl    bool
	err    error
	styles map[look]int
	sheets []string
	lists  []list
}

// list is what a drop-down offers: words of its own on the hidden sheet, or
// cells of another sheet.
type list struct {
	name  string
	words []string
	cells string
}

func newPen(t lang.Tag) *pen {
	p := locale.For(t)
	return &pen{f: excelize.NewFile(), p: p, rtl: p.Tag().RTL(), styles: map[look]int{}}
}

func (w *pen) keep(err error) {
	if w.err == nil {
		w.err = err
	}
}

// look is how a cell appears.
type look struct {
	bold, open, head, title, hidden bool
	rtl                             bool // set by the text
}

// style gives the number of a look. Every cell is text ("@"), so that what
// looks like a formula or a number stays what was typed.
func (w *pen) style(l look) int {
	if id, ok := w.styles[l]; ok {
		return id
	}
	order := uint64(1)
	if l.rtl {
		order = 2
	}
	s := &excelize.Style{
		NumFmt:     49,
		Font:       &excelize.Font{Family: "Calibri", Size: 11, Bold: l.bold || l.head || l.title},
		Alignment:  &excelize.Alignment{Vertical: "top", WrapText: !l.hidden && !l.title, ReadingOrder: order},
		Protection: &excelize.Protection{Locked: !l.open},
	}
	if !l.title && !l.hidden {
		s.Border = edges
	}
	switch {
	case l.head:
		s.Fill, s.Font.Color = fill("1F3A5F"), "FFFFFF"
	case l.title:
		s.Font.Size = 15
	case l.open:
		s.Fill = fill("FFF9E0")
	}
	id, err := w.f.NewStyle(s)
	w.keep(err)
	w.styles[l] = id
	return id
}

var edges = []excelize.Border{
	{Type: "left", Color: "C8CCD2", Style: 1},
	{Type: "right", Color: "C8CCD2", Style: 1},
	{Type: "top", Color: "C8CCD2", Style: 1},
	{Type: "bottom", Color: "C8CCD2", Style: 1},
}

func fill(colour string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
}

// sheet adds a sheet under a name that the format allows and that no other
// sheet has, and gives that name.
func (w *pen) sheet(wanted string) string {
	name := sheetName(wanted, w.sheets)
	w.sheets = append(w.sheets, name)
	if len(w.sheets) == 1 {
		w.keep(w.f.SetSheetName("Sheet1", name))
	} else {
		_, err := w.f.NewSheet(name)
		w.keep(err)
	}
	if w.rtl {
		right := true
		w.keep(w.f.SetSheetView(name, -1, &excelize.ViewOptions{RightToLeft: &right}))
	}
	return name
}

// sheetName is a name of at most 31 UTF-16 units without the signs that a
// sheet's name must not have.
func sheetName(wanted string, taken []string) string {
	wanted = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\`, r) || r < ' ' {
			return ' '
		}
		return r
	}, wanted)
	wanted = strings.Trim(strings.Join(strings.Fields(wanted), " "), "' ")
	for n := 1; ; n++ {
		tail := ""
		if n > 1 {
			tail = fmt.Sprintf(" (%d)", n)
		}
		name := strings.Trim(shorten(wanted, 31-len(tail)), "' ") + tail
		same := func(t string) bool { return strings.EqualFold(t, name) }
		if name != "" && !slices.ContainsFunc(taken, same) {
			return name
		}
	}
}

// shorten cuts a text to so many UTF-16 units, at a letter.
func shorten(s string, units int) string {
	n := 0
	for i, r := range s {
		if n += max(utf16.RuneLen(r), 1); n > units {
			return s[:i]
		}
	}
	return s
}

// text writes a guarded text; an empty one leaves the cell empty with its look.
func (w *pen) text(sheet string, col, row int, s string, l look) {
	at := address(col, row)
	if s = clean(s); !fits(s) {
		w.keep(fault.New(fault.TooLarge, "workbook.cell_overflow", "text", shorten(s, 60)).At(fault.Cell("", sheet, at)))
	}
	if s != "" {
		w.keep(w.f.SetCellStr(sheet, at, escape(guard(s))))
	}
	l.rtl = w.rtl
	if !l.title && !l.head && !l.bold {
		l.rtl = rightToLeft(s, w.rtl)
	}
	w.keep(w.f.SetCellStyle(sheet, at, at, w.style(l)))
}

// rightToLeft is the direction of a text by its first letter; that of the sheet
// for a cell without letters. A question may stand in another language than the
// sheet.
func rightToLeft(s string, sheet bool) bool {
	for _, r := range s {
		if unicode.In(r, unicode.Arabic, unicode.Hebrew, unicode.Syriac, unicode.Thaana) {
			return true
		}
		if unicode.IsLetter(r) {
			return false
		}
	}
	return sheet
}

// inCell is a text that may be more than a cell can hold: such a text
// stays where it is, and the cell says so.
func (w *pen) inCell(text string) string {
	if fits(text) {
		return text
	}
	return w.p.T("workbook.too_long_for_cell")
}

// table lays out a sheet with data: hidden keys, heading, column titles.
func (w *pen) table(sheet, heading string, cols []column) {
	shown, lines := 0, 1
	for i, c := range cols {
		n := i + 1
		name := columnName(n)
		w.keep(w.f.SetColWidth(sheet, name, name, max(c.width, 9)))
		if c.hidden {
			w.keep(w.f.SetColVisible(sheet, name, false))
		} else if shown == 0 {
			shown = n
		}
		if c.key != "" {
			w.text(sheet, n, keyRowNumber, keyMark+c.key, look{hidden: true})
		}
		w.text(sheet, n, headRowNumber, c.title, look{head: true})
		if !c.hidden {
			lines = max(lines, linesOf(c.title, c.width*0.9))
		}
	}
	w.height(sheet, headRowNumber, lines)
	for _, row := range []int{titleRowNumber, headRowNumber} {
		w.text(sheet, 1, row, keyMark+"heading", look{hidden: true})
	}
	w.text(sheet, shown, titleRowNumber, heading, look{title: true})
	w.keep(w.f.SetRowVisible(sheet, keyRowNumber, false))
	w.keep(w.f.SetRowHeight(sheet, titleRowNumber, 26))
	corner := address(shown+1, firstDataRow)
	w.keep(w.f.SetPanes(sheet, &excelize.Panes{
		Freeze: true, XSplit: shown, YSplit: headRowNumber, TopLeftCell: corner, ActivePane: "bottomRight",
		Selection: []excelize.Selection{{SQRef: corner, ActiveCell: corner, Pane: "bottomRight"}},
	}))
	w.print(sheet, paperA3)
}

// row writes one row of data, high enough for its longest text and for a few
// lines of writing.
func (w *pen) row(sheet string, row int, cols []column, values []string) {
	lines := 2
	for i, c := range cols {
		w.text(sheet, i+1, row, values[i], look{open: c.open, hidden: c.hidden})
		if !c.hidden {
			lines = max(lines, linesOf(values[i], c.width))
		}
	}
	w.height(sheet, row, lines)
}

// height makes a row so many lines high, within what a sheet allows.
func (w *pen) height(sheet string, row, lines int) {
	w.keep(w.f.SetRowHeight(sheet, row, min(float64(lines)*lineHeight+3, 400)))
}

const lineHeight = 15 // points, of the body font

// linesOf estimates how many lines a text takes in a column of some width,
// which is counted in digits. Not every program finds out by itself.
func linesOf(s string, width float64) int {
	lines := 0
	for _, paragraph := range strings.Split(clean(s), "\n") {
		n := 0.0
		for _, r := range paragraph {
			if r >= 0x2E80 {
				n++ // signs of East Asian scripts are twice as wide
			}
			n++
		}
		lines += int(n*1.1/width) + 1
	}
	return lines
}

// The numbers of paper sizes (ECMA-376 part 1, 18.3.1.63).
const (
	paperA3 = 8
	paperA4 = 9
)

// print lets a sheet come out on landscape paper, one page wide.
func (w *pen) print(sheet string, size int) {
	yes, wide, tall, across := true, 1, 0, "landscape"
	w.keep(w.f.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &yes}))
	w.keep(w.f.SetPageLayout(sheet, &excelize.PageLayoutOptions{
		Size: &size, Orientation: &across, FitToWidth: &wide, FitToHeight: &tall,
	}))
}

// protect keeps people from spoiling what must not change. They may still
// move, widen and hide rows and columns as they like to work.
func (w *pen) protect(sheet string) {
	w.keep(w.f.ProtectSheet(sheet, &excelize.SheetProtectionOptions{
		FormatCells: true, FormatColumns: true, FormatRows: true, AutoFilter: true,
		SelectLockedCells: true, SelectUnlockedCells: true,
	}))
}

// offer makes a drop-down of words known by a name.
func (w *pen) offer(name string, words []string) {
	w.lists = append(w.lists, list{name: name, words: words})
}

// offerCells makes a drop-down of the cells of a sheet.
func (w *pen) offerCells(name, sheet string, col, from, to int) {
	cells := fmt.Sprintf("'%s'!$%s$%d:$%s$%d", strings.ReplaceAll(sheet, "'", "''"), columnName(col), from, columnName(col), to)
	w.lists = append(w.lists, list{name: name, cells: cells})
}

// dropDown lets cells offer a list. Ranges are written as a spreadsheet does:
// "I4:I9 I12".
func (w *pen) dropDown(sheet, ranges, name string) {
	i := slices.IndexFunc(w.lists, func(l list) bool { return l.name == name })
	if i < 0 || ranges == "" {
		return
	}
	v := excelize.NewDataValidation(true)
	v.Sqref = ranges
	v.SetSqrefDropList(w.cellsOf(i))
	v.SetError(excelize.DataValidationErrorStyleStop, w.p.T("workbook.choose_title"), w.p.T("workbook.choose"))
	w.keep(w.f.AddDataValidation(sheet, v))
}

// dropDowns lets the columns of a sheet offer their lists.
func (w *pen) dropDowns(sheet string, cols []column, lastRow int) {
	if lastRow < firstDataRow {
		return
	}
	for i, c := range cols {
		if c.list != "" {
			name := columnName(i + 1)
			w.dropDown(sheet, fmt.Sprintf("%s%d:%s%d", name, firstDataRow, name, lastRow), c.list)
		}
	}
}

// hiddenSheet is where facts and the words of drop-downs stand.
const hiddenSheet = "sextant"

// listColumn is the first column of the hidden sheet with words of drop-downs.
const listColumn = 4

func (w *pen) cellsOf(i int) string {
	if l := w.lists[i]; l.cells != "" {
		return l.cells
	}
	name := columnName(listColumn + i)
	return fmt.Sprintf("%s!$%s$2:$%s$%d", hiddenSheet, name, name, 1+len(w.lists[i].words))
}

// finish writes the hidden sheet and the whole file.
func (w *pen) finish(out io.Writer, m Meta, created time.Time) error {
	_, err := w.f.NewSheet(hiddenSheet)
	w.keep(err)
	for i, pair := range m.pairs() {
		w.text(hiddenSheet, 1, i+1, pair[0], look{hidden: true})
		w.text(hiddenSheet, 2, i+1, pair[1], look{hidden: true})
	}
	for i, l := range w.lists {
		if l.cells != "" {
			continue
		}
		w.text(hiddenSheet, listColumn+i, 1, l.name, look{hidden: true})
		for n, word := range l.words {
			w.text(hiddenSheet, listColumn+i, n+2, word, look{hidden: true})
		}
	}
	w.protect(hiddenSheet)
	w.keep(w.f.SetSheetVisible(hiddenSheet, false, true))
	w.f.SetActiveSheet(0)
	w.keep(w.f.SetDocProps(&excelize.DocProperties{
		Creator: "Sextant", LastModifiedBy: "Sextant", Title: m.Title, Identifier: string(m.Chain), Language: string(m.Language),
		Created: created.UTC().Format(time.RFC3339), Modified: created.UTC().Format(time.RFC3339),
	}))
	if w.err != nil {
		return w.err
	}
	defer w.f.Close()
	return w.f.Write(out)
}

func columnName(n int) string {
	name, err := excelize.ColumnNumberToName(n)
	if err != nil {
		return "A"
	}
	return name
}

func address(col, row int) string { return fmt.Sprintf("%s%d", columnName(col), row) }
