package desk

import (
	"net/http"
	"net/url"
	"strings"

	"sextant/internal/fault"
)

// faultView is a page that says what went wrong.
type faultView struct {
	Frame
	Kind string // "missing", "denied", "broken" or "other"
}

// failed turns an error into an answer: the one spot where a kind becomes a
// status.
func (a *ask) failed(err error) answer {
	kind := fault.KindOf(err)
	if kind == fault.Internal {
		a.desk.log.Error("desk failed", "method", a.Method, "path", a.URL.Path, "error", err)
	}
	if kind == fault.Unconfirmed && a.me.ID == "" && !a.partial() && !strings.Contains(a.Header.Get("Accept"), "application/json") {
		return answer{to: a.signInLink()}
	}
	v := faultView{Frame: a.frame("desk.fault_title"), Kind: "other"}
	v.Status, v.Faults = kind.Status(), a.say.Error(err)
	switch kind {
	case fault.NotFound:
		v.Kind, v.Title = "missing", a.say.T("desk.missing_title")
	case fault.Denied:
		v.Kind, v.Title = "denied", a.say.T("desk.denied_title")
	case fault.Internal:
		v.Kind = "broken"
	}
	if kind == fault.NotFound || kind == fault.Internal {
		a.state, v.Head = nil, nil
	}
	out, broken := a.faultPage(&v)
	if broken != nil {
		a.desk.log.Error("the page of faults failed", "error", broken)
		return answer{status: http.StatusInternalServerError, kind: "text/plain; charset=utf-8", body: []byte(a.say.T("fault.internal"))}
	}
	out.status = v.Status
	return out
}

func (a *ask) faultPage(v *faultView) (answer, error) {
	if a.partial() {
		return a.part("fault", "faults", v.Faults)
	}
	return a.page("fault", v)
}

// signInLink leads a stranger to the sign-in page, and back afterwards where
// they were only looking.
func (a *ask) signInLink() string {
	q := url.Values{}
	if a.Method == http.MethodGet && a.URL.Path != inboxPath {
		q.Set("to", a.URL.RequestURI())
	}
	if t := a.URL.Query().Get("lang"); t != "" {
		q.Set("lang", t)
	}
	if len(q) == 0 {
		return signInPath
	}
	return signInPath + "?" + q.Encode()
}

// missing answers every address that no page has. Strangers learn nothing.
func (d *Desk) missing(a *ask) (answer, error) {
	return answer{}, fault.New(fault.NotFound, "desk.missing")
}

// foreign answers a form that another site sent.
func (d *Desk) foreign(a *ask) (answer, error) {
	return answer{}, fault.New(fault.Denied, "desk.foreign_form")
}
