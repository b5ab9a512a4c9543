package desk

import (
	"slices"
	"strings"

	"sextant/internal/assessment"
	"sextant/internal/framework"
	"sextant/internal/lang"
)

// answerForm is the fields of an answer as they stand on the page: as saved,
// or as typed.
type answerForm struct {
	Value         string
	Justification string
	Language      lang.Tag
	Confidence    string
	Cites         []citeView
	Change        assessment.ChangeType
	Why           string
	// Base is the entry that the person had before their eyes.
	Base  int64
	Ready bool
}

// formOf fills the form with the answer that stands; or, where the person asks
// for it, with the one that was carried over, to be changed.
func (a *ask) formOf(s *assessment.State, ind framework.Indicator) answerForm {
	i := s.Item(ind.Code)
	x := standing(i, a.hand())
	if i.Carried != nil && x.Seq == 0 && a.hand() == assessment.FirstHand && a.URL.Query().Get("start") == "carried" {
		x.Given = i.Carried.Given
	}
	f := answerForm{
		Value: x.Value, Justification: x.Justification, Language: x.Language, Confidence: x.Confidence,
		Cites: a.cites(s, x.Citations), Change: x.Change, Why: x.Why, Base: x.Seq, Ready: x.Ready,
	}
	if f.Language == "" {
		f.Language = s.Source
	}
	return f
}

// typed reads the form as it was sent.
func (a *ask) typed(s *assessment.State, ind framework.Indicator) answerForm {
	f := answerForm{
		Value: a.value("value"), Justification: a.raw("justification"), Confidence: a.value("confidence"),
		Change: assessment.ChangeType(a.value("change")), Why: a.value("why"), Base: a.number("base"),
		Ready: standing(s.Item(ind.Code), a.hand()).Ready,
	}
	if t, ok := lang.Parse(a.value("language")); ok {
		f.Language = t
	}
	f.Cites = a.cites(s, a.typedCitations())
	return f
}

// typedCitations reads the pairs of the fields "source" and "locator".
func (a *ask) typedCitations() []assessment.Citation {
	var all []assessment.Citation
	locators := a.Form["locator"]
	for n, id := range a.Form["source"] {
		c := assessment.Citation{Source: assessment.SourceID(id)}
		if n < len(locators) {
			c.Locator = strings.TrimSpace(locators[n])
		}
		all = append(all, c)
	}
	return all
}

func (f answerForm) citations() []assessment.Citation {
	var all []assessment.Citation
	for _, c := range f.Cites {
		all = append(all, assessment.Citation{Source: c.ID, Locator: c.Locator})
	}
	return all
}

func (f answerForm) given() assessment.Given {
	g := assessment.Given{
		Value: f.Value, Justification: strings.TrimSpace(f.Justification), Language: f.Language, Confidence: f.Confidence, Citations: f.citations(),
	}
	return g
}

// same tells whether the form holds just what was recorded.
func (f answerForm) same(g assessment.Given) bool {
	h := f.given()
	return h.Value == g.Value && h.Justification == g.Justification && h.Language == g.Language &&
		h.Confidence == g.Confidence && slices.Equal(h.Citations, g.Citations)
}

func (f answerForm) command(code framework.Code, hand assessment.Hand) assessment.RecordAnswer {
	c := assessment.RecordAnswer{Base: f.Base, Answered: assessment.Answered{Indicator: code, Hand: hand, Given: f.given()}}
	if hand == assessment.FirstHand {
		c.Change, c.Why = f.Change, f.Why
	}
	return c
}
