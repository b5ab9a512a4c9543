package score

import (
	"bufio"
	"io"
	"strconv"
	"strings"

	"sextant/internal/stats"
)

// line collects the fields of a CSV row without new memory.
type line struct {
	w   *bufio.Writer
	buf []byte
}

func newLine(w io.Writer) *line { return &line{w: bufio.NewWriterSize(w, 1<<16)} }

func (l *line) text(s string) *line {
	l.comma()
	s = guarded(s)
	if strings.ContainsAny(s, ",\"\r\n") || s != strings.TrimSpace(s) {
		l.buf = append(l.buf, '"')
		l.buf = append(l.buf, strings.ReplaceAll(s, `"`, `""`)...)
		l.buf = append(l.buf, '"')
		return l
	}
	l.buf = append(l.buf, s...)
	return l
}

// guarded keeps a spreadsheet from taking a text for a formula.
func guarded(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		if _, ok := readFigure(s); !ok {
			return "'" + s
		}
	}
	return s
}

func (l *line) figure(v float64) *line {
	l.comma()
	if v == v {
		l.buf = strconv.AppendFloat(l.buf, v, 'g', 17, 64)
	}
	return l
}

func (l *line) whole(n int) *line {
	l.comma()
	l.buf = strconv.AppendInt(l.buf, int64(n), 10)
	return l
}

func (l *line) empty() *line { return l.comma() }

// comma goes before every field but the first; a byte in front of the row says
// that one is there, so that an empty first field counts.
func (l *line) comma() *line {
	if len(l.buf) > 0 {
		l.buf = append(l.buf, ',')
		return l
	}
	l.buf = append(l.buf, ' ')
	return l
}

func (l *line) end() error {
	if len(l.buf) > 0 {
		if _, err := l.w.Write(l.buf[1:]); err != nil {
			return err
		}
	}
	l.buf = l.buf[:0]
	return l.w.WriteByte('\n')
}

func (l *line) texts(all ...string) *line {
	for _, s := range all {
		l.text(s)
	}
	return l
}

// WriteNormalised writes a row per unit and a column per indicator.
func (r *Result) WriteNormalised(w io.Writer) error {
	return r.matrix(w, r.Method.Structure.Indicators(), r.Normalised)
}

// WriteAggregated writes a row per unit and a column per aggregate.
func (r *Result) WriteAggregated(w io.Writer) error {
	return r.matrix(w, r.Method.Structure.Aggregates(), r.Aggregated)
}

func (r *Result) matrix(w io.Writer, codes []string, m *stats.Matrix) error {
	l := newLine(w)
	if err := l.texts("UnitCode", "UnitName").texts(codes...).end(); err != nil {
		return err
	}
	for i, u := range r.Units {
		l.texts(u, r.Names[i])
		for j := 0; j < m.Cols; j++ {
			l.figure(m.At(i, j))
		}
		if err := l.end(); err != nil {
			return err
		}
	}
	return l.w.Flush()
}

// WriteRanks writes a row per unit and a column per aggregate with the unit's
// place. Call it only where the method ranks.
func (r *Result) WriteRanks(w io.Writer) error {
	s, l := r.Method.Structure, newLine(w)
	if err := l.texts("UnitCode", "UnitName").texts(s.Aggregates()...).end(); err != nil {
		return err
	}
	var ranks [][]int32
	for n := s.Leaves; n < len(s.Nodes); n++ {
		ranks = append(ranks, r.Ranks(n))
	}
	for i, u := range r.Units {
		l.texts(u, r.Names[i])
		for _, of := range ranks {
			if of == nil || of[i] == 0 {
				l.empty()
			} else {
				l.whole(int(of[i]))
			}
		}
		if err := l.end(); err != nil {
			return err
		}
	}
	return l.w.Flush()
}

// WriteNotes writes what was left out or changed: key, unit, node and the
// words that say makes of a note.
func WriteNotes(w io.Writer, notes []Note, say func(Note) string) error {
	l := newLine(w)
	if err := l.texts("Key", "UnitCode", "Code", "Text").end(); err != nil {
		return err
	}
	for _, n := range notes {
		if err := l.texts(strings.TrimPrefix(n.Key, "score.note_"), n.Unit, n.Node, say(n)).end(); err != nil {
			return err
		}
	}
	return l.w.Flush()
}

// WriteContributions writes how every figure came about: a row per unit,
// aggregate and member with the member's figure, weight, share of the weight
// and contribution, and why a member took no part.
func (r *Result) WriteContributions(w io.Writer) error {
	s, l := r.Method.Structure, newLine(w)
	if err := l.texts("UnitCode", "Code", "Member", "Value", "Weight", "Share", "Contribution", "Reason").end(); err != nil {
		return err
	}
	for i, u := range r.Units {
		for n := s.Leaves; n < len(s.Nodes); n++ {
			e := r.Explain(i, n)
			for _, p := range e.Parts {
				l.texts(u, e.Code, p.Code).figure(p.Value).figure(p.Weight).figure(p.Share).figure(p.Contribution)
				if err := l.text(strings.TrimPrefix(p.Reason, "score.reason_")).end(); err != nil {
					return err
				}
			}
		}
	}
	return l.w.Flush()
}
