package assessment

import (
	"strings"
	"time"

	"sextant/internal/account"
	"sextant/internal/fault"
	"sextant/internal/framework"
)

// Verdict is what a reviewer says of an answer.
type Verdict string

const (
	VerdictApproved Verdict = "approved"
	VerdictReturned Verdict = "returned"
)

// Reviewed is a verdict, with the reason where the answer is returned.
type Reviewed struct {
	Indicator framework.Code `json:"indicator"`
	Verdict   Verdict        `json:"verdict"`
	Reason    string         `json:"reason,omitempty"`
}

// Review is the last verdict on an item.
type Review struct {
	Reviewed
	By  account.ID
	At  time.Time
	seq int64
}

func (*Reviewed) kind() string { return "answer.reviewed" }

func (e *Reviewed) apply(s *State, m Meta) {
	s.change(e.Indicator, func(i *Item) { i.Review = Review{Reviewed: *e, By: m.By, At: m.At, seq: m.Seq} })
}

// ReviewAnswer approves an answer or returns it with a reason. Base is the
// number of the standing answer that the reviewer read.
type ReviewAnswer struct {
	Reviewed
	Base int64
}

// Needs the right to review.
func (c ReviewAnswer) Needs(s *State) (account.Right, account.Scope) {
	return account.ReviewAnswers, s.scopeOf(c.Indicator)
}

func (c ReviewAnswer) decide(s *State, _ Act) ([]Event, error) {
	if _, err := s.indicator(c.Indicator); err != nil {
		return nil, err
	}
	i := s.Item(c.Indicator)
	a := i.Standing()
	c.Reason = strings.TrimSpace(c.Reason)
	switch {
	case c.Verdict != VerdictApproved && c.Verdict != VerdictReturned:
		return nil, invalid("assessment.bad_verdict")
	case a.Seq > c.Base:
		return nil, fault.New(fault.Conflict, "assessment.answer_moved", "code", string(c.Indicator))
	case c.Verdict == VerdictReturned && c.Reason == "":
		return nil, invalid("assessment.lacks_reason")
	case c.Verdict == VerdictReturned && a.Seq == 0:
		return nil, invalid("assessment.nothing_to_return", "code", string(c.Indicator))
	case c.Verdict == VerdictApproved && i.Status() == Approved:
		return nil, nil
	case c.Verdict == VerdictApproved && !a.Ready:
		return nil, invalid("assessment.not_ready", "code", string(c.Indicator))
	case c.Verdict == VerdictApproved && s.undecided(c.Indicator):
		return nil, invalid("assessment.undecided", "code", string(c.Indicator))
	}
	e := c.Reviewed
	return []Event{&e}, nil
}

// ApproveAll approves every ready answer of a domain, or of the book for "",
// that nobody disputes: no open thread, no difference between coders left.
// UpTo is the entry that the reviewer saw; answers that moved later stay.
type ApproveAll struct {
	Domain framework.Code
	UpTo   int64
}

// Needs the right to review in that domain.
func (c ApproveAll) Needs(s *State) (account.Right, account.Scope) {
	return account.ReviewAnswers, account.Scope{Stage: s.Stage, Domain: string(c.Domain)}
}

func (c ApproveAll) decide(s *State, _ Act) ([]Event, error) {
	var events []Event
	for _, ind := range s.Book.Indicators {
		if c.Domain != "" && ind.Domain != c.Domain {
			continue
		}
		if i := s.Item(ind.Code); i.Status() == Ready && i.Standing().Seq <= c.UpTo && !s.Disputed(ind.Code) {
			events = append(events, &Reviewed{Indicator: ind.Code, Verdict: VerdictApproved})
		}
	}
	return events, nil
}

// Disputed tells whether something about an item is open: a thread, or a
// difference between the coders.
func (s *State) Disputed(c framework.Code) bool {
	return s.Item(c).OpenThreads() > 0 || s.undecided(c)
}
