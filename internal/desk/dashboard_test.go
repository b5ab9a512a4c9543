package desk

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/place"
)

func TestTheProgrammeCountsWork(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.do("coder", assessment.RecordAnswer{Answered: assessment.Answered{
			Indicator: "L-1.1.1", Hand: assessment.FirstHand, Ready: true, Given: assessment.Given{Value: framework.Absent, Justification: "There is none."},
		}})
		w.openMore(2)
		ruth := w.as("ruth")
		s := ruth.get("/desk/programme")
		ruth.wants(s, 200, "Programme at a glance", "Lucía coder", "Nobody for any domain", "By domain")
		ruth.wants(ruth.get(linkTo(w.chain, "progress")), 200, "Lucía coder", "recorded an answer to L-1.1.1", "Before this stage can begin: Review")
		coder := w.as("coder")
		coder.wants(coder.get("/desk/programme"), 403)
		coder.wants(coder.get(linkTo(w.chain, "progress")), 200, "recorded an answer")
		nobody := w.as("nobody")
		nobody.wants(nobody.get("/desk/programme"), 403)
		nobody.wants(nobody.get(linkTo(w.chain, "progress")), 404)
	})
}

// The numbers of the dashboard are those of the states, for everybody.
func TestTheProgrammeAgreesWithTheStates(t *testing.T) {
	w := newWorld(t)
	w.openMore(3)
	p, err := w.app.Programme(t.Context(), w.standing("ruth"))
	w.must(err)
	var all app.Sum
	for _, l := range p.Lines {
		s, err := w.app.State(t.Context(), w.standing("ruth"), l.Chain)
		w.must(err)
		for status, n := range s.Progress("") {
			switch status {
			case assessment.Ready, assessment.Approved:
				all.Ready += n
			case assessment.InDraft, assessment.Unconfirmed:
				all.Draft += n
			case assessment.Returned:
				all.Returned += n
			default:
				all.Open += n
			}
		}
	}
	var stages, domains app.Sum
	for _, s := range p.Stages {
		stages = plus(stages, s.Sum)
	}
	for _, s := range p.Domains {
		domains = plus(domains, s.Sum)
	}
	if stages != all || domains != all || len(p.Lines) != 4 || len(p.Gaps) != 3 {
		t.Errorf("stages %+v, domains %+v, states %+v; %d lines, %d gaps", stages, domains, all, len(p.Lines), len(p.Gaps))
	}
	if len(p.People) != 1 || p.People[0].In != 1 || p.People[0].Total() != all.Total()/4 {
		t.Errorf("people are %+v", p.People)
	}
}

func plus(x, y app.Sum) app.Sum {
	return app.Sum{Ready: x.Ready + y.Ready, Draft: x.Draft + y.Draft, Returned: x.Returned + y.Returned, Open: x.Open + y.Open}
}

// openMore has ruth open assessments of further places.
func (w *world) openMore(n int) {
	w.Helper()
	openMany(w.T, w.app, w.standing("ruth"), n, nil)
}

func openMany(t testing.TB, a *app.App, by account.Standing, n int, more []assessment.Command) {
	t.Helper()
	ctx := context.Background()
	book, err := a.Book(ctx, framework.Ref{ID: "mgi-local", Version: "2026.1"})
	if err != nil {
		t.Fatal(err)
	}
	chile, _ := place.ByCode("CHL")
	for i := range n {
		do := append([]assessment.Command{assessment.Open{Opened: assessment.Opened{
			Place:   place.Place{Code: place.Code(fmt.Sprintf("CHL-TOWN-%d", i)), Name: lang.Text{"en": fmt.Sprintf("Town %d", i)}, Level: place.City, Parent: "CHL"},
			Parents: []place.Place{chile}, Framework: book.Ref, FrameworkHash: app.BookHash(book), Round: 1, Date: "2026-03", Languages: []lang.Tag{"en"}, Source: "en",
		}}}, more...)
		if _, err := a.Begin(ctx, app.Order{By: by, Do: do}, book); err != nil {
			t.Fatal(err)
		}
	}
}

// What a team sees of the second answers is nothing, here too.
func TestProgressTellsNothingOfTheSecondCoder(t *testing.T) {
	w := newWorld(t)
	w.do("ruth", assessment.DrawSecond{How: "all"})
	w.do(string(account.SecondCoder), assessment.RecordAnswer{Answered: assessment.Answered{
		Indicator: "L-1.1.1", Hand: assessment.SecondHand, Ready: true, Given: assessment.Given{Value: framework.Absent, Justification: "Secret so far."},
	}})
	steps, err := w.app.Recent(t.Context(), w.standing("ruth"), w.chain, 10)
	w.must(err)
	if len(steps) == 0 {
		t.Fatal("nothing happened")
	}
	for _, s := range steps {
		if s.Entry.Kind == "answer.recorded" {
			t.Errorf("entry %d is the second coder's", s.Entry.Seq)
		}
	}
	ruth := w.as("ruth")
	if page := ruth.get(linkTo(w.chain, "progress")); strings.Contains(page.text, "Secret so far") || strings.Contains(page.text, "L-1.1.1</a>") {
		t.Error("the second answer shows")
	}
}

func TestSearchingTheWorkbench(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.do("coder", assessment.AddSource{SourceAdded: assessment.SourceAdded{ID: "s1", Cited: assessment.Cited{Kind: "law", Title: "Ley de Migración y Extranjería", Language: "es", Issuer: "Congreso"}}},
			assessment.AddSource{SourceAdded: assessment.SourceAdded{ID: "s2", Cited: assessment.Cited{Kind: "law", Title: "Ley olvidada", Language: "es"}}})
		w.do("coder", assessment.DropSource{ID: "s2"})
		coder := w.as("coder")
		coder.wants(coder.get("/desk/search?q=migracion+ley"), 200, "Ley de Migración y Extranjería", linkTo(w.chain, "sources", "s1"))
		coder.wants(coder.get("/desk/search?q=l-1.1.1"), 200, "/desk/frameworks/mgi-local/2026.1#L-1.1.1", linkItem(w.chain, "L-1.1.1"))
		coder.wants(coder.get("/desk/search?q=puerto+chile"), 200, linkTo(w.chain))
		coder.wants(coder.get("/desk/search"), 200, "Type a place")
		if page := coder.get("/desk/search?q=olvidada"); strings.Contains(page.text, "Ley olvidada") {
			t.Error("a source that was taken out is found")
		}
		for _, who := range []string{"nobody", string(account.SecondCoder), string(account.FocalPoint)} {
			b := w.as(who)
			page := b.get("/desk/search?q=migracion")
			if strings.Contains(page.text, "Extranjer") || page.status != 200 {
				t.Errorf("%s finds a source: %d", who, page.status)
			}
			if page := b.get("/desk/search?q=l-1.1.1"); strings.Contains(page.text, "/i/L-1.1.1") {
				t.Errorf("%s finds an item", who)
			}
		}
		nobody := w.as("nobody")
		nobody.wants(nobody.get("/desk/search?q=puerto"), 200, "Nothing found")
	})
}

// Every address of this file's neighbours, asked for by a stranger, somebody
// without a part, and roles that it is not for.
func TestOpeningAndDashboardsKeepWrongRolesOut(t *testing.T) {
	w := newWorld(t)
	a := "/desk/a/" + string(w.chain)
	stranger := w.browser()
	for _, path := range []string{
		"/desk/new", "/desk/new/place", "/desk/new/round?place=CHL", "/desk/frameworks", "/desk/frameworks/mgi-local/2026.1",
		"/desk/frameworks/mgi-local/2026.1/yaml", "/desk/frameworks/mgi-local/2026.1/xlsx", "/desk/frameworks/template", "/desk/programme", "/desk/search?q=chile", "/desk/help",
		a + "/settings", a + "/stage", a + "/progress",
	} {
		if s := stranger.get(path); s.status != 303 || !strings.HasPrefix(s.header.Get("Location"), "/desk/sign-in") {
			t.Errorf("a stranger got %d at %s", s.status, path)
		}
	}
	denied := map[string][]string{
		"nobody":                    {"/desk/new", "/desk/new/place", "/desk/new/round?place=CHL", "/desk/programme"},
		"coder":                     {"/desk/new", "/desk/new/place", "/desk/programme", a + "/settings"},
		"editor":                    {"/desk/new", "/desk/programme", a + "/settings"},
		string(account.SecondCoder): {a + "/settings", a + "/stage", a + "/progress"},
		string(account.FocalPoint):  {a + "/settings", a + "/stage", a + "/progress"},
	}
	for who, paths := range denied {
		b := w.as(who)
		for _, path := range paths {
			b.wants(b.get(path), 403)
		}
		b.wants(b.post("/desk/new/round", "place", "CHL", "do", "open"), 403)
		b.wants(b.get("/desk/help"), 200)
	}
	nobody := w.as("nobody")
	for _, path := range []string{a + "/settings", a + "/stage", a + "/progress"} {
		nobody.wants(nobody.get(path), 404)
	}
	nobody.wants(nobody.post(a+"/stage", "to", "review"), 404)
	nobody.wants(nobody.post(a+"/settings", "date", "2020-01"), 404)
}

// Four hundred assessments in an SQLite file open without a visible wait. The
// bound is generous, for machines under load; what it took is in the log.
func TestFourHundredAssessmentsOpenAtOnce(t *testing.T) {
	if testing.Short() {
		t.Skip("opens 400 assessments")
	}
	w := newWorld(t, filepath.Join(t.TempDir(), "sextant.db"))
	w.fill(400)
	ruth := w.as("ruth")
	for _, path := range []string{"/desk/programme", "/desk/assessments", "/desk/search?q=town", "/desk/new?q=town", "/desk/frameworks"} {
		ruth.get(path)
		begun := time.Now()
		ruth.wants(ruth.get(path), 200)
		if took := time.Since(begun); took > 3*time.Second {
			t.Errorf("%s took %v", path, took)
		} else {
			t.Logf("%s: %v", path, took.Round(time.Millisecond))
		}
	}
}

// fill opens assessments with a coder in each.
func (w *world) fill(n int) {
	grant := assessment.Grant{Granted: assessment.Granted{Person: w.ids["coder"], Grant: account.Grant{Role: account.Coder, Due: "2026-12-31"}}}
	self := assessment.Grant{Granted: assessment.Granted{Person: w.ids["ruth"], Grant: account.Grant{Role: account.Coder}}}
	openMany(w.T, w.app, w.standing("ruth"), n, []assessment.Command{
		grant, self,
		assessment.MoveStage{To: account.Coding},
		assessment.AddSource{SourceAdded: assessment.SourceAdded{ID: "s1", Cited: assessment.Cited{Kind: "law", Title: "Law of the town", Language: "en"}}},
	})
}
