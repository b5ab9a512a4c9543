package app_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"sextant/internal/app"
	"sextant/internal/store"
)

func open(t *testing.T) *app.App {
	t.Helper()
	db, err := store.Open(t.Context(), ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return app.New(app.Config{Store: db})
}

func TestWorld(t *testing.T) {
	db, err := store.Open(t.Context(), ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := app.LoadWorld(context.Background(), app.Config{Store: db}); err != nil {
		t.Fatal(err)
	}
	a := app.New(app.Config{Store: db})
	cards, n, err := a.Cards(t.Context(), app.CardFilter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cards {
		t.Log(c.Slug, c.Place.Get("en"), c.Date, c.Developed, c.Potential, c.Languages)
	}
	if n != 9 {
		t.Errorf("%d profiles", n)
	}
}

func TestSeed(t *testing.T) {
	seed, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "seeds", "monte-patria-2024.txt"))
	if err != nil {
		t.Skip("the seed is not beside the project: ", err)
	}
	a := open(t)
	u, err := a.Import(t.Context(), "seed.txt", seed, app.ImportOptions{})
	if err != nil {
		t.Fatal(err)
	}
	e, err := a.Edition(t.Context(), u.Slug, 0)
	if err != nil {
		t.Fatal(err)
	}
	developed, potential := e.Profile.Findings()
	if developed != 19 || potential != 15 {
		t.Errorf("%d developed, %d potential", developed, potential)
	}
}
