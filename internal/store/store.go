// Package store is the only room that knows SQL. It keeps the record of every
// assessment, the editions and frameworks that follow from it, the people who
// work on it, and the work that waits in the background.
//
// Two engines stand behind one text of SQL: an SQLite file (the default, also in
// memory) and PostgreSQL, or whatever speaks its language. What differs between
// them is the small dialect; migrations are one folder for both; the suite in
// storetest proves that both behave alike.
//
// A tour: Append is the heart. It takes the new entries of one chain together
// with everything that must become true at the same moment (summary, duties,
// edition, background work) and writes all or nothing. Whoever appends says
// where they believe the chain stands; when someone else was faster, the answer
// is the fault "store.moved" and the caller reloads and decides again. A command
// that was sent twice is recorded once ("store.command_twice").
//
// What is acknowledged is on disk: SQLite runs in WAL mode with synchronous=FULL,
// with one writing connection and a pool of readers. Write transactions that
// lose a race with others are tried again here, so no caller sees such a loss.
//
// Everything else is plain tables, one file each. Times are microseconds since
// 1970 UTC. Free text is kept as valid UTF-8 without NUL, on both engines.
package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"sextant/internal/fault"
)

// Store is one open database. It is safe for use by many goroutines, and
// several processes may hold the same database open.
type Store struct {
	engine engine
	write  *sql.DB // one connection on SQLite
	read   *sql.DB // the same pool as write on PostgreSQL
	keep   *sql.Conn
	now    func() time.Time
	group  group
}

// Open opens a database and brings its schema up to date. The address is
// "postgres://…" (or "postgresql://…"), the path of an SQLite file, or ":memory:"
// for a database of its own that ends with Close. A database written by a newer
// Sextant is refused with "store.newer_schema", one that cannot be reached with
// "store.unreachable".
func Open(ctx context.Context, dsn string) (*Store, error) {
	s, err := connect(ctx, dsn)
	if err != nil {
		return nil, err
	}
	if err := s.migrate(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func connect(ctx context.Context, dsn string) (*Store, error) {
	switch {
	case strings.HasPrefix(dsn, "postgres://"), strings.HasPrefix(dsn, "postgresql://"):
		return openPostgres(ctx, dsn)
	case dsn == ":memory:":
		return openMemory(ctx)
	case dsn == "":
		return nil, fault.New(fault.Invalid, "store.no_address")
	}
	return openFile(ctx, dsn)
}

// Close ends all connections.
func (s *Store) Close() error {
	var kept error
	if s.keep != nil {
		kept = s.keep.Close()
	}
	if s.read == s.write {
		return errors.Join(kept, s.write.Close())
	}
	return errors.Join(kept, s.read.Close(), s.write.Close())
}

// Ping asks the database for a sign of life.
func (s *Store) Ping(ctx context.Context) error {
	var one int
	err := s.read.QueryRowContext(ctx, "SELECT 1").Scan(&one)
	return s.plain(err)
}

// Engine names the engine: "sqlite" or "postgres".
func (s *Store) Engine() string { return s.engine.name() }

// SetClock replaces the clock that decides which editions are out and which
// sessions have expired. It is for tests and must be called before use.
func (s *Store) SetClock(now func() time.Time) { s.now = now }

func (s *Store) micros() int64 { return s.now().UnixMicro() }
