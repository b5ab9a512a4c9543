package app

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"strings"
	"time"

	"sextant/internal/account"
	"sextant/internal/fault"
	"sextant/internal/lang"
	"sextant/internal/store"
)

// Person is an account as doors may see it: no hash, no secret.
type Person struct {
	ID          account.ID
	Login       string
	Name        string
	Email       string
	Language    lang.Tag
	Admin       bool
	Coordinator bool
	Disabled    bool
	Digest      bool // wants a mail with what waits
	HasPassword bool
	HasTOTP     bool
	Passkeys    []Passkey
	Created     time.Time
	Seen        time.Time // zero: never signed in
	Erased      bool
}

// Standing is what the person is in the instance. Grants are looked up by
// whoever asks about an assessment.
func (p Person) Standing() account.Standing {
	return account.Standing{Person: p.ID, Admin: p.Admin, Coordinator: p.Coordinator || p.Admin}
}

// Called is what pages call a person: the name, else the log-in name, else
// nothing for a person who was erased.
func (p Person) Called() string {
	if p.Name != "" {
		return p.Name
	}
	return p.Login
}

func personOf(p store.Person) Person {
	out := Person{
		ID: account.ID(p.ID), Login: p.Login, Name: p.Name, Email: p.Email, Language: lang.Tag(p.Language),
		Admin: p.Admin, Coordinator: p.Coordinator, Disabled: p.Disabled, Digest: p.Digest, HasPassword: p.Password != "",
		HasTOTP: secondOf(p).Confirmed, Created: time.UnixMicro(p.Created).UTC(), Erased: p.Erased != 0,
	}
	if p.Seen != 0 {
		out.Seen = time.UnixMicro(p.Seen).UTC()
	}
	for _, k := range passkeysOf(p) {
		out.Passkeys = append(out.Passkeys, k.Passkey)
	}
	return out
}

// Profile is what people may change of an account by themselves.
type Profile struct {
	Login    string
	Name     string
	Email    string
	Language lang.Tag
	Digest   bool
}

// maxName bounds names, log-in names and mail addresses, in bytes.
const maxName = 200

func (f *Profile) check() error {
	f.Login, f.Name, f.Email = strings.TrimSpace(f.Login), strings.TrimSpace(f.Name), strings.TrimSpace(f.Email)
	var l fault.List
	if f.Login == "" || len(f.Login) > maxName || strings.ContainsAny(f.Login, " \t\r\n/") {
		l.Add(fault.New(fault.Invalid, "people.bad_login"))
	}
	if f.Name == "" || len(f.Name) > maxName {
		l.Add(fault.New(fault.Invalid, "people.no_name"))
	}
	if f.Email != "" && (len(f.Email) > maxName || !looksLikeMail(f.Email)) {
		l.Add(fault.New(fault.Invalid, "people.bad_email", "email", f.Email))
	}
	if !f.Language.IsInterface() {
		f.Language = lang.English
	}
	return l.Err()
}

func looksLikeMail(s string) bool {
	name, host, ok := strings.Cut(s, "@")
	return ok && name != "" && host != "" && !strings.ContainsAny(s, " \t\r\n<>,;\"")
}

func (f Profile) into(p *store.Person) {
	p.Login, p.Name, p.Email, p.Language, p.Digest = f.Login, f.Name, f.Email, string(f.Language), f.Digest
}

// PersonOf gives one person; a fault of kind NotFound for an unknown id.
func (a *App) PersonOf(ctx context.Context, id account.ID) (Person, error) {
	p, err := a.person(ctx, id)
	return personOf(p), err
}

func (a *App) person(ctx context.Context, id account.ID) (store.Person, error) {
	p, ok, err := a.store.Person(ctx, string(id))
	if err == nil && !ok {
		err = fault.New(fault.NotFound, "people.no_person")
	}
	return p, err
}

// PersonByLogin finds a person by log-in name, for the operator's commands.
func (a *App) PersonByLogin(ctx context.Context, login string) (Person, error) {
	p, ok, err := a.store.PersonByLogin(ctx, login)
	if err == nil && !ok {
		err = fault.New(fault.NotFound, "people.no_login", "login", login)
	}
	return personOf(p), err
}

// Names gives what pages call people, by id. Whoever is unknown or erased is
// missing.
func (a *App) Names(ctx context.Context, ids ...account.ID) (map[account.ID]string, error) {
	names := map[account.ID]string{}
	for _, id := range distinct(ids) {
		p, ok, err := a.store.Person(ctx, string(id))
		if err != nil {
			return nil, err
		}
		if called := personOf(p).Called(); ok && called != "" {
			names[id] = called
		}
	}
	return names, nil
}

// FindPeople lists the people in whose name, log-in name or mail address every
// word of a text is found. It is for administrators.
func (a *App) FindPeople(ctx context.Context, by account.Standing, text string) ([]Person, error) {
	if !by.May(account.ManageInstance, account.Scope{}) {
		return nil, fault.New(fault.Denied, "people.denied")
	}
	rows, err := a.store.People(ctx, text)
	if err != nil {
		return nil, err
	}
	people := make([]Person, len(rows))
	for i, r := range rows {
		people[i] = personOf(r)
	}
	return people, nil
}

// ChangeProfile lets a person change their own account.
func (a *App) ChangeProfile(ctx context.Context, id account.ID, f Profile) error {
	if err := f.check(); err != nil {
		return err
	}
	return a.change(ctx, id, func(p *store.Person) error { f.into(p); return nil })
}

// ChangeLanguage lets a person choose the language of the interface.
func (a *App) ChangeLanguage(ctx context.Context, id account.ID, t lang.Tag) error {
	if !t.IsInterface() {
		return fault.New(fault.Invalid, "people.bad_language")
	}
	return a.change(ctx, id, func(p *store.Person) error { p.Language = string(t); return nil })
}

// change reads a person, changes them and writes them back.
func (a *App) change(ctx context.Context, id account.ID, f func(*store.Person) error) error {
	p, err := a.person(ctx, id)
	if err != nil {
		return err
	}
	if err := f(&p); err != nil {
		return err
	}
	return a.store.PutPerson(ctx, p)
}

// Post is what an administrator makes of a person.
type Post struct {
	Admin       bool
	Coordinator bool
	Disabled    bool
}

// SetPost changes what a person is in the instance. The last administrator who
// can sign in stays one. Whoever is disabled is signed out everywhere.
func (a *App) SetPost(ctx context.Context, by account.Standing, id account.ID, post Post) error {
	if err := a.mayManage(ctx, by, id, post.Admin && !post.Disabled); err != nil {
		return err
	}
	err := a.change(ctx, id, func(p *store.Person) error {
		p.Admin, p.Coordinator, p.Disabled = post.Admin, post.Coordinator, post.Disabled
		return nil
	})
	if err == nil && post.Disabled {
		err = a.store.DropSessions(ctx, string(id))
	}
	return err
}

// Erase blanks all that tells who a person was. Their id stays in the records.
func (a *App) Erase(ctx context.Context, by account.Standing, id account.ID) error {
	if err := a.mayManage(ctx, by, id, false); err != nil {
		return err
	}
	return a.store.ErasePerson(ctx, string(id))
}

// mayManage refuses whoever may not manage people, and what would leave the
// instance without an administrator.
func (a *App) mayManage(ctx context.Context, by account.Standing, id account.ID, staysAdmin bool) error {
	if !by.May(account.ManageInstance, account.Scope{}) {
		return fault.New(fault.Denied, "people.denied")
	}
	if staysAdmin {
		return nil
	}
	people, err := a.store.People(ctx, "")
	if err != nil {
		return err
	}
	others, was := 0, false
	for _, p := range people {
		switch {
		case !p.Admin || p.Disabled:
		case p.ID == string(id):
			was = true
		default:
			others++
		}
	}
	if was && others == 0 {
		return fault.New(fault.Invalid, "people.last_admin")
	}
	return nil
}

// NewPerson is an account that is made without an invitation: by the operator,
// by the demonstration, or when an invitation is taken up.
type NewPerson struct {
	Profile
	Password    string // empty: none yet, a link lets them in
	Admin       bool
	Coordinator bool
}

// AddPerson makes an account and gives its id. It asks for no right: it is for
// the operator's commands and the demonstration; doors go through invitations.
func (a *App) AddPerson(ctx context.Context, n NewPerson) (account.ID, error) {
	if err := n.check(); err != nil {
		return "", err
	}
	p := store.Person{ID: NewID(), Admin: n.Admin, Coordinator: n.Coordinator, Created: a.now().UnixMicro()}
	n.into(&p)
	if n.Password != "" {
		hash, err := newHash(ctx, n.Password, n.Login, n.Name, n.Email)
		if err != nil {
			return "", err
		}
		p.Password = hash
	}
	return account.ID(p.ID), a.store.PutPerson(ctx, p)
}

// randomBytes reads from the machine's source of chance, which does not fail.
func randomBytes(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b
}

// readJSON reads what this room wrote; anything else leaves the zero value.
func readJSON[T any](data []byte) (v T) {
	if len(data) > 0 {
		_ = json.Unmarshal(data, &v)
	}
	return v
}
