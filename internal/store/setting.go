package store

import "context"

// Setting is one setting of this installation.
func (s *Store) Setting(ctx context.Context, name string) (string, bool, error) {
	return one(ctx, s, scanText, `SELECT value FROM setting WHERE name = $1`, name)
}

// PutSetting keeps a setting.
func (s *Store) PutSetting(ctx context.Context, name, value string) error {
	_, err := s.put(ctx, `INSERT INTO setting (name, value) VALUES ($1,$2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
		name, value)
	return err
}
