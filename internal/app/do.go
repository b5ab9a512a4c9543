package app

import (
	"context"
	"time"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/record"
	"sextant/internal/store"
)

// Order is one or more commands that someone sends together: all are recorded
// or none. ID is made by the sender; the same order sent twice over a bad line
// is recorded once.
type Order struct {
	ID    string
	By    account.Standing // Person, Admin and Coordinator; grants are looked up
	Chain record.Chain
	Do    []assessment.Command
	// Publish freezes an edition after the commands; nil for none.
	Publish *Publication
	// Drafts are the drafts that these commands make superfluous.
	Drafts []store.DraftKey
}

// Do carries out an order on an assessment and gives the state after it.
func (a *App) Do(ctx context.Context, o Order) (*assessment.State, error) {
	for {
		s, err := a.load(ctx, o.Chain)
		if err != nil {
			return nil, err
		}
		next, err := a.try(ctx, s, o)
		if fault.HasKey(err, "store.moved") {
			continue // someone else was faster: look again and decide again
		}
		if fault.HasKey(err, "store.command_twice") {
			next, err = a.load(ctx, o.Chain)
		}
		return asSeenBy(next, o.By), err
	}
}

// try decides an order against one state and saves what follows.
func (a *App) try(ctx context.Context, s *assessment.State, o Order) (*assessment.State, error) {
	if o.ID == "" {
		o.ID = NewID()
	}
	if _, _, done, err := a.store.CommandSeqs(ctx, o.Chain, o.ID); err != nil || done {
		return s, err
	}
	b := batch{app: a, state: s, at: a.now(), order: o}
	if err := b.carryOut(); err != nil {
		return nil, unsure(err, len(s.Grants[o.By.Person]) > 0)
	}
	return b.save(ctx, s)
}

// carryOut decides the commands one after the other, each on the state that
// the one before it left, and publishes at the end where that was asked for.
func (b *batch) carryOut() error {
	for _, c := range b.order.Do {
		if err := b.decide(c); err != nil {
			return err
		}
	}
	if b.order.Publish != nil {
		return b.freeze(*b.order.Publish)
	}
	return nil
}

// batch is an order while it is being carried out: the state as it becomes,
// and what must be written with the entries.
type batch struct {
	app   *App
	order Order
	at    time.Time
	state *assessment.State
	write store.Write
}

func (b *batch) decide(c assessment.Command) error {
	act := assessment.Act{By: b.state.Standing(b.order.By), At: b.at}
	drafts, err := assessment.Decide(b.state, act, c)
	if err != nil {
		return err
	}
	return b.take(drafts)
}

func (b *batch) take(drafts []record.Draft) error {
	if len(drafts) == 0 {
		return nil
	}
	entries := record.Link(b.order.Chain, b.state.Head, b.at, string(b.order.By.Person), b.order.ID, drafts)
	next, err := b.state.Then(entries)
	if err != nil {
		return err
	}
	b.state = next
	b.write.Entries = append(b.write.Entries, entries...)
	return nil
}

// save appends what the order made after the state it started from.
func (b *batch) save(ctx context.Context, from *assessment.State) (*assessment.State, error) {
	if len(b.write.Entries) == 0 {
		if len(b.order.Drafts) > 0 {
			return from, b.app.dropDrafts(ctx, b.order.Drafts)
		}
		return from, nil
	}
	w := b.write
	w.Chain, w.Expect, w.DropDrafts = b.order.Chain, from.Head, b.order.Drafts
	describe(&w, b.state)
	if err := b.app.store.Append(ctx, w); err != nil {
		return nil, err
	}
	b.app.states.put(b.state)
	if len(w.Editions) > 0 {
		b.app.public.moved()
	}
	return b.state, nil
}

func (a *App) dropDrafts(ctx context.Context, keys []store.DraftKey) error {
	for _, k := range keys {
		if err := a.store.DropDraft(ctx, k); err != nil {
			return err
		}
	}
	return nil
}

// Begin opens an assessment with its first commands, all in one write, and
// gives its state. The order's chain is made here unless it names one. The
// framework that the assessment is bound to is stored with it.
func (a *App) Begin(ctx context.Context, o Order, book *framework.Framework) (*assessment.State, error) {
	doc, err := document(book, a.now())
	if err != nil {
		return nil, err
	}
	if o.ID == "" {
		o.ID = NewID()
	}
	if o.Chain == "" {
		o.Chain = record.Chain(NewID())
	}
	s := assessment.Blank(o.Chain, book)
	b := batch{app: a, state: s, at: a.now(), order: o}
	b.write.Documents = []store.Document{doc}
	if err := b.carryOut(); err != nil {
		return nil, err
	}
	return b.save(ctx, s)
}
