package stats

import (
	"context"
	"testing"
)

// The workloads W1 and W7: how long the same work takes here. Figures of other
// tools stand in docs/benchmarks.md. CPU is user and system time of the whole
// process, so that work on several cores counts whole.

func BenchmarkW1aFullChain(b *testing.B) {
	a := loadASEM(b)
	measure(b, 1, func() {
		if _, err := a.chain.Run(); err != nil {
			b.Fatal(err)
		}
	})
}

func BenchmarkW1bNormaliseAndAggregate(b *testing.B) {
	for _, size := range [][2]int{{51, 49}, {200, 100}, {2000, 100}} {
		b.Run(label(size), func(b *testing.B) {
			c := synthetic(size[0], size[1])
			measure(b, 1, func() {
				if _, err := c.Base.Run(); err != nil {
					b.Fatal(err)
				}
			})
		})
	}
}

func BenchmarkW1cUncertaintyASEM500(b *testing.B) {
	c := loadASEM(b).vignette()
	measure(b, 500, func() { uncertain(b, c, 500) })
}

func BenchmarkW1dSensitivityASEM100(b *testing.B) {
	c := loadASEM(b).vignette()
	measure(b, 600, func() {
		if _, _, err := Sensitivity(context.Background(), c, RankShift, 100, 100, 1, nil); err != nil {
			b.Fatal(err)
		}
	})
}

func BenchmarkW1eUncertaintySynthetic(b *testing.B) {
	for _, size := range [][2]int{{51, 49}, {200, 100}, {2000, 100}} {
		b.Run(label(size), func(b *testing.B) {
			c := synthetic(size[0], size[1])
			measure(b, 100, func() { uncertain(b, c, 100) })
		})
	}
	b.Run("200x100 with treatment", func(b *testing.B) {
		c := synthetic(200, 100)
		t := Usual(5)
		c.Base.Treatment = &t
		measure(b, 100, func() { uncertain(b, c, 100) })
	})
}

func uncertain(b *testing.B, c Choices, n int) {
	r, err := Uncertainty(context.Background(), c, n, 1, nil)
	if err != nil {
		b.Fatal(err)
	}
	r.RankSummaries()
}

func BenchmarkW7aAlphaOf20000(b *testing.B) {
	m := coders()
	measure(b, 1, func() {
		r := ratings(b, m, nil)
		r.Of(r.Alpha(Ranked))
	})
}

func BenchmarkW7bHundredAlphas(b *testing.B) {
	all := hundred()
	measure(b, 100, func() {
		for _, m := range all {
			r := ratings(b, m, nil)
			r.Of(r.Alpha(Ranked))
		}
	})
}

func BenchmarkW7cThousandBootstraps(b *testing.B) {
	m := hundred()[0]
	measure(b, 1000, func() { resample(b, m, 0) })
}

func BenchmarkW7dHundredByThousandBootstraps(b *testing.B) {
	all := hundred()
	measure(b, 100_000, func() {
		for k, m := range all {
			resample(b, m, uint64(k))
		}
	})
}

func hundred() []*Matrix {
	m := coders()
	var all []*Matrix
	for k := 0; k < 100; k++ {
		all = append(all, indicatorUnits(m, k))
	}
	return all
}

func resample(b *testing.B, m *Matrix, number uint64) {
	r := ratings(b, m, nil)
	if _, err := r.Bootstrap(context.Background(), func() Coefficient { return r.Alpha(Ranked) }, 1000, .95, 1, number); err != nil {
		b.Fatal(err)
	}
}
