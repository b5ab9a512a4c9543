package main

import (
	"context"
	"os"
	"path/filepath"

	"sextant/internal/app"
	"sextant/internal/blob"
	"sextant/internal/fault"
	"sextant/internal/store"
)

// dataFlags say where everything is kept.
type dataFlags struct {
	Data     string `help:"Folder with the database and the preserved sources; made when missing." env:"SEXTANT_DATA" placeholder:"DIR" type:"path"`
	Database string `help:"PostgreSQL address instead of the SQLite file in the folder: postgres://…" env:"SEXTANT_DATABASE" placeholder:"URL"`
}

// open opens the product on the data.
func (f dataFlags) open(ctx context.Context) (*app.App, error) {
	return f.openWith(ctx, app.Config{})
}

// openWith opens the product with what else it is made of.
func (f dataFlags) openWith(ctx context.Context, c app.Config) (*app.App, error) {
	if f.Data == "" && f.Database == "" {
		return nil, fault.New(fault.Invalid, "cli.no_data")
	}
	folder := f.Data
	if folder == "" {
		folder = "sextant-data"
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fault.New(fault.Invalid, "cli.no_folder", "folder", folder).Because(err)
	}
	address := f.Database
	if address == "" {
		address = filepath.Join(folder, "sextant.db")
	}
	return openAt(ctx, address, filepath.Join(folder, "sources"), c)
}

func openAt(ctx context.Context, address, sources string, c app.Config) (*app.App, error) {
	blobs, err := blob.NewDir(sources)
	if err != nil {
		return nil, err
	}
	db, err := store.Open(ctx, address)
	if err != nil {
		return nil, err
	}
	c.Store, c.Blobs = db, blobs
	return app.New(c), nil
}
