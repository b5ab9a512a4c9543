package store

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash"
	"io"
	"slices"
	"strings"

	"sextant/internal/fault"
)

// maxBackupLine bounds one line of a backup: a profile or the text of a source,
// with room for how it is written.
const maxBackupLine = 256 << 20

// Restore fills an empty database from a backup, all or nothing: the backup is
// checked against its own manifest before anything of it counts. A database that
// holds anything is refused with "store.not_empty"; a backup that is damaged,
// cut short or not one with "store.bad_backup" and its line; one of a newer
// Sextant with "store.newer_backup".
func (s *Store) Restore(ctx context.Context, r io.Reader) error {
	schema, err := s.schemaVersion(ctx)
	if err != nil {
		return s.plain(err)
	}
	// The input can be read once only, so this transaction is not tried again.
	in := newBackupReader(r)
	err = s.changeOnce(ctx, func(q querier) error {
		if err := refuseFilled(ctx, q); err != nil {
			return err
		}
		return in.restore(ctx, q, schema)
	})
	switch s.engine.judge(err) {
	case duplicate, unfit:
		return in.bad("row").Because(err)
	}
	return s.plain(err)
}

func refuseFilled(ctx context.Context, q querier) error {
	for _, t := range tables {
		_, filled, err := oneIn(ctx, q, scanNumber, `SELECT 1 FROM `+t.name+` LIMIT 1`)
		if err != nil {
			return err
		}
		if filled {
			return fault.New(fault.Exists, "store.not_empty")
		}
	}
	return nil
}

// backupReader reads lines and hashes them on the way.
type backupReader struct {
	from   *bufio.Reader
	number int
	all    hash.Hash
	counts map[string]backupCount

	table table // the one being read
	part  hash.Hash
	rows  [][]any
	n     int64
}

func newBackupReader(r io.Reader) *backupReader {
	return &backupReader{from: bufio.NewReaderSize(r, 1<<16), all: sha256.New(), part: sha256.New(), counts: map[string]backupCount{}}
}

func (b *backupReader) bad(why string) *fault.Error {
	return fault.New(fault.Invalid, "store.bad_backup", "why", why).At(fault.Line("", b.number))
}

// line reads a line with its line feed; nil at the end.
func (b *backupReader) line() ([]byte, error) {
	b.number++
	var line []byte
	for {
		part, err := b.from.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case len(line) > maxBackupLine:
			return nil, b.bad("long")
		case err == nil:
			return line, nil
		case errors.Is(err, io.EOF) && len(line) == 0:
			return nil, nil
		case errors.Is(err, io.EOF):
			return nil, b.bad("cut")
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, err
		}
	}
}

func (b *backupReader) restore(ctx context.Context, q querier, schema int64) error {
	if err := b.header(schema); err != nil {
		return err
	}
	for {
		line, err := b.line()
		if err != nil {
			return err
		}
		switch {
		case line == nil:
			return b.bad("cut")
		case line[0] == '[':
			err = b.row(ctx, q, line)
		case bytes.HasPrefix(line, []byte(`{"manifest"`)):
			return b.manifest(ctx, q, line)
		default:
			err = b.begin(ctx, q, line)
		}
		if err != nil {
			return err
		}
	}
}

func (b *backupReader) header(schema int64) error {
	line, err := b.line()
	if err != nil {
		return err
	}
	var h backupHeader
	if json.Unmarshal(line, &h) != nil || h.Sextant != "backup" {
		return b.bad("no_backup")
	}
	if h.Format > backupFormat || h.Schema > schema {
		return fault.New(fault.Invalid, "store.newer_backup")
	}
	b.all.Write(line)
	return nil
}

// begin ends the table before and begins another. Only our own tables and
// columns are taken: the names go into SQL.
func (b *backupReader) begin(ctx context.Context, q querier, line []byte) error {
	if err := b.end(ctx, q); err != nil {
		return err
	}
	var head backupTable
	if json.Unmarshal(line, &head) != nil {
		return b.bad("table")
	}
	i := slices.IndexFunc(tables, func(t table) bool { return t.name == head.Table })
	if _, twice := b.counts[head.Table]; i < 0 || twice || len(head.Columns) == 0 {
		return b.bad("table")
	}
	for _, c := range head.Columns {
		if !slices.Contains(tables[i].list(), c) {
			return b.bad("column")
		}
	}
	b.table = table{name: head.Table, columns: strings.Join(head.Columns, " ")}
	b.take(line)
	return nil
}

func (b *backupReader) take(line []byte) {
	b.all.Write(line)
	b.part.Write(line)
}

func (b *backupReader) row(ctx context.Context, q querier, line []byte) error {
	if b.table.name == "" {
		return b.bad("row")
	}
	row, ok := unportable(line)
	if !ok || len(row) != len(b.table.list()) {
		return b.bad("row")
	}
	b.take(line)
	b.n++
	b.rows = append(b.rows, row)
	if len(b.rows) < rowsAtOnce {
		return nil
	}
	return b.flush(ctx, q)
}

func (b *backupReader) flush(ctx context.Context, q querier) error {
	if len(b.rows) == 0 {
		return nil
	}
	query := `INSERT INTO ` + b.table.name + ` (` + strings.Join(b.table.list(), ", ") + `)`
	_, err := insert(ctx, q, query, b.rows, "")
	b.rows = nil
	return err
}

func (b *backupReader) end(ctx context.Context, q querier) error {
	if b.table.name == "" {
		return nil
	}
	b.counts[b.table.name] = backupCount{Rows: b.n, SHA256: hex.EncodeToString(b.part.Sum(nil))}
	b.part.Reset()
	b.n = 0
	return b.flush(ctx, q)
}

func (b *backupReader) manifest(ctx context.Context, q querier, line []byte) error {
	if err := b.end(ctx, q); err != nil {
		return err
	}
	var m backupManifest
	if json.Unmarshal(line, &m) != nil || m.SHA256 != hex.EncodeToString(b.all.Sum(nil)) || len(m.Manifest) != len(b.counts) {
		return b.bad("hash")
	}
	for name, want := range m.Manifest {
		if b.counts[name] != want {
			return b.bad("hash")
		}
	}
	if rest, err := b.line(); err != nil || rest != nil {
		return b.bad("more")
	}
	return nil
}

// unportable reads a row back: text, whole numbers and bytes.
func unportable(line []byte) ([]any, bool) {
	var cells []json.RawMessage
	if json.Unmarshal(line, &cells) != nil {
		return nil, false
	}
	row := make([]any, len(cells))
	for i, c := range cells {
		v, ok := cell(c)
		if !ok {
			return nil, false
		}
		row[i] = v
	}
	return row, true
}

func cell(c json.RawMessage) (any, bool) {
	switch c[0] {
	case '"':
		var s string
		err := json.Unmarshal(c, &s)
		return s, err == nil
	case '{':
		var b backupBytes
		err := json.Unmarshal(c, &b)
		return append([]byte{}, b.B...), err == nil
	}
	var n int64
	err := json.Unmarshal(c, &n)
	return n, err == nil && c[0] != 'n'
}
