package stats

import (
	"context"
	"math"
	"slices"
)

// Range is a percentile bootstrap interval.
type Range struct {
	Low, High float64
	Used      int // resamples in which the coefficient was defined
	Resamples int
}

// Bootstrap resamples units with replacement and gives the percentile interval
// of a coefficient (Efron, 1979; Efron and Tibshirani, 1993): as many units as
// there are, rated twice or not, drawn n times. Level is the share inside, such
// as 0.95. Fresh gives a coefficient of its own to every worker, because
// coefficients keep scratch memory. Number tells several bootstraps of one
// seed apart. Resamples in which the coefficient is not defined are left out
// and counted.
func (r *Ratings) Bootstrap(ctx context.Context, fresh func() Coefficient, n int, level float64, seed, number uint64) (Range, error) {
	if n < 1 || !(level > 0 && level < 1) {
		return Range{}, ErrParameter
	}
	if n > mostCells {
		return Range{}, ErrTooLarge
	}
	out := make([]float64, n)
	own := mix(seed ^ mix(number))
	err := spread(ctx, n, nil, func() func(int) {
		c, counts := fresh(), make([]int32, len(r.patterns))
		var s stream
		return func(i int) {
			s.start(own, forBootstrap, uint64(i))
			clear(counts)
			s.tally(r.of, counts)
			out[i] = c(counts)
		}
	})
	if err != nil {
		return Range{}, err
	}
	return interval(out, level), nil
}

func interval(x []float64, level float64) Range {
	v := Range{Resamples: len(x)}
	x = slices.DeleteFunc(x, math.IsNaN)
	slices.Sort(x)
	v.Used = len(x)
	v.Low, v.High = Quantile(x, (1-level)/2), Quantile(x, (1+level)/2)
	return v
}
