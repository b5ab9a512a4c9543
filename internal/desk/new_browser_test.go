package desk

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/browsertest"
	"sextant/internal/framework"
	"sextant/internal/lang"
)

// Opening an assessment, its settings and stages, frameworks, dashboards,
// search and help: each page once in English and once in Arabic, wide and light
// or narrow and dark by turns. With SEXTANT_PICTURES all four looks are taken.
func TestCoordinatorsPagesInABrowser(t *testing.T) {
	b := browsertest.New(t)
	w := newWorld(t)
	w.openMore(2)
	w.do("ruth", assessment.Grant{Granted: assessment.Granted{Person: w.ids["ruth"], Grant: account.Grant{Role: account.Coder, Domains: []string{"D1"}, Due: "2026-01-31"}}})
	w.do("ruth", assessment.AddSource{SourceAdded: assessment.SourceAdded{ID: "s1", Cited: assessment.Cited{Kind: "law", Title: "Ley de Migración", Language: "es"}}},
		assessment.RecordAnswer{Answered: assessment.Answered{Indicator: "L-1.1.1", Hand: assessment.FirstHand, Ready: true, Given: assessment.Given{Value: framework.Absent, Justification: "None."}}})
	signInBy(w, b, "ruth")
	looks := func(suffix string, turn int) {
		pages := coordinatorsPages(w)
		for i, name := range slices.Sorted(maps.Keys(pages)) {
			for _, l := range looksByTurn(i + turn) {
				lookAt(t, b, w.server.URL+pages[name], name+suffix, l.width, l.theme)
			}
		}
	}
	looks("", 0)
	w.must(w.app.ChangeLanguage(t.Context(), w.ids["ruth"], lang.Arabic))
	looks("-ar", 1)
}

type look struct {
	width int64
	theme string
}

var allLooks = []look{{1280, "light"}, {390, "dark"}, {1280, "dark"}, {390, "light"}}

// looksOf is a wide and a narrow look, light and dark between them, the other
// way round in the second language; all four where pictures are taken.
func looksOf(second bool) []look {
	switch {
	case os.Getenv("SEXTANT_PICTURES") != "":
		return allLooks
	case second:
		return allLooks[2:]
	}
	return allLooks[:2]
}

// looksByTurn is one look at a page: wide and light or narrow and dark, by turns
// from page to page; all four where pictures are taken.
func looksByTurn(turn int) []look {
	if os.Getenv("SEXTANT_PICTURES") != "" {
		return allLooks
	}
	return allLooks[turn%2 : turn%2+1]
}

func coordinatorsPages(w *world) map[string]string {
	return map[string]string{
		"new": "/desk/new?q=chile", "new-place": "/desk/new/place?name.en=Village&next=1", "new-round": "/desk/new/round?place=CHL-PUERTO-ALBA",
		"settings": linkTo(w.chain, "settings"), "stage": linkTo(w.chain, "stage"), "progress": linkTo(w.chain, "progress"),
		"frameworks": "/desk/frameworks", "framework": "/desk/frameworks/sdg-10-7-2/" + string(w.version("sdg-10-7-2")),
		"programme": "/desk/programme", "search": "/desk/search?q=ley", "search-word": "/desk/search?q=data", "help": "/desk/help",
	}
}

func (w *world) version(id framework.ID) framework.Version { return newest(w.T, id) }

// lookAt opens a page and asks for faults; with SEXTANT_PICTURES=folder it is
// kept as a picture.
func lookAt(t *testing.T, b *browsertest.Browser, url, name string, width int64, theme string) {
	t.Helper()
	b.Look(width, 900, theme)
	b.Open(url)
	where := fmt.Sprintf("%s at %d, %s", name, width, theme)
	if over := b.Overflow(); over > 0 {
		t.Errorf("%s: %d pixels too wide", where, over)
	}
	if folder := os.Getenv("SEXTANT_PICTURES"); folder != "" {
		b.Picture(filepath.Join(folder, fmt.Sprintf("%s-%d-%s.png", name, width, theme)), true)
	}
	for _, v := range b.Axe() {
		t.Errorf("%s: %s", where, v)
	}
}

// A coordinator opens an assessment of a place of their own in a browser
// without script, by the forms that they see.
func TestOpeningWithoutScript(t *testing.T) {
	b := browsertest.New(t)
	w := newWorld(t)
	signInBy(w, b, "ruth")
	b.Script(false)
	b.Look(390, 900, "light")
	b.Open(w.server.URL + "/desk/assessments")
	follow := func(script string) {
		t.Helper()
		browsertest.Eval[bool](b, `window.old=1;`+script+`;true`)
		for end := time.Now().Add(20 * time.Second); time.Now().Before(end); {
			time.Sleep(50 * time.Millisecond)
			if browsertest.Eval[bool](b, `window.old===undefined&&document.readyState==='complete'`) {
				return
			}
		}
		t.Fatalf("nothing came after %s", script)
	}
	follow(`document.querySelector('a[href="/desk/new"]').click()`)
	follow(`{const f=document.querySelector('main form');f.q.value='Quebrada Honda';f.requestSubmit()}`)
	follow(`document.querySelector('a[href^="/desk/new/place"]').click()`)
	follow(`{const f=document.querySelector('main form');f.country.value='CHL';f['name.es'].value='Municipalidad de Quebrada Honda';f.requestSubmit(f.querySelector('[name=next]'))}`)
	if code := browsertest.Eval[string](b, `document.querySelector('[name=code]').value`); code != "CHL-QUEBRADA-HONDA" {
		t.Fatalf("the code is %q", code)
	}
	follow(`{const f=document.querySelector('main form');f.date.value='2026-03';f.elements.login[0].value='coder';f.requestSubmit(f.querySelector('[value=open]'))}`)
	if text := browsertest.Eval[string](b, `document.querySelector('main').innerText`); !strings.Contains(text, "What to do next") || !strings.Contains(text, "Lucía coder") {
		t.Fatalf("the overview says %s", text)
	}
}

// The tour of the demonstration and the todo list of a new assessment.
func TestFirstDayInABrowser(t *testing.T) {
	b := browsertest.New(t)
	w, _ := demoWorld(t)
	b.Open(w.server.URL + "/desk/sign-in?lang=en")
	browsertest.Eval[string](b, `fetch('/desk/sign-in',{method:'POST',body:new URLSearchParams({login:'coordinator',password:'sextant-demo-2026'})}).then(r=>r.url)`)
	for i, path := range []string{"/desk/", "/desk/programme"} {
		for _, l := range looksByTurn(i + 1) {
			lookAt(t, b, w.server.URL+path, []string{"tour", "programme-demo"}[i], l.width, l.theme)
		}
	}
}
