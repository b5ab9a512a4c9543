package app

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/framework"
	"sextant/internal/profile"
	"sextant/internal/store"
)

// Counts is what a list shows of an assessment's work: items by status, for
// the whole and for each domain in the order of the book.
type Counts struct {
	All     map[assessment.Status]int `json:"all"`
	Domains []DomainCount             `json:"domains"`
	// Ticks is one letter an indicator in the order of the book: the progress
	// bar of the workbench.
	Title        string `json:"title,omitempty"`
	OpenRemarks  int    `json:"open_remarks,omitempty"`
	Undecided    int    `json:"undecided,omitempty"`
	StaleText    int    `json:"stale,omitempty"`
	Editions     int    `json:"editions,omitempty"`
	NextPossible bool   `json:"next_possible,omitempty"`
	Due          string `json:"due,omitempty"`
}

// DomainCount is the work in one domain. Ticks holds one letter an indicator:
// n not started, u unconfirmed, d draft, t returned, r ready, a approved.
type DomainCount struct {
	Code  framework.Code `json:"code"`
	Ticks string         `json:"ticks"`
}

var tick = map[assessment.Status]string{
	assessment.NotStarted: "n", assessment.Unconfirmed: "u", assessment.InDraft: "d",
	assessment.Returned: "t", assessment.Ready: "r", assessment.Approved: "a",
}

// CountsOf counts the work of an assessment.
func CountsOf(s *assessment.State) Counts {
	c := Counts{
		All: s.Progress(""), OpenRemarks: len(s.OpenRemarks()), StaleText: len(s.StaleFindings()), Editions: len(s.Editions),
	}
	for _, d := range s.Book.Domains {
		var ticks strings.Builder
		for _, ind := range s.Book.In(d.Code) {
			ticks.WriteString(tick[s.Item(ind.Code).Status()])
		}
		c.Domains = append(c.Domains, DomainCount{Code: d.Code, Ticks: ticks.String()})
	}
	for _, d := range s.Differences() {
		if !d.Decided {
			c.Undecided++
		}
	}
	if next := s.Next(); next != "" && next != account.Published {
		c.NextPossible = len(s.Lacking(next)) == 0
	}
	c.Due = earliestDue(s)
	return c
}

// working lists the roles whose deadlines count at a stage.
var working = map[account.Stage][]account.Role{
	account.Setup: {account.Coder, account.SecondCoder}, account.Coding: {account.Coder, account.SecondCoder},
	account.Review: {account.Reviewer}, account.Consultation: {account.FocalPoint, account.Government},
	account.Findings: {account.Editor, account.Translator}, account.Consent: {account.FocalPoint},
}

// earliestDue is the next deadline of those whose turn it is; empty for none.
func earliestDue(s *assessment.State) string {
	due := ""
	take := func(day string) {
		if day != "" && (due == "" || day < due) {
			due = day
		}
	}
	for _, grants := range s.Grants {
		for _, g := range grants {
			if slices.Contains(working[s.Stage], g.Role) {
				take(g.Due)
			}
		}
	}
	if talk, open := s.Talk(); open {
		take(talk.Deadline)
	}
	return due
}

// describe adds to a write what lists and inboxes show after it.
func describe(w *store.Write, s *assessment.State) {
	slug := string(profile.SlugOf(s.Place, s.Year()))
	var languages strings.Builder
	for _, t := range s.Languages {
		languages.WriteString("," + string(t))
	}
	w.Summary = &store.Summary{
		Chain: s.Chain, Slug: slug, Place: string(s.Place.Code), Country: string(s.Place.Code)[:min(3, len(s.Place.Code))],
		Level: string(s.Place.Level), Framework: string(s.Book.Ref.ID), FrameworkVersion: string(s.Book.Ref.Version),
		Round: s.Round, Date: s.Date, Year: s.Year(), State: string(s.Stage), Languages: languages.String() + ",",
		Name: mustJSON(s.Place.Name), Data: mustJSON(CountsOf(s)), Demonstration: s.Demonstration,
		Head: s.Head, Updated: s.Changed.UnixMicro(),
	}
	for person, grants := range s.Grants {
		for _, g := range grants {
			w.Members = append(w.Members, store.Member{
				Chain: s.Chain, Person: string(person), Role: string(g.Role), Domains: strings.Join(g.Domains, ","), Due: dayMicros(g.Due),
			})
		}
	}
	w.Duties = dutyRows(s)
}

// dutyRows puts the duties of a state into rows, one a person, kind and item.
func dutyRows(s *assessment.State) []store.Duty {
	type key struct{ person, kind, item string }
	at := map[key]int{}
	var rows []store.Duty
	for _, d := range s.Duties() {
		k := key{string(d.Person), string(d.Kind), d.Item}
		if i, there := at[k]; there {
			rows[i].Since, rows[i].Text = d.Since.UnixMicro(), mustJSON(dutyText{N: d.N, Text: d.Text})
			continue
		}
		at[k] = len(rows)
		rows = append(rows, store.Duty{
			Chain: s.Chain, Person: k.person, Kind: k.kind, Item: k.item,
			Since: d.Since.UnixMicro(), Due: dayMicros(d.Due), Text: mustJSON(dutyText{N: d.N, Text: d.Text}),
		})
	}
	return rows
}

type dutyText struct {
	N    int    `json:"n"`
	Text string `json:"text,omitempty"`
}

// dayMicros is the end of a day in microseconds; 0 for no day.
func dayMicros(day string) int64 {
	t, err := time.Parse("2006-01-02", day)
	if err != nil {
		return 0
	}
	return t.Add(24*time.Hour - time.Second).UnixMicro()
}

// mustJSON encodes plain values of our own, which cannot fail.
func mustJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("app: a plain value has no JSON: " + err.Error())
	}
	return string(b)
}
