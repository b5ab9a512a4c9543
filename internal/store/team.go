package store

import (
	"context"

	"sextant/internal/record"
)

// Teams lists everybody's parts in all assessments in which a person has one,
// by chain and person: what a dashboard over many assessments needs, in one
// query.
func (s *Store) Teams(ctx context.Context, person string) ([]Member, error) {
	return list(ctx, s, members.scan, members.from(`chain IN (SELECT chain FROM member WHERE person = $1)
		ORDER BY chain, person, role`), person)
}

// BookUse is how many assessments are bound to one version of a framework.
type BookUse struct {
	Framework string
	Version   string
	N         int
}

// BookUses counts the assessments of every version of every framework; with a
// person, only those in which they have a part.
func (s *Store) BookUses(ctx context.Context, person string) ([]BookUse, error) {
	var w filter
	if person != "" {
		w.add(`EXISTS (SELECT 1 FROM member m WHERE m.chain = summary.chain AND m.person = %s)`, person)
	}
	return list(ctx, s, func(r scanner, u *BookUse) error { return r.Scan(&u.Framework, &u.Version, &u.N) },
		`SELECT framework, framework_version, COUNT(*) FROM summary`+w.where()+` GROUP BY framework, framework_version`, w.args...)
}

// SourceEntries lists the entries that name sources, in all assessments in
// which a person has a part, by chain and number. The kinds stand in the query
// as they do in the index entry_source, which is made for it.
func (s *Store) SourceEntries(ctx context.Context, person string) ([]record.Entry, error) {
	return list(ctx, s, scanEntry, `SELECT `+entryColumns+` FROM entry
		WHERE kind IN ('source.added', 'source.changed', 'source.dropped', 'answers.carried')
		AND chain IN (SELECT chain FROM member WHERE person = $1) ORDER BY chain, seq`, person)
}
