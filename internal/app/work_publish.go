package app

import (
	"context"
	"time"

	"sextant/internal/record"
)

func init() { does(JobPublish, (*App).publishDue) }

// PublishLater has the worker look at an assessment when the moment comes that
// was set for its publication. Whoever sets the moment calls it; when the
// moment is taken back, the worker finds nothing to do.
func (a *App) PublishLater(ctx context.Context, chain record.Chain, at time.Time) error {
	return a.ask(ctx, JobPublish, string(chain)+" "+at.UTC().Format(time.RFC3339), []byte(chain), max(0, at.Sub(a.now())))
}

// publishDue publishes an edition whose moment has come. What stands in its way
// by now is a fault of the rules, and the work is given up with it.
func (a *App) publishDue(ctx context.Context, payload []byte) error {
	s, err := a.load(ctx, record.Chain(payload))
	if err != nil || s.Scheduled == nil || s.Scheduled.At.After(a.now()) {
		return err
	}
	_, err = a.Do(ctx, Order{By: System, Chain: s.Chain, Publish: &Publication{Changes: s.Scheduled.Changes}})
	return err
}
