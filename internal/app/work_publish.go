package app

import (
	"context"

	"sextant/internal/record"
)

func init() { does(JobPublish, (*App).publishDue) }

// publishDue publishes an edition whose moment has come. What stands in its way
// by now is a fault of the rules, and the work is given up with it.
func (a *App) publishDue(ctx context.Context, payload []byte) error {
	s, err := a.load(ctx, record.Chain(payload))
	if err != nil || s.Scheduled == nil || s.Scheduled.At.After(a.now()) {
		return err
	}
	if err := Hindrances(s, s.Scheduled.Changes); err != nil {
		return err
	}
	_, err = a.Do(ctx, Order{By: System, Chain: s.Chain, Publish: &Publication{Changes: s.Scheduled.Changes}})
	return err
}
