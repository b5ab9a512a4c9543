package app

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"sextant/frameworks"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/record"
	"sextant/internal/store"
)

// bookKind is the kind of document that a framework is stored as.
const bookKind = "framework"

// bookShelf keeps frameworks by hash. A framework never changes, so what was
// read once is right for ever.
type bookShelf struct {
	mu   sync.Mutex
	by   map[record.Hash]*framework.Framework
	find func(context.Context, record.Hash) (*framework.Framework, error)
}

func (b *bookShelf) get(ctx context.Context, hash record.Hash) (*framework.Framework, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if f := b.by[hash]; f != nil {
		return f, nil
	}
	f, err := b.find(ctx, hash)
	if err != nil {
		return nil, err
	}
	if b.by == nil {
		b.by = map[record.Hash]*framework.Framework{}
	}
	b.by[hash] = f
	return f, nil
}

func (b *bookShelf) lookup(ctx context.Context) assessment.Lookup {
	return func(_ framework.Ref, hash record.Hash) (*framework.Framework, error) { return b.get(ctx, hash) }
}

// BookHash is the hash that an assessment is bound to.
func BookHash(f *framework.Framework) record.Hash { return record.Hash(framework.Hash(f)) }

// storedBook finds a framework by hash: among the built-in ones, else in the
// store.
func (a *App) storedBook(ctx context.Context, hash record.Hash) (*framework.Framework, error) {
	for _, f := range frameworks.All() {
		if BookHash(f) == hash {
			return f, nil
		}
	}
	d, ok, err := a.store.Document(ctx, hash)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fault.New(fault.NotFound, "app.no_framework", "hash", string(hash))
	}
	return readBook(d)
}

func readBook(d store.Document) (*framework.Framework, error) {
	f := &framework.Framework{}
	if err := json.Unmarshal(d.Body, f); err != nil {
		return nil, fault.New(fault.Internal, "app.no_framework", "hash", string(d.Hash)).Because(err)
	}
	if BookHash(f) != d.Hash {
		return nil, fault.New(fault.Internal, "app.framework_changed", "framework", f.Ref.String())
	}
	return f, nil
}

func document(f *framework.Framework, at time.Time) (store.Document, error) {
	body, err := json.Marshal(f)
	if err != nil {
		return store.Document{}, err
	}
	return store.Document{
		Hash: BookHash(f), Kind: bookKind, Name: string(f.Ref.ID), Version: string(f.Ref.Version),
		Body: body, Created: at.UnixMicro(),
	}, nil
}

// Books lists every framework that an assessment can be bound to: those that
// people loaded, newest first, then the built-in ones. A version that was used
// or loaded hides a built-in one of the same name.
func (a *App) Books(ctx context.Context) ([]*framework.Framework, error) {
	stored, err := a.store.Documents(ctx, bookKind)
	if err != nil {
		return nil, err
	}
	var books []*framework.Framework
	seen := map[framework.Ref]bool{}
	for _, d := range stored {
		f, err := a.books.get(ctx, d.Hash)
		if err != nil {
			return nil, err
		}
		books, seen[f.Ref] = append(books, f), true
	}
	for _, f := range frameworks.All() {
		if !seen[f.Ref] {
			books = append(books, f)
		}
	}
	return books, nil
}

// Book gives one version of one framework.
func (a *App) Book(ctx context.Context, ref framework.Ref) (*framework.Framework, error) {
	d, ok, err := a.store.DocumentByName(ctx, bookKind, string(ref.ID), string(ref.Version))
	if err != nil {
		return nil, err
	}
	if ok {
		return a.books.get(ctx, d.Hash)
	}
	if f, ok := frameworks.Get(ref); ok {
		return f, nil
	}
	return nil, fault.New(fault.NotFound, "app.no_framework", "hash", ref.String())
}

// AddBook publishes a framework version. One that exists with other content is
// refused: new content is a new version.
func (a *App) AddBook(ctx context.Context, f *framework.Framework) error {
	have, err := a.Book(ctx, f.Ref)
	if err == nil && BookHash(have) != BookHash(f) {
		return fault.New(fault.Exists, "app.framework_exists", "framework", f.Ref.String())
	}
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	d, err := document(f, a.now())
	if err != nil {
		return err
	}
	a.public.moved()
	return a.store.PutDocument(ctx, d)
}

// AboutFramework is the book whose domains the public pages tell for a level
// of government.
func (a *App) AboutFramework(level framework.Level) *framework.Framework {
	id := framework.ID("mgi-national")
	if level == framework.Local {
		id = "mgi-local"
	}
	f, _ := frameworks.Latest(id)
	return f
}
