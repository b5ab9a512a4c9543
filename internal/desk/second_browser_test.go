package desk

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/browsertest"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/record"
	"sextant/internal/store/storetest"
)

// demonstration serves the sample world with its people.
func demonstration(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, ids: map[string]account.ID{}}
	config := app.Config{Store: storetest.Memory(t)}
	w.must(app.LoadDemo(t.Context(), config))
	w.app = app.New(config)
	for _, login := range []string{"coordinator", "reviewer", "coder", "coder2"} {
		p, err := w.app.PersonByLogin(t.Context(), login)
		w.must(err)
		w.ids[login] = p.ID
	}
	w.serve()
	return w
}

// of finds an assessment of the sample by its place.
func (w *world) of(place string) record.Chain {
	w.Helper()
	lines, err := w.app.Assessments(w.Context(), w.standing("coordinator"), app.AssessmentFilter{Text: place})
	w.must(err)
	for _, l := range lines {
		if l.Name[lang.English] == place && l.Stage == account.Review {
			return l.Chain
		}
	}
	w.Fatalf("the sample has no assessment of %s", place)
	return ""
}

// enter signs somebody of the demonstration in, in a language.
func (w *world) enter(b *browsertest.Browser, login string, tag lang.Tag) {
	w.must(w.app.ChangeLanguage(w.Context(), w.ids[login], tag))
	b.Open(w.server.URL + "/desk/sign-in")
	script := fmt.Sprintf(`fetch('/desk/sign-in',{method:'POST',body:new URLSearchParams({login:%q,password:%q})}).then(r=>r.url)`, login, app.DemoPassword)
	if at := browsertest.Eval[string](b, script); strings.Contains(at, "sign-in") {
		w.Fatalf("%s is not signed in: %s", login, at)
	}
}

// sound looks at a page wide and narrow, light and dark: nothing sticks out and
// axe-core finds no fault. The page of differences is looked at in all four ways, the
// others in two.
func (w *world) sound(b *browsertest.Browser, name, path string) {
	w.Helper()
	for n, theme := range []string{"light", "dark"} {
		for m, width := range []int64{1280, 390} {
			if n != m && name != "differences-en" {
				continue
			}
			b.Look(width, 900, theme)
			b.Open(w.server.URL + path)
			where := fmt.Sprintf("%s at %d, %s", name, width, theme)
			if over := b.Overflow(); over > 0 {
				w.Errorf("%s: %d pixels too wide", where, over)
			}
			if folder := os.Getenv("SEXTANT_PICTURES"); folder != "" {
				b.Picture(filepath.Join(folder, fmt.Sprintf("%s-%d-%s.png", name, width, theme)), true)
			}
			for _, v := range b.Axe() {
				w.Errorf("%s: %s", where, v)
			}
		}
	}
}

// From the list of differences to a decision, as people do it, in English and
// in Arabic; with the pages around it looked at.
func TestDecidingInABrowser(t *testing.T) {
	b := browsertest.New(t)
	w := demonstration(t)
	chain, results := w.of("San Isaro"), w.of("Lanterre")
	for _, tag := range []lang.Tag{lang.English, lang.Arabic} {
		w.enter(b, "reviewer", tag)
		w.sound(b, "differences-"+string(tag), linkTo(chain, "differences"))
		decided := w.decideIn(b, chain)
		w.sound(b, "difference-"+string(tag), linkDifference(chain, decided))
		w.sound(b, "review-"+string(tag), linkReview(chain))
		w.enter(b, "coordinator", tag)
		w.sound(b, "second-"+string(tag), linkTo(chain, "second"))
		w.sound(b, "agreement-"+string(tag), agreementPath)
		w.sound(b, "results-"+string(tag), linkTo(chain, "results"))
		w.sound(b, "results-sdg-"+string(tag), linkTo(results, "results")+"?unknown=yes&w_SDG1072-1=2&without=SDG1072-2a")
	}
}

// arrived tells that another page is there and drawn.
func (w *world) arrived(b *browsertest.Browser) bool {
	return browsertest.Eval[bool](b, `window.before===undefined&&document.readyState==='complete'`)
}

// decideIn decides the difference that is open by clicks and keys alone: first
// without a reason, which comes back with what was chosen, then with an own
// text. It gives the indicator.
func (w *world) decideIn(b *browsertest.Browser, chain record.Chain) framework.Code {
	w.Helper()
	b.Look(1280, 900, "light")
	b.Open(w.server.URL + linkTo(chain, "differences"))
	code := browsertest.Eval[string](b, `document.querySelector('#difference code').textContent`)
	press := func(script string) {
		browsertest.Eval[bool](b, `window.before=true,setTimeout(()=>{`+script+`},20),true`)
		for range 100 {
			time.Sleep(50 * time.Millisecond)
			if w.arrived(b) {
				return
			}
		}
		w.Fatal("no page came back")
	}
	press(`document.querySelector('[name=value][value=partial]').click();document.querySelector('[name=text][value=own]').click();document.querySelector('#own').value='Between the two.';document.querySelector('[value=decide]').click()`)
	kept := browsertest.Eval[string](b, `[document.querySelector('[role=alert]').innerText.length>0,document.querySelector('[name=value]:checked').value,document.querySelector('#own').value,getComputedStyle(document.querySelector('.owntext')).display].join()`)
	if kept != "true,partial,Between the two.,block" {
		w.Errorf("a decision without a reason came back as %s", kept)
	}
	press(`const r=document.querySelector('#reason');r.value='Because.';r.dispatchEvent(new Event('input',{bubbles:true}));document.querySelector('[value=decide]').click()`)
	if said := browsertest.Eval[string](b, `document.querySelector('[role=status]')?.innerText||''`); said == "" {
		w.Error("nothing tells that the decision was recorded")
	}
	if left := browsertest.Eval[int](b, `Object.keys(localStorage).filter(k=>k.startsWith('sx:judge')).length`); left > 0 {
		w.Error("the text of a recorded decision stays in the browser")
	}
	s, err := w.app.State(w.Context(), w.standing("coordinator"), chain)
	w.must(err)
	if d := s.Item(framework.Code(code)).Decision; d == nil || d.Value != "partial" || d.Justification != "Between the two." || d.Reason != "Because." {
		w.Errorf("recorded: %+v", d)
	}
	return framework.Code(code)
}
