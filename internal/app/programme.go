package app

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"sextant/internal/account"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/record"
	"sextant/internal/store"
)

// Programme is the work of all assessments that a person coordinates, at a
// glance. It is made of the summaries alone: no assessment is loaded, so that
// hundreds open at once. It counts work and never results.
type Programme struct {
	Lines   []AssessmentLine // by deadline
	Stages  []StageSum
	Over    []AssessmentLine // the deadline has passed
	Near    []AssessmentLine // due within a week
	Gaps    []Gap
	Domains []DomainSum
	People  []PersonSum
}

// Sum counts indicators by how far the work on them is.
type Sum struct{ Ready, Draft, Returned, Open int }

// Total is how many indicators were counted.
func (s Sum) Total() int { return s.Ready + s.Draft + s.Returned + s.Open }

// add counts the ticks of a domain.
func (s *Sum) add(ticks string) {
	for _, t := range ticks {
		switch t {
		case 'r', 'a':
			s.Ready++
		case 'd', 'u':
			s.Draft++
		case 't':
			s.Returned++
		default:
			s.Open++
		}
	}
}

// StageSum is how many assessments stand at a stage.
type StageSum struct {
	Stage account.Stage
	N     int
	Over  int // of them with a deadline that has passed
	Sum
}

// Gap is an assessment in which indicators are to be answered and nobody was
// asked to.
type Gap struct {
	AssessmentLine
	Domains []framework.Code // empty: nobody for any domain
}

// DomainSum is the work on one domain of a framework, over all its versions.
type DomainSum struct {
	Book   *framework.Framework
	N      int // of the domain in its book, from 1
	Domain framework.Domain
	In     int // assessments
	Sum
}

// PersonSum is the work that one coder was asked for, over all assessments
// under way.
type PersonSum struct {
	ID  account.ID
	Who string // empty: was erased
	In  int    // assessments
	Sum
	Due string // their earliest deadline where something is left to do
}

// Programme gathers the work of the assessments in which a person is the
// coordinator. It is for those who may open assessments and for the
// coordinators of some.
func (a *App) Programme(ctx context.Context, by account.Standing) (*Programme, error) {
	lines, err := a.Assessments(ctx, by, AssessmentFilter{})
	if err != nil {
		return nil, err
	}
	p := &Programme{}
	for _, l := range lines {
		if slices.Contains(l.Roles, account.Coordinator) && l.Counts != nil {
			p.Lines = append(p.Lines, l)
		}
	}
	if len(p.Lines) == 0 && !by.May(account.OpenAssessment, account.Scope{}) {
		return nil, fault.New(fault.Denied, "assessment.denied", "right", string(account.OpenAssessment), "stage", "")
	}
	coders, err := a.codersOf(ctx, by)
	if err != nil {
		return nil, err
	}
	today := a.now().Format(time.DateOnly)
	p.stages(today)
	p.deadlines(today, a.now().AddDate(0, 0, 7).Format(time.DateOnly))
	p.gaps(coders)
	if err := p.domains(ctx, a); err != nil {
		return nil, err
	}
	return p, p.people(ctx, a, coders)
}

// Coordinates tells whether there is a programme to show to a person.
func (a *App) Coordinates(ctx context.Context, by account.Standing) (bool, error) {
	if by.May(account.OpenAssessment, account.Scope{}) {
		return true, nil
	}
	parts, err := a.store.Parts(ctx, string(by.Person))
	return slices.ContainsFunc(parts, func(m store.Member) bool { return m.Role == string(account.Coordinator) }), err
}

// codersOf lists the coders of every assessment in which a person has a part.
func (a *App) codersOf(ctx context.Context, by account.Standing) (map[record.Chain][]store.Member, error) {
	team, err := a.store.Teams(ctx, string(by.Person))
	coders := map[record.Chain][]store.Member{}
	for _, m := range team {
		if m.Role == string(account.Coder) {
			coders[m.Chain] = append(coders[m.Chain], m)
		}
	}
	return coders, err
}

// late tells that the deadline of an assessment under way has passed.
func late(l AssessmentLine, today string) bool {
	return l.Due != "" && l.Due < today && l.Stage != account.Published
}

func (p *Programme) stages(today string) {
	for _, stage := range account.Stages {
		s := StageSum{Stage: stage}
		for _, l := range p.Lines {
			if l.Stage != stage {
				continue
			}
			s.N++
			if late(l, today) {
				s.Over++
			}
			for _, d := range l.Counts.Domains {
				s.add(d.Ticks)
			}
		}
		p.Stages = append(p.Stages, s)
	}
}

func (p *Programme) deadlines(today, week string) {
	for _, l := range p.Lines {
		switch {
		case late(l, today):
			p.Over = append(p.Over, l)
		case l.Due != "" && l.Due <= week && l.Stage != account.Published:
			p.Near = append(p.Near, l)
		}
	}
}

// answering tells whether the indicators of an assessment are still being
// answered or about to be.
func answering(l AssessmentLine) bool { return l.Stage == account.Setup || l.Stage == account.Coding }

func (p *Programme) gaps(coders map[record.Chain][]store.Member) {
	for _, l := range p.Lines {
		if !answering(l) {
			continue
		}
		var missing []framework.Code
		for _, d := range l.Counts.Domains {
			if !slices.ContainsFunc(coders[l.Chain], func(m store.Member) bool { return codes(m, d.Code) }) {
				missing = append(missing, d.Code)
			}
		}
		switch {
		case len(coders[l.Chain]) == 0:
			p.Gaps = append(p.Gaps, Gap{AssessmentLine: l})
		case len(missing) > 0:
			p.Gaps = append(p.Gaps, Gap{l, missing})
		}
	}
}

// codes tells whether a coder was given a domain.
func codes(m store.Member, d framework.Code) bool {
	return m.Domains == "" || slices.Contains(strings.Split(m.Domains, ","), string(d))
}

// domains sums up by domain, for the frameworks in the order in which they
// come first.
func (p *Programme) domains(ctx context.Context, a *App) error {
	books := map[framework.Ref]*framework.Framework{}
	type key struct {
		id   framework.ID
		code framework.Code
	}
	at := map[key]int{}
	for _, l := range p.Lines {
		if l.Stage == account.Published {
			continue
		}
		if books[l.Framework] == nil {
			book, err := a.Book(ctx, l.Framework)
			if err != nil {
				return err
			}
			books[l.Framework] = book
		}
		for i, c := range l.Counts.Domains {
			k := key{l.Framework.ID, c.Code}
			n, there := at[k]
			if !there {
				d, _ := books[l.Framework].Domain(c.Code)
				n, at[k] = len(p.Domains), len(p.Domains)
				p.Domains = append(p.Domains, DomainSum{Book: books[l.Framework], N: i + 1, Domain: d})
			}
			p.Domains[n].In++
			p.Domains[n].add(c.Ticks)
		}
	}
	slices.SortStableFunc(p.Domains, func(x, y DomainSum) int {
		return cmp.Or(cmp.Compare(x.Book.Ref.ID, y.Book.Ref.ID), cmp.Compare(x.N, y.N))
	})
	return nil
}

// people sums up by coder: what they were asked for, in assessments whose
// indicators are being answered.
func (p *Programme) people(ctx context.Context, a *App, coders map[record.Chain][]store.Member) error {
	sums := map[string]*PersonSum{}
	for _, l := range p.Lines {
		if !answering(l) {
			continue
		}
		for _, m := range coders[l.Chain] {
			s := sums[m.Person]
			if s == nil {
				s = &PersonSum{ID: account.ID(m.Person)}
				sums[m.Person] = s
			}
			s.take(m, l)
		}
	}
	rows, err := a.store.People(ctx, "")
	if err != nil {
		return err
	}
	for _, r := range rows {
		if s := sums[r.ID]; s != nil {
			s.Who = personOf(r).Called()
		}
	}
	for _, s := range sums {
		p.People = append(p.People, *s)
	}
	slices.SortFunc(p.People, func(x, y PersonSum) int {
		return cmp.Or(cmp.Compare(noneLast(x.Due), noneLast(y.Due)), cmp.Compare(x.Who, y.Who), cmp.Compare(x.ID, y.ID))
	})
	return nil
}

// take counts what a coder was asked for in one assessment.
func (s *PersonSum) take(m store.Member, l AssessmentLine) {
	s.In++
	var here Sum
	for _, d := range l.Counts.Domains {
		if codes(m, d.Code) {
			here.add(d.Ticks)
			s.add(d.Ticks)
		}
	}
	if here.Total() > here.Ready && m.Due != 0 {
		s.Due = earlier(s.Due, time.UnixMicro(m.Due).UTC().Format(time.DateOnly))
	}
}

func noneLast(due string) string {
	if due == "" {
		return "~"
	}
	return due
}
