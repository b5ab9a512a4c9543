package app

import (
	"context"
	"testing"
)

// DoesForTest lets a test be a kind of background work.
func DoesForTest(t *testing.T, kind string, do func([]byte) error) {
	does(kind, func(_ *App, _ context.Context, payload []byte) error { return do(payload) })
	t.Cleanup(func() { delete(jobDoers, kind) })
}
