package assessment

import (
	"strings"
	"time"

	"sextant/internal/account"
	"sextant/internal/fault"
	"sextant/internal/lang"
)

// PromiseID names a commitment within an assessment.
type PromiseID string

// Promised is a commitment: what the government plans on a potential finding.
type Promised struct {
	ID       PromiseID `json:"id"`
	Finding  FindingID `json:"finding,omitempty"`
	Text     string    `json:"finding_text,omitempty"` // of the finding, kept for the next round
	Action   string    `json:"action"`
	Office   string    `json:"office"`
	Due      string    `json:"due,omitempty"` // "2027-12-31" or "2027"
	Language lang.Tag  `json:"language,omitempty"`
	Public   bool      `json:"public,omitempty"` // shown on the profile
	// Earlier marks a commitment of the round before; Outcome is what became
	// of it, as the government says now.
	Earlier bool   `json:"earlier,omitempty"`
	Outcome string `json:"outcome,omitempty"`
}

// Promise is a commitment as it stands.
type Promise struct {
	Promised
	By      account.ID
	At      time.Time
	Seq     int64
	Dropped bool
}

func (*Promised) kind() string { return "commitment.made" }

func (e *Promised) apply(s *State, m Meta) {
	s.Promises[e.ID] = Promise{Promised: *e, By: m.By, At: m.At, Seq: m.Seq}
}

// PromiseDropped takes a commitment back.
type PromiseDropped struct {
	ID PromiseID `json:"id"`
}

func (*PromiseDropped) kind() string { return "commitment.dropped" }

func (e *PromiseDropped) apply(s *State, _ Meta) {
	p := s.Promises[e.ID]
	p.Dropped = true
	s.Promises[e.ID] = p
}

// Commit enters a commitment, or changes one. Base is the Seq the person saw.
type Commit struct {
	Promised
	Base int64
}

// Needs the right to commit.
func (Commit) Needs(s *State) (account.Right, account.Scope) { return account.Promise, s.scope() }

func (c Commit) decide(s *State, _ Act) ([]Event, error) {
	e := c.Promised
	e.Action, e.Office = strings.TrimSpace(e.Action), strings.TrimSpace(e.Office)
	now, there := s.Promises[e.ID]
	switch {
	case e.ID == "":
		return nil, invalid("assessment.lacks_id")
	case e.Action == "" || e.Office == "":
		return nil, invalid("assessment.lacks_action")
	case e.Due != "" && year(e.Due) == 0:
		return nil, invalid("assessment.bad_date", "date", e.Due)
	case there && now.Promised == e:
		return nil, nil
	case there && now.Seq > c.Base:
		return nil, fault.New(fault.Conflict, "assessment.text_moved")
	}
	if !e.Earlier {
		f, err := s.finding(e.Finding)
		if err != nil {
			return nil, err
		}
		if f.Side != Potential {
			return nil, invalid("assessment.not_potential")
		}
		e.Text = f.Text
	}
	return []Event{&e}, nil
}

// DropCommitment takes a commitment back.
type DropCommitment struct{ PromiseDropped }

// Needs the right to commit.
func (DropCommitment) Needs(s *State) (account.Right, account.Scope) {
	return account.Promise, s.scope()
}

func (c DropCommitment) decide(s *State, _ Act) ([]Event, error) {
	if p, ok := s.Promises[c.ID]; !ok || p.Dropped {
		return nil, fault.New(fault.NotFound, "assessment.no_commitment")
	}
	e := c.PromiseDropped
	return []Event{&e}, nil
}

// LivePromises lists the commitments that stand, oldest first.
func (s *State) LivePromises() []Promise {
	var live []Promise
	for _, p := range s.Promises {
		if !p.Dropped {
			live = append(live, p)
		}
	}
	sortBySeq(live)
	return live
}
