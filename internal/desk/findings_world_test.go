package desk

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/locale"
	"sextant/internal/page"
	"sextant/internal/profile"
	"sextant/internal/store/storetest"
)

// eachFindings runs a story on both engines, in a world whose assessment is
// at the stage of findings: everything is answered, nothing written.
func eachFindings(t *testing.T, story func(w *world)) {
	t.Run("sqlite", func(t *testing.T) { story(findingsWorld(t, app.Config{Store: storetest.Memory(t)})) })
	t.Run("postgres", func(t *testing.T) {
		story(findingsWorld(t, app.Config{Store: storetest.Open(t, storetest.Postgres(t))}))
	})
}

// findingsWorld is the tests' world with an editor, a translator and people of
// the government, in which every answer is approved.
func findingsWorld(t *testing.T, c app.Config) *world {
	t.Helper()
	w := &world{T: t, ids: map[string]account.ID{}}
	db := c.Store
	c.Now = func() time.Time { return time.Now().Add(w.ahead) }
	db.SetClock(c.Now)
	w.app = app.New(c)
	w.setHash = func(id account.ID) {
		p, _, err := db.Person(context.Background(), string(id))
		w.must(err)
		p.Password = secretHash()
		w.must(db.PutPerson(context.Background(), p))
	}
	w.servePublic()
	w.add("ruth", "Ruth Okello", true)
	w.add("nobody", "Nemo Outis", false)
	w.open()
	for _, r := range []account.Role{account.Coder, account.SecondCoder, account.Reviewer, account.FocalPoint, account.Government, account.Editor, account.Translator} {
		w.add(string(r), "Lucía "+string(r), false)
		w.do("ruth", assessment.Grant{Granted: assessment.Granted{Person: w.ids[string(r)], Grant: account.Grant{Role: r, Institution: "Alcaldía"}}})
	}
	w.do("ruth", assessment.MoveStage{To: account.Coding})
	w.answerAll()
	w.do("ruth", assessment.MoveStage{To: account.Review})
	w.do("reviewer", assessment.ApproveAll{UpTo: 1 << 40})
	w.do("ruth", assessment.MoveStage{To: account.Consultation}, assessment.OpenTalks{Deadline: "2199-01-01"}, assessment.CloseTalks{}, assessment.MoveStage{To: account.Findings})
	return w
}

// servePublic puts the workbench on loopback beside a public door that hands out
// editions as data: what they look like is proved where both doors are opened.
func (w *world) servePublic() {
	w.Helper()
	pages, err := page.Load()
	w.must(err)
	work := New(w.app, pages, Options{Preview: func(rw http.ResponseWriter, _ *http.Request, e *app.Edition, path string) {
		if !strings.Contains(path, string(e.Profile.Slug)) {
			http.NotFound(rw, nil)
			return
		}
		_, _ = rw.Write(e.JSON)
	}})
	mux := http.NewServeMux()
	mux.Handle("/", withAssets(work, pages))
	mux.HandleFunc("GET /{lang}/profiles/{slug}", w.edition)
	mux.HandleFunc("GET /{lang}/profiles/{slug}/{n}", w.edition)
	w.server = httptest.NewServer(mux)
	w.Cleanup(w.server.Close)
}

func (w *world) edition(rw http.ResponseWriter, r *http.Request) {
	n, _ := strconv.Atoi(r.PathValue("n"))
	e, err := w.app.Edition(r.Context(), profile.Slug(r.PathValue("slug")), n)
	if err != nil {
		http.Error(rw, strings.Join(locale.For(lang.English).Error(err), " "), fault.KindOf(err).Status())
		return
	}
	_, _ = rw.Write(e.JSON)
}

// answerAll answers the book: one after the other absent, partial and present,
// on one source.
func (w *world) answerAll() {
	w.Helper()
	book := w.book()
	do := []assessment.Command{assessment.AddSource{SourceAdded: assessment.SourceAdded{ID: "ordenanza", Cited: assessment.Cited{
		Kind: "law", Title: "Ordenanza 14 de acogida", Language: "es", Issuer: "Municipalidad de Puerto Alba", Date: "2023-06-09",
	}}}}
	for n, ind := range book.Indicators {
		value := []string{framework.Absent, framework.Partial, framework.Present}[n%3]
		scale, _ := book.Scale(ind.Scale)
		if _, ok := scale.Option(value); !ok {
			value = scale.Levels()[0].Code
		}
		do = append(do, assessment.RecordAnswer{Answered: assessment.Answered{Indicator: ind.Code, Hand: assessment.FirstHand, Ready: true, Given: assessment.Given{
			Value: value, Justification: "Consta en la ordenanza.", Language: "es", Citations: []assessment.Citation{{Source: "ordenanza", Locator: "art. 3"}},
		}}})
	}
	w.do("coder", do...)
}

func (w *world) book() *framework.Framework {
	w.Helper()
	book, err := w.app.Book(context.Background(), framework.Ref{ID: "mgi-local", Version: "2026.1"})
	w.must(err)
	return book
}

func (w *world) stateNow() *assessment.State {
	w.Helper()
	s, err := w.app.State(context.Background(), w.standing("ruth"), w.chain)
	w.must(err)
	return s
}

// writeAll writes an introduction, and of each domain two findings on a side.
func (w *world) writeAll() {
	w.Helper()
	do := []assessment.Command{assessment.WriteSection{SectionWritten: assessment.SectionWritten{Kind: assessment.Introduction, Language: "es", Text: "Puerto Alba mira sus políticas."}}}
	for n, d := range w.book().Domains {
		in := w.book().In(d.Code)
		for k := range 4 {
			text, side := fmt.Sprintf("Desde 2023 la Oficina de Nuevos Vecinos ejecuta la medida %d del dominio %d.", k+1, n+1), assessment.Developed
			if k > 1 {
				text, side = fmt.Sprintf("Establecer la medida %d del dominio %d en una norma municipal.", k+1, n+1), assessment.Potential
			}
			do = append(do, assessment.WriteFinding{FindingWritten: assessment.FindingWritten{
				ID: findingID(n, k), Domain: d.Code, Side: side, Text: text, Language: "es", Indicators: []framework.Code{in[k].Code},
			}})
		}
	}
	w.do("editor", do...)
}

func findingID(domain, n int) assessment.FindingID {
	return assessment.FindingID(fmt.Sprintf("f-%d-%d", domain+1, n+1))
}

// finding is a finding as it stands.
func (w *world) finding(domain, n int) assessment.Finding {
	return w.stateNow().Findings[findingID(domain, n)]
}

// consents brings the assessment to the stage of consent and has the
// government consent.
func (w *world) consents(scope ...string) {
	w.Helper()
	if w.stateNow().Stage.Before(account.Consent) {
		w.do("ruth", assessment.MoveStage{To: account.Consent})
	}
	w.do("focal_point", assessment.GiveConsent{Consented: assessment.Consented{Kind: assessment.ConsentGiven, Name: "Fidel Roca", Office: "Alcaldía", Scope: scope}})
}

func (w *world) says(id account.ID, t lang.Tag) { w.must(w.app.ChangeLanguage(w.Context(), id, t)) }
