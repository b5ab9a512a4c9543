package desk

import (
	"net/http"
	"slices"

	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
)

func init() {
	register("GET /desk/a/{chain}/finding/new", (*Desk).newFinding)
	register("GET /desk/a/{chain}/finding/{id}", (*Desk).finding)
	register("POST /desk/a/{chain}/finding/{id}", (*Desk).writeFinding)
	register("POST /desk/a/{chain}/finding/{id}/confirm", (*Desk).confirmFinding)
	register("POST /desk/a/{chain}/finding/{id}/drop", (*Desk).dropFinding)
}

// freshID names an order or a new thing.
func (a *ask) freshID() string { return app.NewID() }

// openFinding is the finding of the address.
func (a *ask) openFinding() (*assessment.State, assessment.Finding, error) {
	s, err := a.seeFindings()
	if err != nil {
		return nil, assessment.Finding{}, err
	}
	f, ok := s.Findings[assessment.FindingID(a.PathValue("id"))]
	if !ok || f.Dropped {
		return nil, f, fault.New(fault.NotFound, "assessment.no_finding")
	}
	return s, f, nil
}

// newFinding is the form of a finding that is not there yet: empty, or with
// the sentence that an answer proposes.
func (d *Desk) newFinding(a *ask) (answer, error) {
	s, err := a.seeFindings()
	if err != nil {
		return answer{}, err
	}
	f := findingForm{
		ID: assessment.FindingID(a.freshID()), New: true, Domain: framework.Code(a.value("domain")), Side: assessment.Side(a.value("side")),
		Language: s.Source,
	}
	if !slices.Contains(assessment.Sides, f.Side) {
		f.Side = assessment.Developed
	}
	from := framework.Code(a.value("from"))
	for _, p := range s.Propose(f.Domain) {
		if p.Side == f.Side && slices.Contains(p.Indicators, from) {
			f.Text, f.Language, f.Bound = p.Text, p.Language, p.Indicators
		}
	}
	return a.findingPage(s, f, nil)
}

func (d *Desk) finding(a *ask) (answer, error) {
	s, f, err := a.openFinding()
	if err != nil {
		return answer{}, err
	}
	return a.findingPage(s, formOfFinding(f), nil)
}

// writeFinding saves a finding, moves it to the other list, or looks for
// indicators to bind.
func (d *Desk) writeFinding(a *ask) (answer, error) {
	s, err := a.seeFindings()
	if err != nil {
		return answer{}, err
	}
	if err := a.form(); err != nil {
		return answer{}, err
	}
	f := a.findingForm(s)
	switch a.value("do") {
	case "find":
		return a.findingPage(s, f, nil)
	case "other":
		f.Side = otherSide(f.Side)
	}
	if err := f.complete(a, s); err != nil {
		return a.findingPage(s, f, err)
	}
	if _, err := a.do(f.command()); err != nil {
		if fault.Is(err, fault.Conflict) {
			return a.findingClash(f)
		}
		return a.findingPage(s, f, err)
	}
	done := "findings.done_saved"
	if a.value("do") == "other" {
		done = "findings.done_moved"
	}
	return a.seeOther(linkFindings(s.Chain, f.Domain)+"#f-"+string(f.ID), done)
}

func otherSide(side assessment.Side) assessment.Side {
	if side == assessment.Developed {
		return assessment.Potential
	}
	return assessment.Developed
}

// findingPage is the page of the domain with a finding open in it; with an
// error, the form that was refused.
func (a *ask) findingPage(s *assessment.State, f findingForm, refused error) (answer, error) {
	v, err := a.findingsView(s, f.Domain)
	if err != nil {
		return answer{}, err
	}
	if !v.MayWrite {
		if f.New {
			return answer{}, a.deniedFindings(s)
		}
		return a.seeOther(linkFindings(s.Chain, f.Domain)+"#f-"+string(f.ID), "")
	}
	a.prepare(&f, s)
	v.Form = &f
	for i := range v.Lists {
		l := &v.Lists[i]
		at := slices.IndexFunc(l.Lines, func(x findingLine) bool { return x.ID == f.ID })
		switch {
		case at >= 0:
			l.Lines[at].Form = &f
			f.Partners = append(slices.Clone(l.Lines[:at]), l.Lines[at+1:]...)
		case f.New && l.Side == f.Side:
			l.Form = &f
		}
	}
	if refused != nil {
		return a.again("findings", v, refused)
	}
	return a.page("findings", v)
}

// confirmFinding takes the word that a sentence is still right.
func (d *Desk) confirmFinding(a *ask) (answer, error) {
	s, f, err := a.openFinding()
	if err != nil {
		return answer{}, err
	}
	_, err = a.do(assessment.ConfirmFinding{FindingConfirmed: assessment.FindingConfirmed{ID: f.ID}, Seen: a.number("seen")})
	if fault.Is(err, fault.Conflict) {
		v, broken := a.findingsView(s, f.Domain)
		if broken != nil {
			return answer{}, broken
		}
		return a.again("findings", v, err)
	}
	if err != nil {
		return answer{}, err
	}
	return a.seeOther(linkFindings(s.Chain, f.Domain)+"#f-"+string(f.ID), "findings.done_confirmed")
}

func (d *Desk) dropFinding(a *ask) (answer, error) {
	s, f, err := a.openFinding()
	if err != nil {
		return answer{}, err
	}
	if _, err := a.do(assessment.DropFinding{FindingDropped: assessment.FindingDropped{ID: f.ID}}); err != nil {
		return answer{}, err
	}
	return a.seeOther(linkFindings(s.Chain, f.Domain), "findings.done_dropped")
}

// clashOfTexts is two texts of one thing: the one that was typed and the one
// that somebody saved meanwhile.
type clashOfTexts struct {
	Frame
	Mine, Theirs []Piece
	Language     string
	Both         string // where a combined text starts
	By           personView
	Gone         bool // theirs was taken out
	Action       string
	Keep         string // where theirs stands
	Hidden       []hiddenField
	Base         int64
}

type hiddenField struct{ Name, Value string }

// twoTexts fills in the two texts, each marked with what it alone has.
func (a *ask) twoTexts(v *clashOfTexts, mine, theirs string) {
	diff := DiffWords(theirs, mine)
	v.Mine, v.Theirs = without(diff, Gone), swapped(without(diff, Come))
	v.Both, v.Status = Union(theirs, mine), http.StatusConflict
	v.Faults = []string{a.say.T("assessment.text_moved")}
}

// findingClash is the page of a finding that somebody else wrote meanwhile.
// What the person saw is the state at the time of asking, not the one before.
func (a *ask) findingClash(f findingForm) (answer, error) {
	s, err := a.assessment()
	if err != nil {
		return answer{}, err
	}
	now := s.Findings[f.ID]
	people, err := a.crowd(s, now.By)
	if err != nil {
		return answer{}, err
	}
	v := &clashOfTexts{
		Frame: a.frame("findings.clash_title"), Language: string(f.Language), By: people.person(now.By), Gone: now.Dropped,
		Action: linkFinding(s.Chain, f.ID), Keep: linkFindings(s.Chain, f.Domain) + "#f-" + string(f.ID), Base: now.Moved, Hidden: f.hidden(),
	}
	a.twoTexts(v, f.Text, now.Text)
	return a.page("finding-clash", v)
}
