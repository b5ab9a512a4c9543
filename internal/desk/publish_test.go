package desk

import (
	"context"
	"io"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/profile"
	"sextant/internal/store/storetest"
)

// Rule 1: nothing of an edition that is not public reaches strangers or the
// government's contributors, by no address of it.
func TestNobodyElseSeesThePreview(t *testing.T) {
	w := findingsWorld(t, app.Config{Store: storetest.Memory(t)})
	w.writeAll()
	w.consents("findings", "answers")
	slug := profileSlug(w.stateNow())
	addresses := []string{linkTo(w.chain, "preview")}
	for _, p := range []string{"/es/profiles/" + slug, "/es/profiles/" + slug + ".json", "/es/profiles/" + slug + "/1", "/es/profiles/" + slug + "/indicators/L-1.1.1"} {
		addresses = append(addresses, linkTo(w.chain, "preview")+p)
	}
	for login, want := range map[string]int{"": 303, "nobody": 404, "government": 403, "second_coder": 403, "focal_point": 200, "coder": 200, "editor": 200} {
		b := w.browser()
		if login != "" {
			b = w.as(login)
		}
		for _, at := range addresses {
			got := b.get(at)
			if got.status != want {
				t.Errorf("%q got %d from %s, want %d", login, got.status, at, want)
			}
			if want != 200 && strings.Contains(got.text, "Oficina de Nuevos Vecinos") {
				t.Errorf("%q reads a sentence at %s", login, at)
			}
		}
	}
	stranger := w.browser()
	stranger.wants(stranger.get("/es/profiles/"+slug), 404)
	w.do("ruth", assessment.MoveStage{To: account.Findings, Reason: "Falta una frase."})
	focal := w.as("focal_point")
	focal.wants(focal.get(addresses[0]), 403)
}

// The page says what stands in the way and leads there; publishing, correcting
// and withdrawing leave each edition as it was.
func TestPublishing(t *testing.T) {
	eachFindings(t, func(w *world) {
		ruth, stranger := w.as("ruth"), w.browser()
		link := linkTo(w.chain, "publish")
		ruth.wants(ruth.get(link), 200, "This stands in the way", "has not reached the stage of consent", "The profile has no introduction yet", "Domain D4 has no finding yet",
			"The consent of the government is not on record", linkFindings(w.chain, "D4"), linkTo(w.chain, "sections")+"?kind=introduction", linkTo(w.chain, "consultation"))
		w.writeAll()
		ruth.wants(ruth.post(link), 403) // not at this stage
		w.do("ruth", assessment.MoveStage{To: account.Consent})
		ruth.wants(ruth.post(link), 422, "The consent of the government is not on record")
		w.consents("findings")
		ruth.wants(ruth.get(link), 200, "Everything is there", "Fidel Roca", "English")
		for _, login := range []string{"editor", "coder"} {
			b := w.as(login)
			b.wants(b.post(link), 403)
			b.wants(b.post(link+"/schedule", "moment", "2199-01-01T09:00"), 403)
		}
		for range 2 { // a form sent twice
			ruth.wants(ruth.post(link, "command", "once"), 303)
		}
		if n := len(w.stateNow().Editions); n != 1 {
			t.Fatalf("%d editions", n)
		}
		public := "/en/profiles/" + profileSlug(w.stateNow())
		stranger.wants(stranger.get(public+"/1"), 200, "Nuevos Vecinos")
		before := stranger.get(public + "/1")
		ruth.wants(ruth.post(link), 422, "The consent on record was given for the edition before", "Say in a sentence what changed")
		w.consents("findings")
		ruth.wants(ruth.post(link, "changes", "La rueda es la misma."), 303)
		stranger.wants(stranger.get(public), 200, "La rueda es la misma.")
		if after := stranger.get(public + "/1"); after.text != before.text || !strings.Contains(before.text, "Nuevos Vecinos") {
			t.Error("the first edition changed")
		}
		ruth.wants(ruth.post(link+"/2/withdraw", "notice", " "), 422)
		ruth.wants(ruth.post(link+"/9/withdraw", "notice", "Por error."), 404)
		ruth.wants(ruth.post(link+"/2/withdraw", "notice", "Se retira por un error de fecha."), 303)
		stranger.wants(stranger.get(public+"/2"), 410, "Se retira por un error de fecha.")
		ruth.wants(ruth.get(link), 200, "Se retira por un error de fecha.", "withdrawn")
		stranger.wants(stranger.get(public), 200, "Nuevos Vecinos")
	})
}

// An edition waits for its hour; the page shows it, lets it be taken back, and
// says when the hour passed in vain.
func TestPublishingAtASetTime(t *testing.T) {
	eachFindings(t, func(w *world) {
		w.writeAll()
		w.consents("findings")
		ruth := w.as("ruth")
		link := linkTo(w.chain, "publish")
		ruth.wants(ruth.post(link+"/schedule", "moment", ""), 422, "The day or the time is missing")
		ruth.wants(ruth.post(link+"/schedule", "moment", "2001-01-01T09:00"), 422, "already passed", `value="2001-01-01T09:00"`)
		at := time.Now().Add(3 * time.Hour).UTC()
		ruth.wants(ruth.post(link+"/schedule", "moment", at.Format(momentForm)), 303)
		ruth.wants(ruth.get(link), 200, "It will be published on")
		ruth.wants(ruth.post(link+"/take-back"), 303)
		if w.stateNow().Scheduled != nil {
			t.Fatal("not taken back")
		}
		ruth.wants(ruth.post(link+"/schedule", "moment", at.Format(momentForm)), 303)
		f := w.finding(0, 0)
		w.do("editor", assessment.WriteFinding{Base: f.Moved, FindingWritten: assessment.FindingWritten{
			ID: f.ID, Domain: f.Domain, Side: f.Side, Text: "Desde 2024 la Oficina de Nuevos Vecinos ejecuta la medida.", Language: "es", Indicators: f.Indicators,
		}})
		work := func() {
			_, err := w.app.WorkAll(context.Background(), slog.New(slog.NewTextHandler(io.Discard, nil)))
			w.must(err)
		}
		w.ahead = 4 * time.Hour
		work()
		ruth.wants(ruth.get(link), 200, "It was to be published on", "Sentences changed after the consent was given")
		w.consents("findings")
		ruth.wants(ruth.post(link+"/schedule", "moment", time.Now().Add(6*time.Hour).UTC().Format(momentForm)), 303)
		w.ahead = 7 * time.Hour
		work()
		ruth.wants(ruth.get(link), 200, "at the moment that was set")
		stranger := w.browser()
		stranger.wants(stranger.get("/es/profiles/"+profileSlug(w.stateNow())), 200, "Desde 2024")
	})
}

// Rule 6: a translation is never shown as current when its original changed
// after it; the page says which language is behind.
func TestAStaleTranslationIsNotShownAsCurrent(t *testing.T) {
	w := findingsWorld(t, app.Config{Store: storetest.Memory(t)})
	w.writeAll()
	unit := assessment.FindingUnit(findingID(0, 0))
	w.do("translator", assessment.Translate{Translated: assessment.Translated{Unit: unit, Language: "en", Text: "Since 2023 the office does it.", Reviewed: true}})
	f := w.finding(0, 0)
	w.do("editor", assessment.WriteFinding{Base: f.Moved, FindingWritten: assessment.FindingWritten{
		ID: f.ID, Domain: f.Domain, Side: f.Side, Text: "Desde 2019 la Oficina de Nuevos Vecinos ejecuta la medida.", Language: "es", Indicators: f.Indicators,
	}})
	editor := w.as("editor")
	editor.wants(editor.get(linkFindings(w.chain, "D1")), 200, "Behind the original", linkTo(w.chain, "findings", "translate", "en"))
	all := assessment.AllLanguages
	w.do("ruth", assessment.Change{Changed: assessment.Changed{Rule: &all}})
	w.consents("findings")
	ruth := w.as("ruth")
	ruth.wants(ruth.get(linkTo(w.chain, "publish")), 200, "Language en:", "Every language must be complete and current")
	ruth.wants(ruth.post(linkTo(w.chain, "publish")), 422, "Language en:")
	listed := assessment.ListedLanguages
	w.do("ruth", assessment.Change{Changed: assessment.Changed{Rule: &listed}})
	ruth.wants(ruth.post(linkTo(w.chain, "publish")), 303)
	page := w.browser().get("/en/profiles/" + profileSlug(w.stateNow()))
	ruth.wants(page, 200, "Since 2023 the office does it.")
	for _, f := range published(w, page.text).Domains[0].Developed {
		if f.ID == string(findingID(0, 0)) && !slices.Contains(f.Behind, "en") {
			t.Error("the edition does not say that the sentence is behind")
		}
	}
}

// The next round is looked at before it is opened, and opened once.
func TestOpeningTheNextRound(t *testing.T) {
	w := findingsWorld(t, app.Config{Store: storetest.Memory(t)})
	w.writeAll()
	ruth := w.as("ruth")
	link := linkTo(w.chain, "followup")
	ruth.wants(ruth.get(link), 403)
	w.consents("findings")
	ruth.wants(ruth.post(linkTo(w.chain, "publish")), 303)
	plan := ruth.get(link)
	n := len(w.book().Indicators)
	ruth.wants(plan, 200, "Open round 2", numberOf(int64(n))+" answers are copied", "1 source, with its newest copy", "Lucía coder")
	form := []string{"command", "01a202c6-2310-7aed-92ec-96958b10f11f", "book", "mgi-local 2026.1", "people", "1"}
	ruth.wants(ruth.post(link, append(form, "date", "2026-09")...), 422, "Choose a later year", `value="2026-09"`)
	opened := ruth.post(link, append(form, "date", "2029-09")...)
	ruth.wants(opened, 303)
	if again := ruth.post(link, append(form, "date", "2029-09")...); again.header.Get("Location") != opened.header.Get("Location") {
		t.Error("the same form opened two rounds")
	}
	next := ruth.get(opened.header.Get("Location"))
	ruth.wants(next, 200, "The round is open", "Round 2")
	editor := w.as("editor")
	editor.wants(editor.get(link), 403)
}

// published reads an edition as it was handed out.
func published(w *world, body string) *profile.Profile {
	w.Helper()
	p, err := profile.Parse("the edition", []byte(body))
	w.must(err)
	return p
}
