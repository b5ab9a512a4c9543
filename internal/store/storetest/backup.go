package storetest

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"sextant/internal/fault"
	"sextant/internal/record"
	"sextant/internal/store"
)

// fill puts something into every table.
func fill(t *testing.T, s *store.Store) {
	ctx := t.Context()
	head := record.Head{}
	for i := range 120 {
		entries := Entries("a", head, fmt.Sprint("c", i), "one", "two")
		must(t, s.Append(ctx, store.Write{Chain: "a", Expect: head, Entries: entries}))
		head = HeadOf(entries)
	}
	more := Entries("a", head, "publish", "edition.published")
	must(t, s.Redact(ctx, "a", 3, store.Write{
		Chain: "a", Expect: head, Entries: more, Summary: &store.Summary{Chain: "a", Slug: "x", Name: name("Ñuñoa")},
		Members: []store.Member{{Person: "ana", Role: "researcher"}}, Duties: []store.Duty{{Person: "ana", Kind: "answer"}},
		Editions: []store.Edition{edition("a", "x", 1)}, Documents: []store.Document{document("book", "1")},
		Jobs: []store.Job{{Kind: "mail", Payload: []byte{0, 255, 1}, Run: 1}},
	}))
	must(t, s.Withdraw(ctx, "x", 1, "why", 5, store.Write{Chain: "a", Expect: HeadOf(more)}))
	must(t, s.PutDraft(ctx, store.Draft{DraftKey: store.DraftKey{Person: "ana", Chain: "a"}, Text: "line\nbreak\t\"<&>\u2028"}))
	must(t, s.Seen(ctx, "ana", "a", "L-1", 1))
	must(t, s.PutPerson(ctx, ana()))
	must(t, s.PutSession(ctx, store.Session{Hash: "h", Person: "ana", Expires: 1 << 60}))
	must(t, s.PutInvitation(ctx, store.Invitation{Hash: "i"}))
	must(t, s.AddAttempt(ctx, "ana", 1))
	must(t, s.PutCopy(ctx, store.Copy{Hash: "h", URL: "https://example.org", Text: "text"}))
	must(t, s.PutLinkCheck(ctx, store.LinkCheck{URL: "https://example.org", Status: 200}))
	must(t, s.PutSetting(ctx, "title", "Sextant"))
}

func backup(t testing.TB, s *store.Store) string {
	t.Helper()
	var b bytes.Buffer
	must(t, s.Backup(t.Context(), &b))
	return b.String()
}

// testBackup carries a store over to the same engine, to the other one by way
// of SQLite, and compares backups, which hold all there is. While it runs,
// others write.
func testBackup(t *testing.T, s *store.Store) {
	s.SetClock(func() time.Time { return time.UnixMicro(1_700_000_000_000_000) })
	fill(t, s)
	want := backup(t, s)
	equal(t, "tables", strings.Count(want, `{"table":`), 18)
	equal(t, "empty tables", strings.Count(want, `"rows":0`), 0)

	other := Memory(t)
	other.SetClock(func() time.Time { return time.UnixMicro(1_700_000_000_000_000) })
	must(t, other.Restore(t.Context(), strings.NewReader(want)))
	if got := backup(t, other); got != want {
		t.Fatalf("restored differs:\n%s\nwant\n%s", got, want)
	}
	equal(t, "entries", len(verify(t, other, "a")), 241)
	wantKey(t, other.Restore(t.Context(), strings.NewReader(want)), fault.Exists, "store.not_empty")

	fresh := Memory(t)
	for i, err := range atOnce(4, func(i int) error {
		if i > 0 {
			return insist(t.Context(), s, "a", fmt.Sprint("meanwhile", i))
		}
		var b bytes.Buffer
		if err := s.Backup(t.Context(), &b); err != nil {
			return err
		}
		if err := fresh.Restore(t.Context(), &b); err != nil {
			return err
		}
		entries, err := fresh.Entries(t.Context(), "a", 0)
		if err != nil {
			return err
		}
		_, err = record.Verify(record.Head{}, entries)
		return err
	}) {
		if err != nil {
			t.Fatal(i, err)
		}
	}
}

func testDamagedBackup(t *testing.T, s *store.Store) {
	source := Memory(t)
	fill(t, source)
	good := backup(t, source)
	lines := strings.SplitAfter(good, "\n")
	last := len(lines) - 2
	join := func(parts ...[]string) string {
		var all []string
		for _, p := range parts {
			all = append(all, p...)
		}
		return strings.Join(all, "")
	}
	damaged := map[string]string{
		"empty":            "",
		"something else":   `{"hello":"world"}` + "\n",
		"cut in a line":    good[:len(good)/2],
		"cut at a line":    join(lines[:last]),
		"one row less":     join(lines[:4], lines[5:]),
		"a changed letter": strings.Replace(good, "Sextant", "sextant", 1),
		"more behind":      good + "{}\n",
		"unknown table":    strings.Replace(good, `"table":"draft"`, `"table":"other"`, 1),
		"unknown column":   strings.Replace(good, `["name","value"]`, `["name","1); DROP TABLE entry; --"]`, 1),
		"a row twice":      join(lines[:3], lines[2:]),
		"a wrong type":     strings.Replace(good, `["title","Sextant"]`, `["title",{"b":null},1]`, 1),
		"not a row":        strings.Replace(good, "\n[", "\n[null,", 1),
	}
	for what, text := range damaged {
		err := s.Restore(t.Context(), strings.NewReader(text))
		if !fault.HasKey(err, "store.bad_backup") {
			t.Fatalf("%s: got %v", what, err)
		}
	}
	newer := strings.Replace(good, `"format":1`, `"format":2`, 1)
	wantKey(t, s.Restore(t.Context(), strings.NewReader(newer)), fault.Invalid, "store.newer_backup")
	must(t, s.Restore(t.Context(), strings.NewReader(good)))
}
