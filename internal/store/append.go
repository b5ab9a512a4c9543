package store

import (
	"context"

	"sextant/internal/fault"
	"sextant/internal/record"
)

// Write is everything that becomes true in one moment: entries of one chain and
// what follows from them.
type Write struct {
	Chain   record.Chain
	Expect  record.Head    // where the caller believes the chain stands
	Entries []record.Entry // linked after Expect

	Summary *Summary // what lists show; nil leaves it as it is
	// Members and Duties replace all rows of the chain when Summary is given.
	Members []Member
	Duties  []Duty

	Editions   []Edition  // inserted, never updated
	Documents  []Document // inserted when absent
	Jobs       []Job      // enqueued
	DropDrafts []DraftKey // drafts that became entries
}

// Append writes all of a Write or nothing, and returns once it is on disk.
//
// Faults: "store.moved" (Conflict) when the chain does not stand where the
// caller believed; "store.command_twice" (Exists) when the chain holds entries
// of this command already, which goes before "store.moved"; "store.edition_exists"
// and "store.slug_taken" (Exists); "record.broken" and the faults of
// record.Entry.Check (Invalid) for entries that do not fit.
func (s *Store) Append(ctx context.Context, w Write) error {
	if err := w.check(); err != nil {
		return err
	}
	return s.change(ctx, func(q querier) error { return s.append(ctx, q, w) })
}

// check looks at what can be judged without the database.
func (w Write) check() error {
	for _, e := range w.Entries {
		if e.Chain != w.Chain {
			return fault.New(fault.Invalid, "store.other_chain", "chain", string(e.Chain))
		}
		if err := e.Check(); err != nil {
			return err
		}
	}
	if w.Summary != nil && w.Summary.Chain != w.Chain {
		return fault.New(fault.Invalid, "store.other_chain", "chain", string(w.Summary.Chain))
	}
	_, err := record.Verify(w.Expect, w.Entries)
	return err
}

func (s *Store) append(ctx context.Context, q querier, w Write) error {
	if err := moveHead(ctx, q, w); err != nil {
		return err
	}
	if err := insertEntries(ctx, q, w.Entries); err != nil {
		return err
	}
	return s.putRest(ctx, q, w)
}

// putRest writes what accompanies the entries.
func (s *Store) putRest(ctx context.Context, q querier, w Write) error {
	if w.Summary != nil {
		if err := s.putSummary(ctx, q, w); err != nil {
			return err
		}
	}
	for _, e := range w.Editions {
		if err := putEdition(ctx, q, e); err != nil {
			return err
		}
	}
	for _, d := range w.Documents {
		if err := putDocument(ctx, q, d); err != nil {
			return err
		}
	}
	for _, j := range w.Jobs {
		if err := enqueue(ctx, q, j); err != nil {
			return err
		}
	}
	for _, k := range w.DropDrafts {
		if err := dropDraft(ctx, q, k); err != nil {
			return err
		}
	}
	return nil
}

// moveHead moves the head of the chain on and, by doing so, holds the chain
// until the transaction ends: whoever comes second waits here and then finds
// that the head is not what they expected.
func moveHead(ctx context.Context, q querier, w Write) error {
	next := w.Expect
	if n := len(w.Entries); n > 0 {
		next = record.Head{Seq: w.Entries[n-1].Seq, Hash: w.Entries[n-1].Hash}
	}
	moved, err := setHead(ctx, q, w.Chain, w.Expect, next)
	if err != nil {
		return err
	}
	// A command that is here already is good news to a sender who tries again,
	// so it is told before the lost race.
	if err := refuseTwice(ctx, q, w); err != nil {
		return err
	}
	if !moved {
		return fault.New(fault.Conflict, "store.moved")
	}
	return nil
}

func setHead(ctx context.Context, q querier, chain record.Chain, from, to record.Head) (bool, error) {
	if from == (record.Head{}) {
		return firstHead(ctx, q, chain, to)
	}
	n, err := run(ctx, q, `UPDATE chain SET seq = $1, hash = $2 WHERE chain = $3 AND seq = $4 AND hash = $5`,
		to.Seq, to.Hash, chain, from.Seq, from.Hash)
	return n == 1, err
}

// firstHead begins a chain. A Write without entries begins none, but it still
// insists that there is none.
func firstHead(ctx context.Context, q querier, chain record.Chain, to record.Head) (bool, error) {
	if to == (record.Head{}) {
		_, found, err := oneIn(ctx, q, scanNumber, `SELECT seq FROM chain WHERE chain = $1`, chain)
		return !found, err
	}
	n, err := run(ctx, q, `INSERT INTO chain (chain, seq, hash) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
		chain, to.Seq, to.Hash)
	return n == 1, err
}

// refuseTwice refuses a command that this chain has recorded. Entries without a
// command, made by the system, are not looked for.
func refuseTwice(ctx context.Context, q querier, w Write) error {
	asked := map[string]bool{"": true}
	for _, e := range w.Entries {
		if asked[e.Command] {
			continue
		}
		asked[e.Command] = true
		seq, found, err := oneIn(ctx, q, scanNumber,
			`SELECT seq FROM entry WHERE chain = $1 AND command = $2 LIMIT 1`, w.Chain, e.Command)
		if err != nil {
			return err
		}
		if found {
			return fault.New(fault.Exists, "store.command_twice", "seq", seq)
		}
	}
	return nil
}

// ImportChain writes a whole record from its first entry on, together with what
// follows from it, all or nothing. The Write may bring further entries that
// continue the imported ones; its Expect is not looked at. A chain that is here
// already is refused with "store.chain_exists".
func (s *Store) ImportChain(ctx context.Context, entries []record.Entry, w Write) error {
	w.Entries = append(append([]record.Entry(nil), entries...), w.Entries...)
	w.Expect = record.Head{}
	if len(w.Entries) == 0 {
		return fault.New(fault.Invalid, "store.empty_chain")
	}
	if err := w.check(); err != nil {
		return err
	}
	last := w.Entries[len(w.Entries)-1]
	return s.change(ctx, func(q querier) error {
		began, err := setHead(ctx, q, w.Chain, record.Head{}, record.Head{Seq: last.Seq, Hash: last.Hash})
		if err != nil {
			return err
		}
		if !began {
			return fault.New(fault.Exists, "store.chain_exists", "chain", string(w.Chain))
		}
		if err := insertEntries(ctx, q, w.Entries); err != nil {
			return err
		}
		return s.putRest(ctx, q, w)
	})
}

// Redact blanks the body of one entry and appends the entries that say so, in
// one transaction. The hash of the body stays, so the chain stays whole. On
// SQLite the blanked text is also wiped from the files; on PostgreSQL the
// server's vacuum does it in its own time.
func (s *Store) Redact(ctx context.Context, chain record.Chain, seq int64, w Write) error {
	if w.Chain != chain {
		return fault.New(fault.Invalid, "store.other_chain", "chain", string(w.Chain))
	}
	if err := w.check(); err != nil {
		return err
	}
	err := s.change(ctx, func(q querier) error {
		if err := s.append(ctx, q, w); err != nil {
			return err
		}
		n, err := run(ctx, q, `UPDATE entry SET body = '' WHERE chain = $1 AND seq = $2`, chain, seq)
		if err == nil && n == 0 {
			return fault.New(fault.NotFound, "store.no_entry", "seq", seq)
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.plain(s.engine.scrub(ctx, s.write))
}
