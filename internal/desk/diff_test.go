package desk

import (
	"strings"
	"testing"
	"time"
)

// both puts a difference together again: the old text and the new one.
func both(ps []Piece) (old, now string) {
	for _, p := range ps {
		if p.Kind != Come {
			old += p.Text
		}
		if p.Kind != Gone {
			now += p.Text
		}
	}
	return old, now
}

func shownDiff(ps []Piece) string {
	var b strings.Builder
	for _, p := range ps {
		switch p.Kind {
		case Gone:
			b.WriteString("[-" + p.Text + "]")
		case Come:
			b.WriteString("[+" + p.Text + "]")
		case Left:
			b.WriteString("[…]")
		default:
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

func TestDiffWords(t *testing.T) {
	for _, c := range []struct{ old, now, want string }{
		{"", "", ""},
		{"", "a new text", "[+a new text]"},
		{"an old text", "", "[-an old text]"},
		{"The office has some posts.", "The office has two posts.", "The office has [-some][+two] posts."},
		{"Art. 7 names it.", "Art. 7 names it, since 2024.", "Art. 7 names it[+, since 2024]."},
		{"one two three", "four five six", "[-one two three][+four five six]"},
		{"市政府有一个办公室。", "市政府有两个办公室。", "市政府有[-一][+两]个办公室。"},
		{"القرار 14 ينشئ المكتب", "القرار 15 ينشئ المكتب", "القرار [-14][+15] ينشئ المكتب"},
	} {
		if got := shownDiff(DiffWords(c.old, c.now)); got != c.want {
			t.Errorf("%q → %q: %s, want %s", c.old, c.now, got, c.want)
		}
	}
}

func FuzzDiffWords(f *testing.F) {
	f.Add("The council took note. It names five goals.", "The council took note. It adds costs.")
	f.Add("\xff\x00", "é 市")
	f.Fuzz(func(t *testing.T, a, b string) {
		if old, now := both(DiffWords(a, b)); old != a || now != b {
			t.Errorf("%q, %q came back as %q, %q", a, b, old, now)
		}
		Shorten(DiffWords(a, b), 3)
		for _, s := range splitSentences(a) {
			if s = strings.TrimSpace(s); s != "" && !strings.Contains(Union(a, b), s) && len(a) < 1000 {
				t.Errorf("%q is lost in %q", s, Union(a, b))
			}
		}
	})
}

// Two long texts that have little in common must not keep a page waiting.
func TestDiffIsBounded(t *testing.T) {
	a := strings.Repeat("one two three four. ", 5000)
	b := strings.Repeat("five six seven eight. ", 5000)
	begun := time.Now()
	old, now := both(DiffWords(a, b))
	if old != a || now != b {
		t.Error("a text was lost")
	}
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
}

func TestShortenKeepsWordsBesideChanges(t *testing.T) {
	long := strings.Repeat("word ", 40)
	got := shownDiff(Shorten(DiffWords(long+"old"+" "+long, long+"new"+" "+long), 2))
	if want := "[…]word word [-old][+new] word word[…]"; strings.Join(strings.Fields(got), " ") != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestUnion(t *testing.T) {
	mine := "The council took note. It names five goals, but no budget. The value stays partial."
	theirs := "The council took note. Annex 2 adds costs. The value stays partial."
	want := "The council took note. It names five goals, but no budget. Annex 2 adds costs. The value stays partial."
	if got := Union(mine, theirs); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
