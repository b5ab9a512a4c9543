package store

import (
	"context"

	"github.com/google/uuid"

	"sextant/internal/fault"
	"sextant/internal/record"
)

// Session is a signed-in device. Hash is the SHA-256 of the token that only the
// device holds.
type Session struct {
	Hash    string
	Person  string
	Created int64
	Seen    int64
	Expires int64
	Device  string
}

const sessionColumns = `hash, person, created, seen, expires, device`

func scanSession(r scanner, v *Session) error {
	return r.Scan(&v.Hash, &v.Person, &v.Created, &v.Seen, &v.Expires, &v.Device)
}

// PutSession keeps a session, and removes those that have expired.
func (s *Store) PutSession(ctx context.Context, v Session) error {
	now := s.micros()
	return s.change(ctx, func(q querier) error {
		if _, err := run(ctx, q, `DELETE FROM session WHERE expires <= $1`, now); err != nil {
			return err
		}
		_, err := run(ctx, q, `INSERT INTO session (`+sessionColumns+`) VALUES ($1,$2,$3,$4,$5,$6)
			ON CONFLICT (hash) DO UPDATE SET person = excluded.person, created = excluded.created, seen = excluded.seen,
				expires = excluded.expires, device = excluded.device`,
			v.Hash, v.Person, v.Created, v.Seen, v.Expires, v.Device)
		return err
	})
}

// Session finds a session that has not expired.
func (s *Store) Session(ctx context.Context, hash string) (Session, bool, error) {
	return one(ctx, s, scanSession, `SELECT `+sessionColumns+` FROM session WHERE hash = $1 AND expires > $2`, hash, s.micros())
}

// Sessions lists a person's sessions that have not expired, last seen first.
func (s *Store) Sessions(ctx context.Context, person string) ([]Session, error) {
	return list(ctx, s, scanSession, `SELECT `+sessionColumns+` FROM session WHERE person = $1 AND expires > $2 ORDER BY seen DESC, hash`,
		person, s.micros())
}

// TouchSession notes that a session was used and until when it now lasts.
func (s *Store) TouchSession(ctx context.Context, hash string, seen, expires int64) error {
	_, err := s.put(ctx, `UPDATE session SET seen = $1, expires = $2 WHERE hash = $3`, seen, expires, hash)
	return err
}

// DropSession ends a session; one that is not there is no fault.
func (s *Store) DropSession(ctx context.Context, hash string) error {
	_, err := s.put(ctx, `DELETE FROM session WHERE hash = $1`, hash)
	return err
}

// DropSessions ends all sessions of a person.
func (s *Store) DropSessions(ctx context.Context, person string) error {
	_, err := s.put(ctx, `DELETE FROM session WHERE person = $1`, person)
	return err
}

// Invitation lets someone in once: the first set-up, a part in an assessment, a
// new password. Hash is the SHA-256 of the token in the link.
type Invitation struct {
	Hash    string
	Kind    string // "setup", "invite", "reset"
	Person  string // whom it is for, when they have an account
	Chain   record.Chain
	Role    string
	Domains string
	Email   string
	Name    string
	By      string
	Created int64
	Expires int64
	Used    int64 // 0 while it is open
	Data    string
}

const invitationColumns = `hash, kind, person, chain, role, domains, email, name, made_by, created, expires, used, data`

func scanInvitation(r scanner, v *Invitation) error {
	return r.Scan(&v.Hash, &v.Kind, &v.Person, &v.Chain, &v.Role, &v.Domains, &v.Email, &v.Name, &v.By,
		&v.Created, &v.Expires, &v.Used, &v.Data)
}

// PutInvitation keeps an invitation. One that was used stays used.
func (s *Store) PutInvitation(ctx context.Context, v Invitation) error {
	_, err := s.put(ctx, `INSERT INTO invitation (`+invitationColumns+`) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13)
		ON CONFLICT (hash) DO UPDATE SET kind = excluded.kind, person = excluded.person, chain = excluded.chain,
			role = excluded.role, domains = excluded.domains, email = excluded.email, name = excluded.name,
			made_by = excluded.made_by, created = excluded.created, expires = excluded.expires, data = excluded.data`,
		v.Hash, v.Kind, v.Person, v.Chain, v.Role, v.Domains, v.Email, v.Name, v.By, v.Created, v.Expires, v.Used, v.Data)
	return err
}

// Invitation finds an invitation, also a used or expired one.
func (s *Store) Invitation(ctx context.Context, hash string) (Invitation, bool, error) {
	return one(ctx, s, scanInvitation, `SELECT `+invitationColumns+` FROM invitation WHERE hash = $1`, hash)
}

// Invitations lists those into one assessment, newest first.
func (s *Store) Invitations(ctx context.Context, chain record.Chain) ([]Invitation, error) {
	return list(ctx, s, scanInvitation, `SELECT `+invitationColumns+` FROM invitation WHERE chain = $1 ORDER BY created DESC, hash`, chain)
}

// UseInvitation uses an invitation up. Faults: "store.no_invitation" (NotFound),
// "store.invitation_used" (Conflict), "store.invitation_expired" (Gone).
func (s *Store) UseInvitation(ctx context.Context, hash string, at int64) error {
	return s.change(ctx, func(q querier) error {
		n, err := run(ctx, q, `UPDATE invitation SET used = $1 WHERE hash = $2 AND used = 0 AND expires > $1`, at, hash)
		if err != nil || n == 1 {
			return err
		}
		v, found, err := oneIn(ctx, q, scanInvitation, `SELECT `+invitationColumns+` FROM invitation WHERE hash = $1`, hash)
		switch {
		case err != nil:
			return err
		case !found:
			return fault.New(fault.NotFound, "store.no_invitation")
		case v.Used != 0:
			return fault.New(fault.Conflict, "store.invitation_used")
		}
		return fault.New(fault.Gone, "store.invitation_expired")
	})
}

// attemptsKept is how long attempts are remembered: longer than any lock-out.
const attemptsKept = 48 * 60 * 60 * 1_000_000 // microseconds

// Attempts counts what was tried under a key since a time; for lock-outs and
// limits.
func (s *Store) Attempts(ctx context.Context, key string, since int64) (int, error) {
	n, _, err := one(ctx, s, scanNumber, `SELECT COUNT(*) FROM attempt WHERE key_hash = $1 AND attempted >= $2`,
		record.SumOf([]byte(key)), since)
	return int(n), err
}

// AddAttempt notes that something was tried, and forgets what is two days old.
func (s *Store) AddAttempt(ctx context.Context, key string, at int64) error {
	return s.change(ctx, func(q querier) error {
		if _, err := run(ctx, q, `DELETE FROM attempt WHERE attempted < $1`, at-attemptsKept); err != nil {
			return err
		}
		_, err := run(ctx, q, `INSERT INTO attempt (id, key_hash, attempted) VALUES ($1,$2,$3)`,
			uuid.NewString(), record.SumOf([]byte(key)), at)
		return err
	})
}

// ClearAttempts forgets what was tried under a key.
func (s *Store) ClearAttempts(ctx context.Context, key string) error {
	_, err := s.put(ctx, `DELETE FROM attempt WHERE key_hash = $1`, record.SumOf([]byte(key)))
	return err
}
