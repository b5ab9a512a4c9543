package app

import (
	"context"
	"strings"
	"time"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/lang"
	"sextant/internal/locale"
	"sextant/internal/profile"
	"sextant/internal/record"
)

// Preview gives the edition as it would be published now: the very bytes that
// would be frozen, with the line that the list of editions would have. They
// are the same as long as neither the record nor the day moves on.
//
// It is for the team, and for those who are asked for consent to it; to the
// government's contributors it is as closed as the answers in the making.
func (a *App) Preview(ctx context.Context, by account.Standing, chain record.Chain, changes string) (*Edition, error) {
	s, err := a.State(ctx, by, chain)
	if err != nil {
		return nil, err
	}
	if !MayPreview(s, by) {
		return nil, denied(account.SeeDraft, s)
	}
	p, body, err := drawEdition(s, changes, a.now())
	if err != nil {
		return nil, err
	}
	e := &Edition{Profile: p, Hash: profile.HashOf(body), JSON: body, Newest: p.Edition}
	rows, err := a.store.EditionLines(ctx, string(p.Slug))
	if err != nil {
		return nil, err
	}
	notices, err := a.store.Withdrawals(ctx, string(p.Slug))
	if err != nil {
		return nil, err
	}
	before, _ := editionLines(rows, notices)
	e.Lines = append([]EditionLine{{Number: p.Edition, Published: p.Published, Changes: p.Changes}}, before...)
	return e, nil
}

// drawEdition makes the next edition of an assessment and the bytes that are
// frozen of it.
func drawEdition(s *assessment.State, changes string, on time.Time) (*profile.Profile, []byte, error) {
	p := profile.Build(s, len(s.Editions)+1, strings.TrimSpace(changes), on)
	if !p.Title.Has(s.Source) {
		p.Title = titled(s)
	}
	body, err := profile.Marshal(p)
	return p, body, err
}

// readable reads back what is about to be frozen: what nobody could read is
// never published.
func readable(slug profile.Slug, body []byte) error {
	if _, err := profile.Parse(string(slug), body); err != nil {
		return fault.New(fault.Internal, "app.broken_edition", "slug", string(slug)).Because(err)
	}
	return nil
}

// titled is the title of a profile to which nobody gave one, in each of its
// languages.
func titled(s *assessment.State) lang.Text {
	title := lang.Text{}
	for _, t := range append([]lang.Tag{s.Source}, s.Languages...) {
		title[t] = locale.For(t).T("publish.usual_title")
	}
	return title
}

// MayPreview tells who sees an edition before it is public.
func MayPreview(s *assessment.State, by account.Standing) bool {
	by, at := s.Standing(by), account.Scope{Stage: s.Stage}
	return by.May(account.SeeAnswers, at) || by.May(account.GiveConsent, at)
}
