//go:build linux || darwin

package preserve

import (
	"runtime/debug"
	"syscall"
)

// limitSelf bounds memory and processor time of the process that reads a PDF.
// Where the system does not know a bound, the parent's clock remains.
func limitSelf() {
	debug.SetMaxStack(64 << 20)
	debug.SetMemoryLimit(childMemory / 2)
	for _, bound := range []struct {
		what int
		most uint64
	}{
		{syscall.RLIMIT_DATA, childMemory},   // what is written to, on Linux
		{syscall.RLIMIT_AS, 4 * childMemory}, // with what Go only sets aside
	} {
		_ = syscall.Setrlimit(bound.what, &syscall.Rlimit{Cur: bound.most, Max: bound.most})
	}
	_ = syscall.Setrlimit(syscall.RLIMIT_CPU, &syscall.Rlimit{Cur: childSeconds, Max: childSeconds})
	_ = syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{})
}
