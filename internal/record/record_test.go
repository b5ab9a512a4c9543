package record_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sextant/internal/fault"
	"sextant/internal/record"
)

// text draws short valid text of many scripts.
func text() *rapid.Generator[string] {
	return rapid.StringOfN(rapid.RuneFrom([]rune("aZ09.-_ñéأ中<>&\"\\\t\u2028")), 1, 12, -1)
}

// chain draws a record of one to eight entries, in commands of one or two.
func chain() *rapid.Generator[[]record.Entry] {
	return rapid.Custom(func(t *rapid.T) []record.Entry {
		var entries []record.Entry
		head := record.Head{}
		for n := rapid.IntRange(1, 4).Draw(t, "commands"); n > 0; n-- {
			var drafts []record.Draft
			for m := rapid.IntRange(1, 2).Draw(t, "entries"); m > 0; m-- {
				body, _ := json.Marshal(map[string]string{"text": text().Draw(t, "body")})
				drafts = append(drafts, record.Draft{Kind: text().Draw(t, "kind"), Version: rapid.IntRange(1, 3).Draw(t, "version"), Body: body})
			}
			at := time.UnixMicro(rapid.Int64Range(0, 1<<50).Draw(t, "time"))
			linked := record.Link("chain", head, at, text().Draw(t, "actor"), text().Draw(t, "command"), drafts)
			head = record.Head{Seq: linked[len(linked)-1].Seq, Hash: linked[len(linked)-1].Hash}
			entries = append(entries, linked...)
		}
		return entries
	})
}

func verify(entries []record.Entry) error {
	_, err := record.Verify(record.Head{}, entries)
	return err
}

func TestLinkedEntriesVerify(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries := chain().Draw(t, "chain")
		head, err := record.Verify(record.Head{}, entries)
		if err != nil {
			t.Fatal(err)
		}
		if last := entries[len(entries)-1]; head != (record.Head{Seq: last.Seq, Hash: last.Hash}) {
			t.Fatalf("head %v after %v", head, last)
		}
	})
}

// TestAnyChangeIsSeen changes one field of one entry and asks that the record
// no longer verifies. A body that is blanked is no such change.
func TestAnyChangeIsSeen(t *testing.T) {
	fields := reflect.TypeFor[record.Entry]()
	for i := range fields.NumField() {
		t.Run(fields.Field(i).Name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				entries := chain().Draw(t, "chain")
				e := &entries[rapid.IntRange(0, len(entries)-1).Draw(t, "entry")]
				change(t, reflect.ValueOf(e).Elem().Field(i))
				if verify(entries) == nil {
					t.Fatalf("not seen: %+v", *e)
				}
			})
		})
	}
}

func change(t *rapid.T, field reflect.Value) {
	switch field.Kind() {
	case reflect.String:
		field.SetString(field.String() + text().Draw(t, "more"))
	case reflect.Slice:
		field.SetBytes(append(append([]byte{}, field.Bytes()...), ' '))
	default:
		field.SetInt(field.Int() + rapid.Int64Range(1, 1<<20).Draw(t, "more"))
	}
}

func TestLeftOutTwiceOrReorderedIsSeen(t *testing.T) {
	entries := record.Link("c", record.Head{}, time.Unix(1, 0), "a", "b", []record.Draft{
		{Kind: "one", Version: 1, Body: json.RawMessage(`1`)},
		{Kind: "two", Version: 1, Body: json.RawMessage(`2`)},
		{Kind: "three", Version: 1, Body: json.RawMessage(`3`)},
	})
	for name, broken := range map[string][]record.Entry{
		"left out":  {entries[0], entries[2]},
		"headless":  entries[1:],
		"twice":     {entries[0], entries[0], entries[1]},
		"reordered": {entries[1], entries[0], entries[2]},
	} {
		if err := verify(broken); !fault.HasKey(err, "record.broken") {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestRedactionKeepsTheChainWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries := chain().Draw(t, "chain")
		for i := range entries {
			if rapid.Bool().Draw(t, "redact") {
				before := entries[i]
				entries[i] = record.Redact(before)
				if !entries[i].Redacted() || before.Redacted() || entries[i].BodyHash != record.SumOf(before.Body) {
					t.Fatal("the body should go and its hash stay")
				}
			}
		}
		if err := verify(entries); err != nil {
			t.Fatal(err)
		}
		for i := range entries {
			if entries[i].Redacted() {
				entries[i].Body = json.RawMessage(`"forged"`)
				if verify(entries) == nil {
					t.Fatal("a forged body should be seen")
				}
				return
			}
		}
	})
}

// TestLayout holds the layout of what is hashed: a record from any earlier day
// must verify for ever.
func TestLayout(t *testing.T) {
	e := record.Link("chl-1", record.Head{}, time.UnixMicro(1_700_000_000_123_456), "person", "command",
		[]record.Draft{{Kind: "answer.recorded", Version: 1, Body: json.RawMessage(`{"value":"partly"}`)}})[0]
	got := fmt.Sprint(e.BodyHash, " ", e.Hash)
	const want = "4768857af1dd09dad7092ed5cd9a92c8bfff75ac36fa92b86f5980fb1e0cc266" +
		" e80125beda8a708b3b9a73ba15bc5f1c6f128bd9ee10d011b9d715256d9d4f37"
	if got != want {
		t.Fatalf("got %s, want %s", got, want)
	}
}

func TestLinesRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries := chain().Draw(t, "chain")
		if rapid.Bool().Draw(t, "redact") {
			entries[0] = record.Redact(entries[0])
		}
		var b bytes.Buffer
		if err := record.WriteLines(&b, entries); err != nil {
			t.Fatal(err)
		}
		back, err := record.ReadLines(&b, "x")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(entries, back); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestBodiesAreKeptByteForByte(t *testing.T) {
	for _, body := range []string{`{"b": 1,  "a":"<&>"}`, `"\u00e9 é \u2028"`, `1e2`, `null`, `[1, 2.50]`} {
		entries := record.Link("c", record.Head{}, time.Unix(1, 0), "a", "b", []record.Draft{{Kind: "k", Version: 1, Body: json.RawMessage(body)}})
		var b bytes.Buffer
		if err := record.WriteLines(&b, entries); err != nil {
			t.Fatal(err)
		}
		back, err := record.ReadLines(&b, "x")
		if err != nil || verify(back) != nil || string(back[0].Body) != body {
			t.Errorf("%s came back as %s, %v", body, back[0].Body, err)
		}
	}
}

func TestCheck(t *testing.T) {
	good := record.Entry{Chain: "c", Seq: 1, Kind: "k", Body: json.RawMessage(`{}`)}
	with := func(change func(*record.Entry)) record.Entry {
		e := good
		change(&e)
		return e
	}
	cases := map[string]record.Entry{
		"":                  good,
		"record.no_name":    with(func(e *record.Entry) { e.Chain = "" }),
		"record.bad_name":   with(func(e *record.Entry) { e.Command = strings.Repeat("x", record.MaxName+1) }),
		"record.bad_body":   with(func(e *record.Entry) { e.Body = json.RawMessage("{\n}") }),
		"record.body_large": with(func(e *record.Entry) { e.Body = bytes.Repeat([]byte("1"), record.MaxBody+1) }),
	}
	for key, e := range cases {
		if err := e.Check(); (key == "") != (err == nil) || err != nil && !fault.HasKey(err, key) {
			t.Errorf("%q: got %v", key, err)
		}
	}
	for _, body := range []string{"{", " {}", "{} ", "\xff", `"` + "\x00" + `"`, "{}{}"} {
		if err := with(func(e *record.Entry) { e.Body = json.RawMessage(body) }).Check(); !fault.HasKey(err, "record.bad_body") {
			t.Errorf("body %q: got %v", body, err)
		}
	}
	for _, name := range []string{"\xff", "\x00"} {
		e := with(func(e *record.Entry) { e.Actor = name })
		if !fault.HasKey(e.Check(), "record.bad_name") || record.WriteLines(new(bytes.Buffer), []record.Entry{e}) == nil {
			t.Errorf("actor %q should be refused", name)
		}
	}
}

func TestReadLinesTellsTheLine(t *testing.T) {
	const good = `{"chain":"c","seq":1,"time":1,"actor":"a","command":"b","kind":"k","version":1,"body_hash":"h","hash":"h"}` + "\n"
	cases := []struct{ key, text, where string }{
		{"record.bad_line", good + "\n{\n", "f:3"},
		{"record.bad_line", `{"chain":"c","other":1}`, "f:1"},
		{"record.bad_line", good + strings.TrimSpace(good) + "{}", "f:2"},
		{"record.bad_line", `{"chain":1}`, "f:1"},
		{"record.no_name", good + good + "{}", "f:3"},
		{"record.long_line", good + strings.Repeat("x", record.MaxBody+20_000), "f:2"},
		{"record.many", strings.Repeat(`{"chain":"c","kind":"k"}`+"\n", record.MaxEntries+1), fmt.Sprint("f:", record.MaxEntries+1)},
	}
	for _, c := range cases {
		_, err := record.ReadLines(strings.NewReader(c.text), "f")
		if !fault.HasKey(err, c.key) || fault.All(err)[0].Where.String() != c.where {
			t.Errorf("%s at %s: got %v", c.key, c.where, err)
		}
	}
}

// FuzzReadLines asks of any bytes: no panic, and what is read is written and
// read again as the same.
func FuzzReadLines(f *testing.F) {
	f.Add([]byte(`{"chain":"c","seq":1,"time":1,"actor":"a","command":"b","kind":"k","version":1,"body":{"a": "é"},"body_hash":"h","hash":"h"}`))
	f.Add([]byte("{\"chain\":\"c\",\"kind\":\"k\",\"body\":null}\n\n{}"))
	f.Fuzz(func(t *testing.T, b []byte) {
		entries, err := record.ReadLines(bytes.NewReader(b), "x")
		if err != nil {
			if len(fault.All(err)) == 0 {
				t.Fatalf("not a fault: %v", err)
			}
			return
		}
		var out bytes.Buffer
		if err := record.WriteLines(&out, entries); err != nil {
			t.Fatal(err)
		}
		back, err := record.ReadLines(&out, "x")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(entries, back); diff != "" {
			t.Fatal(diff)
		}
	})
}
