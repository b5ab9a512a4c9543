package desk

import (
	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/lang"
)

func init() {
	register("GET /desk/welcome/{token}", (*Desk).invitation, open)
	register("POST /desk/welcome/{token}", (*Desk).accept, open)
	register("POST /desk/welcome/{token}/join", (*Desk).join)
}

// welcomeView is what a one-time link opens: the first set-up, an invitation,
// or the choice of a new password.
type welcomeView struct {
	Frame
	Offer   app.Offer
	Inviter string
	Place   lang.Text
	Profile app.Profile
	Link    string // of this page
	Asking  bool   // somebody is signed in and may join as who they are
	Min     int    // letters of a password
}

// welcomeView finds the offer of the link. A link that is spent is an error.
func (a *ask) welcomeView() (*welcomeView, error) {
	token := a.PathValue("token")
	o, err := a.desk.app.Offered(a.Context(), token)
	if err != nil {
		return nil, err
	}
	if a.me.ID == "" && o.Language.IsInterface() && a.URL.Query().Get("lang") == "" {
		a.speak(o.Language)
	}
	v := &welcomeView{
		Frame: a.frame("people.welcome_" + o.Kind), Offer: o, Link: app.WelcomePath + token, Min: account.MinPassword,
		Profile: app.Profile{Login: a.value("login"), Name: a.value("name"), Email: a.value("email"), Language: a.say.Tag(), Digest: true},
		Asking:  a.me.ID != "" && o.Kind == app.InvitePerson,
	}
	if !v.Asking {
		v.Me, v.Head = nil, nil
	}
	if a.Method == "GET" {
		v.Profile.Name, v.Profile.Email = o.Name, o.Email
	}
	if o.By != account.System {
		names, err := a.desk.app.Names(a.Context(), o.By)
		if err != nil {
			return nil, err
		}
		v.Inviter = names[o.By]
	}
	if o.Chain != "" {
		v.Place, err = a.desk.app.PlaceOf(a.Context(), o.Chain)
	}
	return v, err
}

func (d *Desk) invitation(a *ask) (answer, error) {
	v, err := a.welcomeView()
	if err != nil {
		return answer{}, err
	}
	return a.page("welcome", v)
}

func (d *Desk) accept(a *ask) (answer, error) {
	v, err := a.welcomeView()
	if err != nil {
		return answer{}, err
	}
	begun, err := d.app.Accept(a.Context(), a.PathValue("token"), v.Profile, a.raw("password"), a.device())
	if err != nil {
		return a.again("welcome", v, err)
	}
	to := inboxPath
	if v.Offer.Chain != "" {
		to = linkTo(v.Offer.Chain)
	}
	return a.welcome(begun, to)
}

// join takes an invitation up as the person who is signed in.
func (d *Desk) join(a *ask) (answer, error) {
	o, err := d.app.Join(a.Context(), a.PathValue("token"), a.me.ID)
	if err != nil {
		return answer{}, err
	}
	if o.Chain == "" {
		return a.seeOther(inboxPath, "people.done_joined")
	}
	return a.seeOther(linkTo(o.Chain), "people.done_joined")
}
