package main

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"sextant/internal/app"
	"sextant/internal/blob"
	"sextant/internal/store/storetest"
)

// house is the whole product in this process: every door, on loopback.
type house struct {
	*testing.T
	app    *app.App
	server *httptest.Server
}

// newHouse opens the product on a database, filled first by the given function.
func newHouse(t *testing.T, dsn string, fill func(context.Context, app.Config) error) *house {
	t.Helper()
	blobs, err := blob.NewDir(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	config := app.Config{Store: storetest.Open(t, dsn), Blobs: blobs}
	if fill != nil {
		if err := fill(t.Context(), config); err != nil {
			t.Fatal(err)
		}
	}
	h := &house{T: t, app: app.New(config)}
	handler, err := doors(h.app, doorOptions{log: slog.New(slog.NewTextHandler(testLog{t}, &slog.HandlerOptions{Level: slog.LevelError}))})
	if err != nil {
		t.Fatal(err)
	}
	h.server = httptest.NewServer(handler)
	t.Cleanup(h.server.Close)
	return h
}

// testLog shows what went wrong inside beside the test that provoked it.
type testLog struct{ testing.TB }

func (l testLog) Write(b []byte) (int, error) {
	l.Log(strings.TrimSpace(string(b)))
	return len(b), nil
}

// visitor is one browser. It keeps cookies and follows no redirect by itself.
type visitor struct {
	testing.TB
	name   string
	base   string
	client *http.Client
}

func (h *house) visitor(name string) *visitor { return newVisitor(h, h.server.URL, name) }

func newVisitor(t testing.TB, base, name string) *visitor {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &visitor{TB: t, name: name, base: base, client: &http.Client{
		Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// signIn is a browser in which somebody has signed in by password.
func (h *house) signIn(login, password string) *visitor {
	h.Helper()
	return h.visitor(login).signIn(password)
}

func (v *visitor) signIn(password string) *visitor {
	v.Helper()
	p := v.get("/desk/sign-in").form("/desk/sign-in").set("login", v.name, "password", password).send("")
	if p.status != http.StatusSeeOther {
		v.Fatalf("%s cannot sign in: %d %s", v.name, p.status, p.plain())
	}
	return v
}

// shown is what a browser got.
type shown struct {
	by     *visitor
	method string
	path   string
	status int
	header http.Header
	body   string
}

// try asks once and gives the error of the line, if any.
func (v *visitor) try(method, path, kind, body string) (shown, error) {
	r, err := http.NewRequestWithContext(v.Context(), method, v.base+path, strings.NewReader(body))
	if err != nil {
		return shown{}, err
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	answer, err := v.client.Do(r)
	if err != nil {
		return shown{}, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return shown{v, method, path, answer.StatusCode, answer.Header, string(text)}, err
}

func (v *visitor) ask(method, path, kind, body string) shown {
	v.Helper()
	p, err := v.try(method, path, kind, body)
	if err != nil {
		v.Fatalf("%s, %s %s: %v", v.name, method, path, err)
	}
	return p
}

func (v *visitor) get(path string) shown { v.Helper(); return v.ask(http.MethodGet, path, "", "") }

const formKind = "application/x-www-form-urlencoded"

func (v *visitor) post(path string, pairs ...string) shown {
	v.Helper()
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	return v.ask(http.MethodPost, path, formKind, values.Encode())
}

// open gets a page and follows where it leads; it fails unless the page is there.
func (v *visitor) open(path string) shown {
	v.Helper()
	return v.get(path).follow().must(http.StatusOK)
}

// follow goes where an answer leads.
func (p shown) follow() shown {
	p.by.Helper()
	for range 5 {
		to := p.header.Get("Location")
		if p.status < 300 || p.status > 399 || to == "" {
			return p
		}
		p = p.by.get(strings.TrimPrefix(to, p.by.base))
	}
	p.by.Fatalf("%s: there is no end of redirects", p.path)
	return p
}

// must fails unless the answer has this status and holds these texts.
func (p shown) must(status int, texts ...string) shown {
	p.by.Helper()
	if p.status != status {
		p.by.Fatalf("%s, %s %s: status %d, want %d: %s", p.by.name, p.method, p.path, p.status, status, p.plain())
	}
	return p.holds(texts...)
}

func (p shown) holds(texts ...string) shown {
	p.by.Helper()
	for _, t := range texts {
		if !strings.Contains(p.body, t) {
			p.by.Fatalf("%s, %s %s: %q is missing in: %s", p.by.name, p.method, p.path, t, p.plain())
		}
	}
	return p
}

func (p shown) lacks(texts ...string) shown {
	p.by.Helper()
	whole := unpacked(p.body)
	for _, t := range texts {
		if strings.Contains(whole, t) {
			p.by.Errorf("%s, %s %s tells %q", p.by.name, p.method, p.path, t)
		}
	}
	return p
}

// plain is what a page says in its main part, without its tags.
func (p shown) plain() string {
	body := p.body
	if _, main, ok := strings.Cut(body, "<main"); ok {
		body = main
	}
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(body))
	for {
		switch z.Next() {
		case html.ErrorToken:
			text := strings.Join(strings.Fields(b.String()), " ")
			return text[:min(len(text), 3000)]
		case html.TextToken:
			b.Write(z.Text())
			b.WriteByte(' ')
		}
	}
}

// unpacked is a body with everything in it that is packed: a workbook, a
// package of the record.
func unpacked(body string) string {
	if !strings.HasPrefix(body, "PK\x03\x04") {
		return body
	}
	z, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
	if err != nil {
		return body
	}
	var b strings.Builder
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			continue
		}
		inner, _ := io.ReadAll(r)
		b.WriteString(f.Name + "\n" + unpacked(string(inner)) + "\n")
	}
	return b.String()
}

// filled is a form of a page with what a browser would send of it.
type filled struct {
	page      shown
	method    string
	action    string
	multipart bool
	values    url.Values
	files     map[string][]byte
	buttons   [][2]string
	names     map[string]bool // of every field and button, also of what is not chosen
}

// forms reads every form of a page as a browser does: hidden fields, what is
// chosen already, fields that name their form from elsewhere.
func (p shown) forms() []*filled {
	doc, err := html.Parse(strings.NewReader(p.body))
	if err != nil {
		p.by.Fatal(err)
	}
	var forms []*filled
	byID, byNode := map[string]*filled{}, map[*html.Node]*filled{}
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && n.Data == "form" {
			f := &filled{page: p, method: strings.ToUpper(attr(n, "method")), action: attr(n, "action"), values: url.Values{}, files: map[string][]byte{}, names: map[string]bool{}}
			f.multipart = attr(n, "enctype") == "multipart/form-data"
			if f.action == "" {
				f.action = p.path
			}
			forms, byNode[n] = append(forms, f), f
			if id := attr(n, "id"); id != "" {
				byID[id] = f
			}
		}
	}
	for n := range doc.Descendants() {
		f := byID[attr(n, "form")]
		for up := n.Parent; f == nil && up != nil; up = up.Parent {
			f = byNode[up]
		}
		if f != nil && n.Type == html.ElementNode && attr(n, "name") != "" && !has(n, "disabled") {
			f.take(n)
		}
	}
	return forms
}

func (f *filled) take(n *html.Node) {
	name, value := attr(n, "name"), attr(n, "value")
	f.names[name] = true
	switch n.Data {
	case "textarea":
		f.values.Add(name, strings.TrimPrefix(textOf(n), "\n"))
	case "select":
		f.values.Add(name, chosen(n))
	case "button":
		f.buttons = append(f.buttons, [2]string{name, value})
	case "input":
		switch attr(n, "type") {
		case "submit":
			f.buttons = append(f.buttons, [2]string{name, value})
		case "file", "button":
		case "radio", "checkbox":
			if has(n, "checked") {
				f.values.Add(name, value)
			}
		default:
			f.values.Add(name, value)
		}
	}
}

func chosen(list *html.Node) string {
	first, any := "", false
	for n := range list.Descendants() {
		if n.Data != "option" {
			continue
		}
		value := attr(n, "value")
		if !has(n, "value") {
			value = textOf(n)
		}
		if has(n, "selected") {
			return value
		}
		if !any {
			first, any = value, true
		}
	}
	return first
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

// form is the form whose address ends like this and that has these fields or
// buttons.
func (p shown) form(action string, fields ...string) *filled {
	p.by.Helper()
	for _, f := range p.forms() {
		path, _, _ := strings.Cut(f.action, "?")
		if !strings.HasSuffix(path, action) {
			continue
		}
		if !slices.ContainsFunc(fields, func(name string) bool { return !f.names[name] }) {
			return f
		}
	}
	var there []string
	for _, f := range p.forms() {
		there = append(there, f.action)
	}
	p.by.Fatalf("%s, %s (%d): there is no form for %q with %v; there are %v: %s", p.by.name, p.path, p.status, action, fields, there, p.plain())
	return nil
}

// set types into fields, in place of what is there.
func (f *filled) set(pairs ...string) *filled {
	for i := 0; i+1 < len(pairs); i += 2 {
		f.values.Del(pairs[i])
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		f.values.Add(pairs[i], pairs[i+1])
	}
	return f
}

// file chooses a file.
func (f *filled) file(field string, body []byte) *filled {
	f.files[field] = body
	return f
}

// send presses a button of the form by its value; "" sends it by the first.
func (f *filled) send(button string) shown {
	v := f.page.by
	v.Helper()
	values := url.Values{}
	for k, all := range f.values {
		values[k] = slices.Clone(all)
	}
	for _, b := range f.buttons {
		if button == "" || b[1] == button {
			values.Set(b[0], b[1])
			button = ""
			break
		}
	}
	if button != "" {
		v.Fatalf("%s: the form has no button %q, only %v", f.action, button, f.buttons)
	}
	if f.method != http.MethodPost { // the default of a form
		path, _, _ := strings.Cut(f.action, "?")
		return v.get(path + "?" + values.Encode())
	}
	if !f.multipart {
		return v.ask(http.MethodPost, f.action, formKind, values.Encode())
	}
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for k, all := range values {
		for _, x := range all {
			_ = m.WriteField(k, x)
		}
	}
	for k, body := range f.files {
		w, _ := m.CreateFormFile(k, k+".xlsx")
		_, _ = w.Write(body)
	}
	_ = m.Close()
	return v.ask(http.MethodPost, f.action, m.FormDataContentType(), b.String())
}

// done sends a form that must be taken, and goes where it leads.
func (f *filled) done(button string) shown {
	f.page.by.Helper()
	p := f.send(button)
	if p.status != http.StatusSeeOther {
		p.by.Fatalf("%s: the form was not taken: %d %s", f.action, p.status, p.plain())
	}
	return p.follow().must(http.StatusOK)
}

// links are the addresses of this house to which a page leads, below a prefix.
func (p shown) links(below string) []string {
	var out []string
	z := html.NewTokenizer(strings.NewReader(p.body))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return append(out, p.locations()...)
		case html.StartTagToken, html.SelfClosingTagToken:
			for {
				key, value, more := z.TagAttr()
				if k := string(key); k == "href" || k == "src" {
					out = p.addLink(out, string(value), below)
				}
				if !more {
					break
				}
			}
		}
	}
}

func (p shown) addLink(out []string, to, below string) []string {
	here, err := url.Parse(p.by.base + p.path)
	if err != nil {
		return out
	}
	u, err := here.Parse(to)
	if err != nil || u.Scheme+"://"+u.Host != p.by.base || !strings.HasPrefix(u.Path, below) {
		return out
	}
	return append(out, u.RequestURI())
}

// locations are the addresses that a sitemap names, and where a redirect goes.
func (p shown) locations() []string {
	var out []string
	if to := p.header.Get("Location"); to != "" {
		out = p.addLink(out, to, "/")
	}
	if !strings.Contains(p.header.Get("Content-Type"), "xml") {
		return out
	}
	for _, part := range strings.Split(p.body, "<loc>")[1:] {
		to, _, _ := strings.Cut(part, "<")
		out = p.addLink(out, to, "/")
	}
	return out
}
