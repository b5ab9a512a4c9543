// Package assessment is one round for one place: its state, the commands that
// people give, and every rule.
//
// An assessment is its record. A command is what a person wants to do; Decide
// checks it against the state and gives the entries that it makes, or a fault
// in words for that person. Entries are applied one by one and build the
// state; applying is dull and never fails for a kind it knows, so any prefix
// of a record is a state: that is how history, "as it was on that day" and the
// comparison of two moments come for nothing. Nothing here reads a clock, a
// database or chance: time, ids and people come with the act.
//
// One file is one thought: what happens to answers is in answer.go, with its
// events, its commands and its rules side by side. A new thing that a person
// can do is a new event and a new command in the file of its noun, and a line
// in the registry of entry.go.
//
// A State is a value to those who read it: Then gives a new one and leaves the
// old as it was, so that a page can be drawn from a state while others write.
// Inside this room values in maps are replaced, never changed in place.
package assessment

import (
	"time"

	"sextant/internal/account"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/record"
)

// Act is who does something, in what standing, and when.
type Act struct {
	By account.Standing
	At time.Time
}

// Command is one thing that a person wants to do.
type Command interface {
	// Needs is the right that the command takes, and for what.
	Needs(s *State) (account.Right, account.Scope)
	// decide gives the events that follow, none when nothing would change.
	decide(s *State, a Act) ([]Event, error)
}

// Decide checks a command against a state and gives the entries that it makes,
// before they have their place in the chain. The state is not changed.
func Decide(s *State, a Act, c Command) ([]record.Draft, error) {
	right, scope := c.Needs(s)
	if !a.By.May(right, scope) {
		return nil, denied(right, scope)
	}
	events, err := c.decide(s, a)
	if err != nil {
		return nil, err
	}
	return encode(events)
}

func denied(right account.Right, scope account.Scope) error {
	return fault.New(fault.Denied, "assessment.denied", "right", string(right), "stage", string(scope.Stage))
}

// scope is the scope of a right that no domain or language narrows.
func (s *State) scope() account.Scope { return account.Scope{Stage: s.Stage} }

// scopeOf is the scope of a right on one indicator.
func (s *State) scopeOf(c framework.Code) account.Scope {
	i, _ := s.Book.Indicator(c)
	return account.Scope{Stage: s.Stage, Domain: string(i.Domain)}
}

// indicator finds an indicator of the book or says that there is none.
func (s *State) indicator(c framework.Code) (framework.Indicator, error) {
	i, ok := s.Book.Indicator(c)
	if !ok {
		return i, fault.New(fault.NotFound, "assessment.no_indicator", "code", string(c))
	}
	return i, nil
}

func invalid(key string, pairs ...any) error { return fault.New(fault.Invalid, key, pairs...) }
