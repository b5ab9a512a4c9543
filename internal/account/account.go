// Package account is who acts and what they may do.
//
// A Person has a standing in the instance (administrator, coordinator) and
// grants in single assessments. One function decides everything: Standing.May.
// It is a table of role, right and stage, with no exception made anywhere
// else; doors ask it before they show a thing and the waist asks it before it
// does a thing. Passwords, passkeys and sessions are proofs of who someone is
// and live in proof.go and its neighbours.
package account

import "slices"

// ID names a person for ever. Entries hold ids and never names, so that a
// person can be erased.
type ID string

// System is the actor of background work.
const System ID = "system"

// Role is what a person is in one assessment. A person can hold several.
type Role string

const (
	Coordinator Role = "coordinator"
	Coder       Role = "coder"
	SecondCoder Role = "second_coder"
	Reviewer    Role = "reviewer"
	Government  Role = "government"
	FocalPoint  Role = "focal_point" // the government's own coordinator
	Editor      Role = "editor"
	Translator  Role = "translator"
	Viewer      Role = "viewer"
)

// Roles lists the roles in the order in which pages show them.
var Roles = []Role{Coordinator, Coder, SecondCoder, Reviewer, FocalPoint, Government, Editor, Translator, Viewer}

// Stage is the step at which an assessment stands.
type Stage string

const (
	Setup        Stage = "setup"
	Coding       Stage = "coding"
	Review       Stage = "review"
	Consultation Stage = "consultation"
	Findings     Stage = "findings"
	Consent      Stage = "consent"
	Published    Stage = "published"
)

// Stages lists the stages in their order.
var Stages = []Stage{Setup, Coding, Review, Consultation, Findings, Consent, Published}

// Before tells whether a stage comes before another one.
func (s Stage) Before(t Stage) bool { return slices.Index(Stages, s) < slices.Index(Stages, t) }

// Grant is one role of a person in one assessment. Domains and Languages
// narrow it; empty means all.
type Grant struct {
	Role      Role     `json:"role"`
	Domains   []string `json:"domains,omitempty"`
	Languages []string `json:"languages,omitempty"`
	Due       string   `json:"due,omitempty"` // "2026-05-31"
	// Institution is the ministry or department that a government role speaks
	// for.
	Institution string `json:"institution,omitempty"`
}

// covers tells whether a grant reaches a domain and a language.
func (g Grant) covers(on Scope) bool {
	domain := on.Domain == "" || len(g.Domains) == 0 || slices.Contains(g.Domains, on.Domain)
	language := on.Language == "" || len(g.Languages) == 0 || slices.Contains(g.Languages, on.Language)
	return domain && language
}

// Scope is what a right is asked for: the stage of the assessment, and the
// domain and language where the right can be narrowed by them.
type Scope struct {
	Stage    Stage
	Domain   string
	Language string
}

// Standing is who someone is towards one assessment. Outside any assessment
// Grants is empty.
type Standing struct {
	Person      ID
	Admin       bool // administrator of the instance
	Coordinator bool // may open assessments
	Grants      []Grant
}

// Holds tells whether the person has a role in the assessment.
func (s Standing) Holds(r Role) bool {
	return slices.ContainsFunc(s.Grants, func(g Grant) bool { return g.Role == r })
}

// Institution is the institution the person speaks for; empty for none.
func (s Standing) Institution() string {
	for _, g := range s.Grants {
		if g.Institution != "" {
			return g.Institution
		}
	}
	return ""
}

// May tells whether someone may do something. It is the only place where that
// is decided.
func (s Standing) May(r Right, on Scope) bool {
	if s.Person == System {
		return true
	}
	if s.mayInInstance(r) {
		return true
	}
	return slices.ContainsFunc(s.Grants, func(g Grant) bool { return g.may(r, on) })
}

func (s Standing) mayInInstance(r Right) bool {
	switch r {
	case ManageInstance, Redact:
		return s.Admin
	case OpenAssessment, EditFrameworks:
		return s.Coordinator || s.Admin
	}
	return false
}

func (g Grant) may(r Right, on Scope) bool {
	for _, rule := range rules[r] {
		if slices.Contains(rule.roles, g.Role) && rule.at(on.Stage) && g.covers(on) {
			return true
		}
	}
	return false
}
