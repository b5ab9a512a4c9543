package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	_ "modernc.org/sqlite"

	"sextant/frameworks"
	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/blob"
	"sextant/internal/desk"
	"sextant/internal/lang"
	"sextant/internal/page"
	"sextant/internal/place"
	"sextant/internal/record"
	"sextant/internal/store"
)

// Saving: 200 people save answers at once, each durably, beside the bare
// database's commits on the same disk in the same run. Opening: the state of an
// assessment with 3,000 entries while 400 are loaded.

func init() { workloads = append(workloads, workload{"desk", desks}) }

const (
	deskPeople = 200
	deskSaves  = 20 // by each
	deskOthers = 400
	deskLong   = 3000 // entries
)

func desks() ([]result, error) {
	dir, err := os.MkdirTemp("", "sextant-bench-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	ctx := context.Background()
	db, err := store.Open(ctx, filepath.Join(dir, "sextant.db"))
	if err != nil {
		return nil, err
	}
	blobs, err := blob.NewDir(filepath.Join(dir, "sources"))
	if err != nil {
		return nil, err
	}
	a := app.New(app.Config{Store: db, Blobs: blobs})
	chains := make([]record.Chain, deskOthers)
	for i := range chains {
		if chains[i], err = openOne(ctx, a, i); err != nil {
			return nil, err
		}
	}
	saved, err := saveAtOnce(ctx, a, chains)
	if err != nil {
		return nil, err
	}
	bare, err := bareCommits(filepath.Join(dir, "bare.db"))
	if err != nil {
		return nil, err
	}
	opened, err := openLong(ctx, a, chains[0])
	if err != nil {
		return nil, err
	}
	perSecond := saved[2].Value
	return append(append(saved, result{"desk", "bare database, one row a commit, 200 at once", bare, "1/s", "SQLite, synchronous=FULL, one writer"},
		result{"desk", "saves a second / bare commits a second", perSecond / bare, "×", "aim 0.6"}), opened...), a.Close()
}

func coder(i int) account.Standing {
	return account.Standing{Person: account.ID(fmt.Sprintf("coder-%d", i))}
}

func openOne(ctx context.Context, a *app.App, i int) (record.Chain, error) {
	book, _ := frameworks.Latest("mgi-local")
	who := account.Standing{Person: "coordinator", Coordinator: true}
	code := place.Code(fmt.Sprintf("XCS-PLACE-%d", i))
	s, err := a.Begin(ctx, app.Order{By: who, Do: []assessment.Command{
		assessment.Open{Opened: assessment.Opened{
			Place:     place.Place{Code: code, Name: lang.Text{"en": string(code)}, Level: place.City, Parent: "XCS"},
			Framework: book.Ref, FrameworkHash: app.BookHash(book), Round: 1, Date: "2026-01", Languages: []lang.Tag{"en"}, Source: "en",
		}},
		assessment.Grant{Granted: assessment.Granted{Person: coder(i).Person, Grant: account.Grant{Role: account.Coder}}},
		assessment.MoveStage{To: account.Coding},
	}}, book)
	if err != nil {
		return "", err
	}
	return s.Chain, nil
}

func save(ctx context.Context, a *app.App, i int, chain record.Chain, n int, base int64) (*assessment.State, error) {
	book, _ := frameworks.Latest("mgi-local")
	return a.Do(ctx, app.Order{By: coder(i), Chain: chain, Do: []assessment.Command{assessment.RecordAnswer{Base: base, Answered: assessment.Answered{
		Indicator: book.Indicators[n%len(book.Indicators)].Code, Hand: assessment.FirstHand,
		Given: assessment.Given{Value: "absent", Language: "en", Justification: fmt.Sprintf("Nothing of the kind was found on look %d in the plans, the budget and the minutes of the council.", n)},
	}}}})
}

func saveAtOnce(ctx context.Context, a *app.App, chains []record.Chain) ([]result, error) {
	waits := make([][]time.Duration, deskPeople)
	errs := make([]error, deskPeople)
	var wg sync.WaitGroup
	began := time.Now()
	for i := range deskPeople {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for n := range deskSaves {
				at := time.Now()
				if _, errs[i] = save(ctx, a, i, chains[i], n, 0); errs[i] != nil {
					return
				}
				waits[i] = append(waits[i], time.Since(at))
			}
		}()
	}
	wg.Wait()
	took := time.Since(began)
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	all := slices.Concat(waits...)
	slices.Sort(all)
	note := fmt.Sprintf("%d people, %d saves each, all at once", deskPeople, deskSaves)
	return []result{
		{"desk", "saving an answer durably, p50", ms(all[len(all)/2]), "ms", note},
		{"desk", "saving an answer durably, p99", ms(all[len(all)*99/100]), "ms", "aim 100"},
		{"desk", "saves a second", float64(len(all)) / took.Seconds(), "1/s", note},
	}, nil
}

// bareCommits is how many one-row transactions the same database commits on
// the same disk with the same settings, asked by as many at once.
func bareCommits(name string) (float64, error) {
	db, err := sql.Open("sqlite", "file:"+name+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=busy_timeout(5000)&_txlock=immediate")
	if err != nil {
		return 0, err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT NOT NULL)"); err != nil {
		return 0, err
	}
	var wg sync.WaitGroup
	errs := make([]error, deskPeople)
	began := time.Now()
	for i := range deskPeople {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range deskSaves {
				if _, errs[i] = db.Exec("INSERT INTO t (text) VALUES ($1)", "Nothing of the kind was found in the plans, the budget and the minutes of the council."); errs[i] != nil {
					return
				}
			}
		}()
	}
	wg.Wait()
	return deskPeople * deskSaves / time.Since(began).Seconds(), errors.Join(errs...)
}

// openLong times the state of an assessment with a long record: folded from
// nothing, and as a page gets it.
func openLong(ctx context.Context, a *app.App, chain record.Chain) ([]result, error) {
	s, err := a.State(ctx, coder(0), chain)
	if err != nil {
		return nil, err
	}
	for n := 0; s.Head.Seq < deskLong; n++ {
		book := s.Book
		if s, err = save(ctx, a, 0, chain, 1000+n, s.Item(book.Indicators[(1000+n)%len(book.Indicators)].Code).First.Seq); err != nil {
			return nil, err
		}
	}
	cold, err := median20(func() error {
		_, err := a.StateAt(ctx, account.Standing{Person: "coordinator", Coordinator: true}, chain, s.Head.Seq)
		return err
	})
	if err != nil {
		return nil, err
	}
	warm, err := median20(func() error { _, err := a.State(ctx, coder(0), chain); return err })
	if err != nil {
		return nil, err
	}
	page, err := openPage(ctx, a, chain)
	if err != nil {
		return nil, err
	}
	list, err := median20(func() error {
		lines, err := a.Assessments(ctx, account.Standing{Person: "coordinator", Coordinator: true}, app.AssessmentFilter{})
		if err == nil && len(lines) != deskOthers {
			err = fmt.Errorf("%d assessments in the list", len(lines))
		}
		return err
	})
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return []result{
		{"desk", "state of 3,000 entries, folded from nothing", cold, "ms", "median of 20"},
		{"desk", "state of 3,000 entries, as a page gets it", warm, "ms", "median of 20; 400 assessments loaded"},
		{"desk", "page of a domain, record of 3,000 entries", page, "ms", "median of 20, through the door; 400 assessments loaded"},
		{"desk", "list of 400 assessments", list, "ms", "median of 20"},
		{"desk", "heap with 400 assessments loaded", float64(m.HeapAlloc) / (1 << 20), "MiB", ""},
	}, err
}

// openPage times the page of a domain as a signed-in coder gets it.
func openPage(ctx context.Context, a *app.App, chain record.Chain) (float64, error) {
	pages, err := page.Load()
	if err != nil {
		return 0, err
	}
	door := desk.New(a, pages, desk.Options{Log: slog.New(slog.DiscardHandler)})
	const password = "a long word for the bench"
	id, err := a.AddPerson(ctx, app.NewPerson{Profile: app.Profile{Login: "bench", Name: "Bench", Language: "en"}, Password: password})
	if err != nil {
		return 0, err
	}
	who := account.Standing{Person: "coordinator", Coordinator: true}
	grant := assessment.Grant{Granted: assessment.Granted{Person: id, Grant: account.Grant{Role: account.Coder}}}
	if _, err := a.Do(ctx, app.Order{By: who, Chain: chain, Do: []assessment.Command{grant}}); err != nil {
		return 0, err
	}
	form := url.Values{"login": {"bench"}, "password": {password}, "to": {"/desk/"}}
	req := httptest.NewRequest(http.MethodPost, "/desk/sign-in", strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	in := httptest.NewRecorder()
	door.ServeHTTP(in, req)
	return median20(func() error {
		req := httptest.NewRequest(http.MethodGet, "/desk/a/"+string(chain)+"/d/D1", nil)
		for _, c := range in.Result().Cookies() {
			req.AddCookie(c)
		}
		out := httptest.NewRecorder()
		door.ServeHTTP(out, req)
		if out.Code != http.StatusOK || !strings.Contains(out.Body.String(), "L-1.1.1") {
			return fmt.Errorf("the page of a domain answers %d", out.Code)
		}
		return nil
	})
}

func median20(do func() error) (float64, error) {
	var all []float64
	for range 20 {
		began := time.Now()
		if err := do(); err != nil {
			return 0, err
		}
		all = append(all, ms(time.Since(began)))
	}
	return median(all), nil
}
