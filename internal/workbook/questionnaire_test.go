package workbook

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"sextant/internal/assessment"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/locale"
)

var update = flag.Bool("update", false, "write the golden files anew")

// filling is what the test writes into the row of an indicator, and what must
// come of it.
type filling struct {
	cells map[string]any
	want  assessment.Given
	ready bool
}

// fillings gives one of each way to fill a row, turn by turn.
func fillings(book *framework.Framework, in lang.Tag) map[framework.Code]filling {
	p := locale.For(in)
	all := map[framework.Code]filling{}
	for n, ind := range book.Indicators {
		scale, _ := book.Scale(ind.Scale)
		option := scale.Options[n%len(scale.Options)]
		confidence := assessment.Confidences[n%3]
		f := filling{
			cells: map[string]any{
				keyValue:         option.Label.Get(in),
				keyJustification: fmt.Sprintf("Why %s.\n\nSecond line: =SUM(A1) + «ñ» ع", ind.Code),
				keyConfidence:    p.T("assessment.confidence_" + confidence),
				keyCited + "1":   "S1", keyLocator + "1": "Art. 3",
				keyCited + "2": "S2", keyLocator + "2": fmt.Sprintf("p. %d", n+1),
				keyReady: p.T("common.yes"),
			},
			want: assessment.Given{
				Value: option.Code, Justification: fmt.Sprintf("Why %s.\n\nSecond line: =SUM(A1) + «ñ» ع", ind.Code), Language: in,
				Confidence: confidence, Citations: []assessment.Citation{{Source: "new-1", Locator: "Art. 3"}, {Source: "new-2", Locator: fmt.Sprintf("p. %d", n+1)}},
			},
			ready: true,
		}
		switch n % 5 {
		case 1: // codes instead of words, no second source
			f.cells[keyValue], f.cells[keyConfidence], f.cells[keyReady] = option.Code, strings.ToUpper(confidence), true
			delete(f.cells, keyCited+"2")
			delete(f.cells, keyLocator+"2")
			f.want.Citations = f.want.Citations[:1]
		case 2: // words of other languages, a language of its own, not ready
			f.cells[keyValue] = "  " + option.Label["es"] + " "
			f.cells[keyLanguage] = "français"
			f.cells[keyReady] = "non"
			f.want.Language, f.ready = "fr", false
		case 3: // numbers where texts are
			f.cells[keyJustification], f.cells[keyLocator+"1"], f.cells[keyCited+"1"] = 2024, 12.5, 1
			f.want.Justification, f.want.Citations[0].Locator = "2024", "12.5"
		case 4: // texts that begin like formulas
			f.cells[keyJustification], f.cells[keyLocator+"1"] = "- a list\n- of two", "+56 2"
			f.want.Justification, f.want.Citations[0].Locator = "- a list\n- of two", "+56 2"
		}
		all[ind.Code] = f
	}
	return all
}

func TestAQuestionnaireComesBackAsItWasFilled(t *testing.T) {
	for _, in := range []lang.Tag{"en", "ar"} {
		t.Run(string(in), func(t *testing.T) {
			r := begin(t, "chain-1", book2026(t))
			fill := fillings(r.s.Book, in)
			data := changed(t, questionnaireBytes(t, r.s, Options{Language: in}), func(e *edit) {
				fillSources(e, in)
				for code, f := range fill {
					for key, value := range f.cells {
						e.answer(code, key, value)
					}
				}
			})
			p := readBack(t, data, r.s)
			if len(p.Faults)+len(p.Conflicts)+len(p.Notes) > 0 {
				t.Fatalf("faults %v, conflicts %v, notes %v", p.Faults, p.Conflicts, p.Notes)
			}
			r.do(p.Commands...)
			compareSources(t, r.s)
			for code, f := range fill {
				a := r.s.Item(code).First
				if diff := cmp.Diff(f.want, a.Given); diff != "" || a.Ready != f.ready {
					t.Errorf("%s: ready %v\n%s", code, a.Ready, diff)
				}
			}
			again := readBack(t, data, r.s)
			if !again.Empty() || len(again.Faults)+len(again.Conflicts) > 0 {
				t.Errorf("sent twice it changes something: %v %v %v", again.Changes, again.Conflicts, again.Faults)
			}
		})
	}
}

func fillSources(e *edit, in lang.Tag) {
	p := locale.For(in)
	e.newSource("S1", keyKind, p.T("assessment.kind_law"))
	e.newSource("S1", keyTitle, "Ley 21.325")
	e.newSource("S1", keyIssuer, "Congreso Nacional")
	e.newSource("S1", keyDate, "20.04.2021")
	e.newSource("S1", keyLink, "https://example.org/ley")
	e.newSource("S1", keyLanguage, p.Language("es"))
	e.newSource("S2", keyKind, "statistic")
	e.newSource("S2", keyTitle, "Encuesta 2023")
	e.newSource("S2", keyDate, 2023)
	e.newSource("S2", keyLanguage, "Aymara")
	e.newSource("S2", keyPrivate, p.T("common.yes"))
}

func compareSources(t *testing.T, s *assessment.State) {
	t.Helper()
	want := map[assessment.SourceID]assessment.Cited{
		"new-1": {Kind: "law", Title: "Ley 21.325", Issuer: "Congreso Nacional", Date: "2021-04-20", Link: "https://example.org/ley", Language: "es"},
		"new-2": {Kind: "statistic", Title: "Encuesta 2023", Date: "2023", Language: "ay", Private: true},
	}
	got := map[assessment.SourceID]assessment.Cited{}
	for _, x := range s.LiveSources() {
		got[x.ID] = x.Cited
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// What nobody touched brings nothing, whatever stands there: texts like
// formulas, texts longer than a cell, languages that are not known.
func TestAnUntouchedQuestionnaireBringsNothing(t *testing.T) {
	r := worked(t)
	for _, in := range lang.Interface {
		p := readBack(t, questionnaireBytes(t, r.s, Options{Language: in}), r.s)
		if !p.Empty() || len(p.Faults)+len(p.Conflicts)+len(p.Notes) > 0 || p.Unchanged != len(r.s.Book.Indicators)+2 {
			t.Errorf("%s: %d unchanged, changes %v, conflicts %v, faults %v", in, p.Unchanged, p.Changes, p.Conflicts, p.Faults)
		}
	}
}

func TestTheSameStateGivesTheSameBytes(t *testing.T) {
	r := worked(t)
	first := questionnaireBytes(t, r.s, Options{Language: "fr"})
	for range 3 {
		if !bytes.Equal(first, questionnaireBytes(t, r.s, Options{Language: "fr"})) {
			t.Fatal("the bytes differ")
		}
	}
}

// Editing one field of an answer keeps the others, also those that no cell can
// hold.
func TestOneChangedCellChangesOneField(t *testing.T) {
	r := worked(t)
	data := changed(t, questionnaireBytes(t, r.s, Options{Language: "en"}), func(e *edit) {
		e.answer("L-2.1.1", keyValue, "Present")
		e.answer("L-1.1.1", keyLocator+"2", "p. 3")
		e.newSource("S2", keyIssuer, "Concejo")
	})
	p := readBack(t, data, r.s)
	var got []string
	for _, c := range p.Changes {
		got = append(got, fmt.Sprintf("%s%s %s: %q → %q at %s", c.Code, c.Source, c.Field, c.Before, c.After, c.Cell))
	}
	want := []string{
		`src-b issuer: "Municipalidad" → "Concejo" at G5`,
		`L-1.1.1 sources: "=Ordenanza 12 · @art. 3\nPlan comunal de migración · p. 2" → "=Ordenanza 12 · @art. 3\nPlan comunal de migración · p. 3" at L4`,
		`L-2.1.1 value: "partial" → "present" at H4`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	before := r.s.Item("L-2.1.1").First
	r.do(p.Commands...)
	if after := r.s.Item("L-2.1.1").First; after.Justification != before.Justification || after.Language != "zh" {
		t.Errorf("the long text was lost: %d signs in %s", len(after.Justification), after.Language)
	}
}

func TestWhatOthersSavedMeanwhileIsAConflict(t *testing.T) {
	r := worked(t)
	out := questionnaireBytes(t, r.s, Options{Language: "en"})
	data := changed(t, out, func(e *edit) {
		e.answer("L-1.1.2", keyValue, "Present")
		e.answer("L-1.2.1", keyConfidence, "Low")
		e.newSource("S1", keyTitle, "Mine")
	})
	base := r.s.Head.Seq
	r.do(
		answerOf("L-1.1.2", assessment.FirstHand, base, assessment.Given{Value: "partial"}, false),
		answerOf("L-1.1.1", assessment.FirstHand, base, assessment.Given{Value: "absent"}, false),
		assessment.ChangeSource{Base: base, SourceChanged: assessment.SourceChanged{ID: "src-a", Cited: assessment.Cited{Kind: "law", Title: "Theirs"}}},
	)
	p := readBack(t, data, r.s)
	if len(p.Conflicts) != 2 || p.Commands != nil || len(p.Changes) != 1 || len(p.Faults) > 0 {
		t.Fatalf("conflicts %+v, changes %+v, commands %v, faults %v", p.Conflicts, p.Changes, p.Commands, p.Faults)
	}
	c := p.Conflicts[1]
	if c.Code != "L-1.1.2" || c.Since != base+1 || c.Fields[0] != (Difference{FieldValue, "partial", "present"}) {
		t.Errorf("the conflict says %+v", c)
	}
	theirs := p.Settle(func(Conflict) bool { return false })
	mine := p.Settle(func(c Conflict) bool { return c.Code == "L-1.1.2" })
	if len(theirs) != 1 || len(mine) != 2 {
		t.Fatalf("%d and %d commands", len(theirs), len(mine))
	}
	r.do(mine...)
	if v := r.s.Item("L-1.1.2").First.Value; v != "present" {
		t.Errorf("mine was chosen, %s stands", v)
	}
	if v := r.s.Item("L-1.1.1").First.Value; v != "absent" {
		t.Errorf("a row that nobody touched brought back %s", v)
	}
}

func TestOnlyTheDomainsThatWereAskedForAreInIt(t *testing.T) {
	r := worked(t)
	data := questionnaireBytes(t, r.s, Options{Language: "en", Domains: []framework.Code{"D2", "D9"}})
	m, ok := Recognise(data)
	if !ok || !slices.Equal(m.Domains, []framework.Code{"D2"}) || m.Chain != "chain-1" || m.Head != r.s.Head || m.Format != QuestionnaireFormat {
		t.Errorf("it says of itself %+v", m)
	}
	if strings.Contains(parts(t, data), "L-1.1.1") {
		t.Error("another domain is in it")
	}
	var b bytes.Buffer
	if err := WriteQuestionnaire(&b, r.s, Options{Language: "en", Domains: []framework.Code{"D9"}}); !faultIs(err, "workbook.nothing_asked") || b.Len() > 0 {
		t.Errorf("an empty questionnaire was written: %v", err)
	}
}

// Cells that must not change are locked, those to write into are not; the
// hidden sheet cannot be unhidden by a click; drop-downs offer words.
func TestTheSheetsAreSafeToWorkIn(t *testing.T) {
	r := worked(t)
	e := open(t, questionnaireBytes(t, r.s, Options{Language: "ar"}))
	sheet, value := e.find(keyIndicator, "L-1.1.1", keyValue)
	_, code := e.find(keyIndicator, "L-1.1.1", keyIndicator)
	for cell, locked := range map[string]bool{value: false, code: true, "F4": true} {
		id, err := e.f.GetCellStyle(sheet, cell)
		e.must(err)
		style, err := e.f.GetStyle(id)
		e.must(err)
		if style.Protection.Locked != locked || style.NumFmt != 49 {
			t.Errorf("%s: locked %v, format %d", cell, style.Protection.Locked, style.NumFmt)
		}
	}
	for _, name := range []string{"A", "B", "C"} {
		if shown, err := e.f.GetColVisible(sheet, name); err != nil || shown {
			t.Errorf("column %s is shown", name)
		}
	}
	if shown, err := e.f.GetSheetVisible(hiddenSheet); err != nil || shown {
		t.Error("the hidden sheet is shown")
	}
	downs, err := e.f.GetDataValidations(sheet)
	e.must(err)
	if len(downs) < 8 {
		t.Errorf("only %d drop-downs", len(downs))
	}
	view, err := e.f.GetSheetView(sheet, 0)
	e.must(err)
	if view.RightToLeft == nil || !*view.RightToLeft {
		t.Error("the sheet is not written from the right")
	}
	for _, name := range e.f.GetSheetList() {
		rows, err := e.f.GetRows(name, excelize.Options{RawCellValue: true})
		e.must(err)
		for n, row := range rows {
			for c, text := range row {
				if text != "" && strings.ContainsAny(text[:1], "=+-@\t") {
					t.Errorf("%s!%s begins like a formula: %q", name, address(c+1, n+1), text)
				}
			}
		}
	}
}

// Every field that a preview can show has a name.
func TestFieldsHaveNames(t *testing.T) {
	for _, f := range []Field{
		FieldValue, FieldJustification, FieldLanguage, FieldConfidence, FieldSources, FieldReady, FieldChange, FieldWhy, FieldConfirmed,
		FieldKind, FieldTitle, FieldIssuer, FieldDate, FieldLink, FieldPrivate, FieldStance, FieldText, FieldEvidence, FieldTranslation, FieldReviewed,
	} {
		if !locale.For("en").Has(f.Key()) {
			t.Errorf("%s has no name %s", f, f.Key())
		}
	}
}

func TestWrittenQuestionnaireGolden(t *testing.T) {
	for _, in := range []lang.Tag{"en", "ar"} {
		r := begin(t, "chain-1", small(book2026(t)))
		r.source("src-a", "=Ordenanza 12")
		r.do(answerOf("L-1.1.1", assessment.FirstHand, 0, assessment.Given{
			Value: "present", Justification: "- uno\n- dos", Language: "es", Confidence: "high", Citations: []assessment.Citation{{Source: "src-a", Locator: "@art. 3"}},
		}, true))
		data := questionnaireBytes(t, r.s, Options{Language: in})
		golden(t, "questionnaire-"+string(in)+".txt", dump(t, data))
	}
}

// dump writes every cell of a workbook, a line each, and how each sheet is
// written.
func dump(t *testing.T, data []byte) string {
	t.Helper()
	e := open(t, data)
	var b strings.Builder
	for _, name := range e.f.GetSheetList() {
		view, err := e.f.GetSheetView(name, 0)
		e.must(err)
		fmt.Fprintf(&b, "== %s rightToLeft=%v\n", name, view.RightToLeft != nil && *view.RightToLeft)
		rows, err := e.f.GetRows(name)
		e.must(err)
		for n, row := range rows {
			for c, text := range row {
				if text != "" {
					fmt.Fprintf(&b, "%s %q\n", address(c+1, n+1), shorten(text, 300))
				}
			}
		}
	}
	return digest.ReplaceAllString(b.String(), "<hash>")
}

// digest is what changes with any word of the book; it is left out of golden
// files.
var digest = regexp.MustCompile(`\b([0-9a-f]{64}|[0-9a-f]{16})\b`)

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (run with -update when this is meant):\n%s", name, diff)
	}
}
