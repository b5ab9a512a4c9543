package app_test

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/preserve"
	"sextant/internal/record"
	"sextant/internal/store"
	"sextant/internal/store/storetest"
)

var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

// online runs a story on both engines with links that may lead to this machine.
func online(t *testing.T, story func(t *testing.T, a *app.App, c app.Config)) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := app.Config{Store: s, Blobs: folder(t), Links: preserve.New(preserve.Config{AllowLoopback: true, Timeout: 5 * time.Second})}
		story(t, app.New(c), c)
	})
}

// website answers as long as it is up.
func website(t *testing.T) (address string, down *atomic.Bool) {
	down = &atomic.Bool{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case down.Load() || r.URL.Path == "/gone":
			http.NotFound(w, r)
		case r.URL.Path == "/broken":
			w.WriteHeader(http.StatusBadGateway)
		default:
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = io.WriteString(w, "<title>Ley de Migración</title><p>Derecho a la salud en "+r.URL.Path)
		}
	}))
	t.Cleanup(s.Close)
	return s.URL, down
}

func enter(t *testing.T, a *app.App, chain record.Chain, link string) assessment.SourceID {
	t.Helper()
	id := assessment.SourceID(app.NewID())
	_, err := do(t, a, lucia, chain, assessment.AddSource{SourceAdded: assessment.SourceAdded{
		ID: id, Cited: assessment.Cited{Kind: "law", Title: "Ley " + link, Link: link},
	}})
	must(t, err)
	return id
}

func TestAPageIsPreservedAndFound(t *testing.T) {
	online(t, func(t *testing.T, a *app.App, _ app.Config) {
		chain := opened(t, a)
		site, down := website(t)
		id := enter(t, a, chain, site+"/ley")
		order := app.Order{ID: "keep", By: lucia, Chain: chain}
		s, err := a.PreserveSource(t.Context(), order, id)
		must(t, err)
		c := s.Sources[id].Copies[0]
		if c.Type != "text/html" || c.Link != site+"/ley" || c.Size == 0 {
			t.Errorf("the copy is %+v", c)
		}
		found, err := a.Sources(t.Context(), lucia, chain, "SALUD migracion")
		must(t, err)
		if len(found) != 1 || found[0].Found == nil || found[0].Found.Match != "salud" {
			t.Fatalf("found %+v", found)
		}
		if found[0].LinkState.Status != app.LinkAnswers {
			t.Errorf("the link %+v", found[0].LinkState)
		}
		// The page vanishes; the copy stays, and the link is known to be dead.
		down.Store(true)
		_, err = a.PreserveSource(t.Context(), app.Order{By: lucia, Chain: chain}, id)
		if !fault.HasKey(err, "preserve.gone") {
			t.Errorf("got %v", err)
		}
		line, err := a.SourceOf(t.Context(), lucia, chain, id)
		must(t, err)
		if line.LinkState.Status != app.LinkGone || len(line.Copies) != 1 {
			t.Errorf("afterwards %+v", line)
		}
		proof, err := a.Verify(t.Context(), nil)
		must(t, err)
		if proof.Files != 1 || len(proof.Broken) > 0 {
			t.Errorf("proof %+v", proof)
		}
		for _, who := range []account.Standing{omar, ruth} {
			if _, err := a.PreserveSource(t.Context(), app.Order{By: who, Chain: chain}, id); !fault.Is(err, fault.Denied) && !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", who.Person, err)
			}
		}
	})
}

func TestWorkLooksAtLinksAndKeepsCopies(t *testing.T) {
	online(t, func(t *testing.T, a *app.App, _ app.Config) {
		chain := opened(t, a)
		site, _ := website(t)
		want := map[string]app.LinkStatus{"/ok": app.LinkAnswers, "/gone": app.LinkGone, "/broken": app.LinkFails}
		ids := map[string]assessment.SourceID{}
		for path := range want {
			ids[path] = enter(t, a, chain, site+path)
		}
		private := enter(t, a, chain, "http://10.0.0.1/")
		must(t, a.CheckLinks(t.Context(), ruth, chain))
		must(t, a.CheckLinks(t.Context(), ruth, chain))
		must(t, a.PreserveLater(t.Context(), app.Order{By: lucia, Chain: chain}, ids["/ok"]))
		must(t, a.PreserveLater(t.Context(), app.Order{By: lucia, Chain: chain}, ids["/gone"]))
		_, err := a.WorkAll(t.Context(), quiet)
		must(t, err)
		lines, err := a.Sources(t.Context(), lucia, chain, "")
		must(t, err)
		for _, l := range lines {
			status, ok := want[strings.TrimPrefix(l.Link, site)]
			if l.ID == private {
				status, ok = app.LinkRefused, true
			}
			if !ok || l.LinkState == nil || l.LinkState.Status != status {
				t.Errorf("%s: %+v, want %s", l.Link, l.LinkState, status)
			}
			if kept := len(l.Copies); kept != map[bool]int{true: 1}[l.ID == ids["/ok"]] {
				t.Errorf("%s has %d copies", l.Link, kept)
			}
		}
		if n, err := a.WorkAll(t.Context(), quiet); n != 0 || err != nil {
			t.Errorf("%d pieces of work are left: %v", n, err)
		}
	})
}

func TestAFileOfAnyKindIsKept(t *testing.T) {
	each(t, func(t *testing.T, a *app.App, _ app.Config) {
		chain := opened(t, a)
		id := enter(t, a, chain, "")
		for name, want := range map[string][2]string{
			"a.pdf":          {"%PDF-1.7 broken", "application/pdf"},
			"b.html":         {"<!DOCTYPE html><p>hola", "text/html"},
			"c.txt":          {"Текст без подписи", "text/plain"},
			`..\..\d.docx`:   {"PK\x03\x04...", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
			"e.exe":          {"MZ\x00\x01\x02\xff", "application/octet-stream"},
			"f\u202egnp.scr": {"\x89PNG\r\n\x1a\nxx", "image/png"},
		} {
			s, err := a.KeepFile(t.Context(), app.Order{By: lucia, Chain: chain}, id, app.File{Name: name, Body: strings.NewReader(want[0])})
			must(t, err)
			c := s.Sources[id].Copies[len(s.Sources[id].Copies)-1]
			if c.Type != want[1] || strings.ContainsAny(c.Name, "/\\\u202e") {
				t.Errorf("%s was kept as %+v", name, c.Copy)
			}
		}
		_, err := a.KeepFile(t.Context(), app.Order{By: lucia, Chain: chain}, id, app.File{Name: "x", Body: strings.NewReader("")})
		if !fault.HasKey(err, "sources.empty_file") {
			t.Errorf("an empty file: %v", err)
		}
		_, err = a.KeepFile(t.Context(), app.Order{By: lucia, Chain: chain}, id, app.File{Name: "x", Body: &endless{left: app.MaxSource + 1}})
		if !fault.HasKey(err, "sources.too_large") {
			t.Errorf("a file too large: %v", err)
		}
		_, err = a.KeepFile(t.Context(), app.Order{By: omar, Chain: chain}, id, app.File{Name: "x", Body: strings.NewReader("x")})
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("a stranger: %v", err)
		}
	})
}

// endless is a reader of as many bytes as are left.
type endless struct{ left int64 }

func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := min(int64(len(p)), e.left)
	e.left -= n
	return int(n), nil
}

func TestNobodyLetsAKeptFileGoByCallingItAnUpload(t *testing.T) {
	c := app.Config{Store: memory(t), Blobs: folder(t)}
	a := app.New(c)
	chain := opened(t, a)
	id := enter(t, a, chain, "")
	// The first line is that of an upload of this very person.
	forged := "sextant-upload/1 6c75636961 workbook:" + string(chain) + " 78\nrest"
	s, err := a.KeepFile(t.Context(), app.Order{By: lucia, Chain: chain}, id, app.File{Name: "x", Body: strings.NewReader(forged)})
	must(t, err)
	hash := s.Sources[id].Copies[0].Hash
	if err := a.DropWorkbook(t.Context(), lucia, chain, app.UploadID(hash)); err != nil && !fault.Is(err, fault.NotFound) {
		t.Fatal(err)
	}
	_, body, err := a.OpenCopy(t.Context(), lucia, chain, hash)
	if err != nil {
		t.Fatalf("the kept file is gone: %v", err)
	}
	must(t, body.Close())
}

func TestFailedWorkIsTriedAgainLaterAndGivenUp(t *testing.T) {
	clock := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	tries := 0
	app.DoesForTest(t, "test", func(payload []byte) error {
		tries++
		if string(payload) == "panic" {
			panic("oh")
		}
		return errors.New("the line is down")
	})
	c := app.Config{Store: memory(t), Blobs: folder(t), Now: func() time.Time { return clock }}
	a := app.New(c)
	must(t, c.Store.Enqueue(t.Context(), store.Job{Kind: "test", Key: "k", Payload: []byte("panic"), Run: clock.UnixMicro()}))
	for range 40 {
		_, err := a.WorkAll(t.Context(), quiet)
		must(t, err)
		clock = clock.Add(30 * time.Minute)
	}
	dead, err := c.Store.Dead(t.Context())
	must(t, err)
	if tries != 6 || len(dead) != 1 {
		t.Errorf("%d tries, %d given up", tries, len(dead))
	}
}
