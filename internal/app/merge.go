package app

import (
	"context"
	"encoding/json"
	"slices"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/record"
	"sextant/internal/store"
)

// Merge is what must be decided where two copies of one assessment went on by
// themselves: the things that both sides changed.
type Merge struct {
	Fork      int64 // the last entry that both have
	Conflicts []MergeConflict
	// Free counts the other side's entries that meet nothing of ours.
	Free int
	Head record.Head // of the other side
}

// MergeConflict is a thing that both sides changed, as each has it now.
type MergeConflict struct {
	Item         string // as assessment.Touches names it
	Ours, Theirs assessment.Facet
}

func (a *App) prepareMerge(ctx context.Context, ours []record.Entry, p *Package, fork int) (*Merge, error) {
	mine, err := assessment.Load(ours, a.books.lookup(ctx))
	if err != nil {
		return nil, err
	}
	theirs, err := p.state()
	if err != nil {
		return nil, err
	}
	touched, _, err := touches(ours[fork:])
	if err != nil {
		return nil, err
	}
	_, other, err := touches(p.Entries[fork:])
	if err != nil {
		return nil, err
	}
	m := &Merge{Fork: int64(fork), Head: p.Head}
	for _, item := range other {
		if !touched[item] {
			m.Free++
			continue
		}
		if !slices.ContainsFunc(m.Conflicts, func(c MergeConflict) bool { return c.Item == item }) {
			m.Conflicts = append(m.Conflicts, MergeConflict{Item: item, Ours: mine.Facet(item), Theirs: theirs.Facet(item)})
		}
	}
	return m, nil
}

func (p *Package) state() (*assessment.State, error) {
	return assessment.Load(p.Entries, func(framework.Ref, record.Hash) (*framework.Framework, error) { return p.Book, nil })
}

// touches names what entries change: as a set, and one by one in their order.
func touches(entries []record.Entry) (map[string]bool, []string, error) {
	set := map[string]bool{}
	var list []string
	for _, e := range entries {
		event, err := assessment.Read(e)
		if err != nil {
			return nil, nil, err
		}
		name := assessment.Touches(event)
		set[name] = true
		list = append(list, name)
	}
	return set, list, nil
}

// MergePackage takes in what the other side did: all that meets nothing of
// ours, and of the conflicts those for which take says so. Every conflict must
// be decided. What is left out stays named in the record.
func (a *App) MergePackage(ctx context.Context, by account.Standing, p *Package, take map[string]bool) error {
	ours, err := a.store.Entries(ctx, p.Chain, 0)
	if err != nil {
		return err
	}
	fork := forkOf(ours, p.Entries)
	s, err := a.State(ctx, by, p.Chain)
	if err != nil {
		return err
	}
	if !s.Standing(by).May(account.ExportRecord, account.Scope{Stage: s.Stage}) {
		return denied(account.ExportRecord, s)
	}
	m, err := a.prepareMerge(ctx, ours, p, fork)
	if err != nil {
		return err
	}
	conflict := map[string]bool{}
	for _, c := range m.Conflicts {
		if _, decided := take[c.Item]; !decided {
			return fault.New(fault.Invalid, "import.merge_undecided", "item", c.Item)
		}
		conflict[c.Item] = true
	}
	if err := a.takeFiles(ctx, p); err != nil {
		return err
	}
	return a.writeMerge(ctx, by, s, p, fork, func(item string) bool { return !conflict[item] || take[item] })
}

// writeMerge appends the merging entry and, under their authors' names, the
// entries that are taken.
func (a *App) writeMerge(ctx context.Context, by account.Standing, s *assessment.State, p *Package, fork int, want func(string) bool) error {
	merged := assessment.Merged{Fork: int64(fork), Head: p.Head}
	var taken []record.Entry
	for _, e := range p.Entries[fork:] {
		event, err := assessment.Read(e)
		if err != nil {
			return err
		}
		if event == nil || !want(assessment.Touches(event)) {
			merged.Left = append(merged.Left, e.Seq)
			continue
		}
		taken = append(taken, e)
	}
	merged.Taken = len(taken)
	command, at := NewID(), a.now()
	entries := record.Link(p.Chain, s.Head, at, string(by.Person), command, []record.Draft{
		{Kind: "record.merged", Version: 1, Body: must(json.Marshal(&merged))},
	})
	for _, e := range taken {
		head := headOf(entries)
		entries = append(entries, record.Link(p.Chain, head, at, e.Actor, command, []record.Draft{{Kind: e.Kind, Version: e.Version, Body: e.Body}})...)
	}
	next, err := s.Then(entries)
	if err != nil {
		return err
	}
	w := store.Write{Chain: p.Chain, Expect: s.Head, Entries: entries}
	describe(&w, next)
	if err := a.store.Append(ctx, w); err != nil {
		return err
	}
	a.states.put(next)
	return nil
}
