package app

import (
	"context"
	"maps"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/profile"
	"sextant/internal/record"
)

// NextRound is what a coordinator says to open a follow-up round.
type NextRound struct {
	// ID is made by the form: the same form sent twice opens one round.
	ID   string
	Date string // reference date: "2024-09"
	Book framework.Ref
	// People lets everybody of the round before in again, with the same roles.
	People bool
}

// RoundPlan is what a follow-up round would start with, shown before it is
// opened: what is copied, what must be judged again, what has no place.
type RoundPlan struct {
	Old   *assessment.State
	Book  *framework.Framework
	Steps []framework.Step
	Carry assessment.CarriedOver
}

// Copied are the answers that only need to be confirmed.
func (p *RoundPlan) Copied() []assessment.Carried { return p.carried(true) }

// Review are the answers that are offered and must be judged again, because
// what is asked or how it is answered has changed.
func (p *RoundPlan) Review() []assessment.Carried { return p.carried(false) }

func (p *RoundPlan) carried(copied bool) []assessment.Carried {
	return slices.DeleteFunc(slices.Clone(p.Carry.Answers), func(c assessment.Carried) bool {
		return copied != (c.Comparable == framework.FullyComparable && len(c.Values) == 0)
	})
}

// Open are the indicators that start without an answer: added are those that
// the earlier version did not ask; unanswered those that nobody answered then.
func (p *RoundPlan) Open() (added, unanswered []framework.Code) {
	reached, filled := map[framework.Code]bool{}, map[framework.Code]bool{}
	for _, s := range p.Steps {
		for _, to := range s.To {
			reached[to] = true
		}
	}
	for _, a := range p.Carry.Answers {
		filled[a.Indicator] = true
	}
	for _, ind := range p.Book.Indicators {
		switch {
		case filled[ind.Code]:
		case reached[ind.Code]:
			unanswered = append(unanswered, ind.Code)
		default:
			added = append(added, ind.Code)
		}
	}
	return added, unanswered
}

// Grants are the roles of the round before as they can be given again: without
// their deadlines, which are over, and without domains that the book has no
// more. A role all of whose domains are gone is left out: it would suddenly
// reach everything. The opener is left out, too: they become coordinator.
func (p *RoundPlan) Grants(opener account.ID) (again []assessment.Granted, left []assessment.Granted) {
	for _, person := range slices.Sorted(maps.Keys(p.Old.Grants)) {
		for _, g := range p.Old.Grants[person] {
			if person == opener && g.Role == account.Coordinator {
				continue
			}
			narrowed := len(g.Domains) > 0
			g.Due, g.Domains = "", p.known(g.Domains)
			granted := assessment.Granted{Person: person, Grant: g}
			if narrowed && len(g.Domains) == 0 {
				left = append(left, granted)
				continue
			}
			again = append(again, granted)
		}
	}
	return again, left
}

// known are the domains that the book of the new round has.
func (p *RoundPlan) known(domains []string) []string {
	return slices.DeleteFunc(slices.Clone(domains), func(d string) bool {
		_, ok := p.Book.Domain(framework.Code(d))
		return !ok
	})
}

// PlanRound prepares a follow-up round and saves nothing.
func (a *App) PlanRound(ctx context.Context, by account.Standing, chain record.Chain, ref framework.Ref) (*RoundPlan, error) {
	old, err := a.State(ctx, by, chain)
	if err != nil {
		return nil, err
	}
	if !old.Standing(by).May(account.FollowUp, account.Scope{Stage: old.Stage}) {
		return nil, denied(account.FollowUp, old)
	}
	book, err := a.Book(ctx, ref)
	if err != nil {
		return nil, err
	}
	steps := framework.CarryOver(old.Book, book)
	return &RoundPlan{Old: old, Book: book, Steps: steps, Carry: assessment.Carry(old, steps)}, nil
}

// OpenRound opens a follow-up round: same place and languages, the answers of
// the round before as unconfirmed, its sources, its commitments as questions;
// and its people, where that was asked for.
func (a *App) OpenRound(ctx context.Context, by account.Standing, chain record.Chain, n NextRound) (*assessment.State, error) {
	p, err := a.PlanRound(ctx, by, chain, n.Book)
	if err != nil {
		return nil, err
	}
	if _, err := uuid.Parse(n.ID); err != nil {
		n.ID = NewID()
	}
	if s, err := a.roundOpened(ctx, by, record.Chain(n.ID), chain); s != nil || err != nil {
		return s, err
	}
	if err := a.mayFollow(ctx, p.Old, n.Date); err != nil {
		return nil, err
	}
	do := []assessment.Command{assessment.FollowUp{Opened: p.opened(n.Date), Carry: p.Carry}}
	if n.People {
		grants, err := a.grantAgain(ctx, p, by.Person)
		if err != nil {
			return nil, err
		}
		do = append(do, grants...)
	}
	return a.Begin(ctx, Order{ID: n.ID, Chain: record.Chain(n.ID), By: by, Do: do}, p.Book)
}

// opened is the first entry of the new round.
func (p *RoundPlan) opened(date string) assessment.Opened {
	o := p.Old.Opened
	o.Framework, o.FrameworkHash = p.Book.Ref, BookHash(p.Book)
	o.Round, o.Date, o.Origin, o.Credit, o.CreditLink = p.Old.Round+1, date, "", nil, ""
	o.Previous = &assessment.Previous{
		Chain: p.Old.Chain, Head: p.Old.Head, Slug: string(profile.SlugOf(p.Old.Place, p.Old.Year())),
		Round: p.Old.Round, Date: p.Old.Date, Ref: p.Old.Book.Ref,
	}
	return o
}

// roundOpened finds what the same form opened before.
func (a *App) roundOpened(ctx context.Context, by account.Standing, chain, old record.Chain) (*assessment.State, error) {
	s, err := a.load(ctx, chain)
	switch {
	case fault.Is(err, fault.NotFound):
		return nil, nil
	case err != nil:
		return nil, err
	case s.OpenedBy != by.Person || s.Previous == nil || s.Previous.Chain != old:
		return nil, fault.New(fault.Invalid, "followup.id_taken")
	}
	return s, nil
}

// mayFollow checks the reference date: a later year than that of the round
// before, whose address the new profile would else have, and one that no other
// assessment of the place has.
func (a *App) mayFollow(ctx context.Context, old *assessment.State, date string) error {
	month := profile.Month(date)
	if !month.Valid() {
		return fault.New(fault.Invalid, "followup.no_date")
	}
	if month.Year() <= old.Year() {
		return fault.New(fault.Invalid, "followup.not_later", "year", strconv.Itoa(old.Year()))
	}
	slug := string(profile.SlugOf(old.Place, month.Year()))
	_, taken, err := a.store.SummaryBySlug(ctx, slug)
	if err == nil && taken {
		err = fault.New(fault.Exists, "followup.year_taken", "year", strconv.Itoa(month.Year()))
	}
	return err
}

// grantAgain gives the people of the round before their roles again, except
// those who cannot sign in any more.
func (a *App) grantAgain(ctx context.Context, p *RoundPlan, opener account.ID) ([]assessment.Command, error) {
	var do []assessment.Command
	again, _ := p.Grants(opener)
	for _, g := range again {
		person, err := a.PersonOf(ctx, g.Person)
		if fault.Is(err, fault.NotFound) || err == nil && (person.Disabled || person.Erased) {
			continue
		}
		if err != nil {
			return nil, err
		}
		do = append(do, assessment.Grant{Granted: g})
	}
	return do, nil
}
