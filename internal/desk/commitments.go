package desk

import (
	"slices"
	"time"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/lang"
)

func init() {
	register("GET /desk/a/{chain}/commitments", (*Desk).commitments)
	register("POST /desk/a/{chain}/commitments/{id}", (*Desk).commit)
	register("POST /desk/a/{chain}/commitments/{id}/drop", (*Desk).dropCommitment)
}

// commitmentsView is what the government plans on each potential finding, and
// what became of the commitments of the round before.
type commitmentsView struct {
	Frame
	Link    string
	Tabs    []subTab
	Domains []commitmentDomain
	Earlier []commitmentForm
	Any     bool // there is a potential finding
	May     bool
}

type commitmentDomain struct {
	findingsDomain
	Lines []commitmentLine
}

// commitmentLine is a potential finding with what is planned on it.
type commitmentLine struct {
	ID       assessment.FindingID
	Text     string
	Language lang.Tag
	Plans    []commitmentForm
	New      commitmentForm
}

// commitmentForm is a commitment as it stands or as it was typed.
type commitmentForm struct {
	assessment.Promised
	Address string
	Base    int64
	By      personView
	At      time.Time
	Open    bool // the form was refused
	Command string
}

// mayCommitments tells who sees the commitments: who makes them, and the team
// once there are findings.
func mayCommitments(a *ask) bool {
	return a.may(account.Promise) || a.may(account.SeeAnswers) && !a.state.Stage.Before(account.Findings)
}

// seeCommitments is the assessment, for those who see its commitments.
func (a *ask) seeCommitments() (*assessment.State, error) {
	s, err := a.assessment()
	if err == nil && !mayCommitments(a) {
		err = a.must(account.Promise)
	}
	return s, err
}

func (d *Desk) commitments(a *ask) (answer, error) {
	s, err := a.seeCommitments()
	if err != nil {
		return answer{}, err
	}
	v, err := a.commitmentsView(s)
	if err != nil {
		return answer{}, err
	}
	return a.page("commitments", v)
}

func (a *ask) commitmentsView(s *assessment.State) (*commitmentsView, error) {
	v := &commitmentsView{Frame: a.frame("findings.commitments"), Link: linkTo(s.Chain, "commitments"), May: a.may(account.Promise)}
	if a.may(account.SeeAnswers) {
		v.Tabs = a.findingTabs(s, "commitments")
	}
	people, err := a.crowd(s)
	if err != nil {
		return nil, err
	}
	plans := map[assessment.FindingID][]commitmentForm{}
	for _, p := range s.LivePromises() {
		f := commitmentForm{
			Promised: p.Promised, Address: linkTo(s.Chain, "commitments", string(p.ID)), Base: p.Seq, By: people.person(p.By), At: p.At, Command: a.freshID(),
		}
		if p.Earlier {
			v.Earlier = append(v.Earlier, f)
		} else {
			plans[p.Finding] = append(plans[p.Finding], f)
		}
	}
	for _, d := range findingsDomains(s, nil) {
		group := commitmentDomain{findingsDomain: d}
		for _, f := range s.FindingsOf(d.Code, assessment.Potential) {
			group.Lines = append(group.Lines, a.commitmentLine(s, f, plans[f.ID]))
		}
		if len(group.Lines) > 0 {
			v.Domains, v.Any = append(v.Domains, group), true
		}
	}
	return v, nil
}

func (a *ask) commitmentLine(s *assessment.State, f assessment.Finding, plans []commitmentForm) commitmentLine {
	id := assessment.PromiseID(a.freshID())
	l := commitmentLine{ID: f.ID, Text: f.Text, Language: f.Source, Plans: plans}
	if text := f.Translations[a.say.Tag()]; text.Text != "" && f.State(a.say.Tag()) != assessment.TextStale {
		l.Text, l.Language = text.Text, a.say.Tag()
	}
	l.New = commitmentForm{
		Promised: assessment.Promised{ID: id, Finding: f.ID, Public: true, Language: a.say.Tag(), Office: a.who.Institution()},
		Address:  linkTo(s.Chain, "commitments", string(id)), Command: a.freshID(),
	}
	return l
}

// commitmentForm reads the form. Of a commitment of the round before only its
// outcome is asked, and whether it may be shown.
func (a *ask) commitmentForm(s *assessment.State) commitmentForm {
	f := commitmentForm{Base: a.number("base"), Open: true, Promised: assessment.Promised{
		ID: assessment.PromiseID(a.PathValue("id")), Finding: assessment.FindingID(a.value("finding")), Action: a.value("action"), Office: a.value("office"),
		Due: a.value("due"), Public: a.flag("public"), Language: a.say.Tag(),
	}}
	if now, ok := s.Promises[f.ID]; ok {
		f.Finding, f.Language, f.Text = now.Finding, now.Language, now.Text
		if now.Earlier {
			f.Promised = now.Promised
			f.Outcome, f.Public = a.value("outcome"), a.flag("public")
		}
	}
	f.Address = linkTo(s.Chain, "commitments", string(f.ID))
	return f
}

func (d *Desk) commit(a *ask) (answer, error) {
	s, err := a.seeCommitments()
	if err != nil {
		return answer{}, err
	}
	f := a.commitmentForm(s)
	_, err = a.do(assessment.Commit{Promised: f.Promised, Base: f.Base})
	if err == nil {
		return a.seeOther(linkTo(s.Chain, "commitments")+"#c-"+string(f.ID), "findings.done_commitment")
	}
	return a.commitmentAgain(f, err)
}

// commitmentAgain shows the page with the form that was refused in the place
// of the one that stands there.
func (a *ask) commitmentAgain(f commitmentForm, refused error) (answer, error) {
	s, err := a.assessment()
	if err != nil {
		return answer{}, err
	}
	v, err := a.commitmentsView(s)
	if err != nil {
		return answer{}, err
	}
	f.Command = a.freshID()
	put := func(all []commitmentForm) bool {
		at := slices.IndexFunc(all, func(x commitmentForm) bool { return x.ID == f.ID })
		if at >= 0 {
			f.Base = max(f.Base, all[at].Base) // both texts are before the person's eyes now
			all[at] = f
		}
		return at >= 0
	}
	put(v.Earlier)
	for _, d := range v.Domains {
		for n := range d.Lines {
			if !put(d.Lines[n].Plans) && d.Lines[n].ID == f.Finding && !a.knows(s, f.ID) {
				d.Lines[n].New = f
			}
		}
	}
	return a.again("commitments", v, refused)
}

func (a *ask) knows(s *assessment.State, id assessment.PromiseID) bool {
	_, ok := s.Promises[id]
	return ok
}

func (d *Desk) dropCommitment(a *ask) (answer, error) {
	s, err := a.seeCommitments()
	if err != nil {
		return answer{}, err
	}
	id := assessment.PromiseID(a.PathValue("id"))
	if !a.knows(s, id) {
		return answer{}, fault.New(fault.NotFound, "assessment.no_commitment")
	}
	if _, err := a.do(assessment.DropCommitment{PromiseDropped: assessment.PromiseDropped{ID: id}}); err != nil {
		return answer{}, err
	}
	return a.seeOther(linkTo(s.Chain, "commitments"), "findings.done_uncommitted")
}
