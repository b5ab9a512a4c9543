package desk

import (
	"errors"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/lang"
	"sextant/internal/locale"
	"sextant/internal/record"
)

// ask is a request as pages see it.
type ask struct {
	*http.Request
	desk *Desk
	// say speaks the language of the person, or of the browser.
	say *locale.Printer
	// me is who asks; its ID is empty for a stranger.
	me      app.Person
	session app.Session
	// who is the standing of me: in the instance, and in the assessment once
	// it was asked for.
	who account.Standing
	// state is the assessment of the address once it was asked for.
	state *assessment.State
	now   time.Time
	books *app.Shelf
}

// newAsk finds out who asks. A stranger is no error here.
func (d *Desk) newAsk(r *http.Request) (*ask, error) {
	a := &ask{Request: r, desk: d, now: d.app.Now()}
	a.say = locale.For(a.strangersLanguage())
	me, session, err := d.app.Recognise(r.Context(), d.token(r))
	if fault.Is(err, fault.Unconfirmed) {
		return a, nil
	}
	if err != nil {
		return a, err
	}
	a.me, a.session, a.who = me, session, me.Standing()
	a.say = locale.For(me.Language)
	return a, nil
}

// strangersLanguage is the language for somebody who is not signed in: the one
// that the address asks for, else the browser's.
func (a *ask) strangersLanguage() lang.Tag {
	if t := lang.Tag(a.URL.Query().Get("lang")); t.IsInterface() {
		return t
	}
	return lang.Match(a.Header.Get("Accept-Language"))
}

// speak makes the page of a stranger speak another language.
func (a *ask) speak(t lang.Tag) { a.say = locale.For(t) }

// known refuses strangers.
func (a *ask) known() error {
	if a.me.ID == "" {
		return fault.New(fault.Unconfirmed, "people.signed_out")
	}
	return nil
}

// chain is the assessment that the address names.
func (a *ask) chain() record.Chain { return record.Chain(a.PathValue("chain")) }

// assessment loads the assessment of the address, for those who have a role in
// it; for all others there is none. The head and the tabs of the page follow
// from it.
func (a *ask) assessment() (*assessment.State, error) {
	s, err := a.desk.app.State(a.Context(), a.who, a.chain())
	if err != nil {
		return nil, err
	}
	a.see(s)
	return s, nil
}

// see makes a state the assessment of the page: the newest one, after a
// command.
func (a *ask) see(s *assessment.State) { a.state, a.who = s, s.Standing(a.who) }

// may tells whether the person may do something in the assessment, as it
// stands.
func (a *ask) may(r account.Right) bool { return a.mayIn(r, "") }

// mayIn is may for one domain.
func (a *ask) mayIn(r account.Right, domain string) bool {
	on := account.Scope{Domain: domain}
	if a.state != nil {
		on.Stage = a.state.Stage
	}
	return a.who.May(r, on)
}

// must refuses whoever may not.
func (a *ask) must(r account.Right) error {
	if a.may(r) {
		return nil
	}
	stage := account.Stage("")
	if a.state != nil {
		stage = a.state.Stage
	}
	return fault.New(fault.Denied, "assessment.denied", "right", string(r), "stage", string(stage))
}

// do carries out commands on the assessment of the address and sees its new
// state. The form's hidden field "command" (Frame.Command) names the order, so
// that a form sent twice is recorded once.
func (a *ask) do(commands ...assessment.Command) (*assessment.State, error) {
	s, err := a.desk.app.Do(a.Context(), app.Order{ID: a.value("command"), By: a.who, Chain: a.chain(), Do: commands})
	if err != nil {
		return nil, err
	}
	a.see(s)
	return s, nil
}

// form reads the form once and says when it is too large or broken.
func (a *ask) form() error {
	if a.PostForm != nil {
		return nil
	}
	var err error
	if strings.HasPrefix(a.Header.Get("Content-Type"), "multipart/form-data") {
		err = a.ParseMultipartForm(4 << 20)
	} else {
		err = a.ParseForm()
	}
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return fault.New(fault.TooLarge, "desk.form_too_large", "megabytes", large.Limit>>20)
	case err != nil:
		return fault.New(fault.Invalid, "desk.form_broken").Because(err)
	}
	return nil
}

// value is one field of the form or of the address, without white space
// around it.
func (a *ask) value(name string) string { return strings.TrimSpace(a.raw(name)) }

// raw is one field as it was typed, with the line ends of Unix.
func (a *ask) raw(name string) string {
	_ = a.form()
	return strings.ReplaceAll(a.FormValue(name), "\r\n", "\n")
}

// list is every value of a field, without empty ones.
func (a *ask) list(name string) []string {
	_ = a.form()
	var out []string
	for _, v := range a.Form[name] {
		if v = strings.TrimSpace(v); v != "" {
			out = append(out, v)
		}
	}
	return out
}

// flag tells whether a box was ticked.
func (a *ask) flag(name string) bool { return a.value(name) != "" }

// number is a field as a whole number; 0 where it is none.
func (a *ask) number(name string) int64 {
	n, _ := strconv.ParseInt(a.value(name), 10, 64)
	return n
}

// day is a field as "2026-05-31"; empty where it is none.
func (a *ask) day(name string) string {
	t, err := time.Parse(time.DateOnly, a.value(name))
	if err != nil {
		return ""
	}
	return t.Format(time.DateOnly)
}

// tags is every interface or profile language of a field.
func (a *ask) tags(name string) []lang.Tag {
	var out []lang.Tag
	for _, v := range a.list(name) {
		if t, ok := lang.Parse(v); ok && !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}

// upload is a file of the form; nil where none was chosen.
func (a *ask) upload(name string) (io.ReadCloser, *multipart.FileHeader, error) {
	if err := a.form(); err != nil {
		return nil, nil, err
	}
	f, head, err := a.FormFile(name)
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, fault.New(fault.Invalid, "desk.form_broken").Because(err)
	}
	return f, head, nil
}

// partial tells that the script asks for a piece of the page and not for all
// of it.
func (a *ask) partial() bool { return a.Header.Get("X-Part") != "" }

// address is where the request comes from.
func (a *ask) address() string {
	if a.desk.opts.Address != nil {
		return a.desk.opts.Address(a.Request)
	}
	host, _, err := net.SplitHostPort(a.RemoteAddr)
	if err != nil {
		return a.RemoteAddr
	}
	return host
}

// base is the address of the product as people know it.
func (a *ask) base() string {
	if a.desk.opts.Base != "" {
		return a.desk.opts.Base
	}
	if a.TLS != nil || a.desk.opts.Secure {
		return "https://" + a.Host
	}
	return "http://" + a.Host
}
