package score

import (
	"io"
	"math"
	"slices"
	"strings"

	"sextant/internal/fault"
	"sextant/internal/stats"
)

var nan = math.NaN()

// Table is units with their figures.
type Table struct {
	Units, Names []string // code and name of each unit; a name may be empty
	Columns      []string // of Data
	Data         *stats.Matrix
	Groups       map[string][]string // text columns, by their name
	Unused       []string            // columns that nothing asked for
}

// Bounds of a table: 60 million cells are 480 MB.
const (
	mostCells = 60_000_000
	mostUnits = 5_000_000
)

// Wanted names what to read from a table. Without figures, every column that
// is not the unit's code or name is read as figures.
type Wanted struct{ Figures, Groups []string }

// ReadTable reads a table from CSV: wide (a row per unit, a column per
// indicator) or long (unit, indicator, value). An empty cell, NA and a full
// stop are missing figures; NaN, Inf and text are faults with line and column,
// and so are a unit or a cell that stands twice. Faults are collected, up to a
// hundred.
func ReadTable(f File, want Wanted) (*Table, error) {
	c, err := openNamed(f)
	if err != nil {
		return nil, err
	}
	if isLong(c, want) {
		return readLong(c, want)
	}
	return readWide(c, want)
}

func isLong(c *csvFile, want Wanted) bool {
	code, value := c.column(codeColumns...), c.column(valueColumns...)
	return code >= 0 && value >= 0 && c.column(unitColumns...) >= 0 && !slices.Contains(want.Figures, c.header[value])
}

// wideReader is a wide table as it is read.
type wideReader struct {
	c          *csvFile
	t          *Table
	unit, name int
	from       []int // column of the file for each column of the table
	groups     map[int]string
	figures    [][]float64
	seen       map[string]int
	faults     fault.List
	cells      int
}

func readWide(c *csvFile, want Wanted) (*Table, error) {
	w := &wideReader{c: c, t: &Table{Groups: map[string][]string{}}, groups: map[int]string{}, seen: map[string]int{}}
	w.unit, w.name = c.column(unitColumns...), c.column(nameColumns...)
	if w.unit < 0 {
		w.unit = 0
	}
	if w.name == w.unit {
		w.name = -1
	}
	if err := w.choose(want); err != nil {
		return nil, err
	}
	for {
		row, err := c.next()
		if err != nil {
			return nil, err
		}
		if row == nil || len(w.faults) >= mostFaults {
			break
		}
		if err := w.row(row); err != nil {
			return nil, err
		}
	}
	if err := w.faults.Err(); err != nil {
		return nil, err
	}
	return w.t, w.finish()
}

// mostFaults is how many faults of one file are told at once.
const mostFaults = 100

// choose decides what each column of the file is.
func (w *wideReader) choose(want Wanted) error {
	var faults fault.List
	taken := map[int]bool{w.unit: true, w.name: true}
	for _, g := range want.Groups {
		if j := w.exactly(g); j >= 0 {
			w.groups[j], taken[j] = g, true
		} else {
			faults.Add(fault.New(fault.Invalid, "score.column_missing", "column", g).At(fault.Line(w.c.name, 1)))
		}
	}
	figures := want.Figures
	if figures == nil {
		for j, h := range w.c.header {
			if !taken[j] && h != "" {
				figures = append(figures, h)
			}
		}
	}
	for _, name := range figures {
		j := w.exactly(name)
		if j < 0 {
			faults.Add(fault.New(fault.Invalid, "score.column_missing", "column", name).At(fault.Line(w.c.name, 1)))
			continue
		}
		w.from, taken[j] = append(w.from, j), true
		w.t.Columns = append(w.t.Columns, name)
	}
	for j, h := range w.c.header {
		if !taken[j] {
			w.t.Unused = append(w.t.Unused, h)
		}
	}
	w.figures = make([][]float64, len(w.from))
	return faults.Err()
}

func (w *wideReader) exactly(name string) int { return slices.Index(w.c.header, name) }

func (w *wideReader) row(row []string) error {
	code := strings.Clone(row[w.unit])
	if line, ok := w.seen[code]; ok {
		w.faults.Add(fault.New(fault.Invalid, "score.unit_twice", "unit", code, "line", line).At(w.c.where(w.unit)))
		return nil
	}
	if code == "" {
		w.faults.Add(fault.New(fault.Invalid, "score.unit_missing").At(w.c.where(w.unit)))
		return nil
	}
	if w.cells += len(w.from); w.cells > mostCells || len(w.t.Units) >= mostUnits {
		return fault.New(fault.TooLarge, "score.table_too_large", "limit", mostCells).At(w.c.where(w.unit))
	}
	w.seen[code] = w.c.where(w.unit).Line
	w.t.Units, w.t.Names = append(w.t.Units, code), append(w.t.Names, strings.Clone(w.c.field(w.name)))
	for j, name := range w.groups {
		w.t.Groups[name] = append(w.t.Groups[name], strings.Clone(row[j]))
	}
	for k, j := range w.from {
		v, bad := w.c.figure(j, nan)
		if bad != nil && len(w.faults) < mostFaults {
			w.faults.Add(bad)
		}
		w.figures[k] = append(w.figures[k], v)
	}
	return nil
}

func (w *wideReader) finish() error {
	if len(w.t.Units) == 0 || len(w.figures) == 0 {
		return fault.New(fault.Invalid, "score.no_rows").At(fault.Line(w.c.name, 1))
	}
	w.t.Data = &stats.Matrix{Rows: len(w.t.Units), Cols: len(w.figures), Data: make([]float64, 0, len(w.t.Units)*len(w.figures))}
	for k := range w.figures {
		w.t.Data.Data = append(w.t.Data.Data, w.figures[k]...)
		w.figures[k] = nil
	}
	return nil
}

// readLong reads a row per figure.
func readLong(c *csvFile, want Wanted) (*Table, error) {
	unit, name := c.column(unitColumns...), c.column(nameColumns...)
	code, value, year := c.column(codeColumns...), c.column(valueColumns...), c.column(yearColumns...)
	l := &longReader{units: map[string]int{}, columns: map[string]int{}, only: want.Figures, cells: map[[2]int]longCell{}}
	var faults fault.List
	for len(faults) < mostFaults {
		row, err := c.next()
		if err != nil {
			return nil, err
		}
		if row == nil {
			break
		}
		key := c.field(unit)
		if y := c.field(year); y != "" {
			key += " " + y
		}
		v, bad := c.figure(value, nan)
		if bad == nil {
			bad = l.add(c.where(unit), key, c.field(name), c.field(code), v)
		}
		if bad != nil {
			faults.Add(bad)
		}
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	return l.table(c.name, want)
}

type longReader struct {
	units, columns map[string]int
	codes, names   []string
	heads          []string
	only           []string
	unused         []string
	cells          map[[2]int]longCell
}

type longCell struct {
	v    float64
	line int
}

func (l *longReader) add(at fault.Where, unit, name, column string, v float64) *fault.Error {
	if unit == "" || column == "" {
		return fault.New(fault.Invalid, "score.unit_missing").At(at)
	}
	if l.only != nil && !slices.Contains(l.only, column) {
		if !slices.Contains(l.unused, column) {
			l.unused = append(l.unused, strings.Clone(column))
		}
		return nil
	}
	u, ok := l.units[unit]
	if !ok {
		u = len(l.codes)
		l.codes, l.names = append(l.codes, strings.Clone(unit)), append(l.names, strings.Clone(name))
		l.units[l.codes[u]] = u
	}
	j, ok := l.columns[column]
	if !ok {
		j = len(l.heads)
		l.heads = append(l.heads, strings.Clone(column))
		l.columns[l.heads[j]] = j
	}
	if was, ok := l.cells[[2]int{u, j}]; ok {
		return fault.New(fault.Invalid, "score.cell_twice", "unit", unit, "code", column, "line", was.line).At(at)
	}
	if len(l.cells) >= mostCells/10 {
		return fault.New(fault.TooLarge, "score.table_too_large", "limit", mostCells/10).At(at)
	}
	l.cells[[2]int{u, j}] = longCell{v, at.Line}
	return nil
}

func (l *longReader) table(file string, want Wanted) (*Table, error) {
	heads := want.Figures
	if heads == nil {
		heads = l.heads
	}
	if len(l.codes) == 0 || len(heads) == 0 {
		return nil, fault.New(fault.Invalid, "score.no_rows").At(fault.Line(file, 1))
	}
	if len(want.Groups) > 0 {
		return nil, fault.New(fault.Invalid, "score.column_missing", "column", want.Groups[0]).At(fault.Line(file, 1))
	}
	if len(l.codes)*len(heads) > mostCells {
		return nil, fault.New(fault.TooLarge, "score.table_too_large", "limit", mostCells).At(fault.Line(file, 1))
	}
	t := &Table{Units: l.codes, Names: l.names, Columns: heads, Data: stats.NewMatrix(len(l.codes), len(heads)), Unused: l.unused}
	for k, h := range heads {
		if j, ok := l.columns[h]; ok {
			for u := range l.codes {
				if c, ok := l.cells[[2]int{u, j}]; ok {
					t.Data.Set(u, k, c.v)
				}
			}
		}
	}
	return t, nil
}

// readAll reads a whole file into memory up to a bound, for what is not a table.
func readAll(f File, most int64) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(f.Data, most+1))
	if err != nil {
		return nil, err
	}
	if int64(len(b)) > most {
		return nil, fault.New(fault.TooLarge, "score.file_too_large", "limit", most).At(fault.Where{File: f.Name})
	}
	return b, nil
}
