package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"sextant/internal/assessment"
	"sextant/internal/framework"
	"sextant/internal/sample"
)

// LoadWorld brings the sample world into an empty database. Each story is
// recorded at its own time, so that the same world has the same bytes.
func LoadWorld(ctx context.Context, c Config) error {
	clock := time.Time{}
	c.Now = func() time.Time { return clock }
	a := New(c)
	stories := slices.Clone(sample.Read().Stories)
	slices.SortStableFunc(stories, func(x, y *sample.Story) int { return x.At().Compare(y.At()) })
	for _, s := range stories {
		clock = s.At()
		if err := a.playStory(ctx, s); err != nil {
			return fmt.Errorf("sample %s: %w", s.Slug, err)
		}
	}
	return nil
}

func (a *App) playStory(ctx context.Context, s *sample.Story) error {
	book, err := a.Book(ctx, s.Book())
	if err != nil {
		return err
	}
	var old *assessment.State
	var steps []framework.Step
	if s.Follows != "" {
		sum, ok, err := a.store.SummaryBySlug(ctx, s.Follows)
		if err != nil || !ok {
			return fmt.Errorf("the round before, %s, is not there: %w", s.Follows, err)
		}
		if old, err = a.load(ctx, sum.Chain); err != nil {
			return err
		}
		steps = framework.CarryOver(old.Book, book)
	}
	do := append([]assessment.Command{s.Open(BookHash(book), old, steps)}, s.Text(old)...)
	_, err = a.Begin(ctx, Order{ID: "sample-" + s.Slug, By: System, Do: do, Publish: &Publication{}}, book)
	return err
}
