package app

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"time"

	"sextant/internal/account"
	"sextant/internal/fault"
	"sextant/internal/store"
)

// How long a session lasts: two weeks after it was last used, and never more
// than sixty days.
const (
	sessionIdle = 14 * 24 * time.Hour
	sessionLife = 60 * 24 * time.Hour
	// touchEvery keeps reading a page from being a write.
	touchEvery = 5 * time.Minute
)

// newToken makes a random 256-bit token for a cookie or a link. Only its hash
// is stored.
func newToken() string { return base64.RawURLEncoding.EncodeToString(randomBytes(32)) }

// tokenHash is the SHA-256 of a token. The token has 256 random bits, so a slow
// hash would gain nothing.
func tokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// Session is one signed-in device. Ref names it in lists and is no secret.
type Session struct {
	Ref     string
	Person  account.ID
	Device  string
	Created time.Time
	Seen    time.Time
	Expires time.Time
}

func sessionOf(v store.Session) Session {
	at := func(micros int64) time.Time { return time.UnixMicro(micros).UTC() }
	return Session{
		Ref: v.Hash, Person: account.ID(v.Person), Device: v.Device,
		Created: at(v.Created), Seen: at(v.Seen), Expires: at(v.Expires),
	}
}

// Begun is a new session: the token for the cookie, and until when it may last.
type Begun struct {
	Token   string
	Expires time.Time
	Person  Person
}

// begin signs a person in on a device.
func (a *App) begin(ctx context.Context, p store.Person, device string) (Begun, error) {
	if p.Disabled || p.Erased != 0 {
		return Begun{}, fault.New(fault.Denied, "people.disabled")
	}
	now := a.now()
	token := newToken()
	if len(device) > maxName {
		device = device[:maxName]
	}
	v := store.Session{
		Hash: tokenHash(token), Person: p.ID, Created: now.UnixMicro(), Seen: now.UnixMicro(),
		Expires: now.Add(sessionIdle).UnixMicro(), Device: device,
	}
	if err := a.store.PutSession(ctx, v); err != nil {
		return Begun{}, err
	}
	p.Seen = now.UnixMicro()
	if err := a.store.PutPerson(ctx, p); err != nil {
		return Begun{}, err
	}
	return Begun{Token: token, Expires: now.Add(sessionLife), Person: personOf(p)}, nil
}

// Recognise finds who holds a session token. A token that is unknown, expired
// or of a disabled person is a fault of kind Unconfirmed.
func (a *App) Recognise(ctx context.Context, token string) (Person, Session, error) {
	stranger := fault.New(fault.Unconfirmed, "people.signed_out")
	if token == "" {
		return Person{}, Session{}, stranger
	}
	v, ok, err := a.store.Session(ctx, tokenHash(token))
	if err != nil {
		return Person{}, Session{}, err
	}
	if !ok || v.Expires <= a.now().UnixMicro() {
		return Person{}, Session{}, stranger
	}
	p, ok, err := a.store.Person(ctx, v.Person)
	if err != nil {
		return Person{}, Session{}, err
	}
	if !ok || p.Disabled || p.Erased != 0 {
		return Person{}, Session{}, stranger
	}
	if now := a.now(); now.Sub(time.UnixMicro(v.Seen)) > touchEvery {
		last := time.UnixMicro(v.Created).Add(sessionLife)
		until := now.Add(sessionIdle)
		if until.After(last) {
			until = last
		}
		v.Seen, v.Expires = now.UnixMicro(), until.UnixMicro()
		if err := a.store.TouchSession(ctx, v.Hash, v.Seen, v.Expires); err != nil {
			return Person{}, Session{}, err
		}
	}
	return personOf(p), sessionOf(v), nil
}

// SignOut ends the session of a token.
func (a *App) SignOut(ctx context.Context, token string) error {
	return a.store.DropSession(ctx, tokenHash(token))
}

// Sessions lists where a person is signed in: their own, or anyone's for an
// administrator.
func (a *App) Sessions(ctx context.Context, by account.Standing, of account.ID) ([]Session, error) {
	if by.Person != of && !by.May(account.ManageInstance, account.Scope{}) {
		return nil, fault.New(fault.Denied, "people.denied")
	}
	rows, err := a.store.Sessions(ctx, string(of))
	if err != nil {
		return nil, err
	}
	sessions := make([]Session, len(rows))
	for i, r := range rows {
		sessions[i] = sessionOf(r)
	}
	return sessions, nil
}

// EndSession ends one session of a person; with an empty ref all of them but
// the one that is kept.
func (a *App) EndSession(ctx context.Context, by account.Standing, of account.ID, ref, keep string) error {
	sessions, err := a.Sessions(ctx, by, of)
	if err != nil {
		return err
	}
	for _, s := range sessions {
		if s.Ref == ref || (ref == "" && s.Ref != keep) {
			if err := a.store.DropSession(ctx, s.Ref); err != nil {
				return err
			}
		}
	}
	return nil
}
