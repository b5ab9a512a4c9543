package storetest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sextant/internal/fault"
	"sextant/internal/store"
)

func testDrafts(t *testing.T, s *store.Store) {
	ctx := t.Context()
	key := store.DraftKey{Person: "ana", Chain: "a", Item: "L-1", Field: "justification"}
	must(t, s.PutDraft(ctx, store.Draft{DraftKey: key, Text: "half a sen", Base: 3, Updated: 1}))
	last := store.Draft{DraftKey: key, Text: "half a sentence", Base: 3, Updated: 2}
	must(t, s.PutDraft(ctx, last))
	must(t, s.PutDraft(ctx, store.Draft{DraftKey: store.DraftKey{Person: "ben", Chain: "a", Item: "L-1", Field: "justification"}}))
	got, err := s.Drafts(ctx, "ana", "a")
	must(t, err)
	if diff := cmp.Diff([]store.Draft{last}, got); diff != "" {
		t.Fatal(diff)
	}
	head := begin(t, s, "a")
	must(t, s.Append(ctx, store.Write{Chain: "a", Expect: head, DropDrafts: []store.DraftKey{key}}))
	must(t, s.DropDraft(ctx, key))
	got, err = s.Drafts(ctx, "ana", "a")
	must(t, err)
	equal(t, "dropped", len(got), 0)

	must(t, s.Seen(ctx, "ana", "a", "L-1", 10))
	must(t, s.Seen(ctx, "ana", "a", "L-2", 20))
	must(t, s.Seen(ctx, "ben", "a", "L-2", 5))
	here, err := s.Present(ctx, "a", 10)
	must(t, err)
	if diff := cmp.Diff([]store.Presence{{Chain: "a", Person: "ana", Item: "L-2", Seen: 20}}, here); diff != "" {
		t.Fatal(diff)
	}
}

func ana() store.Person {
	return store.Person{
		ID: "p1", Login: "Ana", Name: "Ana Núñez", Email: "ana@example.org", Language: "es", Admin: true, Coordinator: true,
		Password: "argon", TOTP: []byte{1, 0, 2}, Passkeys: []byte("[]"), Created: 1, Seen: 2, Digest: true,
	}
}

func testPeople(t *testing.T, s *store.Store) {
	ctx := t.Context()
	must(t, s.PutPerson(ctx, ana()))
	must(t, s.PutPerson(ctx, store.Person{ID: "p2", Login: "ben", Name: "Ben", TOTP: []byte{}, Passkeys: []byte{}}))
	if diff := cmp.Diff(ana(), get[store.Person](t)(s.PersonByLogin(ctx, "ANA"))); diff != "" {
		t.Fatal(diff)
	}
	wantKey(t, s.PutPerson(ctx, store.Person{ID: "p3", Login: "aná"}), fault.Exists, "store.login_taken")
	changed := ana()
	changed.Disabled, changed.Seen = true, 9
	must(t, s.PutPerson(ctx, changed))
	if diff := cmp.Diff(changed, get[store.Person](t)(s.Person(ctx, "p1"))); diff != "" {
		t.Fatal(diff)
	}
	for text, want := range map[string]int{"": 2, "nunez": 1, "EXAMPLE.org ana": 1, "zoe": 0} {
		all, err := s.People(ctx, text)
		must(t, err)
		equal(t, "people with "+text, len(all), want)
	}
	testErased(t, s)
}

func testErased(t *testing.T, s *store.Store) {
	ctx := t.Context()
	must(t, s.PutSession(ctx, store.Session{Hash: "h", Person: "p1", Expires: 1 << 60}))
	must(t, s.PutDraft(ctx, store.Draft{DraftKey: store.DraftKey{Person: "p1", Chain: "a"}, Text: "mine"}))
	must(t, s.PutInvitation(ctx, store.Invitation{Hash: "i", Email: "ana@example.org", Name: "Ana", Expires: 9}))
	must(t, s.ErasePerson(ctx, "p1"))
	p := get[store.Person](t)(s.Person(ctx, "p1"))
	for what, s := range map[string]string{"login": p.Login, "name": p.Name, "mail": p.Email, "password": p.Password} {
		equal(t, what, s, "")
	}
	equal(t, "closed", p.Disabled && !p.Admin && p.Erased > 0 && len(p.TOTP) == 0, true)
	_, found, err := s.Session(ctx, "h")
	must(t, err)
	equal(t, "session", found, false)
	_, found, err = s.Invitation(ctx, "i")
	must(t, err)
	equal(t, "invitation", found, false)
	drafts, err := s.Drafts(ctx, "p1", "a")
	must(t, err)
	equal(t, "drafts", len(drafts), 0)
	_, found, err = s.PersonByLogin(ctx, "")
	must(t, err)
	equal(t, "nobody has the empty name", found, false)
	wantKey(t, s.PutPerson(ctx, ana()), fault.Gone, "store.person_erased")
	wantKey(t, s.ErasePerson(ctx, "p9"), fault.NotFound, "store.no_person")
	must(t, s.PutPerson(ctx, store.Person{ID: "p4", Login: "ana"}))
	must(t, s.ErasePerson(ctx, "p2"))
	must(t, s.PutPerson(ctx, store.Person{ID: "p5", Login: ""}))
}

func testSessions(t *testing.T, s *store.Store) {
	ctx := t.Context()
	s.SetClock(func() time.Time { return time.UnixMicro(100) })
	one := store.Session{Hash: "h1", Person: "ana", Created: 1, Seen: 1, Expires: 150, Device: "a phone"}
	must(t, s.PutSession(ctx, one))
	must(t, s.PutSession(ctx, store.Session{Hash: "h2", Person: "ana", Seen: 2, Expires: 200}))
	must(t, s.PutSession(ctx, store.Session{Hash: "h3", Person: "ben", Expires: 200}))
	if diff := cmp.Diff(one, get[store.Session](t)(s.Session(ctx, "h1"))); diff != "" {
		t.Fatal(diff)
	}
	all, err := s.Sessions(ctx, "ana")
	must(t, err)
	equal(t, "sessions", len(all), 2)
	equal(t, "last seen first", all[0].Hash, "h2")
	s.SetClock(func() time.Time { return time.UnixMicro(150) })
	gone := func(hash string) {
		t.Helper()
		_, found, err := s.Session(ctx, hash)
		must(t, err)
		equal(t, hash, found, false)
	}
	gone("h1")
	must(t, s.TouchSession(ctx, "h2", 150, 300))
	equal(t, "touched", get[store.Session](t)(s.Session(ctx, "h2")).Expires, 300)
	must(t, s.DropSession(ctx, "h3"))
	gone("h3")
	must(t, s.DropSessions(ctx, "ana"))
	gone("h2")
}

func testInvitations(t *testing.T, s *store.Store) {
	ctx := t.Context()
	v := store.Invitation{
		Hash: "h", Kind: "invite", Person: "p", Chain: "a", Role: "researcher", Domains: "d1", Email: "x@example.org",
		Name: "X", By: "ana", Created: 1, Expires: 100, Data: "{}",
	}
	must(t, s.PutInvitation(ctx, v))
	if diff := cmp.Diff(v, get[store.Invitation](t)(s.Invitation(ctx, "h"))); diff != "" {
		t.Fatal(diff)
	}
	wantKey(t, s.UseInvitation(ctx, "none", 5), fault.NotFound, "store.no_invitation")
	wantKey(t, s.UseInvitation(ctx, "h", 100), fault.Gone, "store.invitation_expired")
	results := atOnce(8, func(int) error { return s.UseInvitation(ctx, "h", 50) })
	used := 0
	for _, err := range results {
		if err == nil {
			used++
			continue
		}
		wantKey(t, err, fault.Conflict, "store.invitation_used")
	}
	equal(t, "used", used, 1)
	must(t, s.PutInvitation(ctx, v))
	equal(t, "stays used", get[store.Invitation](t)(s.Invitation(ctx, "h")).Used, 50)
	all, err := s.Invitations(ctx, "a")
	must(t, err)
	equal(t, "invitations", len(all), 1)
}

func testAttempts(t *testing.T, s *store.Store) {
	ctx := t.Context()
	long := strings.Repeat("k", 10_000) // longer than an index takes
	const day = 24 * 60 * 60 * 1_000_000
	for _, at := range []int64{day, day + 5, day + 10} {
		must(t, s.AddAttempt(ctx, long, at))
	}
	must(t, s.AddAttempt(ctx, "other", day+10))
	count := func(key string, since int64, want int) {
		t.Helper()
		n, err := s.Attempts(ctx, key, since)
		must(t, err)
		equal(t, "attempts", n, want)
	}
	count(long, 0, 3)
	count(long, day+5, 2)
	must(t, s.AddAttempt(ctx, "other", 3*day+5))
	count(long, 0, 2)
	must(t, s.ClearAttempts(ctx, long))
	count(long, 0, 0)
	count("other", 0, 2)
}

func testCopies(t *testing.T, s *store.Store) {
	ctx := t.Context()
	url := "https://example.org/ley?" + strings.Repeat("x", 4000)
	c := store.Copy{
		Hash: "h1", URL: url, Fetched: 10, Type: "text/html", Charset: "utf-8", Size: 5, Title: "Ley de Migración",
		Text: "El Consejo aprueba 100% del plan", Name: "ley.html",
	}
	must(t, s.PutCopy(ctx, c))
	later := c
	later.Fetched, later.Title = 20, "Ley de Migración y Extranjería"
	must(t, s.PutCopy(ctx, later))
	later.Fetched = 10
	if diff := cmp.Diff(later, get[store.Copy](t)(s.Copy(ctx, "h1"))); diff != "" {
		t.Fatal(diff)
	}
	must(t, s.PutCopy(ctx, store.Copy{Hash: "h2", URL: url, Fetched: 30, Title: "Другой"}))
	must(t, s.PutCopy(ctx, store.Copy{Hash: "h1", URL: "https://example.org/2", Fetched: 40}))
	all, err := s.CopiesOf(ctx, url)
	must(t, err)
	equal(t, "copies", len(all), 2)
	equal(t, "newest first", string(all[0].Hash), "h2")
	for text, want := range map[string]int{"migracion CONSEJO": 1, "100%": 1, "100_": 0, "другой": 1, "": 0, "example": 3} {
		found, err := s.SearchCopies(ctx, text, 0)
		must(t, err)
		equal(t, "copies with "+text, len(found), want)
	}
	found, err := s.SearchCopies(ctx, "example", 2)
	must(t, err)
	equal(t, "limit", len(found), 2)
	testLinks(t, s, url)
}

func testLinks(t *testing.T, s *store.Store, url string) {
	ctx := t.Context()
	must(t, s.PutLinkCheck(ctx, store.LinkCheck{URL: url, Checked: 1, Status: 200}))
	must(t, s.PutLinkCheck(ctx, store.LinkCheck{URL: url, Checked: 2, Status: 404, Note: "gone"}))
	urls := []string{url}
	for i := range 250 {
		urls = append(urls, fmt.Sprint("https://example.org/", i))
	}
	checks, err := s.LinkChecks(ctx, urls)
	must(t, err)
	if diff := cmp.Diff(map[string]store.LinkCheck{url: {URL: url, Checked: 2, Status: 404, Note: "gone"}}, checks); diff != "" {
		t.Fatal(diff)
	}
}

func testSettings(t *testing.T, s *store.Store) {
	ctx := t.Context()
	_, found, err := s.Setting(ctx, "title")
	must(t, err)
	equal(t, "unknown", found, false)
	must(t, s.PutSetting(ctx, "title", "one"))
	must(t, s.PutSetting(ctx, "title", ""))
	equal(t, "setting", get[string](t)(s.Setting(ctx, "title")), "")
}

func testText(t *testing.T, s *store.Store) {
	ctx := t.Context()
	must(t, s.PutSetting(ctx, "dirty", "a\x00b\xffc"))
	equal(t, "cleaned", get[string](t)(s.Setting(ctx, "dirty")), "ab\uFFFDc")
	quote := `'; DROP TABLE setting; -- \ % _ $1 ?`
	must(t, s.PutSetting(ctx, quote, quote))
	equal(t, "quotes", get[string](t)(s.Setting(ctx, quote)), quote)
	bad := Entries("a", HeadOf(nil), "c", "one")
	bad[0].Body = []byte("{\n}")
	wantKey(t, s.Append(ctx, store.Write{Chain: "a", Entries: bad}), fault.Invalid, "record.bad_body")
}
