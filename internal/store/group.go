package store

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// groupMost is how many writes share one commit at the most, so that nobody
// waits for more than this many others.
const groupMost = 64

// group lets writes that wait for the same single writer share one commit:
// what costs time is the commit's way to the disk, and one carries many. Each
// write stands in a savepoint of its own, so one that is refused leaves the
// others as they are; all are acknowledged once the commit they share is on
// disk. PostgreSQL does the same by itself.
type group struct {
	mu      sync.Mutex
	waiting []*joined
	leading bool
}

// joined is one write that waits for its commit.
type joined struct {
	ctx  context.Context
	do   func(querier) error
	err  error
	done chan struct{}
}

// change has the write carried out with whichever others are waiting.
func (g *group) change(ctx context.Context, db *sql.DB, do func(querier) error) error {
	j := &joined{ctx: ctx, do: do, done: make(chan struct{})}
	g.mu.Lock()
	g.waiting = append(g.waiting, j)
	if !g.leading {
		g.leading = true
		go g.lead(db)
	}
	g.mu.Unlock()
	<-j.done
	return j.err
}

// lead carries out what is waiting, one commit after the other, until nothing
// is.
func (g *group) lead(db *sql.DB) {
	for {
		g.mu.Lock()
		n := min(len(g.waiting), groupMost)
		now := g.waiting[:n:n]
		g.waiting = g.waiting[n:]
		if n == 0 {
			g.waiting, g.leading = nil, false
		}
		g.mu.Unlock()
		if n == 0 {
			return
		}
		commitTogether(db, now)
		for _, j := range now {
			close(j.done)
		}
	}
}

// commitTogether carries writes out in one transaction and tells each of them
// how it ended.
func commitTogether(db *sql.DB, all []*joined) {
	t, err := db.BeginTx(context.Background(), nil)
	if err != nil {
		tellRest(all, err)
		return
	}
	for _, j := range all {
		if j.err = j.ctx.Err(); j.err != nil {
			continue
		}
		lost, err := inSavepoint(t, j)
		if j.err = err; lost {
			// The database gave up the whole transaction: nobody's write is there.
			tellRest(all, errors.Join(err, t.Rollback()))
			return
		}
	}
	if err := t.Commit(); err != nil {
		tellRest(all, errors.Join(err, undone(t.Rollback())))
	}
}

// inSavepoint carries out one write. Lost tells that the transaction around it
// is gone, with whatever others had written in it.
func inSavepoint(t *sql.Tx, j *joined) (lost bool, err error) {
	calm := context.Background()
	if _, err := t.ExecContext(calm, "SAVEPOINT one"); err != nil {
		return true, err
	}
	if err = j.do(steady{t}); err == nil {
		_, err = t.ExecContext(calm, "RELEASE one")
		return err != nil, err
	}
	if _, gone := t.ExecContext(calm, "ROLLBACK TO one"); gone != nil {
		return true, errors.Join(err, gone)
	}
	_, gone := t.ExecContext(calm, "RELEASE one")
	return gone != nil, err
}

// tellRest gives an error to the writes that have none of their own.
func tellRest(all []*joined, err error) {
	for _, j := range all {
		if j.err == nil {
			j.err = err
		}
	}
}

func undone(err error) error {
	if errors.Is(err, sql.ErrTxDone) {
		return nil
	}
	return err
}

// steady lets no caller's context end a statement: SQLite answers an
// interrupted write by giving up the whole transaction, and others' writes
// stand in it.
type steady struct{ tx *sql.Tx }

func (s steady) ExecContext(_ context.Context, query string, args ...any) (sql.Result, error) {
	return s.tx.ExecContext(context.Background(), query, args...)
}

func (s steady) QueryContext(_ context.Context, query string, args ...any) (*sql.Rows, error) {
	return s.tx.QueryContext(context.Background(), query, args...)
}

func (s steady) QueryRowContext(_ context.Context, query string, args ...any) *sql.Row {
	return s.tx.QueryRowContext(context.Background(), query, args...)
}
