package app

import (
	"context"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/record"
	"sextant/internal/store"
)

// Redact blanks the body of an entry, for a reason that stays. The
// administrator does not see the body: they are told number, time and kind by
// whoever asks.
func (a *App) Redact(ctx context.Context, by account.Standing, chain record.Chain, seq int64, reason string) error {
	s, err := a.load(ctx, chain)
	if err != nil {
		return err
	}
	b := batch{app: a, state: s, at: a.now(), order: Order{ID: NewID(), By: by, Chain: chain}}
	if err := b.decide(assessment.RedactEntry{EntryRedacted: assessment.EntryRedacted{Seq: seq, Reason: reason}}); err != nil {
		return unsure(err, len(s.Grants[by.Person]) > 0)
	}
	if len(b.write.Entries) == 0 {
		return nil
	}
	// The state after it is folded anew: what the blanked entry said is gone
	// from it.
	entries, err := a.store.Entries(ctx, chain, 0)
	if err != nil {
		return err
	}
	entries[seq-1] = record.Redact(entries[seq-1])
	next, err := assessment.Load(append(entries, b.write.Entries...), a.books.lookup(ctx))
	if err != nil {
		return err
	}
	w := store.Write{Chain: chain, Expect: s.Head, Entries: b.write.Entries}
	describe(&w, next)
	if err := a.store.Redact(ctx, chain, seq, w); err != nil {
		return err
	}
	a.states.drop(chain)
	return nil
}
