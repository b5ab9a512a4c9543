package stats

import (
	"fmt"
	"syscall"
	"testing"
)

func label(size [2]int) string { return fmt.Sprintf("%dx%d", size[0], size[1]) }

// measure runs the work b.N times and reports CPU seconds for one run of it
// and CPU microseconds for each of its parts.
func measure(b *testing.B, parts int, work func()) {
	b.Helper()
	b.ResetTimer()
	from := cpu()
	for b.Loop() {
		work()
	}
	one := (cpu() - from) / float64(b.N)
	b.ReportMetric(one, "cpu-s/op")
	if parts > 1 {
		b.ReportMetric(one/float64(parts)*1e6, "cpu-us/part")
	}
}

// cpu is the user and system time of this process in seconds.
func cpu() float64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}
