package store

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"strings"
)

// A backup is text: one JSON value a line, the same for both engines, so that
// what was saved from SQLite can be restored into PostgreSQL and back.
//
//	{"sextant":"backup","format":1,"schema":2,"created":1700000000000000}
//	{"table":"chain","columns":["chain","seq","hash"]}
//	["a",3,"9f…"]
//	…
//	{"manifest":{"chain":{"rows":1,"sha256":"…"},…},"sha256":"…"}
//
// Text is a string, a number a number, bytes are {"b":"base64"}. The last line
// counts the rows of each table, hashes its lines, and hashes all lines before
// itself, each with its line feed.

// backupFormat is the version of this layout.
const backupFormat = 1

type backupHeader struct {
	Sextant string `json:"sextant"`
	Format  int    `json:"format"`
	Schema  int64  `json:"schema"`
	Created int64  `json:"created"`
}

type backupTable struct {
	Table   string   `json:"table"`
	Columns []string `json:"columns"`
}

type backupCount struct {
	Rows   int64  `json:"rows"`
	SHA256 string `json:"sha256"`
}

type backupManifest struct {
	Manifest map[string]backupCount `json:"manifest"`
	SHA256   string                 `json:"sha256"`
}

// backupBytes is how bytes are written.
type backupBytes struct {
	B []byte `json:"b"`
}

// table is one table as a backup holds it: its columns, those of its key first
// in number keys, so that rows come in a fixed order.
type table struct {
	name    string
	columns string
	keys    int
}

// tables are all tables, in the order of a backup.
var tables = []table{
	{"chain", "chain seq hash", 1},
	{"entry", "chain seq micros actor command kind version body body_hash prev hash", 2},
	{"summary", "chain slug place country level framework framework_version round date year state languages name data demonstration head_seq head_hash updated sort_name search", 1},
	{"member", "chain person role domains due", 3},
	{"duty", "chain person kind item since due text", 4},
	{"edition", "slug number chain hash published country level year framework languages title place date demonstration developed potential changes search body", 2},
	{"withdrawal", "slug number notice withdrawn", 2},
	{"document", "hash kind name version body created", 1},
	{"draft", "person chain item field text base updated", 4},
	{"presence", "chain person item seen", 2},
	{"person", "id login login_key name email language admin coordinator disabled password totp passkeys created seen digest erased search", 1},
	{"session", "hash person created seen expires device", 1},
	{"invitation", "hash kind person chain role domains email name made_by created expires used data", 1},
	{"attempt", "id key_hash attempted", 1},
	{"preserved", "hash url_hash url fetched type charset size title text name search", 2},
	{"link_check", "url_hash url checked status note", 1},
	{"job", "id kind job_key payload run attempts created leased again dead error", 1},
	{"setting", "name value", 1},
}

func (t table) list() []string { return strings.Fields(t.columns) }

func (t table) query() string {
	c := t.list()
	return "SELECT " + strings.Join(c, ", ") + " FROM " + t.name + " ORDER BY " + strings.Join(c[:t.keys], ", ")
}

// Backup writes a complete copy as it stands at one moment, while others go on
// working. It holds all accounts: keep it as safe as the database.
func (s *Store) Backup(ctx context.Context, w io.Writer) error {
	schema, err := s.schemaVersion(ctx)
	if err != nil {
		return s.plain(err)
	}
	t, err := s.read.BeginTx(ctx, s.engine.snapshot())
	if err != nil {
		return s.plain(err)
	}
	defer t.Rollback() // nothing was written; there is nothing to lose
	out := newBackupWriter(w)
	if err := out.line(backupHeader{Sextant: "backup", Format: backupFormat, Schema: schema, Created: s.micros()}); err != nil {
		return err
	}
	for _, table := range tables {
		if err := out.table(ctx, t, table); err != nil {
			return s.plain(err)
		}
	}
	return out.finish()
}

// backupWriter writes lines and hashes them on the way.
type backupWriter struct {
	to     *bufio.Writer
	all    hash.Hash
	part   hash.Hash
	counts map[string]backupCount
}

func newBackupWriter(w io.Writer) *backupWriter {
	return &backupWriter{to: bufio.NewWriterSize(w, 1<<16), all: sha256.New(), part: sha256.New(), counts: map[string]backupCount{}}
}

func (b *backupWriter) line(v any) error {
	line, err := json.Marshal(v)
	if err != nil {
		return err
	}
	line = append(line, '\n')
	b.all.Write(line)
	b.part.Write(line)
	_, err = b.to.Write(line)
	return err
}

func (b *backupWriter) table(ctx context.Context, q querier, t table) error {
	b.part.Reset()
	columns := t.list()
	if err := b.line(backupTable{Table: t.name, Columns: columns}); err != nil {
		return err
	}
	rows, err := q.QueryContext(ctx, t.query())
	if err != nil {
		return fmt.Errorf("backup of %s: %w", t.name, err)
	}
	defer rows.Close()
	n := int64(0)
	for ; rows.Next(); n++ {
		row := make([]any, len(columns))
		if err := rows.Scan(pointers(row)...); err != nil {
			return fmt.Errorf("backup of %s: %w", t.name, err)
		}
		if err := b.line(portable(row)); err != nil {
			return err
		}
	}
	b.counts[t.name] = backupCount{Rows: n, SHA256: hex.EncodeToString(b.part.Sum(nil))}
	return rows.Err()
}

func (b *backupWriter) finish() error {
	if err := b.line(backupManifest{Manifest: b.counts, SHA256: hex.EncodeToString(b.all.Sum(nil))}); err != nil {
		return err
	}
	return b.to.Flush()
}

func pointers(row []any) []any {
	p := make([]any, len(row))
	for i := range row {
		p[i] = &row[i]
	}
	return p
}

// portable marks bytes as such; text and numbers are JSON as they are.
func portable(row []any) []any {
	for i, v := range row {
		if b, ok := v.([]byte); ok {
			row[i] = backupBytes{B: b}
		}
	}
	return row
}
