package desk

import (
	"context"
	"encoding/base32"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/blob"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/page"
	"sextant/internal/place"
	"sextant/internal/record"
	"sextant/internal/store/storetest"
)

// secret is the password of everybody in the tests' world.
const secret = "correct horse battery staple"

// secretHash is made once: hashing takes its time.
var secretHash = sync.OnceValue(func() string { return account.HashPassword(secret, []byte("sixteen bytes ok")) })

// world is a product with people and one assessment, served on loopback.
type world struct {
	*testing.T
	app *app.App
	// setHash gives a person the hash of the tests' password.
	setHash func(account.ID)
	server  *httptest.Server
	ids     map[string]account.ID
	chain   record.Chain
	// clock is ahead of the machine's by this much.
	ahead time.Duration
}

// newWorld makes people whose log-in names say what they are: ruth is the
// administrator and opens an assessment of a city; the others have the role of
// their name in it. "nobody" has none. A data source name puts it into that
// database instead of memory.
func newWorld(t *testing.T, dsn ...string) *world {
	t.Helper()
	w := &world{T: t, ids: map[string]account.ID{}}
	db := storetest.Open(t, strings.Join(append(dsn, ":memory:")[:1], ""))
	blobs, err := blob.NewDir(t.TempDir())
	w.must(err)
	w.app = app.New(app.Config{Store: db, Blobs: blobs, Now: func() time.Time { return time.Now().Add(w.ahead) }})
	w.setHash = func(id account.ID) {
		p, _, err := db.Person(context.Background(), string(id))
		w.must(err)
		p.Password = secretHash()
		w.must(db.PutPerson(context.Background(), p))
	}
	w.serve()
	w.add("ruth", "Ruth Okello", true)
	w.add("nobody", "Nemo Outis", false)
	w.open()
	for _, r := range []account.Role{account.Coder, account.SecondCoder, account.Reviewer, account.FocalPoint, account.Editor} {
		w.add(string(r), "Lucía "+string(r), false)
		g := account.Grant{Role: r, Due: time.Now().AddDate(0, 0, 2).Format(time.DateOnly)}
		if r == account.FocalPoint {
			g.Institution = "Mayor’s Office"
		}
		w.do("ruth", assessment.Grant{Granted: assessment.Granted{Person: w.ids[string(r)], Grant: g}})
	}
	w.do("ruth", assessment.MoveStage{To: account.Coding})
	return w
}

// serve puts the product on loopback.
func (w *world) serve() {
	w.Helper()
	pages, err := page.Load()
	w.must(err)
	w.server = httptest.NewServer(withAssets(New(w.app, pages, Options{}), pages))
	w.Cleanup(w.server.Close)
}

// withAssets serves the static files, too, as the public door does.
func withAssets(desk http.Handler, pages *page.Set) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/desk/", desk)
	mux.HandleFunc(page.Prefix, func(w http.ResponseWriter, r *http.Request) {
		if a, ok := pages.Assets().At(r.URL.Path); ok {
			w.Header().Set("Content-Type", a.Type)
			_, _ = w.Write(a.Body)
		}
	})
	return mux
}

func (w *world) add(login, name string, admin bool) {
	w.Helper()
	id, err := w.app.AddPerson(context.Background(), app.NewPerson{
		Profile: app.Profile{Login: login, Name: name, Language: lang.English}, Admin: admin,
	})
	w.must(err)
	w.setHash(id)
	w.ids[login] = id
}

// open has ruth open an assessment.
func (w *world) open() {
	w.Helper()
	book, err := w.app.Book(context.Background(), framework.Ref{ID: "mgi-local", Version: "2026.1"})
	w.must(err)
	parent, _ := place.ByCode("CHL")
	s, err := w.app.Begin(context.Background(), app.Order{By: w.standing("ruth"), Do: []assessment.Command{assessment.Open{Opened: assessment.Opened{
		Place:   place.Place{Code: "CHL-PUERTO-ALBA", Name: lang.Text{"es": "Puerto Alba"}, Level: place.City, Parent: "CHL", Invented: true},
		Parents: []place.Place{parent}, Framework: book.Ref, FrameworkHash: app.BookHash(book), Round: 1, Date: "2026-03",
		Languages: []lang.Tag{"es", "en"}, Source: "es", Demonstration: true,
	}}}}, book)
	w.must(err)
	w.chain = s.Chain
}

func (w *world) standing(login string) account.Standing {
	p, err := w.app.PersonOf(context.Background(), w.ids[login])
	w.must(err)
	return p.Standing()
}

func (w *world) do(login string, commands ...assessment.Command) *assessment.State {
	w.Helper()
	s, err := w.app.Do(context.Background(), app.Order{By: w.standing(login), Chain: w.chain, Do: commands})
	w.must(err)
	return s
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// browser is one device.
type browser struct {
	*world
	client *http.Client
	jar    http.CookieJar
}

func (w *world) browser() *browser {
	jar, _ := cookiejar.New(nil)
	return &browser{world: w, jar: jar, client: &http.Client{
		Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// as is a browser in which somebody is signed in.
func (w *world) as(login string) *browser {
	w.Helper()
	b := w.browser()
	if r := b.post("/desk/sign-in", "login", login, "password", secret); r.status != http.StatusSeeOther {
		w.Fatalf("%s cannot sign in: %d %s", login, r.status, readable(r.text))
	}
	return b
}

// shown is what a browser got.
type shown struct {
	status int
	text   string
	header http.Header
}

func (b *browser) get(path string) shown {
	b.Helper()
	return b.send(http.MethodGet, path, "", nil)
}

func (b *browser) post(path string, pairs ...string) shown {
	b.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return b.send(http.MethodPost, path, form.Encode(), nil)
}

func (b *browser) send(method, path, body string, header map[string]string) shown {
	b.Helper()
	r, err := http.NewRequest(method, b.server.URL+path, strings.NewReader(body))
	b.must(err)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for k, v := range header {
		r.Header.Set(k, v)
	}
	answer, err := b.client.Do(r)
	b.must(err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	b.must(err)
	return shown{answer.StatusCode, string(text), answer.Header}
}

// wants fails unless the page has this status and holds these texts.
func (b *browser) wants(s shown, status int, texts ...string) {
	b.Helper()
	if s.status != status {
		b.Fatalf("got status %d, want %d: %s", s.status, status, readable(s.text))
	}
	for _, t := range texts {
		if !strings.Contains(s.text, t) {
			b.Fatalf("%q is missing in: %s", t, readable(s.text))
		}
	}
}

// readable is what a page says in its main part, without its tags.
func readable(page string) string {
	if _, main, ok := strings.Cut(page, "<main"); ok {
		page = main
	}
	return strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(page, " ")), " ")
}

// secretOf reads the secret of an authenticator as people type it.
func secretOf(t *testing.T, text string) []byte {
	t.Helper()
	key, err := base32.StdEncoding.DecodeString(strings.ReplaceAll(text, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return key
}
