package locale

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"sextant/internal/lang"
)

// TestCatalogsCanBeRead fails on a file that cannot be used, with its line.
func TestCatalogsCanBeRead(t *testing.T) {
	if err := Check(); err != nil {
		t.Fatal(err)
	}
}

// TestEveryKeyInEveryLanguage compares each language with English and English
// with each language, so that neither a missing nor a left-over key stays.
func TestEveryKeyInEveryLanguage(t *testing.T) {
	english := For(lang.English).catalog
	if len(english) == 0 {
		t.Fatal("the English catalog is empty")
	}
	for _, tag := range lang.Interface {
		theirs := For(tag).catalog
		for _, key := range slices.Sorted(maps.Keys(english)) {
			if _, ok := theirs[key]; !ok {
				t.Errorf("locales/%s/%s.yaml: %s is missing", tag, room(key), key)
			}
		}
		for _, key := range slices.Sorted(maps.Keys(theirs)) {
			if _, ok := english[key]; !ok {
				t.Errorf("locales/%s/%s.yaml: %s is not in English", tag, room(key), key)
			}
		}
	}
}

// TestSameSlots fails where a translation lost or invented a slot: what it
// says would then be wrong or would show a bare ⟦name⟧.
func TestSameSlots(t *testing.T) {
	english := For(lang.English).catalog
	for _, tag := range lang.Interface {
		for key, theirs := range For(tag).catalog {
			want, have := english[key].slots(), theirs.slots()
			if english[key] != nil && !maps.Equal(want, have) {
				t.Errorf("%s %s: slots %v, English has %v", tag, key,
					slices.Sorted(maps.Keys(have)), slices.Sorted(maps.Keys(want)))
			}
		}
	}
}

// TestPluralForms fails where a plural of English is a plain text elsewhere,
// where a form that the language needs is missing, and where it has a form
// that no number calls for.
func TestPluralForms(t *testing.T) {
	for key := range For(lang.English).catalog {
		for _, tag := range lang.Interface {
			m := For(tag).catalog[key]
			if m == nil || !isPlural(key) {
				continue
			}
			r := rulesOf[tag]
			for _, c := range r.categories {
				if _, ok := m[c]; !ok {
					t.Errorf("%s %s: the form %q is missing", tag, key, nameOf(c))
				}
			}
			for c := range m {
				if !slices.Contains(r.categories, c) && !slices.Contains(r.optional, c) {
					t.Errorf("%s %s: no number calls for the form %q", tag, key, nameOf(c))
				}
			}
		}
	}
}

// isPlural tells whether any language gives the message more than one form.
func isPlural(key string) bool {
	for _, tag := range lang.Interface {
		if len(For(tag).catalog[key]) > 1 {
			return true
		}
	}
	return false
}

func nameOf(c category) string {
	for name, is := range categoryNamed {
		if is == c {
			return name
		}
	}
	return "?"
}

func room(key string) string {
	before, _, _ := strings.Cut(key, ".")
	return before
}

func TestParseCatalog(t *testing.T) {
	for _, c := range []struct{ name, yaml, want string }{
		{"text", `room.a: "one {n} {{two}}"`, ""},
		{"empty file", "# nothing yet\n", ""},
		{"plural", "room.a: {one: \"{n} x\", other: \"{n} xs\"}", ""},
		{"twice", "room.a: x\nroom.a: y", "twice"},
		{"foreign prefix", "door.a: x", "door.a"},
		{"no name", "room.: x", "room."},
		{"empty text", `room.a: " "`, "empty"},
		{"list", "room.a: [x]", "a text or a map"},
		{"no map", "- x", "room.yaml:1"},
		{"unknown category", "room.a: {some: x, other: y}", "no plural category"},
		{"no other", "room.a: {one: x}", `"other" is missing`},
		{"category twice", "room.a:\n  other: x\n  other: y", "twice"},
		{"nested", "room.a: {other: [x]}", "a text was expected"},
		{"open slot", `room.a: "x {n"`, "not closed"},
		{"bad slot", `room.a: "x {N}"`, "a-z"},
		{"stray brace", `room.a: "x }"`, "closes no slot"},
		{"no YAML", "room.a: \"x", "room.yaml"},
		{"line", "room.a: x\n\nroom.b: \"\"", "room.yaml:3: room.b"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := parseCatalog("en/room.yaml", []byte(c.yaml))
			switch {
			case c.want == "" && err != nil:
				t.Fatal(err)
			case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
				t.Fatalf("got %v, want %q in it", err, c.want)
			}
		})
	}
}

// FuzzParseCatalog: whatever a file holds, reading it ends, and every message
// that comes out of it can be said.
func FuzzParseCatalog(f *testing.F) {
	f.Add([]byte("room.a: \"{n} x\"\nroom.b: {one: x, other: \"{n}\"}"))
	f.Add([]byte("room.a: &x {other: *x}"))
	f.Add([]byte("room.a: '{{' \nroom.a: }"))
	f.Fuzz(func(t *testing.T, data []byte) {
		messages, err := parseCatalog("en/room.yaml", data)
		p := &Printer{tag: lang.Arabic, catalog: messages, rules: rulesOf[lang.Arabic]}
		for key, m := range messages {
			if m[other] == nil {
				t.Fatalf("%q has no form for other numbers (%v)", key, err)
			}
			_, _ = p.N(key, 3), p.T(key, "n", 11)
		}
	})
}
