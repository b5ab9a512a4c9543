package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sextant/internal/fault"
	"sextant/internal/store"
	"sextant/internal/store/storetest"
)

// TestEverySQLiteConnectionIsDurable asks each connection of both pools for the
// settings on which our promise rests.
func TestEverySQLiteConnectionIsDurable(t *testing.T) {
	write, read := store.Pools(storetest.File(t))
	want := map[string]string{
		"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "5000", "secure_delete": "1",
	}
	check := func(c *sql.Conn, pragma, want string) {
		t.Helper()
		var got string
		if err := c.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %s, %v; want %s", pragma, got, err, want)
		}
	}
	for range 8 {
		c, err := read.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		for pragma, w := range want {
			check(c, pragma, w)
		}
		check(c, "query_only", "1")
	}
	c, err := write.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for pragma, w := range want {
		check(c, pragma, w)
	}
	if n := write.Stats().MaxOpenConnections; n != 1 {
		t.Errorf("%d writers, want 1", n)
	}
}

func TestAFileIsItsOwnersAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "odd name ?#%41&.db")
	storetest.Open(t, path)
	for _, suffix := range []string{"", "-wal"} {
		info, err := os.Stat(path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%q: %v", suffix, info.Mode())
		}
	}
}

func TestMemoriesAreApart(t *testing.T) {
	a, b := storetest.Memory(t), storetest.Memory(t)
	if err := a.PutSetting(t.Context(), "x", "a"); err != nil {
		t.Fatal(err)
	}
	if _, found, err := b.Setting(t.Context(), "x"); found || err != nil {
		t.Fatal(found, err)
	}
}

func TestWhatCannotBeOpened(t *testing.T) {
	noDatabase := filepath.Join(t.TempDir(), "text.db")
	if err := os.WriteFile(noDatabase, bytes.Repeat([]byte("no database "), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	cases := []struct{ dsn, key string }{
		{"", "store.no_address"},
		{filepath.Join(t.TempDir(), "no", "such", "folder.db"), "store.unreachable"},
		{noDatabase, "store.unreachable"},
		{"postgres://user:secret@[bad", "store.bad_address"},
		{"postgres://user:secret@127.0.0.1:1/x?connect_timeout=1", "store.unreachable"},
	}
	for _, c := range cases {
		s, err := store.Open(context.Background(), c.dsn)
		if s != nil || !fault.HasKey(err, c.key) {
			t.Errorf("%s: got %v", c.dsn, err)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("a password is told: %v", err)
		}
	}
}

// engines gives the address of an empty database on each engine.
func engines(t *testing.T, test func(t *testing.T, dsn string)) {
	t.Run("sqlite", func(t *testing.T) { test(t, filepath.Join(t.TempDir(), "x.db")) })
	t.Run("postgres", func(t *testing.T) { test(t, storetest.Empty(t)) })
}

func TestSeveralStartAtOnce(t *testing.T) {
	engines(t, func(t *testing.T, dsn string) {
		var group sync.WaitGroup
		for i := range 4 {
			group.Go(func() {
				s, err := store.Open(context.Background(), dsn)
				if err != nil {
					t.Error(err)
					return
				}
				defer s.Close()
				if err := s.PutSetting(t.Context(), fmt.Sprint(i), "x"); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
	})
}

func TestANewerSchemaIsRefused(t *testing.T) {
	engines(t, func(t *testing.T, dsn string) {
		write, _ := store.Pools(storetest.Open(t, dsn))
		if _, err := write.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, $1)`, true); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Open(t.Context(), dsn); !fault.HasKey(err, "store.newer_schema") {
			t.Fatal(err)
		}
	})
}

// TestABackupHoldsEveryColumn compares the schema with what a backup holds, so
// that no new table or column is forgotten.
func TestABackupHoldsEveryColumn(t *testing.T) {
	_, read := store.Pools(storetest.Memory(t))
	rows, err := read.Query(`SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name <> 'goose_db_version'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	have := store.TableColumns()
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		i := slices.Index(have[table], column)
		if i < 0 {
			t.Errorf("%s.%s is in no backup", table, column)
			continue
		}
		have[table] = slices.Delete(have[table], i, i+1)
	}
	for table, columns := range have {
		if len(columns) > 0 {
			t.Errorf("%s has no %v", table, columns)
		}
	}
}

// TestRedactedTextLeavesTheFiles looks for a blanked text in the bytes of the
// database and its journal.
func TestRedactedTextLeavesTheFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	s := storetest.Open(t, path)
	const secret = "a-name-that-must-go"
	first := storetest.Entries("a", storetest.HeadOf(nil), secret+"-1", "one")
	if err := s.Append(t.Context(), store.Write{Chain: "a", Entries: first}); err != nil {
		t.Fatal(err)
	}
	inFiles := func() (found bool) {
		for _, suffix := range []string{"", "-wal"} {
			b, err := os.ReadFile(path + suffix)
			if err != nil {
				t.Fatal(err)
			}
			found = found || bytes.Contains(b, []byte("«"+secret))
		}
		return found
	}
	if !inFiles() {
		t.Fatal("the text should be there before")
	}
	more := storetest.Entries("a", storetest.HeadOf(first), "redact", "entry.redacted")
	if err := s.Redact(t.Context(), "a", 1, store.Write{Chain: "a", Expect: storetest.HeadOf(first), Entries: more}); err != nil {
		t.Fatal(err)
	}
	if inFiles() {
		t.Fatal("the text is still in the files")
	}
}

func TestFold(t *testing.T) {
	cases := map[string]string{
		"  Núñez\t\nÅSA ": "nunez asa", "Ёлка": "елка", "أحمد مـحمد": "احمد محمد", "ﬁn Ⅳ": "fin iv", "中文": "中文", "a\xff\x00b": "a\ufffdb",
	}
	for text, want := range cases {
		if got := store.Fold(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func FuzzRestore(f *testing.F) {
	source := storetest.Memory(f)
	source.SetClock(func() time.Time { return time.UnixMicro(0) }) // each process makes the same
	if err := source.PutSetting(f.Context(), "a", "b"); err != nil {
		f.Fatal(err)
	}
	var good bytes.Buffer
	if err := source.Backup(f.Context(), &good); err != nil {
		f.Fatal(err)
	}
	f.Add(good.Bytes())
	f.Add([]byte(`{"sextant":"backup","format":1,"schema":1}` + "\n" + `{"table":"setting","columns":["name","value"]}` + "\n" + `[{"b":"AA=="},1]` + "\n"))
	lines := bytes.SplitAfter(good.Bytes(), []byte("\n"))
	sealed := bytes.Join(lines[:len(lines)-2], nil) // all that the last line seals
	s := storetest.Memory(f)                        // one for all: a refused backup leaves nothing behind
	f.Fuzz(func(t *testing.T, b []byte) {
		err := s.Restore(t.Context(), bytes.NewReader(b))
		switch {
		case err == nil && !bytes.HasPrefix(b, sealed):
			t.Fatal("restored from what is no whole backup")
		case err == nil: // the last line may be written in other ways
			if s, err = store.Open(context.Background(), ":memory:"); err != nil {
				t.Fatal(err)
			}
		case fault.HasKey(err, "store.not_empty"):
			t.Fatal("an earlier one left something")
		case len(fault.All(err)) == 0:
			t.Fatal(err)
		}
	})
}
