package desk

import (
	"html/template"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/fault"
	"sextant/internal/lang"
)

func init() {
	register("GET /desk/account", (*Desk).account)
	register("POST /desk/account/profile", (*Desk).saveProfile)
	register("POST /desk/account/password", (*Desk).savePassword)
	register("POST /desk/account/passkeys/new", (*Desk).newPasskey)
	register("POST /desk/account/passkeys", (*Desk).addPasskey)
	register("POST /desk/account/passkeys/drop", (*Desk).dropPasskey)
	register("POST /desk/account/second", (*Desk).beginSecond)
	register("POST /desk/account/second/confirm", (*Desk).confirmSecond)
	register("POST /desk/account/second/drop", (*Desk).dropSecond)
	register("POST /desk/account/sessions/end", (*Desk).endSession)
}

// accountView is the page on which people look after their own account.
type accountView struct {
	Frame
	Person   app.Person
	Sessions []sessionView
	Second   *app.NewSecond // an authenticator that is being set up
	Codes    []string       // for a lost authenticator, shown once
	Mails    bool
	Min      int
}

// Otpauth is the link by which an authenticator on the same device takes the
// secret in. Its scheme is none that pages trust by themselves; the address is
// made by us alone.
func (v accountView) Otpauth() template.URL { return template.URL(v.Second.Link) } //nolint:gosec // ours

type sessionView struct {
	app.Session
	Here bool
}

func (a *ask) accountView() (*accountView, error) {
	v := &accountView{Frame: a.frame("desk.my_account"), Person: a.me, Mails: a.desk.app.MailsOut(), Min: account.MinPassword}
	v.Script = "passkey.js"
	sessions, err := a.desk.app.Sessions(a.Context(), a.who, a.me.ID)
	for _, s := range sessions {
		v.Sessions = append(v.Sessions, sessionView{s, s.Ref == a.session.Ref})
	}
	return v, err
}

func (d *Desk) account(a *ask) (answer, error) {
	v, err := a.accountView()
	if err != nil {
		return answer{}, err
	}
	return a.page("account", v)
}

// settle ends a form of the account page: with what was done, or with the page
// and the reason against it.
func (a *ask) settle(err error, done string) (answer, error) {
	if err == nil {
		return a.seeOther(accountPath, done)
	}
	v, broken := a.accountView()
	if broken != nil {
		return answer{}, broken
	}
	return a.again("account", v, err)
}

func (d *Desk) saveProfile(a *ask) (answer, error) {
	p := app.Profile{
		Login: a.value("login"), Name: a.value("name"), Email: a.value("email"), Language: lang.Tag(a.value("language")), Digest: a.flag("digest"),
	}
	err := d.app.ChangeProfile(a.Context(), a.me.ID, p)
	if err != nil { // the form keeps what was typed
		a.me.Login, a.me.Name, a.me.Email, a.me.Digest = p.Login, p.Name, p.Email, p.Digest
	}
	return a.settle(err, "people.done_saved")
}

func (d *Desk) savePassword(a *ask) (answer, error) {
	err := d.app.ChangePassword(a.Context(), a.me.ID, a.raw("old"), a.raw("password"), a.session.Ref)
	return a.settle(err, "people.done_password")
}

func (d *Desk) newPasskey(a *ask) (answer, error) {
	c, err := d.app.BeginPasskey(a.Context(), a.origin(), a.me.ID)
	if err != nil {
		return a.refusePasskey(err)
	}
	return a.json(c)
}

func (d *Desk) addPasskey(a *ask) (answer, error) {
	p, err := a.passkeyAnswer()
	if err != nil {
		return a.refusePasskey(err)
	}
	if p.Name == "" {
		p.Name = a.device()
	}
	if err := d.app.AddPasskey(a.Context(), a.origin(), a.me.ID, p.Note, p.Name, p.Credential); err != nil {
		return a.refusePasskey(err)
	}
	return a.json(passkeyReply{To: accountPath + "?done=people.done_passkey"})
}

func (d *Desk) dropPasskey(a *ask) (answer, error) {
	return a.settle(d.app.DropPasskey(a.Context(), a.me.ID, a.value("passkey")), "people.done_passkey_dropped")
}

func (d *Desk) beginSecond(a *ask) (answer, error) {
	n, err := d.app.BeginSecond(a.Context(), a.me.ID)
	if err != nil {
		return a.settle(err, "")
	}
	v, err := a.accountView()
	if err != nil {
		return answer{}, err
	}
	v.Second = &n
	return a.page("account", v)
}

func (d *Desk) confirmSecond(a *ask) (answer, error) {
	codes, err := d.app.ConfirmSecond(a.Context(), a.me.ID, a.value("code"))
	if err == nil {
		a.me.HasTOTP = true
	}
	v, broken := a.accountView()
	if broken != nil {
		return answer{}, broken
	}
	v.Codes = codes
	if err == nil {
		v.Done = a.say.T("people.done_second")
		return a.page("account", v)
	}
	if n, again := d.app.BeginSecond(a.Context(), a.me.ID); again == nil {
		v.Second = &n
	}
	return a.again("account", v, err)
}

func (d *Desk) dropSecond(a *ask) (answer, error) {
	return a.settle(d.app.DropSecond(a.Context(), a.me.ID, a.raw("old")), "people.done_second_off")
}

// endSession ends one session, or all others where none is named. Ending the
// own one is signing out.
func (d *Desk) endSession(a *ask) (answer, error) {
	ref := a.value("session")
	if ref == a.session.Ref {
		return answer{}, fault.New(fault.Invalid, "people.own_session")
	}
	return a.settle(d.app.EndSession(a.Context(), a.who, a.me.ID, ref, a.session.Ref), "people.done_session")
}
