// Package migrations holds the schema, step by step, in SQL that SQLite and
// PostgreSQL both read. A step that was released never changes; a new need is a
// new file, and a new column has a default, so that an older backup still fits.
package migrations

import "embed"

// Files are the steps, by number.
//
//go:embed *.sql
var Files embed.FS
