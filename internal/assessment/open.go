package assessment

import (
	"fmt"
	"slices"
	"time"

	"sextant/internal/account"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/place"
	"sextant/internal/record"
)

// Rule says when a profile may be published with regard to its languages.
type Rule string

const (
	AllLanguages    Rule = "all"    // every language complete and current
	ListedLanguages Rule = "listed" // those that are behind are named on the page
)

// Previous is the round before this one.
type Previous struct {
	Chain record.Chain  `json:"chain"`
	Head  record.Head   `json:"head"`
	Slug  string        `json:"slug,omitempty"`
	Round int           `json:"round"`
	Date  string        `json:"date"`
	Ref   framework.Ref `json:"framework"`
}

// Opened is the first entry of every record.
type Opened struct {
	Place         place.Place   `json:"place"`
	Parents       []place.Place `json:"parents,omitempty"` // nearest first, the country last
	Framework     framework.Ref `json:"framework"`
	FrameworkHash record.Hash   `json:"framework_hash"`
	Round         int           `json:"round"`
	Date          string        `json:"date"` // reference date: "2024-09" or "2024"
	Title         lang.Text     `json:"title,omitempty"`
	Languages     []lang.Tag    `json:"languages"` // of the profile, the source language first
	Source        lang.Tag      `json:"source_language"`
	Rule          Rule          `json:"publish_rule,omitempty"`
	Demonstration bool          `json:"demonstration,omitempty"`
	// Origin tells an assessment that was worked out here ("") from one that
	// came as the text of a published page ("page") or as a file ("file").
	Origin     string    `json:"origin,omitempty"`
	Credit     lang.Text `json:"credit,omitempty"`
	CreditLink string    `json:"credit_link,omitempty"`
	Previous   *Previous `json:"previous,omitempty"`
}

func (*Opened) kind() string { return "assessment.opened" }

func (e *Opened) apply(s *State, m Meta) {
	s.Opened, s.OpenedAt, s.OpenedBy = *e, m.At, m.By
	s.Stage, s.StageSince = account.Setup, m.At
	if e.Rule == "" {
		s.Rule = ListedLanguages
	}
}

// Open opens an assessment. Whoever opens it becomes its coordinator.
type Open struct{ Opened }

// Needs the right to open assessments.
func (Open) Needs(s *State) (account.Right, account.Scope) { return account.OpenAssessment, s.scope() }

func (c Open) decide(s *State, a Act) ([]Event, error) {
	if s.Head.Seq != 0 {
		return nil, fault.New(fault.Exists, "assessment.open_already")
	}
	o := c.Opened
	if err := o.check(s.Book); err != nil {
		return nil, err
	}
	events := []Event{&o}
	if a.By.Person != account.System {
		events = append(events, &Granted{Person: a.By.Person, Grant: account.Grant{Role: account.Coordinator}})
	}
	return events, nil
}

func (o *Opened) check(book *framework.Framework) error {
	var l fault.List
	if o.Place.Code == "" || o.Place.Name.Empty() {
		l.Add(fault.New(fault.Invalid, "assessment.no_place"))
	}
	if book == nil || o.Framework != book.Ref || o.FrameworkHash == "" {
		l.Add(fault.New(fault.Invalid, "assessment.no_framework"))
	}
	if o.Round < 1 {
		l.Add(fault.New(fault.Invalid, "assessment.bad_round", "round", fmt.Sprint(o.Round)))
	}
	if year(o.Date) == 0 {
		l.Add(fault.New(fault.Invalid, "assessment.bad_date", "date", o.Date))
	}
	if o.Source == "" || !slices.Contains(o.Languages, o.Source) {
		l.Add(fault.New(fault.Invalid, "assessment.no_language"))
	}
	return l.Err()
}

// year is the year of "2024-09" or "2024"; 0 for anything else.
func year(date string) int {
	for _, form := range []string{"2006-01-02", "2006-01", "2006"} {
		if t, err := time.Parse(form, date); err == nil {
			return t.Year()
		}
	}
	return 0
}

// Changed says what of the set-up became different; nil fields stayed.
type Changed struct {
	Title     *lang.Text  `json:"title,omitempty"`
	Date      *string     `json:"date,omitempty"`
	Languages *[]lang.Tag `json:"languages,omitempty"`
	Rule      *Rule       `json:"publish_rule,omitempty"`
}

func (*Changed) kind() string { return "assessment.changed" }

func (e *Changed) apply(s *State, _ Meta) {
	if e.Title != nil {
		s.Title = *e.Title
	}
	if e.Date != nil {
		s.Date = *e.Date
	}
	if e.Languages != nil {
		s.Languages = *e.Languages
	}
	if e.Rule != nil {
		s.Rule = *e.Rule
	}
}

// Change changes the set-up.
type Change struct{ Changed }

// Needs the right to set up.
func (Change) Needs(s *State) (account.Right, account.Scope) { return account.SetUp, s.scope() }

func (c Change) decide(s *State, _ Act) ([]Event, error) {
	if c.Date != nil && year(*c.Date) == 0 {
		return nil, invalid("assessment.bad_date", "date", *c.Date)
	}
	if c.Date != nil && len(s.Editions) > 0 && year(*c.Date) != s.Year() {
		return nil, invalid("assessment.year_published")
	}
	if c.Languages != nil && !slices.Contains(*c.Languages, s.Source) {
		return nil, invalid("assessment.no_language")
	}
	if c.Rule != nil && *c.Rule != AllLanguages && *c.Rule != ListedLanguages {
		return nil, invalid("assessment.bad_rule")
	}
	e := c.Changed
	return []Event{&e}, nil
}
