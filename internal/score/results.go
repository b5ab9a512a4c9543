package score

import (
	"io"
	"sort"
	"strings"

	"sextant/internal/fault"
)

// Published is one figure that somebody else published.
type Published struct {
	Unit, Round  string
	Level        string
	Code, Parent string
	Value        Number // NaN: blank, or no number
	Text         string // as it stood there
	Where        fault.Where
	shown        int // decimals that it was written with
	hasValue     bool
}

// Results is a set of published figures with what is wrong with it. Nothing in
// it was repaired.
type Results struct {
	Items     []Published
	Units     []string // unit and round, in the order of the file
	Anomalies []Anomaly
	Notes     []Note
	Checked   int // aggregates that were recomputed
	Agreeing  int // of those, how many are what their members give
	book      map[string]*unitResults
	parents   map[string]string // of every code, over all units
	children  map[string][]string
	order     []string        // codes in the order of the file
	overall   map[string]bool // figures whose members were found, not stated
}

// unitResults is the figures of one unit in one round.
type unitResults struct {
	of map[string]*Published
}

// Anomaly is one thing that is not as it should be. Key is the catalog key
// score.anomaly_…; Grave is false for what published results may rightly have,
// such as a member that does not apply.
type Anomaly struct {
	Key        string      `json:"key"`
	Grave      bool        `json:"grave"`
	Where      fault.Where `json:"where"`
	Other      fault.Where `json:"other,omitzero"` // the first of two rows
	Unit       string      `json:"unit"`
	Code       string      `json:"code"`
	Member     string      `json:"member,omitempty"`
	Text       string      `json:"text,omitempty"`
	Published  Number      `json:"published"`
	Recomputed Number      `json:"recomputed"`
	Members    int         `json:"members,omitempty"` // that had a figure
}

// Pairs gives the values of an anomaly as a Printer takes them.
func (a Anomaly) Pairs() []any {
	return []any{
		"unit", a.Unit, "code", a.Code, "member", a.Member, "value", a.Text, "published", Figure(float64(a.Published)),
		"recomputed", Figure(float64(a.Recomputed)), "count", a.Members, "other", a.Other.String(),
	}
}

// The kinds of anomaly.
const (
	Differs       = "score.anomaly_differs"        // the figure is not what its members give
	TextInNumber  = "score.anomaly_text"           // a cell for a figure holds text
	TextNumber    = "score.anomaly_text_number"    // a figure is stored as text
	MemberMissing = "score.anomaly_member_missing" // others have this member, this unit has not
	ParentMissing = "score.anomaly_parent_missing" // members are there, the figure above is not
	RowTwice      = "score.anomaly_twice"          // a row stands twice
	NoMembers     = "score.anomaly_no_members"     // a figure stands above members of which none has one
	OtherParent   = "score.anomaly_other_parent"   // an item has another parent here than elsewhere
)

// ReadResults reads published results and recomputes every aggregate as the
// plain mean of those of its members that have a figure. Known layouts, as CSV
// or as sheets of a workbook: a row per figure (unit, year, level, code,
// parent, score), and a row per item with a column per unit (code, parent,
// units …). Sheets that are neither are named in Notes. What is wrong is
// listed in Anomalies with its cell; only a file that cannot be read at all is
// an error.
func ReadResults(f File) (*Results, error) {
	grids, err := readGrids(f)
	if err != nil {
		return nil, err
	}
	r := &Results{book: map[string]*unitResults{}, parents: map[string]string{}, children: map[string][]string{}, overall: map[string]bool{}}
	for _, g := range grids {
		switch {
		case len(g.rows) == 0:
			r.Notes = append(r.Notes, note("score.note_sheet_unread", "", "", "sheet", g.sheet))
		case g.isLong():
			r.long(g)
		case g.isItems():
			r.items(g)
		default:
			r.Notes = append(r.Notes, note("score.note_sheet_unread", "", "", "sheet", g.sheet))
		}
	}
	if len(r.Items) == 0 {
		return nil, fault.New(fault.Invalid, "score.no_results").At(fault.Where{File: f.Name})
	}
	r.connect()
	r.recompute()
	r.sort()
	return r, nil
}

func (r *Results) long(g grid) {
	unit, year, level := g.column(unitColumns...), g.column(yearColumns...), g.column("level")
	code, parent, value := g.column(codeColumns...), g.column("parent"), g.column(valueColumns...)
	for i := 1; i < len(g.rows); i++ {
		if g.cell(i, code).text == "" && g.cell(i, unit).text == "" {
			continue
		}
		p := Published{
			Unit: g.cell(i, unit).text, Round: g.cell(i, year).text, Level: g.cell(i, level).text,
			Code: g.cell(i, code).text, Parent: g.cell(i, parent).text,
		}
		r.add(p, g.cell(i, value))
	}
}

func (r *Results) items(g grid) {
	code, parent, level := g.column(codeColumns...), g.column("parent"), g.column("level")
	for i := 1; i < len(g.rows); i++ {
		if g.cell(i, code).text == "" {
			continue
		}
		for _, j := range g.unitHeads() {
			p := Published{Unit: g.rows[0][j].text, Level: g.cell(i, level).text, Code: g.cell(i, code).text, Parent: g.cell(i, parent).text}
			r.add(p, g.cell(i, j))
		}
	}
}

// add takes a row as it stands and notes what is wrong with it alone.
func (r *Results) add(p Published, c gridCell) {
	p.Where, p.Text, p.Value = c.at, c.text, Number(nan)
	if !isMissing(c.text) {
		v, ok := readFigure(c.text)
		switch {
		case !ok:
			r.anomaly(&p, TextInNumber, true)
		case c.asText:
			r.anomaly(&p, TextNumber, true)
		default:
			p.Value, p.hasValue = Number(v), true
			p.shown = decimals(c.text)
		}
	}
	key := p.unitKey()
	u, ok := r.book[key]
	if !ok {
		u = &unitResults{of: map[string]*Published{}}
		r.book[key] = u
		r.Units = append(r.Units, key)
	}
	r.Items = append(r.Items, p)
	if was, twice := u.of[p.Code]; twice {
		a := r.anomaly(&p, RowTwice, true)
		a.Other, a.Recomputed = was.Where, was.Value
		return
	}
	if _, known := r.parents[p.Code]; !known {
		r.parents[p.Code] = p.Parent
		r.order = append(r.order, p.Code)
	} else if r.parents[p.Code] != p.Parent {
		a := r.anomaly(&p, OtherParent, true)
		a.Member = r.parents[p.Code]
	}
	kept := p
	u.of[p.Code] = &kept
}

func (p Published) unitKey() string { return strings.TrimSpace(p.Unit + " " + p.Round) }

// decimals counts the digits after the point that a figure was written with.
func decimals(s string) int {
	if strings.ContainsAny(s, "eE") {
		return 17
	}
	_, after, _ := strings.Cut(s, ".")
	return len(after)
}

// anomaly adds an anomaly about a row and gives it back to be filled in.
func (r *Results) anomaly(p *Published, key string, grave bool) *Anomaly {
	r.Anomalies = append(r.Anomalies, Anomaly{
		Key: key, Grave: grave, Where: p.Where, Unit: p.unitKey(), Code: p.Code, Text: short(p.Text),
		Published: p.Value, Recomputed: Number(nan),
	})
	return &r.Anomalies[len(r.Anomalies)-1]
}

// Grave counts the anomalies that published results should not have.
func (r *Results) Grave() int {
	n := 0
	for _, a := range r.Anomalies {
		if a.Grave {
			n++
		}
	}
	return n
}

// sort puts the grave ones first, each kind in the order of the file.
func (r *Results) sort() {
	sort.SliceStable(r.Anomalies, func(i, j int) bool {
		a, b := r.Anomalies[i], r.Anomalies[j]
		if a.Grave != b.Grave {
			return a.Grave
		}
		return a.Where.Line < b.Where.Line
	})
}

// WriteAnomalies writes a row per anomaly: kind, whether it is grave, where it
// stands, and the words that say makes of it.
func (r *Results) WriteAnomalies(w io.Writer, say func(Anomaly) string) error {
	l := newLine(w)
	if err := l.texts("Key", "Grave", "Where", "Unit", "Code", "Member", "Published", "Recomputed", "Text").end(); err != nil {
		return err
	}
	for _, a := range r.Anomalies {
		l.text(strings.TrimPrefix(a.Key, "score.anomaly_"))
		if a.Grave {
			l.whole(1)
		} else {
			l.whole(0)
		}
		l.texts(a.Where.String(), a.Unit, a.Code, a.Member).figure(float64(a.Published)).figure(float64(a.Recomputed))
		if err := l.text(say(a)).end(); err != nil {
			return err
		}
	}
	return l.w.Flush()
}
