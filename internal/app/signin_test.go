package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sextant/internal/account"
	"sextant/internal/fault"
	"sextant/internal/lang"
	"sextant/internal/store"
	"sextant/internal/store/storetest"
)

const testPassword = "correct horse battery staple"

// weakKey is the key of that password with small parameters.
const weakKey = "PMIU8OMlyh4B0/rjUi9/zODzS8ApmoMzdBCuG+WS8Do"

func testPerson(t *testing.T, a *App, login string) account.ID {
	t.Helper()
	id, err := a.AddPerson(t.Context(), NewPerson{Profile: Profile{Login: login, Name: "Name of " + login, Language: lang.English}, Password: testPassword})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// The whole life of an account, on both engines.
func TestAccounts(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a, ctx := New(Config{Store: s}), t.Context()
		path, err := a.FirstLink(ctx)
		if err != nil {
			t.Fatal(err)
		}
		token := strings.TrimPrefix(path, WelcomePath)
		begun, err := a.Accept(ctx, token, Profile{Login: "ada", Name: "Ada"}, testPassword, "Firefox")
		if err != nil || !begun.Person.Admin {
			t.Fatalf("%+v, %v", begun, err)
		}
		if _, err := a.Accept(ctx, token, Profile{Login: "eve", Name: "Eve"}, testPassword, ""); !fault.HasKey(err, "people.link_spent") {
			t.Errorf("the link works twice: %v", err)
		}
		p, _, err := a.Recognise(ctx, begun.Token)
		if err != nil || p.Login != "ada" {
			t.Fatalf("%+v, %v", p, err)
		}
		if _, _, err := a.Recognise(ctx, begun.Token+"x"); !fault.Is(err, fault.Unconfirmed) {
			t.Errorf("a made-up token: %v", err)
		}
		if err := a.SignOut(ctx, begun.Token); err != nil {
			t.Fatal(err)
		}
		if _, _, err := a.Recognise(ctx, begun.Token); !fault.Is(err, fault.Unconfirmed) {
			t.Errorf("after signing out: %v", err)
		}
		if err := a.Erase(ctx, p.Standing(), p.ID); !fault.HasKey(err, "people.last_admin") {
			t.Errorf("the last administrator is erased: %v", err)
		}
	})
}

// Many who try at once do not pass the limit together.
func TestTheLimitHoldsForManyAtOnce(t *testing.T) {
	a := New(Config{Store: storetest.Memory(t)})
	testPerson(t, a, "ada")
	results := make(chan error)
	for i := range 30 {
		go func() {
			_, err := a.SignIn(context.Background(), Attempt{Login: "ada", Password: "wrong", Address: fmt.Sprint(i)})
			results <- err
		}()
	}
	judged := 0
	for range 30 {
		if err := <-results; fault.HasKey(err, "people.wrong_password") {
			judged++
		}
	}
	if judged > triesByPerson {
		t.Errorf("%d passwords were judged", judged)
	}
}

func TestAHashIsRenewed(t *testing.T) {
	s := storetest.Memory(t)
	a, ctx := New(Config{Store: s}), t.Context()
	id := testPerson(t, a, "ada")
	p, _, _ := s.Person(ctx, string(id))
	old := "$argon2id$v=19$m=64,t=1,p=1$c2l4dGVlbiBieXRlcyBvaw$"
	// The key of these small parameters for the same password.
	p.Password = old + weakKey
	if err := s.PutPerson(ctx, p); err != nil {
		t.Fatal(err)
	}
	if _, err := a.SignIn(ctx, Attempt{Login: "ada", Password: testPassword}); err != nil {
		t.Fatal(err)
	}
	if p, _, _ = s.Person(ctx, string(id)); !strings.Contains(p.Password, "m=19456,t=2,p=1") {
		t.Errorf("the hash stayed %s", p.Password)
	}
}

func TestSealedNotes(t *testing.T) {
	now := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	a, ctx := New(Config{Store: storetest.Memory(t), Now: func() time.Time { return now }}), t.Context()
	note, err := a.seal(ctx, "second", "ada", time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	var who string
	if err := a.unseal(ctx, "second", note, &who); err != nil || who != "ada" {
		t.Fatalf("%q, %v", who, err)
	}
	body, sum, _ := strings.Cut(note, ".")
	for name, bad := range map[string]string{"nothing": "", "no seal": body, "other body": "x" + body[1:] + "." + sum, "other seal": body + "." + strings.Repeat("A", 43)} {
		if err := a.unseal(ctx, "second", bad, &who); !fault.HasKey(err, "people.started_over") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := a.unseal(ctx, "passkey.ask", note, &who); err == nil {
		t.Error("a note is taken for another purpose")
	}
	now = now.Add(2 * time.Minute)
	if err := a.unseal(ctx, "second", note, &who); err == nil {
		t.Error("an old note is taken")
	}
}

func TestInvitationsByMail(t *testing.T) {
	var sent []string
	a := New(Config{Store: storetest.Memory(t), Mail: func(_ context.Context, to, subject, body string) error {
		sent = append(sent, to, subject, body)
		return nil
	}})
	ok, err := a.MailInvitation(t.Context(), Offer{Email: "b@example.org", Name: "Bashir", Language: "es"}, "Ruth", "Puerto Alba", "https://x/desk/welcome/t")
	if !ok || err != nil || !slices.Contains(sent, "b@example.org") || !strings.Contains(strings.Join(sent, " "), "https://x/desk/welcome/t") || !strings.Contains(sent[1], "invitación: Puerto Alba") {
		t.Errorf("%v, %v, %q", ok, err, sent)
	}
}

func TestProfilesAreChecked(t *testing.T) {
	a := New(Config{Store: storetest.Memory(t)})
	testPerson(t, a, "ada")
	for _, c := range []struct {
		f   Profile
		key string
	}{
		{Profile{Login: "a b", Name: "X"}, "people.bad_login"},
		{Profile{Login: "x", Name: " "}, "people.no_name"},
		{Profile{Login: "x", Name: "X", Email: "no mail"}, "people.bad_email"},
		{Profile{Login: "ADÁ", Name: "X"}, "store.login_taken"},
	} {
		if _, err := a.AddPerson(t.Context(), NewPerson{Profile: c.f}); !fault.HasKey(err, c.key) {
			t.Errorf("%+v: %v", c.f, err)
		}
	}
}
