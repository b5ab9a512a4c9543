package app

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	"sextant/internal/account"
	"sextant/internal/fault"
	"sextant/internal/store"
)

// The limits of signing in. Ten wrong passwords close the password of one
// person for a quarter of an hour, never their passkeys; sixty wrong tries from
// one address close that address.
const (
	tryWindow       = 15 * time.Minute
	triesByPerson   = 10
	triesByAddress  = 60
	secondStepLasts = 10 * time.Minute
)

// hashing lets two passwords be hashed at once: each takes 19 MiB and a core.
var hashing = make(chan struct{}, 2)

// slowly runs a hash when it is its turn.
func slowly(ctx context.Context, f func()) error {
	select {
	case hashing <- struct{}{}:
		defer func() { <-hashing }()
		f()
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// newHash checks a new password and hashes it.
func newHash(ctx context.Context, password string, names ...string) (hash string, err error) {
	if err := account.CheckNewPassword(password, names...); err != nil {
		return "", err
	}
	err = slowly(ctx, func() { hash = account.HashPassword(password, randomBytes(account.SaltBytes)) })
	return hash, err
}

// nobodysHash is what the password of an unknown log-in name is compared with,
// so that the answer takes as long as for a known one.
var nobodysHash = account.HashPassword(newToken(), randomBytes(account.SaltBytes))

// Attempt is somebody at the door.
type Attempt struct {
	Login    string
	Password string
	Address  string // where they come from, for the limit
	Device   string // what the list of sessions calls it
}

// Entry is what came of an attempt: a session, or the question for a second
// step with the sealed note that its answer must bring back.
type Entry struct {
	Begun
	Second string // not empty: a code of the authenticator is wanted
}

// SignIn signs a person in by password. Whatever is wrong is the same fault
// after the same time: "people.wrong_password".
func (a *App) SignIn(ctx context.Context, t Attempt) (Entry, error) {
	p, known, err := a.store.PersonByLogin(ctx, t.Login)
	if err != nil {
		return Entry{}, err
	}
	personal := tryKey(p, t.Login)
	if err := a.tryOnce(ctx, personal, "address:"+t.Address); err != nil {
		return Entry{}, err
	}
	hash := p.Password
	if !known || hash == "" {
		hash = nobodysHash
	}
	var right, outdated bool
	if err := slowly(ctx, func() { right, outdated = account.VerifyPassword(hash, t.Password) }); err != nil {
		return Entry{}, err
	}
	if !right || !known || p.Password == "" || p.Disabled {
		return Entry{}, fault.New(fault.Unconfirmed, "people.wrong_password")
	}
	if outdated {
		if err := slowly(ctx, func() { p.Password = account.HashPassword(t.Password, randomBytes(account.SaltBytes)) }); err != nil {
			return Entry{}, err
		}
	}
	if secondOf(p).Confirmed {
		note, err := a.seal(ctx, "second", p.ID, secondStepLasts)
		return Entry{Second: note}, err
	}
	if err := a.store.ClearAttempts(ctx, personal); err != nil {
		return Entry{}, err
	}
	begun, err := a.begin(ctx, p, t.Device)
	return Entry{Begun: begun}, err
}

// tryKey counts the tries for a person by id, so that other spellings of a
// log-in name share one count.
func tryKey(p store.Person, login string) string {
	if p.ID != "" {
		return "person:" + p.ID
	}
	return "login:" + strings.ToLower(strings.TrimSpace(login))
}

// limit is how often something may be tried under a key within tryWindow.
type limit struct {
	key string
	max int
}

// tryOnce notes a try before it is judged, and refuses one too many. It counts
// twice: before, so that a flood costs no writing, and after, with itself, so
// that many at once cannot pass the limit together.
func (a *App) tryOnce(ctx context.Context, personal, address string) error {
	limits := []limit{{address, triesByAddress}, {personal, triesByPerson}}
	for _, l := range limits {
		if err := a.within(ctx, l, 1); err != nil {
			return err
		}
	}
	for _, l := range limits {
		if err := a.store.AddAttempt(ctx, l.key, a.now().UnixMicro()); err != nil {
			return err
		}
	}
	for _, l := range limits {
		if err := a.within(ctx, l, 0); err != nil {
			return err
		}
	}
	return nil
}

// within refuses when so many more tries would pass a limit.
func (a *App) within(ctx context.Context, l limit, more int) error {
	n, err := a.store.Attempts(ctx, l.key, a.now().Add(-tryWindow).UnixMicro())
	if err == nil && n+more > l.max {
		err = fault.New(fault.TooOften, "people.too_often", "minutes", int(tryWindow/time.Minute))
	}
	return err
}

// SecondStep ends a sign-in with a code of the authenticator or a recovery
// code. Note is the sealed note that the first step gave.
func (a *App) SecondStep(ctx context.Context, note, code, address, device string) (Begun, error) {
	var id string
	if err := a.unseal(ctx, "second", note, &id); err != nil {
		return Begun{}, err
	}
	p, err := a.person(ctx, account.ID(id))
	if err != nil {
		return Begun{}, err
	}
	personal := "second:" + p.ID
	if err := a.tryOnce(ctx, personal, "address:"+address); err != nil {
		return Begun{}, err
	}
	s := secondOf(p)
	if !s.take(code, a.now()) {
		return Begun{}, fault.New(fault.Unconfirmed, "people.wrong_code")
	}
	p.TOTP = mustBytes(s)
	for _, key := range []string{personal, tryKey(p, "")} {
		if err := a.store.ClearAttempts(ctx, key); err != nil {
			return Begun{}, err
		}
	}
	return a.begin(ctx, p, device)
}

// ChangePassword lets a person choose a new password. They prove the old one,
// where there is one. All their other sessions end.
func (a *App) ChangePassword(ctx context.Context, id account.ID, old, password, keep string) error {
	p, err := a.person(ctx, id)
	if err != nil {
		return err
	}
	if p.Password != "" {
		if err := a.prove(ctx, p, old); err != nil {
			return err
		}
	}
	if p.Password, err = newHash(ctx, password, p.Login, p.Name, p.Email); err != nil {
		return err
	}
	if err := a.store.PutPerson(ctx, p); err != nil {
		return err
	}
	return a.EndSession(ctx, personOf(p).Standing(), id, "", keep)
}

// prove asks for the password of somebody who is signed in.
func (a *App) prove(ctx context.Context, p store.Person, password string) error {
	key := tryKey(p, "")
	if err := a.tryOnce(ctx, key, "prove:"+p.ID); err != nil {
		return err
	}
	right := false
	if err := slowly(ctx, func() { right, _ = account.VerifyPassword(p.Password, password) }); err != nil {
		return err
	}
	if !right {
		return fault.New(fault.Invalid, "people.wrong_old_password")
	}
	return a.store.ClearAttempts(ctx, key)
}

// sealed is a note that leaves the house and comes back: in a hidden field of
// a form. Its seal proves that it is ours, for what it was made and until when.
type sealed struct {
	For   string          `json:"for"`
	Until int64           `json:"until"`
	Note  json.RawMessage `json:"note"`
}

func (a *App) seal(ctx context.Context, purpose string, note any, lasts time.Duration) (string, error) {
	key, err := a.sealKey(ctx)
	if err != nil {
		return "", err
	}
	body := mustBytes(sealed{For: purpose, Until: a.now().Add(lasts).UnixMicro(), Note: mustBytes(note)})
	b64 := base64.RawURLEncoding.EncodeToString
	return b64(body) + "." + b64(sign(key, body)), nil
}

// unseal reads a note; one that is not ours, for another purpose or too old is
// the fault "people.started_over".
func (a *App) unseal(ctx context.Context, purpose, text string, note any) error {
	key, err := a.sealKey(ctx)
	if err != nil {
		return err
	}
	over := fault.New(fault.Unconfirmed, "people.started_over")
	body64, sum64, _ := strings.Cut(text, ".")
	body, errBody := base64.RawURLEncoding.DecodeString(body64)
	sum, errSum := base64.RawURLEncoding.DecodeString(sum64)
	if errBody != nil || errSum != nil || !hmac.Equal(sum, sign(key, body)) {
		return over
	}
	s := readJSON[sealed](body)
	if s.For != purpose || s.Until < a.now().UnixMicro() || json.Unmarshal(s.Note, note) != nil {
		return over
	}
	return nil
}

func sign(key, body []byte) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write(body)
	return mac.Sum(nil)
}

// sealKey is the secret of this installation, made when first asked for. It is
// read each time, so that all replicas agree.
func (a *App) sealKey(ctx context.Context) ([]byte, error) {
	const name = "seal.key"
	text, ok, err := a.store.Setting(ctx, name)
	if err == nil && !ok {
		if err = a.store.PutSetting(ctx, name, newToken()); err == nil {
			text, _, err = a.store.Setting(ctx, name)
		}
	}
	return []byte(text), err
}

// mustBytes is mustJSON as bytes.
func mustBytes(v any) []byte { return []byte(mustJSON(v)) }
