package desk

import (
	"net/http"
	"slices"

	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/framework"
)

// clashView is two answers to one indicator, side by side: the one that was
// typed and the one that somebody saved meanwhile.
type clashView struct {
	Link       string
	Code       framework.Code
	Command    string
	Mode       string // what the person wanted: "save", "ready" or "draft"
	Mine       answerForm
	MyValue    *optionView
	Theirs     givenView
	MyText     []Piece // what only mine has is marked
	TheirText  []Piece // what only theirs has is marked
	TextSame   bool
	ValueSame  bool
	Combined   string
	CombinedOf []citeView
	Levels     []optionView
	States     []optionView
}

// clash shows both answers and lets the person choose. Nothing is decided for
// them, and what they typed travels with the form.
func (a *ask) clash(v *itemView, f answerForm, mode string) (answer, error) {
	theirs := standing(v.State.Item(v.Ind.Code), v.Hand)
	people, err := a.crowd(v.State)
	if err != nil {
		return answer{}, err
	}
	diff := DiffWords(theirs.Justification, f.given().Justification)
	c := &clashView{
		Link: v.Link, Code: v.Ind.Code, Command: app.NewID(), Mode: mode, Mine: f, MyValue: optionOf(v.State.Book, v.Ind.Scale, f.Value),
		Theirs: a.given(v.State, v.Ind, theirs, people), MyText: without(diff, Gone), TheirText: swapped(without(diff, Come)),
		TextSame: f.given().Justification == theirs.Justification, ValueSame: f.Value == theirs.Value,
		Combined: Union(theirs.Justification, f.given().Justification), Levels: v.Levels, States: v.States,
	}
	c.Mine.Base = theirs.Seq
	c.CombinedOf = a.cites(v.State, bothOf(theirs.Citations, f.citations()))
	v.Clash = c
	if a.partial() {
		out, err := a.part("item", "clash", c)
		out.status = http.StatusConflict
		return out, err
	}
	v.Frame.Status = http.StatusConflict
	return a.page("item", v)
}

func without(ps []Piece, kind PieceKind) []Piece {
	return slices.DeleteFunc(slices.Clone(ps), func(p Piece) bool { return p.Kind == kind })
}

// swapped marks what went as what came: beside another text, each side shows
// what it alone has in the same way.
func swapped(ps []Piece) []Piece {
	for n := range ps {
		if ps[n].Kind == Gone {
			ps[n].Kind = Come
		}
	}
	return ps
}

func bothOf(a, b []assessment.Citation) []assessment.Citation {
	all := slices.Clone(a)
	for _, c := range b {
		if !slices.Contains(all, c) {
			all = append(all, c)
		}
	}
	return all
}

// resolve takes the choice between two answers. Keeping theirs records
// nothing; keeping mine or a combined text is a save on top of what was seen.
func (a *ask) resolve(s *assessment.State, ind framework.Indicator, f answerForm) (answer, error) {
	theirs := standing(s.Item(ind.Code), a.hand())
	switch keep := a.value("keep"); {
	case keep == "theirs":
		if err := a.forgetDrafts(ind.Code); err != nil {
			return answer{}, err
		}
		return a.goOn(linkItem(s.Chain, ind.Code), "answer.done_theirs")
	case keep == "both" && theirs.Seq == f.Base:
		f.Justification, f.Value = a.raw("both"), a.value("both_value")
		f.Cites = a.cites(s, bothOf(theirs.Citations, f.citations()))
	}
	mode := a.value("mode")
	if _, err := a.record(s, ind, f, mode); err != nil {
		return a.refused(ind, f, mode, err)
	}
	if err := a.forgetDrafts(ind.Code); err != nil {
		return answer{}, err
	}
	return a.goOn(linkItem(s.Chain, ind.Code), "answer.done_chosen")
}
