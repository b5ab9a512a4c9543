package desk

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"sextant/internal/fault"
)

// answer is what a page gives back.
type answer struct {
	status  int // 0 is 200, or 303 with an address to go to
	body    []byte
	kind    string // media type; HTML where empty
	to      string // an address to go to
	cookies []*http.Cookie
	header  http.Header
	// stream writes the body itself: downloads, long answers.
	stream http.HandlerFunc
}

func (o answer) write(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	for k, v := range o.header {
		h[k] = v
	}
	for _, c := range o.cookies {
		http.SetCookie(w, c)
	}
	if o.stream != nil {
		o.stream(w, r)
		return
	}
	if o.to != "" {
		h.Set("Location", o.to)
		w.WriteHeader(http.StatusSeeOther)
		return
	}
	if o.kind == "" {
		o.kind = "text/html; charset=utf-8"
	}
	h.Set("Content-Type", o.kind)
	if o.status != 0 {
		w.WriteHeader(o.status)
	}
	_, _ = w.Write(o.body)
}

// framed is a view of a page: whatever embeds a Frame, by pointer.
type framed interface{ base() *Frame }

// page renders templates/desk/{name}.html with its view.
func (a *ask) page(name string, v framed) (answer, error) {
	body, err := a.desk.pages.Render(a.say.Tag(), "desk/"+name, v)
	return answer{status: v.base().Status, body: body}, err
}

// part renders one named template of a page, for the script that exchanges a
// piece of it.
func (a *ask) part(name, part string, v any) (answer, error) {
	body, err := a.desk.pages.RenderPart(a.say.Tag(), "desk/"+name, part, v)
	return answer{body: body}, err
}

// again shows a form that was refused: with what was typed, which the caller
// has put into the view, and with the reasons. What is no reason for people to
// change their form goes on as an error.
func (a *ask) again(name string, v framed, err error) (answer, error) {
	f := v.base()
	switch kind := fault.KindOf(err); kind {
	case fault.Internal, fault.NotFound, fault.Denied, fault.Unavailable:
		return answer{}, err
	case fault.Unconfirmed:
		f.Status = http.StatusUnprocessableEntity
	default:
		f.Status = kind.Status()
	}
	f.Faults = a.say.Error(err)
	return a.page(name, v)
}

// seeOther goes to another page after a form was taken, and has it tell what
// was done: a catalog key of the form "room.done_something", or nothing.
func (a *ask) seeOther(to, done string) (answer, error) {
	if done != "" {
		path, fragment, _ := strings.Cut(to, "#")
		sign := "?"
		if strings.Contains(path, "?") {
			sign = "&"
		}
		to = path + sign + "done=" + url.QueryEscape(done)
		if fragment != "" {
			to += "#" + fragment
		}
	}
	return answer{to: to}, nil
}

// json answers a script.
func (a *ask) json(v any) (answer, error) {
	body, err := json.Marshal(v)
	return answer{body: body, kind: "application/json"}, err
}

// file answers with a download that no browser opens by itself.
func (a *ask) file(name, kind string, body []byte) (answer, error) {
	return answer{body: body, kind: kind, header: http.Header{
		"Content-Disposition":     {`attachment; filename*=UTF-8''` + url.PathEscape(name)},
		"Content-Length":          {strconv.Itoa(len(body))},
		"Content-Security-Policy": {"sandbox; default-src 'none'"},
	}}, nil
}
