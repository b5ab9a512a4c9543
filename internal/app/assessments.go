package app

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"sextant/internal/account"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/place"
	"sextant/internal/record"
	"sextant/internal/store"
)

// AssessmentLine is an assessment in a list, seen by one person.
type AssessmentLine struct {
	Chain         record.Chain
	Slug          string
	Name          lang.Text // of the place
	Country       string    // ISO 3166-1 alpha-3
	Level         place.Level
	Framework     framework.Ref
	Round         int
	Date          string
	Stage         account.Stage
	Demonstration bool
	Changed       time.Time
	Roles         []account.Role // the person's own
	// Counts is nil for a person who may not see the answers: whoever codes
	// blind learns nothing of the first coder's pace.
	Counts  *Counts
	Due     string // the next deadline of anyone, or the person's own without Counts
	Waiting int    // duties of the person here
}

// DueFilter narrows a list by deadline.
type DueFilter string

const (
	DueOver  DueFilter = "over"
	DueWeek  DueFilter = "week"
	DueMonth DueFilter = "month"
)

// AssessmentFilter narrows the list. Zero fields do not filter.
type AssessmentFilter struct {
	Text    string
	Stage   account.Stage
	Country string
	Year    int
	Due     DueFilter
	Mine    bool // only where something waits for the person
}

// Assessments lists the assessments in which a person has a role, by the next
// deadline, never by result.
func (a *App) Assessments(ctx context.Context, by account.Standing, f AssessmentFilter) ([]AssessmentLine, error) {
	rows, err := a.store.Summaries(ctx, store.SummaryFilter{
		Person: string(by.Person), Text: f.Text, State: string(f.Stage), Country: f.Country, Year: f.Year,
	})
	if err != nil {
		return nil, err
	}
	seen, err := a.viewOf(ctx, by.Person)
	if err != nil {
		return nil, err
	}
	var lines []AssessmentLine
	for _, r := range rows {
		line, err := seen.line(r)
		if err != nil {
			return nil, err
		}
		if f.Fits(line, a.now()) {
			lines = append(lines, line)
		}
	}
	slices.SortFunc(lines, byDeadline)
	return lines, nil
}

// Fits tells whether a line passes the parts of a filter that are about
// deadlines and duties.
func (f AssessmentFilter) Fits(l AssessmentLine, now time.Time) bool {
	day := func(n int) string { return now.AddDate(0, 0, n).Format(time.DateOnly) }
	switch {
	case f.Mine && l.Waiting == 0:
		return false
	case f.Due == "":
		return true
	case l.Due == "" || l.Stage == account.Published:
		return false
	case f.Due == DueOver:
		return l.Due < day(0)
	case f.Due == DueWeek:
		return l.Due >= day(0) && l.Due <= day(7)
	}
	return l.Due >= day(0) && l.Due <= day(30)
}

// byDeadline orders what is still being worked on by deadline, those without
// one and what is published after it, each by name.
func byDeadline(x, y AssessmentLine) int {
	rank := func(l AssessmentLine) string {
		switch {
		case l.Stage == account.Published:
			return "~~"
		case l.Due == "":
			return "~"
		}
		return l.Due
	}
	return cmp.Or(cmp.Compare(rank(x), rank(y)), cmp.Compare(x.Name.Get(lang.English), y.Name.Get(lang.English)), cmp.Compare(x.Chain, y.Chain))
}

// view is what a person is and has to do in all assessments.
type view struct {
	parts   map[record.Chain][]store.Member
	waiting map[record.Chain]int
}

func (a *App) viewOf(ctx context.Context, who account.ID) (view, error) {
	v := view{parts: map[record.Chain][]store.Member{}, waiting: map[record.Chain]int{}}
	parts, err := a.store.Parts(ctx, string(who))
	if err != nil {
		return v, err
	}
	for _, p := range parts {
		v.parts[p.Chain] = append(v.parts[p.Chain], p)
	}
	duties, err := a.store.Duties(ctx, string(who))
	for _, d := range duties {
		v.waiting[d.Chain]++
	}
	return v, err
}

func (v view) line(r store.Summary) (AssessmentLine, error) {
	l := AssessmentLine{
		Chain: r.Chain, Slug: r.Slug, Country: r.Country, Level: place.Level(r.Level), Round: r.Round, Date: r.Date,
		Framework: framework.Ref{ID: framework.ID(r.Framework), Version: framework.Version(r.FrameworkVersion)},
		Stage:     account.Stage(r.State), Demonstration: r.Demonstration,
		Changed: time.UnixMicro(r.Updated).UTC(), Waiting: v.waiting[r.Chain],
	}
	if err := json.Unmarshal([]byte(r.Name), &l.Name); err != nil {
		return l, err
	}
	standing := account.Standing{}
	for _, p := range v.parts[r.Chain] {
		l.Roles = append(l.Roles, account.Role(p.Role))
		standing.Grants = append(standing.Grants, account.Grant{Role: account.Role(p.Role)})
		if p.Due != 0 {
			l.Due = earlier(l.Due, time.UnixMicro(p.Due).UTC().Format(time.DateOnly))
		}
	}
	slices.SortFunc(l.Roles, func(x, y account.Role) int {
		return cmp.Compare(slices.Index(account.Roles, x), slices.Index(account.Roles, y))
	})
	if !standing.May(account.SeeAnswers, account.Scope{Stage: l.Stage}) {
		return l, nil
	}
	var c Counts
	if err := json.Unmarshal([]byte(r.Data), &c); err != nil {
		return l, err
	}
	l.Counts = &c
	if c.Due != "" {
		l.Due = c.Due
	}
	return l, nil
}

func earlier(x, y string) string {
	if x == "" || y != "" && y < x {
		return y
	}
	return x
}

// PlaceOf names the place of an assessment for somebody who was invited to it
// and has no role there yet. It tells nothing else.
func (a *App) PlaceOf(ctx context.Context, chain record.Chain) (lang.Text, error) {
	s, err := a.load(ctx, chain)
	if err != nil {
		return nil, err
	}
	return s.Place.Name, nil
}
