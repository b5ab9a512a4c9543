// Package blob keeps preserved sources: bytes by the hash of their content.
//
// What is put once is never changed, since its name is its hash. Dir keeps
// blobs as files; a blob is written under a temporary name, synced, renamed, and
// its folder synced, so that after a crash it is there whole or not at all.
// Verify reads a blob again and compares.
//
//	d, err := blob.NewDir("data/sources")
//	info, err := d.Put(ctx, body, 20<<20)
//	r, err := d.Open(ctx, info.Hash)
package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"iter"

	"sextant/internal/fault"
)

// Hash is the SHA-256 of a blob in lower-case hexadecimal.
type Hash string

// Valid tells whether this can be a hash at all. What is not never reaches a
// file name.
func (h Hash) Valid() bool {
	if len(h) != 2*sha256.Size {
		return false
	}
	for _, c := range h {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// Info is a blob's name and size in bytes.
type Info struct {
	Hash Hash
	Size int64
}

// Store is a place for blobs. Missing ones are "blob.missing" (NotFound).
type Store interface {
	// Put keeps all that can be read, up to limit bytes; more is
	// "blob.too_large" and nothing is kept. The same bytes twice are kept once.
	Put(ctx context.Context, r io.Reader, limit int64) (Info, error)
	// Open reads a blob. The caller closes it.
	Open(ctx context.Context, h Hash) (io.ReadSeekCloser, error)
	// Stat tells a blob's size.
	Stat(ctx context.Context, h Hash) (Info, error)
	// List goes through all blobs in the order of their hashes.
	List(ctx context.Context) iter.Seq2[Info, error]
	// Delete removes a blob; one that is not there is no fault.
	Delete(ctx context.Context, h Hash) error
}

// Has tells whether a blob is there.
func Has(ctx context.Context, s Store, h Hash) (bool, error) {
	_, err := s.Stat(ctx, h)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil, err
}

// Verify reads a blob and compares it with its hash: "blob.damaged" when it is
// not what it was.
func Verify(ctx context.Context, s Store, h Hash) error {
	r, err := s.Open(ctx, h)
	if err != nil {
		return err
	}
	sum := sha256.New()
	_, err = io.Copy(sum, stoppable{ctx, r})
	if err := errors.Join(err, r.Close()); err != nil {
		return err
	}
	if Hash(hex.EncodeToString(sum.Sum(nil))) != h {
		return fault.New(fault.Internal, "blob.damaged", "hash", string(h))
	}
	return nil
}

// stoppable stops reading when the context ends.
type stoppable struct {
	ctx context.Context
	r   io.Reader
}

func (s stoppable) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.r.Read(p)
}

func missing(h Hash) error { return fault.New(fault.NotFound, "blob.missing", "hash", string(h)) }
