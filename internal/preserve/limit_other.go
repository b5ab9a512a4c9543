//go:build !linux && !darwin

package preserve

import "runtime/debug"

// limitSelf bounds what can be bounded on this system.
func limitSelf() {
	debug.SetMaxStack(64 << 20)
	debug.SetMemoryLimit(childMemory / 2)
}
