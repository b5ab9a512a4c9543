package workbook

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"sextant/frameworks"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/locale"
	"sextant/internal/record"
)

// round plays commands on a record and keeps its state.
type round struct {
	t       testing.TB
	s       *assessment.State
	entries []record.Entry
}

func book2026(t testing.TB) *framework.Framework {
	t.Helper()
	f, ok := frameworks.Get(framework.Ref{ID: "mgi-local", Version: "2026.1"})
	if !ok {
		t.Fatal("the local book is not on the shelf")
	}
	return f
}

// begin opens an assessment of an invented city.
func begin(t testing.TB, chain record.Chain, book *framework.Framework) *round {
	t.Helper()
	r := &round{t: t, s: assessment.Blank(chain, book)}
	r.do(assessment.Open{Opened: openedFor(book)})
	return r
}

func openedFor(book *framework.Framework) assessment.Opened {
	o := assessment.Opened{
		Framework: book.Ref, FrameworkHash: record.Hash(framework.Hash(book)), Round: 1, Date: "2024-09",
		Languages: []lang.Tag{"es", "en", "ar"}, Source: "es",
	}
	o.Place.Code, o.Place.Name = "chl-rio-claro", lang.Text{"en": "Rio Claro", "es": "Río Claro", "ar": "ريو كلارو"}
	return o
}

func (r *round) act(person string) assessment.Act {
	a := assessment.Act{At: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC).Add(time.Duration(r.s.Head.Seq) * time.Minute)}
	a.By.Person = "system"
	for _, gs := range r.s.Grants {
		for _, g := range gs {
			if person != "" && g.Institution == person {
				a.By.Grants = append(a.By.Grants, g)
			}
		}
	}
	return a
}

func (r *round) do(commands ...assessment.Command) { r.doFor("", commands...) }

func (r *round) doFor(institution string, commands ...assessment.Command) {
	r.t.Helper()
	for _, c := range commands {
		act := r.act(institution)
		drafts, err := assessment.Decide(r.s, act, c)
		if err != nil {
			r.t.Fatalf("%T %+v: %v", c, c, err)
		}
		entries := record.Link(r.s.Chain, r.s.Head, act.At, string(act.By.Person), "c", drafts)
		next, err := r.s.Then(entries)
		if err != nil {
			r.t.Fatal(err)
		}
		r.s, r.entries = next, append(r.entries, entries...)
	}
}

// at is the state as it was after an entry.
func (r *round) at(seq int64) *assessment.State {
	r.t.Helper()
	s, err := assessment.Load(r.entries[:seq], func(framework.Ref, record.Hash) (*framework.Framework, error) { return r.s.Book, nil })
	if err != nil {
		r.t.Fatal(err)
	}
	return s
}

func (r *round) source(id, title string) {
	r.t.Helper()
	r.do(assessment.AddSource{SourceAdded: assessment.SourceAdded{ID: assessment.SourceID(id), Cited: assessment.Cited{
		Kind: "law", Title: title, Language: "es", Issuer: "Municipalidad", Date: "2023-06-09", Link: "https://example.org/" + id,
	}}})
}

func answerOf(code framework.Code, hand assessment.Hand, base int64, g assessment.Given, ready bool) assessment.RecordAnswer {
	return assessment.RecordAnswer{Base: base, Answered: assessment.Answered{Indicator: code, Hand: hand, Given: g, Ready: ready}}
}

// worked is an assessment on which people have worked: sources, answers in
// several states, texts that look like formulas, a thread.
func worked(t testing.TB) *round {
	t.Helper()
	r := begin(t, "chain-1", book2026(t))
	r.source("src-a", "=Ordenanza 12")
	r.source("src-b", "Plan comunal de migración")
	r.do(
		answerOf("L-1.1.1", assessment.FirstHand, 0, assessment.Given{
			Value: "present", Justification: "- one\n- two\n\n=1+1", Language: "es", Confidence: "high",
			Citations: []assessment.Citation{{Source: "src-a", Locator: "@art. 3"}, {Source: "src-b", Locator: "p. 2"}},
		}, true),
		answerOf("L-1.1.2", assessment.FirstHand, 0, assessment.Given{Value: "absent", Language: "en"}, false),
		answerOf("L-1.2.1", assessment.FirstHand, 0, assessment.Given{Justification: "'=quoted _x000D_ \t tab", Language: ""}, false),
		answerOf("L-2.1.1", assessment.FirstHand, 0, assessment.Given{Value: "partial", Justification: strings.Repeat("长文本 ", 9_000), Language: "zh"}, false),
		assessment.Discuss{Commented: assessment.Commented{Indicator: "L-1.1.1", ID: "c1", Text: "THREAD-SECRET"}},
	)
	return r
}

func questionnaireBytes(t testing.TB, s *assessment.State, o Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteQuestionnaire(&b, s, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// counter makes ids that tests can name: new-1, new-2…
func counter() func() string {
	n := 0
	return func() string { n++; return fmt.Sprintf("new-%d", n) }
}

func readBack(t testing.TB, data []byte, s *assessment.State) *Plan {
	t.Helper()
	p, err := ReadQuestionnaire("q.xlsx", data, s, Reading{NewID: counter()})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// edit changes a workbook as a person would in a spreadsheet.
type edit struct {
	t    testing.TB
	f    *excelize.File
	rows map[string][][]string // as they were at the beginning
}

func open(t testing.TB, data []byte) *edit {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return &edit{t: t, f: f}
}

func (e *edit) must(err error) {
	e.t.Helper()
	if err != nil {
		e.t.Fatal(err)
	}
}

// find gives the sheet and cell of a field in the row of an id.
func (e *edit) find(idKey, id, key string) (string, string) {
	e.t.Helper()
	if e.rows == nil {
		e.rows = map[string][][]string{}
		for _, sheet := range e.f.GetSheetList() {
			rows, err := e.f.GetRows(sheet)
			e.must(err)
			e.rows[sheet] = rows
		}
	}
	for _, sheet := range e.f.GetSheetList() {
		rows := e.rows[sheet]
		if len(rows) == 0 {
			continue
		}
		idCol, col := columnOf(rows[0], idKey), columnOf(rows[0], key)
		if idCol < 0 || col < 0 {
			continue
		}
		for n, row := range rows {
			if idCol < len(row) && row[idCol] == id {
				return sheet, address(col+1, n+1)
			}
		}
	}
	e.t.Fatalf("no cell for %s %s %s", idKey, id, key)
	return "", ""
}

func columnOf(keys []string, key string) int {
	for i, k := range keys {
		if k == keyMark+key {
			return i
		}
	}
	return -1
}

func (e *edit) set(idKey, id, key string, value any) {
	e.t.Helper()
	sheet, cell := e.find(idKey, id, key)
	e.must(e.f.SetCellValue(sheet, cell, value))
}

// answer fills a field of an indicator.
func (e *edit) answer(code framework.Code, key string, value any) {
	e.t.Helper()
	e.set(keyIndicator, string(code), key, value)
}

// newSource fills a field of a source by its number.
func (e *edit) newSource(number, key string, value any) {
	e.t.Helper()
	e.set(keyNumber, number, key, value)
}

func (e *edit) bytes() []byte {
	e.t.Helper()
	var b bytes.Buffer
	e.must(e.f.Write(&b))
	return b.Bytes()
}

// changed is a workbook after an edit.
func changed(t testing.TB, data []byte, change func(e *edit)) []byte {
	t.Helper()
	e := open(t, data)
	change(e)
	return e.bytes()
}

// rezip rewrites the parts of a zip; f gives nil to leave a part out.
func rezip(t testing.TB, data []byte, f func(name string, part []byte) []byte) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, part := range z.File {
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if content = f(part.Name, content); content == nil {
			continue
		}
		out, err := w.Create(part.Name)
		if err == nil {
			_, err = out.Write(content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// parts gives everything that a zip holds as one text.
func parts(t testing.TB, data []byte) string {
	t.Helper()
	var b strings.Builder
	rezip(t, data, func(name string, part []byte) []byte {
		b.WriteString(name + "\n" + string(part) + "\n")
		return part
	})
	return b.String()
}

// faultsOf are the faults of a reading, wherever they came out.
func faultsOf(p *Plan, err error) fault.List {
	if err != nil {
		return fault.All(err)
	}
	return p.Faults
}

// sayable fails where a fault has no words in English or Arabic, or no cause
// that a reader could find.
func sayable(t *testing.T, l fault.List) {
	t.Helper()
	for _, tag := range []lang.Tag{"en", "ar"} {
		for _, words := range locale.For(tag).Error(l) {
			if bareKey.MatchString(words) {
				t.Errorf("no words in %s: %s", tag, words)
			}
		}
	}
}

// bareKey is a key where words should be, or a slot that was left empty.
var bareKey = regexp.MustCompile(`⟦|(workbook|assessment)\.[a-z]`)

var errNone = errors.New("none")

type faultError = *fault.Error

func orNone(err error) error {
	if err == nil {
		return errNone
	}
	return err
}
