package desk

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sextant/internal/assessment"
)

// Every address of sources, record and files, asked for by those who may not:
// nothing of the assessment is told, and nothing is written.
func TestNobodyElseReachesSourcesAndRecord(t *testing.T) {
	w := newWorld(t)
	source, hash := w.evidence()
	a := linkTo(w.chain)
	gets := []string{
		a + "/sources", a + "/sources/" + string(source), a + "/copies/" + hash, a + "/copies/" + hash + "/text",
		a + "/record", a + "/at/2", a + "/compare", a + "/workbook", a + "/workbook/file", a + "/package", "/desk/packages", "/desk/admin/redact",
	}
	posts := []string{
		a + "/sources", a + "/sources/look", a + "/sources/keep", a + "/sources/" + string(source), a + "/sources/" + string(source) + "/file",
		a + "/sources/" + string(source) + "/preserve", a + "/sources/" + string(source) + "/look", a + "/sources/" + string(source) + "/drop",
		a + "/workbook", a + "/workbook/take", a + "/workbook/drop", "/desk/packages", "/desk/packages/take", "/desk/packages/drop", "/desk/admin/redact",
	}
	before := w.head()
	refused := func(who string, b *browser, allowed ...string) {
		t.Helper()
		check := func(what string, got shown) {
			ok := got.status == http.StatusForbidden || got.status == http.StatusNotFound ||
				who == "stranger" && got.status == http.StatusSeeOther && strings.HasPrefix(got.header.Get("Location"), signInPath)
			if !ok && !slices.ContainsFunc(allowed, func(x string) bool { return strings.HasSuffix(what, x) }) {
				t.Errorf("%s may %s: %d", who, what, got.status)
			}
			for _, secret := range []string{"21.325", "Derecho a la salud", "mocolo"} {
				if strings.Contains(got.text, secret) {
					t.Errorf("%s reads %q at %s", who, secret, what)
				}
			}
		}
		for _, path := range gets {
			check("GET "+path, b.get(path))
		}
		for _, path := range posts {
			check("POST "+path, b.post(path, "kind", "law", "title", "mocolo", "source", "x", "reason", "x", "chain", string(w.chain), "seq", "2", "upload", strings.Repeat("a", 64)))
		}
	}
	refused("stranger", w.browser())
	refused("nobody", w.as("nobody"))
	refused("focal_point", w.as("focal_point"))
	if now := w.head(); now != before {
		t.Errorf("the record grew from %d to %d by those who may not write", before, now)
	}
	// The blind coder has a list of their own and may work offline.
	w.do("ruth", assessment.DrawSecond{How: "all"})
	before = w.head()
	refused("second_coder", w.as("second_coder"), "/sources", "/sources/keep", "/workbook", "/workbook/file", "/workbook/take", "/workbook/drop")
	s, err := w.app.State(w.Context(), w.standing("ruth"), w.chain)
	w.must(err)
	for _, x := range s.LiveSources() {
		if x.Title == "mocolo" && x.AddedBy != w.ids["second_coder"] {
			t.Errorf("%s entered a source", x.AddedBy)
		}
	}
	if s.Head.Seq > before+1 {
		t.Errorf("the record grew from %d to %d", before, s.Head.Seq)
	}
	// Who may look but not write keeps to looking.
	viewer := w.as("editor")
	for _, path := range []string{a + "/record", a + "/at/" + strconv.FormatInt(before, 10), a + "/compare", a + "/sources"} {
		viewer.wants(viewer.get(path), 200)
	}
	viewer.wants(viewer.get(a+"/package"), http.StatusForbidden)
}

func TestSourcesOfAllAssessments(t *testing.T) {
	w := newWorld(t)
	w.evidence()
	for login, see := range map[string]bool{"coder": true, "nobody": false, "focal_point": false, "second_coder": false} {
		b := w.as(login)
		for _, path := range []string{"/desk/sources", "/desk/sources?q=salud"} {
			page := b.get(path)
			b.wants(page, 200)
			if got := strings.Contains(page.text, "21.325"); got != see {
				t.Errorf("%s sees the source at %s: %v", login, path, got)
			}
		}
	}
}
