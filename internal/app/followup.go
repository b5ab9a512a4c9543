package app

import (
	"context"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/framework"
	"sextant/internal/profile"
	"sextant/internal/record"
)

// NextRound is what a coordinator says to open a follow-up round.
type NextRound struct {
	Date string // reference date: "2024-09"
	Book framework.Ref
}

// RoundPlan is what a follow-up round would start with, shown before it is
// opened: what is copied, what must be judged again, what has no place.
type RoundPlan struct {
	Old   *assessment.State
	Book  *framework.Framework
	Steps []framework.Step
	Carry assessment.CarriedOver
}

// Copied, Reviewed and New count the indicators by what happens to them.
func (p *RoundPlan) Counts() (copied, review, unmapped, added int) {
	into := map[framework.Code]bool{}
	for _, a := range p.Carry.Answers {
		into[a.Indicator] = true
		if a.Comparable == framework.FullyComparable && len(a.Values) == 0 {
			copied++
		} else {
			review++
		}
	}
	for _, ind := range p.Book.Indicators {
		if !into[ind.Code] {
			added++
		}
	}
	return copied, review, len(p.Carry.Unmapped), added
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
// the round before as unconfirmed, its sources, its commitments as questions.
// The people stay out until they are let in again.
func (a *App) OpenRound(ctx context.Context, by account.Standing, chain record.Chain, n NextRound) (*assessment.State, error) {
	p, err := a.PlanRound(ctx, by, chain, n.Book)
	if err != nil {
		return nil, err
	}
	o := p.Old.Opened
	o.Framework, o.FrameworkHash = p.Book.Ref, BookHash(p.Book)
	o.Round, o.Date, o.Origin, o.Credit, o.CreditLink = p.Old.Round+1, n.Date, "", nil, ""
	o.Previous = &assessment.Previous{
		Chain: p.Old.Chain, Head: p.Old.Head, Slug: string(profile.SlugOf(p.Old.Place, p.Old.Year())),
		Round: p.Old.Round, Date: p.Old.Date, Ref: p.Old.Book.Ref,
	}
	return a.Begin(ctx, Order{By: by, Do: []assessment.Command{assessment.FollowUp{Opened: o, Carry: p.Carry}}}, p.Book)
}
