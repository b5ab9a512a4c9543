package score

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"sextant/internal/fault"
)

// csvFile reads a CSV file row by row, whatever its size, and knows where it
// is. Comma, semicolon and tab are told apart by the header.
type csvFile struct {
	name   string
	r      *csv.Reader
	header []string
	row    []string
	// bare says that the file began with figures instead of names: the columns
	// are then numbered, and the first row is still to come.
	bare  bool
	first []string
}

// mostColumns bounds what one row may hold.
const mostColumns = 20_000

func openCSV(name string, in io.Reader) (*csvFile, error) {
	buffer := bufio.NewReaderSize(in, 1<<16)
	if bom, _ := buffer.Peek(3); string(bom) == "\ufeff" {
		_, _ = buffer.Discard(3) // the peek says that they are there
	}
	first, _ := buffer.Peek(1 << 12)
	line, _, _ := strings.Cut(string(first), "\n")
	f := &csvFile{name: name, r: csv.NewReader(buffer)}
	f.r.ReuseRecord = true
	for _, c := range []rune{';', '\t'} {
		if strings.Count(line, string(c)) > strings.Count(line, ",") {
			f.r.Comma = c
		}
	}
	row, err := f.next()
	if err != nil {
		return nil, err
	}
	if row == nil {
		return nil, fault.New(fault.Invalid, "score.empty_file").At(fault.Line(name, 1))
	}
	if len(row) > mostColumns {
		return nil, fault.New(fault.TooLarge, "score.too_many_columns", "count", len(row), "limit", mostColumns).At(fault.Line(name, 1))
	}
	f.bare = true
	for _, h := range row {
		_, figure := readFigure(h)
		f.bare = f.bare && (figure || isMissing(h))
		f.header = append(f.header, strings.Clone(h))
	}
	if f.bare {
		f.first = f.header
		f.header = nil
		for j := range f.first {
			f.header = append(f.header, "coder "+strconv.Itoa(j+1))
		}
	}
	return f, f.checkHeader()
}

// openNamed opens a file whose columns must have names.
func openNamed(f File) (*csvFile, error) {
	c, err := openCSV(f.Name, f.Data)
	if err == nil && c.bare {
		return nil, fault.New(fault.Invalid, "score.no_header").At(fault.Line(f.Name, 1))
	}
	return c, err
}

func (f *csvFile) checkHeader() error {
	var faults fault.List
	seen := map[string]bool{}
	for _, h := range f.header {
		if h != "" && seen[h] {
			faults.Add(fault.New(fault.Invalid, "score.column_twice", "column", h).At(fault.Line(f.name, 1)))
		}
		seen[h] = true
	}
	return faults.Err()
}

// next reads the next row; nil at the end. The row is valid until the next one.
func (f *csvFile) next() ([]string, error) {
	if f.first != nil {
		row := f.first
		f.row, f.first = row, nil
		return row, nil
	}
	row, err := f.r.Read()
	var bad *csv.ParseError
	switch {
	case err == io.EOF:
		return nil, nil
	case errors.As(err, &bad) && errors.Is(bad.Err, csv.ErrFieldCount):
		return nil, fault.New(fault.Invalid, "score.row_length", "count", len(row), "want", len(f.header)).At(fault.Line(f.name, bad.Line))
	case errors.As(err, &bad):
		return nil, fault.New(fault.Invalid, "score.csv_syntax", "reason", bad.Err.Error()).At(fault.Line(f.name, bad.Line))
	case err != nil:
		return nil, err
	}
	for i := range row {
		if !utf8.ValidString(row[i]) {
			return nil, fault.New(fault.Invalid, "score.not_utf8").At(f.where(i))
		}
		row[i] = strings.TrimSpace(row[i])
	}
	f.row = row
	return row, nil
}

// where is the spot of a field of the row read last.
func (f *csvFile) where(field int) fault.Where {
	line, column := f.r.FieldPos(field)
	return fault.Where{File: f.name, Line: line, Column: column}
}

// column finds the first header that is one of the names, whatever their case;
// -1 for none.
func (f *csvFile) column(names ...string) int {
	for _, n := range names {
		for j, h := range f.header {
			if strings.EqualFold(h, n) {
				return j
			}
		}
	}
	return -1
}

// field is a field of the row read last, "" for a column that is not there.
func (f *csvFile) field(j int) string {
	if j < 0 {
		return ""
	}
	return f.row[j]
}

// figure reads a field as a number, with usual for an empty one.
func (f *csvFile) figure(j int, usual float64) (float64, *fault.Error) {
	s := f.field(j)
	if isMissing(s) {
		return usual, nil
	}
	v, ok := readFigure(s)
	if !ok {
		return 0, fault.New(fault.Invalid, "score.not_a_number", "column", f.header[j], "value", short(s)).At(f.where(j))
	}
	return v, nil
}

// short keeps a value in a fault readable.
func short(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:39]) + "…"
	}
	return s
}

// The names by which people call the columns that we must know.
var (
	unitColumns  = []string{"UnitCode", "uCode", "unit", "iso3", "place", "country", "unit_id", "id"}
	nameColumns  = []string{"UnitName", "uName", "name", "unit_name", "place_name", "country_name"}
	codeColumns  = []string{"iCode", "IndCode", "indicator", "code", "item"}
	valueColumns = []string{"value", "score", "Value", "x"}
	yearColumns  = []string{"year", "time", "period", "round"}
)
