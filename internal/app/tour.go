package app

import (
	"context"

	"sextant/internal/account"
)

// demoSetting marks the data of a demonstration, in which people are shown
// around.
const demoSetting = "demo"

// markDemo notes that this data is a demonstration.
func (a *App) markDemo(ctx context.Context) error { return a.store.PutSetting(ctx, demoSetting, "1") }

// IsDemo tells whether this data is a demonstration.
func (a *App) IsDemo(ctx context.Context) (bool, error) {
	_, ok, err := a.store.Setting(ctx, demoSetting)
	return ok, err
}

func tourSetting(who account.ID) string { return "tour:" + string(who) }

// TourOpen tells whether a person is to be shown around: in a demonstration,
// until they have put the tour away.
func (a *App) TourOpen(ctx context.Context, who account.ID) (bool, error) {
	demo, err := a.IsDemo(ctx)
	if err != nil || !demo {
		return false, err
	}
	state, _, err := a.store.Setting(ctx, tourSetting(who))
	return state != "away", err
}

// SetTour puts a person's tour away, or brings it back.
func (a *App) SetTour(ctx context.Context, who account.ID, open bool) error {
	state := "away"
	if open {
		state = "open"
	}
	return a.store.PutSetting(ctx, tourSetting(who), state)
}
