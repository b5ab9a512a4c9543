package app

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/blob"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/profile"
	"sextant/internal/record"
	"sextant/internal/store"
)

// A record package is one assessment as a ZIP archive, complete and provable:
//
//	manifest.json   what this is, and the hash of every other part
//	entries.jsonl   the record, one entry a line
//	framework.json  the question book that it is bound to
//	editions/N.json every public edition, byte for byte as it was frozen
//	files/HASH      every kept copy of a source
//
// Brought in elsewhere it gives the same hashes. It holds no private note and
// no account: entries name people by id alone.

// PackageFormat names the form of a package and its version.
const PackageFormat = "sextant-record/1"

// MaxPackage bounds what is read of a package, unpacked, in bytes.
const MaxPackage = 2 << 30

type manifest struct {
	Format string                 `json:"format"`
	Chain  record.Chain           `json:"chain"`
	Head   record.Head            `json:"head"`
	Book   framework.Ref          `json:"framework"`
	Parts  map[string]record.Hash `json:"parts"` // SHA-256 by name
}

// Package is a record package that was read and proved.
type Package struct {
	Chain   record.Chain
	Head    record.Head
	Book    *framework.Framework
	Entries []record.Entry
	files   map[blob.Hash]*zip.File
	parts   map[string]*zip.File
}

// ExportRecord writes the package of an assessment.
func (a *App) ExportRecord(ctx context.Context, by account.Standing, chain record.Chain, w io.Writer) error {
	s, err := a.State(ctx, by, chain)
	if err != nil {
		return err
	}
	if !s.Standing(by).May(account.ExportRecord, account.Scope{Stage: s.Stage}) {
		return denied(account.ExportRecord, s)
	}
	entries, err := a.store.Entries(ctx, chain, 0)
	if err != nil {
		return err
	}
	book, err := json.Marshal(s.Book)
	if err != nil {
		return err
	}
	var lines bytes.Buffer
	if err := record.WriteLines(&lines, entries[:s.Head.Seq]); err != nil {
		return err
	}
	m := manifest{Format: PackageFormat, Chain: chain, Head: s.Head, Book: s.Book.Ref, Parts: map[string]record.Hash{
		"entries.jsonl": record.SumOf(lines.Bytes()), "framework.json": record.SumOf(book),
	}}
	copies := copiesOf(s)
	for _, h := range copies {
		m.Parts["files/"+string(h)] = record.Hash(h)
	}
	editions, err := a.editionsOf(ctx, s)
	if err != nil {
		return err
	}
	for name, body := range editions {
		m.Parts[name] = record.SumOf(body)
	}
	z := zip.NewWriter(w)
	if err := writePart(z, "manifest.json", must(json.MarshalIndent(m, "", "  ")), s.Changed); err != nil {
		return err
	}
	if err := writePart(z, "entries.jsonl", lines.Bytes(), s.Changed); err != nil {
		return err
	}
	if err := writePart(z, "framework.json", book, s.Changed); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(editions)) {
		if err := writePart(z, name, editions[name], s.Changed); err != nil {
			return err
		}
	}
	for _, h := range copies {
		if err := a.writeFile(ctx, z, h, s.Changed); err != nil {
			return err
		}
	}
	return z.Close()
}

// editionsOf gives the frozen bytes of the public editions by part name.
// Withdrawn ones stay behind: what was taken from the public is not handed on.
func (a *App) editionsOf(ctx context.Context, s *assessment.State) (map[string][]byte, error) {
	bodies := map[string][]byte{}
	for _, e := range s.Editions {
		if e.Withdrawn != "" {
			continue
		}
		row, ok, err := a.store.Edition(ctx, e.Slug, e.Number)
		if err != nil {
			return nil, err
		}
		if ok {
			bodies[editionPart(e)] = row.Body
		}
	}
	return bodies, nil
}

func editionPart(e assessment.Edition) string { return fmt.Sprintf("editions/%d.json", e.Number) }

// copiesOf lists every kept copy of an assessment's sources and remarks once.
func copiesOf(s *assessment.State) []blob.Hash {
	var hashes []blob.Hash
	for _, x := range s.Sources {
		for _, c := range x.Copies {
			hashes = append(hashes, blob.Hash(c.Hash))
		}
	}
	for _, r := range s.Remarks {
		for _, e := range r.Evidence {
			if e.Hash != "" {
				hashes = append(hashes, blob.Hash(e.Hash))
			}
		}
	}
	return distinct(hashes)
}

// writePart writes a part with a fixed time, so that the same record gives the
// same bytes.
func writePart(z *zip.Writer, name string, data []byte, at time.Time) error {
	w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: at})
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	return err
}

func (a *App) writeFile(ctx context.Context, z *zip.Writer, h blob.Hash, at time.Time) (err error) {
	in, err := a.blobs.Open(ctx, h)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	w, err := z.CreateHeader(&zip.FileHeader{Name: "files/" + string(h), Method: zip.Store, Modified: at})
	if err != nil {
		return err
	}
	_, err = io.Copy(w, in)
	return err
}

// ReadPackage reads a package and proves it: every part against the manifest,
// the chain from its first entry to its head, the framework against the hash
// that the record is bound to.
func ReadPackage(name string, data []byte) (*Package, error) {
	bad := func(why string) error {
		return fault.New(fault.Invalid, "import.bad_package", "why", why).At(fault.Where{File: name})
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, bad("zip")
	}
	parts, err := packageParts(z, bad)
	if err != nil {
		return nil, err
	}
	var m manifest
	raw, err := readPart(parts["manifest.json"], 4<<20)
	if err != nil || json.Unmarshal(raw, &m) != nil || m.Format != PackageFormat {
		return nil, bad("manifest.json")
	}
	for part, want := range m.Parts {
		if sum, err := sumPart(parts[part]); err != nil || sum != want {
			return nil, bad(part)
		}
	}
	p := &Package{Chain: m.Chain, Head: m.Head, files: map[blob.Hash]*zip.File{}, parts: parts}
	for part, f := range parts {
		if h := blob.Hash(part[min(len("files/"), len(part)):]); h.Valid() {
			p.files[h] = f
		}
	}
	return p, p.prove(name, m, parts, bad)
}

func packageParts(z *zip.Reader, bad func(string) error) (map[string]*zip.File, error) {
	parts := map[string]*zip.File{}
	var size uint64
	for _, f := range z.File {
		if size += f.UncompressedSize64; size > MaxPackage {
			return nil, bad("size")
		}
		if parts[f.Name] != nil {
			return nil, bad(f.Name)
		}
		parts[f.Name] = f
	}
	return parts, nil
}

func (p *Package) prove(name string, m manifest, parts map[string]*zip.File, bad func(string) error) error {
	lines, err := readPart(parts["entries.jsonl"], MaxPackage)
	if err != nil || m.Parts["entries.jsonl"] == "" {
		return bad("entries.jsonl")
	}
	if p.Entries, err = record.ReadLines(bytes.NewReader(lines), name+":entries.jsonl"); err != nil {
		return err
	}
	head, err := record.Verify(record.Head{}, p.Entries)
	if err != nil {
		return err
	}
	if head != m.Head || len(p.Entries) == 0 || p.Entries[0].Chain != m.Chain {
		return bad("head")
	}
	book, err := readPart(parts["framework.json"], 64<<20)
	p.Book = &framework.Framework{}
	if err != nil || json.Unmarshal(book, p.Book) != nil {
		return bad("framework.json")
	}
	s, err := p.state()
	if err != nil {
		return err
	}
	if BookHash(p.Book) != s.FrameworkHash {
		return bad("framework.json")
	}
	for _, h := range copiesOf(s) {
		if p.files[h] == nil {
			return bad("files/" + string(h))
		}
	}
	return nil
}

func readPart(f *zip.File, limit int64) ([]byte, error) {
	if f == nil {
		return nil, errors.New("part is missing")
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if int64(len(data)) > limit {
		err = errors.New("part is too large")
	}
	return data, errors.Join(err, r.Close())
}

func sumPart(f *zip.File) (record.Hash, error) {
	data, err := readPart(f, MaxPackage)
	return record.SumOf(data), err
}

// PackageReport says what a package brought.
type PackageReport struct {
	Chain record.Chain
	New   int // entries that were added as they are
	// Merge is set where both sides went on: nothing was saved, someone must
	// look.
	Merge *Merge
}

// ImportPackage brings a package in: an assessment that is not here as a
// whole, the further entries of one that is. Where both sides went on since
// they parted, nothing is saved and the merge is prepared.
func (a *App) ImportPackage(ctx context.Context, p *Package, dry bool) (*PackageReport, error) {
	ours, err := a.store.Entries(ctx, p.Chain, 0)
	if err != nil {
		return nil, err
	}
	fork := forkOf(ours, p.Entries)
	report := &PackageReport{Chain: p.Chain, New: len(p.Entries) - fork}
	switch {
	case fork == len(p.Entries):
		return report, nil // nothing that is not here already
	case fork < len(ours):
		report.New = 0
		report.Merge, err = a.prepareMerge(ctx, ours, p, fork)
		return report, err
	case dry:
		return report, nil
	}
	if err := a.takeFiles(ctx, p); err != nil {
		return nil, err
	}
	s, err := p.state()
	if err != nil {
		return nil, err
	}
	doc, err := document(p.Book, a.now())
	if err != nil {
		return nil, err
	}
	w := store.Write{Chain: p.Chain, Documents: []store.Document{doc}}
	if w.Editions, err = p.editions(s, ours); err != nil {
		return nil, err
	}
	describe(&w, s)
	if fork == 0 {
		err = a.store.ImportChain(ctx, p.Entries, w)
	} else {
		w.Expect, w.Entries = headOf(ours), p.Entries[fork:]
		err = a.store.Append(ctx, w)
	}
	if err == nil {
		a.states.put(s)
		a.public.moved()
	}
	return report, err
}

// editions reads the frozen editions that the new entries speak of, and holds
// each against the hash in its entry.
func (p *Package) editions(s *assessment.State, ours []record.Entry) ([]store.Edition, error) {
	var rows []store.Edition
	for _, e := range s.Editions {
		part := p.parts[editionPart(e)]
		if part == nil || e.Seq <= int64(len(ours)) {
			continue
		}
		body, err := readPart(part, 64<<20)
		if err != nil || profile.HashOf(body) != e.Hash {
			return nil, fault.New(fault.Invalid, "import.bad_package", "why", editionPart(e))
		}
		frozen, err := profile.Parse(editionPart(e), body)
		if err != nil {
			return nil, err
		}
		rows = append(rows, editionRow(frozen, p.Chain, e.Hash, body, e.At.UnixMicro()))
	}
	return rows, nil
}

// forkOf counts the entries that both sides have.
func forkOf(a, b []record.Entry) int {
	n := 0
	for n < len(a) && n < len(b) && a[n].Hash == b[n].Hash {
		n++
	}
	return n
}

func headOf(entries []record.Entry) record.Head {
	if len(entries) == 0 {
		return record.Head{}
	}
	e := entries[len(entries)-1]
	return record.Head{Seq: e.Seq, Hash: e.Hash}
}

// takeFiles puts the package's files beside our own. A file more than needed
// harms nobody, so this comes before the entries that speak of them.
func (a *App) takeFiles(ctx context.Context, p *Package) error {
	for h, f := range p.files {
		if has, err := blob.Has(ctx, a.blobs, h); err != nil || has {
			if err != nil {
				return err
			}
			continue
		}
		r, err := f.Open()
		if err != nil {
			return err
		}
		info, err := a.blobs.Put(ctx, r, MaxPackage)
		if err = errors.Join(err, r.Close()); err != nil {
			return err
		}
		if info.Hash != h {
			return fault.New(fault.Invalid, "import.bad_package", "why", "files/"+string(h))
		}
	}
	return nil
}

// must is for encoding plain values of our own.
func must(b []byte, err error) []byte {
	if err != nil {
		panic(fmt.Sprintf("app: a plain value has no JSON: %v", err))
	}
	return b
}
