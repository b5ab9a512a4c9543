package main

import (
	"archive/zip"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
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
