package translation

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sextant/internal/assessment"
	"sextant/internal/lang"
)

// TestTranslateToolkit gives our files to the tools of Debian's
// translate-toolkit and reads what comes back: they must open them without a
// word, and no text may come back changed.
func TestTranslateToolkit(t *testing.T) {
	for _, tool := range []string{"xliff2po", "po2xliff", "pofilter"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed (Debian: translate-toolkit)", tool)
		}
	}
	words := map[lang.Tag]string{
		"ar": "منذ عام 2023 <b> & \"اقتباس\" {خانة}\n\nفقرة ثانية \\n",
		"zh": "自2023年起 ]]> & “引号” {槽位}\n\n第二段 %s",
	}
	for target, text := range words {
		r, n := full(t), 0
		fill := func(it *item) {
			n++
			it.Text, it.Says = fmt.Sprint(text, n), assessment.TextReviewed
		}
		for _, c := range []struct {
			tool, from, to string
			form           Form
		}{
			{"xliff2po", "a.xlf", "a.po", XLIFF12},
			{"po2xliff", "b.po", "b.xlf", PO},
			{"pofilter", "c.xlf", "d.xlf", XLIFF12},
			{"pofilter", "e.po", "f.po", PO},
		} {
			n = 0
			sent := r.answered(c.form, target, fill)
			back := runTool(t, c.tool, c.from, c.to, sent)
			sameTexts(t, c.tool, sent, back, c.tool != "pofilter")
			if _, err := Read(c.to, back, r.s); err != nil {
				t.Errorf("%s %s: %v", c.tool, target, err)
			}
		}
	}
}

// runTool runs a tool on a file and gives the file that it writes. Anything
// that it says is a complaint.
func runTool(t *testing.T, tool, from, to string, data []byte) []byte {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, from), data, 0o600); err != nil {
		t.Fatal(err)
	}
	run := exec.CommandContext(t.Context(), tool, "--progress=none", "--errorlevel=traceback", "-i", from, "-o", to)
	run.Dir = dir
	said, err := run.CombinedOutput()
	if err != nil || len(strings.TrimSpace(string(said))) > 0 {
		t.Fatalf("%s: %v\n%s", tool, err, said)
	}
	back, err := os.ReadFile(filepath.Join(dir, to))
	if err != nil {
		t.Fatal(err)
	}
	return back
}

// sameTexts holds every text of a file against the one that came back. A
// filter gives back only what it found something in.
func sameTexts(t *testing.T, tool string, sent, back []byte, all bool) {
	t.Helper()
	was, err := parse("sent", sent)
	if err != nil {
		t.Fatal(err)
	}
	is, err := parse("back", back)
	if err != nil {
		t.Fatalf("%s: %v\n%s", tool, err, back)
	}
	if len(is.faults) > 0 || len(is.entries) == 0 || all && len(is.entries) != len(was.entries) {
		t.Errorf("%s: %d of %d texts came back: %v", tool, len(is.entries), len(was.entries), is.faults)
	}
	texts := map[assessment.UnitID]entry{}
	for _, e := range was.entries {
		texts[e.Unit] = e
	}
	for _, e := range is.entries {
		if x := texts[e.Unit]; x.ticket != e.ticket || x.source != e.source || x.text != e.text {
			t.Errorf("%s: %s came back as\n%q %q, was\n%q %q", tool, e.Unit, e.source, e.text, x.source, x.text)
		}
	}
}
