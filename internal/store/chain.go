package store

import (
	"context"
	"encoding/json"

	"sextant/internal/record"
)

const entryColumns = `chain, seq, micros, actor, command, kind, version, body, body_hash, prev, hash`

func scanEntry(r scanner, e *record.Entry) error {
	var body string
	err := r.Scan(&e.Chain, &e.Seq, &e.Micros, &e.Actor, &e.Command, &e.Kind, &e.Version, &body, &e.BodyHash, &e.Prev, &e.Hash)
	if body != "" {
		e.Body = json.RawMessage(body)
	}
	return err
}

func insertEntries(ctx context.Context, q querier, entries []record.Entry) error {
	rows := make([][]any, len(entries))
	for i, e := range entries {
		rows[i] = []any{e.Chain, e.Seq, e.Micros, e.Actor, e.Command, e.Kind, e.Version, string(e.Body), e.BodyHash, e.Prev, e.Hash}
	}
	_, err := insert(ctx, q, `INSERT INTO entry (`+entryColumns+`)`, rows, "")
	return err
}

// Head is where a chain stands; the zero Head for a chain that is not here.
func (s *Store) Head(ctx context.Context, chain record.Chain) (record.Head, error) {
	h, _, err := one(ctx, s, func(r scanner, h *record.Head) error { return r.Scan(&h.Seq, &h.Hash) },
		`SELECT seq, hash FROM chain WHERE chain = $1`, chain)
	return h, err
}

// Heads is where every chain stands.
func (s *Store) Heads(ctx context.Context) (map[record.Chain]record.Head, error) {
	type standing struct {
		chain record.Chain
		head  record.Head
	}
	all, err := list(ctx, s, func(r scanner, v *standing) error { return r.Scan(&v.chain, &v.head.Seq, &v.head.Hash) },
		`SELECT chain, seq, hash FROM chain`)
	heads := make(map[record.Chain]record.Head, len(all))
	for _, v := range all {
		heads[v.chain] = v.head
	}
	return heads, err
}

// Entries lists a chain's entries with a number above after, in order.
func (s *Store) Entries(ctx context.Context, chain record.Chain, after int64) ([]record.Entry, error) {
	return list(ctx, s, scanEntry,
		`SELECT `+entryColumns+` FROM entry WHERE chain = $1 AND seq > $2 ORDER BY seq`, chain, after)
}

// CommandSeqs finds the first and last entry that a command made in a chain.
func (s *Store) CommandSeqs(ctx context.Context, chain record.Chain, command string) (first, last int64, found bool, err error) {
	type span struct{ first, last int64 }
	v, _, err := one(ctx, s, func(r scanner, v *span) error { return r.Scan(&v.first, &v.last) },
		`SELECT COALESCE(MIN(seq), 0), COALESCE(MAX(seq), 0) FROM entry WHERE chain = $1 AND command = $2`, chain, command)
	return v.first, v.last, v.first > 0, err
}
