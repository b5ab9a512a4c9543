package app

import (
	"context"
	"strings"
	"time"

	"sextant/internal/account"
	"sextant/internal/fault"
	"sextant/internal/store"
)

// second is the second step of a sign-in, as it stands in a person's row.
type second struct {
	Secret    []byte `json:"secret,omitempty"`
	Confirmed bool   `json:"confirmed,omitempty"`
	// Used is the counter of the last code: no code is taken twice.
	Used int64 `json:"used,omitempty"`
	// Recovery holds the hashes of the codes for a lost authenticator, each of
	// which is taken once.
	Recovery []string `json:"recovery,omitempty"`
}

func secondOf(p store.Person) second { return readJSON[second](p.TOTP) }

// take takes a code of the authenticator or a recovery code, and remembers it.
func (s *second) take(code string, at time.Time) bool {
	if counter, ok := account.VerifyTOTP(s.Secret, code, at, s.Used); ok {
		s.Used = counter
		return true
	}
	hash := tokenHash(plainCode(code))
	for i, r := range s.Recovery {
		if r == hash {
			s.Recovery = append(s.Recovery[:i:i], s.Recovery[i+1:]...)
			return true
		}
	}
	return false
}

func plainCode(code string) string {
	return strings.ToLower(strings.NewReplacer(" ", "", "-", "").Replace(code))
}

// NewSecond is the secret of an authenticator that is being set up.
type NewSecond struct {
	Text string // for typing
	Link string // otpauth://…
}

// BeginSecond makes the secret of an authenticator. It counts only once a code
// proves that the authenticator has it: see ConfirmSecond.
func (a *App) BeginSecond(ctx context.Context, id account.ID) (NewSecond, error) {
	var n NewSecond
	err := a.change(ctx, id, func(p *store.Person) error {
		s := secondOf(*p)
		if s.Confirmed {
			return fault.New(fault.Exists, "people.second_on")
		}
		if len(s.Secret) == 0 {
			s = second{Secret: randomBytes(account.SecretBytes)}
		}
		p.TOTP = mustBytes(s)
		n = NewSecond{Text: account.SecretText(s.Secret), Link: account.SecretLink(s.Secret, "Sextant", p.Login)}
		return nil
	})
	return n, err
}

// recoveryCodes is how many codes for a lost authenticator are given out.
const recoveryCodes = 10

// ConfirmSecond turns the second step on and gives the recovery codes, which
// are shown this once.
func (a *App) ConfirmSecond(ctx context.Context, id account.ID, code string) ([]string, error) {
	var codes []string
	err := a.change(ctx, id, func(p *store.Person) error {
		s := secondOf(*p)
		counter, ok := account.VerifyTOTP(s.Secret, code, a.now(), s.Used)
		if len(s.Secret) == 0 || !ok {
			return fault.New(fault.Invalid, "people.wrong_code")
		}
		s.Confirmed, s.Used, s.Recovery = true, counter, nil
		for range recoveryCodes {
			c := strings.ToLower(strings.ReplaceAll(account.SecretText(randomBytes(10)), " ", "-"))
			codes = append(codes, c)
			s.Recovery = append(s.Recovery, tokenHash(plainCode(c)))
		}
		p.TOTP = mustBytes(s)
		return nil
	})
	return codes, err
}

// DropSecond turns the second step off, for whoever proves the password or
// signed in by passkey alone and has none.
func (a *App) DropSecond(ctx context.Context, id account.ID, password string) error {
	p, err := a.person(ctx, id)
	if err != nil {
		return err
	}
	if p.Password != "" {
		if err := a.prove(ctx, p, password); err != nil {
			return err
		}
	}
	p.TOTP = []byte{}
	return a.store.PutPerson(ctx, p)
}
