package assessment_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/framework"
	"sextant/internal/record"
)

// Any sequence of commands by anyone keeps the invariants, and folding any
// prefix of what was recorded gives a valid state.
func TestAnySequenceOfCommandsKeepsTheInvariants(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := newRound(t)
		r.must(ruth, assessment.DrawSecond{How: "domain", Domain: "D1"})
		for range rapid.IntRange(1, 40).Draw(rt, "commands") {
			who := rapid.SampledFrom([]account.Standing{ruth, lucia, bruno, ilse, tomas, nadia, maya, samir}).Draw(rt, "who")
			before := r.state
			err := r.try(who, anyCommand(rt, r))
			if err != nil && r.state != before {
				rt.Fatalf("a refused command changed the state: %v", err)
			}
			holds(rt, r.state)
		}
		head, err := record.Verify(record.Head{}, r.entries)
		if err != nil || head != r.state.Head {
			rt.Fatalf("the chain: %v %v", head, err)
		}
		cut := rapid.IntRange(1, len(r.entries)).Draw(rt, "prefix")
		s, err := assessment.Load(r.entries[:cut], find)
		if err != nil || s.Head.Seq != int64(cut) {
			rt.Fatalf("a prefix of %d entries: %v", cut, err)
		}
		holds(rt, s)
		whole, err := assessment.Load(r.entries, find)
		if err != nil || whole.Head != r.state.Head || len(whole.Items) != len(r.state.Items) {
			rt.Fatalf("the whole again: %v", err)
		}
	})
}

// holds checks what must be true of every state.
func holds(t *rapid.T, s *assessment.State) {
	if len(s.People(account.Coordinator)) == 0 && s.Head.Seq > 1 {
		t.Fatal("nobody coordinates")
	}
	for code, i := range s.Items {
		ind, ok := s.Book.Indicator(code)
		if !ok {
			t.Fatalf("an item without an indicator: %s", code)
		}
		scale, _ := s.Book.Scale(ind.Scale)
		for _, a := range []assessment.Answer{i.First, i.Second} {
			if _, ok := scale.Option(a.Value); !ok && a.Value != "" {
				t.Fatalf("%s has %q", code, a.Value)
			}
			for _, c := range a.Citations {
				if s.Sources[c.Source].Title == "" {
					t.Fatalf("%s cites an unknown source", code)
				}
			}
		}
		if i.Status() == assessment.Approved && !i.Standing().Ready {
			t.Fatalf("%s is approved and not ready", code)
		}
	}
	if len(s.Order) != len(s.Findings) {
		t.Fatalf("%d findings in order, %d in all", len(s.Order), len(s.Findings))
	}
	for n, e := range s.Editions {
		if e.Number != n+1 {
			t.Fatalf("edition %d stands at place %d", e.Number, n+1)
		}
	}
	if len(s.Editions) > 0 && s.Consent == nil {
		t.Fatal("published without a word on consent")
	}
	if !s.Second.Compared && len(s.Differences()) > 0 {
		t.Fatal("differences are shown too early")
	}
}

func anyCommand(t *rapid.T, r *round) assessment.Command {
	code := rapid.SampledFrom([]framework.Code{"L-1.1.1", "L-1.1.2", "L-2.1.1", "L-5.1.1", "X"}).Draw(t, "code")
	value := rapid.SampledFrom([]string{"absent", "partial", "present", "unknown", "", "yes"}).Draw(t, "value")
	text := rapid.SampledFrom([]string{"", "Ordinance 14.", "  "}).Draw(t, "text")
	flag := rapid.Bool().Draw(t, "flag")
	base := rapid.SampledFrom([]int64{0, r.state.Head.Seq}).Draw(t, "base")
	stage := rapid.SampledFrom(account.Stages).Draw(t, "stage")
	id := rapid.SampledFrom([]string{"a", "b"}).Draw(t, "id")
	d, _ := r.state.Book.Indicator(code)
	a := answer(code, value, base)
	a.Ready, a.Justification, a.Citations = flag, text, nil
	if flag {
		a.Hand = assessment.SecondHand
	}
	return rapid.SampledFrom([]assessment.Command{
		a, answer(code, value, base),
		assessment.AddSource{SourceAdded: assessment.SourceAdded{ID: assessment.SourceID(id), Cited: assessment.Cited{Kind: "law", Title: text}}},
		assessment.AddSource{SourceAdded: assessment.SourceAdded{ID: "law", Cited: assessment.Cited{Kind: "law", Title: "Ordenanza 14"}}},
		assessment.DropSource{ID: "law"},
		assessment.MoveStage{To: stage, Reason: text},
		assessment.ReviewAnswer{Reviewed: assessment.Reviewed{Indicator: code, Verdict: assessment.VerdictApproved}, Base: base},
		assessment.ReviewAnswer{Reviewed: assessment.Reviewed{Indicator: code, Verdict: assessment.VerdictReturned, Reason: text}, Base: base},
		assessment.ApproveAll{UpTo: base},
		assessment.Compare{},
		assessment.Adjudicate{Adjudicated: assessment.Adjudicated{Indicator: code, Given: assessment.Given{Value: value}, Text: "first", Reason: text}},
		assessment.Discuss{Commented: assessment.Commented{ID: id, Indicator: code, Text: text}},
		assessment.Resolve{CommentResolved: assessment.CommentResolved{ID: id, Indicator: code}},
		assessment.OpenTalks{},
		assessment.CloseTalks{},
		remark(assessment.RemarkID(id), code, assessment.Supplement, text),
		assessment.Reply{Replied: assessment.Replied{Remark: assessment.RemarkID(id), Outcome: assessment.Partly, Text: text}},
		finding(assessment.FindingID(id), d.Domain, assessment.Potential, text, code),
		assessment.DropFinding{FindingDropped: assessment.FindingDropped{ID: assessment.FindingID(id)}},
		assessment.Translate{Translated: assessment.Translated{Unit: assessment.UnitID("finding:" + id), Language: "en", Text: text, Reviewed: flag}, Base: base},
		consent,
		assessment.WaiveConsent{Reason: text},
		publish(r),
		assessment.WithdrawEdition{EditionWithdrawn: assessment.EditionWithdrawn{Number: 1, Notice: text}},
		assessment.Revoke{Revoked: assessment.Revoked{Person: "ruth", Role: account.Coordinator}},
		assessment.RedactEntry{EntryRedacted: assessment.EntryRedacted{Seq: base, Reason: text}},
	}).Draw(t, "command")
}

// Every kind of entry ever released loads for ever: the golden bodies are
// written once and never again.
func TestEveryKindOfEntryLoadsForEver(t *testing.T) {
	kinds := assessment.Kinds()
	slices.Sort(kinds)
	for _, kind := range kinds {
		body, err := os.ReadFile(filepath.Join("testdata", "entries", kind+".1.json"))
		if err != nil {
			t.Errorf("no golden entry of kind %s: %v", kind, err)
			continue
		}
		e := record.Entry{Kind: kind, Version: 1, Body: body, Seq: 7}
		event, err := assessment.Read(e)
		if err != nil {
			t.Errorf("%s: %v", kind, err)
			continue
		}
		again, err := json.Marshal(event)
		if err != nil {
			t.Fatal(err)
		}
		if want := compact(t, body); string(again) != want {
			t.Errorf("%s loses something:\n got %s\nwant %s", kind, again, want)
		}
	}
}

// compact drops the white space of a golden body. Its fields stand in the
// order of the type, as they were written.
func compact(t *testing.T, b []byte) string {
	c, err := json.Marshal(json.RawMessage(b))
	if err != nil {
		t.Fatal(err)
	}
	return string(c)
}

// A redacted entry is a gap in what is known, never a broken state.
func TestARedactedEntryLeavesAState(t *testing.T) {
	r := written(t)
	for n := range r.entries {
		if n == 0 {
			continue
		}
		entries := slices.Clone(r.entries)
		entries[n].Body = nil
		if _, err := record.Verify(record.Head{}, entries); err != nil {
			t.Fatalf("entry %d blanked: %v", n+1, err)
		}
		s, err := assessment.Load(entries, find)
		if err != nil {
			t.Fatalf("entry %d (%s) blanked: %v", n+1, entries[n].Kind, err)
		}
		s.Duties()
		s.Lacking(account.Published)
	}
}

// The state that readers hold stays as it was when others write.
func TestAStateIsAValue(t *testing.T) {
	r := coded(t)
	before := r.state
	frozen := fmt.Sprintf("%+v", before.Values())
	r.must(lucia, answer("L-1.1.1", "present", before.Item("L-1.1.1").First.Seq))
	if now := fmt.Sprintf("%+v", before.Values()); now != frozen {
		t.Error("an older state changed under its reader")
	}
}
