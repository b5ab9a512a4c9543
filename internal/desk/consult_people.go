package desk

import (
	"slices"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/framework"
)

func init() {
	register("GET /desk/a/{chain}/consult/colleagues", (*Desk).consultColleagues)
	register("POST /desk/a/{chain}/consult/colleagues", (*Desk).consultInvite)
	register("POST /desk/a/{chain}/consult/colleagues/call-back", (*Desk).consultCallBack)
	register("POST /desk/a/{chain}/consult/colleagues/take-back", (*Desk).consultTakeBack)
}

// consultPeopleView is who of the government looks at which part, and the form
// by which the focal point gives a part to a colleague.
type consultPeopleView struct {
	Frame
	Home         string
	Link         string
	Institutions []consultInstitution
	Invited      []consultInvited
	Domains      []framework.Domain
	New          grantForm
	Made         *linkView
	Mails        bool
	Known        []string // institutions that are here already
	Open         bool
}

type consultInstitution struct {
	app.Institution
	Domains []framework.Domain
	Members []personView
	Due     Due
}

type consultInvited struct {
	app.Offer
	Domains []framework.Domain
}

func (a *ask) consultPeopleView() (*consultPeopleView, error) {
	s, err := a.assessment()
	if err != nil {
		return nil, err
	}
	if err := a.must(account.Delegate); err != nil {
		return nil, err
	}
	v := &consultPeopleView{
		Frame: a.consultFrame("consult.colleagues"), Home: linkConsult(s.Chain), Link: linkConsult(s.Chain, "colleagues"), Domains: s.Book.Domains,
		New: a.grantForm(), Mails: a.desk.app.MailsOut(),
	}
	_, v.Open = s.Talk()
	people, err := a.consultCrowd(s)
	if err != nil {
		return nil, err
	}
	for _, i := range app.Institutions(s) {
		x := consultInstitution{Institution: i, Domains: consultDomains(s, i.Domains), Due: dueOf(i.Due, a.now)}
		for _, id := range i.People {
			p := people.person(id)
			p.Me = !hasRole(s, id, account.Government)
			x.Members = append(x.Members, p)
		}
		v.Institutions = append(v.Institutions, x)
		if i.Name != "" {
			v.Known = append(v.Known, i.Name)
		}
	}
	open, err := a.desk.app.Delegations(a.Context(), a.who, s.Chain)
	for _, o := range open {
		var codes []framework.Code
		for _, d := range o.Grant.Domains {
			codes = append(codes, framework.Code(d))
		}
		v.Invited = append(v.Invited, consultInvited{o, consultDomains(s, codes)})
	}
	return v, err
}

func hasRole(s *assessment.State, id account.ID, r account.Role) bool {
	return slices.ContainsFunc(s.Grants[id], func(g account.Grant) bool { return g.Role == r })
}

func consultDomains(s *assessment.State, codes []framework.Code) []framework.Domain {
	return slices.DeleteFunc(slices.Clone(s.Book.Domains), func(d framework.Domain) bool { return !slices.Contains(codes, d.Code) })
}

func (d *Desk) consultColleagues(a *ask) (answer, error) {
	v, err := a.consultPeopleView()
	if err != nil {
		return answer{}, err
	}
	return a.page("consult-colleagues", v)
}

// consultInvite makes a link for a colleague; it is shown once, and sent where
// mail can be sent.
func (d *Desk) consultInvite(a *ask) (answer, error) {
	v, err := a.consultPeopleView()
	if err != nil {
		return answer{}, err
	}
	f := v.New
	f.Role, f.Languages = account.Government, nil
	o := app.Offer{Chain: a.chain(), Grant: f.Grant, Name: f.Name, Email: f.Email, Language: f.Tongue}
	path, err := d.app.InviteColleague(a.Context(), a.who, o)
	if err != nil {
		return a.again("consult-colleagues", v, err)
	}
	if v, err = a.consultPeopleView(); err != nil {
		return answer{}, err
	}
	v.New = grantForm{}
	if v.Made, err = a.made(o, path, a.state.Name(o.Language)); err != nil {
		return answer{}, err
	}
	return a.page("consult-colleagues", v)
}

func (d *Desk) consultCallBack(a *ask) (answer, error) {
	v, err := a.consultPeopleView()
	if err != nil {
		return answer{}, err
	}
	if err := d.app.CallBackDelegation(a.Context(), a.who, a.chain(), a.value("invitation")); err != nil {
		return a.again("consult-colleagues", v, err)
	}
	return a.seeOther(v.Link, "people.done_called_back")
}

// consultTakeBack takes a part back. What the colleague said stays.
func (d *Desk) consultTakeBack(a *ask) (answer, error) {
	v, err := a.consultPeopleView()
	if err != nil {
		return answer{}, err
	}
	_, err = a.do(assessment.Revoke{Revoked: assessment.Revoked{Person: account.ID(a.value("person")), Role: account.Government}})
	if err != nil {
		return a.again("consult-colleagues", v, err)
	}
	return a.seeOther(v.Link, "people.done_revoked")
}
