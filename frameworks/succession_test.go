package frameworks

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sextant/internal/framework"
)

func nationals(t *testing.T) (before, after *framework.Framework) {
	t.Helper()
	before, ok := Get(framework.Ref{ID: "mgi-national", Version: "2022.1"})
	after, ok2 := Get(framework.Ref{ID: "mgi-national", Version: "2026.1"})
	if !ok || !ok2 {
		t.Fatal("the national books are not there")
	}
	return before, after
}

// What the authors say changed and what the texts show must be the same thing,
// in both directions, save the note and the succession itself.
func TestMappingAgreesWithTheTexts(t *testing.T) {
	before, after := nationals(t)
	var explained []framework.Difference
	for _, d := range framework.Diff(before, after) {
		switch {
		case d.Basis == framework.Both:
			explained = append(explained, d)
		case d.Item == framework.BookItem && slices.Equal(d.Fields, []string{"note"}):
		default:
			t.Errorf("only in the %s: %s %s %v -> %v fields %v languages %v", d.Basis, d.Item, d.Type, d.From, d.To, d.Fields, d.Languages)
		}
	}
	if len(explained) != 31 {
		t.Errorf("%d differences are explained, 31 are listed", len(explained))
	}
	for i, m := range before.Succession.Mapping {
		d := explained[i]
		if d.Type != m.Type || d.Item != m.Item || !slices.Equal(d.From, m.From) || !slices.Equal(d.To, m.To) {
			t.Errorf("difference %d is %s %s %v -> %v, listed is %s %s %v -> %v", i, d.Item, d.Type, d.From, d.To, m.Item, m.Type, m.From, m.To)
		}
	}
}

func TestTypesOfTheSuccession(t *testing.T) {
	before, after := nationals(t)
	got := map[framework.ChangeType]int{}
	for _, d := range framework.Diff(before, after) {
		if d.Basis == framework.Both {
			got[d.Type]++
		}
	}
	want := map[framework.ChangeType]int{
		framework.Wording: 9, framework.Added: 12, framework.Removed: 3, framework.Moved: 2,
		framework.Split: 1, framework.Merged: 1, framework.ScaleChanged: 1, framework.TitleChanged: 2,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestABookDoesNotDifferFromItself(t *testing.T) {
	for _, f := range All() {
		if d := framework.Diff(f, f); len(d) > 0 {
			t.Errorf("%s differs from itself: %v", f.Ref, d)
		}
		for _, s := range framework.CarryOver(f, f) {
			if s.Action != framework.CopyAnswer || len(s.To) != 1 || s.To[0] != s.From {
				t.Errorf("%s: %s is not simply copied: %+v", f.Ref, s.From, s)
			}
		}
	}
}

func TestCarryOver(t *testing.T) {
	before, after := nationals(t)
	steps := map[framework.Code]framework.Step{}
	for _, s := range framework.CarryOver(before, after) {
		steps[s.From] = s
	}
	if len(steps) != len(before.Indicators) {
		t.Fatalf("%d steps for %d indicators", len(steps), len(before.Indicators))
	}
	tests := []struct {
		code    framework.Code
		action  string
		targets []framework.Code
	}{
		{"N-1.1.1", framework.CopyAnswer, []framework.Code{"N-1.1.1"}},              // unchanged
		{"N-1.1.2", framework.CopyAnswer, []framework.Code{"N-1.1.2"}},              // wording
		{"N-1.6.1", framework.CopyAnswer, []framework.Code{"N-1.6.1"}},              // moved
		{"N-1.5.2", framework.ReviewAnswer, []framework.Code{"N-1.5.2", "N-1.5.3"}}, // split
		{"N-5.1.3", framework.ReviewAnswer, []framework.Code{"N-5.1.3"}},            // merged
		{"N-5.1.4", framework.ReviewAnswer, []framework.Code{"N-5.1.3"}},            // merged
		{"N-1.4.3", framework.ReviewAnswer, []framework.Code{"N-1.4.3"}},            // scale
		{"N-2.5.4", framework.NoAnswer, nil},                                        // removed
	}
	for _, tt := range tests {
		s := steps[tt.code]
		targets := s.To
		if s.Action != tt.action || !slices.Equal(targets, tt.targets) {
			t.Errorf("%s: %s to %v, want %s to %v", tt.code, s.Action, targets, tt.action, tt.targets)
		}
	}
	scale := steps["N-1.4.3"]
	if got := scale.ValuesFor("present"); !slices.Equal(got, []string{"partial", "present"}) {
		t.Errorf("present may become %v", got)
	}
	if got := scale.ValuesFor(framework.Unknown); !slices.Equal(got, []string{framework.Unknown}) {
		t.Errorf("unknown may become %v", got)
	}
	if got := steps["N-1.5.2"].ValuesFor("present"); !slices.Equal(got, []string{"absent", "partial", "present"}) {
		t.Errorf("a split answer may become %v", got)
	}
}

func TestCarryOverBetweenDifferentBooks(t *testing.T) {
	local, _ := Latest("mgi-local")
	national, _ := Latest("mgi-national")
	for _, s := range framework.CarryOver(local, national) {
		if s.Action != framework.NoAnswer || len(s.To) > 0 {
			t.Fatalf("%s is carried into another book: %+v", s.From, s)
		}
	}
}
