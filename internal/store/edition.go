package store

import (
	"context"

	"sextant/internal/fault"
	"sextant/internal/record"
)

// Edition is one publication of a profile. It is inserted once and never
// changes; a withdrawal is told beside it.
type Edition struct {
	Slug          string
	Number        int // from 1
	Chain         record.Chain
	Hash          record.Hash // of Body
	Published     int64       // a time to come is a scheduled publication
	Country       string
	Level         string
	Year          int
	Framework     string
	Languages     string // ",es,en,"
	Title         string // a lang.Text in JSON
	Place         string // its name: a lang.Text in JSON
	Date          string
	Demonstration bool
	Body          []byte // the profile in JSON; nil in lists
	Developed     int
	Potential     int
	Changes       string

	// Withdrawn is when the edition was withdrawn, 0 when it stands; Notice says
	// why. They are read from beside the edition and not written with it.
	Withdrawn int64
	Notice    string
}

// EditionFilter picks among the newest editions. Zero fields do not filter.
type EditionFilter struct {
	Country   string
	Level     string
	Language  string
	Year      int
	Framework string
	Text      string // every word, without regard to case and accents
	Limit     int    // 0 is all
	Offset    int
}

// Withdrawal says that an edition was withdrawn, when and why.
type Withdrawal struct {
	Slug   string
	Number int
	Notice string
	At     int64
}

const editionColumns = `e.slug, e.number, e.chain, e.hash, e.published, e.country, e.level, e.year, e.framework,
	e.languages, e.title, e.place, e.date, e.demonstration, e.developed, e.potential, e.changes,
	COALESCE(w.withdrawn, 0), COALESCE(w.notice, '')`

const editionTables = ` FROM edition e LEFT JOIN withdrawal w ON w.slug = e.slug AND w.number = e.number`

func (e *Edition) fields() []any {
	return []any{
		&e.Slug, &e.Number, &e.Chain, &e.Hash, &e.Published, &e.Country, &e.Level, &e.Year, &e.Framework,
		&e.Languages, &e.Title, &e.Place, &e.Date, &e.Demonstration, &e.Developed, &e.Potential, &e.Changes,
		&e.Withdrawn, &e.Notice,
	}
}

func scanEditionLine(r scanner, e *Edition) error { return r.Scan(e.fields()...) }

func scanEdition(r scanner, e *Edition) error { return r.Scan(append(e.fields(), &e.Body)...) }

// Edition finds an edition by its number, also one that is not out yet.
// Number 0 is the newest that is out and stands; when all were withdrawn, the
// newest of those, with its Notice.
func (s *Store) Edition(ctx context.Context, slug string, number int) (Edition, bool, error) {
	query := `SELECT ` + editionColumns + `, e.body` + editionTables + ` WHERE e.slug = $1 `
	if number != 0 {
		return one(ctx, s, scanEdition, query+`AND e.number = $2`, slug, number)
	}
	return one(ctx, s, scanEdition, query+`AND e.published <= $2
		ORDER BY CASE WHEN w.slug IS NULL THEN 0 ELSE 1 END, e.number DESC LIMIT 1`, slug, s.micros())
}

// EditionLines lists all editions of a slug, newest first, without their
// bodies: also those withdrawn or not out yet.
func (s *Store) EditionLines(ctx context.Context, slug string) ([]Edition, error) {
	return list(ctx, s, scanEditionLine, `SELECT `+editionColumns+editionTables+` WHERE e.slug = $1 ORDER BY e.number DESC`, slug)
}

// NewestEditions lists the newest standing edition of each slug that is out,
// latest publication first, without bodies.
func (s *Store) NewestEditions(ctx context.Context, f EditionFilter) ([]Edition, error) {
	w := s.newest(f)
	query := `SELECT ` + editionColumns + editionTables + w.where() + ` ORDER BY e.published DESC, e.slug` + w.page(f.Limit, f.Offset)
	return list(ctx, s, scanEditionLine, query, w.args...)
}

// CountEditions is how many NewestEditions would list without limit.
func (s *Store) CountEditions(ctx context.Context, f EditionFilter) (int, error) {
	w := s.newest(f)
	n, _, err := one(ctx, s, scanNumber, `SELECT COUNT(*)`+editionTables+w.where(), w.args...)
	return int(n), err
}

// PublicMark changes whenever anything public changed in the database,
// whoever changed it: an edition, a withdrawal, a framework.
func (s *Store) PublicMark(ctx context.Context) (string, error) {
	mark, _, err := one(ctx, s, scanText, `SELECT (SELECT COUNT(*) FROM edition) || ' ' || (SELECT COUNT(*) FROM withdrawal) || ' ' || (SELECT COUNT(*) FROM document)`)
	return mark, err
}

func (s *Store) newest(f EditionFilter) *filter {
	w, now := &filter{}, s.micros()
	w.add(`w.slug IS NULL AND e.published <= %s`, now)
	w.add(`NOT EXISTS (SELECT 1 FROM edition n WHERE n.slug = e.slug AND n.number > e.number AND n.published <= %s
		AND NOT EXISTS (SELECT 1 FROM withdrawal x WHERE x.slug = n.slug AND x.number = n.number))`, now)
	equal(w, "e.country", f.Country)
	equal(w, "e.level", f.Level)
	equal(w, "e.year", f.Year)
	equal(w, "e.framework", f.Framework)
	if f.Language != "" {
		w.add(`e.languages LIKE %s ESCAPE '\'`, "%,"+escapeLike(f.Language)+",%")
	}
	w.has("e.search", f.Text)
	return w
}

// putEdition inserts an edition; its slug must not be another assessment's.
func putEdition(ctx context.Context, q querier, e Edition) error {
	if err := refuseSlug(ctx, q, e.Slug, e.Chain); err != nil {
		return err
	}
	n, err := run(ctx, q, `INSERT INTO edition (slug, number, chain, hash, published, country, level, year, framework,
		languages, title, place, date, demonstration, developed, potential, changes, search, body)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19) ON CONFLICT DO NOTHING`,
		e.Slug, e.Number, e.Chain, e.Hash, e.Published, e.Country, e.Level, e.Year, e.Framework,
		e.Languages, e.Title, e.Place, e.Date, e.Demonstration, e.Developed, e.Potential, e.Changes,
		searchable(e.Slug, e.Country, e.Date, words(e.Title), words(e.Place)), e.Body)
	if err == nil && n == 0 {
		return fault.New(fault.Exists, "store.edition_exists", "slug", e.Slug, "number", e.Number)
	}
	return err
}

// Withdraw marks an edition as withdrawn, in one transaction with the entry
// that says so. The edition itself stays as it is. One that is not here is
// "store.no_edition"; one withdrawn before is "store.withdrawn_before".
func (s *Store) Withdraw(ctx context.Context, slug string, number int, notice string, at int64, w Write) error {
	if err := w.check(); err != nil {
		return err
	}
	return s.change(ctx, func(q querier) error {
		if err := s.append(ctx, q, w); err != nil {
			return err
		}
		return withdraw(ctx, q, Withdrawal{Slug: slug, Number: number, Notice: notice, At: at})
	})
}

func withdraw(ctx context.Context, q querier, w Withdrawal) error {
	_, found, err := oneIn(ctx, q, scanText, `SELECT slug FROM edition WHERE slug = $1 AND number = $2`, w.Slug, w.Number)
	if err != nil {
		return err
	}
	if !found {
		return fault.New(fault.NotFound, "store.no_edition", "slug", w.Slug, "number", w.Number)
	}
	n, err := run(ctx, q, `INSERT INTO withdrawal (slug, number, notice, withdrawn) VALUES ($1,$2,$3,$4) ON CONFLICT DO NOTHING`,
		w.Slug, w.Number, w.Notice, w.At)
	if err == nil && n == 0 {
		return fault.New(fault.Exists, "store.withdrawn_before", "slug", w.Slug, "number", w.Number)
	}
	return err
}

// Withdrawals lists what was withdrawn of a slug, by number.
func (s *Store) Withdrawals(ctx context.Context, slug string) ([]Withdrawal, error) {
	return list(ctx, s, func(r scanner, w *Withdrawal) error { return r.Scan(&w.Slug, &w.Number, &w.Notice, &w.At) },
		`SELECT slug, number, notice, withdrawn FROM withdrawal WHERE slug = $1 ORDER BY number`, slug)
}
