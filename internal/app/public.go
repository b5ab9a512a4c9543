package app

import (
	"context"
	"encoding/json"
	"sync/atomic"
	"time"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/lang"
	"sextant/internal/place"
	"sextant/internal/profile"
	"sextant/internal/record"
	"sextant/internal/store"
)

// publicCache counts what changes for the public, so that doors know when what
// they kept is old.
type publicCache struct{ generation atomic.Uint64 }

func (c *publicCache) moved() { c.generation.Add(1) }

// Watch looks every other second whether another replica changed anything
// public, until ctx ends: the pages that this one keeps are then old.
func (a *App) Watch(ctx context.Context) {
	last, err := a.store.PublicMark(ctx)
	tick := time.NewTicker(2 * time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		mark, failed := a.store.PublicMark(ctx)
		if failed == nil && (err != nil || mark != last) {
			a.public.moved()
		}
		last, err = mark, failed
	}
}

// PublicGeneration changes whenever anything public changed: at once through
// this process, within seconds through another one (Watch).
func (a *App) PublicGeneration() uint64 { return a.public.generation.Load() }

// Card is what a list shows of a profile's newest edition.
type Card struct {
	Slug                 profile.Slug
	Edition              int
	Place, Country       lang.Text
	ISO                  string
	Level                place.Level
	Date                 profile.Month
	Languages            []lang.Tag
	Developed, Potential int
	Demonstration        bool
	Title                lang.Text
	Published            time.Time
}

// CardFilter narrows a list of profiles. Zero fields do not.
type CardFilter struct {
	Country       string // ISO 3166-1 alpha-3
	Level         place.Level
	Language      lang.Tag
	Year          int
	Framework     string
	Text          string
	Limit, Offset int
}

type cardPlace struct {
	Name    lang.Text `json:"name"`
	Country lang.Text `json:"country"`
}

// Cards lists the newest edition of each profile, newest first, and how many
// there are without limit and offset. Nothing orders them by their findings.
func (a *App) Cards(ctx context.Context, f CardFilter) ([]Card, int, error) {
	rows, err := a.store.NewestEditions(ctx, editionFilter(f))
	if err != nil {
		return nil, 0, err
	}
	unlimited := f
	unlimited.Limit, unlimited.Offset = 0, 0
	total, err := a.store.CountEditions(ctx, editionFilter(unlimited))
	if err != nil {
		return nil, 0, err
	}
	cards := make([]Card, len(rows))
	for i, r := range rows {
		if cards[i], err = card(r); err != nil {
			return nil, 0, err
		}
	}
	return cards, total, nil
}

func editionFilter(f CardFilter) store.EditionFilter {
	return store.EditionFilter{
		Country: f.Country, Level: string(f.Level), Language: string(f.Language), Year: f.Year,
		Framework: f.Framework, Text: f.Text, Limit: f.Limit, Offset: f.Offset,
	}
}

func card(r store.Edition) (Card, error) {
	c := Card{
		Slug: profile.Slug(r.Slug), Edition: r.Number, ISO: r.Country, Level: place.Level(r.Level),
		Date: profile.Month(r.Date), Languages: tags(r.Languages), Developed: r.Developed, Potential: r.Potential,
		Demonstration: r.Demonstration, Published: time.UnixMicro(r.Published).UTC(),
	}
	var where cardPlace
	if err := json.Unmarshal([]byte(r.Place), &where); err != nil {
		return c, err
	}
	c.Place, c.Country = where.Name, where.Country
	return c, json.Unmarshal([]byte(r.Title), &c.Title)
}

func tags(list string) []lang.Tag {
	var ts []lang.Tag
	for _, t := range splitList(list) {
		ts = append(ts, lang.Tag(t))
	}
	return ts
}

// Facets are the values by which the list of profiles can be narrowed.
type Facets struct {
	Countries []string
	Levels    []place.Level
	Languages []lang.Tag
	Years     []int
}

// CardFacets lists the values that the published profiles have.
func (a *App) CardFacets(ctx context.Context) (Facets, error) {
	rows, err := a.store.NewestEditions(ctx, store.EditionFilter{})
	if err != nil {
		return Facets{}, err
	}
	var f Facets
	for _, r := range rows {
		f.Countries = append(f.Countries, r.Country)
		f.Levels = append(f.Levels, place.Level(r.Level))
		f.Languages = append(f.Languages, tags(r.Languages)...)
		f.Years = append(f.Years, r.Year)
	}
	f.Countries, f.Levels = distinct(f.Countries), distinct(f.Levels)
	f.Languages, f.Years = distinct(f.Languages), distinct(f.Years)
	return f, nil
}

// Edition is one published edition, or a preview of one.
type Edition struct {
	Profile *profile.Profile
	Hash    record.Hash
	JSON    []byte // the bytes that were frozen and hashed
	Newest  int
	Lines   []EditionLine
}

// EditionLine is an edition in the list of a profile's editions.
type EditionLine struct {
	Number    int
	Published time.Time
	Changes   string
	Withdrawn bool
	Notice    string
}

// Edition gives an edition of a profile; number 0 is the newest that was not
// withdrawn. A withdrawn one is fault.Gone with its notice.
func (a *App) Edition(ctx context.Context, slug profile.Slug, number int) (*Edition, error) {
	rows, err := a.store.EditionLines(ctx, string(slug))
	if err != nil {
		return nil, err
	}
	notices, err := a.store.Withdrawals(ctx, string(slug))
	if err != nil {
		return nil, err
	}
	lines, newest := editionLines(rows, notices)
	if number == 0 {
		number = newest
	}
	for _, l := range lines {
		if l.Withdrawn && (l.Number == number || newest == 0) {
			return nil, fault.New(fault.Gone, "app.withdrawn", "notice", l.Notice, "slug", string(slug))
		}
	}
	row, ok, err := a.store.Edition(ctx, string(slug), number)
	if err != nil {
		return nil, err
	}
	if !ok || number == 0 {
		return nil, fault.New(fault.NotFound, "app.no_profile", "slug", string(slug))
	}
	p, err := profile.Parse(string(slug), row.Body)
	if err != nil {
		return nil, fault.New(fault.Internal, "app.broken_edition", "slug", string(slug)).Because(err)
	}
	return &Edition{Profile: p, Hash: row.Hash, JSON: row.Body, Newest: newest, Lines: lines}, nil
}

func editionLines(rows []store.Edition, notices []store.Withdrawal) (lines []EditionLine, newest int) {
	why := map[int]string{}
	for _, w := range notices {
		why[w.Number] = w.Notice
	}
	for _, r := range rows {
		notice, gone := why[r.Number]
		lines = append(lines, EditionLine{
			Number: r.Number, Published: time.UnixMicro(r.Published).UTC(), Changes: r.Changes, Withdrawn: gone, Notice: notice,
		})
		if !gone {
			newest = max(newest, r.Number)
		}
	}
	return lines, newest
}

func denied(r account.Right, s *assessment.State) error {
	return fault.New(fault.Denied, "assessment.denied", "right", string(r), "stage", string(s.Stage))
}
