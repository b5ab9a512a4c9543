package score

import (
	"io"
	"slices"
	"strings"

	"sextant/internal/fault"
)

// Tally is how the answers of many units are distributed, domain by domain. It
// has no total over domains and no figure.
type Tally struct {
	Options []string
	Rows    []TallyRow
	Notes   []Note
}

// TallyRow is one unit in one domain. Counts go by Options; Blank counts
// indicators without an answer.
type TallyRow struct {
	Unit, Domain string
	Counts       []int
	Blank        int
}

// ReadTally counts answers from a CSV with columns for unit, domain (or
// parent), indicator and answer. An answer that is not among the options of
// the method is a fault, and so is an indicator that stands twice.
func ReadTally(m *Method, f File) (*Tally, error) {
	c, err := openNamed(f)
	if err != nil {
		return nil, err
	}
	unit, domain := c.column(unitColumns...), c.column("domain", "parent")
	code, answer := c.column(codeColumns...), c.column(append([]string{"answer"}, valueColumns...)...)
	if unit < 0 || domain < 0 || code < 0 || answer < 0 {
		return nil, fault.New(fault.Invalid, "score.tally_columns").At(fault.Line(f.Name, 1))
	}
	t := &Tally{Options: m.Options}
	var faults fault.List
	at, seen := map[[2]string]int{}, map[[2]string]int{}
	for len(faults) < mostFaults {
		row, err := c.next()
		if err != nil {
			return nil, err
		}
		if row == nil {
			break
		}
		u, d, i := strings.Clone(row[unit]), strings.Clone(row[domain]), strings.Clone(row[code])
		if line, twice := seen[[2]string{u, i}]; twice {
			faults.Add(fault.New(fault.Invalid, "score.cell_twice", "unit", u, "code", i, "line", line).At(c.where(code)))
			continue
		}
		seen[[2]string{u, i}] = c.where(code).Line
		k, ok := at[[2]string{u, d}]
		if !ok {
			k = len(t.Rows)
			at[[2]string{u, d}] = k
			t.Rows = append(t.Rows, TallyRow{Unit: u, Domain: d, Counts: make([]int, len(m.Options))})
		}
		if isMissing(row[answer]) {
			t.Rows[k].Blank++
			t.Notes = append(t.Notes, note("score.note_missing", u, i))
			continue
		}
		o := slices.Index(m.Options, row[answer])
		if o < 0 {
			faults.Add(fault.New(fault.Invalid, "score.rating_unknown", "value", short(row[answer]), "known", strings.Join(m.Options, ", ")).At(c.where(answer)))
			continue
		}
		t.Rows[k].Counts[o]++
	}
	return t, faults.Err()
}

// WriteCSV writes a row per unit and domain with a column per answer.
func (t *Tally) WriteCSV(w io.Writer) error {
	l := newLine(w)
	if err := l.texts("UnitCode", "Domain").texts(t.Options...).text("unanswered").end(); err != nil {
		return err
	}
	for _, r := range t.Rows {
		l.texts(r.Unit, r.Domain)
		for _, n := range r.Counts {
			l.whole(n)
		}
		if err := l.whole(r.Blank).end(); err != nil {
			return err
		}
	}
	return l.w.Flush()
}
