package app

import (
	"archive/zip"
	"context"
	"errors"
	"io"
	"strings"

	"sextant/internal/blob"
	"sextant/internal/fault"
)

// A backup is one ZIP archive: database.jsonl holds every table as it stood at
// one moment, sources/HASH every kept file. It is the same for both databases,
// and it holds the accounts: keep it as safe as the database.

// Backup writes a consistent copy while others go on working. The database
// comes first, so every file that it speaks of is there when the files follow.
func (a *App) Backup(ctx context.Context, w io.Writer) error {
	z := zip.NewWriter(w)
	part, err := z.CreateHeader(&zip.FileHeader{Name: "database.jsonl", Method: zip.Deflate, Modified: a.now()})
	if err != nil {
		return err
	}
	if err := a.store.Backup(ctx, part); err != nil {
		return err
	}
	for info, err := range a.blobs.List(ctx) {
		if err != nil {
			return err
		}
		if err := a.writeSource(ctx, z, info.Hash); err != nil {
			return err
		}
	}
	return z.Close()
}

func (a *App) writeSource(ctx context.Context, z *zip.Writer, h blob.Hash) (err error) {
	in, err := a.blobs.Open(ctx, h)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	part, err := z.CreateHeader(&zip.FileHeader{Name: "sources/" + string(h), Method: zip.Store, Modified: a.now()})
	if err != nil {
		return err
	}
	_, err = io.Copy(part, in)
	return err
}

// Restore fills an empty instance from a backup. One that holds anything is
// refused, and so is a backup that is damaged; the database is filled all or
// nothing, after the files are there.
func (a *App) Restore(ctx context.Context, name string, r io.ReaderAt, size int64) error {
	heads, err := a.store.Heads(ctx)
	if err != nil {
		return err
	}
	if len(heads) > 0 {
		return fault.New(fault.Exists, "store.not_empty")
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		return fault.New(fault.Invalid, "app.bad_backup").At(fault.Where{File: name}).Because(err)
	}
	var database *zip.File
	for _, f := range z.File {
		hash, isSource := strings.CutPrefix(f.Name, "sources/")
		switch {
		case f.Name == "database.jsonl":
			database = f
		case !isSource:
			return fault.New(fault.Invalid, "app.bad_backup").At(fault.Where{File: name + ":" + f.Name})
		default:
			if err := a.restoreSource(ctx, f, blob.Hash(hash)); err != nil {
				return err
			}
		}
	}
	if database == nil {
		return fault.New(fault.Invalid, "app.bad_backup").At(fault.Where{File: name})
	}
	in, err := database.Open()
	if err != nil {
		return err
	}
	return errors.Join(a.store.Restore(ctx, in), in.Close())
}

func (a *App) restoreSource(ctx context.Context, f *zip.File, h blob.Hash) error {
	in, err := f.Open()
	if err != nil {
		return err
	}
	info, err := a.blobs.Put(ctx, in, MaxPackage)
	if err = errors.Join(err, in.Close()); err != nil {
		return err
	}
	if info.Hash != h {
		return fault.New(fault.Invalid, "app.bad_backup").At(fault.Where{File: f.Name})
	}
	return nil
}
