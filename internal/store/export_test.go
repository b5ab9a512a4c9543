package store

import "database/sql"

// Pools gives the pools of a store to its own tests.
func Pools(s *Store) (write, read *sql.DB) { return s.write, s.read }

// TableColumns gives what a backup holds, by table.
func TableColumns() map[string][]string {
	all := map[string][]string{}
	for _, t := range tables {
		all[t.name] = t.list()
	}
	return all
}

// Fold gives the form in which text is searched.
var Fold = fold
