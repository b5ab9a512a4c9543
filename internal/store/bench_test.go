package store_test

import (
	"fmt"
	"testing"

	"sextant/internal/record"
	"sextant/internal/store"
	"sextant/internal/store/storetest"
)

// BenchmarkAppend writes one answer as the workbench does: an entry, the
// summary, ten members and three hundred duties, synced to disk.
func BenchmarkAppend(b *testing.B) {
	b.Run("memory", func(b *testing.B) { benchmarkAppend(b, storetest.Memory(b)) })
	b.Run("file", func(b *testing.B) { benchmarkAppend(b, storetest.File(b)) })
	b.Run("postgres", func(b *testing.B) {
		benchmarkAppend(b, storetest.Open(b, storetest.Durable(b).Database(b)))
	})
}

func benchmarkAppend(b *testing.B, s *store.Store) {
	var duties []store.Duty
	for i := range 300 {
		duties = append(duties, store.Duty{Person: fmt.Sprint("p", i%10), Kind: "answer", Item: fmt.Sprint("L-", i)})
	}
	var members []store.Member
	for i := range 10 {
		members = append(members, store.Member{Person: fmt.Sprint("p", i), Role: "researcher"})
	}
	head := record.Head{}
	n := 0
	for b.Loop() {
		n++
		entries := storetest.Entries("a", head, fmt.Sprint("c", n), "answer.recorded")
		w := store.Write{
			Chain: "a", Expect: head, Entries: entries, Members: members, Duties: duties,
			Summary: &store.Summary{Chain: "a", Slug: "a", Head: storetest.HeadOf(entries)},
		}
		if err := s.Append(b.Context(), w); err != nil {
			b.Fatal(err)
		}
		head = storetest.HeadOf(entries)
	}
}

// BenchmarkEntries reads a record of a large assessment.
func BenchmarkEntries(b *testing.B) {
	s := storetest.File(b)
	var entries []record.Entry
	for i := range 3000 {
		entries = append(entries, storetest.Entries("a", storetest.HeadOf(entries), fmt.Sprint("c", i), "answer.recorded")...)
	}
	if err := s.ImportChain(b.Context(), entries, store.Write{Chain: "a"}); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := s.Entries(b.Context(), "a", 0); err != nil {
			b.Fatal(err)
		}
	}
}
