package app

import (
	"context"
	"time"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/framework"
	"sextant/internal/record"
)

// Moment gives an assessment as it was right after an entry, as far as a person
// may see it now: as long as both coders' answers are not to be compared, the
// second ones are in no state of the past either. What was blanked since is
// blank there, too.
func (a *App) Moment(ctx context.Context, by account.Standing, chain record.Chain, seq int64) (*assessment.State, error) {
	then, err := a.StateAt(ctx, by, chain, seq)
	if err != nil {
		return nil, err
	}
	now, err := a.State(ctx, by, chain)
	if err != nil {
		return nil, err
	}
	return asShownNow(then, now), nil
}

// asShownNow is a state of the past as far as it may be seen by the person who
// sees the newest one: without the sources that they do not see now, and
// without the second answers until both may be compared.
func asShownNow(then, now *assessment.State) *assessment.State {
	if then == nil || now.Second.Compared {
		return then
	}
	return withoutSecond(likeNow(then, now))
}

// withoutSecond is a state from which the second coder's answers are gone.
func withoutSecond(s *assessment.State) *assessment.State {
	out := *s
	out.Items = make(map[framework.Code]assessment.Item, len(s.Items))
	for code, i := range s.Items {
		i.Second = assessment.Answer{}
		out.Items[code] = i
	}
	return &out
}

// SeqAt is the number of the last entry before a time; the first entry where
// there is none before it.
func (a *App) SeqAt(ctx context.Context, by account.Standing, chain record.Chain, t time.Time) (int64, error) {
	s, err := a.State(ctx, by, chain)
	if err != nil {
		return 0, err
	}
	if !s.Standing(by).May(account.SeeRecord, account.Scope{Stage: s.Stage}) {
		return 0, denied(account.SeeRecord, s)
	}
	entries, err := a.store.Entries(ctx, chain, 0)
	if err != nil {
		return 0, err
	}
	seq := int64(1)
	for _, e := range entries {
		if e.Time().Before(t) {
			seq = e.Seq
		}
	}
	return seq, nil
}
