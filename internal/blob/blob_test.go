package blob_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"sextant/internal/blob"
	"sextant/internal/fault"
)

func open(t *testing.T) (*blob.Dir, string) {
	t.Helper()
	root := filepath.Join(t.TempDir(), "sources")
	d, err := blob.NewDir(root)
	if err != nil {
		t.Fatal(err)
	}
	return d, root
}

func put(t *testing.T, d blob.Store, text string) blob.Info {
	t.Helper()
	info, err := d.Put(t.Context(), strings.NewReader(text), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return info
}

func wantKey(t *testing.T, err error, kind fault.Kind, key string) {
	t.Helper()
	if !fault.HasKey(err, key) || !fault.Is(err, kind) {
		t.Fatalf("got %v, want %s", err, key)
	}
}

// left counts the temporary files.
func left(t *testing.T, root string) int {
	t.Helper()
	files, err := os.ReadDir(filepath.Join(root, "incoming"))
	if err != nil {
		t.Fatal(err)
	}
	return len(files)
}

func TestPutAndRead(t *testing.T) {
	d, root := open(t)
	info := put(t, d, "abc")
	// The hash of "abc" as in FIPS 180-2.
	if info.Hash != "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" || info.Size != 3 {
		t.Fatal(info)
	}
	if again := put(t, d, "abc"); again != info {
		t.Fatal(again)
	}
	r, err := d.Open(t.Context(), info.Hash)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if b, err := io.ReadAll(r); err != nil || string(b) != "abc" {
		t.Fatal(string(b), err)
	}
	if at, err := d.Stat(t.Context(), info.Hash); err != nil || at != info {
		t.Fatal(at, err)
	}
	if left(t, root) != 0 {
		t.Fatal("a temporary file was left")
	}
}

func TestLimit(t *testing.T) {
	d, root := open(t)
	if _, err := d.Put(t.Context(), strings.NewReader("abc"), 3); err != nil {
		t.Fatal(err)
	}
	_, err := d.Put(t.Context(), strings.NewReader("abcd"), 3)
	wantKey(t, err, fault.TooLarge, "blob.too_large")
	// A source without end is left alone soon after the limit.
	_, err = d.Put(t.Context(), endless{}, 1<<16)
	wantKey(t, err, fault.TooLarge, "blob.too_large")
	if left(t, root) != 0 {
		t.Fatal("a temporary file was left")
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestNothingIsKeptOfABrokenSource(t *testing.T) {
	d, root := open(t)
	torn := errors.New("torn")
	_, err := d.Put(t.Context(), io.MultiReader(strings.NewReader("ab"), iotest.ErrReader(torn)), 10)
	if !errors.Is(err, torn) {
		t.Fatal(err)
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if _, err := d.Put(stopped, strings.NewReader("ab"), 10); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	for range d.List(t.Context()) {
		t.Fatal("something was kept")
	}
	if left(t, root) != 0 {
		t.Fatal("a temporary file was left")
	}
}

func TestMissingAndForeignNames(t *testing.T) {
	d, _ := open(t)
	for _, h := range []blob.Hash{"", "ab", "../../../etc/passwd", blob.Hash(strings.Repeat("A", 64)), blob.Hash(strings.Repeat("a", 64))} {
		_, err := d.Open(t.Context(), h)
		wantKey(t, err, fault.NotFound, "blob.missing")
		_, err = d.Stat(t.Context(), h)
		wantKey(t, err, fault.NotFound, "blob.missing")
		if has, err := blob.Has(t.Context(), d, h); has || err != nil {
			t.Fatal(has, err)
		}
	}
}

func TestDelete(t *testing.T) {
	d, _ := open(t)
	info := put(t, d, "abc")
	for range 2 {
		if err := d.Delete(t.Context(), info.Hash); err != nil {
			t.Fatal(err)
		}
	}
	if has, err := blob.Has(t.Context(), d, info.Hash); has || err != nil {
		t.Fatal(has, err)
	}
	wantKey(t, d.Delete(t.Context(), "../x"), fault.NotFound, "blob.missing")
}

func TestList(t *testing.T) {
	d, root := open(t)
	var want []blob.Info
	for i := range 40 {
		want = append(want, put(t, d, strings.Repeat("x", i)))
	}
	slices.SortFunc(want, func(a, b blob.Info) int { return strings.Compare(string(a.Hash), string(b.Hash)) })
	if err := os.WriteFile(filepath.Join(root, string(want[0].Hash[:2]), "note.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var got []blob.Info
	for info, err := range d.List(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, info)
	}
	if !slices.Equal(got, want) {
		t.Fatalf("got %v, want %v", got, want)
	}
	for range d.List(t.Context()) {
		break
	}
}

func TestDamageIsSeenAndMended(t *testing.T) {
	d, root := open(t)
	info := put(t, d, "abc")
	if err := blob.Verify(t.Context(), d, info.Hash); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(root, string(info.Hash[:2]), string(info.Hash))
	if err := os.WriteFile(path, []byte("abd"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := blob.Verify(t.Context(), d, info.Hash); !fault.HasKey(err, "blob.damaged") {
		t.Fatal(err)
	}
	put(t, d, "abc")
	if err := blob.Verify(t.Context(), d, info.Hash); err != nil {
		t.Fatal(err)
	}
}

func TestManyAtOnce(t *testing.T) {
	d, root := open(t)
	body := bytes.Repeat([]byte("sextant"), 10_000)
	var group sync.WaitGroup
	for range 16 {
		group.Go(func() {
			info, err := d.Put(t.Context(), bytes.NewReader(body), 1<<20)
			if err == nil {
				err = blob.Verify(t.Context(), d, info.Hash)
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if left(t, root) != 0 {
		t.Fatal("a temporary file was left")
	}
}

func TestWhatDeadProcessesLeftIsCleared(t *testing.T) {
	_, root := open(t)
	old, young := filepath.Join(root, "incoming", "put-old"), filepath.Join(root, "incoming", "put-young")
	for _, p := range []string{old, young} {
		if err := os.WriteFile(p, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chtimes(old, time.Time{}, time.Now().Add(-48*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, err := blob.NewDir(root); err != nil {
		t.Fatal(err)
	}
	if left(t, root) != 1 {
		t.Fatal("the old one should go and the young one stay")
	}
}
