package assessment

import (
	"slices"
	"strings"
	"time"

	"sextant/internal/account"
)

// ConsentKind tells consent from a refusal and from going without.
type ConsentKind string

const (
	ConsentGiven   ConsentKind = "given"
	ConsentRefused ConsentKind = "refused"
	ConsentWaived  ConsentKind = "waived" // by the coordinator, with a reason that the page shows
)

// Scopes lists what consent can let be shown; findings always.
var Scopes = []string{"findings", "answers", "sources", "remarks"}

// Consented is the government's word on publication, or the stated reason for
// going without it.
type Consented struct {
	Kind       ConsentKind `json:"kind"`
	Name       string      `json:"name,omitempty"`
	Office     string      `json:"office,omitempty"`
	Date       string      `json:"date,omitempty"` // "2026-06-02"
	Scope      []string    `json:"scope,omitempty"`
	Conditions string      `json:"conditions,omitempty"`
	Reason     string      `json:"reason,omitempty"` // of a refusal or a waiver
	by         account.ID
	at         time.Time
}

// Who recorded it, and when.
func (e *Consented) Who() (account.ID, time.Time) { return e.by, e.at }

// Shows tells whether the consent lets something be shown.
func (e *Consented) Shows(what string) bool {
	return e != nil && (what == "findings" || slices.Contains(e.Scope, what))
}

func (*Consented) kind() string { return "consent.recorded" }

func (e *Consented) apply(s *State, m Meta) {
	c := *e
	c.by, c.at = m.By, m.At
	s.Consent, s.ConsentAt = &c, m.Seq
}

// GiveConsent records the government's consent or its refusal.
type GiveConsent struct{ Consented }

// Needs the right to consent.
func (GiveConsent) Needs(s *State) (account.Right, account.Scope) {
	return account.GiveConsent, s.scope()
}

func (c GiveConsent) decide(s *State, a Act) ([]Event, error) {
	e := c.Consented
	e.Name, e.Office, e.Reason = strings.TrimSpace(e.Name), strings.TrimSpace(e.Office), strings.TrimSpace(e.Reason)
	e.Conditions = strings.TrimSpace(e.Conditions)
	if a.By.Person != account.System || e.Date == "" { // an import keeps the day it names
		e.Date = a.At.Format("2006-01-02")
	}
	switch {
	case e.Kind != ConsentGiven && e.Kind != ConsentRefused:
		return nil, invalid("assessment.bad_consent")
	case e.Name == "" || e.Office == "":
		return nil, invalid("assessment.lacks_office")
	case e.Kind == ConsentRefused && e.Reason == "":
		return nil, invalid("assessment.lacks_reason")
	}
	for _, x := range e.Scope {
		if !slices.Contains(Scopes, x) {
			return nil, invalid("assessment.bad_scope", "scope", x)
		}
	}
	return []Event{&e}, nil
}

// WaiveConsent publishes without the government's consent, for a reason that
// the page shows. Scope says what is shown all the same.
type WaiveConsent struct {
	Reason string
	Scope  []string
}

// Needs the right to waive.
func (WaiveConsent) Needs(s *State) (account.Right, account.Scope) {
	return account.WaiveConsent, s.scope()
}

func (c WaiveConsent) decide(_ *State, a Act) ([]Event, error) {
	reason := strings.TrimSpace(c.Reason)
	if reason == "" {
		return nil, invalid("assessment.lacks_reason")
	}
	for _, x := range c.Scope {
		if !slices.Contains(Scopes, x) {
			return nil, invalid("assessment.bad_scope", "scope", x)
		}
	}
	return []Event{&Consented{Kind: ConsentWaived, Reason: reason, Scope: c.Scope, Date: a.At.Format("2006-01-02")}}, nil
}

// lackingConsent says why the word on publication does not carry: there is
// none, it was a refusal, it is older than the last edition, or a sentence
// changed after it.
func (s *State) lackingConsent() []Lack {
	key := ""
	switch {
	case s.Consent == nil:
		key = "assessment.lack_consent"
	case s.Consent.Kind == ConsentRefused:
		key = "assessment.consent_refused"
	case len(s.Editions) > 0 && s.ConsentAt < s.Editions[len(s.Editions)-1].Seq:
		key = "assessment.consent_used"
	case s.wordsMoved() > s.ConsentAt:
		key = "assessment.consent_outdated"
	default:
		return nil
	}
	return []Lack{{Key: key, N: 1}}
}

// wordsMoved is the number of the entry that last changed an original sentence
// that will be public.
func (s *State) wordsMoved() int64 {
	var last int64
	for _, f := range s.Findings {
		last = max(last, f.Moved)
	}
	for _, u := range s.Sections {
		last = max(last, u.Seq)
	}
	return last
}
