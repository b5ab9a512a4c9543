package framework_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sextant/internal/framework"
	"sextant/internal/lang"
)

// versions gives the sound book without its succession, and the same book
// after some edits as version 2.
func versions(t *testing.T, edits ...string) (a, b *framework.Framework) {
	t.Helper()
	sound := read(t)
	plain := strings.Replace(sound, sound[strings.Index(sound, "succeeded_by:"):strings.Index(sound, "scales:")], "", 1)
	load := func(text string) *framework.Framework {
		f, err := framework.Load("version.yaml", []byte(text))
		if err != nil {
			t.Fatalf("%v", err)
		}
		return f
	}
	for i := 0; i < len(edits); i += 2 {
		if !strings.Contains(plain, edits[i]) {
			t.Fatalf("the book does not hold %q", edits[i])
		}
	}
	return load(plain), load(strings.NewReplacer(append(edits, "version: '1'", "version: '2'")...).Replace(plain))
}

// sketch writes a difference in one line.
func sketch(d framework.Difference) string {
	s := fmt.Sprintf("%s: %s %s %v>%v", d.Basis, d.Item, d.Type, d.From, d.To)
	if len(d.Fields) > 0 {
		s += " " + strings.Join(d.Fields, ",")
	}
	if len(d.Languages) > 0 {
		s += fmt.Sprint(" ", d.Languages)
	}
	return s + " " + d.Comparable + "/" + d.CarryOver
}

func sketches(ds []framework.Difference) (lines []string) {
	for _, d := range ds {
		lines = append(lines, sketch(d))
	}
	return lines
}

func TestDiffTypesWhatTheBooksShow(t *testing.T) {
	tests := []struct {
		name  string
		edits []string
		want  []string
	}{
		{"nothing", nil, nil},
		{
			"wording in one language",
			[]string{"'May migrants work?'", "'May migrants take work?'"},
			[]string{"books: indicator wording [T-2]>[T-2] question [en] partial/review"},
		},
		{
			"moved",
			[]string{
				"code: T-1\n    subdomain: '1.1'", "code: T-1\n    domain: D2", "    domain: D2\n    scale", "    subdomain: '1.1'\n    scale",
				"weight: 0.4", "weight: 1", "    weight: 0.6\n", "",
			},
			[]string{
				"books: indicator moved [T-1]>[T-1] full/copy", "books: indicator moved [T-2]>[T-2] full/copy",
				"books: indicator detail_changed [T-2]>[T-2] weight full/copy", "books: indicator detail_changed [T-3]>[T-3] weight full/copy",
			},
		},
		{
			"removed and added",
			[]string{"code: T-3", "code: T-4"},
			[]string{"books: indicator removed [T-3]>[] none/none", "books: indicator added []>[T-4] none/none"},
		},
		{
			"scale of an indicator",
			[]string{"    scale: grade\n", ""},
			[]string{"books: indicator scale_changed [T-2]>[T-2] partial/review"},
		},
		{
			"answers of a scale",
			[]string{"{code: high, value", "{code: higher, value"},
			[]string{"books: scale scale_changed [grade]>[grade] options partial/review"},
		},
		{
			"label of an answer",
			[]string{"en: High, fr: Haut, ru: Высоко}}\nevidence", "en: Highest, fr: Haut, ru: Высоко}}\nevidence"},
			[]string{"books: scale wording [grade]>[grade] label [en] partial/review"},
		},
		{
			"titles",
			[]string{"fr: Droits", "fr: Les droits", "en: Services", "en: Public services"},
			[]string{
				"books: domain title_changed [D1]>[D1] title [fr] full/none",
				"books: subdomain title_changed [1.1]>[1.1] title [en] full/none",
			},
		},
		{
			"crosswalk",
			[]string{"gcm: [15]", "gcm: [15, 16]"},
			[]string{"books: indicator detail_changed [T-1]>[T-1] crosswalk full/copy"},
		},
		{
			"colour",
			[]string{"'#a8440f'", "'#74348a'"},
			[]string{"books: domain detail_changed [D2]>[D2] colour full/none"},
		},
		{
			"method",
			[]string{"kind: sum", "kind: arithmetic_mean"},
			[]string{"books: book detail_changed [trial]>[trial] method full/none"},
		},
		{
			"order",
			[]string{
				"code: T-2\n    domain: D2\n    scale: grade\n    question: {en: 'May migrants work?', fr: 'Les personnes migrantes peuvent-elles travailler ?'}\n    weight: 0.4",
				"code: T-3\n    domain: D2\n    question: {en: 'May migrants change jobs?', fr: \"Les personnes migrantes peuvent-elles changer d'emploi ?\"}\n    weight: 0.6",
				"code: T-3\n    domain: D2\n    question: {en: 'May migrants change jobs?', fr: \"Les personnes migrantes peuvent-elles changer d'emploi ?\"}\n    weight: 0.6",
				"code: T-2\n    domain: D2\n    scale: grade\n    question: {en: 'May migrants work?', fr: 'Les personnes migrantes peuvent-elles travailler ?'}\n    weight: 0.4",
			},
			[]string{"books: book detail_changed [trial]>[trial] order full/none"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, b := versions(t, tt.edits...)
			if diff := cmp.Diff(tt.want, sketches(framework.Diff(a, b))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A new language makes a book larger; it changes the wording of nothing.
func TestNewLanguageIsNoNewWording(t *testing.T) {
	a, b := versions(t)
	delete(a.Languages, lang.Russian)
	want := []string{"books: book detail_changed [trial]>[trial] languages full/none"}
	if diff := cmp.Diff(want, sketches(framework.Diff(a, b))); diff != "" {
		t.Error(diff)
	}
}

func TestBeforeAndAfterAreKept(t *testing.T) {
	a, b := versions(t, "'May migrants work?'", "'May migrants take work?'")
	want := []framework.TextChange{{Field: "question", Language: lang.English, Before: "May migrants work?", After: "May migrants take work?"}}
	if diff := cmp.Diff(want, framework.Diff(a, b)[0].Texts); diff != "" {
		t.Error(diff)
	}
}

// Where the mapping and the texts disagree, both sides are told.
func TestDisagreementIsTold(t *testing.T) {
	wording := framework.Mapping{
		Item: "indicator", Type: framework.Wording, From: []framework.Code{"T-2"}, To: []framework.Code{"T-2"},
		Fields: []string{"question"}, Languages: []lang.Tag{lang.English}, Comparable: "full", CarryOver: "copy",
	}
	with := func(change func(*framework.Mapping)) framework.Mapping {
		m := wording
		change(&m)
		return m
	}
	edits := []string{"'May migrants work?'", "'May migrants take work?'"}
	tests := []struct {
		name    string
		mapping framework.Mapping
		want    []string
	}{
		{"agreed", wording, []string{"both: indicator wording [T-2]>[T-2] question [en] full/copy"}},
		{"another code", with(func(m *framework.Mapping) { m.From, m.To = []framework.Code{"T-3"}, []framework.Code{"T-3"} }), []string{
			"mapping: indicator wording [T-3]>[T-3] question [en] full/copy",
			"books: indicator wording [T-2]>[T-2] question [en] partial/review",
		}},
		{"a field too many", with(func(m *framework.Mapping) { m.Fields = []string{"question", "guidance"} }), []string{
			"both: indicator wording [T-2]>[T-2] question [en] full/copy",
			"mapping: indicator wording [T-2]>[T-2] guidance full/copy",
		}},
		{"another language", with(func(m *framework.Mapping) { m.Languages = []lang.Tag{lang.French} }), []string{
			"mapping: indicator wording [T-2]>[T-2] question [fr] full/copy",
			"books: indicator wording [T-2]>[T-2] question [en] partial/review",
		}},
		{"moved in the mapping alone", with(func(m *framework.Mapping) { m.Type, m.Fields, m.Languages = framework.Moved, nil, nil }), []string{
			"mapping: indicator moved [T-2]>[T-2] full/copy",
			"books: indicator wording [T-2]>[T-2] question [en] partial/review",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, b := versions(t, edits...)
			a.Succession = &framework.Succession{Version: "2", Mapping: []framework.Mapping{tt.mapping}}
			if diff := cmp.Diff(tt.want, sketches(framework.Diff(a, b))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What the authors did not explain is carried over with care.
func TestCarryOverWithoutMapping(t *testing.T) {
	a, b := versions(t, "'May migrants work?'", "'May migrants take work?'", "{code: high, value", "{code: higher, value", "code: T-3", "code: T-4")
	steps := framework.CarryOver(a, b)
	if got := steps[0]; got.Action != framework.CopyAnswer || got.Comparable != framework.FullyComparable || got.Values != nil {
		t.Errorf("an unchanged indicator: %+v", got)
	}
	if got := steps[1]; got.Action != framework.ReviewAnswer || !slices.Equal(got.ValuesFor("low"), []string{"low"}) ||
		!slices.Equal(got.ValuesFor("high"), []string{"low", "higher"}) {
		t.Errorf("new wording on a changed scale: %+v", got)
	}
	if got := steps[2]; got.Action != framework.NoAnswer || len(got.To) > 0 || got.Comparable != framework.NotComparable {
		t.Errorf("an indicator that went: %+v", got)
	}
}
