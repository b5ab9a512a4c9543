package assessment

import (
	"fmt"
	"slices"
	"strings"

	"sextant/internal/account"
	"sextant/internal/fault"
	"sextant/internal/framework"
)

// StageMoved takes the assessment to another stage.
type StageMoved struct {
	From   account.Stage `json:"from"`
	To     account.Stage `json:"to"`
	Reason string        `json:"reason,omitempty"`
}

func (*StageMoved) kind() string { return "stage.moved" }

func (e *StageMoved) apply(s *State, m Meta) {
	s.Stage, s.StageSince, s.StageReason = e.To, m.At, e.Reason
}

// Lack is one thing that is missing before a stage can begin. Key names the
// catalog's words for it; Codes the items it is about, where there are any.
type Lack struct {
	Key   string
	N     int
	Codes []framework.Code
}

// MoveStage takes the assessment on by one stage when nothing is missing, or
// back to any earlier one with a reason. Publishing is not a move: see Publish.
type MoveStage struct {
	To     account.Stage
	Reason string
}

// Needs the right to move the stage.
func (MoveStage) Needs(s *State) (account.Right, account.Scope) { return account.MoveStage, s.scope() }

func (c MoveStage) decide(s *State, _ Act) ([]Event, error) {
	here, there := slices.Index(account.Stages, s.Stage), slices.Index(account.Stages, c.To)
	c.Reason = strings.TrimSpace(c.Reason)
	switch {
	case there < 0:
		return nil, invalid("assessment.bad_stage", "stage", string(c.To))
	case there == here:
		return nil, nil
	case there < here && c.Reason == "":
		return nil, invalid("assessment.lacks_reason")
	case c.To == account.Published || (there > here+1 && !s.brought()):
		return nil, invalid("assessment.stage_skipped", "stage", string(c.To))
	}
	if there > here {
		if err := lacksToFault(s.Lacking(c.To)); err != nil {
			return nil, err
		}
	}
	return []Event{&StageMoved{From: s.Stage, To: c.To, Reason: c.Reason}}, nil
}

// brought tells an assessment that came as a finished text: nothing is coded
// or discussed here, and it goes to consent at once.
func (s *State) brought() bool { return s.Origin != "" }

func lacksToFault(lacks []Lack) error {
	var l fault.List
	for _, x := range lacks {
		l.Add(fault.New(fault.Invalid, x.Key, "n", x.N, "codes", joinCodes(x.Codes)))
	}
	return l.Err()
}

func joinCodes(cs []framework.Code) string {
	var b strings.Builder
	for i, c := range cs {
		if i == 5 {
			fmt.Fprintf(&b, ", … (%d)", len(cs))
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(string(c))
	}
	return b.String()
}

// Lacking lists what is missing before a stage can begin.
func (s *State) Lacking(to account.Stage) []Lack {
	switch to {
	case account.Coding:
		return s.lackingPeople()
	case account.Review:
		return s.lackingAnswers()
	case account.Consultation:
		return s.lackingReview()
	case account.Findings:
		return s.lackingReplies()
	case account.Consent:
		return s.lackingFindings()
	case account.Published:
		return append(s.lackingFindings(), s.lackingConsent()...)
	}
	return nil
}

func (s *State) lackingPeople() []Lack {
	if len(s.People(account.Coder)) == 0 {
		return []Lack{{Key: "assessment.lack_coder", N: 1}}
	}
	return nil
}

func (s *State) lackingAnswers() []Lack {
	open := s.where(func(i Item) bool {
		st := i.Status()
		return st != Ready && st != Approved
	})
	lacks := lack("assessment.lack_answers", open)
	if s.Second.Drawn() && !s.Second.Compared {
		// How many second answers are there is not said: everybody reads this,
		// and the first coder must not learn the pace of the other.
		lacks = append(lacks, Lack{Key: "assessment.lack_second", N: len(s.Second.Indicators)})
	}
	return lacks
}

func (s *State) lackingReview() []Lack {
	lacks := lack("assessment.lack_approval", s.where(func(i Item) bool { return i.Status() != Approved }))
	return append(lacks, lack("assessment.lack_decision", s.where(func(i Item) bool { return s.undecided(i.Code) }))...)
}

func (s *State) lackingReplies() []Lack {
	var lacks []Lack
	if len(s.Talks) == 0 {
		lacks = append(lacks, Lack{Key: "assessment.lack_consultation", N: 1})
	} else if !s.Talks[len(s.Talks)-1].Closed {
		lacks = append(lacks, Lack{Key: "assessment.lack_closing", N: 1})
	}
	var open []framework.Code
	for _, r := range s.OpenRemarks() {
		open = append(open, r.Indicator)
	}
	lacks = append(lacks, lack("assessment.lack_replies", open)...)
	return append(lacks, lack("assessment.lack_approval", s.where(func(i Item) bool { return i.Status() != Approved }))...)
}

func (s *State) lackingFindings() []Lack {
	var lacks []Lack
	for _, d := range s.Book.Domains {
		if len(s.FindingsOf(d.Code, Developed))+len(s.FindingsOf(d.Code, Potential)) == 0 {
			lacks = append(lacks, Lack{Key: "assessment.lack_finding", N: 1, Codes: []framework.Code{d.Code}})
		}
	}
	if stale := s.StaleFindings(); len(stale) > 0 {
		lacks = append(lacks, Lack{Key: "assessment.lack_confirmation", N: len(stale)})
	}
	if s.Sections[Introduction].Text == "" {
		lacks = append(lacks, Lack{Key: "assessment.lack_introduction", N: 1})
	}
	return lacks
}

func lack(key string, codes []framework.Code) []Lack {
	if len(codes) == 0 {
		return nil
	}
	return []Lack{{Key: key, N: len(codes), Codes: codes}}
}

func (s *State) where(is func(Item) bool) []framework.Code {
	var cs []framework.Code
	for i := range s.items() {
		if is(i) {
			cs = append(cs, i.Code)
		}
	}
	return cs
}
