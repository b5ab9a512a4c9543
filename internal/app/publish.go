package app

import (
	"context"
	"strings"

	"sextant/internal/assessment"
	"sextant/internal/profile"
	"sextant/internal/record"
	"sextant/internal/store"
)

// Publication asks for an edition once the commands of an order are done.
type Publication struct {
	// Changes says what changed since the edition before; empty for the first.
	Changes string
}

// freeze builds the profile from the state before the publishing entry, and
// puts the edition into the same write.
func (b *batch) freeze(f Publication) error {
	if err := b.state.MayPublish(f.Changes); err != nil {
		return err
	}
	p, body, err := drawEdition(b.state, f.Changes, b.at)
	if err == nil {
		err = readable(p.Slug, body)
	}
	if err != nil {
		return err
	}
	hash := profile.HashOf(body)
	command := assessment.Publish{EditionPublished: assessment.EditionPublished{
		Number: p.Edition, Slug: string(p.Slug), Hash: hash, Changes: p.Changes,
	}}
	act := assessment.Act{By: b.state.Standing(b.order.By), At: b.at}
	drafts, err := assessment.Decide(b.state, act, command)
	if err != nil {
		return err
	}
	b.write.Editions = append(b.write.Editions, editionRow(p, b.order.Chain, hash, body, b.at.UnixMicro()))
	return b.take(drafts)
}

func editionRow(p *profile.Profile, chain record.Chain, hash record.Hash, body []byte, at int64) store.Edition {
	developed, potential := p.Findings()
	var languages strings.Builder
	for _, l := range p.Languages {
		languages.WriteString("," + string(l.Tag))
	}
	return store.Edition{
		Slug: string(p.Slug), Number: p.Edition, Chain: chain, Hash: hash, Published: at,
		Country: p.Place.ISO, Level: string(p.Place.Level), Year: p.Date.Year(), Framework: string(p.Framework.Ref.ID),
		Languages: languages.String() + ",", Title: mustJSON(p.Title), Place: mustJSON(cardPlace{Name: p.Place.Name, Country: p.Place.Country}), Date: string(p.Date),
		Demonstration: p.Demonstration, Body: body, Developed: developed, Potential: potential, Changes: p.Changes,
	}
}

// WithdrawEdition puts a notice in the place of an edition.
func (a *App) WithdrawEdition(ctx context.Context, o Order, number int, notice string) error {
	s, err := a.load(ctx, o.Chain)
	if err != nil {
		return err
	}
	if o.ID == "" {
		o.ID = NewID()
	}
	b := batch{app: a, state: s, at: a.now(), order: o}
	w := assessment.WithdrawEdition{EditionWithdrawn: assessment.EditionWithdrawn{Number: number, Notice: notice}}
	if err := b.decide(w); err != nil {
		return unsure(err, len(s.Grants[o.By.Person]) > 0)
	}
	write := b.write
	write.Chain, write.Expect = o.Chain, s.Head
	describe(&write, b.state)
	slug := s.Editions[number-1].Slug
	if err := a.store.Withdraw(ctx, slug, number, strings.TrimSpace(notice), b.at.UnixMicro(), write); err != nil {
		return err
	}
	a.states.put(b.state)
	a.public.moved()
	return nil
}
