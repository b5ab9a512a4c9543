package app_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"sextant/frameworks"
	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/blob"
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
	ruth  = account.Standing{Person: "ruth", Coordinator: true}
	lucia = account.Standing{Person: "lucia"}
	omar  = account.Standing{Person: "omar"} // a stranger
)

// each runs a story on both engines, with sources in a folder of its own.
func each(t *testing.T, story func(t *testing.T, a *app.App, c app.Config)) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := app.Config{Store: s, Blobs: folder(t)}
		story(t, app.New(c), c)
	})
}

func folder(t *testing.T) blob.Store {
	blobs, err := blob.NewDir(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return blobs
}

// opened opens an assessment of Puerto Alba with a coder, in coding.
func opened(t *testing.T, a *app.App) record.Chain {
	t.Helper()
	book, _ := frameworks.Latest("mgi-local")
	s, err := a.Begin(t.Context(), app.Order{By: ruth, Do: []assessment.Command{
		assessment.Open{Opened: assessment.Opened{
			Place:     place.Place{Code: "XCS-PUERTO-ALBA", Name: lang.Text{"es": "Puerto Alba"}, Level: place.City, Parent: "XCS"},
			Framework: book.Ref, FrameworkHash: app.BookHash(book), Round: 1, Date: "2025-03", Languages: []lang.Tag{"es"}, Source: "es",
		}},
		assessment.Grant{Granted: assessment.Granted{Person: "lucia", Grant: account.Grant{Role: account.Coder}}},
		assessment.MoveStage{To: account.Coding},
	}}, book)
	if err != nil {
		t.Fatal(err)
	}
	return s.Chain
}

func absent(code framework.Code, why string, base int64) assessment.RecordAnswer {
	return assessment.RecordAnswer{Base: base, Answered: assessment.Answered{
		Indicator: code, Hand: assessment.FirstHand, Ready: true, Given: assessment.Given{Value: "absent", Justification: why, Language: "es"},
	}}
}

func do(t *testing.T, a *app.App, by account.Standing, chain record.Chain, c ...assessment.Command) (*assessment.State, error) {
	t.Helper()
	return a.Do(t.Context(), app.Order{By: by, Chain: chain, Do: c})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheSampleWorldIsPublished(t *testing.T) {
	each(t, func(t *testing.T, a *app.App, c app.Config) {
		must(t, app.LoadWorld(t.Context(), c))
		cards, n, err := a.Cards(t.Context(), app.CardFilter{Limit: 4})
		must(t, err)
		if n != 9 || len(cards) != 4 {
			t.Errorf("%d of %d profiles", len(cards), n)
		}
		e, err := a.Edition(t.Context(), "chl-monte-patria-2024", 0)
		must(t, err)
		want := [][2]int{{4, 2}, {3, 4}, {3, 1}, {4, 2}, {3, 3}, {2, 3}}
		for i, d := range e.Profile.Domains {
			if got := [2]int{len(d.Developed), len(d.Potential)}; got != want[i] {
				t.Errorf("domain %s: %v, want %v", d.Code, got, want[i])
			}
		}
		since, err := a.Edition(t.Context(), "xcs-2024", 0)
		must(t, err)
		if since.Profile.Since == nil || len(since.Profile.Since.Changes) == 0 {
			t.Error("the follow-up round says nothing of what changed")
		}
		proof, err := a.Verify(t.Context(), nil)
		must(t, err)
		if len(proof.Broken) > 0 || proof.Editions != 9 {
			t.Errorf("%d editions proved, broken: %v", proof.Editions, proof.Broken)
		}
	})
}

func TestTheDemonstrationHoldsAnAssessmentAtEachStage(t *testing.T) {
	c := app.Config{Store: memory(t), Blobs: folder(t)}
	must(t, app.LoadDemo(t.Context(), c))
	a := app.New(c)
	coordinator, err := a.PersonByLogin(t.Context(), "coordinator")
	must(t, err)
	lines, err := a.Assessments(t.Context(), coordinator.Standing(), app.AssessmentFilter{})
	must(t, err)
	stages := map[account.Stage]int{}
	for _, l := range lines {
		stages[l.Stage]++
	}
	for _, s := range account.Stages[:6] {
		if stages[s] == 0 {
			t.Errorf("no assessment at stage %s: %v", s, stages)
		}
	}
}

// Rule 10: the same input gives the same bytes, on both engines.
func TestRule10TheSameWorldHasTheSameBytes(t *testing.T) {
	var seen []record.Hash
	each(t, func(t *testing.T, a *app.App, c app.Config) {
		must(t, app.LoadWorld(t.Context(), c))
		for _, slug := range []profile.Slug{"chl-monte-patria-2024", "xlt-2023"} {
			e, err := a.Edition(t.Context(), slug, 1)
			must(t, err)
			// The head of the record names the chain, which is new every time.
			p := *e.Profile
			p.Record = record.Head{}
			body, err := profile.Marshal(&p)
			must(t, err)
			seen = append(seen, profile.HashOf(body))
		}
	})
	if len(seen) == 4 && (seen[0] != seen[2] || seen[1] != seen[3]) {
		t.Error("the engines publish different bytes")
	}
}

func TestTheSeedIsReadAsItsReadersDo(t *testing.T) {
	seed, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "seeds", "monte-patria-2024.txt"))
	if err != nil {
		t.Skip("the seed is not beside the project: ", err)
	}
	source := strings.Join(strings.Fields(string(seed)), " ")
	each(t, func(t *testing.T, a *app.App, _ app.Config) {
		u, err := a.Import(t.Context(), "seed.txt", seed, app.ImportOptions{})
		must(t, err)
		e, err := a.Edition(t.Context(), u.Slug, 0)
		must(t, err)
		if developed, potential := e.Profile.Findings(); developed != 19 || potential != 15 {
			t.Errorf("%d developed, %d potential", developed, potential)
		}
		for _, d := range e.Profile.Domains {
			for _, f := range append(d.Developed, d.Potential...) {
				if !strings.Contains(source, f.Text["es"]) {
					t.Errorf("not in the source: %s", f.Text["es"])
				}
			}
		}
		if e.Profile.Date != "2024-09" || e.Profile.Place.ISO != "CHL" || e.Profile.Source != "es" {
			t.Errorf("%s %s %s", e.Profile.Date, e.Profile.Place.ISO, e.Profile.Source)
		}
		// Out as JSON, in again as a further edition: the same public text.
		if _, err := a.Import(t.Context(), "again.json", e.JSON, app.ImportOptions{}); !fault.HasKey(err, "import.exists") {
			t.Errorf("the same place and year again: %v", err)
		}
		_, err = a.Import(t.Context(), "again.json", e.JSON, app.ImportOptions{NewEdition: "Brought in again."})
		must(t, err)
		second, err := a.Edition(t.Context(), u.Slug, 2)
		must(t, err)
		if fmt.Sprint(second.Profile.Domains) != fmt.Sprint(e.Profile.Domains) || fmt.Sprint(second.Profile.Sections) != fmt.Sprint(e.Profile.Sections) {
			t.Error("the text changed on its way out and in")
		}
	})
}

func TestACommandSentTwiceIsRecordedOnce(t *testing.T) {
	each(t, func(t *testing.T, a *app.App, _ app.Config) {
		chain := opened(t, a)
		order := app.Order{ID: app.NewID(), By: lucia, Chain: chain, Do: []assessment.Command{absent("L-1.1.1", "Nada.", 0)}}
		first, err := a.Do(t.Context(), order)
		must(t, err)
		again, err := a.Do(t.Context(), order)
		must(t, err)
		if first.Head != again.Head {
			t.Errorf("head %v became %v", first.Head, again.Head)
		}
	})
}

// Rule 9, through two replicas: whoever saves second on the same item is told;
// different items never disturb each other.
func TestRule9TwoReplicasNeverOverwrite(t *testing.T) {
	each(t, func(t *testing.T, a *app.App, c app.Config) {
		chain := opened(t, a)
		other := app.New(c)
		book, _ := frameworks.Latest("mgi-local")
		var wg sync.WaitGroup
		errs := make(chan error, 40)
		for n := range 20 {
			for i, replica := range []*app.App{a, other} {
				wg.Add(1)
				go func() {
					defer wg.Done()
					code := book.Indicators[2*n+i].Code
					_, err := replica.Do(context.Background(), app.Order{By: lucia, Chain: chain, Do: []assessment.Command{absent(code, "Nada.", 0)}})
					errs <- err
				}()
			}
		}
		wg.Wait()
		close(errs)
		for err := range errs {
			must(t, err)
		}
		s, err := other.State(t.Context(), lucia, chain)
		must(t, err)
		if n := s.Progress("")[assessment.Ready]; n != 40 {
			t.Errorf("%d of 40 answers are there", n)
		}
		base := s.Item("L-1.1.1").First.Seq
		_, err = do(t, a, lucia, chain, absent("L-1.1.1", "Lo busqué otra vez.", base))
		must(t, err)
		_, err = do(t, other, lucia, chain, absent("L-1.1.1", "Otra cosa.", base))
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("the second saver was told %v", err)
		}
	})
}

// Rule 1: a stranger is not even told that an assessment exists.
func TestRule1AStrangerFindsNothing(t *testing.T) {
	each(t, func(t *testing.T, a *app.App, _ app.Config) {
		chain := opened(t, a)
		for name, ask := range map[string]func() error{
			"state":    func() error { _, err := a.State(t.Context(), omar, chain); return err },
			"past":     func() error { _, err := a.StateAt(t.Context(), omar, chain, 1); return err },
			"timeline": func() error { _, err := a.Timeline(t.Context(), omar, chain, app.StepFilter{}); return err },
			"drafts":   func() error { _, err := a.Drafts(t.Context(), omar, chain); return err },
			"present":  func() error { _, err := a.Present(t.Context(), omar, chain); return err },
			"preview":  func() error { _, err := a.Preview(t.Context(), omar, chain, ""); return err },
			"package":  func() error { return a.ExportRecord(t.Context(), omar, chain, &bytes.Buffer{}) },
			"answer":   func() error { _, err := do(t, a, omar, chain, absent("L-1.1.1", "x", 0)); return err },
			"stage":    func() error { _, err := do(t, a, omar, chain, assessment.MoveStage{To: account.Review}); return err },
		} {
			if err := ask(); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: a stranger was told %v", name, err)
			}
		}
		if cards, _, err := a.Cards(t.Context(), app.CardFilter{}); err != nil || len(cards) > 0 {
			t.Errorf("an unpublished assessment is listed: %v %v", cards, err)
		}
	})
}

func TestAPrivateNoteIsItsAuthorsAlone(t *testing.T) {
	each(t, func(t *testing.T, a *app.App, _ app.Config) {
		chain := opened(t, a)
		must(t, a.KeepNote(t.Context(), lucia, chain, "L-1.1.1", "ask Sra. Pinto on Thursday"))
		must(t, a.KeepDraft(t.Context(), lucia, chain, app.Draft{Item: "L-1.1.1", Field: "justification", Text: "half a sen"}))
		mine, err := a.Notes(t.Context(), lucia, chain)
		must(t, err)
		theirs, err := a.Notes(t.Context(), ruth, chain)
		must(t, err)
		if mine["L-1.1.1"] == "" || len(theirs) > 0 {
			t.Errorf("mine %v, the coordinator's %v", mine, theirs)
		}
		drafts, err := a.Drafts(t.Context(), lucia, chain)
		must(t, err)
		if len(drafts) != 1 || drafts[0].Text != "half a sen" {
			t.Errorf("drafts %v", drafts)
		}
		var packed bytes.Buffer
		must(t, a.ExportRecord(t.Context(), ruth, chain, &packed))
		if p, err := app.ReadPackage("p.zip", packed.Bytes()); err != nil || strings.Contains(fmt.Sprint(p.Entries), "Pinto") {
			t.Errorf("the package tells a private note, or cannot be read: %v", err)
		}
	})
}

// A package gives the same hashes elsewhere; one that went on by itself there
// comes home, and what both sides changed is shown.
func TestAPackageComesAndGoesAndMerges(t *testing.T) {
	each(t, func(t *testing.T, a *app.App, _ app.Config) {
		chain := opened(t, a)
		_, err := do(t, a, lucia, chain, absent("L-1.1.1", "Nada.", 0))
		must(t, err)
		away := app.New(app.Config{Store: memory(t), Blobs: folder(t)})
		report, err := away.ImportPackage(t.Context(), pack(t, a, chain), false)
		must(t, err)
		here, err := a.State(t.Context(), lucia, chain)
		must(t, err)
		there, err := away.State(t.Context(), lucia, chain)
		must(t, err)
		if here.Head != there.Head || report.New != int(here.Head.Seq) {
			t.Fatalf("head %v here, %v there, %d new", here.Head, there.Head, report.New)
		}
		// Both go on: on different items, and on one and the same.
		_, err = do(t, away, lucia, chain, absent("L-1.1.2", "Away.", 0))
		must(t, err)
		base := here.Item("L-1.1.1").First.Seq
		_, err = do(t, away, lucia, chain, absent("L-1.1.1", "Away as well.", base))
		must(t, err)
		_, err = do(t, a, lucia, chain, absent("L-1.1.1", "At home.", base))
		must(t, err)
		back := pack(t, away, chain)
		report, err = a.ImportPackage(t.Context(), back, false)
		must(t, err)
		if report.Merge == nil || len(report.Merge.Conflicts) != 1 || report.Merge.Conflicts[0].Theirs.Text != "Away as well." {
			t.Fatalf("merge %+v", report.Merge)
		}
		if err := a.MergePackage(t.Context(), ruth, back, nil); !fault.HasKey(err, "import.merge_undecided") {
			t.Errorf("an undecided merge: %v", err)
		}
		must(t, a.MergePackage(t.Context(), ruth, back, map[string]bool{"L-1.1.1": false}))
		s, err := a.State(t.Context(), lucia, chain)
		must(t, err)
		if s.Item("L-1.1.1").First.Justification != "At home." || s.Item("L-1.1.2").First.Justification != "Away." {
			t.Errorf("after the merge: %q, %q", s.Item("L-1.1.1").First.Justification, s.Item("L-1.1.2").First.Justification)
		}
		proof, err := a.Verify(t.Context(), nil)
		must(t, err)
		if len(proof.Broken) > 0 {
			t.Error(proof.Broken)
		}
	})
}

func pack(t *testing.T, a *app.App, chain record.Chain) *app.Package {
	t.Helper()
	var b bytes.Buffer
	must(t, a.ExportRecord(t.Context(), ruth, chain, &b))
	p, err := app.ReadPackage("record.zip", b.Bytes())
	must(t, err)
	return p
}

func memory(t *testing.T) *store.Store {
	s, err := store.Open(t.Context(), ":memory:")
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	return s
}

func TestAPackageThatWasTouchedIsRefused(t *testing.T) {
	a := app.New(app.Config{Store: memory(t), Blobs: folder(t)})
	chain := opened(t, a)
	var b bytes.Buffer
	must(t, a.ExportRecord(t.Context(), ruth, chain, &b))
	for at := 40; at < b.Len(); at += 97 {
		bad := bytes.Clone(b.Bytes())
		bad[at] ^= 0x20
		p, err := app.ReadPackage("record.zip", bad)
		if err == nil && p.Head.Seq != 4 {
			t.Errorf("byte %d changed and nothing was noticed", at)
		}
	}
}

func FuzzReadPackage(f *testing.F) {
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(_ *testing.T, data []byte) { _, _ = app.ReadPackage("x.zip", data) })
}

func TestRedactionBlanksAndStaysWhole(t *testing.T) {
	each(t, func(t *testing.T, a *app.App, _ app.Config) {
		chain := opened(t, a)
		s, err := do(t, a, lucia, chain, absent("L-1.1.1", "Names a person who must not be named.", 0))
		must(t, err)
		admin := account.Standing{Person: "admin", Admin: true}
		if err := a.Redact(t.Context(), lucia, chain, s.Head.Seq, "x"); !fault.Is(err, fault.Denied) {
			t.Errorf("a coder redacts: %v", err)
		}
		must(t, a.Redact(t.Context(), admin, chain, s.Head.Seq, "Court order 12."))
		steps, err := a.Timeline(t.Context(), ruth, chain, app.StepFilter{})
		must(t, err)
		if strings.Contains(fmt.Sprint(steps[1].Entry), "must not be named") || steps[1].Event != nil {
			t.Error("the text is still there")
		}
		proof, err := a.Verify(t.Context(), nil)
		must(t, err)
		if len(proof.Broken) > 0 {
			t.Error(proof.Broken)
		}
	})
}

// From answers to the seed: given Monte Patria's demonstration answers, the
// proposals cover every gap of the published page, and the page counts as the
// published one does.
func TestFromAnswersToTheSeed(t *testing.T) {
	rows, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "seeds", "monte-patria-2024-mapping.csv"))
	if err != nil {
		t.Skip("the mapping is not beside the project: ", err)
	}
	c := app.Config{Store: memory(t), Blobs: folder(t)}
	must(t, app.LoadWorld(t.Context(), c))
	entries, err := c.Store.Entries(t.Context(), chainOf(t, c, "chl-monte-patria-2024"), 0)
	must(t, err)
	s, err := assessment.Load(entries, func(ref framework.Ref, _ record.Hash) (*framework.Framework, error) {
		f, _ := frameworks.Get(ref)
		return f, nil
	})
	must(t, err)
	proposed := map[framework.Code]string{}
	for _, p := range s.ProposePotentials() {
		proposed[p.Indicators[0]] = p.Text
	}
	gaps := 0
	for _, line := range strings.Split(strings.TrimSpace(string(rows)), "\n")[1:] {
		cells := strings.Split(line, ",")
		if cells[1] != "potential" {
			continue
		}
		gaps++
		for _, code := range strings.Fields(cells[3]) {
			if proposed[framework.Code(code)] == "" {
				t.Errorf("%s finding %s: nothing is proposed for %s", cells[0], cells[2], code)
			}
		}
	}
	if gaps != 15 {
		t.Errorf("%d gaps", gaps)
	}
}

func chainOf(t *testing.T, c app.Config, slug string) record.Chain {
	sum, ok, err := c.Store.SummaryBySlug(t.Context(), slug)
	must(t, err)
	if !ok {
		t.Fatalf("no assessment %s", slug)
	}
	return sum.Chain
}

// What one replica publishes is seen by the other within seconds.
func TestAReplicaSeesWhatAnotherPublishes(t *testing.T) {
	each(t, func(t *testing.T, a *app.App, c app.Config) {
		other := app.New(c)
		watched := make(chan struct{})
		ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
		go func() { defer close(watched); other.Watch(ctx) }()
		before := other.PublicGeneration()
		time.Sleep(100 * time.Millisecond) // the watcher has looked once
		must(t, app.LoadWorld(ctx, c))
		for other.PublicGeneration() == before && ctx.Err() == nil {
			time.Sleep(50 * time.Millisecond)
		}
		if ctx.Err() != nil {
			t.Error("the other replica saw nothing")
		}
		stop()
		<-watched
	})
}
