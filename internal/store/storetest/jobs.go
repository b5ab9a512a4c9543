package storetest

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sextant/internal/fault"
	"sextant/internal/store"
)

// atOnce runs a function many times at once and gives all results.
func atOnce(n int, do func(int) error) []error {
	results := make([]error, n)
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() { results[i] = do(i) })
	}
	group.Wait()
	return results
}

const leaseTime = 10 * time.Microsecond

// lease takes a job and gives nil when there is none.
func lease(t testing.TB, s *store.Store, now int64, kinds ...string) *store.Job {
	t.Helper()
	j, found, err := s.Lease(t.Context(), kinds, now, leaseTime)
	must(t, err)
	if found != (j != nil) {
		t.Fatal("found and the job disagree")
	}
	return j
}

func testJobs(t *testing.T, s *store.Store) {
	ctx := t.Context()
	must(t, s.Enqueue(ctx, store.Job{Kind: "mail", Payload: []byte("late"), Run: 200}))
	must(t, s.Enqueue(ctx, store.Job{Kind: "mail", Payload: []byte("now"), Run: 100, Created: 90}))
	must(t, s.Enqueue(ctx, store.Job{Kind: "fetch", Run: 50}))
	if lease(t, s, 99, "mail") != nil || lease(t, s, 1000) != nil || lease(t, s, 1000, "none") != nil {
		t.Fatal("leased what is not due or not asked for")
	}
	first := lease(t, s, 100, "mail", "other")
	if diff := cmp.Diff([]any{"now", 1, int64(110), int64(90)}, []any{string(first.Payload), first.Attempts, first.Leased, first.Created}); diff != "" {
		t.Fatal(diff)
	}
	if lease(t, s, 105, "mail") != nil {
		t.Fatal("leased twice")
	}
	must(t, s.Heartbeat(ctx, first.ID, 108, leaseTime))
	if lease(t, s, 112, "mail") != nil {
		t.Fatal("leased in spite of the heartbeat")
	}
	second := lease(t, s, 118, "mail")
	equal(t, "attempts", second.Attempts, 2)
	for _, err := range []error{s.Heartbeat(ctx, first.ID, 118, leaseTime), s.Done(ctx, first.ID), s.Fail(ctx, first.ID, 118, errors.New("x"), 0)} {
		wantKey(t, err, fault.Conflict, "store.lease_lost")
	}
	must(t, s.Fail(ctx, second.ID, 120, errors.New("no answer"), 150))
	if lease(t, s, 149, "mail") != nil {
		t.Fatal("leased before its time")
	}
	third := lease(t, s, 150, "mail")
	equal(t, "why it failed", third.Error, "no answer")
	must(t, s.Fail(ctx, third.ID, 151, errors.New("never"), 0))
	dead, err := s.Dead(ctx)
	must(t, err)
	equal(t, "dead", fmt.Sprint(len(dead), " ", dead[0].Error, " ", dead[0].Dead, " ", dead[0].Attempts), "1 never 151 3")
	last := lease(t, s, 500, "mail")
	equal(t, "the late one", string(last.Payload), "late")
	must(t, s.Done(ctx, last.ID))
	wantKey(t, s.Done(ctx, last.ID), fault.Conflict, "store.lease_lost")
	n, oldest, err := s.Queue(ctx)
	must(t, err)
	equal(t, "queue", fmt.Sprint(n, " ", oldest), "1 50")
}

func testJobKeys(t *testing.T, s *store.Store) {
	ctx := t.Context()
	ask := func(payload string, run int64) {
		t.Helper()
		must(t, s.Enqueue(ctx, store.Job{Kind: "site", Key: "x", Payload: []byte(payload), Run: run}))
	}
	ask("one", 100)
	ask("two", 200)
	j := lease(t, s, 100, "site")
	equal(t, "payload", string(j.Payload), "two")
	if lease(t, s, 1000, "site") == nil {
		t.Fatal("an expired lease is free")
	}
	j = lease(t, s, 2000, "site")
	ask("three", 150)
	must(t, s.Done(ctx, j.ID))
	j = lease(t, s, 2000, "site")
	equal(t, "once more", fmt.Sprint(string(j.Payload), j.Attempts), "three1")
	must(t, s.Done(ctx, j.ID))
	if lease(t, s, 5000, "site") != nil {
		t.Fatal("done is done")
	}
	ask("four", 100)
	must(t, s.Fail(ctx, lease(t, s, 100, "site").ID, 100, nil, 0))
	ask("five", 300)
	if lease(t, s, 299, "site") != nil {
		t.Fatal("too early")
	}
	equal(t, "revived", lease(t, s, 300, "site").Attempts, 1)
	dead, err := s.Dead(ctx)
	must(t, err)
	equal(t, "dead", len(dead), 0)
}

func testJobsAtOnce(t *testing.T, s *store.Store) {
	const jobs, workers = 30, 5
	ctx := t.Context()
	for i := range jobs {
		must(t, s.Enqueue(ctx, store.Job{Kind: "k", Payload: []byte(fmt.Sprint(i)), Run: 1}))
	}
	var lock sync.Mutex
	done := map[string]int{}
	for _, err := range atOnce(workers, func(int) error {
		for {
			j, found, err := s.Lease(ctx, []string{"k"}, 10, time.Hour)
			if err != nil || !found {
				return err
			}
			lock.Lock()
			done[string(j.Payload)]++
			lock.Unlock()
			if err := s.Done(ctx, j.ID); err != nil {
				return err
			}
		}
	}) {
		must(t, err)
	}
	equal(t, "jobs", len(done), jobs)
	for payload, n := range done {
		equal(t, "times "+payload, n, 1)
	}
}
