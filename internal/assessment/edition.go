package assessment

import (
	"fmt"
	"strings"
	"time"

	"sextant/internal/account"
	"sextant/internal/fault"
	"sextant/internal/record"
)

// EditionPublished says that an edition was frozen: which, where, and the hash
// of what was frozen.
type EditionPublished struct {
	Number  int         `json:"number"`
	Slug    string      `json:"slug"`
	Hash    record.Hash `json:"hash"`
	Changes string      `json:"changes,omitempty"` // what changed; for a second edition and later ones
}

// Edition is an edition as the assessment knows it.
type Edition struct {
	EditionPublished
	At        time.Time
	By        account.ID
	Seq       int64
	Withdrawn string // the notice that stands at its address; empty while it is public
}

func (*EditionPublished) kind() string { return "edition.published" }

func (e *EditionPublished) apply(s *State, m Meta) {
	s.Editions = append(s.Editions, Edition{EditionPublished: *e, At: m.At, By: m.By, Seq: m.Seq})
	s.Scheduled = nil
}

// EditionScheduled sets the moment of publication; an empty one takes it back.
type EditionScheduled struct {
	At      time.Time `json:"at,omitzero"`
	Changes string    `json:"changes,omitempty"`
}

func (*EditionScheduled) kind() string { return "edition.scheduled" }

func (e *EditionScheduled) apply(s *State, _ Meta) {
	s.Scheduled = nil
	if !e.At.IsZero() {
		s.Scheduled = e
	}
}

// EditionWithdrawn puts a notice in the place of an edition.
type EditionWithdrawn struct {
	Number int    `json:"number"`
	Notice string `json:"notice"`
}

func (*EditionWithdrawn) kind() string { return "edition.withdrawn" }

func (e *EditionWithdrawn) apply(s *State, _ Meta) {
	all := append([]Edition(nil), s.Editions...)
	for i := range all {
		if all[i].Number == e.Number {
			all[i].Withdrawn = e.Notice
		}
	}
	s.Editions = all
}

// Publish freezes an edition. The profile and its hash are made from this very
// state by the waist; the command carries what the record keeps of it.
type Publish struct{ EditionPublished }

// Needs the right to publish.
func (Publish) Needs(s *State) (account.Right, account.Scope) { return account.Publish, s.scope() }

func (c Publish) decide(s *State, _ Act) ([]Event, error) {
	if err := s.MayPublish(c.Changes); err != nil {
		return nil, err
	}
	if c.Number != len(s.Editions)+1 || c.Hash == "" || c.Slug == "" {
		return nil, fault.New(fault.Conflict, "assessment.edition_moved", "number", fmt.Sprint(len(s.Editions)+1))
	}
	e := c.EditionPublished
	events := []Event{&e}
	if s.Stage != account.Published {
		events = append(events, &StageMoved{From: s.Stage, To: account.Published})
	}
	return events, nil
}

// MayPublish says what stands in the way of publishing now: missing or
// outdated consent, stale sentences, languages under the rule, a missing note.
func (s *State) MayPublish(changes string) error {
	var l fault.List
	if err := lacksToFault(s.Lacking(account.Published)); err != nil {
		l = append(l, fault.All(err)...)
	}
	if s.Rule == AllLanguages {
		for _, t := range s.Languages {
			n := s.LanguageCount(t)
			if bad := n[TextMissing] + n[TextStale]; bad > 0 {
				l.Add(fault.New(fault.Invalid, "assessment.lack_language", "language", string(t), "n", bad))
			}
		}
	}
	if len(s.Editions) > 0 && strings.TrimSpace(changes) == "" {
		l.Add(fault.New(fault.Invalid, "assessment.lacks_changes"))
	}
	return l.Err()
}

// Schedule sets the moment of publication, or takes it back.
type Schedule struct{ EditionScheduled }

// Needs the right to publish.
func (Schedule) Needs(s *State) (account.Right, account.Scope) { return account.Publish, s.scope() }

func (c Schedule) decide(s *State, a Act) ([]Event, error) {
	e := c.EditionScheduled
	if e.At.IsZero() {
		if s.Scheduled == nil {
			return nil, nil
		}
		return []Event{&e}, nil
	}
	if !e.At.After(a.At) {
		return nil, invalid("assessment.schedule_past")
	}
	if err := s.MayPublish(e.Changes); err != nil {
		return nil, err
	}
	return []Event{&e}, nil
}

// WithdrawEdition puts a notice in the place of an edition.
type WithdrawEdition struct{ EditionWithdrawn }

// Needs the right to withdraw.
func (WithdrawEdition) Needs(s *State) (account.Right, account.Scope) {
	return account.Withdraw, s.scope()
}

func (c WithdrawEdition) decide(s *State, _ Act) ([]Event, error) {
	e := c.EditionWithdrawn
	e.Notice = strings.TrimSpace(e.Notice)
	if e.Notice == "" {
		return nil, invalid("assessment.lacks_reason")
	}
	for _, x := range s.Editions {
		if x.Number == e.Number && x.Withdrawn == "" {
			return []Event{&e}, nil
		}
	}
	return nil, fault.New(fault.NotFound, "assessment.no_edition")
}
