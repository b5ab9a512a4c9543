package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"iter"
	"math"
	"os"
	"path/filepath"
	"strings"
	"time"

	"sextant/internal/fault"
)

// Dir keeps blobs as files in a folder, spread over 256 folders by the first two
// signs of their hash. Several processes may share it.
type Dir struct {
	root string
}

var _ Store = (*Dir)(nil)

// staleAfter is the age at which a temporary file belongs to a process that
// died.
const staleAfter = 24 * time.Hour

// NewDir opens a folder for blobs, makes it when it is not there, and clears
// what processes that died had begun to write.
func NewDir(root string) (*Dir, error) {
	d := &Dir{root: root}
	if err := os.MkdirAll(d.incoming(), 0o700); err != nil {
		return nil, unavailable(err)
	}
	return d, d.sweep(time.Now().Add(-staleAfter))
}

func unavailable(err error) error {
	return fault.New(fault.Unavailable, "blob.unavailable").Because(err)
}

func (d *Dir) incoming() string { return filepath.Join(d.root, "incoming") }

func (d *Dir) path(h Hash) string { return filepath.Join(d.root, string(h[:2]), string(h)) }

// sweep removes temporary files older than a time.
func (d *Dir) sweep(before time.Time) error {
	entries, err := os.ReadDir(d.incoming())
	if err != nil {
		return unavailable(err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || info.ModTime().After(before) {
			continue
		}
		if err := os.Remove(filepath.Join(d.incoming(), e.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return unavailable(err)
		}
	}
	return nil
}

// Put keeps a blob; see Store.
func (d *Dir) Put(ctx context.Context, r io.Reader, limit int64) (Info, error) {
	f, err := os.CreateTemp(d.incoming(), "put-*")
	if err != nil {
		return Info{}, unavailable(err)
	}
	info, err := receive(ctx, f, r, limit)
	if err := errors.Join(err, f.Close()); err != nil {
		return Info{}, errors.Join(err, os.Remove(f.Name()))
	}
	if err := d.settle(f.Name(), info.Hash); err != nil {
		// Once it was renamed, there is nothing left to remove.
		_ = os.Remove(f.Name())
		return Info{}, unavailable(err)
	}
	return info, nil
}

// receive writes at most limit bytes, hashes them on the way and syncs.
func receive(ctx context.Context, f *os.File, r io.Reader, limit int64) (Info, error) {
	limit = min(limit, math.MaxInt64-1)
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(f, sum), io.LimitReader(stoppable{ctx, r}, limit+1))
	if err != nil {
		return Info{}, err
	}
	if n > limit {
		return Info{}, fault.New(fault.TooLarge, "blob.too_large", "most", limit)
	}
	return Info{Hash: Hash(hex.EncodeToString(sum.Sum(nil))), Size: n}, f.Sync()
}

// settle gives a file its name for good and syncs the folders on the way, so
// that the name outlives a power cut. A blob that is there already is replaced
// by the same bytes, which also mends a damaged one.
func (d *Dir) settle(temporary string, h Hash) error {
	folder := filepath.Dir(d.path(h))
	if err := os.Mkdir(folder, 0o700); err == nil {
		if err := syncFolder(d.root); err != nil {
			return err
		}
	} else if !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := os.Rename(temporary, d.path(h)); err != nil {
		return err
	}
	return syncFolder(folder)
}

func syncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Open reads a blob; see Store.
func (d *Dir) Open(_ context.Context, h Hash) (io.ReadSeekCloser, error) {
	if !h.Valid() {
		return nil, missing(h)
	}
	f, err := os.Open(d.path(h))
	if err != nil {
		return nil, d.explain(err, h)
	}
	return f, nil
}

// Stat tells a blob's size; see Store.
func (d *Dir) Stat(_ context.Context, h Hash) (Info, error) {
	if !h.Valid() {
		return Info{}, missing(h)
	}
	i, err := os.Stat(d.path(h))
	if err != nil {
		return Info{}, d.explain(err, h)
	}
	return Info{Hash: h, Size: i.Size()}, nil
}

func (d *Dir) explain(err error, h Hash) error {
	if errors.Is(err, fs.ErrNotExist) {
		return missing(h)
	}
	return unavailable(err)
}

// Delete removes a blob; see Store.
func (d *Dir) Delete(_ context.Context, h Hash) error {
	if !h.Valid() {
		return missing(h)
	}
	if err := os.Remove(d.path(h)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return unavailable(err)
	}
	return nil
}

// List goes through all blobs; see Store. Files that are not ours are passed
// over.
func (d *Dir) List(ctx context.Context) iter.Seq2[Info, error] {
	return func(yield func(Info, error) bool) {
		folders, err := os.ReadDir(d.root)
		if err != nil {
			yield(Info{}, unavailable(err))
			return
		}
		for _, f := range folders {
			if f.IsDir() && len(f.Name()) == 2 && !d.listFolder(ctx, f.Name(), yield) {
				return
			}
		}
	}
}

func (d *Dir) listFolder(ctx context.Context, folder string, yield func(Info, error) bool) bool {
	files, err := os.ReadDir(filepath.Join(d.root, folder))
	if err != nil {
		return yield(Info{}, unavailable(err))
	}
	for _, f := range files {
		h := Hash(f.Name())
		if !h.Valid() || !strings.HasPrefix(f.Name(), folder) {
			continue
		}
		if err := ctx.Err(); err != nil {
			yield(Info{}, err)
			return false
		}
		info, err := d.Stat(ctx, h)
		if fault.Is(err, fault.NotFound) { // deleted while we looked
			continue
		}
		if !yield(info, err) {
			return false
		}
	}
	return true
}
