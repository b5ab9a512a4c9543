package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/pressly/goose/v3"

	"sextant/internal/fault"
	"sextant/internal/store/migrations"
)

// migrate brings the schema up to date. Several processes may start at the same
// time: the one that loses tries again and finds the work done.
func (s *Store) migrate(ctx context.Context) error {
	var err error
	for try := range 5 {
		if err = s.migrateOnce(ctx); err == nil || len(fault.All(err)) > 0 || ctx.Err() != nil {
			return err
		}
		pause(ctx, time.Duration(try+1)*100*time.Millisecond)
	}
	if plain := s.plain(err); len(fault.All(plain)) > 0 {
		return plain
	}
	return fmt.Errorf("bringing the schema up to date: %w", err)
}

func (s *Store) migrateOnce(ctx context.Context) error {
	p, err := goose.NewProvider(s.engine.schema(), s.write, migrations.Files)
	if err != nil {
		return err
	}
	at, newest, err := p.GetVersions(ctx)
	if err != nil {
		return err
	}
	if at > newest {
		return fault.New(fault.Unavailable, "store.newer_schema", "version", at, "known", newest)
	}
	if at == newest {
		return nil
	}
	_, err = p.Up(ctx)
	return err
}

// schemaVersion is the number of the newest migration in the database.
func (s *Store) schemaVersion(ctx context.Context) (int64, error) {
	p, err := goose.NewProvider(s.engine.schema(), s.write, migrations.Files)
	if err != nil {
		return 0, err
	}
	at, err := p.GetDBVersion(ctx)
	return at, errors.Join(err)
}
