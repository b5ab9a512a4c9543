package store

import (
	"context"
	"database/sql"
	"errors"
	"net"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"sextant/internal/fault"
)

// connections is how many connections one process holds to PostgreSQL.
const connections = 12

func openPostgres(ctx context.Context, dsn string) (*Store, error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		// The cause is left out: it may repeat the password of the address.
		return nil, fault.New(fault.Invalid, "store.bad_address")
	}
	db := stdlib.OpenDB(*config)
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	db.SetConnMaxIdleTime(5 * time.Minute)
	s := &Store{engine: postgresEngine{}, write: db, read: db, now: time.Now}
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(s.plain(err), db.Close())
	}
	return s, nil
}

type postgresEngine struct{}

func (postgresEngine) name() string          { return "postgres" }
func (postgresEngine) oneWriter() bool       { return false }
func (postgresEngine) schema() goose.Dialect { return goose.DialectPostgres }

func (postgresEngine) snapshot() *sql.TxOptions {
	return &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
}

func (postgresEngine) judge(err error) verdict {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return judgeState(e.Code)
	}
	var refused *pgconn.ConnectError
	var broken net.Error
	if errors.As(err, &refused) || errors.As(err, &broken) || errors.Is(err, net.ErrClosed) {
		return unreachable
	}
	return other
}

// judgeState reads an SQLSTATE: its first two signs are the class.
func judgeState(code string) verdict {
	switch code {
	case "40001", "40P01":
		return lostRace
	case "23505":
		return duplicate
	}
	switch code[:min(2, len(code))] {
	case "22", "23": // data, constraints
		return unfit
	case "08", "28", "3D", "53", "57": // connection, log-in, no such database, resources, shut down
		return unreachable
	}
	return other
}

// scrub leaves old row versions to the server's own vacuum.
func (postgresEngine) scrub(context.Context, *sql.DB) error { return nil }
