package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"sextant/internal/account"
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

// DemoPassword lets everyone of the demonstration in. It is no secret: the
// demonstration listens on this machine alone.
const DemoPassword = "sextant-demo-2026"

// LoadDemo brings the sample world with its people and the assessments they
// are working on.
func LoadDemo(ctx context.Context, c Config) error {
	if err := LoadWorld(ctx, c); err != nil {
		return err
	}
	clock := time.Time{}
	now := c.Now
	if now == nil {
		now = time.Now
	}
	c.Now = func() time.Time { return clock }
	a := New(c)
	clock = now()
	if err := a.markDemo(ctx); err != nil {
		return err
	}
	ids, err := a.addPeople(ctx)
	if err != nil {
		return err
	}
	for _, k := range sample.Read().Works() {
		if err := a.playWork(ctx, k, ids, now(), &clock); err != nil {
			return fmt.Errorf("sample %s: %w", k.Place, err)
		}
	}
	return nil
}

func (a *App) addPeople(ctx context.Context) (map[string]account.ID, error) {
	ids := map[string]account.ID{}
	for _, p := range sample.Read().People {
		id, err := a.AddPerson(ctx, NewPerson{
			Profile:  Profile{Login: p.Login, Name: p.Name, Language: p.Language},
			Password: DemoPassword, Admin: p.Role == "administrator", Coordinator: p.Role == "coordinator",
		})
		if err != nil {
			return nil, fmt.Errorf("sample person %s: %w", p.Login, err)
		}
		ids[p.Login] = id
	}
	return ids, nil
}

// playWork lets the people of the demonstration work on an assessment, a
// quarter of an hour for each act.
func (a *App) playWork(ctx context.Context, k *sample.Work, ids map[string]account.ID, today time.Time, clock *time.Time) error {
	*clock = k.Begun()
	book := a.AboutFramework(framework.Local)
	if k.Framework.ID != "" {
		var err error
		if book, err = a.Book(ctx, k.Framework); err != nil {
			return err
		}
	}
	coordinator := account.Standing{Person: ids["coordinator"], Coordinator: true}
	s, err := a.Begin(ctx, Order{By: coordinator, Do: []assessment.Command{k.Open(book, BookHash(book))}}, book)
	if err != nil {
		return err
	}
	for n, act := range k.Acts(ids, today) {
		*clock = clock.Add(15 * time.Minute)
		by := account.Standing{Person: ids[act.By], Coordinator: act.By == "coordinator"}
		if s, err = a.Do(ctx, Order{By: by, Chain: s.Chain, Do: act.Do(s)}); err != nil {
			return fmt.Errorf("act %d of %s: %w", n, act.By, err)
		}
	}
	if s.Stage != k.Stage {
		return fmt.Errorf("stage %s was reached, %s was meant", s.Stage, k.Stage)
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
