package store

import (
	"context"

	"sextant/internal/fault"
	"sextant/internal/record"
)

// Summary is what lists show of an assessment. It follows from the record and
// can be rebuilt from it.
type Summary struct {
	Chain            record.Chain
	Slug             string // unique when not empty
	Place            string
	Country          string // ISO 3166-1 alpha-3
	Level            string
	Framework        string
	FrameworkVersion string
	Round            int
	Date             string // "2024-09"
	Year             int
	State            string
	Languages        string
	Name             string // a lang.Text in JSON
	Data             string // JSON: counts and what else a list shows
	Demonstration    bool
	Head             record.Head // of the record that it was made from
	Updated          int64
}

// SummaryFilter picks and orders summaries. Zero fields do not filter.
type SummaryFilter struct {
	Person  string // with any part in the assessment
	Country string
	Level   string
	State   string
	Year    int
	Text    string // every word, without regard to case and accents
	ByName  bool   // by name instead of newest change first
	After   SummaryCursor
	Limit   int // 0 is all
}

// SummaryCursor is a place in a list of summaries; the next page follows it.
// The zero cursor is before the first.
type SummaryCursor struct {
	Updated int64
	Name    string
	Chain   record.Chain
}

// Cursor is the place of a summary, whatever the order of the list.
func (s Summary) Cursor() SummaryCursor {
	return SummaryCursor{Updated: s.Updated, Name: sortName(s.Name), Chain: s.Chain}
}

const summaryColumns = `chain, slug, place, country, level, framework, framework_version, round, date, year,
	state, languages, name, data, demonstration, head_seq, head_hash, updated`

func scanSummary(r scanner, s *Summary) error {
	return r.Scan(&s.Chain, &s.Slug, &s.Place, &s.Country, &s.Level, &s.Framework, &s.FrameworkVersion, &s.Round,
		&s.Date, &s.Year, &s.State, &s.Languages, &s.Name, &s.Data, &s.Demonstration, &s.Head.Seq, &s.Head.Hash, &s.Updated)
}

// Summary finds the summary of one assessment.
func (s *Store) Summary(ctx context.Context, chain record.Chain) (Summary, bool, error) {
	return one(ctx, s, scanSummary, `SELECT `+summaryColumns+` FROM summary WHERE chain = $1`, chain)
}

// SummaryBySlug finds the assessment that holds a slug.
func (s *Store) SummaryBySlug(ctx context.Context, slug string) (Summary, bool, error) {
	return one(ctx, s, scanSummary, `SELECT `+summaryColumns+` FROM summary WHERE slug = $1 AND slug <> ''`, slug)
}

// Summaries lists assessments, a page at a time.
func (s *Store) Summaries(ctx context.Context, f SummaryFilter) ([]Summary, error) {
	var w filter
	if f.Person != "" {
		w.add(`EXISTS (SELECT 1 FROM member m WHERE m.chain = summary.chain AND m.person = %s)`, f.Person)
	}
	equal(&w, "country", f.Country)
	equal(&w, "level", f.Level)
	equal(&w, "state", f.State)
	equal(&w, "year", f.Year)
	w.has("search", f.Text)
	order := " ORDER BY updated DESC, chain DESC"
	if f.ByName {
		order = " ORDER BY sort_name, chain"
	}
	if f.After != (SummaryCursor{}) {
		after(&w, f)
	}
	query := `SELECT ` + summaryColumns + ` FROM summary` + w.where() + order + w.page(f.Limit, 0)
	return list(ctx, s, scanSummary, query, w.args...)
}

func after(w *filter, f SummaryFilter) {
	if f.ByName {
		w.add("(sort_name, chain) > (%s, %s)", f.After.Name, f.After.Chain)
		return
	}
	w.add("(updated, chain) < (%s, %s)", f.After.Updated, f.After.Chain)
}

const upsertSummary = `INSERT INTO summary (` + summaryColumns + `, sort_name, search)
	VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20)
	ON CONFLICT (chain) DO UPDATE SET slug = excluded.slug, place = excluded.place, country = excluded.country,
		level = excluded.level, framework = excluded.framework, framework_version = excluded.framework_version,
		round = excluded.round, date = excluded.date, year = excluded.year, state = excluded.state,
		languages = excluded.languages, name = excluded.name, data = excluded.data,
		demonstration = excluded.demonstration, head_seq = excluded.head_seq, head_hash = excluded.head_hash,
		updated = excluded.updated, sort_name = excluded.sort_name, search = excluded.search`

// putSummary writes the summary of a chain, its members and its duties.
func (s *Store) putSummary(ctx context.Context, q querier, w Write) error {
	v := *w.Summary
	if err := refuseSlug(ctx, q, v.Slug, v.Chain); err != nil {
		return err
	}
	_, err := run(ctx, q, upsertSummary,
		v.Chain, v.Slug, v.Place, v.Country, v.Level, v.Framework, v.FrameworkVersion, v.Round, v.Date, v.Year,
		v.State, v.Languages, v.Name, v.Data, v.Demonstration, v.Head.Seq, v.Head.Hash, v.Updated,
		sortName(v.Name), searchable(v.Slug, v.Country, v.Date, words(v.Name)))
	if s.engine.judge(err) == duplicate {
		return slugTaken(v.Slug).Because(err)
	}
	if err != nil {
		return err
	}
	if err := members.replace(ctx, q, w.Chain, w.Members); err != nil {
		return err
	}
	return duties.replace(ctx, q, w.Chain, w.Duties)
}

func slugTaken(slug string) *fault.Error {
	return fault.New(fault.Exists, "store.slug_taken", "slug", slug)
}

// refuseSlug refuses a slug under which another assessment is listed or
// published.
func refuseSlug(ctx context.Context, q querier, slug string, chain record.Chain) error {
	if slug == "" {
		return nil
	}
	_, taken, err := oneIn(ctx, q, scanText, `SELECT chain FROM summary WHERE slug = $1 AND chain <> $2
		UNION ALL SELECT chain FROM edition WHERE slug = $1 AND chain <> $2 LIMIT 1`, slug, chain)
	if err == nil && taken {
		return slugTaken(slug)
	}
	return err
}
