package assessment

import (
	"slices"

	"sextant/internal/account"
	"sextant/internal/fault"
	"sextant/internal/framework"
)

// Granted gives a person a role. The same role again replaces the earlier
// grant.
type Granted struct {
	Person account.ID `json:"person"`
	account.Grant
}

func (*Granted) kind() string { return "member.granted" }

func (e *Granted) apply(s *State, _ Meta) {
	kept := without(s.Grants[e.Person], e.Role)
	s.Grants[e.Person] = append(kept, e.Grant)
}

// Revoked takes a role away.
type Revoked struct {
	Person account.ID   `json:"person"`
	Role   account.Role `json:"role"`
}

func (*Revoked) kind() string { return "member.revoked" }

func (e *Revoked) apply(s *State, _ Meta) {
	kept := without(s.Grants[e.Person], e.Role)
	if len(kept) == 0 {
		delete(s.Grants, e.Person)
		return
	}
	s.Grants[e.Person] = kept
}

func without(grants []account.Grant, r account.Role) []account.Grant {
	var kept []account.Grant
	for _, g := range grants {
		if g.Role != r {
			kept = append(kept, g)
		}
	}
	return kept
}

// Grant gives a person a role, for some domains and languages, by a day.
type Grant struct{ Granted }

// Needs the right to manage people; a focal point may let colleagues of the
// government in.
func (c Grant) Needs(s *State) (account.Right, account.Scope) {
	if c.Role == account.Government {
		return account.Delegate, account.Scope{Stage: account.Consultation}
	}
	return account.ManagePeople, s.scope()
}

func (c Grant) decide(s *State, _ Act) ([]Event, error) {
	if c.Person == "" || !slices.Contains(account.Roles, c.Role) {
		return nil, invalid("assessment.bad_grant", "role", string(c.Role))
	}
	for _, d := range c.Domains {
		if !slices.ContainsFunc(s.Book.Domains, func(x framework.Domain) bool { return string(x.Code) == d }) {
			return nil, fault.New(fault.Invalid, "assessment.no_domain", "code", d)
		}
	}
	if err := s.apart(c.Person, c.Role); err != nil {
		return nil, err
	}
	e := c.Granted
	return []Event{&e}, nil
}

// apart keeps coding blind: nobody who sees the first coder's answers codes
// second, and government roles do not mix with the team's.
func (s *State) apart(p account.ID, r account.Role) error {
	for _, g := range s.Grants[p] {
		if g.Role != r && clash(g.Role, r) {
			return fault.New(fault.Invalid, "assessment.roles_clash", "role", string(r), "other", string(g.Role))
		}
	}
	return nil
}

func clash(a, b account.Role) bool {
	second := a == account.SecondCoder || b == account.SecondCoder
	return second || outside(a) != outside(b)
}

func outside(r account.Role) bool { return r == account.Government || r == account.FocalPoint }

// Revoke takes a role away. The last coordinator stays.
type Revoke struct{ Revoked }

// Needs the right to manage people, or to delegate for a government role.
func (c Revoke) Needs(s *State) (account.Right, account.Scope) {
	if c.Role == account.Government {
		return account.Delegate, account.Scope{Stage: account.Consultation}
	}
	return account.ManagePeople, s.scope()
}

func (c Revoke) decide(s *State, _ Act) ([]Event, error) {
	if !s.holds(c.Person, c.Role) {
		return nil, fault.New(fault.NotFound, "assessment.no_member")
	}
	if c.Role == account.Coordinator && len(s.People(account.Coordinator)) == 1 {
		return nil, invalid("assessment.last_coordinator")
	}
	e := c.Revoked
	return []Event{&e}, nil
}

func (s *State) holds(p account.ID, r account.Role) bool {
	return slices.ContainsFunc(s.Grants[p], func(g account.Grant) bool { return g.Role == r })
}

// People lists who holds a role, by id.
func (s *State) People(r account.Role) []account.ID {
	var ids []account.ID
	for id := range s.Grants {
		if s.holds(id, r) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}
