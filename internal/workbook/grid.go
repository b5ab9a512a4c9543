package workbook

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"sextant/internal/fault"
)

// grid is a sheet with data whose columns were found by their keys.
type grid struct {
	file  string
	sheet *sheet
	keys  int            // number of the row of keys
	cols  map[string]int // by key
	rows  []line
}

// line is one row with an id.
type line struct {
	g      *grid
	id     string
	number int
	cells  map[int]cell
}

// grids finds the sheets with a column of this id, and reads their rows. What
// is wrong with a sheet goes to the faults: columns that are missing or there
// twice, merged cells, rows that people added.
func (b *book) grids(id string, needed []string, faults *fault.List) []*grid {
	var all []*grid
	for i := range b.sheets {
		s := &b.sheets[i]
		keys, ok := s.keyRow(id)
		if !ok {
			continue
		}
		g := &grid{file: b.file, sheet: s, keys: keys.number, cols: map[string]int{}}
		before := len(*faults)
		g.findColumns(keys, needed, faults)
		if len(*faults) == before {
			g.findRows(id, faults)
			all = append(all, g)
		}
	}
	return all
}

// keyRow is the row in which the keys stand.
func (s *sheet) keyRow(id string) (sheetRow, bool) {
	for _, r := range s.rows {
		for _, c := range r.cells {
			if c.text == keyMark+id {
				return r, true
			}
		}
	}
	return sheetRow{}, false
}

func (g *grid) findColumns(keys sheetRow, needed []string, faults *fault.List) {
	for _, col := range slices.Sorted(maps.Keys(keys.cells)) {
		key, ok := strings.CutPrefix(keys.cells[col].text, keyMark)
		if !ok {
			continue
		}
		if first, twice := g.cols[key]; twice {
			faults.Add(fault.New(fault.Invalid, "workbook.column_twice", "first", columnName(first), "second", columnName(col)).At(g.at(col, g.keys)))
			continue
		}
		g.cols[key] = col
	}
	for _, key := range needed {
		if _, ok := g.cols[key]; !ok {
			faults.Add(fault.New(fault.Invalid, "workbook.column_lost", "key", key).At(fault.Cell(g.file, g.sheet.name, "")))
		}
	}
}

// findRows gathers the rows with an id. A row without one in which somebody
// wrote belongs to nothing and is a fault.
func (g *grid) findRows(id string, faults *fault.List) {
	idCol := g.cols[id]
	for _, r := range g.sheet.rows {
		if r.number == g.keys {
			continue
		}
		l := line{g: g, number: r.number, cells: r.cells}
		c := r.cells[idCol]
		switch {
		case c.formula:
			faults.Add(fault.New(fault.Invalid, "workbook.formula").At(g.at(idCol, r.number)))
			continue
		case strings.HasPrefix(c.text, keyMark):
			continue
		}
		l.id = clean(unguard(c.text))
		g.rows = append(g.rows, l)
	}
	for _, m := range g.sheet.merged {
		if m != (area{m.left, m.top, m.left, m.top}) && g.touches(m) {
			where := address(m.left, m.top)
			faults.Add(fault.New(fault.Invalid, "workbook.merged", "range", where+":"+address(m.right, m.bottom)).At(g.at(m.left, m.top)))
		}
	}
}

// touches tells whether merged cells cover anything that is read.
func (g *grid) touches(m area) bool {
	column := false
	for _, col := range g.cols {
		column = column || col >= m.left && col <= m.right
	}
	return column && slices.ContainsFunc(g.rows, func(l line) bool { return l.number >= m.top && l.number <= m.bottom })
}

func (g *grid) at(col, row int) fault.Where {
	return fault.Cell(g.file, g.sheet.name, address(col, row))
}

// cell is the address of a field of the row; that of the first column that is
// there, for fields without one.
func (l line) cell(key string) string {
	if col, ok := l.g.cols[key]; ok {
		return address(col, l.number)
	}
	return address(1, l.number)
}

func (l line) where(key string) fault.Where {
	return fault.Cell(l.g.file, l.g.sheet.name, l.cell(key))
}

// text is what a person wrote into a field. A formula or an error value is a
// fault: what a formula would give is known to the program that computed it,
// and to nobody else.
func (l line) text(key string, faults *fault.List) string {
	col, ok := l.g.cols[key]
	if !ok {
		return ""
	}
	switch c := l.cells[col]; {
	case c.formula:
		faults.Add(fault.New(fault.Invalid, "workbook.formula").At(l.where(key)))
	case c.failed:
		faults.Add(fault.New(fault.Invalid, "workbook.error_value", "value", shorten(c.text, 40)).At(l.where(key)))
	default:
		return clean(unguard(clean(c.text)))
	}
	return ""
}

// pick is a field with a drop-down: its code, "" for an empty cell.
func (l line) pick(key string, c choices, faults *fault.List) string {
	typed := l.text(key, faults)
	if typed == "" {
		return ""
	}
	code, ok := c.code(typed)
	if !ok {
		faults.Add(fault.New(fault.Invalid, "workbook.not_offered", "value", shorten(typed, 60),
			"offered", strings.Join(c.labels(), " | ")).At(l.where(key)))
	}
	return code
}

// number is a hidden number; an empty or spoiled cell counts as 0, which makes
// a conflict of whatever is there already.
func (l line) seq(most int64, faults *fault.List) int64 {
	typed := l.text(keySeq, faults)
	n, err := strconv.ParseInt(typed, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	if n > most {
		faults.Add(fault.New(fault.Invalid, "workbook.bad_state", "n", n, "most", most).At(l.where(keySeq)))
	}
	return n
}

// stray tells a row without an id in which one of these fields is filled.
func (l line) stray(keys []string) (string, bool) {
	for _, key := range keys {
		if col, ok := l.g.cols[key]; ok && (l.cells[col].formula || clean(l.cells[col].text) != "") {
			return key, true
		}
	}
	return "", false
}

// once refuses an id that an earlier row had.
type once map[string]fault.Where

func (o once) again(l line, key string, faults *fault.List) bool {
	first, twice := o[l.id]
	if twice {
		faults.Add(fault.New(fault.Invalid, "workbook.row_twice", "id", shorten(l.id, 60), "first", first.Sheet+"!"+first.Cell).At(l.where(key)))
		return true
	}
	o[l.id] = l.where(key)
	return false
}

// keysLost finds sheets that hold ids but have lost their row of keys, and
// sheets that nobody could read therefore.
func (b *book) keysLost(id string, known func(string) bool, faults *fault.List) {
	for i := range b.sheets {
		s := &b.sheets[i]
		if _, ok := s.keyRow(id); ok {
			continue
		}
		if _, ok := metaIn(s); ok {
			continue
		}
		for _, r := range s.rows {
			for _, col := range slices.Sorted(maps.Keys(r.cells)) {
				if known(clean(unguard(r.cells[col].text))) {
					faults.Add(fault.New(fault.Invalid, "workbook.keys_lost").At(fault.Cell(b.file, s.name, address(col, r.number))))
					break
				}
			}
			if len(*faults) > 0 && (*faults)[len(*faults)-1].Where.Sheet == s.name {
				break
			}
		}
	}
}
