package store

import "context"

// Parts lists what a person is in every assessment.
func (s *Store) Parts(ctx context.Context, person string) ([]Member, error) {
	return list(ctx, s, func(r scanner, m *Member) error {
		return r.Scan(&m.Chain, &m.Person, &m.Role, &m.Domains, &m.Due)
	}, `SELECT chain, person, role, domains, due FROM member WHERE person = $1 ORDER BY chain, role`, person)
}
