package app

import (
	"context"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/framework"
	"sextant/internal/record"
	"sextant/internal/score"
)

// Results is what follows from the answers of an assessment as they stand: how
// they are distributed, and, where its framework has a method, the figures
// with what stands behind them.
type Results struct {
	State        *assessment.State
	Distribution []score.Distribution
	// Outcome, WhatIf and Tried are nil for a framework that gives no figures.
	Outcome *score.Outcome
	WhatIf  *score.WhatIf  // the range of outcomes under simple other choices
	Tried   *score.Outcome // under the reader's own choice; nil where none was made
}

// Results gives the results of an assessment to those who may see its answers.
// Try is a choice of the reader's own; the zero value is none.
func (a *App) Results(ctx context.Context, by account.Standing, chain record.Chain, try score.Change) (*Results, error) {
	s, err := a.State(ctx, by, chain)
	if err != nil {
		return nil, err
	}
	if !s.Standing(by).May(account.SeeAnswers, account.Scope{Stage: s.Stage}) {
		return nil, denied(account.SeeAnswers, s)
	}
	values := s.Values()
	out := &Results{State: s, Distribution: score.Coverage(s.Book, values)}
	if !GivesFigures(s.Book) {
		return out, nil
	}
	if out.Outcome, err = score.Apply(s.Book, values); err != nil {
		return nil, err
	}
	if out.WhatIf, err = score.Explore(s.Book, values); err != nil {
		return nil, err
	}
	if len(try.Weights) > 0 || try.UnknownAs != "" || try.Without != "" || try.Overall != "" {
		out.Tried, err = score.Try(s.Book, values, try)
	}
	return out, err
}

// GivesFigures tells whether the method of a framework makes figures of
// answers. The programme's own frameworks never do.
func GivesFigures(f *framework.Framework) bool {
	m := f.Method
	made := func(a framework.Aggregation) bool { return a.Kind != "" && a.Kind != framework.NoAggregation }
	return m != nil && made(m.Domain)
}
