package sample

import (
	"fmt"
	"slices"
	"strings"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/place"
	"sextant/internal/record"
)

// Story is one published round of a place.
type Story struct {
	Slug          string
	Demonstration bool
	Place         place.Code
	Date          string
	Round         int
	Follows       string
	Source        lang.Tag   `yaml:"source_language"`
	Languages     []lang.Tag `yaml:"languages"`
	Framework     framework.Ref
	Title         lang.Text
	Introduction  lang.Text
	Credit        lang.Text
	Consent       *struct {
		Given        bool
		Name, Office string
		Date, Reason string
		Scope        []string
	}
	Commitments []struct {
		Indicators          []framework.Code
		Action, Office, Due string
	}
	Sources []struct {
		ID, Kind, Title, Issuer, Date, Link string
		Language                            lang.Tag
	}
	Findings []Finding
	Answers  []Answer
	world    *World
}

// Finding is a sentence of a story.
type Finding struct {
	ID         string
	Domain     framework.Code
	Side       assessment.Side
	Indicators []framework.Code
	Text       lang.Text
	Behind     []lang.Tag
}

// Answer is an answer of a story.
type Answer struct {
	Indicator                        framework.Code
	Value, Confidence, Justification string
	Citations                        []struct{ Source, Locator string }
	Change                           struct {
		Type assessment.ChangeType
		Text string
	}
}

// Open is the command that opens the story's assessment. Hash is that of its
// framework; old is the round that it follows, nil for a first one.
func (s *Story) Open(hash record.Hash, old *assessment.State, steps []framework.Step) assessment.Command {
	o := assessment.Opened{
		Place: s.world.Places[s.Place], Parents: s.world.parents(s.Place), Framework: s.Framework, FrameworkHash: hash,
		Round: max(s.Round, 1), Date: s.Date, Title: s.Title, Languages: s.Languages, Source: s.Source,
		Demonstration: true, Origin: "file", Credit: s.Credit,
	}
	if old == nil {
		return assessment.Open{Opened: o}
	}
	o.Previous = &assessment.Previous{
		Chain: old.Chain, Head: old.Head, Slug: s.Follows, Round: old.Round, Date: old.Date, Ref: old.Book.Ref,
	}
	return assessment.FollowUp{Opened: o, Carry: assessment.Carry(old, steps)}
}

// Text gives the commands that enter what the story says, after Open: sources,
// answers, findings with their translations, commitments, and the word on
// publication.
func (s *Story) Text(old *assessment.State) []assessment.Command {
	var do []assessment.Command
	do = append(do, s.sources(old)...)
	for _, a := range s.Answers {
		do = append(do, s.answer(a))
	}
	do = append(do, assessment.ApproveAll{UpTo: 1 << 62})
	do = append(do, s.write(assessment.SectionUnit(assessment.Introduction), assessment.WriteSection{SectionWritten: assessment.SectionWritten{
		Kind: assessment.Introduction, Language: s.Source, Text: strings.TrimSpace(s.Introduction[s.Source]),
	}}, s.Introduction, nil)...)
	for _, f := range s.Findings {
		do = append(do, s.write(assessment.FindingUnit(assessment.FindingID(f.ID)), assessment.WriteFinding{FindingWritten: assessment.FindingWritten{
			ID: assessment.FindingID(f.ID), Domain: f.Domain, Side: f.Side, Text: f.Text[s.Source], Language: s.Source, Indicators: f.Indicators,
		}}, f.Text, f.Behind)...)
	}
	do = append(do, s.promises()...)
	return append(do, assessment.MoveStage{To: account.Consent}, s.consent())
}

func (s *Story) sources(old *assessment.State) []assessment.Command {
	var do []assessment.Command
	for _, x := range s.Sources {
		id := assessment.SourceID(x.ID)
		cited := assessment.Cited{Kind: x.Kind, Title: x.Title, Language: x.Language, Issuer: x.Issuer, Date: x.Date, Link: x.Link}
		if old != nil && old.Sources[id].Title != "" {
			do = append(do, assessment.ChangeSource{SourceChanged: assessment.SourceChanged{ID: id, Cited: cited}, Base: 1 << 62})
			continue
		}
		do = append(do, assessment.AddSource{SourceAdded: assessment.SourceAdded{ID: id, Cited: cited}})
	}
	return do
}

func (s *Story) answer(a Answer) assessment.Command {
	given := assessment.Given{Value: a.Value, Justification: a.Justification, Language: s.Source, Confidence: a.Confidence}
	for _, c := range a.Citations {
		given.Citations = append(given.Citations, assessment.Citation{Source: assessment.SourceID(c.Source), Locator: c.Locator})
	}
	return assessment.RecordAnswer{Answered: assessment.Answered{
		Indicator: a.Indicator, Hand: assessment.FirstHand, Given: given, Ready: true, Change: a.Change.Type, Why: a.Change.Text,
	}}
}

// write enters an original and its translations. A translation that is behind
// rests on the opening entry, from before the original was written.
func (s *Story) write(unit assessment.UnitID, original assessment.Command, text lang.Text, behind []lang.Tag) []assessment.Command {
	do := []assessment.Command{original}
	for _, tag := range text.Tags() {
		if tag == s.Source {
			continue
		}
		t := assessment.Translated{Unit: unit, Language: tag, Text: strings.TrimSpace(text[tag]), Reviewed: true}
		if slices.Contains(behind, tag) {
			t.Reviewed, t.Basis = false, 1
		}
		do = append(do, assessment.Translate{Translated: t})
	}
	return do
}

func (s *Story) promises() []assessment.Command {
	var do []assessment.Command
	for n, c := range s.Commitments {
		for _, f := range s.Findings {
			if f.Side == assessment.Potential && slices.Contains(f.Indicators, c.Indicators[0]) {
				do = append(do, assessment.Commit{Promised: assessment.Promised{
					ID: assessment.PromiseID(fmt.Sprintf("commitment-%d", n+1)), Finding: assessment.FindingID(f.ID),
					Action: c.Action, Office: c.Office, Due: c.Due, Language: s.Source, Public: true,
				}})
				break
			}
		}
	}
	return do
}

// NoConsent is why a story without a consent of its own is shown: it restates
// what was public before.
var NoConsent = lang.Text{
	lang.Spanish: "Demostración: vuelve a contar, en palabras propias, hechos que ya eran públicos en el perfil de 2024.",
	lang.English: "Demonstration: restates in our own words facts that were public in the profile of 2024.",
}

func (s *Story) consent() assessment.Command {
	c := s.Consent
	if c == nil {
		return assessment.WaiveConsent{Reason: NoConsent.Get(s.Source), Scope: assessment.Scopes[:3]}
	}
	if !c.Given {
		return assessment.WaiveConsent{Reason: c.Reason, Scope: []string{"findings", "answers"}}
	}
	return assessment.GiveConsent{Consented: assessment.Consented{
		Kind: assessment.ConsentGiven, Name: c.Name, Office: c.Office, Date: c.Date, Scope: c.Scope,
	}}
}
