package assessment

import (
	"strings"
	"time"

	"sextant/internal/account"
	"sextant/internal/fault"
	"sextant/internal/framework"
)

// ChangeType types a difference between two rounds.
type ChangeType string

const (
	PolicyChange    ChangeType = "policy_change"
	NewSource       ChangeType = "new_source"
	Correction      ChangeType = "correction"
	CoderJudgement  ChangeType = "coder_judgement"
	FrameworkChange ChangeType = "framework_change"
)

// ChangeTypes lists every type of difference.
var ChangeTypes = []ChangeType{PolicyChange, NewSource, Correction, CoderJudgement, FrameworkChange}

// Valid tells whether it is one of the types.
func (t ChangeType) Valid() bool {
	for _, x := range ChangeTypes {
		if x == t {
			return true
		}
	}
	return false
}

// Carried is an answer of the round before, offered for this one. It counts
// for nothing until someone confirms it.
type Carried struct {
	Indicator framework.Code   `json:"indicator"`
	From      []framework.Code `json:"from"` // codes in the earlier version
	Given
	// Comparable is "full", "partial" or "none" between the versions; Values
	// are those that the old one may have become, where the scale changed.
	Comparable string   `json:"comparable"`
	Values     []string `json:"values,omitempty"`
	Confirmed  bool     `json:"-"`
}

// Unmapped is an answer of the round before that has no place in this one.
type Unmapped struct {
	Code  framework.Code `json:"code"`
	Value string         `json:"value"`
}

// CarriedOver brings the answers and sources of the round before.
type CarriedOver struct {
	Answers  []Carried      `json:"answers"`
	Sources  []SourceAdded  `json:"sources"`
	Copies   []SourceCopied `json:"copies,omitempty"`
	Unmapped []Unmapped     `json:"unmapped,omitempty"`
	// Promises are what the government planned then; this round asks after them.
	Promises []Promised `json:"commitments,omitempty"`
}

func (*CarriedOver) kind() string { return "answers.carried" }

func (e *CarriedOver) apply(s *State, m Meta) {
	for _, x := range e.Sources {
		x.apply(s, m)
	}
	for _, x := range e.Copies {
		x.apply(s, m)
	}
	for _, x := range e.Answers {
		c := x
		s.change(x.Indicator, func(i *Item) { i.Carried = &c })
	}
	for _, x := range e.Promises {
		p := x
		p.Earlier = true
		p.apply(s, m)
	}
	s.Unmapped = e.Unmapped
}

// Confirmed says that a carried-over answer still holds.
type Confirmed struct {
	Indicator framework.Code `json:"indicator"`
}

func (*Confirmed) kind() string { return "answer.confirmed" }

func (e *Confirmed) apply(s *State, m Meta) {
	s.change(e.Indicator, func(i *Item) {
		if i.Carried == nil {
			return
		}
		c := *i.Carried
		c.Confirmed = true
		i.Carried = &c
		i.First = Answer{Given: c.Given, Ready: true, By: m.By, At: m.At, Seq: m.Seq}
		i.Moved = m.Seq
	})
}

// FollowUp opens a round with what the one before it knew.
type FollowUp struct {
	Opened
	Carry CarriedOver
}

// Needs the right to open assessments.
func (FollowUp) Needs(s *State) (account.Right, account.Scope) {
	return account.OpenAssessment, s.scope()
}

func (c FollowUp) decide(s *State, a Act) ([]Event, error) {
	if c.Previous == nil {
		return nil, invalid("assessment.no_previous")
	}
	events, err := (Open{Opened: c.Opened}).decide(s, a)
	if err != nil {
		return nil, err
	}
	carry := c.Carry
	return append(events, &carry), nil
}

// Confirm says that a carried-over answer still holds.
type Confirm struct{ Confirmed }

// Needs the right to answer.
func (c Confirm) Needs(s *State) (account.Right, account.Scope) {
	return account.Answer, s.scopeOf(c.Indicator)
}

func (c Confirm) decide(s *State, _ Act) ([]Event, error) {
	ind, err := s.indicator(c.Indicator)
	if err != nil {
		return nil, err
	}
	i := s.Item(c.Indicator)
	switch {
	case i.Carried == nil:
		return nil, fault.New(fault.NotFound, "assessment.nothing_carried", "code", string(c.Indicator))
	case i.First.Seq > 0:
		return nil, fault.New(fault.Conflict, "assessment.answer_moved", "code", string(c.Indicator))
	case len(i.Carried.Values) > 1 || i.Carried.Value == "":
		return nil, invalid("assessment.carried_open", "code", string(c.Indicator))
	}
	if err := s.checkGiven(ind, i.Carried.Given); err != nil {
		return nil, err
	}
	e := c.Confirmed
	return []Event{&e}, nil
}

// Carry prepares a follow-up round from an earlier one: its answers by way of
// the mapping between the two versions of the framework, its live sources with
// their newest copies, and its promises. What cannot be mapped is listed.
func Carry(old *State, steps []framework.Step) CarriedOver {
	var c CarriedOver
	for _, step := range steps {
		a := old.Item(step.From).Standing()
		if a.Value == "" {
			continue
		}
		if step.Action == "none" || len(step.To) == 0 {
			c.Unmapped = append(c.Unmapped, Unmapped{Code: step.From, Value: a.Value})
			continue
		}
		for _, to := range step.To {
			c.Answers = carryInto(c.Answers, to, step, a)
		}
	}
	for _, x := range old.LiveSources() {
		c.Sources = append(c.Sources, SourceAdded{ID: x.ID, Cited: x.Cited})
		if n := len(x.Copies); n > 0 {
			c.Copies = append(c.Copies, SourceCopied{ID: x.ID, Copy: x.Copies[n-1].Copy})
		}
	}
	for _, p := range old.LivePromises() {
		c.Promises = append(c.Promises, p.Promised)
	}
	return c
}

// carryInto adds an old answer under its new code. Where several old ones flow
// into one, the texts are put together and the value is left open unless all
// agree.
func carryInto(into []Carried, to framework.Code, step framework.Step, a Answer) []Carried {
	for n := range into {
		x := &into[n]
		if x.Indicator != to {
			continue
		}
		x.From = append(x.From, step.From)
		x.Justification = strings.TrimSpace(x.Justification + "\n\n" + a.Justification)
		x.Citations = append(x.Citations, a.Citations...)
		if x.Value != a.Value {
			x.Values = append(x.Values, a.Value)
		}
		return into
	}
	c := Carried{Indicator: to, From: []framework.Code{step.From}, Given: a.Given, Comparable: step.Comparable, Values: step.ValuesFor(a.Value)}
	if len(c.Values) == 1 {
		c.Value = c.Values[0]
		c.Values = nil
	}
	return append(into, c)
}

// RoundChange is one typed difference from the round before.
type RoundChange struct {
	Indicator  framework.Code
	Type       ChangeType
	From, To   string
	Why        string
	Comparable string
	At         time.Time
}

// Changes lists the differences from the round before, in the order of the
// book: answers whose value is another one now, and indicators that only one
// of the versions has.
func (s *State) Changes() []RoundChange {
	var all []RoundChange
	if s.Previous == nil {
		return nil
	}
	for _, ind := range s.Book.Indicators {
		i := s.Item(ind.Code)
		a := i.Standing()
		switch {
		case a.Value == "":
		case i.Carried == nil:
			all = append(all, RoundChange{Indicator: ind.Code, Type: FrameworkChange, To: a.Value, Why: a.Why, Comparable: "none", At: a.At})
		case a.Value != i.Carried.Value || a.Change != "":
			t := a.Change
			if t == "" {
				t = CoderJudgement
			}
			all = append(all, RoundChange{Indicator: ind.Code, Type: t, From: i.Carried.Value, To: a.Value, Why: a.Why, Comparable: i.Carried.Comparable, At: a.At})
		}
	}
	return all
}
