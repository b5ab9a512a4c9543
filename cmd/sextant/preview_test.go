package main

import (
	"net/url"
	"testing"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/lang"
	"sextant/internal/store/storetest"
)

// Property: what the preview shows is, byte for byte, what everybody gets once
// it is published, through the doors that people use: every language, the
// wheel, the data, the way to the sources; for a first edition and for a
// correction, on both engines.
func TestThePreviewIsThePublicPage(t *testing.T) {
	for engine, dsn := range map[string]func() string{"sqlite": func() string { return ":memory:" }, "postgres": func() string { return storetest.Postgres(t) }} {
		t.Run(engine, func(t *testing.T) {
			h := newHouse(t, dsn(), app.LoadDemo)
			coordinator, stranger := h.signIn("coordinator", app.DemoPassword), h.visitor("stranger")
			line := h.awaiting(account.Consent)
			for n, changes := range []string{"", "Se corrigió una frase & más."} {
				h.consent(line)
				before := map[string]shown{}
				for _, p := range h.publicPaths(line, n+1) {
					before[p] = coordinator.get("/desk/a/" + string(line.Chain) + "/preview" + p + "?" + url.Values{"changes": {changes}}.Encode()).must(200)
				}
				coordinator.post("/desk/a/"+string(line.Chain)+"/publish", "changes", changes).must(303)
				for p, preview := range before {
					if public := stranger.get(p).must(200); public.body != preview.body {
						t.Errorf("edition %d: %s is not what the preview showed", n+1, p)
					}
					if preview.header.Get("Cache-Control") != "no-store" || preview.header.Get("Access-Control-Allow-Origin") != "" {
						t.Errorf("%s: a preview may be kept or read elsewhere: %v", p, preview.header)
					}
				}
			}
			preview := "/desk/a/" + string(line.Chain) + "/preview"
			coordinator.get(preview + "/es/profiles/chl-monte-patria-2024").must(404) // another profile
			coordinator.get(preview + "/es/").must(404)
			stranger.get(preview + "/es/profiles/" + line.Slug).must(303)
		})
	}
}

// awaiting finds the demonstration's assessment at a stage.
func (h *house) awaiting(stage account.Stage) app.AssessmentLine {
	h.Helper()
	p, err := h.app.PersonByLogin(h.Context(), "coordinator")
	if err != nil {
		h.Fatal(err)
	}
	lines, err := h.app.Assessments(h.Context(), p.Standing(), app.AssessmentFilter{})
	if err != nil {
		h.Fatal(err)
	}
	for _, l := range lines {
		if l.Stage == stage {
			return l
		}
	}
	h.Fatalf("no assessment is at %s", stage)
	return app.AssessmentLine{}
}

// consent has the focal point consent to all that can be shown.
func (h *house) consent(line app.AssessmentLine) {
	h.Helper()
	p, err := h.app.PersonByLogin(h.Context(), "focal")
	if err == nil {
		_, err = h.app.Do(h.Context(), app.Order{By: p.Standing(), Chain: line.Chain, Do: []assessment.Command{assessment.GiveConsent{
			Consented: assessment.Consented{Kind: assessment.ConsentGiven, Name: "Amalia Torrevieja", Office: "Alcaldía", Scope: assessment.Scopes},
		}}})
	}
	if err != nil {
		h.Fatal(err)
	}
}

// publicPaths are addresses of an edition that will be public.
func (h *house) publicPaths(line app.AssessmentLine, number int) []string {
	var paths []string
	for _, t := range lang.Interface {
		paths = append(paths, "/"+string(t)+"/profiles/"+line.Slug)
	}
	numbered := "/es/profiles/" + line.Slug + "/" + string(rune('0'+number))
	return append(paths, numbered, numbered+".json", "/es/profiles/"+line.Slug+".json", "/es/profiles/"+line.Slug+".svg", "/ar/profiles/"+line.Slug+".svg",
		"/fr/profiles/"+line.Slug+"/indicators/L-1.1.1")
}
