package app

import (
	"context"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/record"
)

// recentReach is how many entries are read for each one that is wanted: some
// may have to stay hidden.
const recentReach = 3

// Recent gives the newest entries of an assessment that a person may see,
// newest first, at most limit. It reads the end of the record alone and folds
// nothing, so the states before and after are not set: Timeline has those.
func (a *App) Recent(ctx context.Context, by account.Standing, chain record.Chain, limit int) ([]Step, error) {
	now, err := a.State(ctx, by, chain)
	if err != nil {
		return nil, err
	}
	if !now.Standing(by).May(account.SeeRecord, account.Scope{Stage: now.Stage}) {
		return nil, denied(account.SeeRecord, now)
	}
	entries, err := a.store.Entries(ctx, chain, now.Head.Seq-int64(limit*recentReach))
	if err != nil {
		return nil, err
	}
	var steps []Step
	for i := len(entries) - 1; i >= 0 && len(steps) < limit; i-- {
		event, err := assessment.Read(entries[i])
		if err != nil {
			return nil, err
		}
		s := Step{Entry: entries[i], Event: event, Item: assessment.About(event)}
		if !hidden(now, s) {
			steps = append(steps, s)
		}
	}
	return steps, nil
}
