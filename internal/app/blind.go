package app

import (
	"context"
	"maps"
	"slices"

	"sextant/internal/account"
	"sextant/internal/assessment"
)

// asSeenBy is a state as a person may see it. Until both answers are opened,
// neither coder learns what the other found: the sources that only the other
// entered are not in their state. Everybody else sees the state as it is.
func asSeenBy(s *assessment.State, by account.Standing) *assessment.State {
	if s == nil || !s.Second.Drawn() || s.Second.Compared {
		return s
	}
	who := s.Standing(by)
	blind := who.Holds(account.SecondCoder) && blindIn(s, by)
	if !blind && (!who.Holds(account.Coder) || who.May(account.SeeBoth, account.Scope{Stage: s.Stage})) {
		return s
	}
	var theirs []assessment.SourceID
	for id, x := range s.Sources {
		fromSecond := s.Standing(account.Standing{Person: x.AddedBy}).Holds(account.SecondCoder)
		if x.AddedBy != by.Person && (blind || fromSecond) && len(usesOf(s, id, blind)) == 0 {
			theirs = append(theirs, id)
		}
	}
	return withoutSources(s, theirs)
}

// showsSource tells whether a source is in the state that a person sees. Only
// for those who code first, and no more, an assessment must be looked into.
func (a *App) showsSource(ctx context.Context, by account.Standing, l AssessmentLine, id assessment.SourceID) (bool, error) {
	seesBoth := func(r account.Role) bool { return r == account.Coordinator || r == account.Reviewer }
	if !slices.Contains(l.Roles, account.Coder) || slices.ContainsFunc(l.Roles, seesBoth) {
		return true, nil
	}
	s, err := a.State(ctx, by, l.Chain)
	if err != nil {
		return false, err
	}
	_, there := s.Sources[id]
	return there, nil
}

// withoutSources is a state without some sources.
func withoutSources(s *assessment.State, ids []assessment.SourceID) *assessment.State {
	if len(ids) == 0 {
		return s
	}
	out := *s
	out.Sources = maps.Clone(s.Sources)
	for _, id := range ids {
		delete(out.Sources, id)
	}
	out.SourceOrder = slices.DeleteFunc(slices.Clone(s.SourceOrder), func(id assessment.SourceID) bool { return slices.Contains(ids, id) })
	return &out
}

// unseenSource tells an entry about a source that is not in the state which a
// person sees.
func unseenSource(seen *assessment.State, e assessment.Event) bool {
	var id assessment.SourceID
	switch e := e.(type) {
	case *assessment.SourceAdded:
		id = e.ID
	case *assessment.SourceChanged:
		id = e.ID
	case *assessment.SourceCopied:
		id = e.ID
	case *assessment.SourceDropped:
		id = e.ID
	default:
		return false
	}
	_, there := seen.Sources[id]
	return !there
}

// likeNow takes out of a state of the past the sources that the person does
// not see now.
func likeNow(then, now *assessment.State) *assessment.State {
	var gone []assessment.SourceID
	for id := range then.Sources {
		if _, there := now.Sources[id]; !there {
			gone = append(gone, id)
		}
	}
	return withoutSources(then, gone)
}
