package desk

import (
	"slices"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
)

func init() {
	register("GET /desk/a/{chain}/people", (*Desk).membersPage)
	register("POST /desk/a/{chain}/people/grant", (*Desk).grant)
	register("POST /desk/a/{chain}/people/revoke", (*Desk).revoke)
	register("POST /desk/a/{chain}/people/invite", (*Desk).inviteMember)
	register("POST /desk/a/{chain}/people/call-back", (*Desk).callBack)
}

// membersView is the people of an assessment: who is what, for which domains
// and languages, by when.
type membersView struct {
	Frame
	Link      string
	People    []memberView
	Invited   []invitedView
	Roles     []account.Role // that this person may give
	Domains   []framework.Domain
	Languages []lang.Tag
	Made      *linkView
	New       grantForm // as it was typed
	Mails     bool
}

// MayGive tells whether the person may give and take away a role.
func (v membersView) MayGive(r account.Role) bool { return slices.Contains(v.Roles, r) }

type invitedView struct {
	app.Offer
	RoleName string
}

// grantForm is the form in which a role is given.
type grantForm struct {
	Person account.ID
	Name   string
	Email  string
	Login  string
	Tongue lang.Tag
	account.Grant
}

// Has tells whether a domain was ticked.
func (f grantForm) Has(code framework.Code) bool { return slices.Contains(f.Domains, string(code)) }

// Speaks tells whether a language was ticked.
func (f grantForm) Speaks(t lang.Tag) bool { return slices.Contains(f.Languages, string(t)) }

// Form is a grant as a form to change it.
func (g grantView) Form(person account.ID) grantForm {
	return grantForm{Person: person, Grant: g.Grant}
}

// membersView needs that the assessment was loaded.
func (a *ask) membersView(s *assessment.State) (*membersView, error) {
	if a.blind() {
		return nil, fault.New(fault.NotFound, "desk.missing")
	}
	v := &membersView{
		Frame: a.frame("desk.people_of", "place", s.Name(a.say.Tag())), Link: linkTo(s.Chain, "people"), Roles: a.grantable(),
		Domains: s.Book.Domains, Languages: s.Languages, Mails: a.desk.app.MailsOut(), New: a.grantForm(),
	}
	var err error
	if v.People, err = a.members(s); err != nil || !a.may(account.ManagePeople) {
		return v, err
	}
	open, err := a.desk.app.Invitations(a.Context(), a.who, s.Chain)
	for _, o := range open {
		v.Invited = append(v.Invited, invitedView{o, a.say.T("account.role_" + string(o.Grant.Role))})
	}
	return v, err
}

// grantable are the roles that the person may give here: all of them for a
// coordinator, the government's contributors for its focal point.
func (a *ask) grantable() []account.Role {
	if a.may(account.ManagePeople) {
		return account.Roles
	}
	if a.who.May(account.Delegate, account.Scope{Stage: account.Consultation}) {
		return []account.Role{account.Government}
	}
	return nil
}

// grantForm reads the form of a role.
func (a *ask) grantForm() grantForm {
	f := grantForm{
		Person: account.ID(a.value("person")), Name: a.value("name"), Email: a.value("email"), Login: a.value("login"), Tongue: lang.Tag(a.value("tongue")),
		Grant: account.Grant{Role: account.Role(a.value("role")), Domains: a.list("domain"), Due: a.day("due"), Institution: a.value("institution")},
	}
	for _, t := range a.tags("language") {
		f.Languages = append(f.Languages, string(t))
	}
	return f
}

func (d *Desk) membersPage(a *ask) (answer, error) {
	s, err := a.assessment()
	if err != nil {
		return answer{}, err
	}
	v, err := a.membersView(s)
	if err != nil {
		return answer{}, err
	}
	return a.page("members", v)
}

// settleMembers ends a form of the page.
func (a *ask) settleMembers(err error, done string) (answer, error) {
	if err == nil {
		return a.seeOther(linkTo(a.chain(), "people"), done)
	}
	v, broken := a.membersView(a.state)
	if broken != nil {
		return answer{}, broken
	}
	return a.again("members", v, err)
}

func (d *Desk) grant(a *ask) (answer, error) {
	if _, err := a.assessment(); err != nil {
		return answer{}, err
	}
	f := a.grantForm()
	_, err := a.do(assessment.Grant{Granted: assessment.Granted{Person: f.Person, Grant: f.Grant}})
	return a.settleMembers(err, "people.done_granted")
}

func (d *Desk) revoke(a *ask) (answer, error) {
	if _, err := a.assessment(); err != nil {
		return answer{}, err
	}
	f := a.grantForm()
	_, err := a.do(assessment.Revoke{Revoked: assessment.Revoked{Person: f.Person, Role: f.Role}})
	if err == nil && f.Person == a.me.ID && len(a.state.Grants[a.me.ID]) == 0 {
		return a.seeOther(assessmentsPath, "people.done_revoked")
	}
	return a.settleMembers(err, "people.done_revoked")
}

// inviteMember gives a role to somebody who has an account and whose log-in
// name is known, or makes a link for anybody else.
func (d *Desk) inviteMember(a *ask) (answer, error) {
	s, err := a.assessment()
	if err != nil {
		return answer{}, err
	}
	f := a.grantForm()
	if f.Login != "" {
		return a.grantByLogin(f)
	}
	o := app.Offer{Chain: s.Chain, Grant: f.Grant, Name: f.Name, Email: f.Email, Language: f.Tongue}
	path, err := d.app.Invite(a.Context(), a.who, o)
	if err != nil {
		return a.settleMembers(err, "")
	}
	v, err := a.membersView(s)
	if err != nil {
		return answer{}, err
	}
	if v.Made, err = a.made(o, path, s.Name(o.Language)); err != nil {
		return answer{}, err
	}
	v.New = grantForm{}
	return a.page("members", v)
}

func (a *ask) grantByLogin(f grantForm) (answer, error) {
	if len(a.grantable()) == 0 {
		return answer{}, a.must(account.ManagePeople)
	}
	p, err := a.desk.app.PersonByLogin(a.Context(), f.Login)
	if err != nil {
		return a.settleMembers(fault.New(fault.Invalid, "people.no_login", "login", f.Login), "")
	}
	_, err = a.do(assessment.Grant{Granted: assessment.Granted{Person: p.ID, Grant: f.Grant}})
	return a.settleMembers(err, "people.done_granted")
}

func (d *Desk) callBack(a *ask) (answer, error) {
	if _, err := a.assessment(); err != nil {
		return answer{}, err
	}
	return a.settleMembers(d.app.CallBack(a.Context(), a.who, a.chain(), a.value("invitation")), "people.done_called_back")
}
