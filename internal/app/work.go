package app

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"sextant/internal/fault"
	"sextant/internal/store"
)

// Background work is what nobody should wait for: looking at links, keeping
// copies of pages, publishing at the hour that was set, mail with what waits.
// It stands in the database, so that it survives a restart and any replica may
// do it; whoever does it holds a lease and renews it.

// The kinds of background work.
const (
	JobLinks    = "links"    // look at every link of an assessment; the payload is its chain
	JobPreserve = "preserve" // keep a copy of a source's link
	JobForget   = "forget"   // delete a file that was uploaded to be looked at, and never taken
	JobPublish  = "publish"  // publish an edition whose moment has come; the payload is the chain
	JobDigest   = "digest"   // mail people what waits for them
)

// jobDoer does one piece of work. It may be called again after it failed or
// was cut short, so what it does twice must do no harm.
type jobDoer func(a *App, ctx context.Context, payload []byte) error

// jobDoers is filled by the files whose work it is.
var jobDoers = map[string]jobDoer{}

// does says who does a kind of work. It is called from init.
func does(kind string, do jobDoer) { jobDoers[kind] = do }

const (
	jobLease  = 2 * time.Minute
	jobTries  = 6
	idleLeast = 500 * time.Millisecond
	idleMost  = 15 * time.Second
)

// bell wakes the worker of this process when there is something to do.
type bell struct {
	once sync.Once
	ring chan struct{}
}

func (b *bell) rings() chan struct{} {
	b.once.Do(func() { b.ring = make(chan struct{}, 1) })
	return b.ring
}

func (b *bell) pull() {
	select {
	case b.rings() <- struct{}{}:
	default:
	}
}

// ask puts work into the queue; of several with the same kind and key one is
// kept.
func (a *App) ask(ctx context.Context, kind, key string, payload []byte, after time.Duration) error {
	now := a.now()
	err := a.store.Enqueue(ctx, store.Job{
		Kind: kind, Key: key, Payload: payload, Created: now.UnixMicro(), Run: now.Add(after).UnixMicro(),
	})
	if err == nil && after == 0 {
		a.bell.pull()
	}
	return err
}

// Work does background work until ctx ends, one piece at a time. When there is
// none it waits longer and longer, up to a quarter of a minute, or until
// somebody here asks for some. A database that does not answer is waited for.
func (a *App) Work(ctx context.Context, log *slog.Logger) {
	idle := idleLeast
	for ctx.Err() == nil {
		did, err := a.workOnce(ctx, log)
		if err != nil && ctx.Err() == nil {
			log.Error("background work cannot be looked up", "error", err)
		}
		if did && err == nil {
			idle = idleLeast
			continue
		}
		wait := time.NewTimer(idle)
		select {
		case <-ctx.Done():
		case <-a.bell.rings():
			idle = idleLeast
		case <-wait.C:
			idle = min(2*idle, idleMost)
		}
		wait.Stop()
	}
}

// WorkAll does the background work that is due now, and tells how many pieces
// it was: for tests and for commands that should not leave work behind.
func (a *App) WorkAll(ctx context.Context, log *slog.Logger) (int, error) {
	for n := 0; ; n++ {
		did, err := a.workOnce(ctx, log)
		if err != nil || !did {
			return n, err
		}
	}
}

// workOnce does the piece of work that has waited longest.
func (a *App) workOnce(ctx context.Context, log *slog.Logger) (bool, error) {
	kinds := make([]string, 0, len(jobDoers))
	for k := range jobDoers {
		kinds = append(kinds, k)
	}
	job, found, err := a.store.Lease(ctx, distinct(kinds), a.now().UnixMicro(), jobLease)
	if err != nil || !found {
		return false, err
	}
	failed := a.doJob(ctx, job)
	if ctx.Err() != nil {
		return false, ctx.Err() // the lease runs out, and someone does it again
	}
	if failed == nil {
		err = a.store.Done(ctx, job.ID)
	} else {
		next := a.nextTry(job, failed)
		log.Warn("background work failed", "kind", job.Kind, "try", job.Attempts, "given up", next == 0, "error", failed)
		err = a.store.Fail(ctx, job.ID, a.now().UnixMicro(), failed, next)
	}
	if fault.HasKey(err, "store.lease_lost") {
		return true, nil // another worker has it now
	}
	return true, err
}

// doJob does a piece of work while its lease is renewed; it stops when the
// lease is lost.
func (a *App) doJob(ctx context.Context, job *store.Job) error {
	ctx, stop := context.WithCancelCause(ctx)
	beat := make(chan struct{})
	go func() {
		defer close(beat)
		a.holdOn(ctx, job.ID, stop)
	}()
	err := safely(func() error { return jobDoers[job.Kind](a, ctx, job.Payload) })
	stop(nil)
	<-beat
	return err
}

func (a *App) holdOn(ctx context.Context, id string, lost context.CancelCauseFunc) {
	tick := time.NewTicker(jobLease / 4)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			err := a.store.Heartbeat(ctx, id, a.now().UnixMicro(), jobLease)
			if fault.HasKey(err, "store.lease_lost") {
				lost(err)
				return
			}
		}
	}
}

// errPanicked is what a piece of work that panicked ends with: one bad page
// must not stop the worker.
var errPanicked = errors.New("the work panicked")

func safely(do func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = errPanicked
			if cause, ok := v.(error); ok {
				err = errors.Join(errPanicked, cause)
			}
		}
	}()
	return do()
}

// nextTry is when failed work is tried again: after one, four, sixteen minutes
// and so on; never (0) where trying again cannot help, or often enough did not.
func (a *App) nextTry(job *store.Job, failed error) int64 {
	switch fault.KindOf(failed) {
	case fault.Invalid, fault.NotFound, fault.Denied, fault.Exists, fault.TooLarge:
		return 0
	}
	if job.Attempts >= jobTries {
		return 0
	}
	return a.now().Add(time.Minute << (2 * (job.Attempts - 1))).UnixMicro()
}
