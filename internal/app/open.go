package app

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/place"
	"sextant/internal/profile"
	"sextant/internal/record"
)

// Opening is what a coordinator chooses to open an assessment.
type Opening struct {
	Site
	Framework framework.Ref
	Round     int
	Date      string     // the reference month, "2026-03"
	Source    lang.Tag   // the language in which the profile is written first
	Languages []lang.Tag // of the profile; the source language need not be named
	Title     string     // in the source language; empty for none
	People    []Asked
}

// Asked is somebody with an account here who gets a role from the start.
type Asked struct {
	Login string
	Role  account.Role
}

// Slug is where the profile will be found.
func (o Opening) Slug() profile.Slug {
	t, err := time.Parse("2006-01", o.Date)
	if err != nil {
		return ""
	}
	return profile.SlugOf(o.Place, t.Year())
}

// languages are the profile's, the source language first.
func (o Opening) languages() []lang.Tag {
	all := []lang.Tag{o.Source}
	for _, t := range o.Languages {
		if !slices.Contains(all, t) {
			all = append(all, t)
		}
	}
	return all
}

// Twin is an assessment that has the address which a new one would have: the
// same place and year.
type Twin struct {
	Slug   profile.Slug
	Chain  record.Chain // empty for those who may not see it
	Public bool         // its profile can be read
}

// TwinOf finds the assessment that has an address already; nil where there is
// none.
func (a *App) TwinOf(ctx context.Context, by account.Standing, slug profile.Slug) (*Twin, error) {
	sum, ok, err := a.store.SummaryBySlug(ctx, string(slug))
	if err != nil || !ok {
		return nil, err
	}
	mine, err := a.chainsOf(ctx, by.Person)
	if err != nil {
		return nil, err
	}
	twin := &Twin{Slug: slug}
	if mine[sum.Chain] {
		twin.Chain = sum.Chain
	}
	_, twin.Public, err = a.store.Edition(ctx, string(slug), 0)
	return twin, err
}

// RoundsOf lists the assessments of a place in which a person has a role,
// newest round first.
func (a *App) RoundsOf(ctx context.Context, by account.Standing, code place.Code) ([]AssessmentLine, error) {
	lines, err := a.Assessments(ctx, by, AssessmentFilter{Country: string(code.Country())})
	if err != nil {
		return nil, err
	}
	var rounds []AssessmentLine
	for _, l := range lines {
		if strings.HasPrefix(l.Slug, strings.ToLower(string(code))+"-") && profile.SlugOf(place.Place{Code: code}, yearOf(l.Date)) == profile.Slug(l.Slug) {
			rounds = append(rounds, l)
		}
	}
	slices.SortStableFunc(rounds, func(x, y AssessmentLine) int { return cmp.Compare(y.Round, x.Round) })
	return rounds, nil
}

// yearOf is the year of "2024-09" or "2024"; 0 for anything else.
func yearOf(date string) int {
	for _, form := range []string{"2006-01", "2006"} {
		if t, err := time.Parse(form, date); err == nil {
			return t.Year()
		}
	}
	return 0
}

// Open opens an assessment as a coordinator set it up, with the people who
// were asked. The id is made by the form: the same form sent twice gives the
// same assessment.
func (a *App) Open(ctx context.Context, by account.Standing, id string, o Opening) (*assessment.State, error) {
	if !by.May(account.OpenAssessment, account.Scope{}) {
		return nil, fault.New(fault.Denied, "assessment.denied", "right", string(account.OpenAssessment), "stage", "")
	}
	if _, err := uuid.Parse(id); err != nil {
		id = NewID()
	}
	if s, err := a.openedAlready(ctx, by, record.Chain(id)); s != nil || err != nil {
		return s, err
	}
	book, do, err := a.commandsOf(ctx, o)
	if err != nil {
		return nil, err
	}
	twin, err := a.TwinOf(ctx, by, o.Slug())
	if err != nil {
		return nil, err
	}
	if twin != nil {
		return nil, fault.New(fault.Exists, "new.twin", "slug", string(o.Slug()))
	}
	return a.Begin(ctx, Order{ID: id, Chain: record.Chain(id), By: by, Do: do}, book)
}

// openedAlready finds what the same form opened before.
func (a *App) openedAlready(ctx context.Context, by account.Standing, chain record.Chain) (*assessment.State, error) {
	s, err := a.load(ctx, chain)
	switch {
	case fault.Is(err, fault.NotFound):
		return nil, nil
	case err != nil:
		return nil, err
	case s.OpenedBy != by.Person:
		return nil, fault.New(fault.Invalid, "new.id_taken")
	}
	return s, nil
}

// commandsOf checks an opening and says it in commands. The error lists
// everything that is wrong.
func (a *App) commandsOf(ctx context.Context, o Opening) (*framework.Framework, []assessment.Command, error) {
	var faults fault.List
	if o.Place.Code == "" {
		faults.Add(fault.New(fault.Invalid, "assessment.no_place"))
	}
	if o.Slug() == "" {
		faults.Add(fault.New(fault.Invalid, "new.no_month"))
	}
	if o.Source == "" {
		faults.Add(fault.New(fault.Invalid, "assessment.no_language"))
	}
	if o.Round < 1 || o.Round > 99 {
		faults.Add(fault.New(fault.Invalid, "new.bad_round"))
	}
	book, err := a.Book(ctx, o.Framework)
	if fault.Is(err, fault.NotFound) {
		faults.Add(fault.New(fault.Invalid, "assessment.no_framework"))
	} else if err != nil {
		return nil, nil, err
	}
	grants, err := a.grantsOf(ctx, o.People, &faults)
	if err == nil {
		err = faults.Err()
	}
	if err != nil {
		return nil, nil, err
	}
	opened := assessment.Opened{
		Place: o.Place, Parents: o.Parents, Framework: book.Ref, FrameworkHash: BookHash(book), Round: o.Round, Date: o.Date,
		Languages: o.languages(), Source: o.Source, Demonstration: o.Invented,
	}
	if o.Title != "" {
		opened.Title = lang.Text{o.Source: o.Title}
	}
	return book, append([]assessment.Command{assessment.Open{Opened: opened}}, grants...), nil
}

// grantsOf finds the people who were asked by their log-in names.
func (a *App) grantsOf(ctx context.Context, people []Asked, faults *fault.List) ([]assessment.Command, error) {
	var do []assessment.Command
	for _, p := range people {
		person, err := a.PersonByLogin(ctx, p.Login)
		switch {
		case fault.Is(err, fault.NotFound) || err == nil && (person.Disabled || person.Erased):
			faults.Add(fault.New(fault.Invalid, "people.no_login", "login", p.Login))
		case err != nil:
			return nil, err
		case !slices.Contains(account.Roles, p.Role):
			faults.Add(fault.New(fault.Invalid, "new.no_role", "name", person.Called()))
		default:
			do = append(do, assessment.Grant{Granted: assessment.Granted{Person: person.ID, Grant: account.Grant{Role: p.Role}}})
		}
	}
	return do, nil
}

// Colleagues lists the people whom somebody may ask by name: those with whom
// they share an assessment, and for administrators everybody; by name.
func (a *App) Colleagues(ctx context.Context, by account.Standing) ([]Person, error) {
	rows, err := a.store.People(ctx, "")
	if err != nil {
		return nil, err
	}
	team, err := a.store.Teams(ctx, string(by.Person))
	if err != nil {
		return nil, err
	}
	near := map[string]bool{}
	for _, m := range team {
		near[m.Person] = true
	}
	var people []Person
	for _, r := range rows {
		p := personOf(r)
		if !p.Disabled && !p.Erased && p.ID != by.Person && (near[r.ID] || by.May(account.ManageInstance, account.Scope{})) {
			people = append(people, p)
		}
	}
	slices.SortFunc(people, func(x, y Person) int { return cmp.Or(cmp.Compare(x.Called(), y.Called()), cmp.Compare(x.ID, y.ID)) })
	return people, nil
}
