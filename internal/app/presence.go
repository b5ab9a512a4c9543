package app

import (
	"context"
	"time"

	"sextant/internal/account"
	"sextant/internal/record"
)

// hereFor is how long someone counts as present after their last sign of
// life. Pages tell of themselves every twenty seconds.
const hereFor = 45 * time.Second

// Here is someone who has an item open right now.
type Here struct {
	Person account.ID
	Item   string
	Since  time.Time
}

// Seen says that someone has an item open.
func (a *App) Seen(ctx context.Context, by account.Standing, chain record.Chain, item string) error {
	return a.store.Seen(ctx, string(by.Person), chain, item, a.now().UnixMicro())
}

// Present lists who else is here. A blind second coder sees nobody and is seen
// by nobody but the coordinator, so that neither presence nor its timing tells
// one coder of the other.
func (a *App) Present(ctx context.Context, by account.Standing, chain record.Chain) ([]Here, error) {
	s, err := a.State(ctx, by, chain)
	if err != nil {
		return nil, err
	}
	rows, err := a.store.Present(ctx, chain, a.now().Add(-hereFor).UnixMicro())
	if err != nil {
		return nil, err
	}
	me := s.Standing(by)
	var here []Here
	for _, r := range rows {
		other := s.Standing(account.Standing{Person: account.ID(r.Person)})
		if other.Person == by.Person || !maySeePresence(me, other) {
			continue
		}
		here = append(here, Here{Person: other.Person, Item: r.Item, Since: time.UnixMicro(r.Seen).UTC()})
	}
	return here, nil
}

func maySeePresence(me, other account.Standing) bool {
	if me.Holds(account.Coordinator) {
		return true
	}
	blind := func(s account.Standing) bool { return s.Holds(account.SecondCoder) }
	outside := func(s account.Standing) bool { return s.Holds(account.Government) || s.Holds(account.FocalPoint) }
	return !blind(me) && !blind(other) && outside(me) == outside(other)
}
