package app

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/record"
	"sextant/internal/store"
)

// SourceLine is a source as one person may see it.
type SourceLine struct {
	assessment.Source
	// Uses are the indicators whose answers rest on it, in the order of the
	// book: those answers that the person may see.
	Uses []framework.Code
	// LinkState is what the last look at its link found; nil where nobody
	// looked.
	LinkState *LinkState
	// Found is the part of a kept copy in which a search found its words.
	Found *Excerpt
}

// LinkStatus says in a word how a link answers.
type LinkStatus string

const (
	LinkAnswers LinkStatus = "answers"
	LinkGone    LinkStatus = "gone"    // the server says that there is nothing any more
	LinkFails   LinkStatus = "fails"   // the server answers with another error
	LinkSilent  LinkStatus = "silent"  // nobody answered
	LinkRefused LinkStatus = "refused" // not a link that is followed from here
)

// LinkState is what the last look at a link found.
type LinkState struct {
	Status LinkStatus
	Code   int // of HTTP; 0 where nobody answered
	At     time.Time
}

// Excerpt is a piece of a kept copy's text: what was found, and what stands
// around it.
type Excerpt struct {
	Hash                 record.Hash
	Before, Match, After string
}

// Sources lists the sources of an assessment in which every word of a text
// occurs: in title, issuer, link, or in a kept copy. An empty text lists all.
// Whoever codes blind sees their own sources only.
func (a *App) Sources(ctx context.Context, by account.Standing, chain record.Chain, text string) ([]SourceLine, error) {
	s, err := a.State(ctx, by, chain)
	if err != nil {
		return nil, err
	}
	if !seesSources(s, by) {
		return nil, denied(account.SeeAnswers, s)
	}
	lines := sourceLines(s, by)
	if lines, err = a.searchSources(ctx, lines, text); err != nil {
		return nil, err
	}
	return lines, a.addLinkStates(ctx, lines)
}

// SourceOf gives one source as a person may see it.
func (a *App) SourceOf(ctx context.Context, by account.Standing, chain record.Chain, id assessment.SourceID) (SourceLine, error) {
	lines, err := a.Sources(ctx, by, chain, "")
	if err != nil {
		return SourceLine{}, err
	}
	for _, l := range lines {
		if l.ID == id {
			return l, nil
		}
	}
	return SourceLine{}, fault.New(fault.NotFound, "assessment.no_source")
}

// seesSources tells who has to do with sources at all.
func seesSources(s *assessment.State, by account.Standing) bool {
	who := s.Standing(by)
	return who.May(account.SeeAnswers, account.Scope{}) || who.Holds(account.SecondCoder)
}

// blindIn tells a person who may not learn what the first coder does.
func blindIn(s *assessment.State, by account.Standing) bool {
	return !s.Standing(by).May(account.SeeAnswers, account.Scope{})
}

func sourceLines(s *assessment.State, by account.Standing) []SourceLine {
	blind := blindIn(s, by)
	var lines []SourceLine
	for _, x := range asSeenBy(s, by).LiveSources() {
		l := SourceLine{Source: x, Uses: usesOf(s, x.ID, blind)}
		if !blind || x.AddedBy == by.Person || len(l.Uses) > 0 {
			lines = append(lines, l)
		}
	}
	return lines
}

// usesOf lists where a source is cited, as far as it may be told: to the blind
// coder the second answers, to all others the first, and both once they were
// compared.
func usesOf(s *assessment.State, id assessment.SourceID, blind bool) []framework.Code {
	cites := func(a assessment.Answer) bool {
		return slices.ContainsFunc(a.Citations, func(c assessment.Citation) bool { return c.Source == id })
	}
	var uses []framework.Code
	for _, i := range s.Citing(id) {
		first := !blind && (cites(i.First) || cites(i.Standing()))
		second := (blind || s.Second.Compared) && cites(i.Second)
		if first || second {
			uses = append(uses, i.Code)
		}
	}
	return uses
}

// SameLink finds a source with the same link that the person may see.
func SameLink(s *assessment.State, by account.Standing, link string) (assessment.Source, bool) {
	x, ok := s.SourceByLink(link)
	if !ok || strings.TrimSpace(link) == "" {
		return assessment.Source{}, false
	}
	for _, l := range sourceLines(s, by) {
		if l.ID == x.ID {
			return x, true
		}
	}
	return assessment.Source{}, false
}

// searchSources keeps the sources in which every word of a text occurs.
func (a *App) searchSources(ctx context.Context, lines []SourceLine, text string) ([]SourceLine, error) {
	matching, err := a.matching(ctx, lines, text)
	if err != nil {
		return nil, err
	}
	var found []SourceLine
	for _, l := range matching {
		if l != nil {
			found = append(found, *l)
		}
	}
	return found, nil
}

func (l SourceLine) matches(words []string) bool {
	all := store.Folded(l.Title + " " + l.Issuer + " " + l.Link + " " + l.Date)
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(all, store.Folded(w)) })
}

// foundIn cuts a piece out of the newest copy in which the words stand; nil
// where there is none.
func foundIn(kept []assessment.KeptCopy, copies map[record.Hash]store.Copy, words []string) *Excerpt {
	for _, k := range slices.Backward(kept) {
		if c, ok := copies[k.Hash]; ok {
			e := excerpt(c.Text, words)
			e.Hash = k.Hash
			return &e
		}
	}
	return nil
}

// excerptRoom is how much of a text an excerpt shows on either side, in letters.
const excerptRoom = 90

// excerpt cuts a piece out of a text around the first of some words, without
// regard to case and accents.
func excerpt(text string, words []string) Excerpt {
	runes := []rune(strings.Join(strings.Fields(text), " "))
	plain := plainLetters(runes)
	for _, w := range words {
		want := string(plainLetters([]rune(w)))
		at := strings.Index(string(plain), want)
		if at < 0 {
			continue
		}
		from := utf8.RuneCountInString(string(plain)[:at])
		return around(runes, from, from+utf8.RuneCountInString(want))
	}
	return around(runes, 0, 0)
}

// around is the piece of a text from one letter to another, with what stands
// beside it.
func around(text []rune, from, to int) Excerpt {
	e := Excerpt{
		Before: string(text[max(0, from-excerptRoom):from]), Match: string(text[from:to]),
		After: string(text[to:min(len(text), to+excerptRoom)]),
	}
	if from > excerptRoom {
		e.Before = "… " + e.Before
	}
	if to+excerptRoom < len(text) {
		e.After += " …"
	}
	return e
}

// plainLetters is a text in lower case and without accents, letter for letter,
// so that places in it stay what they are.
func plainLetters(text []rune) []rune {
	known := map[rune]rune{}
	plain := make([]rune, len(text))
	for i, r := range text {
		p, ok := known[r]
		if !ok {
			p = unicode.ToLower(r)
			if folded := []rune(store.Folded(string(r))); len(folded) == 1 {
				p = folded[0]
			}
			known[r] = p
		}
		plain[i] = p
	}
	return plain
}
