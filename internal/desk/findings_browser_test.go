package desk

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/browsertest"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/store/storetest"
)

// lookOver checks one page at some widths and themes: nothing sticks out, axe-core
// finds no fault. With SEXTANT_PICTURES=folder each is kept as a picture.
func lookOver(w *world, b *browsertest.Browser, name, path string, everywhere bool) {
	w.Helper()
	for _, l := range []struct {
		width int64
		theme string
	}{{1280, "light"}, {390, "dark"}, {1280, "dark"}, {390, "light"}} {
		if !everywhere && (l.width == 1280) != (l.theme == "light") {
			continue
		}
		b.Look(l.width, 900, l.theme)
		b.Open(w.server.URL + path)
		where := fmt.Sprintf("%s at %d, %s", name, l.width, l.theme)
		if over := b.Overflow(); over > 0 {
			w.Errorf("%s: %d pixels too wide", where, over)
		}
		if folder := os.Getenv("SEXTANT_PICTURES"); folder != "" {
			b.Picture(filepath.Join(folder, fmt.Sprintf("%s-%d-%s.png", name, l.width, l.theme)), true)
		}
		for _, v := range b.Axe() {
			w.Errorf("%s: %s", where, v)
		}
	}
}

// staleWorld is a world in which everything is written, one finding is stale,
// one language behind, two indicators stand on both sides, and the government
// plans something.
func staleWorld(t *testing.T) *world {
	w := findingsWorld(t, app.Config{Store: storetest.Memory(t)})
	w.writeAll()
	w.do("translator", assessment.Translate{Translated: assessment.Translated{Unit: assessment.FindingUnit(findingID(0, 1)), Language: "en", Text: "Since 2023 the office does it.", Reviewed: true}})
	f := w.finding(0, 1)
	w.do("editor", assessment.WriteFinding{Base: f.Moved, FindingWritten: assessment.FindingWritten{
		ID: f.ID, Domain: f.Domain, Side: f.Side, Text: "La medida se ejecuta cada año.", Language: "es", Indicators: append(f.Indicators, w.finding(0, 2).Indicators...),
	}})
	code := w.book().In("D1")[0].Code
	w.do("coder", assessment.RecordAnswer{Base: w.stateNow().Item(code).First.Seq, Answered: assessment.Answered{Indicator: code, Hand: assessment.FirstHand, Ready: true, Given: assessment.Given{
		Value: framework.Partial, Justification: "Ya no.", Language: "es", Citations: []assessment.Citation{{Source: "ordenanza", Locator: "art. 3"}},
	}}})
	w.do("focal_point", assessment.Commit{Promised: assessment.Promised{ID: "plan", Finding: findingID(0, 2), Action: "Aprobar la ordenanza", Office: "Alcaldía", Due: "2027-12", Public: true, Language: "es"}})
	return w
}

func TestFindingsInABrowser(t *testing.T) {
	b := browsertest.New(t)
	w := staleWorld(t)
	code := string(w.book().In("D1")[5].Code)
	signInBy(w, b, "editor")
	pages := map[string]string{
		"finding-new": linkTo(w.chain, "finding", "new") + "?domain=D1&side=developed&from=" + code, "finding": linkFinding(w.chain, findingID(0, 0)),
		"sections": linkTo(w.chain, "sections"), "commitments-team": linkTo(w.chain, "commitments"),
	}
	for suffix, tag := range map[string]lang.Tag{"": lang.English, "-ar": lang.Arabic} {
		w.says(w.ids["editor"], tag)
		lookOver(w, b, "findings"+suffix, linkFindings(w.chain, "D1"), true)
		for name, path := range pages {
			lookOver(w, b, name+suffix, path, false)
		}
	}
	w.says(w.ids["editor"], lang.English)
	keyboardOnFindings(w, b)
	signInBy(w, b, "focal_point")
	lookOver(w, b, "commitments", linkTo(w.chain, "commitments"), false)
}

// keyboardOnFindings moves a finding down with the keyboard alone: the list is
// exchanged, the focus stays with the finding, and its place is said.
func keyboardOnFindings(w *world, b *browsertest.Browser) {
	w.Helper()
	b.Look(1280, 900, "light")
	b.Open(w.server.URL + linkFindings(w.chain, "D1"))
	label := func() string {
		return browsertest.Eval[string](b, `document.activeElement.getAttribute('aria-label') || ''`)
	}
	for range 60 {
		if b.Press(kb.Tab); strings.HasPrefix(label(), "Move down:") {
			break
		}
	}
	if !strings.Contains(label(), "place 1 of 2") {
		w.Fatalf("Tab leads to %q", label())
	}
	b.Press(kb.Enter)
	script := `new Promise(r=>{let n=0;const look=()=>{const l=document.activeElement.getAttribute('aria-label')||'';l.includes('place 2 of 2')||n++>80?r(l):setTimeout(look,50)};look()})`
	if got := browsertest.Eval[string](b, script); !strings.HasPrefix(got, "Move up:") || !strings.Contains(got, "place 2 of 2") {
		w.Errorf("after the move the focus is on %q", got)
	}
	if ids := w.stateNow().FindingsOf("D1", assessment.Developed); ids[1].ID != findingID(0, 0) {
		w.Errorf("the order is %v", ids)
	}
}

func TestPublishingInABrowser(t *testing.T) {
	b := browsertest.New(t)
	w := staleWorld(t)
	signInBy(w, b, "ruth")
	both := func(name, path string, everywhere bool) {
		for suffix, tag := range map[string]lang.Tag{"": lang.English, "-ar": lang.Arabic} {
			w.says(w.ids["ruth"], tag)
			lookOver(w, b, name+suffix, path, everywhere)
		}
		w.says(w.ids["ruth"], lang.English)
	}
	both("publish-hindered", linkTo(w.chain, "publish"), true)
	w.do("editor", assessment.ConfirmFinding{FindingConfirmed: assessment.FindingConfirmed{ID: findingID(0, 0)}, Seen: 1 << 40})
	w.consents("findings", "answers")
	both("preview", linkTo(w.chain, "preview"), false)
	publishByKeyboard(w, b)
	w.consents("findings")
	ruth := w.as("ruth")
	ruth.wants(ruth.post(linkTo(w.chain, "publish", "schedule"), "changes", "Se corrigió una frase.", "moment", time.Now().Add(48*time.Hour).UTC().Format(momentForm)), 303)
	both("publish", linkTo(w.chain, "publish"), false)
	both("followup", linkTo(w.chain, "followup"), false)
}

// publishByKeyboard publishes without a mouse.
func publishByKeyboard(w *world, b *browsertest.Browser) {
	w.Helper()
	b.Look(1280, 900, "light")
	b.Open(w.server.URL + linkTo(w.chain, "publish"))
	browsertest.Eval[bool](b, `(window.confirm=()=>true,true)`)
	for range 60 {
		if b.Press(kb.Tab); browsertest.Eval[string](b, `document.activeElement.textContent`) == "Publish now" {
			break
		}
	}
	b.Press(kb.Enter)
	for range 100 {
		if len(w.stateNow().Editions) > 0 {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if s := w.stateNow(); len(s.Editions) != 1 || s.Stage != account.Published {
		w.Errorf("%d editions", len(s.Editions))
	}
}
