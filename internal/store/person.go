package store

import (
	"context"

	"sextant/internal/fault"
)

// Person is an account. Entries of records hold its ID and nothing else of it,
// so that a person can be erased.
type Person struct {
	ID          string
	Login       string // unique without regard to case
	Name        string
	Email       string
	Language    string
	Admin       bool
	Coordinator bool
	Disabled    bool
	Password    string // its argon2id hash
	TOTP        []byte
	Passkeys    []byte // JSON
	Created     int64
	Seen        int64
	Digest      bool
	// Erased is when the person was erased; only ErasePerson writes it.
	Erased int64
}

const personColumns = `id, login, name, email, language, admin, coordinator, disabled, password, totp, passkeys,
	created, seen, digest, erased`

func scanPerson(r scanner, p *Person) error {
	return r.Scan(&p.ID, &p.Login, &p.Name, &p.Email, &p.Language, &p.Admin, &p.Coordinator, &p.Disabled, &p.Password,
		&p.TOTP, &p.Passkeys, &p.Created, &p.Seen, &p.Digest, &p.Erased)
}

// PutPerson keeps a person, new or changed. A log-in name that another person
// has is "store.login_taken"; a person who was erased is "store.person_erased".
func (s *Store) PutPerson(ctx context.Context, p Person) error {
	err := s.change(ctx, func(q querier) error {
		n, err := run(ctx, q, `INSERT INTO person (id, login, name, email, language, admin, coordinator, disabled, password,
				totp, passkeys, created, seen, digest, erased, login_key, search)
			VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,0,$15,$16)
			ON CONFLICT (id) DO UPDATE SET login = excluded.login, login_key = excluded.login_key, name = excluded.name,
				email = excluded.email, language = excluded.language, admin = excluded.admin,
				coordinator = excluded.coordinator, disabled = excluded.disabled, password = excluded.password,
				totp = excluded.totp, passkeys = excluded.passkeys, created = excluded.created, seen = excluded.seen,
				digest = excluded.digest, search = excluded.search
			WHERE person.erased = 0`,
			p.ID, p.Login, p.Name, p.Email, p.Language, p.Admin, p.Coordinator, p.Disabled, p.Password,
			p.TOTP, p.Passkeys, p.Created, p.Seen, p.Digest, loginKey(p.Login), searchable(p.Login, p.Name, p.Email))
		if err == nil && n == 0 {
			return fault.New(fault.Gone, "store.person_erased")
		}
		if s.engine.judge(err) == duplicate {
			return fault.New(fault.Exists, "store.login_taken", "login", p.Login).Because(err)
		}
		return err
	})
	return err
}

// loginKey is the form in which log-in names are told apart: case and accents
// make no other name, so that nobody can pass for another by them.
func loginKey(login string) string { return fold(login) }

// Person finds a person by id, also an erased one.
func (s *Store) Person(ctx context.Context, id string) (Person, bool, error) {
	return one(ctx, s, scanPerson, `SELECT `+personColumns+` FROM person WHERE id = $1`, id)
}

// PersonByLogin finds a person by log-in name, without regard to case.
func (s *Store) PersonByLogin(ctx context.Context, login string) (Person, bool, error) {
	return one(ctx, s, scanPerson, `SELECT `+personColumns+` FROM person WHERE login_key = $1 AND login_key <> ''`, loginKey(login))
}

// People lists the people in whose log-in name, name or mail address every word
// of a text is found; all of them for an empty text; never erased ones.
func (s *Store) People(ctx context.Context, text string) ([]Person, error) {
	var w filter
	w.add("erased = %s", 0)
	w.has("search", text)
	return list(ctx, s, scanPerson, `SELECT `+personColumns+` FROM person`+w.where()+` ORDER BY search, id`, w.args...)
}

// ErasePerson blanks all that tells who a person was and closes the account;
// the id stays, since records hold it. Sessions, drafts, presence, and
// invitations to the same person or mail address go with it.
func (s *Store) ErasePerson(ctx context.Context, id string) error {
	now := s.micros()
	err := s.change(ctx, func(q querier) error {
		p, found, err := oneIn(ctx, q, scanPerson, `SELECT `+personColumns+` FROM person WHERE id = $1`, id)
		if err != nil {
			return err
		}
		if !found {
			return fault.New(fault.NotFound, "store.no_person")
		}
		return erase(ctx, q, p, now)
	})
	if err != nil {
		return err
	}
	return s.plain(s.engine.scrub(ctx, s.write))
}

func erase(ctx context.Context, q querier, p Person, now int64) error {
	for _, query := range []string{
		`DELETE FROM session WHERE person = $1`,
		`DELETE FROM draft WHERE person = $1`,
		`DELETE FROM presence WHERE person = $1`,
		`DELETE FROM duty WHERE person = $1`,
		`DELETE FROM invitation WHERE person = $1`,
	} {
		if _, err := run(ctx, q, query, p.ID); err != nil {
			return err
		}
	}
	if _, err := run(ctx, q, `DELETE FROM invitation WHERE email = $1 AND email <> ''`, p.Email); err != nil {
		return err
	}
	_, err := run(ctx, q, `UPDATE person SET login = '', login_key = '', name = '', email = '', language = '', password = '',
		totp = $1, passkeys = $1, search = '', admin = 0, coordinator = 0, digest = 0, disabled = 1, erased = $2 WHERE id = $3`,
		[]byte{}, now, p.ID)
	return err
}
