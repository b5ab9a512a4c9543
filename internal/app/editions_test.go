package app_test

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"testing"
	"time"

	"sextant/frameworks"
	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/place"
	"sextant/internal/profile"
	"sextant/internal/record"
	"sextant/internal/store"
	"sextant/internal/store/storetest"
)

var (
	rosa  = account.Standing{Person: "rosa"}  // reviewer
	elena = account.Standing{Person: "elena"} // editor
	fidel = account.Standing{Person: "fidel"} // focal point
	gil   = account.Standing{Person: "gil"}   // of a ministry
	sol   = account.Standing{Person: "sol"}   // second coder
	tarek = account.Standing{Person: "tarek"} // translator
)

// press is an assessment of which everything is written and approved, at the
// stage of consent, with a clock that the test sets.
type press struct {
	*testing.T
	app   *app.App
	chain record.Chain
	now   time.Time
}

func eachPress(t *testing.T, story func(p *press)) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		p := &press{T: t, now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
		clock := func() time.Time { return p.now }
		s.SetClock(clock)
		p.app = app.New(app.Config{Store: s, Now: clock})
		p.write()
		story(p)
	})
}

// write brings the assessment to the stage of consent.
func (p *press) write() {
	book, _ := frameworks.Latest("mgi-local")
	s, err := p.app.Begin(p.Context(), app.Order{By: ruth, Do: []assessment.Command{
		assessment.Open{Opened: assessment.Opened{
			Place:     place.Place{Code: "XCS-PUERTO-ALBA", Name: lang.Text{"es": "Puerto Alba"}, Level: place.City, Parent: "XCS", Invented: true},
			Framework: book.Ref, FrameworkHash: app.BookHash(book), Round: 1, Date: "2026-03", Languages: []lang.Tag{"es", "en"}, Source: "es", Demonstration: true,
		}},
	}}, book)
	must(p.T, err)
	p.chain = s.Chain
	for person, role := range map[account.ID]account.Role{
		"lucia": account.Coder, "rosa": account.Reviewer, "elena": account.Editor, "fidel": account.FocalPoint, "gil": account.Government,
		"sol": account.SecondCoder, "tarek": account.Translator,
	} {
		g := account.Grant{Role: role, Due: "2026-04-01", Institution: "Alcaldía"}
		p.do(ruth, assessment.Grant{Granted: assessment.Granted{Person: person, Grant: g}})
	}
	p.do(ruth, assessment.MoveStage{To: account.Coding})
	var answers []assessment.Command
	for _, ind := range book.Indicators {
		answers = append(answers, absent(ind.Code, "No hay ninguna norma municipal al respecto.", 0))
	}
	p.do(lucia, answers...)
	p.do(ruth, assessment.MoveStage{To: account.Review})
	p.do(rosa, assessment.ApproveAll{UpTo: 1 << 40})
	p.do(ruth, assessment.MoveStage{To: account.Consultation}, assessment.OpenTalks{Deadline: "2026-04-01"}, assessment.CloseTalks{}, assessment.MoveStage{To: account.Findings})
	texts := []assessment.Command{assessment.WriteSection{SectionWritten: assessment.SectionWritten{Kind: assessment.Introduction, Language: "es", Text: "Puerto Alba mira sus políticas."}}}
	for n := range book.Domains {
		texts = append(texts, p.sentence(n, "Establecer una política municipal al respecto.", 0))
	}
	p.do(elena, texts...)
	p.do(ruth, assessment.MoveStage{To: account.Consent})
}

func (p *press) sentence(n int, text string, base int64) assessment.Command {
	book, _ := frameworks.Latest("mgi-local")
	d := book.Domains[n]
	return assessment.WriteFinding{Base: base, FindingWritten: assessment.FindingWritten{
		ID: assessment.FindingID(fmt.Sprint("f", n)), Domain: d.Code, Side: assessment.Potential, Text: text, Language: "es",
		Indicators: []framework.Code{book.In(d.Code)[0].Code},
	}}
}

func (p *press) do(by account.Standing, c ...assessment.Command) *assessment.State {
	p.Helper()
	s, err := do(p.T, p.app, by, p.chain, c...)
	must(p.T, err)
	return s
}

func (p *press) consent(scope ...string) {
	p.Helper()
	p.do(fidel, assessment.GiveConsent{Consented: assessment.Consented{Kind: assessment.ConsentGiven, Name: "Fidel Roca", Office: "Alcaldía", Scope: scope}})
}

func (p *press) publish(changes string) error {
	_, err := p.app.Do(p.Context(), app.Order{By: ruth, Chain: p.chain, Publish: &app.Publication{Changes: changes}})
	return err
}

// worker does what is due.
func (p *press) worker() {
	p.Helper()
	_, err := p.app.WorkAll(p.Context(), slog.New(slog.NewTextHandler(io.Discard, nil)))
	must(p.T, err)
}

func (p *press) state() *assessment.State {
	p.Helper()
	s, err := p.app.State(p.Context(), ruth, p.chain)
	must(p.T, err)
	return s
}

const puertoAlba = profile.Slug("xcs-puerto-alba-2026")

// Rule 4: nobody publishes without the recorded consent of the government, or
// a stated reason for going without: now or at a set time.
func TestNobodyPublishesWithoutConsent(t *testing.T) {
	eachPress(t, func(p *press) {
		wants(p.T, p.publish(""), "assessment.lack_consent")
		_, err := p.app.PublishAt(p.Context(), app.Order{By: ruth, Chain: p.chain}, p.now.Add(time.Hour), "")
		wants(p.T, err, "assessment.lack_consent")
		p.do(fidel, assessment.GiveConsent{Consented: assessment.Consented{Kind: assessment.ConsentRefused, Name: "Fidel", Office: "Alcaldía", Reason: "Falta un plan."}})
		wants(p.T, p.publish(""), "assessment.consent_refused")
		p.consent("findings")
		p.do(elena, p.sentence(0, "Establecer otra política municipal.", p.state().Findings["f0"].Moved))
		wants(p.T, p.publish(""), "assessment.consent_outdated")
		for _, by := range []account.Standing{lucia, elena, fidel, gil, omar} {
			if _, err := p.app.Do(p.Context(), app.Order{By: by, Chain: p.chain, Publish: &app.Publication{}}); err == nil {
				t.Errorf("%s published", by.Person)
			}
		}
		if _, err := p.app.Edition(p.Context(), puertoAlba, 0); !fault.Is(err, fault.NotFound) {
			t.Errorf("something is public: %v", err)
		}
		p.do(ruth, assessment.WaiveConsent{Reason: "El municipio no respondió en un año."})
		must(p.T, p.publish(""))
	})
}

// Rule 2: a published edition never changes; a correction is a new one that
// says what changed.
func TestASecondEditionLeavesTheFirstAsItWas(t *testing.T) {
	eachPress(t, func(p *press) {
		p.consent("findings", "answers")
		must(p.T, p.publish(""))
		first, err := p.app.Edition(p.Context(), puertoAlba, 1)
		must(p.T, err)
		p.now = p.now.Add(48 * time.Hour)
		p.do(elena, p.sentence(0, "Establecer otra política municipal.", p.state().Findings["f0"].Moved))
		p.consent("findings", "answers")
		wants(p.T, p.publish(" "), "assessment.lacks_changes")
		must(p.T, p.publish("Se corrigió una frase."))
		again, err := p.app.Edition(p.Context(), puertoAlba, 1)
		must(p.T, err)
		if !bytes.Equal(first.JSON, again.JSON) || first.Hash != again.Hash {
			t.Error("the first edition changed")
		}
		newest, err := p.app.Edition(p.Context(), puertoAlba, 0)
		must(p.T, err)
		if newest.Profile.Edition != 2 || newest.Profile.Changes != "Se corrigió una frase." {
			t.Errorf("the newest is %d: %q", newest.Profile.Edition, newest.Profile.Changes)
		}
	})
}

// What is shown before publication is what is frozen: same bytes, same hash,
// same list of editions, on the same day.
func TestThePreviewIsWhatIsPublished(t *testing.T) {
	eachPress(t, func(p *press) {
		for n, changes := range []string{"", "Se corrigió una frase."} {
			p.do(elena, p.sentence(n, fmt.Sprint("Establecer la política número ", n+2, "."), p.state().Findings[assessment.FindingID(fmt.Sprint("f", n))].Moved))
			p.consent("findings", "answers", "sources")
			before, err := p.app.Preview(p.Context(), ruth, p.chain, changes)
			must(p.T, err)
			p.now = p.now.Add(time.Hour)
			must(p.T, p.publish(changes))
			after, err := p.app.Edition(p.Context(), puertoAlba, 0)
			must(p.T, err)
			if !bytes.Equal(before.JSON, after.JSON) || before.Hash != after.Hash || before.Newest != after.Newest {
				t.Errorf("edition %d differs from its preview", n+1)
			}
			if len(before.Lines) != len(after.Lines) || before.Lines[0].Changes != after.Lines[0].Changes || before.Lines[0].Number != after.Lines[0].Number {
				t.Errorf("the lists of editions differ: %v, %v", before.Lines, after.Lines)
			}
		}
	})
}

// Rule 1: an edition that is not public is for the team and for whoever is
// asked for consent to it.
func TestWhoSeesAPreview(t *testing.T) {
	eachPress(t, func(p *press) {
		for _, x := range []struct {
			by   account.Standing
			sees bool
		}{{ruth, true}, {lucia, true}, {elena, true}, {tarek, true}, {fidel, true}, {gil, false}, {sol, false}, {omar, false}, {account.Standing{Person: "ada", Admin: true}, false}} {
			_, err := p.app.Preview(p.Context(), x.by, p.chain, "")
			if (err == nil) != x.sees {
				t.Errorf("%s: %v", x.by.Person, err)
			}
		}
		p.do(ruth, assessment.MoveStage{To: account.Findings, Reason: "Falta una frase."})
		if _, err := p.app.Preview(p.Context(), fidel, p.chain, ""); !fault.Is(err, fault.Denied) {
			t.Errorf("the focal point sees sentences in the making: %v", err)
		}
	})
}

// An edition with an embargo comes out at its hour, once, and not before.
func TestTheWorkerPublishesAtTheSetTime(t *testing.T) {
	eachPress(t, func(p *press) {
		p.consent("findings")
		at := p.now.Add(26 * time.Hour)
		_, err := p.app.PublishAt(p.Context(), app.Order{By: ruth, Chain: p.chain}, p.now.Add(-time.Hour), "")
		wants(p.T, err, "assessment.schedule_past")
		order := app.Order{ID: "once", By: ruth, Chain: p.chain}
		for range 2 { // a form sent twice
			_, err = p.app.PublishAt(p.Context(), order, at, "")
			must(p.T, err)
		}
		p.now = at.Add(-time.Minute)
		p.worker()
		if s := p.state(); len(s.Editions) != 0 || s.Scheduled == nil {
			t.Fatalf("published too early: %v", s.Editions)
		}
		p.now = at.Add(time.Minute)
		p.worker()
		s := p.state()
		if len(s.Editions) != 1 || s.Scheduled != nil || s.Stage != account.Published || s.Editions[0].By != account.System {
			t.Fatalf("not published: %v, %v", s.Editions, s.Scheduled)
		}
		e, err := p.app.Edition(p.Context(), puertoAlba, 0)
		must(p.T, err)
		if got := e.Profile.Published.Format(time.DateOnly); got != "2026-03-03" {
			t.Errorf("published on %s", got)
		}
		p.worker()
		if n := len(p.state().Editions); n != 1 {
			t.Errorf("%d editions", n)
		}
	})
}

// What stands in the way at the hour is obeyed, and the moment stays visible.
func TestTheWorkerDoesNotPublishAgainstTheRules(t *testing.T) {
	for name, spoil := range map[string]func(p *press){
		"taken back": func(p *press) {
			_, err := p.app.TakeBack(p.Context(), app.Order{By: ruth, Chain: p.chain})
			must(p.T, err)
		},
		"moved back": func(p *press) {
			p.do(ruth, assessment.MoveStage{To: account.Findings, Reason: "Falta una frase."})
		},
		"consent outdated": func(p *press) {
			p.do(elena, p.sentence(0, "Establecer otra política municipal.", p.state().Findings["f0"].Moved))
		},
		"consent refused": func(p *press) {
			p.do(fidel, assessment.GiveConsent{Consented: assessment.Consented{Kind: assessment.ConsentRefused, Name: "Fidel", Office: "Alcaldía", Reason: "No."}})
		},
	} {
		t.Run(name, func(t *testing.T) {
			eachPress(t, func(p *press) {
				p.consent("findings")
				_, err := p.app.PublishAt(p.Context(), app.Order{By: ruth, Chain: p.chain}, p.now.Add(time.Hour), "")
				must(p.T, err)
				spoil(p)
				p.now = p.now.Add(2 * time.Hour)
				p.worker()
				s := p.state()
				if len(s.Editions) != 0 {
					t.Error("published all the same")
				}
				if (s.Scheduled == nil) != (name == "taken back") {
					t.Errorf("the moment is %v", s.Scheduled)
				}
			})
		})
	}
}

// A follow-up round starts with what was known, unconfirmed, and with the
// people of the round before, where that was asked for.
func TestTheNextRound(t *testing.T) {
	eachPress(t, func(p *press) {
		id, err := p.app.AddPerson(p.Context(), app.NewPerson{Profile: app.Profile{Login: "nora", Name: "Nora", Language: "es"}})
		must(p.T, err)
		p.do(ruth, assessment.Grant{Granted: assessment.Granted{Person: id, Grant: account.Grant{Role: account.Coder, Domains: []string{"D1"}, Due: "2026-05-01"}}})
		p.consent("findings")
		next := app.NextRound{ID: app.NewID(), Date: "2029-03", Book: p.state().Book.Ref, People: true}
		if _, err := p.app.OpenRound(p.Context(), ruth, p.chain, next); !fault.Is(err, fault.Denied) {
			t.Errorf("a round follows one that is not published: %v", err)
		}
		must(p.T, p.publish(""))
		if _, err := p.app.OpenRound(p.Context(), elena, p.chain, next); !fault.Is(err, fault.Denied) {
			t.Errorf("an editor opens a round: %v", err)
		}
		for date, key := range map[string]string{"": "followup.no_date", "2026-11": "followup.not_later"} {
			wrong := next
			wrong.Date = date
			_, err := p.app.OpenRound(p.Context(), ruth, p.chain, wrong)
			wants(p.T, err, key)
		}
		s, err := p.app.OpenRound(p.Context(), ruth, p.chain, next)
		must(p.T, err)
		again, err := p.app.OpenRound(p.Context(), ruth, p.chain, next)
		must(p.T, err)
		if again.Chain != s.Chain || again.Head != s.Head {
			t.Error("the same form opened two rounds")
		}
		next.ID = app.NewID()
		_, err = p.app.OpenRound(p.Context(), ruth, p.chain, next)
		wants(p.T, err, "followup.year_taken")
		if s.Round != 2 || s.Previous.Chain != p.chain || len(s.Editions) != 0 {
			t.Errorf("round %d after %v", s.Round, s.Previous)
		}
		if n := s.Progress("")[assessment.Unconfirmed]; n != len(s.Book.Indicators) {
			t.Errorf("%d answers wait to be confirmed", n)
		}
		if g := s.Grants[id]; len(g) != 1 || g[0].Role != account.Coder || g[0].Due != "" || len(g[0].Domains) != 1 {
			t.Errorf("Nora is %v", g)
		}
		if len(s.Grants["lucia"]) != 0 {
			t.Error("someone who has no account was let in")
		}
	})
}

// wants fails unless an error has a key.
func wants(t *testing.T, err error, key string) {
	t.Helper()
	if !fault.HasKey(err, key) {
		t.Errorf("got %v, want %s", err, key)
	}
}
