package workbook

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"sextant/internal/assessment"
	"sextant/internal/framework"
)

func TestTheSecondCoderSeesNothingOfTheFirst(t *testing.T) {
	r := begin(t, "chain-1", book2026(t))
	r.source("src-first", "TITLE-OF-FIRST")
	r.source("src-second", "Second's own")
	var first string
	for n, ind := range r.s.Book.Indicators {
		first = fmt.Sprintf("FIRST-WROTE-%d", n)
		r.do(answerOf(ind.Code, assessment.FirstHand, 0, assessment.Given{
			Value: "present", Justification: first, Language: "en", Confidence: "high", Citations: []assessment.Citation{{Source: "src-first", Locator: "FIRST-SPOT"}},
		}, false))
	}
	r.do(assessment.Discuss{Commented: assessment.Commented{Indicator: "L-1.1.1", ID: "c", Text: "THREAD-SECRET"}}, assessment.DrawSecond{How: "domain", Domain: "D1"})
	r.do(answerOf("L-1.1.1", assessment.SecondHand, r.s.Head.Seq, assessment.Given{
		Value: "partial", Justification: "second wrote", Language: "en", Citations: []assessment.Citation{{Source: "src-second", Locator: "x"}},
	}, false))
	data := questionnaireBytes(t, r.s, Options{Language: "en", Hand: assessment.SecondHand})
	text := parts(t, data)
	for _, secret := range []string{"FIRST-", "OF-FIRST", "src-first", "THREAD-SECRET", "L-2.1.1"} {
		if strings.Contains(text, secret) {
			t.Errorf("the workbook of the second coder holds %q", secret)
		}
	}
	if !strings.Contains(text, "second wrote") || !strings.Contains(text, "Second&#39;s own") {
		t.Error("the second coder's own work is not in it")
	}
	data = changed(t, data, func(e *edit) { e.answer("L-1.1.2", keyValue, "Absent") })
	if _, err := ReadQuestionnaire("q.xlsx", data, r.s, Reading{NewID: counter()}); !faultIs(err, "workbook.other_hand_first") {
		t.Errorf("the first coder may read it: %v", err)
	}
	p, err := ReadQuestionnaire("q.xlsx", data, r.s, Reading{Hand: assessment.SecondHand, NewID: counter()})
	if err != nil || len(p.Commands) != 1 {
		t.Fatalf("%v %+v", err, p)
	}
	r.do(p.Commands...)
	if r.s.Item("L-1.1.2").Second.Value != "absent" || r.s.Item("L-1.1.2").First.Value != "present" {
		t.Error("the answer went to the wrong hand")
	}
	firstData := questionnaireBytes(t, r.s, Options{Language: "en"})
	if _, err := ReadQuestionnaire("q.xlsx", firstData, r.s, Reading{Hand: assessment.SecondHand, NewID: counter()}); !faultIs(err, "workbook.other_hand_second") {
		t.Errorf("the second coder may read the first's: %v", err)
	}
	if strings.Contains(parts(t, firstData), "second wrote") || strings.Contains(parts(t, firstData), "THREAD-SECRET") {
		t.Error("the first coder's workbook holds what is not theirs")
	}
}

func faultIs(err error, key string) bool {
	return slices.ContainsFunc(faultsOf(nil, orNone(err)), func(e faultError) bool { return e.Key == key })
}

// A follow-up round shows what was answered before; ready and nothing else
// confirms it, another value needs the type of the change.
func TestAFollowUpRoundIsConfirmedByWorkbook(t *testing.T) {
	r := carried(t)
	out := questionnaireBytes(t, r.s, Options{Language: "en"})
	if !strings.Contains(parts(t, out), "OLD-JUSTIFICATION") {
		t.Error("the answer of the round before is not shown")
	}
	data := changed(t, out, func(e *edit) {
		e.answer("L-1.1.1", keyReady, "Yes")
		e.answer("L-1.1.2", keyValue, "Present")
		e.answer("L-1.1.2", keyJustification, "New law.")
		e.answer("L-1.1.2", keyCited+"1", "S1")
		e.answer("L-1.1.2", keyLocator+"1", "Art. 1")
		e.answer("L-1.1.2", keyReady, "Yes")
	})
	p := readBack(t, data, r.s)
	if len(p.Faults) != 1 || p.Faults[0].Key != "assessment.lacks_change" || p.Faults[0].Where.Cell != "V5" {
		t.Fatalf("faults %v", p.Faults)
	}
	data = changed(t, data, func(e *edit) {
		e.answer("L-1.1.2", keyChange, "policy change")
		e.answer("L-1.1.2", keyWhy, "In force since May")
	})
	p = readBack(t, data, r.s)
	r.do(p.Commands...)
	if i := r.s.Item("L-1.1.1"); !i.Carried.Confirmed || i.First.Value != "present" {
		t.Errorf("not confirmed: %+v", i.First)
	}
	if a := r.s.Item("L-1.1.2").First; a.Change != assessment.PolicyChange || a.Why != "In force since May" {
		t.Errorf("the change is not typed: %+v", a)
	}
	if again := readBack(t, data, r.s); !again.Empty() || len(again.Conflicts)+len(again.Faults) > 0 {
		t.Errorf("sent twice it changes something: %+v %+v", again.Changes, again.Conflicts)
	}
}

func carried(t *testing.T) *round {
	book := book2026(t)
	r := &round{t: t, s: assessment.Blank("chain-2", book)}
	o := openedFor(book)
	o.Round, o.Previous = 2, &assessment.Previous{Chain: "chain-1", Round: 1, Date: "2021", Ref: book.Ref}
	g := assessment.Given{Value: "present", Justification: "OLD-JUSTIFICATION", Language: "es", Citations: []assessment.Citation{{Source: "old", Locator: "p. 1"}}}
	absent := assessment.Given{Value: "absent", Justification: "None then."}
	r.do(assessment.FollowUp{Opened: o, Carry: assessment.CarriedOver{
		Answers: []assessment.Carried{
			{Indicator: "L-1.1.1", From: []framework.Code{"L-1.1.1"}, Given: g, Comparable: "full"},
			{Indicator: "L-1.1.2", From: []framework.Code{"L-1.1.2"}, Given: absent, Comparable: "full"},
		},
		Sources: []assessment.SourceAdded{{ID: "old", Cited: assessment.Cited{Kind: "law", Title: "Old law"}}},
	}})
	return r
}
