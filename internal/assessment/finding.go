package assessment

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"sextant/internal/account"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
)

// FindingID names a finding within an assessment.
type FindingID string

// Side is the list that a finding stands in.
type Side string

const (
	Developed Side = "developed"
	Potential Side = "potential"
)

// Sides lists both in the order of the page.
var Sides = []Side{Developed, Potential}

// FindingWritten writes a finding, new or again.
type FindingWritten struct {
	ID         FindingID        `json:"id"`
	Domain     framework.Code   `json:"domain"`
	Side       Side             `json:"side"`
	Text       string           `json:"text"`
	Language   lang.Tag         `json:"language"`
	Indicators []framework.Code `json:"indicators,omitempty"`
	// OnPurpose says that an indicator stands on both sides with intent.
	OnPurpose bool `json:"on_purpose,omitempty"`
}

// Finding is a finding as it stands.
type Finding struct {
	ID         FindingID
	Domain     framework.Code
	Side       Side
	Indicators []framework.Code
	OnPurpose  bool
	Unit
	Basis   int64 // entry at which the sentence was last held against its answers
	Moved   int64 // entry that last changed what the public would read of it
	Dropped bool
}

func (*FindingWritten) kind() string { return "finding.written" }

func (e *FindingWritten) apply(s *State, m Meta) {
	f, there := s.Findings[e.ID]
	if !there {
		s.Order = append(s.Order, e.ID)
	}
	f.ID, f.Domain, f.Side, f.Indicators, f.OnPurpose = e.ID, e.Domain, e.Side, e.Indicators, e.OnPurpose
	if f.Text != e.Text || f.Source != e.Language {
		f.Unit = f.Unit.rewritten(e.Text, e.Language, m)
	}
	f.Basis, f.Moved, f.Dropped = m.Seq, m.Seq, false
	s.Findings[e.ID] = f
}

// FindingDropped takes a finding out.
type FindingDropped struct {
	ID FindingID `json:"id"`
	// Into is the finding that it was merged into, if any.
	Into FindingID `json:"into,omitempty"`
}

func (*FindingDropped) kind() string { return "finding.dropped" }

func (e *FindingDropped) apply(s *State, m Meta) {
	f := s.Findings[e.ID]
	f.Dropped, f.Moved = true, m.Seq
	s.Findings[e.ID] = f
}

// FindingsOrdered puts the findings of a list in order.
type FindingsOrdered struct {
	Domain framework.Code `json:"domain"`
	Side   Side           `json:"side"`
	IDs    []FindingID    `json:"ids"`
}

func (*FindingsOrdered) kind() string { return "finding.ordered" }

func (e *FindingsOrdered) apply(s *State, m Meta) {
	rest := slices.DeleteFunc(slices.Clone(s.Order), func(id FindingID) bool { return slices.Contains(e.IDs, id) })
	s.Order = append(rest, e.IDs...)
	for _, id := range e.IDs {
		f := s.Findings[id]
		f.Moved = m.Seq
		s.Findings[id] = f
	}
}

// FindingConfirmed says that a sentence is still right although its answers
// changed.
type FindingConfirmed struct {
	ID FindingID `json:"id"`
}

func (*FindingConfirmed) kind() string { return "finding.confirmed" }

func (e *FindingConfirmed) apply(s *State, m Meta) {
	f := s.Findings[e.ID]
	f.Basis = m.Seq
	s.Findings[e.ID] = f
}

// FindingsOf lists the findings of a list in their order.
func (s *State) FindingsOf(d framework.Code, side Side) []Finding {
	var fs []Finding
	for _, id := range s.Order {
		if f := s.Findings[id]; !f.Dropped && f.Domain == d && f.Side == side {
			fs = append(fs, f)
		}
	}
	return fs
}

// Stale lists the indicators of a finding that moved after the sentence was
// last held against them.
func (s *State) Stale(f Finding) []framework.Code {
	var moved []framework.Code
	for _, c := range f.Indicators {
		if s.Item(c).Moved > f.Basis {
			moved = append(moved, c)
		}
	}
	return moved
}

// StaleFindings lists the findings that wait for someone to confirm or rewrite
// them.
func (s *State) StaleFindings() []Finding {
	var stale []Finding
	for _, id := range s.Order {
		if f := s.Findings[id]; !f.Dropped && len(s.Stale(f)) > 0 {
			stale = append(stale, f)
		}
	}
	return stale
}

// Unused lists the answered indicators that stand in no finding. Answers that
// say nothing (unknown, not applicable) are not missed.
func (s *State) Unused() []framework.Code {
	used := map[framework.Code]bool{}
	for _, f := range s.Findings {
		if !f.Dropped {
			for _, c := range f.Indicators {
				used[c] = true
			}
		}
	}
	return s.where(func(i Item) bool {
		v := i.Standing().Value
		return !used[i.Code] && v != "" && v != framework.Unknown && v != framework.NotApplicable
	})
}

// BothSides lists the indicators that stand on both sides without intent.
func (s *State) BothSides() []framework.Code {
	sides := map[framework.Code]map[Side]bool{}
	for _, f := range s.Findings {
		if f.Dropped || f.OnPurpose {
			continue
		}
		for _, c := range f.Indicators {
			if sides[c] == nil {
				sides[c] = map[Side]bool{}
			}
			sides[c][f.Side] = true
		}
	}
	both := slices.Collect(maps.Keys(sides))
	both = slices.DeleteFunc(both, func(c framework.Code) bool { return len(sides[c]) < 2 })
	slices.Sort(both)
	return both
}

// Hint is something that an editor might mend in a sentence; it stops nobody.
type Hint string

const (
	HintLong    Hint = "long"    // over 60 words
	HintShort   Hint = "short"   // under 4 words
	HintNoYear  Hint = "no_year" // a developed finding without a year
	HintNoName  Hint = "no_name" // a developed finding that names no office
	HintUnbound Hint = "unbound" // bound to no indicator
)

var aYear = regexp.MustCompile(`\b(19|20)\d\d\b`)

// Hints says what an editor might mend in a finding.
func (f Finding) Hints() []Hint {
	var hints []Hint
	add := func(h Hint, is bool) {
		if is {
			hints = append(hints, h)
		}
	}
	words := len(strings.Fields(f.Text))
	add(HintLong, words > 60)
	add(HintShort, words < 4 && f.Source != lang.Chinese)
	add(HintNoYear, f.Side == Developed && !aYear.MatchString(f.Text))
	add(HintNoName, f.Side == Developed && hasCase(f.Source) && !namesSomething(f.Text))
	add(HintUnbound, len(f.Indicators) == 0)
	return hints
}

func hasCase(t lang.Tag) bool { return t != lang.Arabic && t != lang.Chinese }

// namesSomething tells whether a capital letter stands after the first word.
func namesSomething(text string) bool {
	words := strings.Fields(text)
	for _, w := range words[min(1, len(words)):] {
		if r := []rune(w); len(r) > 1 && strings.ToUpper(string(r[0])) == string(r[0]) && strings.ToLower(string(r[0])) != string(r[0]) {
			return true
		}
	}
	return false
}

// WriteFinding writes a finding. Base is the Moved of the finding that the
// person saw, 0 for a new one.
type WriteFinding struct {
	FindingWritten
	Base int64
}

// Needs the right to write findings in that domain.
func (c WriteFinding) Needs(s *State) (account.Right, account.Scope) {
	return account.WriteFindings, account.Scope{Stage: s.Stage, Domain: string(c.Domain)}
}

func (c WriteFinding) decide(s *State, _ Act) ([]Event, error) {
	e := c.FindingWritten
	e.Text = strings.Join(strings.Fields(e.Text), " ")
	now, there := s.Findings[e.ID]
	switch {
	case e.ID == "":
		return nil, invalid("assessment.lacks_id")
	case e.Text == "":
		return nil, invalid("assessment.lacks_text")
	case len(e.Text) > MaxText:
		return nil, fault.New(fault.TooLarge, "assessment.text_long", "n", len(e.Text), "max", MaxText)
	case e.Language == "":
		return nil, invalid("assessment.no_language")
	case e.Side != Developed && e.Side != Potential:
		return nil, invalid("assessment.bad_side")
	case there && now.same(e):
		return nil, nil
	case there && now.Moved > c.Base:
		return nil, fault.New(fault.Conflict, "assessment.text_moved")
	}
	if _, ok := s.Book.Domain(e.Domain); !ok {
		return nil, fault.New(fault.NotFound, "assessment.no_domain", "code", string(e.Domain))
	}
	for _, code := range e.Indicators {
		if _, err := s.indicator(code); err != nil {
			return nil, err
		}
	}
	return []Event{&e}, nil
}

func (f Finding) same(e FindingWritten) bool {
	return !f.Dropped && f.Text == e.Text && f.Source == e.Language && f.Domain == e.Domain && f.Side == e.Side &&
		f.OnPurpose == e.OnPurpose && slices.Equal(f.Indicators, e.Indicators)
}

func (s *State) finding(id FindingID) (Finding, error) {
	f, ok := s.Findings[id]
	if !ok || f.Dropped {
		return f, fault.New(fault.NotFound, "assessment.no_finding")
	}
	return f, nil
}

// DropFinding takes a finding out, perhaps because it was merged into another.
type DropFinding struct{ FindingDropped }

// Needs the right to write findings in its domain.
func (c DropFinding) Needs(s *State) (account.Right, account.Scope) {
	return account.WriteFindings, account.Scope{Stage: s.Stage, Domain: string(s.Findings[c.ID].Domain)}
}

func (c DropFinding) decide(s *State, _ Act) ([]Event, error) {
	if _, err := s.finding(c.ID); err != nil {
		return nil, err
	}
	e := c.FindingDropped
	return []Event{&e}, nil
}

// OrderFindings puts a list in order; it must name all its findings.
type OrderFindings struct{ FindingsOrdered }

// Needs the right to write findings in that domain.
func (c OrderFindings) Needs(s *State) (account.Right, account.Scope) {
	return account.WriteFindings, account.Scope{Stage: s.Stage, Domain: string(c.Domain)}
}

func (c OrderFindings) decide(s *State, _ Act) ([]Event, error) {
	var now []FindingID
	for _, f := range s.FindingsOf(c.Domain, c.Side) {
		now = append(now, f.ID)
	}
	if slices.Equal(now, c.IDs) {
		return nil, nil
	}
	a, b := slices.Sorted(slices.Values(now)), slices.Sorted(slices.Values(c.IDs))
	if !slices.Equal(a, b) {
		return nil, fault.New(fault.Conflict, "assessment.text_moved")
	}
	e := c.FindingsOrdered
	return []Event{&e}, nil
}

// ConfirmFinding says that a stale sentence is still right. Seen is the head
// of the record that the person looked at.
type ConfirmFinding struct {
	FindingConfirmed
	Seen int64
}

// Needs the right to write findings in its domain.
func (c ConfirmFinding) Needs(s *State) (account.Right, account.Scope) {
	return account.WriteFindings, account.Scope{Stage: s.Stage, Domain: string(s.Findings[c.ID].Domain)}
}

func (c ConfirmFinding) decide(s *State, _ Act) ([]Event, error) {
	f, err := s.finding(c.ID)
	if err != nil {
		return nil, err
	}
	stale := s.Stale(f)
	for _, code := range stale {
		if s.Item(code).Moved > c.Seen {
			return nil, fault.New(fault.Conflict, "assessment.answer_moved", "code", string(code))
		}
	}
	if len(stale) == 0 {
		return nil, nil
	}
	e := c.FindingConfirmed
	return []Event{&e}, nil
}
