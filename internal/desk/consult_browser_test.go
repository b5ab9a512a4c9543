package desk

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/browsertest"
	"sextant/internal/lang"
)

// talked is a consultation in full swing: remarks with and without a reply, a
// reply that was changed, a file, a colleague who is half done.
func talked(w *world) *world {
	w.Helper()
	w.opened()
	id := w.remarks("focal_point", "L-1.1.1", assessment.Disagree, "La Oficina Jurídica atiende los jueves desde 2023, sin costo, en la planta baja del edificio municipal.")
	health := w.remarks("health", "L-1.1.2", assessment.Supplement, "Falta el plan de salud de 2024.")
	w.remarks("labour", "L-1.1.2", assessment.Disagree, "El decreto es de 2022 y nombra a sus nueve integrantes.")
	w.do("coder",
		assessment.Reply{Replied: assessment.Replied{Remark: id, Outcome: assessment.Partly, Text: "Thank you.", Language: "en"}},
		assessment.Reply{Replied: assessment.Replied{Remark: id, Outcome: assessment.Accepted, Text: "Thank you. With the office’s timetable as a source the value changes.", Language: "en"}})
	r := w.talking().Remarks[health]
	w.do("health", assessment.MakeRemark{Base: r.Seq, Remarked: assessment.Remarked{
		ID: health, Indicator: "L-1.1.2", Stance: assessment.Supplement, Text: "Falta el plan de salud de 2024, capítulo 3.", Language: "es",
		Evidence: []assessment.Evidence{{Link: "https://example.org/a-long-address/of-a-plan/that-is-hard-to-break/plan-2024.pdf"}},
	}})
	w.remarks("focal_point", "L-1.1.3", assessment.Agree, "")
	return w
}

// consultShots looks at pages wide and narrow, light and dark.
func consultShots(t *testing.T, w *world, b *browsertest.Browser, pages map[string]string) {
	t.Helper()
	for name, path := range pages {
		windows := map[int64]string{1280: "light", 390: "dark"}
		if strings.HasSuffix(name, "-ar") {
			windows = map[int64]string{1280: "dark", 390: "light"}
		}
		for width, theme := range windows {
			b.Look(width, 900, theme)
			b.Open(w.server.URL + path)
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
	}
}

// The pages of the consultation, for the government and for the team, in
// English and in Arabic: nothing sticks out, and axe-core finds no fault. With
// SEXTANT_PICTURES=folder each is kept as a picture.
func TestConsultationInABrowser(t *testing.T) {
	b := browsertest.New(t)
	w := talked(consultedWorld(t))
	government := func(suffix string) map[string]string {
		return map[string]string{
			"consult" + suffix: linkConsult(w.chain), "consult-item" + suffix: linkConsult(w.chain, "L-1.1.2"),
			"consult-people" + suffix: linkConsult(w.chain, "colleagues"),
		}
	}
	signInBy(w, b, "focal_point")
	consultShots(t, w, b, government(""))
	consultShots(t, w, b, map[string]string{
		"consult-replied": linkConsult(w.chain, "L-1.1.1"), "consult-agree": linkConsult(w.chain, "agree") + "?domain=D2", "consult-book": linkConsult(w.chain, "book"),
	})
	w.says(w.ids["focal_point"], lang.Arabic)
	consultShots(t, w, b, government("-ar"))
	var open assessment.RemarkID
	for _, r := range w.talking().OpenRemarks() {
		open = r.ID
	}
	team := func(suffix string) map[string]string {
		return map[string]string{
			"consultation" + suffix: linkTo(w.chain, "consultation") + "?show=all", "reply" + suffix: linkRemark(w.chain, open),
		}
	}
	signInBy(w, b, "ruth")
	consultShots(t, w, b, team(""))
	consultShots(t, w, b, map[string]string{"remind": linkTo(w.chain, "consultation", "remind")})
	w.says(w.ids["ruth"], lang.Arabic)
	consultShots(t, w, b, team("-ar"))
}

// By keyboard alone: an item is answered, kept while it is typed, and the next
// one comes.
func TestConsultingByKeyboard(t *testing.T) {
	b := browsertest.New(t)
	w := consultedWorld(t).opened()
	signInBy(w, b, "health")
	b.Look(1280, 900, "light")
	b.Open(w.server.URL + linkConsult(w.chain, "L-1.1.1"))
	for range 40 {
		if browsertest.Eval[string](b, `document.activeElement.name||''`) == "stance" {
			break
		}
		b.Press("\t")
	}
	b.Press(arrowRight)
	b.Press(arrowRight)
	if got := browsertest.Eval[string](b, `document.querySelector('[name=stance]:checked')?.value||''`); got == "" {
		t.Fatal("no stance was chosen by the keys")
	}
	b.Press("\t")
	for _, letter := range "The plan says so." {
		b.Press(string(letter))
	}
	said := browsertest.Eval[string](b, `new Promise(done=>{const s=document.querySelector('[data-say]');const look=()=>/^Kept/.test(s.textContent)?done(s.textContent):setTimeout(look,50);look();setTimeout(()=>done(s.textContent),8000)})`)
	if !strings.HasPrefix(said, "Kept") {
		t.Errorf("the page says %q", said)
	}
	b.Open(w.server.URL + linkConsult(w.chain, "L-1.1.1"))
	if text := browsertest.Eval[string](b, `document.querySelector('#say').value`); text != "The plan says so." {
		t.Errorf("came back as %q", text)
	}
	browsertest.Eval[bool](b, `document.querySelector('#say').focus(),true`)
	for range 20 {
		if browsertest.Eval[string](b, `document.activeElement.value||''`) == "next" {
			break
		}
		b.Press("\t")
	}
	b.Press("\r")
	for range 100 {
		if _, said := w.talking().RemarkOf("L-1.1.1", "Ministry of Health"); said {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if r, _ := w.talking().RemarkOf("L-1.1.1", "Ministry of Health"); r.Text != "The plan says so." {
		t.Errorf("recorded %+v", r)
	}
}

// The page of consent, before and after, for the focal point and for the
// coordinator.
func TestConsentInABrowser(t *testing.T) {
	b := browsertest.New(t)
	w := consultedWorld(t)
	w.do("ruth", assessment.OpenTalks{}, assessment.CloseTalks{}, assessment.MoveStage{To: account.Findings})
	w.writeAll()
	w.do("ruth", assessment.MoveStage{To: account.Consent})
	w.do("focal_point", assessment.GiveConsent{Consented: assessment.Consented{Kind: assessment.ConsentRefused, Name: "Tomás Villar", Office: "Alcaldía", Reason: "The council meets in June."}})
	pages := func(name string) map[string]string { return map[string]string{name: linkTo(w.chain, "consent")} }
	signInBy(w, b, "focal_point")
	consultShots(t, w, b, pages("consent"))
	w.says(w.ids["focal_point"], lang.Arabic)
	consultShots(t, w, b, pages("consent-ar"))
	signInBy(w, b, "ruth")
	consultShots(t, w, b, pages("consent-team"))
}
