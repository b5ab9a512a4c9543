package app_test

import (
	"fmt"
	"math"
	"testing"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/lang"
	"sextant/internal/record"
)

// compared finds the assessment of the demonstration in San Isaro, where both
// coders' answers are open.
func compared(t *testing.T, a *app.App, by account.Standing) record.Chain {
	t.Helper()
	lines, err := a.Assessments(t.Context(), by, app.AssessmentFilter{})
	must(t, err)
	for _, l := range lines {
		if l.Name[lang.Spanish] == "San Isaro" {
			return l.Chain
		}
	}
	t.Fatal("San Isaro is not there")
	return ""
}

func standingOf(t *testing.T, a *app.App, login string) account.Standing {
	t.Helper()
	p, err := a.PersonByLogin(t.Context(), login)
	must(t, err)
	return p.Standing()
}

// The demonstration's answers, first coder down:
//
//	        absent partial present
//	absent     4      0      1
//	partial    0      6      0
//	present    0      1     12
//
// Observed with linear weights: (22 + 1/2)/24 = 540/576. Expected: rows 5 6 13,
// columns 4 7 13: (20 + 42 + 169 + (35 + 24 + 78 + 91)/2)/576 = 345/576. Kappa
// (Cohen, 1968): (540 - 345)/(576 - 345) = 195/231.
// AC2 (Gwet, 2014): shares 9/48, 13/48, 26/48; sum of p(1-p) = 1378/2304;
// expected 5/6 of it: 6890/13824; (12960 - 6890)/(13824 - 6890) = 6070/6934.
// Alpha (Krippendorff, 2011): of 48 ratings 9, 13, 26; distances of mid ranks
// 11, 19.5 and 30.5. Observed: 2 x (30.5^2 + 19.5^2)/48; expected:
// 2 x (9x13x121 + 13x26x380.25 + 9x26x930.25)/(48 x 47).
func TestAgreementByHand(t *testing.T) {
	c := app.Config{Store: memory(t), Blobs: folder(t)}
	must(t, app.LoadDemo(t.Context(), c))
	a := app.New(c)
	reviewer := standingOf(t, a, "reviewer")
	chain := compared(t, a, reviewer)
	g, err := a.Agreement(t.Context(), reviewer, chain)
	must(t, err)
	if g.Compared != 25 || len(g.Scales) != 1 {
		t.Fatalf("%d compared on %d scales", g.Compared, len(g.Scales))
	}
	s := g.Scales[0]
	if fmt.Sprint(s.Table) != "[[4 0 1] [0 6 0] [0 1 12]]" || s.Common == nil || s.Common.Code != "present" {
		t.Errorf("table %v, common %v", s.Table, s.Common)
	}
	observed := 2 * (30.5*30.5 + 19.5*19.5) / 48
	expected := 2 * (9*13*11.0*11 + 13*26*19.5*19.5 + 9*26*30.5*30.5) / (48 * 47)
	for name, f := range map[string]struct {
		got  app.Coefficient
		want float64
	}{
		"raw": {s.Whole.Raw, 22.0 / 24}, "kappa": {s.Whole.Kappa, 195.0 / 231},
		"alpha": {s.Whole.Alpha, 1 - observed/expected}, "gwet": {s.Whole.Gwet, 6070.0 / 6934},
	} {
		if math.Abs(f.got.Value-f.want) > 1e-12 {
			t.Errorf("%s is %.15f, by hand %.15f", name, f.got.Value, f.want)
		}
		if !(f.got.Low <= f.got.Value && f.got.Value <= f.got.High && f.got.Low < f.got.High) {
			t.Errorf("%s: %g is not in %g to %g", name, f.got.Value, f.got.Low, f.got.High)
		}
	}
	units := 0
	for _, d := range s.Groups {
		if d.Kind == app.GroupDomain {
			units += d.Units
		}
		if d.Kind == app.GroupPair && (d.Raw != s.Whole.Raw || d.First == d.Second) {
			t.Errorf("the only pair of coders differs from the whole: %+v", d)
		}
	}
	if units != s.Whole.Units {
		t.Errorf("domains hold %d units, the whole %d", units, s.Whole.Units)
	}
	again, err := app.New(c).Agreement(t.Context(), reviewer, chain)
	must(t, err)
	if fmt.Sprint(again.Scales[0].Whole) != fmt.Sprint(s.Whole) {
		t.Error("another process computes another interval")
	}
}

// The figures are those of blind answers: what is answered or decided after
// both were opened does not move them.
func TestAgreementStaysAsItWasBlind(t *testing.T) {
	c := app.Config{Store: memory(t), Blobs: folder(t)}
	must(t, app.LoadDemo(t.Context(), c))
	a := app.New(c)
	reviewer, coder := standingOf(t, a, "reviewer"), standingOf(t, a, "coder")
	chain := compared(t, a, reviewer)
	before, err := a.Agreement(t.Context(), reviewer, chain)
	must(t, err)
	s, err := a.State(t.Context(), reviewer, chain)
	must(t, err)
	for _, d := range s.Differences() {
		first := d.Item.First
		first.Given.Value, first.Given.Citations = d.Item.Second.Value, d.Item.Second.Citations
		_, err := do(t, a, coder, chain, assessment.RecordAnswer{Base: first.Seq, Answered: assessment.Answered{
			Indicator: d.Item.Code, Hand: assessment.FirstHand, Given: first.Given, Ready: true,
		}})
		must(t, err)
	}
	after, err := app.New(c).Agreement(t.Context(), reviewer, chain)
	must(t, err)
	if fmt.Sprint(before.Scales[0].Table) != fmt.Sprint(after.Scales[0].Table) || before.Scales[0].Whole != after.Scales[0].Whole {
		t.Error("the figures moved after both answers were opened")
	}
}

func TestWhoSeesAgreement(t *testing.T) {
	c := app.Config{Store: memory(t), Blobs: folder(t)}
	must(t, app.LoadDemo(t.Context(), c))
	a := app.New(c)
	coordinator := standingOf(t, a, "coordinator")
	chain := compared(t, a, coordinator)
	for _, login := range []string{"coder", "coder2", "editor", "viewer"} {
		if _, err := a.Agreement(t.Context(), standingOf(t, a, login), chain); !fault.Is(err, fault.Denied) && !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: %v", login, err)
		}
		if _, err := a.ProgrammeAgreement(t.Context(), standingOf(t, a, login)); !fault.Is(err, fault.Denied) {
			t.Errorf("%s sees the programme: %v", login, err)
		}
	}
	books, err := a.ProgrammeAgreement(t.Context(), coordinator)
	must(t, err)
	if len(books) != 2 || books[0].Book.Ref.ID != "mgi-local" || books[1].Book.Ref.ID != "sdg-10-7-2" {
		t.Fatalf("%d books", len(books))
	}
	indicators := 0
	for _, g := range books[0].Scales[0].Groups {
		if g.Kind == app.GroupIndicator {
			indicators++
		}
	}
	if indicators != 24 { // the one answered "unknown" is in no figure
		t.Errorf("%d indicators have figures", indicators)
	}
}

// Answers that are all off the scale leave nothing to compute, and no error.
func TestAgreementOfNothing(t *testing.T) {
	each(t, func(t *testing.T, a *app.App, _ app.Config) {
		chain := opened(t, a)
		second, judge := account.Standing{Person: "sara"}, account.Standing{Person: "rosa"}
		_, err := do(t, a, ruth, chain,
			assessment.Grant{Granted: assessment.Granted{Person: "sara", Grant: account.Grant{Role: account.SecondCoder}}},
			assessment.Grant{Granted: assessment.Granted{Person: "rosa", Grant: account.Grant{Role: account.Reviewer}}},
			assessment.DrawSecond{How: "share", Share: 2, Seed: 7})
		must(t, err)
		s, err := a.State(t.Context(), ruth, chain)
		must(t, err)
		if _, err := a.Agreement(t.Context(), ruth, chain); !fault.HasKey(err, "second.not_opened") {
			t.Errorf("before both are open: %v", err)
		}
		for _, code := range s.Second.Indicators {
			one := absent(code, "Nada.", 0)
			_, err = do(t, a, lucia, chain, one)
			must(t, err)
			one.Hand, one.Value = assessment.SecondHand, "unknown"
			_, err = do(t, a, second, chain, one)
			must(t, err)
		}
		_, err = do(t, a, judge, chain, assessment.Compare{})
		must(t, err)
		g, err := a.Agreement(t.Context(), judge, chain)
		must(t, err)
		if g.Compared != 2 || !math.IsNaN(g.Scales[0].Whole.Kappa.Value) || len(g.Scales[0].Notes) != 1 {
			t.Errorf("%+v", g)
		}
	})
}
