package app

import (
	"context"
	"time"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/record"
)

// Step is one entry of a record as people read it: what was done, by whom,
// when, with the state before and after for whoever wants to show both.
type Step struct {
	Entry  record.Entry
	Event  assessment.Event // nil for a redacted entry
	Item   framework.Code   // the indicator it is about, if any
	Before *assessment.State
	After  *assessment.State
}

// StepFilter narrows a timeline. Zero fields do not.
type StepFilter struct {
	Item   framework.Code
	Person account.ID
	Kind   string
	From   time.Time
	To     time.Time
	Limit  int // newest first
}

// Timeline gives the entries of an assessment, newest first, that a person may
// see: the second coder's answers stay out until both may be compared.
func (a *App) Timeline(ctx context.Context, by account.Standing, chain record.Chain, f StepFilter) ([]Step, error) {
	now, err := a.State(ctx, by, chain)
	if err != nil {
		return nil, err
	}
	if !now.Standing(by).May(account.SeeRecord, account.Scope{Stage: now.Stage}) {
		return nil, denied(account.SeeRecord, now)
	}
	entries, err := a.store.Entries(ctx, chain, 0)
	if err != nil {
		return nil, err
	}
	steps, err := a.replay(ctx, entries)
	if err != nil {
		return nil, err
	}
	var shown []Step
	for i := len(steps) - 1; i >= 0; i-- {
		if f.wants(steps[i]) && !hidden(now, steps[i]) {
			shown = append(shown, steps[i])
		}
		if f.Limit > 0 && len(shown) == f.Limit {
			break
		}
	}
	return shown, nil
}

// replay folds a record entry by entry.
func (a *App) replay(ctx context.Context, entries []record.Entry) ([]Step, error) {
	if len(entries) == 0 {
		return nil, fault.New(fault.NotFound, "assessment.not_found")
	}
	s, err := assessment.Load(entries[:1], a.books.lookup(ctx))
	if err != nil {
		return nil, err
	}
	steps := make([]Step, 0, len(entries))
	var before *assessment.State
	for i, e := range entries {
		if i > 0 {
			if s, err = before.Then(entries[i : i+1]); err != nil {
				return nil, err
			}
		}
		event, err := assessment.Read(e)
		if err != nil {
			return nil, err
		}
		steps = append(steps, Step{Entry: e, Event: event, Item: assessment.About(event), Before: before, After: s})
		before = s
	}
	return steps, nil
}

func (f StepFilter) wants(s Step) bool {
	at := s.Entry.Time()
	return (f.Item == "" || f.Item == s.Item) &&
		(f.Person == "" || string(f.Person) == s.Entry.Actor) &&
		(f.Kind == "" || f.Kind == s.Entry.Kind) &&
		(f.From.IsZero() || !at.Before(f.From)) && (f.To.IsZero() || at.Before(f.To))
}

// hidden tells entries that must not be seen yet: what the second coder
// answers before both are compared.
func hidden(now *assessment.State, s Step) bool {
	if unseenSource(now, s.Event) {
		return true
	}
	e, ok := s.Event.(*assessment.Answered)
	return ok && e.Hand == assessment.SecondHand && !now.Second.Compared
}
