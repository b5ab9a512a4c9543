package assessment_test

import (
	"testing"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/framework"
)

// Rule 4: nobody publishes without recorded consent, or a stated reason for
// going without.
func TestRule4NoPublicationWithoutConsentOrReason(t *testing.T) {
	r := written(t)
	r.refused(ruth, publish(r), "assessment.lack_consent")
	r.refused(tomas, assessment.GiveConsent{Consented: assessment.Consented{Kind: assessment.ConsentGiven, Name: "T. Villar"}}, "assessment.lacks_office")
	r.refused(ruth, assessment.WaiveConsent{Reason: "  "}, "assessment.lacks_reason")
	r.refused(lucia, assessment.WaiveConsent{Reason: "in a hurry"}, "assessment.denied")
	r.refused(ruth, assessment.GiveConsent{Consented: assessment.Consented{Kind: assessment.ConsentGiven, Name: "R", Office: "O"}}, "assessment.denied")

	r.must(tomas, assessment.GiveConsent{Consented: assessment.Consented{Kind: assessment.ConsentRefused, Name: "T. Villar", Office: "Town hall", Reason: "The council has not met."}})
	r.refused(ruth, publish(r), "assessment.consent_refused")

	r.must(tomas, consent)
	r.must(maya, again(r, "Desde 2024 la Oficina atiende."))
	r.refused(ruth, publish(r), "assessment.consent_outdated")

	r.must(tomas, consent)
	r.must(ruth, publish(r))
	if r.state.Stage != account.Published {
		t.Errorf("stage %s after publication", r.state.Stage)
	}
	r.refused(ruth, publish(r), "assessment.consent_used")
}

var consent = assessment.GiveConsent{Consented: assessment.Consented{
	Kind: assessment.ConsentGiven, Name: "T. Villar", Office: "Town hall", Scope: []string{"findings", "answers"},
}}

// Rule 2: a correction is a new edition that says what changed.
func TestRule2ACorrectionSaysWhatChanged(t *testing.T) {
	r := written(t)
	r.must(tomas, consent)
	r.must(ruth, publish(r))
	r.must(ruth, assessment.WaiveConsent{Reason: "A misprint; the sense is the same."})
	silent := publish(r)
	silent.Changes = " "
	r.refused(ruth, silent, "assessment.lacks_changes")
	twice := publish(r)
	twice.Number = 1
	r.refused(ruth, twice, "assessment.edition_moved")
	r.must(ruth, publish(r))
	if n := len(r.state.Editions); n != 2 {
		t.Errorf("%d editions", n)
	}
}

// Rule 3: a finding whose answers changed since it was written is stale.
func TestRule3AFindingKnowsThatItsAnswersMoved(t *testing.T) {
	r := written(t)
	first := r.state.Book.Indicators[0].Code
	r.must(ruth, assessment.MoveStage{To: account.Findings, Reason: "A source was wrong."})
	changed := answer(first, "partial", r.state.Item(first).First.Seq)
	r.must(lucia, changed)
	if stale := r.state.StaleFindings(); len(stale) != 1 || stale[0].ID != "D1" {
		t.Fatalf("stale findings: %v", stale)
	}
	r.must(ilse, assessment.ReviewAnswer{Reviewed: assessment.Reviewed{Indicator: first, Verdict: assessment.VerdictApproved}, Base: r.state.Head.Seq})
	r.refused(ruth, assessment.MoveStage{To: account.Consent}, "assessment.lack_confirmation")
	r.refused(maya, assessment.ConfirmFinding{FindingConfirmed: assessment.FindingConfirmed{ID: "D1"}, Seen: 3}, "assessment.answer_moved")
	r.must(maya, assessment.ConfirmFinding{FindingConfirmed: assessment.FindingConfirmed{ID: "D1"}, Seen: r.state.Head.Seq})
	if stale := r.state.StaleFindings(); len(stale) != 0 {
		t.Errorf("still stale after confirmation: %v", stale)
	}
}

// Rule 3 as well: a changed source moves the answers that cite it.
func TestRule3AChangedSourceMakesFindingsStale(t *testing.T) {
	r := written(t)
	x := r.state.Sources["law"]
	cited := x.Cited
	cited.Date = "2024-01-01"
	r.must(maya, assessment.ChangeSource{SourceChanged: assessment.SourceChanged{ID: "law", Cited: cited}, Base: x.Seq})
	if n := len(r.state.StaleFindings()); n != 6 {
		t.Errorf("%d stale findings, want all 6", n)
	}
}

// Rule 6: a translation is never current when its original changed after it.
func TestRule6ATranslationFallsBehind(t *testing.T) {
	r := written(t)
	unit := assessment.FindingUnit("D1")
	r.must(samir, assessment.Translate{Translated: assessment.Translated{Unit: unit, Language: "en", Text: "Since 2023 the office helps.", Reviewed: true}})
	state := func() assessment.TextState { u, _ := r.state.Unit(unit); return u.State("en") }
	if state() != assessment.TextReviewed {
		t.Fatalf("state %s", state())
	}
	old, _ := r.state.Unit(unit)
	r.must(maya, again(r, "Desde 2024 la Oficina atiende."))
	if state() != assessment.TextStale {
		t.Errorf("state %s after the original changed", state())
	}
	behind := assessment.Translated{Unit: unit, Language: "en", Text: "Since 2023 the office helps people.", Reviewed: true, Basis: old.Seq}
	r.refused(samir, assessment.Translate{Translated: behind, Base: r.state.Head.Seq}, "assessment.reviewed_stale")
	u, _ := r.state.Unit(unit)
	if _, late := u.All(); len(late) != 1 || late[0] != "en" {
		t.Errorf("behind: %v", late)
	}
	r.refused(samir, assessment.Translate{Translated: assessment.Translated{Unit: unit, Language: "fr", Text: "x"}}, "assessment.denied")
}

// Rule 9: two people never overwrite each other without seeing it.
func TestRule9TheSecondSaverIsTold(t *testing.T) {
	r := newRound(t)
	r.must(ruth, assessment.MoveStage{To: account.Coding})
	r.source()
	r.must(lucia, answer("L-1.1.1", "present", 0))
	other := answer("L-1.1.1", "absent", 0)
	r.refused(lucia, other, "assessment.answer_moved")
	same := answer("L-1.1.1", "present", 0)
	r.must(lucia, same) // says the same: nothing to see
	r.must(lucia, answer("L-1.1.2", "present", 0))
}

func TestAnAnswerIsReadyOnlyWhenItStandsOnSomething(t *testing.T) {
	r := newRound(t)
	r.must(ruth, assessment.MoveStage{To: account.Coding})
	r.source()
	bare := answer("L-1.1.1", "present", 0)
	bare.Citations = []assessment.Citation{{Source: "law"}}
	r.refused(lucia, bare, "assessment.lacks_source")
	bare.Ready = false
	r.must(lucia, bare)
	silent := answer("L-1.1.2", "absent", 0)
	silent.Citations, silent.Justification = nil, ""
	r.refused(lucia, silent, "assessment.lacks_justification")
	silent.Justification = "No ordinance, plan or budget names it; asked the town clerk on 4 March."
	r.must(lucia, silent)
	r.refused(lucia, answer("L-1.1.3", "yes", 0), "assessment.not_on_scale")
	r.refused(lucia, answer("L-9.9.9", "present", 0), "assessment.no_indicator")
	r.refused(bruno, answer("L-1.1.3", "present", 0), "assessment.denied")
}

// Blind second coding: the roles are apart, both originals stay, a decision
// needs a reason.
func TestSecondCodingIsBlindAndDecided(t *testing.T) {
	r := newRound(t)
	r.refused(ruth, assessment.Grant{Granted: assessment.Granted{Person: "lucia", Grant: account.Grant{Role: account.SecondCoder}}}, "assessment.roles_clash")
	r.must(ruth, assessment.DrawSecond{How: "share", Share: 10, Seed: 4711})
	drawn := r.state.Second.Indicators
	if want := (len(r.state.Book.Indicators) + 9) / 10; len(drawn) != want {
		t.Fatalf("%d drawn, want %d", len(drawn), want)
	}
	r.must(ruth, assessment.MoveStage{To: account.Coding})
	r.source()
	for _, c := range drawn {
		r.must(lucia, answer(c, "present", 0))
	}
	if r.state.Differences() != nil {
		t.Error("differences are shown before both coded")
	}
	r.refused(ilse, assessment.Compare{}, "assessment.not_twice")
	for n, c := range drawn {
		a := answer(c, []string{"present", "absent"}[n%2], 0)
		a.Hand = assessment.SecondHand
		r.must(bruno, a)
	}
	r.must(ilse, assessment.Compare{})
	ds := r.state.Differences()
	if len(ds) != len(drawn)/2 {
		t.Fatalf("%d differences of %d", len(ds), len(drawn))
	}
	c := ds[0].Item.Code
	if ds[0].Steps != 2 {
		t.Errorf("%d steps between absent and present", ds[0].Steps)
	}
	d := assessment.Adjudicate{Adjudicated: assessment.Adjudicated{Indicator: c, Given: assessment.Given{Value: "partial"}, Text: "second"}}
	r.refused(ilse, d, "assessment.lacks_reason")
	r.refused(lucia, d, "assessment.denied")
	d.Reason = "Annex 1 covers only adults."
	r.must(ilse, d)
	i := r.state.Item(c)
	if i.Standing().Value != "partial" || i.First.Value != "present" || i.Second.Value != "absent" {
		t.Errorf("standing %s, first %s, second %s", i.Standing().Value, i.First.Value, i.Second.Value)
	}
}

// Consultation: every remark that is not plain agreement gets its reply.
func TestEveryRemarkIsAnswered(t *testing.T) {
	r := coded(t)
	r.must(ruth, assessment.MoveStage{To: account.Review})
	r.must(ilse, assessment.ApproveAll{UpTo: r.state.Head.Seq})
	r.must(ruth, assessment.MoveStage{To: account.Consultation})
	r.refused(tomas, remark("m1", "L-1.1.1", assessment.Agree, ""), "assessment.no_consultation")
	r.must(ruth, assessment.OpenTalks{Deadline: "2025-05-16"})
	r.must(tomas, assessment.Grant{Granted: assessment.Granted{Person: "nadia", Grant: account.Grant{
		Role: account.Government, Institution: "Civil Protection", Domains: []string{"D5"},
	}}})
	r.refused(nadia, remark("m0", "L-1.1.1", assessment.Agree, ""), "assessment.denied")
	r.must(tomas, remark("m1", "L-1.1.1", assessment.Agree, ""))
	r.refused(nadia, remark("m2", "L-5.1.1", assessment.Disagree, ""), "assessment.lacks_remark")
	r.must(nadia, remark("m2", "L-5.1.1", assessment.Disagree, "There is a decree of 2025."))
	r.must(ruth, assessment.CloseTalks{})
	r.refused(ruth, assessment.MoveStage{To: account.Findings}, "assessment.lack_replies")
	first := r.state.Item("L-5.1.1").First
	next := answer("L-5.1.1", other(first.Value), first.Seq)
	r.must(lucia, next)
	r.must(ilse, assessment.ApproveAll{UpTo: r.state.Head.Seq})
	r.must(ruth, assessment.Reply{Replied: assessment.Replied{Remark: "m2", Outcome: assessment.Accepted, Text: "Thank you; the decree counts."}})
	reply := r.state.Remarks["m2"].Reply
	if reply.From != first.Value || reply.To != other(first.Value) {
		t.Errorf("the reply says %s → %s", reply.From, reply.To)
	}
	r.refused(nadia, remark("m2", "L-5.1.1", assessment.Agree, ""), "assessment.no_consultation")
	r.must(ruth, assessment.MoveStage{To: account.Findings})
}

func other(v string) string {
	if v == framework.Present {
		return framework.Partial
	}
	return framework.Present
}

func remark(id assessment.RemarkID, c framework.Code, stance assessment.Stance, text string) assessment.MakeRemark {
	return assessment.MakeRemark{Remarked: assessment.Remarked{ID: id, Indicator: c, Stance: stance, Text: text}}
}

// again rewrites the finding of domain D1 as someone does who has it before
// their eyes.
func again(r *round, text string) assessment.WriteFinding {
	f := r.state.Findings["D1"]
	w := finding("D1", "D1", f.Side, text, f.Indicators...)
	w.Base = f.Moved
	return w
}
