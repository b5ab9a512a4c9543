package desk

import (
	"net/http"
	"strings"
	"testing"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/record"
	"sextant/internal/store/storetest"
)

// onBoth tells a story on SQLite and on PostgreSQL.
func onBoth(t *testing.T, story func(*testing.T, *world)) {
	t.Run("sqlite", func(t *testing.T) { story(t, newWorld(t)) })
	t.Run("postgres", func(t *testing.T) { story(t, newWorld(t, storetest.Postgres(t))) })
}

// typedIn is the value of a hidden field or of a text field of a page.
func typedIn(t *testing.T, page, name string) string {
	t.Helper()
	_, rest, ok := strings.Cut(page, `name="`+name+`" value="`)
	if !ok {
		t.Fatalf("there is no field %q in %s", name, page)
	}
	value, _, _ := strings.Cut(rest, `"`)
	return value
}

// chainAt is the assessment that an address leads to.
func chainAt(address string) record.Chain {
	rest := strings.TrimPrefix(address, "/desk/a/")
	chain, _, _ := strings.Cut(rest, "?")
	return record.Chain(chain)
}

// A coordinator without operator and without YAML: a place that nobody knew, a
// framework, a month, languages, somebody to answer.
func TestOpeningAnAssessmentOfOnesOwnPlace(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ruth := w.as("ruth")
		ruth.wants(ruth.get("/desk/new?q=chili"), 200, "CHL", "Chile") // French name, no accents
		ruth.wants(ruth.get("/desk/new?q=puerto+alba"), 200, "CHL-PUERTO-ALBA", "Chile")
		ruth.wants(ruth.get("/desk/new?q=nowhereland"), 200, "nowhereland", "/desk/new/place?name.en=nowhereland")
		ruth.wants(ruth.get("/desk/new/place?next=1&country=CHL"), 422, "Give the name of the place")
		ruth.wants(ruth.get("/desk/new/place?next=1&country=CHL&name.es=Quebrada"), 422, "Choose the level of government")
		next := ruth.get("/desk/new/place?next=1&country=CHL&name.es=Municipalidad+de+R%C3%ADo+Hurtado&local=04305")
		if next.status != http.StatusSeeOther {
			t.Fatalf("got %d %s", next.status, next.text)
		}
		form := ruth.get(next.header.Get("Location"))
		ruth.wants(form, 200, `value="CHL-RIO-HURTADO"`, "/en/profiles/chl-rio-hurtado-20", "mgi-local 2026.1", "demonstration", "Municipality")
		fields := []string{
			"command", typedIn(t, form.text, "command"), "country", "CHL", "name.es", "Municipalidad de Río Hurtado", "local", "04305",
			"code", "CHL-RIO-HURTADO-ALTO", "book", "mgi-local 2026.1", "round", "1", "date", "2026-03", "source", "es", "language", "en", "language", "ar",
			"login", "coder", "role", "coder", "login", "", "role", "coder",
		}
		ruth.wants(ruth.post("/desk/new/round", append(fields, "do", "look")...), 200, "/en/profiles/chl-rio-hurtado-alto-2026")
		opened := ruth.post("/desk/new/round", append(fields, "do", "open")...)
		if opened.status != http.StatusSeeOther {
			t.Fatalf("got %d %s", opened.status, opened.text)
		}
		to := opened.header.Get("Location")
		ruth.wants(ruth.get(to), 200, "What to do next", "Ask somebody to review", "/settings", "/stage")
		s, err := w.app.State(t.Context(), w.standing("ruth"), chainAt(to))
		w.must(err)
		if s.Place.Code != "CHL-RIO-HURTADO-ALTO" || s.Place.Local != "04305" || len(s.Parents) != 1 || s.Parents[0].Code != "CHL" || s.Source != "es" || len(s.Languages) != 3 || s.Demonstration {
			t.Errorf("opened as %+v", s.Opened)
		}
		if len(s.People(account.Coder)) != 1 || s.People(account.Coordinator)[0] != w.ids["ruth"] {
			t.Errorf("people are %v", s.Grants)
		}
		again := ruth.post("/desk/new/round", append(fields, "do", "open")...)
		if again.header.Get("Location") != to {
			t.Errorf("the same form sent twice leads to %d %q", again.status, again.header.Get("Location"))
		}
		fields[1] = app.NewID()
		twin := ruth.post("/desk/new/round", append(fields, "do", "open")...)
		ruth.wants(twin, http.StatusConflict, linkTo(s.Chain), "Open it")
	})
}

// The place of an assessment under way is no secret of those who work on it,
// and of nobody else; a twin is refused without telling where it is.
func TestAPlaceUnderWayStaysUnknownToOthers(t *testing.T) {
	w := newWorld(t)
	w.addCoordinator("ines")
	ines := w.as("ines")
	if page := ines.get("/desk/new?q=puerto+alba"); strings.Contains(page.text, "CHL-PUERTO-ALBA") {
		t.Error("a place under way is shown to somebody without a part in it")
	}
	ines.wants(ines.get("/desk/new/round?place=CHL-PUERTO-ALBA"), 404)
	twin := ines.post("/desk/new/round", "country", "CHL", "name.es", "Ciudad de Puerto Alba", "book", "mgi-local 2026.1", "round", "1",
		"date", "2026-08", "source", "es", "do", "open")
	ines.wants(twin, http.StatusConflict, "Ask an administrator")
	if strings.Contains(twin.text, string(w.chain)) {
		t.Error("the address of another's assessment is told")
	}
}

// addCoordinator makes somebody who may open assessments and has no part yet.
func (w *world) addCoordinator(login string) {
	w.Helper()
	w.add(login, "Inês "+login, false)
	w.must(w.app.SetPost(w.Context(), w.standing("ruth"), w.ids[login], app.Post{Coordinator: true}))
}

func TestFaultsOfTheRoundComeTogether(t *testing.T) {
	w := newWorld(t)
	ruth := w.as("ruth")
	bad := ruth.post("/desk/new/round", "place", "CHL", "book", "none 1", "round", "0", "date", "March", "source", "es", "login", "stranger", "role", "coder", "do", "open")
	ruth.wants(bad, 422, "such as 2026-03", "from 1 to 99", "stranger", `value="March"`)
	ruth.wants(ruth.post("/desk/new/round", "country", "CHL", "name.en", "City of X", "code", "PER-X", "do", "open"), 422, "PER-X")
}

func TestSettings(t *testing.T) {
	w := newWorld(t)
	ruth := w.as("ruth")
	path := linkTo(w.chain, "settings")
	ruth.wants(ruth.get(path), 200, "CHL-PUERTO-ALBA", "2026-03", "/profiles/chl-puerto-alba-2026")
	head := func() record.Head {
		s, err := w.app.State(t.Context(), w.standing("ruth"), w.chain)
		w.must(err)
		return s.Head
	}
	before := head()
	same := ruth.post(path, "date", "2026-03", "language", "en", "rule", "listed")
	if same.status != 303 || head() != before {
		t.Errorf("nothing changed, and got %d with %v after %v", same.status, head(), before)
	}
	ruth.post(path, "date", "2026-04", "language", "en", "language", "fr", "title.fr", "Profil", "rule", "all")
	s, err := w.app.State(t.Context(), w.standing("ruth"), w.chain)
	w.must(err)
	if s.Date != "2026-04" || len(s.Languages) != 3 || s.Languages[0] != "es" || s.Title["fr"] != "Profil" || s.Rule != assessment.AllLanguages {
		t.Errorf("settings are %s %v %v %s", s.Date, s.Languages, s.Title, s.Rule)
	}
	ruth.wants(ruth.post(path, "date", "soon", "rule", "all"), 422, `value="soon"`)
	coder := w.as("coder")
	coder.wants(coder.get(path), 403)
	coder.wants(coder.post(path, "date", "2020-01"), 403)
}

func TestMovingTheStage(t *testing.T) {
	w := newWorld(t)
	ruth := w.as("ruth")
	path := linkTo(w.chain, "stage")
	ruth.wants(ruth.get(path), 200, "Before this stage can begin: Review", linkTo(w.chain, "i"), "Go back")
	ruth.wants(ruth.post(path, "to", "review"), 422, "no answer")
	ruth.wants(ruth.post(path, "to", "setup"), 422)
	if moved := ruth.post(path, "to", "setup", "reason", "The wrong book"); moved.status != 303 {
		t.Fatalf("got %d %s", moved.status, moved.text)
	}
	ruth.wants(ruth.get(path), 200, "The wrong book", "Begin: ")
	coder := w.as("coder")
	coder.wants(coder.get(path), 200, "A coordinator moves")
	coder.wants(coder.post(path, "to", "coding"), 403)
	blind := w.as(string(account.SecondCoder))
	blind.wants(blind.get(path), 403)
	blind.wants(blind.get(linkTo(w.chain, "progress")), 403)
}
