package desk

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"

	"sextant/internal/app"
	"sextant/internal/fault"
	"sextant/internal/lang"
)

func init() {
	register("GET /desk/sign-in", (*Desk).signIn, open)
	register("POST /desk/sign-in", (*Desk).takePassword, open)
	register("POST /desk/sign-in/code", (*Desk).takeCode, open)
	register("POST /desk/sign-in/passkey", (*Desk).askPasskey, open)
	register("POST /desk/sign-in/passkey/answer", (*Desk).takePasskey, open)
	register("POST /desk/sign-out", (*Desk).signOut, open)
	register("POST /desk/language", (*Desk).chooseLanguage)
}

// signInView is the page on which people sign in; with a note it asks for the
// second step.
type signInView struct {
	Frame
	To    string // where to go afterwards
	Login string
	Note  string // of the second step
}

func (a *ask) signInView() *signInView {
	v := &signInView{Frame: a.frame("people.sign_in"), To: localPath(a.value("to")), Login: a.value("login"), Note: a.value("note")}
	v.Script = "passkey.js"
	return v
}

func (d *Desk) signIn(a *ask) (answer, error) {
	v := a.signInView()
	if a.me.ID != "" {
		return answer{to: v.To}, nil
	}
	v.Note = ""
	return a.page("sign-in", v)
}

func (d *Desk) takePassword(a *ask) (answer, error) {
	v := a.signInView()
	entry, err := d.app.SignIn(a.Context(), app.Attempt{
		Login: v.Login, Password: a.raw("password"), Address: a.address(), Device: a.device(),
	})
	if err != nil {
		v.Note = ""
		return a.again("sign-in", v, err)
	}
	if entry.Second != "" {
		v.Note = entry.Second
		return a.page("sign-in", v)
	}
	return a.welcome(entry.Begun, v.To)
}

func (d *Desk) takeCode(a *ask) (answer, error) {
	v := a.signInView()
	begun, err := d.app.SecondStep(a.Context(), v.Note, a.value("code"), a.address(), a.device())
	if fault.HasKey(err, "people.started_over") {
		v.Note = ""
	}
	if err != nil {
		return a.again("sign-in", v, err)
	}
	return a.welcome(begun, v.To)
}

// welcome gives the browser its session.
func (a *ask) welcome(b app.Begun, to string) (answer, error) {
	return answer{to: to, cookies: []*http.Cookie{a.desk.sessionCookie(a.Request, b.Token, b.Expires)}}, nil
}

// origin is where passkeys belong to.
func (a *ask) origin() app.Origin { return app.Origin(a.base()) }

func (d *Desk) askPasskey(a *ask) (answer, error) {
	c, err := d.app.AskPasskey(a.Context(), a.origin())
	if err != nil {
		return answer{}, err
	}
	return a.json(c)
}

// passkeyAnswer is what the script sends of navigator.credentials.
type passkeyAnswer struct {
	Note       string          `json:"note"`
	Name       string          `json:"name"`
	To         string          `json:"to"`
	Credential json.RawMessage `json:"credential"`
}

func (a *ask) passkeyAnswer() (p passkeyAnswer, err error) {
	body, err := io.ReadAll(a.Body)
	if err != nil || json.Unmarshal(body, &p) != nil {
		return p, fault.New(fault.Invalid, "desk.form_broken").Because(err)
	}
	return p, nil
}

// passkeyReply tells the script where to go, or what went wrong.
type passkeyReply struct {
	To    string `json:"to,omitempty"`
	Fault string `json:"fault,omitempty"`
}

func (a *ask) refusePasskey(err error) (answer, error) {
	if fault.KindOf(err) == fault.Internal {
		return answer{}, err
	}
	out, broken := a.json(passkeyReply{Fault: strings.Join(a.say.Error(err), " ")})
	out.status = http.StatusUnprocessableEntity
	return out, broken
}

func (d *Desk) takePasskey(a *ask) (answer, error) {
	p, err := a.passkeyAnswer()
	if err != nil {
		return a.refusePasskey(err)
	}
	begun, err := d.app.SignInByPasskey(a.Context(), a.origin(), p.Note, p.Credential, a.device())
	if err != nil {
		return a.refusePasskey(err)
	}
	out, err := a.json(passkeyReply{To: localPath(p.To)})
	out.cookies = []*http.Cookie{d.sessionCookie(a.Request, begun.Token, begun.Expires)}
	return out, err
}

// signOut ends the session and has the browser forget what it kept of unsent
// texts: computers are shared.
func (d *Desk) signOut(a *ask) (answer, error) {
	if err := d.app.SignOut(a.Context(), d.token(a.Request)); err != nil {
		return answer{}, err
	}
	return answer{
		to: signInPath + "?done=people.done_signed_out&lang=" + string(a.say.Tag()), cookies: []*http.Cookie{d.endCookie(a.Request)},
		header: http.Header{"Clear-Site-Data": {`"storage"`}},
	}, nil
}

func (d *Desk) chooseLanguage(a *ask) (answer, error) {
	if err := d.app.ChangeLanguage(a.Context(), a.me.ID, lang.Tag(a.value("language"))); err != nil {
		return answer{}, err
	}
	return answer{to: localPath(a.value("back"))}, nil
}

// device is what the list of sessions calls a browser: "Firefox, Linux". It
// keeps no more of what the browser says of itself.
func (a *ask) device() string {
	agent := a.UserAgent()
	pick := func(names ...string) string {
		for _, n := range names {
			if strings.Contains(agent, n) {
				return n
			}
		}
		return ""
	}
	browser := pick("Edg", "OPR", "Firefox", "Chrome", "Safari")
	if full, ok := map[string]string{"Edg": "Edge", "OPR": "Opera"}[browser]; ok {
		browser = full
	}
	system := pick("Android", "iPhone", "iPad", "Windows", "Macintosh", "Linux")
	if system == "Macintosh" {
		system = "macOS"
	}
	return strings.Trim(browser+", "+system, ", ")
}

// waited tells how far a day is from today, in days: 0 today, negative over.
func waited(day string, now time.Time) int {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return 0
	}
	today, _ := time.Parse(time.DateOnly, now.Format(time.DateOnly))
	return int(t.Sub(today).Hours() / 24)
}
