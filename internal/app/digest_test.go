package app_test

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
)

// Whoever asked for it is told in the morning what waits, and nothing of what
// is in it.
func TestTheMorningDigestTellsWhatWaits(t *testing.T) {
	var mu sync.Mutex
	sent := map[string]string{}
	clock := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	c := app.Config{
		Store: memory(t), Blobs: folder(t), Base: "https://sextant.example.org/", Now: func() time.Time { return clock },
		Mail: func(_ context.Context, to, subject, body string) error {
			mu.Lock()
			defer mu.Unlock()
			sent[to] = subject + "\n" + body
			return nil
		},
	}
	a := app.New(c)
	id, err := a.AddPerson(t.Context(), app.NewPerson{Profile: app.Profile{Login: "lucia", Name: "Lucía", Email: "lucia@example.org", Language: "es", Digest: true}})
	must(t, err)
	quiet, err := a.AddPerson(t.Context(), app.NewPerson{Profile: app.Profile{Login: "omar", Name: "Omar", Email: "omar@example.org", Language: "en"}})
	must(t, err)
	chain := opened(t, a)
	for _, p := range []account.ID{id, quiet} {
		_, err = do(t, a, ruth, chain, assessment.Grant{Granted: assessment.Granted{Person: p, Grant: account.Grant{Role: account.Coder}}})
		must(t, err)
	}
	must(t, a.DigestEveryMorning(t.Context()))
	clock = clock.Add(20 * time.Hour)
	ctx, stop := context.WithTimeout(t.Context(), 3*time.Second)
	defer stop()
	worked := make(chan struct{})
	go func() { defer close(worked); a.Work(ctx, slog.New(slog.DiscardHandler)) }()
	arrived := func() bool { mu.Lock(); defer mu.Unlock(); return len(sent) > 0 }
	for !arrived() && ctx.Err() == nil {
		time.Sleep(20 * time.Millisecond)
	}
	stop()
	<-worked
	got := sent["lucia@example.org"]
	if !strings.Contains(got, "Puerto Alba") || !strings.Contains(got, "https://sextant.example.org/desk/") {
		t.Errorf("the digest says %q", got)
	}
	if len(sent) != 1 {
		t.Errorf("%d people were written to; one had asked", len(sent))
	}
}
