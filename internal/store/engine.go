package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/pressly/goose/v3"

	"sextant/internal/fault"
)

// engine is all that differs between SQLite and PostgreSQL once the pools are
// open.
type engine interface {
	name() string
	// oneWriter tells an engine on which one transaction writes at a time.
	oneWriter() bool
	schema() goose.Dialect
	// judge says what an error of the driver means to us.
	judge(error) verdict
	// scrub makes sure that what was blanked cannot be read from the files any
	// longer, as far as the engine lets us.
	scrub(context.Context, *sql.DB) error
	// snapshot is the kind of transaction in which several reads see one moment.
	snapshot() *sql.TxOptions
}

// verdict is what an error of a driver means.
type verdict uint8

const (
	other       verdict = iota
	lostRace            // another transaction was first: try again
	duplicate           // a key is taken
	unfit               // a value that the schema does not take
	unreachable         // the database does not answer
)

// plain turns an error of the driver into what callers may see: faults and the
// context's own errors stay, a database out of reach becomes a fault, the rest
// is a defect and goes to the log.
func (s *Store) plain(err error) error {
	if err == nil || len(fault.All(err)) > 0 || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	switch s.engine.judge(err) {
	case lostRace:
		return fault.New(fault.Unavailable, "store.busy").Because(err)
	case unreachable:
		return fault.New(fault.Unavailable, "store.unreachable").Because(err)
	}
	return err
}
