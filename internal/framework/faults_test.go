package framework_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"sextant/internal/fault"
	"sextant/internal/framework"
)

var update = flag.Bool("update", false, "write the golden files anew")

// breakage is one way to spoil the sound book: a text in it and what stands
// there instead.
type breakage struct{ name, find, put string }

var breakages = []breakage{
	{"tab for indentation", "level: local", "\tlevel: local"},
	{"two documents", "scales:\n  - id: presence", "---\nscales:\n  - id: presence"},
	{"alias", "title: {en: Trial, fr: Essai, ru: Проба}", "title: &t {en: Trial, fr: Essai, ru: Проба}\nnote: *t"},
	{"too deep", "note", "note"},
	{"unknown key", "status: demonstration", "status: demonstration\nstatuss: official"},
	{"unknown key far from all", "status: demonstration", "status: demonstration\nbanana: official"},
	{"key twice", "level: local", "level: local\nlevel: national"},
	{"empty value", "level: local", "level:"},
	{"text expected", "level: local", "level: [local]"},
	{"list expected", "evidence: [law]", "evidence: law"},
	{"map expected", "title: {en: Trial, fr: Essai, ru: Проба}", "title: Trial"},
	{"number expected", "weight: 0.4", "weight: much"},
	{"whole number expected", "gcm: [15]", "gcm: [fifteen]"},
	{"true or false expected", "ranking: false", "ranking: never"},
	{"required", "    icon: heart\n", ""},
	{"level", "level: local", "level: village"},
	{"id", "id: trial", "id: Trial Book"},
	{"version", "version: '1'", "version: 'one two'"},
	{"language code", "ru: domains}", "ru: domains, english: domains}"},
	{"no full language", "en: full", "en: core"},
	{"language missing", "{en: Rights, fr: Droits, ru: Права}", "{en: Rights, fr: Droits}"},
	{"language missing for its coverage", "{en: 'May migrants work?', fr: 'Les personnes migrantes peuvent-elles travailler ?'}", "{en: 'May migrants work?'}"},
	{"language undeclared", "{en: Rights, fr: Droits, ru: Права}", "{en: Rights, fr: Droits, ru: Права, pt: Direitos}"},
	{"code form", "code: T-3", "code: 'T 3'"},
	{"code twice", "code: T-3", "code: T-1"},
	{"code of an answer", "{code: unknown, state: true", "{code: Not Known, state: true"},
	{"one domain", "  - code: D2\n    title: {en: Work, fr: Travail, ru: Труд}\n    colour: '#a8440f'\n    dark: '#f0935c'\n    icon: heart\n", ""},
	{"empty domain", "subdomain: '1.1'\n    question", "domain: D2\n    question"},
	{"colour", "'#a8440f'", "orange"},
	{"faint colour", "'#a8440f'", "'#ffcc88'"},
	{"icon", "icon: heart", "icon: dragon"},
	{"migof", "migof: P1", "migof: P9"},
	{"no domain", "    domain: D2\n    scale: grade\n", "    scale: grade\n"},
	{"unknown domain", "domain: D2\n    scale", "domain: D7\n    scale"},
	{"unknown sub-domain", "subdomain: '1.1'", "subdomain: '1.9'"},
	{"sub-domain of another domain", "subdomain: '1.1'", "subdomain: '1.1'\n    domain: D2"},
	{"unknown scale", "    scale: grade\n", "    scale: grades\n"},
	{"unknown evidence", "evidence: [law]", "evidence: [rumour]"},
	{"evidence twice", "evidence: [law]", "evidence: [law, law]"},
	{"unknown slot", "'In {year}, {office} opened", "'In {date}, {office} opened"},
	{"slots differ", "'En {year}, {office} a", "'En {year}, on a"},
	{"brace alone", "'In {year}, {office} opened", "'In {year, {office} opened"},
	{"list without end", "gcm: [15]", "gcm: [" + strings.Repeat("15,", 101) + "]"},
	{"objective", "gcm: [15]", "gcm: [24]"},
	{"target form", "sdg: ['3.8']", "sdg: ['3-8']"},
	{"unknown target", "sdg: ['3.8']", "sdg: ['3.14']"},
	{"code of another book", "{other: [O-1]}", "{other: [O-1, O-9]}"},
	{"weight zero", "weight: 0.4", "weight: 0"},
	{"weights do not add up", "weight: 0.4", "weight: 0.5"},
	{"weights for some only", "    weight: 0.4\n", ""},
	{"no scale", "scales:\n  - id: presence", "scales: []\nscalez:\n  - id: presence"},
	{"one level", "      - {code: low, value: 0.5, label: {en: Low, fr: Bas, ru: Низко}}\n", ""},
	{"level after state", "{code: present, value: 1, label", "{code: present, state: true, label"},
	{"state first", "{code: absent, value: 0, label", "{code: absent, state: true, label"},
	{"value missing", "{code: high, value: 2, label", "{code: high, label"},
	{"values fall", "{code: high, value: 2, label", "{code: high, value: 0.1, label"},
	{"state with a value", "state: true, label", "state: true, value: 3, label"},
	{"scale without values", "{code: absent, value: 0, label: {en: Absent, fr: Absent, ru: Нет}}\n      - {code: present, value: 1,", "{code: absent, label: {en: Absent, fr: Absent, ru: Нет}}\n      - {code: present,"},
	{"unknown aggregation", "kind: sum", "kind: median"},
	{"negative figure", "divide_by: 5", "divide_by: -5"},
	{"band without end", "from: 40, to: 100", "from: 40"},
	{"band upside down", "from: 40, to: 100", "from: 40, to: 30"},
	{"gap between bands", "from: 40, to: 100", "from: 45, to: 100"},
	{"overlapping bands", "from: 40, to: 100", "from: 35, to: 100"},
	{"succeeded by itself", "version: '2'", "version: '1'"},
	{"mapping from nowhere", "from: [T-2]\n      to: [T-2]", "from: [T-7]\n      to: [T-2]"},
	{"mapping to nowhere", "to: [T-1, T-9]", "to: [T-1, T-8]"},
	{"split into one", "to: [T-1, T-9]", "to: [T-1]"},
	{"mapping of an unknown answer", "{from: low, to: [absent]}", "{from: lowest, to: [nothing]}"},
	{"unknown type of difference", "type: split", "type: torn"},
	{"unknown field", "fields: [question]", "fields: [questions]"},
}

// shelf holds a further book and the next version, for codes that lead there.
func shelf(t *testing.T) []*framework.Framework {
	t.Helper()
	sound := read(t)
	load := func(edits ...string) *framework.Framework {
		text := strings.NewReplacer(edits...).Replace(sound)
		f, err := framework.Load("shelf.yaml", []byte(text))
		if err != nil {
			t.Fatalf("the shelf itself has faults:\n%v", err)
		}
		return f
	}
	start := strings.Index(sound, "succeeded_by:")
	end := strings.Index(sound, "scales:")
	succession := sound[start:end]
	next := load(succession, "", "version: '1'", "version: '2'", "code: T-3", "code: T-9")
	other := load(succession, "", "id: trial", "id: other", "code: T-1", "code: O-1")
	return []*framework.Framework{next, other}
}

func read(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("testdata/sound.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestSoundBookHasNoFault(t *testing.T) {
	if _, err := framework.Load("sound.yaml", []byte(read(t)), shelf(t)...); err != nil {
		t.Fatal(err)
	}
}

// Each breakage must be told where it stands, in words that say how to mend
// it; the golden file holds the words of the English catalog.
func TestFaultsAreToldWithLineAndCure(t *testing.T) {
	sound, books, words := read(t), shelf(t), catalog(t)
	told := map[string]bool{}
	var out strings.Builder
	tell := func(name string, data []byte) {
		_, err := framework.Load("book.yaml", data, books...)
		if err == nil {
			t.Errorf("%s: no fault was found", name)
		}
		fmt.Fprintf(&out, "## %s\n", name)
		for _, e := range fault.All(err) {
			told[e.Key] = true
			fmt.Fprintf(&out, "%s: %s\n", e.Where, words.say(t, e))
		}
		out.WriteString("\n")
	}
	for _, b := range breakages {
		if b.name == "too deep" {
			tell(b.name, []byte("note: "+strings.Repeat("[", 20)+strings.Repeat("]", 20)))
			continue
		}
		if !strings.Contains(sound, b.find) {
			t.Fatalf("%s: the sound book does not hold %q", b.name, b.find)
		}
		tell(b.name, []byte(strings.Replace(sound, b.find, b.put, 1)))
	}
	tell("empty file", nil)
	tell("only a comment", []byte("# nothing\n"))
	tell("too large", make([]byte, 5<<20))
	tell("not UTF-8", []byte("title: {en: \xff\xfe}"))
	compare(t, "testdata/faults.golden", out.String())
	everyKeyTold(t, told)
}

// catalog is the English words of this room, read without the room that
// prints them, which stands beside this one in the house.
func catalog(t *testing.T) catalogue {
	t.Helper()
	data, err := os.ReadFile("../../locales/en/framework.yaml")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]any{}
	if err := yaml.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

type catalogue map[string]any

// say fills the slots of a fault's words. A slot that the fault has no value
// for fails the test.
func (c catalogue) say(t *testing.T, e *fault.Error) string {
	t.Helper()
	text, ok := c[e.Key].(string)
	if !ok {
		t.Errorf("%s has no words", e.Key)
	}
	pairs := []string{"{{", "{", "}}", "}"}
	for name, value := range e.Args {
		if !strings.Contains(text, "{"+name+"}") {
			t.Errorf("%s does not use %s", e.Key, name)
		}
		pairs = append(pairs, "{"+name+"}", fmt.Sprint(value))
	}
	for _, slot := range regexp.MustCompile(`\{([a-z_]+)\}`).FindAllStringSubmatch(text, -1) {
		if _, ok := e.Args[slot[1]]; !ok {
			t.Errorf("%s has no value for %s", e.Key, slot[1])
		}
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

func compare(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; run with -update and read the difference. Now:\n%s", path, got)
	}
}

// everyKeyTold fails when the room knows a fault that no breakage shows.
func everyKeyTold(t *testing.T, told map[string]bool) {
	t.Helper()
	told["framework.more_faults"] = true // TestManyFaultsAreBounded
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`"(framework\.[a-z0-9_]+)"`).FindAllStringSubmatch(string(data), -1) {
			if !told[m[1]] {
				t.Errorf("%s: no breakage shows %s", name, m[1])
			}
		}
	}
}

func TestAllFaultsAtOnce(t *testing.T) {
	text := strings.NewReplacer("code: T-3", "code: T-1", "gcm: [15]", "gcm: [0, 99]", "    scale: grade\n", "    scale: none\n",
		"icon: heart", "icon: dragon", "level: local", "levl: local").Replace(read(t))
	_, err := framework.Load("book.yaml", []byte(text))
	for _, key := range []string{"code_twice", "gcm_range", "scale_unknown", "icon_unknown", "unknown_key", "required"} {
		if !fault.HasKey(err, "framework."+key) {
			t.Errorf("%s is not among the faults:\n%v", key, err)
		}
	}
	if fault.KindOf(err).ExitCode() != 2 {
		t.Errorf("a faulty book exits with %d", fault.KindOf(err).ExitCode())
	}
}

func TestManyFaultsAreBounded(t *testing.T) {
	text := read(t)
	for i := range 900 {
		text += fmt.Sprintf("  - {code: X-%d, domain: D9, question: {en: a, fr: b}}\n", i)
	}
	_, err := framework.Load("book.yaml", []byte(text))
	all := fault.All(err)
	if len(all) != 301 || all[300].Key != "framework.more_faults" {
		t.Errorf("%d faults, the last %v", len(all), all[len(all)-1])
	}
}

func TestNearest(t *testing.T) {
	names := []string{"title", "level", "status", "languages"}
	tests := []struct{ misspelt, want string }{
		{"titel", "title"}, {"lvel", "level"}, {"langauges", "languages"}, {"banana", ""}, {"", ""},
	}
	for _, tt := range tests {
		if got, ok := framework.Nearest(tt.misspelt, names); ok != (tt.want != "") || ok && got != tt.want {
			t.Errorf("Nearest(%q) = %q, %v", tt.misspelt, got, ok)
		}
	}
}

// Whatever bytes arrive, loading ends in a book without faults or in faults
// with a place, and what loads survives writing and reading.
func FuzzLoad(f *testing.F) {
	data, err := os.ReadFile("testdata/sound.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte("a: &a [*a]"))
	f.Add([]byte("{id: [1, 2], ? {a: b} : c}"))
	f.Add([]byte("id: !!binary aGk=\nversion: 2026.10\n---\n"))
	f.Add([]byte("\xff\xfei\x00d\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		book, err := framework.Load("fuzz.yaml", data)
		if err != nil {
			if len(fault.All(err)) == 0 {
				t.Fatalf("an error that is no fault: %v", err)
			}
			return
		}
		out, err := framework.Marshal(book)
		if err != nil {
			t.Fatal(err)
		}
		again, err := framework.Load("again.yaml", out)
		if err != nil {
			t.Fatalf("what was written does not load: %v\n%s", err, out)
		}
		if framework.Hash(book) != framework.Hash(again) {
			t.Fatalf("the hash changed:\n%s", out)
		}
	})
}
