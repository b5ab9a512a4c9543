// Package storetest proves that a store behaves as promised, whatever its
// engine, and gives other rooms real stores for their tests.
//
// Run is the conformance suite. Each runs a test on SQLite in memory and on
// PostgreSQL. Postgres starts the server that Debian ships, once for a test
// process, and gives every caller a database of their own; when there is no
// server on the machine the test is skipped in plain words, unless
// SEXTANT_REQUIRE_POSTGRES=1 makes that a failure.
package storetest

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"sextant/internal/fault"
	"sextant/internal/record"
	"sextant/internal/store"
)

// Open opens a store and closes it when the test ends.
func Open(t testing.TB, dsn string) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// Memory opens an SQLite database in memory.
func Memory(t testing.TB) *store.Store { t.Helper(); return Open(t, ":memory:") }

// File opens an SQLite file in the test's own folder.
func File(t testing.TB) *store.Store {
	t.Helper()
	return Open(t, filepath.Join(t.TempDir(), "sextant.db"))
}

// Each runs a test on SQLite in memory and on PostgreSQL.
func Each(t *testing.T, test func(*testing.T, *store.Store)) {
	t.Run("sqlite", func(t *testing.T) { test(t, Memory(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, Open(t, Postgres(t))) })
}

// Run is the conformance suite. Open gives an empty store for each part.
func Run(t *testing.T, open func(*testing.T) *store.Store) {
	parts := []struct {
		name string
		test func(*testing.T, *store.Store)
	}{
		{"a chain grows and reads back", testChain},
		{"a lost race and a command sent twice are told apart", testMoved},
		{"a write is all or nothing", testAllOrNothing},
		{"a chain is imported whole or not at all", testImport},
		{"a redacted entry loses its body and nothing else", testRedact},
		{"appending at once loses nothing and leaves no gap", testConcurrent},
		{"summaries are filtered, ordered and paged", testSummaries},
		{"duties are a person's inbox", testDuties},
		{"a slug belongs to one assessment", testSlugs},
		{"an edition is inserted once", testEditions},
		{"the newest editions are listed", testNewest},
		{"an edition is withdrawn", testWithdraw},
		{"a document never changes", testDocuments},
		{"drafts and presence", testDrafts},
		{"people come, change and are erased", testPeople},
		{"sessions end", testSessions},
		{"an invitation is used once", testInvitations},
		{"attempts are counted", testAttempts},
		{"preserved copies are found", testCopies},
		{"background work is leased", testJobs},
		{"background work asked for twice is done once, and again when it changed", testJobKeys},
		{"workers at once do each job once", testJobsAtOnce},
		{"settings", testSettings},
		{"text that one engine would refuse is cleaned", testText},
		{"a backup restores to the same", testBackup},
		{"a damaged backup is refused", testDamagedBackup},
	}
	for _, p := range parts {
		t.Run(p.name, func(t *testing.T) { p.test(t, open(t)) })
	}
}

// Entries makes linked entries of one command, for tests. Each kind becomes one
// entry with a small body.
func Entries(chain record.Chain, head record.Head, command string, kinds ...string) []record.Entry {
	var drafts []record.Draft
	for i, k := range kinds {
		body, _ := json.Marshal(map[string]any{"kind": k, "n": i, "text": "ñandú <b> \u2028 «" + command + "»"})
		drafts = append(drafts, record.Draft{Kind: k, Version: 1, Body: body})
	}
	return record.Link(chain, head, time.UnixMicro(1_700_000_000_000_000+head.Seq), "person-1", command, drafts)
}

// HeadOf is where a chain stands after these entries.
func HeadOf(entries []record.Entry) record.Head {
	if len(entries) == 0 {
		return record.Head{}
	}
	last := entries[len(entries)-1]
	return record.Head{Seq: last.Seq, Hash: last.Hash}
}

// begin appends a first command to a chain and gives the new head.
func begin(t *testing.T, s *store.Store, chain record.Chain) record.Head {
	t.Helper()
	entries := Entries(chain, record.Head{}, "begin", "assessment.opened", "place.named")
	must(t, s.Append(t.Context(), store.Write{Chain: chain, Entries: entries}))
	return HeadOf(entries)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// get fails the test when something is not found.
func get[T any](t testing.TB) func(T, bool, error) T {
	return func(v T, found bool, err error) T {
		t.Helper()
		if err != nil || !found {
			t.Fatalf("found %v, %v", found, err)
		}
		return v
	}
}

func wantKey(t testing.TB, err error, kind fault.Kind, key string) {
	t.Helper()
	if !fault.HasKey(err, key) || !fault.Is(err, kind) {
		t.Fatalf("got %v, want the fault %s of kind %d", err, key, kind)
	}
}

func equal[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Fatalf("%s: got %v, want %v", what, got, want)
	}
}

// verify reads a chain back, checks it and gives its entries.
func verify(t testing.TB, s *store.Store, chain record.Chain) []record.Entry {
	t.Helper()
	entries, err := s.Entries(t.Context(), chain, 0)
	must(t, err)
	head, err := record.Verify(record.Head{}, entries)
	must(t, err)
	stands, err := s.Head(t.Context(), chain)
	must(t, err)
	if head != stands {
		t.Fatalf("%s: entries end at %v, the head stands at %v", chain, head, stands)
	}
	return entries
}

func name(s string) string { return fmt.Sprintf(`{"en":%q}`, s) }
