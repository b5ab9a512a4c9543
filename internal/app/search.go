package app

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/place"
	"sextant/internal/record"
)

// Found is what a search in the workbench found, as far as the person may see
// it.
type Found struct {
	Places     []AssessmentLine
	Indicators []FoundIndicator
	Sources    []FoundSource
	// More is what was found beyond these, by kind.
	MorePlaces, MoreIndicators, MoreSources int
}

// FoundIndicator is an indicator of a framework, with the person's assessments
// in which it can be opened.
type FoundIndicator struct {
	framework.Indicator
	Book *framework.Framework
	In   []AssessmentLine
}

// FoundSource is a source of an assessment.
type FoundSource struct {
	assessment.Source
	Line AssessmentLine
}

const (
	maxFound   = 25
	maxFoundIn = 4 // assessments beside an indicator
)

// Search finds assessments by place or country, indicators by code or by words of their
// texts, and sources by title. Every word must occur; accents and capitals do
// not matter. An empty text finds nothing.
func (a *App) Search(ctx context.Context, by account.Standing, text string) (Found, error) {
	var f Found
	words := strings.Fields(place.Fold(text))
	if len(words) == 0 {
		return f, nil
	}
	mine, err := a.Assessments(ctx, by, AssessmentFilter{})
	if err != nil {
		return f, err
	}
	f.Places = placesNamed(words, mine)
	if f.Indicators, err = a.findIndicators(ctx, words, text, mine); err != nil {
		return f, err
	}
	if f.Sources, err = a.findSources(ctx, by, words, mine); err != nil {
		return f, err
	}
	f.Places, f.MorePlaces = firstOf(f.Places)
	f.Indicators, f.MoreIndicators = firstOf(f.Indicators)
	f.Sources, f.MoreSources = firstOf(f.Sources)
	return f, nil
}

func firstOf[T any](all []T) ([]T, int) {
	n := min(len(all), maxFound)
	return all[:n], len(all) - n
}

// holds tells whether every word occurs in a text.
func holds(words []string, text string) bool {
	folded := place.Fold(text)
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(folded, w) })
}

// placesNamed picks the assessments whose place, country or address holds every
// word, in any language.
func placesNamed(words []string, mine []AssessmentLine) []AssessmentLine {
	var found []AssessmentLine
	for _, l := range mine {
		text := l.Slug
		for _, name := range l.Name {
			text += " " + name
		}
		if c, ok := place.ByCode(place.Code(l.Country)); ok {
			for _, name := range c.Name {
				text += " " + name
			}
		}
		if holds(words, text) {
			found = append(found, l)
		}
	}
	return found
}

// findIndicators looks in the newest version of each framework, and in those
// versions that the person works with. A code comes before words.
func (a *App) findIndicators(ctx context.Context, words []string, text string, mine []AssessmentLine) ([]FoundIndicator, error) {
	books, err := a.Books(ctx)
	if err != nil {
		return nil, err
	}
	using := map[framework.Ref][]AssessmentLine{}
	for _, l := range mine {
		if l.Counts != nil {
			using[l.Framework] = append(using[l.Framework], l)
		}
	}
	newest := map[framework.ID]framework.Version{}
	for _, b := range books {
		if v := newest[b.Ref.ID]; v == "" || CompareVersions(b.Ref.Version, v) > 0 {
			newest[b.Ref.ID] = b.Ref.Version
		}
	}
	var exact, found []FoundIndicator
	for _, b := range books {
		in := using[b.Ref]
		if newest[b.Ref.ID] != b.Ref.Version && len(in) == 0 {
			continue
		}
		for _, i := range b.Indicators {
			hit := FoundIndicator{Indicator: i, Book: b, In: in[:min(len(in), maxFoundIn)]}
			switch {
			case strings.EqualFold(string(i.Code), strings.TrimSpace(text)):
				exact = append(exact, hit)
			case holds(words, string(i.Code)) || saysAll(words, i.Label) || saysAll(words, i.Question):
				found = append(found, hit)
			}
		}
	}
	return append(exact, found...), nil
}

// saysAll tells whether every word occurs in one language of a text.
func saysAll(words []string, t lang.Text) bool {
	for _, s := range t {
		if holds(words, s) {
			return true
		}
	}
	return false
}

// findSources looks at the entries that name sources; no assessment is loaded.
// Whoever may not see the answers of an assessment finds no source of it.
func (a *App) findSources(ctx context.Context, by account.Standing, words []string, mine []AssessmentLine) ([]FoundSource, error) {
	lines := map[record.Chain]AssessmentLine{}
	for _, l := range mine {
		if l.Counts != nil {
			lines[l.Chain] = l
		}
	}
	if len(lines) == 0 {
		return nil, nil
	}
	entries, err := a.store.SourceEntries(ctx, string(by.Person))
	if err != nil {
		return nil, err
	}
	shelf := titleShelf{at: map[titleKey]int{}}
	for _, e := range entries {
		if _, seen := lines[e.Chain]; !seen {
			continue
		}
		event, err := assessment.Read(e)
		if err != nil {
			return nil, err
		}
		shelf.take(e.Chain, event)
	}
	var found []FoundSource
	for _, s := range shelf.sources {
		if s.ID == "" || !holds(words, s.Title+" "+s.Issuer) {
			continue
		}
		seen, err := a.showsSource(ctx, by, lines[s.Line.Chain], s.ID)
		if err != nil {
			return nil, err
		}
		if seen {
			found = append(found, FoundSource{s.Source, lines[s.Line.Chain]})
		}
	}
	slices.SortStableFunc(found, func(x, y FoundSource) int { return cmp.Compare(place.Fold(x.Title), place.Fold(y.Title)) })
	return found, nil
}

// titleShelf folds entries into the sources that stand.
type titleShelf struct {
	at      map[titleKey]int
	sources []FoundSource // one that was dropped has no id
}

type titleKey struct {
	chain record.Chain
	id    assessment.SourceID
}

func (t *titleShelf) take(chain record.Chain, event assessment.Event) {
	switch e := event.(type) {
	case *assessment.SourceAdded:
		t.put(chain, e.ID, e.Cited)
	case *assessment.SourceChanged:
		t.put(chain, e.ID, e.Cited)
	case *assessment.CarriedOver:
		for _, s := range e.Sources {
			t.put(chain, s.ID, s.Cited)
		}
	case *assessment.SourceDropped:
		if i, there := t.at[titleKey{chain, e.ID}]; there {
			t.sources[i] = FoundSource{}
		}
	}
}

func (t *titleShelf) put(chain record.Chain, id assessment.SourceID, c assessment.Cited) {
	s := FoundSource{assessment.Source{ID: id, Cited: c}, AssessmentLine{Chain: chain}}
	key := titleKey{chain, id}
	if i, there := t.at[key]; there {
		t.sources[i] = s
		return
	}
	t.at[key] = len(t.sources)
	t.sources = append(t.sources, s)
}
