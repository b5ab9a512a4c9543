package stats

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// spread does pieces 0 to n-1 of some work on all cores. Each worker gets its
// own function from start, with its own scratch memory. Pieces must not look
// at each other, so the outcome is the same on any number of cores. Progress,
// where given, is told how many pieces are done; it may be called by several
// workers at once. A cancelled context stops the work and is the error.
func spread(ctx context.Context, n int, progress func(done int), start func() func(i int)) error {
	const most = 64
	block := max(1, min(most, n/(8*runtime.GOMAXPROCS(0))))
	workers := min(runtime.GOMAXPROCS(0), (n+block-1)/block)
	var next, done atomic.Int64
	var wait sync.WaitGroup
	for range workers {
		wait.Go(func() {
			work := start()
			for ctx.Err() == nil {
				from := int(next.Add(int64(block))) - block
				if from >= n {
					return
				}
				to := min(from+block, n)
				for i := from; i < to; i++ {
					work(i)
				}
				if progress != nil {
					progress(int(done.Add(int64(to - from))))
				}
			}
		})
	}
	wait.Wait()
	return ctx.Err()
}
