package store_test

import (
	"testing"

	"sextant/internal/store"
	"sextant/internal/store/storetest"
)

func TestMemory(t *testing.T) {
	storetest.Run(t, func(t *testing.T) *store.Store { return storetest.Memory(t) })
}

func TestFile(t *testing.T) {
	storetest.Run(t, func(t *testing.T) *store.Store { return storetest.File(t) })
}

func TestPostgres(t *testing.T) {
	storetest.Run(t, func(t *testing.T) *store.Store { return storetest.Open(t, storetest.Postgres(t)) })
}
