package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// A write transaction that loses is begun again so often and so long, before
// the loss is handed to the caller as "store.busy".
const (
	tries    = 20
	patience = 15 * time.Second
)

// querier is what a pool and a transaction have in common.
type querier interface {
	ExecContext(context.Context, string, ...any) (sql.Result, error)
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
	QueryRowContext(context.Context, string, ...any) *sql.Row
}

// change runs a write transaction, again when it lost a race. The function may
// therefore run several times and must not keep anything from a lost run.
func (s *Store) change(ctx context.Context, do func(q querier) error) error {
	var err error
	began := time.Now()
	for try := range tries {
		err = s.changeOnce(ctx, do)
		if err == nil || s.engine.judge(err) != lostRace || ctx.Err() != nil || time.Since(began) > patience {
			break
		}
		most := time.Duration(try+1) * 10 * time.Millisecond
		pause(ctx, time.Millisecond+rand.N(most))
	}
	return s.plain(err)
}

// changeOnce runs a write transaction. On SQLite, whose writer is one alone, it
// shares its commit with whichever others are waiting.
func (s *Store) changeOnce(ctx context.Context, do func(q querier) error) error {
	if s.engine.oneWriter() {
		return s.group.change(ctx, s.write, do)
	}
	t, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := do(t); err != nil {
		if undone := t.Rollback(); undone != nil && !errors.Is(undone, sql.ErrTxDone) {
			return errors.Join(err, undone)
		}
		return err
	}
	return t.Commit()
}

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// put runs one statement in a write transaction of its own and gives the number
// of rows it touched.
func (s *Store) put(ctx context.Context, query string, args ...any) (n int64, err error) {
	err = s.change(ctx, func(q querier) error {
		n, err = run(ctx, q, query, args...)
		return err
	})
	return n, err
}

// run executes a statement and gives the number of rows it touched.
func run(ctx context.Context, q querier, query string, args ...any) (int64, error) {
	r, err := q.ExecContext(ctx, query, values(args)...)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", firstWords(query), err)
	}
	return r.RowsAffected()
}

// rowsAtOnce bounds one statement, far below what either engine takes.
const rowsAtOnce = 100

// insert writes rows with as few statements as is sensible. The query ends
// before VALUES; the tail may say what happens on conflict.
func insert(ctx context.Context, q querier, query string, rows [][]any, tail string) (n int64, err error) {
	for len(rows) > 0 {
		part := rows[:min(rowsAtOnce, len(rows))]
		rows = rows[len(part):]
		var args []any
		for _, r := range part {
			args = append(args, r...)
		}
		m, err := run(ctx, q, query+" VALUES "+slots(len(part), len(part[0]))+" "+tail, args...)
		if err != nil {
			return n, err
		}
		n += m
	}
	return n, nil
}

// slots writes "($1,$2),($3,$4)" for two rows of two columns.
func slots(rows, columns int) string {
	var b strings.Builder
	for i := range rows * columns {
		switch {
		case i == 0:
			b.WriteString("(")
		case i%columns == 0:
			b.WriteString("),(")
		default:
			b.WriteString(",")
		}
		b.WriteString("$" + strconv.Itoa(i+1))
	}
	return b.String() + ")"
}

// scanner is a row that can be read.
type scanner interface{ Scan(...any) error }

// list reads all rows of a query.
func list[T any](ctx context.Context, s *Store, read func(scanner, *T) error, query string, args ...any) ([]T, error) {
	all, err := listIn(ctx, s.read, read, query, args...)
	return all, s.plain(err)
}

func listIn[T any](ctx context.Context, q querier, read func(scanner, *T) error, query string, args ...any) ([]T, error) {
	rows, err := q.QueryContext(ctx, query, values(args)...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", firstWords(query), err)
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		var v T
		if err := read(rows, &v); err != nil {
			return nil, fmt.Errorf("%s: %w", firstWords(query), err)
		}
		all = append(all, v)
	}
	return all, rows.Err()
}

// one reads the first row of a query, if there is one.
func one[T any](ctx context.Context, s *Store, read func(scanner, *T) error, query string, args ...any) (v T, found bool, err error) {
	v, found, err = oneIn(ctx, s.read, read, query, args...)
	return v, found, s.plain(err)
}

func oneIn[T any](ctx context.Context, q querier, read func(scanner, *T) error, query string, args ...any) (v T, found bool, err error) {
	err = read(q.QueryRowContext(ctx, query, values(args)...), &v)
	if errors.Is(err, sql.ErrNoRows) {
		var none T
		return none, false, nil
	}
	if err != nil {
		return v, false, fmt.Errorf("%s: %w", firstWords(query), err)
	}
	return v, true, nil
}

// scanText and its kin read a row of one column.
func scanText(r scanner, s *string) error { return r.Scan(s) }

func scanNumber(r scanner, n *int64) error { return r.Scan(n) }

// values brings arguments to what both drivers write alike: text as valid UTF-8
// without NUL (PostgreSQL takes no other), truth as 0 or 1, absent bytes as none.
func values(args []any) []any {
	out := make([]any, len(args))
	for i, a := range args {
		out[i] = value(a)
	}
	return out
}

func value(a any) any {
	if b, ok := a.([]byte); ok {
		if b == nil {
			return []byte{}
		}
		return b
	}
	v := reflect.ValueOf(a)
	switch v.Kind() {
	case reflect.String:
		return cleanText(v.String())
	case reflect.Bool:
		if v.Bool() {
			return int64(1)
		}
		return int64(0)
	case reflect.Int, reflect.Int32, reflect.Int64:
		return v.Int()
	}
	return a
}

func cleanText(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", "")
	}
	return s
}

// firstWords names a statement in an error without its text in full.
func firstWords(query string) string {
	words := strings.Fields(query)
	return strings.Join(words[:min(4, len(words))], " ")
}
