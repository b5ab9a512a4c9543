package store

import (
	"context"
	"time"

	"github.com/google/uuid"

	"sextant/internal/fault"
)

// Job is background work. Whoever leases it must report within the lease or ask
// for more time; otherwise someone else gets it.
type Job struct {
	// ID names the job and this lease of it: each lease gives it a new one, so
	// that a worker who was too slow cannot finish the work of another. It is
	// given by the store.
	ID      string
	Kind    string
	Key     string // of several jobs with the same kind and key, one is kept; empty for none
	Payload []byte
	Run     int64 // not before

	Attempts int   // leases so far, this one included
	Created  int64 // given by the store when zero
	Leased   int64 // until
	Dead     int64 // when it was given up
	Error    string
}

const jobColumns = `id, kind, job_key, payload, run, attempts, created, leased, dead, error`

func scanJob(r scanner, j *Job) error {
	return r.Scan(&j.ID, &j.Kind, &j.Key, &j.Payload, &j.Run, &j.Attempts, &j.Created, &j.Leased, &j.Dead, &j.Error)
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// Enqueue asks for work. When the same kind and key waits already, the newer
// payload and the earlier time count; when it is being worked on, it will be
// done once more; when it had been given up, it lives again.
func (s *Store) Enqueue(ctx context.Context, j Job) error {
	return s.change(ctx, func(q querier) error { return enqueue(ctx, q, j) })
}

func enqueue(ctx context.Context, q querier, j Job) error {
	id := newID()
	if j.Key == "" {
		j.Key = id
	}
	if j.Created == 0 {
		j.Created = j.Run
	}
	_, err := run(ctx, q, `INSERT INTO job (id, kind, job_key, payload, run, attempts, created, leased, again, dead, error)
		VALUES ($1,$2,$3,$4,$5,0,$6,0,0,0,'')
		ON CONFLICT (kind, job_key) DO UPDATE SET
			payload = excluded.payload,
			run = CASE WHEN job.dead = 0 AND job.run < excluded.run THEN job.run ELSE excluded.run END,
			attempts = CASE WHEN job.dead = 0 THEN job.attempts ELSE 0 END,
			again = CASE WHEN job.leased > 0 THEN 1 ELSE 0 END,
			dead = 0, error = ''`,
		id, j.Kind, j.Key, j.Payload, j.Run, j.Created)
	return err
}

// Lease takes the job of these kinds that has waited longest, for a time. It is
// false when there is nothing to do. A job whose worker went silent is leased
// again when its lease is over.
func (s *Store) Lease(ctx context.Context, kinds []string, now int64, lease time.Duration) (*Job, bool, error) {
	var j Job
	var found bool
	err := s.change(ctx, func(q querier) (err error) {
		j, found, err = takeLease(ctx, q, kinds, now, now+lease.Microseconds())
		return err
	})
	if err != nil || !found {
		return nil, false, err
	}
	return &j, true, nil
}

// takeLease tries again when another worker took the job that it had its eye
// on: the update then touches no row.
func takeLease(ctx context.Context, q querier, kinds []string, now, until int64) (Job, bool, error) {
	w := filter{args: []any{newID(), until, now}}
	oneOf(&w, "kind", kinds)
	due := `dead = 0 AND run <= $3 AND leased <= $3`
	query := `UPDATE job SET id = $1, leased = $2, attempts = attempts + 1
		WHERE id = (SELECT id FROM job` + w.where() + ` AND ` + due + ` ORDER BY run, id LIMIT 1) AND ` + due + `
		RETURNING ` + jobColumns
	for {
		j, found, err := oneIn(ctx, q, scanJob, query, w.args...)
		if err != nil || found {
			return j, found, err
		}
		left, err := waiting(ctx, q, kinds, now)
		if err != nil || left == 0 {
			return Job{}, false, err
		}
	}
}

func waiting(ctx context.Context, q querier, kinds []string, now int64) (int64, error) {
	var w filter
	oneOf(&w, "kind", kinds)
	w.add(`dead = 0 AND run <= %s AND leased <= %s`, now, now)
	n, _, err := oneIn(ctx, q, scanNumber, `SELECT COUNT(*) FROM job`+w.where(), w.args...)
	return n, err
}

// Heartbeat asks for more time. A lease that is lost is "store.lease_lost"
// (Conflict): the worker should stop.
func (s *Store) Heartbeat(ctx context.Context, id string, now int64, lease time.Duration) error {
	n, err := s.put(ctx, `UPDATE job SET leased = $1 WHERE id = $2 AND leased > 0 AND dead = 0`, now+lease.Microseconds(), id)
	return leaseLost(n, err)
}

// Done ends a job. One that was asked for again meanwhile waits anew.
func (s *Store) Done(ctx context.Context, id string) error {
	return s.change(ctx, func(q querier) error {
		n, err := run(ctx, q, `UPDATE job SET leased = 0, again = 0, attempts = 0, error = '' WHERE id = $1 AND again = 1`, id)
		if err != nil || n == 1 {
			return err
		}
		n, err = run(ctx, q, `DELETE FROM job WHERE id = $1 AND leased > 0 AND dead = 0`, id)
		return leaseLost(n, err)
	})
}

// Fail ends an attempt that did not succeed. The job runs again at next; next
// of 0 gives it up.
func (s *Store) Fail(ctx context.Context, id string, now int64, cause error, next int64) error {
	dead := int64(0)
	if next == 0 {
		dead, next = now, now
	}
	why := ""
	if cause != nil {
		why = cause.Error()
	}
	n, err := s.put(ctx, `UPDATE job SET leased = 0, again = 0, run = $1, dead = $2, error = $3 WHERE id = $4 AND leased > 0 AND dead = 0`,
		next, dead, why, id)
	return leaseLost(n, err)
}

func leaseLost(n int64, err error) error {
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "store.lease_lost")
	}
	return err
}

// Dead lists the work that was given up, latest first.
func (s *Store) Dead(ctx context.Context) ([]Job, error) {
	return list(ctx, s, scanJob, `SELECT `+jobColumns+` FROM job WHERE dead > 0 ORDER BY dead DESC, id`)
}

// Queue tells how much work waits or runs, and when the oldest of it was asked
// for; 0 when there is none.
func (s *Store) Queue(ctx context.Context) (n int, oldest int64, err error) {
	type length struct{ n, oldest int64 }
	v, _, err := one(ctx, s, func(r scanner, v *length) error { return r.Scan(&v.n, &v.oldest) },
		`SELECT COUNT(*), COALESCE(MIN(created), 0) FROM job WHERE dead = 0`)
	return int(v.n), v.oldest, err
}
