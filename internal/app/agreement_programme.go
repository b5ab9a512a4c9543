package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/record"
)

// BookAgreement is how far coders agree over all assessments of a book that a
// person coordinates: for the whole, each domain, each indicator and each pair
// of coders. Versions of a book count together, because a code never changes
// its meaning; titles are those of the newest.
type BookAgreement struct {
	Book   *framework.Framework
	Chains []record.Chain // whose answers were compared
	Agreement
}

// ProgrammeAgreement gives the figures over all assessments that a person
// coordinates and in which both coders' answers were opened, one entry for
// each book.
func (a *App) ProgrammeAgreement(ctx context.Context, by account.Standing) ([]BookAgreement, error) {
	ok, err := a.Coordinates(ctx, by)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fault.New(fault.Denied, "assessment.denied", "right", string(account.OpenAssessment), "stage", "")
	}
	lines, err := a.Assessments(ctx, by, AssessmentFilter{})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(lines, func(x, y AssessmentLine) int { return strings.Compare(string(x.Chain), string(y.Chain)) })
	var ids []framework.ID
	of := map[framework.ID][]*assessment.State{}
	for _, l := range lines {
		if !slices.Contains(l.Roles, account.Coordinator) {
			continue
		}
		s, err := a.load(ctx, l.Chain)
		if err != nil {
			return nil, err
		}
		if s.Second.Compared {
			id := s.Book.Ref.ID
			if of[id] == nil {
				ids = append(ids, id)
			}
			of[id] = append(of[id], s)
		}
	}
	slices.Sort(ids)
	var out []BookAgreement
	for _, id := range ids {
		one, err := a.bookAgreement(ctx, of[id])
		if err != nil {
			return nil, err
		}
		out = append(out, *one)
	}
	return out, nil
}

func (a *App) bookAgreement(ctx context.Context, states []*assessment.State) (*BookAgreement, error) {
	out := &BookAgreement{Book: states[0].Book}
	var key strings.Builder
	for _, s := range states {
		if string(s.Book.Ref.Version) > string(out.Book.Ref.Version) {
			out.Book = s.Book
		}
		out.Chains = append(out.Chains, s.Chain)
		fmt.Fprintf(&key, "%s/%d ", s.Chain, len(s.Redactions))
	}
	figures, err := a.agreed.once("all "+key.String(), func() (*Agreement, error) {
		var all []twice
		for _, s := range states {
			of, err := a.blindAnswers(ctx, s)
			if err != nil {
				return nil, err
			}
			all = append(all, of...)
		}
		return agreementOf(ctx, out.Book, all, GroupDomain, GroupIndicator, GroupPair)
	})
	if err != nil {
		return nil, err
	}
	out.Agreement = *figures
	return out, nil
}
