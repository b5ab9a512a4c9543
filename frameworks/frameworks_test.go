package frameworks

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/wheel"
)

func TestBooksHaveNoFault(t *testing.T) {
	for _, f := range All() {
		for _, e := range framework.Check(f, All()...) {
			t.Errorf("%s: %v", f.Ref, e)
		}
	}
}

func TestEveryFileIsOnTheShelf(t *testing.T) {
	listed := slices.Clone(order)
	slices.Sort(listed)
	if diff := cmp.Diff(listed, names()); diff != "" {
		t.Error(diff)
	}
}

func TestSizes(t *testing.T) {
	tests := []struct {
		ref        framework.Ref
		indicators int
		domains    int
	}{
		{framework.Ref{ID: "mgi-local", Version: "2026.1"}, 83, 6},
		{framework.Ref{ID: "mgi-national", Version: "2026.1"}, 101, 6},
		{framework.Ref{ID: "mgi-national", Version: "2022.1"}, 92, 6},
		{framework.Ref{ID: "sdg-10-7-2", Version: "2026.1"}, 30, 6},
	}
	for _, tt := range tests {
		f, ok := Get(tt.ref)
		if !ok {
			t.Fatalf("%s is not there", tt.ref)
		}
		if len(f.Indicators) != tt.indicators || len(f.Domains) != tt.domains {
			t.Errorf("%s: %d indicators in %d domains", tt.ref, len(f.Indicators), len(f.Domains))
		}
		if !f.IsDemonstration() {
			t.Errorf("%s does not say that it is a demonstration", tt.ref)
		}
	}
}

// The interface speaks seven languages, so at least the domains and the
// answers of every book do; questions are there in five.
func TestEveryInterfaceLanguageIsCovered(t *testing.T) {
	least := map[lang.Tag]framework.Coverage{
		lang.English: framework.Full, lang.Spanish: framework.Full,
		lang.French: framework.Core, lang.Portuguese: framework.Core, lang.Arabic: framework.Core,
		lang.Russian: framework.Domains, lang.Chinese: framework.Domains,
	}
	for _, f := range All() {
		for _, tag := range lang.Interface {
			if !f.Covers(tag, least[tag]) {
				t.Errorf("%s: %s is covered as %q only", f.Ref, tag, f.Languages[tag])
			}
		}
	}
}

func TestShortTitleKeepsTheReadersLanguage(t *testing.T) {
	f, _ := Latest("mgi-local")
	d, _ := f.Domain("D4")
	tests := []struct {
		tag  lang.Tag
		want string
	}{
		{lang.Spanish, "Bienestar socioeconómico"}, {lang.English, "Well-being of migrants"}, {lang.Chinese, "移民福祉"},
	}
	for _, tt := range tests {
		if got, in := d.ShortTitle(tt.tag); got != tt.want || in != tt.tag {
			t.Errorf("%s: %q in %s", tt.tag, got, in)
		}
	}
}

func TestRoundTrips(t *testing.T) {
	for _, f := range All() {
		out, err := framework.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Load("again.yaml", out)
		if err != nil {
			t.Fatalf("%s: %v", f.Ref, err)
		}
		if diff := cmp.Diff(f, again); diff != "" {
			t.Errorf("%s changed through YAML:\n%s", f.Ref, diff)
		}
		data, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		var fromJSON framework.Framework
		if err := json.Unmarshal(data, &fromJSON); err != nil {
			t.Fatal(err)
		}
		if framework.Hash(f) != framework.Hash(again) || framework.Hash(f) != framework.Hash(&fromJSON) {
			t.Errorf("%s: the hash does not survive a round trip", f.Ref)
		}
	}
}

func TestHashesDiffer(t *testing.T) {
	seen := map[framework.Digest]framework.Ref{}
	for _, f := range All() {
		h := framework.Hash(f)
		if len(h) != 64 {
			t.Errorf("%s: hash %q", f.Ref, h)
		}
		if other, twice := seen[h]; twice {
			t.Errorf("%s and %s have one hash", f.Ref, other)
		}
		seen[h] = f.Ref
	}
}

func TestWheelDrawsEveryIcon(t *testing.T) {
	for _, name := range framework.Icons {
		if !wheel.HasIcon(name) {
			t.Errorf("the wheel does not know the icon %q", name)
		}
	}
	for _, name := range wheel.Icons() {
		if !slices.Contains(framework.Icons, name) {
			t.Errorf("a book may not name the icon %q that the wheel draws", name)
		}
	}
}

func TestEveryObjectiveOfTheCompactIsTouched(t *testing.T) {
	f, _ := Latest("mgi-national")
	touched := map[int]bool{}
	for _, in := range f.Indicators {
		for _, n := range in.Crosswalk.GCM {
			touched[n] = true
		}
	}
	if len(touched) != framework.Objectives {
		t.Errorf("%d of %d objectives are touched", len(touched), framework.Objectives)
	}
}

func BenchmarkLoad(b *testing.B) {
	data, _ := files.ReadFile("mgi-national.yaml")
	for b.Loop() {
		if _, err := framework.Load("mgi-national.yaml", data); err != nil {
			b.Fatal(err)
		}
	}
}
