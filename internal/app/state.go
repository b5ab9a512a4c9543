package app

import (
	"context"
	"sync"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/record"
)

// maxStates bounds how many folded assessments stay in memory. One of a
// hundred indicators takes about half a megabyte.
const maxStates = 600

// stateCache keeps the newest state of assessments that were looked at. States
// are values, so a reader keeps theirs while others write.
type stateCache struct {
	mu     sync.Mutex
	states map[record.Chain]*assessment.State
}

func (c *stateCache) get(chain record.Chain) *assessment.State {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.states[chain]
}

// put keeps a state unless a newer one is there already.
func (c *stateCache) put(s *assessment.State) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.states == nil {
		c.states = map[record.Chain]*assessment.State{}
	}
	if old := c.states[s.Chain]; old != nil && old.Head.Seq > s.Head.Seq {
		return
	}
	if len(c.states) >= maxStates {
		for chain := range c.states { // any: the next look folds it again
			delete(c.states, chain)
			break
		}
	}
	c.states[s.Chain] = s
}

func (c *stateCache) drop(chain record.Chain) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.states, chain)
}

// load gives the newest state of an assessment. What is in memory is checked
// against the head in the database by one cheap query, so that a write by
// another replica is seen; only what is new is read and folded.
func (a *App) load(ctx context.Context, chain record.Chain) (*assessment.State, error) {
	head, err := a.store.Head(ctx, chain)
	if err != nil {
		return nil, err
	}
	if head.Seq == 0 {
		return nil, fault.New(fault.NotFound, "assessment.not_found")
	}
	s := a.states.get(chain)
	if s != nil && s.Head == head {
		return s, nil
	}
	if s != nil && s.Head.Seq < head.Seq {
		if s, err = a.catchUp(ctx, s); err == nil {
			a.states.put(s)
			return s, nil
		}
	}
	entries, err := a.store.Entries(ctx, chain, 0)
	if err != nil {
		return nil, err
	}
	if s, err = assessment.Load(entries, a.books.lookup(ctx)); err != nil {
		return nil, err
	}
	a.states.put(s)
	return s, nil
}

// catchUp folds what is new into a state.
func (a *App) catchUp(ctx context.Context, s *assessment.State) (*assessment.State, error) {
	entries, err := a.store.Entries(ctx, s.Chain, s.Head.Seq)
	if err != nil {
		return nil, err
	}
	if _, err := record.Verify(s.Head, entries); err != nil {
		return nil, err
	}
	for _, e := range entries {
		if e.Kind == assessment.RedactionKind {
			// What was blanked is in the state at hand: only a new one is without.
			return nil, fault.New(fault.Conflict, "store.moved")
		}
	}
	return s.Then(entries)
}

// State gives an assessment to someone who has a role in it.
func (a *App) State(ctx context.Context, by account.Standing, chain record.Chain) (*assessment.State, error) {
	s, err := a.load(ctx, chain)
	if err != nil {
		return nil, err
	}
	if !s.Standing(by).May(account.See, account.Scope{Stage: s.Stage}) {
		return nil, fault.New(fault.NotFound, "assessment.not_found")
	}
	return asSeenBy(s, by), nil
}

// StateAt gives an assessment as it was right after an entry.
func (a *App) StateAt(ctx context.Context, by account.Standing, chain record.Chain, seq int64) (*assessment.State, error) {
	now, err := a.State(ctx, by, chain)
	if err != nil {
		return nil, err
	}
	if seq < 1 || seq > now.Head.Seq {
		return nil, fault.New(fault.NotFound, "assessment.no_entry")
	}
	if !now.Standing(by).May(account.SeeRecord, account.Scope{Stage: now.Stage}) {
		return nil, fault.New(fault.Denied, "assessment.denied")
	}
	entries, err := a.store.Entries(ctx, chain, 0)
	if err != nil {
		return nil, err
	}
	then, err := assessment.Load(entries[:seq], a.books.lookup(ctx))
	if err != nil {
		return nil, err
	}
	return likeNow(then, now), nil
}
