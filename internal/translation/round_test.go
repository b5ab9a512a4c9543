package translation

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"sextant/frameworks"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/record"
)

// round plays commands on one assessment, as the waist does.
type round struct {
	t     testing.TB
	s     *assessment.State
	clock time.Time
}

// newRound opens an assessment in Spanish, to be translated into the others.
func newRound(t testing.TB, languages ...lang.Tag) *round {
	book, ok := frameworks.Latest("mgi-local")
	if !ok {
		t.Fatal("there is no local book")
	}
	r := &round{t: t, s: assessment.Blank("round-1", book), clock: time.Date(2025, 3, 1, 9, 0, 0, 0, time.UTC)}
	o := assessment.Opened{
		Framework: book.Ref, FrameworkHash: "h", Round: 1, Date: "2025-03",
		Languages: append([]lang.Tag{"es"}, languages...), Source: "es",
	}
	o.Place.Code, o.Place.Name = "XCS-PUERTO-ALBA", lang.Text{"es": "Puerto Alba"}
	r.do(assessment.Open{Opened: o})
	return r
}

func (r *round) do(commands ...assessment.Command) {
	r.t.Helper()
	for _, c := range commands {
		r.clock = r.clock.Add(time.Minute)
		act := assessment.Act{At: r.clock}
		act.By.Person = "system"
		drafts, err := assessment.Decide(r.s, act, c)
		if err != nil {
			r.t.Fatalf("%T: %v", c, err)
		}
		next, err := r.s.Then(record.Link(r.s.Chain, r.s.Head, r.clock, "system", r.clock.String(), drafts))
		if err != nil {
			r.t.Fatal(err)
		}
		r.s = next
	}
}

func (r *round) section(kind string, language lang.Tag, text string) {
	r.t.Helper()
	r.do(assessment.WriteSection{Base: r.s.Sections[kind].Seq, SectionWritten: assessment.SectionWritten{Kind: kind, Language: language, Text: text}})
}

func (r *round) finding(id assessment.FindingID, language lang.Tag, text string) {
	r.t.Helper()
	d := r.s.Book.Domains[0].Code
	r.do(assessment.WriteFinding{Base: r.s.Findings[id].Moved, FindingWritten: assessment.FindingWritten{
		ID: id, Domain: d, Side: assessment.Developed, Text: text, Language: language, Indicators: twoOf(r.s, d),
	}})
}

func (r *round) translate(id assessment.UnitID, language lang.Tag, text string, reviewed bool) {
	r.t.Helper()
	u, _ := r.s.Unit(id)
	r.do(assessment.Translate{Base: u.Translations[language].Seq, Translated: assessment.Translated{
		Unit: id, Language: language, Text: text, Reviewed: reviewed,
	}})
}

// file writes the state in a form.
func (r *round) file(form Form, target lang.Tag) []byte {
	r.t.Helper()
	var b bytes.Buffer
	if err := Write(&b, r.s, Options{Target: target, Form: form, Tool: "Sextant 1"}); err != nil {
		r.t.Fatal(err)
	}
	return b.Bytes()
}

// answered writes the state as it would come back from a translator who did
// this to each text.
func (r *round) answered(form Form, target lang.Tag, do func(*item)) []byte {
	r.t.Helper()
	o := Options{Target: target, Form: form, Tool: "Sextant 1"}
	items := gather(r.s, o)
	for i := range items {
		do(&items[i])
	}
	data, err := encode(r.s, o, items)
	if err != nil {
		r.t.Fatal(err)
	}
	return data
}

func (r *round) read(data []byte) *Plan {
	r.t.Helper()
	p, err := Read("back.xlf", data, r.s)
	if err != nil {
		r.t.Fatalf("%v\n%s", err, data)
	}
	return p
}

func (r *round) refused(data []byte, key string) *fault.Error {
	r.t.Helper()
	p, err := Read("back.xlf", data, r.s)
	if !fault.HasKey(err, key) {
		r.t.Fatalf("got %v, %v; want %s\n%.2000s", p, err, key, data)
	}
	for _, f := range fault.All(err) {
		if f.Key == key {
			return f
		}
	}
	return nil
}

// full is a round with texts of every kind and a translation in every state.
func full(t testing.TB) *round {
	r := newRound(t, "fr", "ar", "zh", "en")
	r.section(assessment.Introduction, "es", "Puerto Alba, 2025.\n\nSegundo párrafo con <etiqueta> & \"comillas\" 'simples' y {ranura}.")
	r.section(assessment.Context, "es", "C:\\ruta\tcon tabulador ]]> fin.")
	for i, text := range hostileTexts {
		r.finding(assessment.FindingID(fmt.Sprintf("f%d", i)), "es", text)
	}
	r.translate("section:introduction", "fr", "Puerto Alba, 2025.\n\nSecond paragraphe.", true)
	r.translate("finding:f0", "fr", "Depuis 2023 le Bureau accueille.", false)
	r.translate("finding:f1", "fr", "Avant.", true)
	r.finding("f1", "es", "El original de f1 cambió en 2024.")
	return r
}

var hostileTexts = []string{
	"Desde 2023 la Oficina atiende.",
	"El texto que cambia.",
	`Con <b>etiquetas</b>, & ampersand, "comillas" y 'apóstrofos'.`,
	"Con {oficina}, %s, %(nombre)s y \\n sin salto.",
	"Con ]]> y <!-- comentario --> y &amp; escrito.",
}

func twoOf(s *assessment.State, d framework.Code) []framework.Code {
	in := s.Book.In(d)
	return []framework.Code{in[0].Code, in[1].Code}
}
