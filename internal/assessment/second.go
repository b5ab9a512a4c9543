package assessment

import (
	"fmt"
	"hash/fnv"
	"iter"
	"slices"
	"strings"
	"time"

	"sextant/internal/account"
	"sextant/internal/fault"
	"sextant/internal/framework"
)

// SecondDrawn says which indicators are coded twice and how they were chosen.
type SecondDrawn struct {
	How        string           `json:"how"` // "all", "domain", "share"
	Domain     framework.Code   `json:"domain,omitempty"`
	Share      int              `json:"share,omitempty"` // percent
	Seed       uint64           `json:"seed,omitempty"`
	Indicators []framework.Code `json:"indicators"`
}

// Second is the state of blind second coding.
type Second struct {
	SecondDrawn
	At       time.Time
	Compared bool // both answers may be seen from here on
	At2      time.Time
}

// Drawn tells whether anything is coded twice.
func (s Second) Drawn() bool { return len(s.Indicators) > 0 }

func (s Second) has(c framework.Code) bool { return slices.Contains(s.Indicators, c) }

func (*SecondDrawn) kind() string { return "second.drawn" }

func (e *SecondDrawn) apply(s *State, m Meta) { s.Second = Second{SecondDrawn: *e, At: m.At} }

// SecondCompared opens both coders' answers to the reviewer.
type SecondCompared struct{}

func (*SecondCompared) kind() string { return "second.compared" }

func (e *SecondCompared) apply(s *State, m Meta) {
	s.Second.Compared, s.Second.At2 = true, m.At
	for _, c := range s.Second.Indicators {
		s.change(c, func(i *Item) { i.Split = i.First.Value != i.Second.Value })
	}
}

// DrawSecond chooses what is coded twice: everything, a domain, or a random
// share. The same seed draws the same indicators of the same book.
type DrawSecond struct {
	How    string
	Domain framework.Code
	Share  int
	Seed   uint64
}

// Needs the right to draw.
func (DrawSecond) Needs(s *State) (account.Right, account.Scope) {
	return account.DrawSecond, s.scope()
}

func (c DrawSecond) decide(s *State, _ Act) ([]Event, error) {
	for i := range s.items() {
		if i.Second.Seq > 0 {
			return nil, invalid("assessment.second_begun")
		}
	}
	e := &SecondDrawn{How: c.How, Domain: c.Domain, Share: c.Share, Seed: c.Seed}
	switch c.How {
	case "all":
		e.Domain, e.Share, e.Seed = "", 0, 0
		e.Indicators = codes(s.Book.Indicators)
	case "domain":
		e.Share, e.Seed = 0, 0
		e.Indicators = codes(s.Book.In(c.Domain))
	case "share":
		if c.Share < 1 || c.Share > 100 {
			return nil, invalid("assessment.bad_share", "share", fmt.Sprint(c.Share))
		}
		e.Domain = ""
		e.Indicators = draw(codes(s.Book.Indicators), c.Share, c.Seed)
	}
	if len(e.Indicators) == 0 {
		return nil, invalid("assessment.nothing_drawn")
	}
	return []Event{e}, nil
}

// items goes through the items in the order of the book, without copying them
// into a list first: lists and inboxes ask at every save.
func (s *State) items() iter.Seq[Item] {
	return func(yield func(Item) bool) {
		for _, ind := range s.Book.Indicators {
			if !yield(s.Item(ind.Code)) {
				return
			}
		}
	}
}

func codes(indicators []framework.Indicator) []framework.Code {
	cs := make([]framework.Code, len(indicators))
	for i, ind := range indicators {
		cs[i] = ind.Code
	}
	return cs
}

// draw takes a share of the codes, rounded up: those whose hash with the seed
// is smallest, in the order of the book. It needs no generator and gives the
// same draw on every machine.
func draw(all []framework.Code, percent int, seed uint64) []framework.Code {
	key := func(c framework.Code) uint64 {
		h := fnv.New64a()
		fmt.Fprintf(h, "%d/%s", seed, c)
		return mix(h.Sum64())
	}
	by := slices.Clone(all)
	slices.SortFunc(by, func(a, b framework.Code) int {
		if key(a) != key(b) {
			if key(a) < key(b) {
				return -1
			}
			return 1
		}
		return strings.Compare(string(a), string(b))
	})
	taken := by[:(len(by)*percent+99)/100]
	var drawn []framework.Code
	for _, c := range all {
		if slices.Contains(taken, c) {
			drawn = append(drawn, c)
		}
	}
	return drawn
}

// mix spreads the bits of a hash (finaliser of MurmurHash3, Appleby 2011),
// because FNV alone leaves codes with a common stem close together.
func mix(x uint64) uint64 {
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	x *= 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}

// Compare opens both coders' answers once everything drawn has been answered
// twice.
type Compare struct{}

// Needs the right to adjudicate.
func (Compare) Needs(s *State) (account.Right, account.Scope) { return account.Adjudicate, s.scope() }

func (Compare) decide(s *State, _ Act) ([]Event, error) {
	switch {
	case !s.Second.Drawn():
		return nil, invalid("assessment.nothing_drawn")
	case s.Second.Compared:
		return nil, nil
	}
	for _, c := range s.Second.Indicators {
		if i := s.Item(c); !i.First.Ready || !i.Second.Ready {
			return nil, invalid("assessment.not_twice", "code", string(c))
		}
	}
	return []Event{&SecondCompared{}}, nil
}

// Difference is an indicator on which the coders gave different values.
type Difference struct {
	Item    Item
	Steps   int // on the scale; 0 where a state such as unknown is involved
	Decided bool
}

// Differences lists where the coders differ, in the order of the book. It is
// empty until both may be seen.
func (s *State) Differences() []Difference {
	var ds []Difference
	if !s.Second.Compared {
		return nil
	}
	for _, c := range s.Second.Indicators {
		if i := s.Item(c); i.Second.Seq > 0 && s.differ(i) {
			ds = append(ds, Difference{Item: i, Steps: s.steps(i), Decided: i.Decision != nil})
		}
	}
	return ds
}

// differ tells whether the coders differed when both answers were opened, and
// still do: a decision does not make the difference vanish, and what the coder
// changes later, on account of a remark, is no difference between two coders.
func (s *State) differ(i Item) bool {
	if i.Decision != nil {
		return true
	}
	return i.Split && i.First.Value != i.Second.Value
}

func (s *State) steps(i Item) int {
	ind, _ := s.Book.Indicator(i.Code)
	scale, _ := s.Book.Scale(ind.Scale)
	at := func(v string) int {
		return slices.IndexFunc(scale.Levels(), func(o framework.Option) bool { return o.Code == v })
	}
	a, b := at(i.First.Value), at(i.Second.Value)
	if a < 0 || b < 0 {
		return 0
	}
	return max(a-b, b-a)
}

// undecided tells whether the coders differ and nobody has decided.
func (s *State) undecided(c framework.Code) bool {
	i := s.Item(c)
	return s.Second.Compared && s.Second.has(c) && i.Second.Seq > 0 && i.Decision == nil && s.differ(i)
}

// Adjudicated is the reviewer's decision where both coders differed. Both
// originals stay in the record and in the item.
type Adjudicated struct {
	Indicator framework.Code `json:"indicator"`
	Given
	Text   string `json:"text"` // whose text goes on: "first", "second", "own"
	Reason string `json:"reason"`
	by     account.ID
	at     time.Time
	seq    int64
}

// Who and when the decision was made.
func (e *Adjudicated) Who() (account.ID, time.Time) { return e.by, e.at }

func (*Adjudicated) kind() string { return "answer.adjudicated" }

func (e *Adjudicated) apply(s *State, m Meta) {
	d := *e
	d.by, d.at, d.seq = m.By, m.At, m.Seq
	s.change(e.Indicator, func(i *Item) { i.Decision, i.Moved = &d, m.Seq })
}

// Adjudicate decides between two answers, with a reason.
type Adjudicate struct{ Adjudicated }

// Needs the right to adjudicate.
func (c Adjudicate) Needs(s *State) (account.Right, account.Scope) {
	return account.Adjudicate, s.scopeOf(c.Indicator)
}

func (c Adjudicate) decide(s *State, _ Act) ([]Event, error) {
	ind, err := s.indicator(c.Indicator)
	if err != nil {
		return nil, err
	}
	i := s.Item(c.Indicator)
	c.Reason = strings.TrimSpace(c.Reason)
	switch {
	case !s.Second.Compared || !s.Second.has(c.Indicator) || i.Second.Seq == 0:
		return nil, fault.New(fault.NotFound, "assessment.no_difference", "code", string(c.Indicator))
	case c.Reason == "":
		return nil, invalid("assessment.lacks_reason")
	case c.Value == "":
		return nil, invalid("assessment.lacks_value", "code", string(c.Indicator))
	}
	e := c.Adjudicated
	switch c.Text {
	case "first":
		e.Justification, e.Language = i.First.Justification, i.First.Language
	case "second":
		e.Justification, e.Language = i.Second.Justification, i.Second.Language
	case "own":
		if strings.TrimSpace(c.Justification) == "" {
			return nil, invalid("assessment.lacks_justification", "code", string(c.Indicator))
		}
	default:
		return nil, invalid("assessment.bad_text_choice")
	}
	if len(e.Citations) == 0 {
		e.Citations = bothCitations(i)
	}
	if err := s.checkGiven(ind, e.Given); err != nil {
		return nil, err
	}
	return []Event{&e}, nil
}

func bothCitations(i Item) []Citation {
	all := slices.Clone(i.First.Citations)
	for _, c := range i.Second.Citations {
		if !slices.Contains(all, c) {
			all = append(all, c)
		}
	}
	return all
}
