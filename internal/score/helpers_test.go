package score

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sextant/internal/fault"
)

// sharedPath finds the material beside the project, or skips the test.
func sharedPath(t testing.TB, path string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil || filepath.Dir(dir) == dir {
			break
		}
		dir = filepath.Dir(dir)
	}
	full := filepath.Join(dir, "../shared", path)
	if _, err := os.Stat(full); err != nil {
		t.Skipf("the shared material %s is not beside this project", path)
	}
	return full
}

// sharedFile reads a file of the shared data.
func sharedFile(t testing.TB, path string) File {
	t.Helper()
	data, err := os.ReadFile(sharedPath(t, "data/"+path))
	if err != nil {
		t.Fatal(err)
	}
	return File{Name: filepath.Base(path), Data: bytes.NewReader(data)}
}

func text(name, content string) File { return File{Name: name, Data: strings.NewReader(content)} }

// mustFail wants a fault with this key.
func mustFail(t *testing.T, err error, key string) {
	t.Helper()
	if !fault.HasKey(err, key) {
		t.Errorf("want %s, got %v", key, err)
	}
}
