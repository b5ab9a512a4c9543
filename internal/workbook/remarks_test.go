package workbook

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sextant/internal/assessment"
	"sextant/internal/framework"
	"sextant/internal/lang"
)

const ministry = "Ministry of Health"

// consulted is an assessment whose draft two institutions read. After the draft
// was frozen the team went on answering.
func consulted(t testing.TB) (r *round, draft *assessment.State) {
	t.Helper()
	r = worked(t)
	r.do(assessment.AddSource{SourceAdded: assessment.SourceAdded{ID: "src-p", Cited: assessment.Cited{Kind: "interview", Title: "PRIVATE-SOURCE", Private: true}}})
	r.do(answerOf("L-1.1.3", assessment.FirstHand, 0, assessment.Given{
		Value: "partial", Justification: "As drafted", Citations: []assessment.Citation{{Source: "src-p", Locator: "x"}, {Source: "src-b", Locator: "p. 9"}},
	}, false))
	for _, institution := range []string{ministry, "Police"} {
		var g assessment.Grant
		g.Role, g.Institution, g.Person = "government", institution, "police"
		if institution == ministry {
			g.Person = "ministry"
		}
		r.do(g)
	}
	r.do(assessment.OpenTalks{})
	draft = r.at(r.s.Talks[0].Moment)
	r.do(answerOf("L-1.1.3", assessment.FirstHand, r.s.Head.Seq, assessment.Given{Value: "absent", Justification: "IN-THE-MAKING"}, false))
	r.doFor("Police", remark("p-1", "L-1.1.1", assessment.Disagree, "OTHERS-SAID"))
	r.doFor(ministry, assessment.MakeRemark{Remarked: assessment.Remarked{
		ID: "m-1", Indicator: "L-1.1.2", Stance: assessment.Supplement, Text: "=See annex", Language: "es",
		Evidence: []assessment.Evidence{{Title: "Annex", Link: "https://example.org/annex"}, {Hash: "ff", Name: "scan.pdf"}},
	}})
	return r, draft
}

func remark(id assessment.RemarkID, code framework.Code, stance assessment.Stance, text string) assessment.MakeRemark {
	return assessment.MakeRemark{Remarked: assessment.Remarked{ID: id, Indicator: code, Stance: stance, Text: text, Language: "en"}}
}

func remarksBytes(t testing.TB, draft, now *assessment.State, in lang.Tag, institution string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteRemarks(&b, draft, now, RemarkOptions{Language: in, Institution: institution}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func readRemarks(data []byte, s *assessment.State) (*Plan, error) {
	return ReadRemarks("r.xlsx", data, s, Reading{Institution: ministry, NewID: counter()})
}

func TestRemarksComeBackByWorkbook(t *testing.T) {
	for _, in := range []lang.Tag{"en", "ar"} {
		r, draft := consulted(t)
		out := remarksBytes(t, draft, r.s, in, ministry)
		if p, err := readRemarks(out, r.s); err != nil || !p.Empty() || len(p.Faults) > 0 {
			t.Fatalf("untouched it changes something: %v %+v", err, p)
		}
		data := changed(t, out, func(e *edit) {
			e.set(keyItem, "L-1.1.1", keyStance, "De acuerdo")
			e.set(keyItem, "L-1.1.3", keyStance, "disagree")
			e.set(keyItem, "L-1.1.3", keyText, "- no\n- not so")
			e.set(keyItem, "L-1.1.3", keyEvidence+"1", "Decree")
			e.set(keyItem, "L-1.1.3", keyLink+"1", "https://example.org/decree")
			e.set(keyItem, "L-1.1.2", keyText, "=See annex 2")
		})
		p, err := readRemarks(data, r.s)
		if err != nil || len(p.Faults) > 0 || len(p.Commands) != 3 {
			t.Fatalf("%v %+v", err, p)
		}
		r.doFor(ministry, p.Commands...)
		got := map[framework.Code]assessment.Remarked{}
		for _, id := range r.s.RemarkOrder {
			if x := r.s.Remarks[id]; x.Institution == ministry {
				got[x.Indicator] = x.Remarked
			}
		}
		want := map[framework.Code]assessment.Remarked{
			"L-1.1.1": {ID: "new-1", Indicator: "L-1.1.1", Institution: ministry, Stance: assessment.Agree},
			"L-1.1.2": {
				ID: "m-1", Indicator: "L-1.1.2", Institution: ministry, Stance: assessment.Supplement, Text: "=See annex 2", Language: "es",
				Evidence: []assessment.Evidence{{Title: "Annex", Link: "https://example.org/annex"}, {Hash: "ff", Name: "scan.pdf"}},
			},
			"L-1.1.3": {
				ID: "new-2", Indicator: "L-1.1.3", Institution: ministry, Stance: assessment.Disagree, Text: "- no\n- not so", Language: in,
				Evidence: []assessment.Evidence{{Title: "Decree", Link: "https://example.org/decree"}},
			},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", in, diff)
		}
		if again, err := readRemarks(data, r.s); err != nil || !again.Empty() || len(again.Conflicts) > 0 {
			t.Errorf("sent twice it changes something: %v %+v", err, again)
		}
	}
}

// The government sees the frozen draft and its own words, nothing else.
func TestTheDraftHoldsNothingElse(t *testing.T) {
	r, draft := consulted(t)
	text := parts(t, remarksBytes(t, draft, r.s, "en", ministry))
	for _, secret := range []string{"IN-THE-MAKING", "OTHERS-SAID", "THREAD-SECRET", "PRIVATE-SOURCE"} {
		if strings.Contains(text, secret) {
			t.Errorf("the draft holds %q", secret)
		}
	}
	for _, shown := range []string{"As drafted", "See annex", "Plan comunal de migración · Municipalidad"} {
		if !strings.Contains(text, shown) {
			t.Errorf("the draft does not show %q", shown)
		}
	}
	var b bytes.Buffer
	if err := WriteRemarks(&b, r.s, r.s, RemarkOptions{Language: "en", Institution: ministry}); !faultIs(err, "workbook.not_the_draft") || b.Len() > 0 {
		t.Errorf("the state in the making went out: %v", err)
	}
}

func TestRemarksThatCannotBeTaken(t *testing.T) {
	r, draft := consulted(t)
	good := remarksBytes(t, draft, r.s, "en", ministry)
	e := func(change func(e *edit)) []byte { return changed(t, good, change) }
	set := func(code, key, value string) []byte { return e(func(e *edit) { e.set(keyItem, code, key, value) }) }
	for _, c := range []struct {
		name, want string
		data       []byte
	}{
		{"of another institution", "workbook.other_institution", remarksBytes(t, draft, r.s, "en", "Police")},
		{"of another draft", "workbook.older_draft", e(func(e *edit) { fact(e, "moment", "1") })},
		{"a questionnaire", "workbook.other_kind_questionnaire", questionnaireBytes(t, r.s, Options{Language: "en"})},
		{"disagreement without a word", "assessment.lacks_remark K4", set("L-1.1.1", keyStance, "Disagrees")},
		{"a word without a stance", "assessment.lacks_stance J4", set("L-1.1.1", keyText, "Hm.")},
		{"a stance that is none", "workbook.not_offered J4", set("L-1.1.1", keyStance, "Furious")},
		{"a remark taken back", "assessment.lacks_stance J5", e(func(e *edit) { e.set(keyItem, "L-1.1.2", keyStance, ""); e.set(keyItem, "L-1.1.2", keyText, "") })},
		{"a link that is none", "assessment.source_link N5", set("L-1.1.2", keyLink+"1", "file:///etc")},
		{"another's remark", "workbook.foreign_remark J4", set("L-1.1.1", keyRemark, "p-1")},
		{"a row copied", "workbook.row_twice A90", e(func(e *edit) {
			sheet, _ := e.find(keyItem, "L-1.1.1", keyItem)
			e.must(e.f.DuplicateRowTo(sheet, 4, 90))
		})},
	} {
		p, err := readRemarks(c.data, r.s)
		faults := faultsOf(p, orNone(err))
		if err == nil {
			faults = p.Faults
		}
		key, cell, _ := strings.Cut(c.want, " ")
		if len(faults) == 0 || faults[0].Key != key || cell != "" && faults[0].Where.Cell != cell || p != nil && p.Commands != nil {
			t.Errorf("%s: %v %v", c.name, faults, err)
		}
		sayable(t, faults)
	}
	r.do(assessment.CloseTalks{})
	if _, err := readRemarks(good, r.s); !faultIs(err, "assessment.no_consultation") {
		t.Errorf("remarks came in after the end: %v", err)
	}
}

func TestAColleagueRemarkedMeanwhile(t *testing.T) {
	r, draft := consulted(t)
	data := changed(t, remarksBytes(t, draft, r.s, "en", ministry), func(e *edit) { e.set(keyItem, "L-1.1.2", keyText, "Mine") })
	update := remark("m-1", "L-1.1.2", assessment.Agree, "Theirs")
	update.Base = r.s.Head.Seq
	r.doFor(ministry, update)
	p, err := readRemarks(data, r.s)
	if err != nil || len(p.Conflicts) != 1 || p.Commands != nil {
		t.Fatalf("%v %+v", err, p)
	}
	r.doFor(ministry, p.Settle(func(Conflict) bool { return true })...)
	if x, _ := r.s.RemarkOf("L-1.1.2", ministry); x.Text != "Mine" || x.Stance != assessment.Supplement {
		t.Errorf("the chosen remark does not stand: %+v", x)
	}
}

// texted is an assessment with findings and a section to translate.
func texted(t testing.TB) *round {
	t.Helper()
	r := worked(t)
	finding := func(id assessment.FindingID, side assessment.Side, text string) assessment.WriteFinding {
		return assessment.WriteFinding{FindingWritten: assessment.FindingWritten{ID: id, Domain: "D1", Side: side, Text: text, Language: "es", Indicators: []framework.Code{"L-1.1.1"}, OnPurpose: true}}
	}
	r.do(
		finding("f1", assessment.Developed, "La Ordenanza 12 de 2023 abre la salud."),
		finding("f2", assessment.Potential, "Establecer un plan."),
		assessment.WriteSection{SectionWritten: assessment.SectionWritten{Kind: assessment.Introduction, Language: "es", Text: "=Introducción\n\nDos párrafos."}},
	)
	f2, _ := r.s.Unit("finding:f2")
	r.do(assessment.Translate{Translated: assessment.Translated{Unit: "finding:f2", Language: "ar", Text: "وضع خطة.", Reviewed: true, Basis: f2.Seq}})
	return r
}

func bilingualBytes(t testing.TB, s *assessment.State) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteBilingual(&b, s, BilingualOptions{Language: "en", Target: "ar"}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestTranslationsComeBackByWorkbook(t *testing.T) {
	r := texted(t)
	out := bilingualBytes(t, r.s)
	if p, err := ReadBilingual("b.xlsx", out, r.s); err != nil || !p.Empty() || len(p.Faults) > 0 || p.Unchanged != 3 {
		t.Fatalf("untouched it changes something: %v %+v", err, p)
	}
	data := changed(t, out, func(e *edit) {
		e.set(keyUnit, "finding:f1", keyTranslation, "يفتح الأمر 12 لعام 2023 الصحة.")
		e.set(keyUnit, "finding:f1", keyReviewed, "نعم")
		e.set(keyUnit, "section:introduction", keyTranslation, "- مقدمة\n\n- فقرتان")
	})
	p, err := ReadBilingual("b.xlsx", data, r.s)
	if err != nil || len(p.Faults)+len(p.Notes) > 0 || len(p.Commands) != 2 {
		t.Fatalf("%v %+v", err, p)
	}
	r.do(p.Commands...)
	for unit, want := range map[assessment.UnitID]string{
		"finding:f1": "reviewed يفتح الأمر 12 لعام 2023 الصحة.", "finding:f2": "reviewed وضع خطة.", "section:introduction": "draft - مقدمة\n\n- فقرتان",
	} {
		u, _ := r.s.Unit(unit)
		if got := fmt.Sprintf("%s %s", u.State("ar"), u.Translations["ar"].Text); got != want {
			t.Errorf("%s: %q, want %q", unit, got, want)
		}
	}
	if again, err := ReadBilingual("b.xlsx", data, r.s); err != nil || !again.Empty() || len(again.Conflicts) > 0 {
		t.Errorf("sent twice it changes something: %v %+v", err, again)
	}
}

// A translation of an original that changed meanwhile stays behind it; it can
// not be called reviewed.
func TestATranslationOfAnOlderOriginalIsStale(t *testing.T) {
	r := texted(t)
	out := bilingualBytes(t, r.s)
	data := changed(t, out, func(e *edit) { e.set(keyUnit, "finding:f1", keyTranslation, "ترجمة") })
	reviewed := changed(t, data, func(e *edit) { e.set(keyUnit, "finding:f1", keyReviewed, "Yes") })
	r.do(assessment.WriteFinding{Base: r.s.Head.Seq, FindingWritten: assessment.FindingWritten{
		ID: "f1", Domain: "D1", Side: assessment.Developed, Text: "Otra frase de 2023.", Language: "es", Indicators: []framework.Code{"L-1.1.1"}, OnPurpose: true,
	}})
	p, err := ReadBilingual("b.xlsx", reviewed, r.s)
	if err != nil || p.Commands != nil || len(p.Faults) != 1 || p.Faults[0].Key != "assessment.reviewed_stale" || p.Faults[0].Where.Cell != "I5" {
		t.Fatalf("%v %+v", err, p)
	}
	p, err = ReadBilingual("b.xlsx", data, r.s)
	if err != nil || len(p.Notes) != 1 || len(p.Commands) != 1 {
		t.Fatalf("%v %+v", err, p)
	}
	sayable(t, p.Notes)
	r.do(p.Commands...)
	u, _ := r.s.Unit("finding:f1")
	if u.State("ar") != assessment.TextStale {
		t.Errorf("it counts as %s", u.State("ar"))
	}
	// Sent out anew, the translator finds it right as it is and says so.
	again := changed(t, bilingualBytes(t, r.s), func(e *edit) { e.set(keyUnit, "finding:f1", keyReviewed, "Yes") })
	p, err = ReadBilingual("b.xlsx", again, r.s)
	if err != nil || len(p.Commands) != 1 {
		t.Fatalf("%v %+v", err, p)
	}
	r.do(p.Commands...)
	if u, _ = r.s.Unit("finding:f1"); u.State("ar") != assessment.TextReviewed {
		t.Errorf("it counts as %s", u.State("ar"))
	}
}

func TestTranslationsThatCannotBeTaken(t *testing.T) {
	r := texted(t)
	good := bilingualBytes(t, r.s)
	e := func(change func(e *edit)) []byte { return changed(t, good, change) }
	set := func(unit, key, value string) []byte { return e(func(e *edit) { e.set(keyUnit, unit, key, value) }) }
	for _, c := range []struct {
		name, want string
		data       []byte
	}{
		{"a foreign text", "workbook.foreign_text H5", set("finding:f1", keyUnit, "finding:zz")},
		{"an original to come", "workbook.bad_state B5", set("finding:f1", keyBasis, "999")},
		{"no original", "workbook.bad_state B5", set("finding:f1", keyBasis, "")},
		{"reviewed without a text", "assessment.lacks_text H5", set("finding:f1", keyReviewed, "Yes")},
		{"reviewed perhaps", "workbook.not_offered I5", set("finding:f1", keyReviewed, "perhaps")},
		{"a formula", "workbook.formula H5", e(func(e *edit) { e.must(e.f.SetCellFormula("Texts", "H5", `"x"`)) })},
		{"a text without its row", "workbook.stray H90", e(func(e *edit) { e.must(e.f.SetCellStr("Texts", "H90", "x")) })},
		{"a language that is not translated into", "assessment.not_a_language H5", e(func(e *edit) {
			fact(e, "target", "ru")
			e.set(keyUnit, "finding:f1", keyTranslation, "x")
		})},
	} {
		p, err := ReadBilingual("b.xlsx", c.data, r.s)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		key, cell, _ := strings.Cut(c.want, " ")
		if len(p.Faults) == 0 || p.Faults[0].Key != key || p.Faults[0].Where.Cell != cell || p.Commands != nil {
			t.Errorf("%s: %v", c.name, p.Faults)
		}
		sayable(t, p.Faults)
	}
	r.do(assessment.DropFinding{FindingDropped: assessment.FindingDropped{ID: "f1"}})
	if p, err := ReadBilingual("b.xlsx", set("finding:f1", keyTranslation, "x"), r.s); err != nil || len(p.Notes) != 1 || len(p.Faults) > 0 {
		t.Errorf("a text that was taken out: %v %+v", err, p)
	}
	var b bytes.Buffer
	if err := WriteBilingual(&b, r.s, BilingualOptions{Language: "en", Target: "ru"}); !faultIs(err, "assessment.not_a_language") {
		t.Errorf("a language that the profile does not have: %v", err)
	}
}

func TestWrittenRemarksAndTextsGolden(t *testing.T) {
	r := begin(t, "chain-1", small(book2026(t)))
	r.source("src-a", "=Ordenanza 12")
	r.do(answerOf("L-1.1.1", assessment.FirstHand, 0, assessment.Given{
		Value: "present", Justification: "- uno", Language: "es", Citations: []assessment.Citation{{Source: "src-a", Locator: "art. 3"}},
	}, true))
	r.do(assessment.OpenTalks{})
	draft := r.at(r.s.Talks[0].Moment)
	golden(t, "remarks-fr.txt", dump(t, remarksBytes(t, draft, r.s, "fr", ministry)))
	golden(t, "bilingual-en.txt", dump(t, bilingualBytes(t, texted(t).s)))
}
