package app

import (
	"context"
	"time"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/store"
)

// PublishAt sets the moment at which an edition is published. The entry and
// the work that the worker does at that moment are one write, so that neither
// stands without the other. What stands in the way now is refused now; it is
// asked again when the moment comes.
func (a *App) PublishAt(ctx context.Context, o Order, at time.Time, changes string) (*assessment.State, error) {
	at = at.UTC().Truncate(time.Minute)
	o.Do = []assessment.Command{assessment.Schedule{EditionScheduled: assessment.EditionScheduled{At: at, Changes: changes}}}
	if o.ID == "" {
		o.ID = NewID()
	}
	for {
		s, err := a.load(ctx, o.Chain)
		if err != nil {
			return nil, err
		}
		next, err := a.trySchedule(ctx, s, o, at)
		if fault.HasKey(err, "store.moved") {
			continue // someone else was faster: look again and decide again
		}
		if fault.HasKey(err, "store.command_twice") {
			return a.load(ctx, o.Chain)
		}
		return next, err
	}
}

func (a *App) trySchedule(ctx context.Context, s *assessment.State, o Order, at time.Time) (*assessment.State, error) {
	if _, _, done, err := a.store.CommandSeqs(ctx, o.Chain, o.ID); err != nil || done {
		return s, err
	}
	b := batch{app: a, state: s, at: a.now(), order: o}
	if err := b.carryOut(); err != nil {
		return nil, unsure(err, len(s.Grants[o.By.Person]) > 0)
	}
	b.write.Jobs = []store.Job{{
		Kind: JobPublish, Key: string(o.Chain) + " " + at.Format(time.RFC3339), Payload: []byte(o.Chain),
		Created: b.at.UnixMicro(), Run: at.UnixMicro(),
	}}
	return b.save(ctx, s)
}

// TakeBack takes the moment of publication back. The worker then finds nothing
// to do.
func (a *App) TakeBack(ctx context.Context, o Order) (*assessment.State, error) {
	o.Do = []assessment.Command{assessment.Schedule{}}
	return a.Do(ctx, o)
}

// Hindrances says why an edition cannot be published now; nil where it can.
// Publication begins at the stage of consent, also for the worker: an
// assessment that was moved back is not published behind anybody's back.
func Hindrances(s *assessment.State, changes string) error {
	var faults fault.List
	if s.Stage.Before(account.Consent) {
		faults.Add(fault.New(fault.Invalid, "publish.too_early"))
	}
	if err := s.MayPublish(changes); err != nil {
		faults = append(faults, fault.All(err)...)
	}
	return faults.Err()
}
