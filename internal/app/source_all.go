package app

import (
	"context"
	"slices"
	"strings"

	"sextant/internal/account"
	"sextant/internal/record"
)

// PlacedSource is a source with the assessment that it belongs to.
type PlacedSource struct {
	SourceLine
	Line AssessmentLine
}

// AllSources lists the sources of every assessment in which a person takes
// part, as far as they may see them there: those entered last first, or those
// in which every word of a text occurs. It tells how many more than the limit
// there are.
func (a *App) AllSources(ctx context.Context, by account.Standing, text string, limit int) (found []PlacedSource, more int, err error) {
	mine, err := a.Assessments(ctx, by, AssessmentFilter{})
	if err != nil {
		return nil, 0, err
	}
	var lines []SourceLine
	var where []AssessmentLine // beside lines
	for _, m := range mine {
		s, err := a.load(ctx, m.Chain)
		if err != nil {
			return nil, 0, err
		}
		if len(s.Grants[by.Person]) == 0 || !seesSources(s, by) {
			continue
		}
		for _, l := range sourceLines(s, by) {
			lines, where = append(lines, l), append(where, m)
		}
	}
	keep, err := a.matching(ctx, lines, text)
	if err != nil {
		return nil, 0, err
	}
	for i, l := range keep {
		if l != nil {
			found = append(found, PlacedSource{*l, where[i]})
		}
	}
	slices.SortStableFunc(found, func(x, y PlacedSource) int { return y.Added.Compare(x.Added) })
	if len(found) > limit {
		found, more = found[:limit], len(found)-limit
	}
	shown := make([]SourceLine, len(found))
	for i := range found {
		shown[i] = found[i].SourceLine
	}
	err = a.addLinkStates(ctx, shown)
	for i := range found {
		found[i].SourceLine = shown[i]
	}
	return found, more, err
}

// matching gives, beside each source, the source itself with what was found in
// it, or nil where the words of a text do not occur.
func (a *App) matching(ctx context.Context, lines []SourceLine, text string) ([]*SourceLine, error) {
	out := make([]*SourceLine, len(lines))
	words := strings.Fields(text)
	if len(words) == 0 {
		for i := range lines {
			out[i] = &lines[i]
		}
		return out, nil
	}
	var hashes []record.Hash
	for _, l := range lines {
		for _, c := range l.Copies {
			hashes = append(hashes, c.Hash)
		}
	}
	copies, err := a.store.SearchCopiesIn(ctx, text, distinct(hashes))
	if err != nil {
		return nil, err
	}
	for i, l := range lines {
		lines[i].Found = foundIn(l.Copies, copies, words)
		if lines[i].Found != nil || l.matches(words) {
			out[i] = &lines[i]
		}
	}
	return out, nil
}
