package store

import (
	"context"
	"fmt"
	"strings"

	"sextant/internal/record"
)

// Member is one person's part in an assessment.
type Member struct {
	Chain   record.Chain
	Person  string
	Role    string
	Domains string
	Due     int64
}

// Duty is one line of a person's inbox.
type Duty struct {
	Chain  record.Chain
	Person string
	Kind   string
	Item   string
	Since  int64
	Due    int64
	Text   string
}

// Members lists the people of an assessment.
func (s *Store) Members(ctx context.Context, chain record.Chain) ([]Member, error) {
	return list(ctx, s, members.scan, members.from(`chain = $1 ORDER BY person, role`), chain)
}

// Duties is a person's inbox over all assessments: what is due first comes
// first, what has no date comes last.
func (s *Store) Duties(ctx context.Context, person string) ([]Duty, error) {
	return list(ctx, s, duties.scan, duties.from(`person = $1
		ORDER BY CASE WHEN due = 0 THEN 1 ELSE 0 END, due, since, chain, kind, item`), person)
}

// derived is a table whose rows of one chain are replaced as a whole. Columns
// begin with the keys, and those with the chain.
type derived[T comparable] struct {
	table   string
	columns []string
	keys    int
	in      func(T, record.Chain) T // the same value as of this chain
	row     func(T) []any
	scan    func(scanner, *T) error
}

var members = derived[Member]{
	"member",
	[]string{"chain", "person", "role", "domains", "due"},
	3,
	func(m Member, c record.Chain) Member { m.Chain = c; return m },
	func(m Member) []any { return []any{m.Chain, m.Person, m.Role, m.Domains, m.Due} },
	func(r scanner, m *Member) error { return r.Scan(&m.Chain, &m.Person, &m.Role, &m.Domains, &m.Due) },
}

var duties = derived[Duty]{
	"duty",
	[]string{"chain", "person", "kind", "item", "since", "due", "text"},
	4,
	func(d Duty, c record.Chain) Duty { d.Chain = c; return d },
	func(d Duty) []any { return []any{d.Chain, d.Person, d.Kind, d.Item, d.Since, d.Due, d.Text} },
	func(r scanner, d *Duty) error {
		return r.Scan(&d.Chain, &d.Person, &d.Kind, &d.Item, &d.Since, &d.Due, &d.Text)
	},
}

func (d derived[T]) from(conditions string) string {
	return `SELECT ` + strings.Join(d.columns, ", ") + ` FROM ` + d.table + ` WHERE ` + conditions
}

// replace makes the rows of a chain be these, and touches only those that
// differ: an answer changes one duty of hundreds. Of two rows with the same keys
// the last counts.
func (d derived[T]) replace(ctx context.Context, q querier, chain record.Chain, want []T) error {
	old, err := listIn(ctx, q, d.scan, d.from(`chain = $1`), chain)
	if err != nil {
		return err
	}
	have := make(map[T]bool, len(old))
	for _, v := range old {
		have[v] = true
	}
	var fresh [][]any
	for _, v := range d.lastOfEach(chain, want) {
		if !have[v] {
			fresh = append(fresh, d.row(v))
		}
		delete(have, v)
	}
	for v := range have { // what is left is wanted no longer
		if err := d.drop(ctx, q, v); err != nil {
			return err
		}
	}
	_, err = insert(ctx, q, `INSERT INTO `+d.table+` (`+strings.Join(d.columns, ", ")+`)`, fresh, "")
	return err
}

func (d derived[T]) drop(ctx context.Context, q querier, v T) error {
	var w filter
	row := d.row(v)
	for i, c := range d.columns[:d.keys] {
		w.add(c+" = %s", row[i])
	}
	_, err := run(ctx, q, `DELETE FROM `+d.table+w.where(), w.args...)
	return err
}

// lastOfEach gives one value for each key, in the order in which keys came.
func (d derived[T]) lastOfEach(chain record.Chain, all []T) []T {
	at := map[string]int{}
	var kept []T
	for _, v := range all {
		v = d.in(v, chain)
		key := fmt.Sprintf("%q", d.row(v)[:d.keys])
		if i, seen := at[key]; seen {
			kept[i] = v
			continue
		}
		at[key] = len(kept)
		kept = append(kept, v)
	}
	return kept
}
