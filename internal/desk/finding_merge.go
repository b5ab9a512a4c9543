package desk

import (
	"slices"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
)

func init() { register("POST /desk/a/{chain}/finding/{id}/merge", (*Desk).mergeFinding) }

// mergeView is two findings that become one: both texts, and a combined one to
// be written.
type mergeView struct {
	Frame
	Action   string
	Back     string
	From     findingForm // is taken out
	Into     findingLine // stays, with the new text
	Text     string
	Chips    []chipView
	Base     int64 // of the one that stays
	FromBase int64
}

// mergeFinding shows two findings side by side and, when a text for both was
// written, puts it into one of them and takes the other out: one order.
func (d *Desk) mergeFinding(a *ask) (answer, error) {
	s, from, err := a.openFinding()
	if err != nil {
		return answer{}, err
	}
	if !a.mayIn(account.WriteFindings, string(from.Domain)) {
		return answer{}, a.deniedFindings(s)
	}
	into, ok := s.Findings[assessment.FindingID(a.value("into"))]
	if !ok || into.Dropped || into.ID == from.ID || into.Domain != from.Domain {
		return a.findingPage(s, a.findingForm(s), fault.New(fault.Invalid, "findings.no_partner"))
	}
	if a.value("do") != "merge" {
		return a.page("finding-merge", a.mergeView(s, from, into))
	}
	v := a.mergeView(s, from, into)
	v.Text = a.value("text")
	if from.Moved > a.number("from_base") && from.Basis > a.number("from_base") {
		return a.again("finding-merge", v, fault.New(fault.Conflict, "assessment.text_moved"))
	}
	_, err = a.do(
		assessment.WriteFinding{Base: a.number("base"), FindingWritten: assessment.FindingWritten{
			ID: into.ID, Domain: into.Domain, Side: into.Side, Text: v.Text, Language: into.Source,
			Indicators: bothCodes(into, from), OnPurpose: into.OnPurpose || from.OnPurpose,
		}},
		assessment.DropFinding{FindingDropped: assessment.FindingDropped{ID: from.ID, Into: into.ID}},
	)
	if err != nil {
		return a.again("finding-merge", v, err)
	}
	return a.seeOther(linkFindings(s.Chain, into.Domain)+"#f-"+string(into.ID), "findings.done_merged")
}

func (a *ask) mergeView(s *assessment.State, from, into assessment.Finding) *mergeView {
	f := formOfFinding(from)
	if text := a.value("text"); text != "" && a.value("do") != "merge" { // typed before the two were put together
		f.Text = text
	}
	v := &mergeView{
		Frame: a.frame("findings.merge_title"), Action: linkFinding(s.Chain, from.ID, "merge"), Back: linkFinding(s.Chain, from.ID),
		From: f, Into: a.findingLine(s, into, nil), Text: Union(into.Text, f.Text), Base: into.Moved, FromBase: from.Moved,
	}
	for _, c := range bothCodes(into, from) {
		v.Chips = append(v.Chips, a.chip(s, c, into.Domain))
	}
	return v
}

func bothCodes(x, y assessment.Finding) []framework.Code {
	all := slices.Clone(x.Indicators)
	for _, c := range y.Indicators {
		if !slices.Contains(all, c) {
			all = append(all, c)
		}
	}
	return all
}
