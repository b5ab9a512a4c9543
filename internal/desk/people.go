package desk

import (
	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/lang"
)

func init() {
	register("GET /desk/people", (*Desk).people)
	register("POST /desk/people/invite", (*Desk).invitePerson)
	register("GET /desk/people/{person}", (*Desk).person)
	register("POST /desk/people/{person}/post", (*Desk).savePost)
	register("POST /desk/people/{person}/reset", (*Desk).resetPerson)
	register("POST /desk/people/{person}/sessions", (*Desk).endSessionsOf)
	register("POST /desk/people/{person}/erase", (*Desk).erasePerson)
}

// peopleView is the administrator's list of people.
type peopleView struct {
	Frame
	Query  string
	People []app.Person
	Offer  app.Offer // as it was typed
	Made   *linkView
}

// linkView is a one-time link that is shown this once.
type linkView struct {
	Link   string
	Name   string
	Mailed bool
}

func (a *ask) peopleView() (*peopleView, error) {
	v := &peopleView{Frame: a.frame("desk.people"), Query: a.URL.Query().Get("q")}
	var err error
	v.People, err = a.desk.app.FindPeople(a.Context(), a.who, v.Query)
	return v, err
}

func (d *Desk) people(a *ask) (answer, error) {
	v, err := a.peopleView()
	if err != nil {
		return answer{}, err
	}
	return a.page("people", v)
}

// invitePerson invites somebody to the instance, with or without a post.
func (d *Desk) invitePerson(a *ask) (answer, error) {
	v, err := a.peopleView()
	if err != nil {
		return answer{}, err
	}
	v.Offer = app.Offer{
		Name: a.value("name"), Email: a.value("email"), Language: lang.Tag(a.value("language")),
		Admin: a.flag("admin"), Coordinator: a.flag("coordinator"),
	}
	path, err := d.app.Invite(a.Context(), a.who, v.Offer)
	if err != nil {
		return a.again("people", v, err)
	}
	if v.Made, err = a.made(v.Offer, path, ""); err != nil {
		return answer{}, err
	}
	v.Offer = app.Offer{}
	return a.page("people", v)
}

// made sends the link of an invitation by mail, where that can be done, and
// shows it. A mail that failed is told in the log: the link is there to hand on.
func (a *ask) made(o app.Offer, path, place string) (*linkView, error) {
	link := a.base() + path
	sent, err := a.desk.app.MailInvitation(a.Context(), o, a.me.Called(), place, link)
	if err != nil {
		a.desk.log.Warn("an invitation was not sent by mail", "error", err)
	}
	return &linkView{Link: link, Name: o.Name, Mailed: sent && err == nil}, nil
}

// onePersonView is one person, as the administrator sees them.
type onePersonView struct {
	Frame
	Person   app.Person
	Sessions []app.Session
	Link     string
	Made     *linkView
	Self     bool
}

func (a *ask) onePersonView() (*onePersonView, error) {
	if err := a.must(account.ManageInstance); err != nil {
		return nil, err
	}
	id := account.ID(a.PathValue("person"))
	p, err := a.desk.app.PersonOf(a.Context(), id)
	if err != nil {
		return nil, err
	}
	v := &onePersonView{Frame: a.frame("people.person_title", "name", p.Called()), Person: p, Link: peoplePath + "/" + string(id), Self: id == a.me.ID}
	v.Here = "people"
	v.Sessions, err = a.desk.app.Sessions(a.Context(), a.who, id)
	return v, err
}

func (d *Desk) person(a *ask) (answer, error) {
	v, err := a.onePersonView()
	if err != nil {
		return answer{}, err
	}
	return a.page("person", v)
}

// settlePerson ends a form on a person's page.
func (a *ask) settlePerson(err error, done string) (answer, error) {
	v, broken := a.onePersonView()
	if broken != nil {
		return answer{}, broken
	}
	if err != nil {
		return a.again("person", v, err)
	}
	return a.seeOther(v.Link, done)
}

func (d *Desk) savePost(a *ask) (answer, error) {
	post := app.Post{Admin: a.flag("admin"), Coordinator: a.flag("coordinator"), Disabled: a.flag("disabled")}
	return a.settlePerson(d.app.SetPost(a.Context(), a.who, account.ID(a.PathValue("person")), post), "people.done_saved")
}

func (d *Desk) resetPerson(a *ask) (answer, error) {
	path, err := d.app.ResetLink(a.Context(), a.who, account.ID(a.PathValue("person")))
	if err != nil {
		return a.settlePerson(err, "")
	}
	v, err := a.onePersonView()
	if err != nil {
		return answer{}, err
	}
	v.Made = &linkView{Link: a.base() + path, Name: v.Person.Called()}
	return a.page("person", v)
}

func (d *Desk) endSessionsOf(a *ask) (answer, error) {
	err := d.app.EndSession(a.Context(), a.who, account.ID(a.PathValue("person")), a.value("session"), a.session.Ref)
	return a.settlePerson(err, "people.done_session")
}

func (d *Desk) erasePerson(a *ask) (answer, error) {
	if !a.flag("sure") {
		return a.settlePerson(nil, "")
	}
	if err := d.app.Erase(a.Context(), a.who, account.ID(a.PathValue("person"))); err != nil {
		return a.settlePerson(err, "")
	}
	return a.seeOther(peoplePath, "people.done_erased")
}
