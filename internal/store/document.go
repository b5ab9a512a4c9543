package store

import (
	"context"

	"sextant/internal/fault"
	"sextant/internal/record"
)

// Document is a framework or another thing that never changes, kept by the hash
// of its bytes. A kind, name and version belong to one document.
type Document struct {
	Hash    record.Hash
	Kind    string
	Name    string
	Version string
	Body    []byte // nil in lists
	Created int64
}

const documentColumns = `hash, kind, name, version, created`

func (d *Document) fields() []any { return []any{&d.Hash, &d.Kind, &d.Name, &d.Version, &d.Created} }

func scanDocument(r scanner, d *Document) error { return r.Scan(append(d.fields(), &d.Body)...) }

// Document finds a document by its hash.
func (s *Store) Document(ctx context.Context, hash record.Hash) (Document, bool, error) {
	return one(ctx, s, scanDocument, `SELECT `+documentColumns+`, body FROM document WHERE hash = $1`, hash)
}

// DocumentByName finds a document by its kind, name and version.
func (s *Store) DocumentByName(ctx context.Context, kind, name, version string) (Document, bool, error) {
	return one(ctx, s, scanDocument, `SELECT `+documentColumns+`, body FROM document WHERE kind = $1 AND name = $2 AND version = $3`,
		kind, name, version)
}

// Documents lists the documents of a kind by name and version, without bodies.
func (s *Store) Documents(ctx context.Context, kind string) ([]Document, error) {
	return list(ctx, s, func(r scanner, d *Document) error { return r.Scan(d.fields()...) },
		`SELECT `+documentColumns+` FROM document WHERE kind = $1 ORDER BY name, version`, kind)
}

// PutDocument keeps a document. The same bytes again are no fault; other bytes
// under a name and version that are taken are "store.document_taken", since
// what was used once never changes.
func (s *Store) PutDocument(ctx context.Context, d Document) error {
	return s.change(ctx, func(q querier) error { return putDocument(ctx, q, d) })
}

func putDocument(ctx context.Context, q querier, d Document) error {
	if record.SumOf(d.Body) != d.Hash {
		return fault.New(fault.Invalid, "store.wrong_hash", "name", d.Name)
	}
	n, err := run(ctx, q, `INSERT INTO document (`+documentColumns+`, body) VALUES ($1,$2,$3,$4,$5,$6) ON CONFLICT DO NOTHING`,
		d.Hash, d.Kind, d.Name, d.Version, d.Created, d.Body)
	if err != nil || n == 1 {
		return err
	}
	_, same, err := oneIn(ctx, q, scanText, `SELECT hash FROM document WHERE hash = $1`, d.Hash)
	if err == nil && !same {
		return fault.New(fault.Exists, "store.document_taken", "name", d.Name, "version", d.Version)
	}
	return err
}
