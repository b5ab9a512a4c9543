package store

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"

	"sextant/internal/fault"
)

// readers is how many connections read an SQLite database at once.
const readers = 8

// openFile opens an SQLite file, which is made readable to its owner alone: it
// holds accounts.
func openFile(ctx context.Context, path string) (*Store, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fault.New(fault.Unavailable, "store.unreachable").Because(err)
	}
	if err := f.Close(); err != nil {
		return nil, fault.New(fault.Unavailable, "store.unreachable").Because(err)
	}
	whole, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	// The WAL lets readers and the writer pass each other.
	return openSQLite(ctx, "file:"+escapePath(whole), "journal_mode(WAL)")
}

// openMemory opens a database that lives in this process alone. Every call has
// a database of its own, shared by the connections of one Store and kept alive
// by a connection that does nothing else.
func openMemory(ctx context.Context) (*Store, error) {
	s, err := openSQLite(ctx, "file:/sextant-"+uuid.NewString()+"?vfs=memdb")
	if err != nil {
		return nil, err
	}
	if s.keep, err = s.read.Conn(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// openSQLite opens the writer and the pool of readers. Write transactions take
// the lock at once: one that began by reading and then wants to write would fail
// without waiting when another wrote in between.
func openSQLite(ctx context.Context, name string, more ...string) (*Store, error) {
	pragmas := append([]string{"busy_timeout(5000)"}, more...)
	pragmas = append(pragmas, "synchronous(FULL)", "foreign_keys(1)", "secure_delete(1)")
	writer := sqliteAddress(name, pragmas, "immediate")
	reader := sqliteAddress(name, append(pragmas, "query_only(1)"), "deferred")
	w, err := sql.Open("sqlite", writer)
	if err != nil {
		return nil, err
	}
	w.SetMaxOpenConns(1)
	s := &Store{engine: sqliteEngine{}, write: w, now: time.Now}
	// The writer comes first: it makes the file and sets its journal.
	if err := w.PingContext(ctx); err != nil {
		return nil, errors.Join(s.plain(err), w.Close())
	}
	if s.read, err = sql.Open("sqlite", reader); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	s.read.SetMaxOpenConns(readers)
	s.read.SetMaxIdleConns(readers)
	return s, nil
}

func sqliteAddress(name string, pragmas []string, lock string) string {
	q := url.Values{"_pragma": pragmas, "_txlock": {lock}}
	joint := "?"
	if strings.Contains(name, "?") {
		joint = "&"
	}
	return name + joint + q.Encode()
}

// escapePath keeps the signs of an address in a path from being read as such.
func escapePath(path string) string {
	return strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(filepath.ToSlash(path))
}

type sqliteEngine struct{}

func (sqliteEngine) name() string             { return "sqlite" }
func (sqliteEngine) oneWriter() bool          { return true }
func (sqliteEngine) schema() goose.Dialect    { return goose.DialectSQLite3 }
func (sqliteEngine) snapshot() *sql.TxOptions { return &sql.TxOptions{ReadOnly: true} }

func (sqliteEngine) judge(err error) verdict {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return other
	}
	switch e.Code() {
	case codes.SQLITE_CONSTRAINT_PRIMARYKEY, codes.SQLITE_CONSTRAINT_UNIQUE:
		return duplicate
	}
	switch e.Code() & 0xff { // the low byte is the plain code of an extended one
	case codes.SQLITE_BUSY, codes.SQLITE_LOCKED:
		return lostRace
	case codes.SQLITE_CONSTRAINT, codes.SQLITE_MISMATCH, codes.SQLITE_TOOBIG:
		return unfit
	case codes.SQLITE_CANTOPEN, codes.SQLITE_NOTADB, codes.SQLITE_FULL, codes.SQLITE_READONLY, codes.SQLITE_IOERR:
		return unreachable
	}
	return other
}

// scrub moves the WAL into the file and empties it, so that no older page with
// a blanked text is left in it; secure_delete overwrites those in the file.
func (sqliteEngine) scrub(ctx context.Context, w *sql.DB) error {
	var busy, pages, moved int
	return w.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &moved)
}
