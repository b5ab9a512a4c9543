package store

import (
	"context"

	"sextant/internal/record"
)

// DraftKey names a draft: one person's text in one field of one item.
type DraftKey struct {
	Person string
	Chain  record.Chain
	Item   string
	Field  string
}

// Draft is what someone is typing, before they leave the field. Base is the
// number of the entry that they saw when they began.
type Draft struct {
	DraftKey
	Text    string
	Base    int64
	Updated int64
}

// PutDraft keeps a draft, over the one before.
func (s *Store) PutDraft(ctx context.Context, d Draft) error {
	_, err := s.put(ctx, `INSERT INTO draft (person, chain, item, field, text, base, updated) VALUES ($1,$2,$3,$4,$5,$6,$7)
		ON CONFLICT (person, chain, item, field) DO UPDATE SET text = excluded.text, base = excluded.base, updated = excluded.updated`,
		d.Person, d.Chain, d.Item, d.Field, d.Text, d.Base, d.Updated)
	return err
}

// Drafts lists what a person has begun to type in an assessment.
func (s *Store) Drafts(ctx context.Context, person string, chain record.Chain) ([]Draft, error) {
	return list(ctx, s, func(r scanner, d *Draft) error {
		return r.Scan(&d.Person, &d.Chain, &d.Item, &d.Field, &d.Text, &d.Base, &d.Updated)
	}, `SELECT person, chain, item, field, text, base, updated FROM draft WHERE person = $1 AND chain = $2 ORDER BY item, field`,
		person, chain)
}

// DropDraft forgets a draft; one that is not there is no fault.
func (s *Store) DropDraft(ctx context.Context, k DraftKey) error {
	return s.change(ctx, func(q querier) error { return dropDraft(ctx, q, k) })
}

func dropDraft(ctx context.Context, q querier, k DraftKey) error {
	_, err := run(ctx, q, `DELETE FROM draft WHERE person = $1 AND chain = $2 AND item = $3 AND field = $4`,
		k.Person, k.Chain, k.Item, k.Field)
	return err
}

// Presence says that a person was last seen at an item of an assessment.
type Presence struct {
	Chain  record.Chain
	Person string
	Item   string
	Seen   int64
}

// Seen notes where a person is.
func (s *Store) Seen(ctx context.Context, person string, chain record.Chain, item string, at int64) error {
	_, err := s.put(ctx, `INSERT INTO presence (chain, person, item, seen) VALUES ($1,$2,$3,$4)
		ON CONFLICT (chain, person) DO UPDATE SET item = excluded.item, seen = excluded.seen`, chain, person, item, at)
	return err
}

// Present lists who was seen in an assessment since a time.
func (s *Store) Present(ctx context.Context, chain record.Chain, since int64) ([]Presence, error) {
	return list(ctx, s, func(r scanner, p *Presence) error { return r.Scan(&p.Chain, &p.Person, &p.Item, &p.Seen) },
		`SELECT chain, person, item, seen FROM presence WHERE chain = $1 AND seen >= $2 ORDER BY person`, chain, since)
}
