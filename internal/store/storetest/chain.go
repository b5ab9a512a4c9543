package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sextant/internal/fault"
	"sextant/internal/record"
	"sextant/internal/store"
)

func testChain(t *testing.T, s *store.Store) {
	ctx := t.Context()
	must(t, s.Ping(ctx))
	head, err := s.Head(ctx, "a")
	must(t, err)
	equal(t, "head of an unknown chain", head, record.Head{})

	first := Entries("a", record.Head{}, "c1", "one", "two")
	must(t, s.Append(ctx, store.Write{Chain: "a", Entries: first}))
	second := Entries("a", HeadOf(first), "c2", "three")
	must(t, s.Append(ctx, store.Write{Chain: "a", Expect: HeadOf(first), Entries: second}))
	other := begin(t, s, "b")

	if diff := cmp.Diff(append(first, second...), verify(t, s, "a")); diff != "" {
		t.Fatal(diff)
	}
	late, err := s.Entries(ctx, "a", 2)
	must(t, err)
	if diff := cmp.Diff(second, late); diff != "" {
		t.Fatal(diff)
	}
	heads, err := s.Heads(ctx)
	must(t, err)
	if diff := cmp.Diff(map[record.Chain]record.Head{"a": HeadOf(second), "b": other}, heads); diff != "" {
		t.Fatal(diff)
	}
	from, to, found, err := s.CommandSeqs(ctx, "a", "c1")
	must(t, err)
	equal(t, "first command", fmt.Sprint(from, to, found), "1 2 true")
	_, _, found, err = s.CommandSeqs(ctx, "a", "c9")
	must(t, err)
	equal(t, "unknown command", found, false)
}

func testMoved(t *testing.T, s *store.Store) {
	ctx := t.Context()
	head := begin(t, s, "a")
	mine := Entries("a", head, "mine", "one")
	must(t, s.Append(ctx, store.Write{Chain: "a", Expect: head, Entries: Entries("a", head, "theirs", "one")}))

	wantKey(t, s.Append(ctx, store.Write{Chain: "a", Expect: head, Entries: mine}), fault.Conflict, "store.moved")
	wantKey(t, s.Append(ctx, store.Write{Chain: "a", Entries: Entries("a", record.Head{}, "x", "one")}), fault.Conflict, "store.moved")
	wantKey(t, s.Append(ctx, store.Write{Chain: "a", Expect: head}), fault.Conflict, "store.moved")
	wantKey(t, s.Append(ctx, store.Write{Chain: "new", Expect: head, Entries: Entries("new", head, "x", "one")}), fault.Conflict, "store.moved")

	again := store.Write{Chain: "a", Expect: head, Entries: Entries("a", head, "theirs", "one")}
	wantKey(t, s.Append(ctx, again), fault.Exists, "store.command_twice")
	now, err := s.Head(ctx, "a")
	must(t, err)
	again = store.Write{Chain: "a", Expect: now, Entries: Entries("a", now, "theirs", "one")}
	wantKey(t, s.Append(ctx, again), fault.Exists, "store.command_twice")

	broken := Entries("a", now, "broken", "one")
	broken[0].Actor = "someone else"
	wantKey(t, s.Append(ctx, store.Write{Chain: "a", Expect: now, Entries: broken}), fault.Invalid, "record.broken")
	wantKey(t, s.Append(ctx, store.Write{Chain: "b", Entries: Entries("a", record.Head{}, "x", "one")}), fault.Invalid, "store.other_chain")
	equal(t, "entries", len(verify(t, s, "a")), 3)
}

func testAllOrNothing(t *testing.T, s *store.Store) {
	ctx := t.Context()
	head := begin(t, s, "a")
	must(t, s.Append(ctx, store.Write{Chain: "a", Expect: head, Editions: []store.Edition{edition("a", "chl-2024", 1)}}))
	w := store.Write{
		Chain: "a", Expect: head, Entries: Entries("a", head, "publish", "edition.published"),
		Summary:   &store.Summary{Chain: "a", Slug: "chl-2024"},
		Members:   []store.Member{{Person: "p", Role: "researcher"}},
		Duties:    []store.Duty{{Person: "p", Kind: "answer"}},
		Editions:  []store.Edition{edition("a", "chl-2024", 2), edition("a", "chl-2024", 1)},
		Documents: []store.Document{document("book", "1")},
		Jobs:      []store.Job{{Kind: "mail", Run: 1}},
	}
	wantKey(t, s.Append(ctx, w), fault.Exists, "store.edition_exists")
	equal(t, "entries", len(verify(t, s, "a")), 2)
	_, found, err := s.Summary(ctx, "a")
	must(t, err)
	equal(t, "summary", found, false)
	lines, err := s.EditionLines(ctx, "chl-2024")
	must(t, err)
	equal(t, "editions", len(lines), 1)
	duties, err := s.Duties(ctx, "p")
	must(t, err)
	equal(t, "duties", len(duties), 0)
	n, _, err := s.Queue(ctx)
	must(t, err)
	equal(t, "jobs", n, 0)
}

func testImport(t *testing.T, s *store.Store) {
	ctx := t.Context()
	var entries []record.Entry
	for i := range 250 { // more than one statement takes
		entries = append(entries, Entries("a", HeadOf(entries), fmt.Sprint("c", i), "one")...)
	}
	entries[7] = record.Redact(entries[7])
	broken := append([]record.Entry(nil), entries...)
	broken[200].Micros++
	wantKey(t, s.ImportChain(ctx, broken, store.Write{Chain: "a"}), fault.Invalid, "record.broken")
	wantKey(t, s.ImportChain(ctx, entries[1:], store.Write{Chain: "a"}), fault.Invalid, "record.broken")
	wantKey(t, s.ImportChain(ctx, nil, store.Write{Chain: "a"}), fault.Invalid, "store.empty_chain")

	w := store.Write{
		Chain: "a", Entries: Entries("a", HeadOf(entries), "import", "record.imported"),
		Summary: &store.Summary{Chain: "a", Slug: "x"},
	}
	must(t, s.ImportChain(ctx, entries, w))
	equal(t, "entries", len(verify(t, s, "a")), 251)
	get[store.Summary](t)(s.SummaryBySlug(ctx, "x"))
	wantKey(t, s.ImportChain(ctx, entries, w), fault.Exists, "store.chain_exists")
}

func testRedact(t *testing.T, s *store.Store) {
	ctx := t.Context()
	head := begin(t, s, "a")
	before := verify(t, s, "a")
	w := store.Write{Chain: "a", Expect: head, Entries: Entries("a", head, "redact", "entry.redacted")}
	wantKey(t, s.Redact(ctx, "a", 9, w), fault.NotFound, "store.no_entry")
	must(t, s.Redact(ctx, "a", 2, w))
	after := verify(t, s, "a")
	equal(t, "entries", len(after), 3)
	if diff := cmp.Diff(record.Redact(before[1]), after[1]); diff != "" {
		t.Fatal(diff)
	}
	if diff := cmp.Diff(before[0], after[0]); diff != "" {
		t.Fatal(diff)
	}
	wantKey(t, s.Redact(ctx, "a", 1, w), fault.Exists, "store.command_twice")
}

// testConcurrent lets many write to few chains as callers do: read the head,
// append, and begin again when someone was faster.
func testConcurrent(t *testing.T, s *store.Store) {
	const writers, each, chains = 8, 12, 3
	ctx := t.Context()
	var group sync.WaitGroup
	for w := range writers {
		group.Go(func() {
			for i := range each {
				chain := record.Chain(fmt.Sprint("chain-", rand.IntN(chains)))
				if err := insist(ctx, s, chain, fmt.Sprintf("w%d-%d", w, i)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	commands := map[string]int{}
	for c := range chains {
		for _, e := range verify(t, s, record.Chain(fmt.Sprint("chain-", c))) {
			commands[e.Command]++
		}
	}
	equal(t, "commands", len(commands), writers*each)
	for c, n := range commands {
		equal(t, "entries of "+c, n, 2)
	}
}

// insist appends a command until it is recorded.
func insist(ctx context.Context, s *store.Store, chain record.Chain, command string) error {
	for {
		head, err := s.Head(ctx, chain)
		if err != nil {
			return err
		}
		entries := Entries(chain, head, command, "one", "two")
		err = s.Append(ctx, store.Write{
			Chain: chain, Expect: head, Entries: entries,
			Summary: &store.Summary{Chain: chain, Head: HeadOf(entries)},
			Duties:  []store.Duty{{Person: "p", Kind: command}},
		})
		if !fault.HasKey(err, "store.moved") {
			return err
		}
	}
}
