package stats

import "runtime"

// withCores runs f on so many cores.
func withCores(n int, f func()) {
	before := runtime.GOMAXPROCS(n)
	defer runtime.GOMAXPROCS(before)
	f()
}
