package stats

import (
	"context"
	"math"
	"slices"
)

// Index is a sensitivity index with a 5 % to 95 % bootstrap interval.
type Index struct{ Value, Low, High float64 }

// Sobol is how much of the variance of an outcome each choice answers for.
type Sobol struct {
	N, Runs  int // base points, recalculations
	Used     int // base points at which every outcome was defined
	Mean     float64
	Variance float64 // 0: nothing changes, and there are no indices
	First    []Index // alone
	Total    []Index // with all its interactions
	Widest   float64 // the widest interval
	// TooFew warns that N is too small to put the choices in order: fewer than
	// 100 points, or an interval wider than 0.2.
	TooFew bool
}

// Measure is the outcome that sensitivity is about.
type Measure uint8

const (
	// RankShift is the mean absolute change of rank against nominal (Saisana,
	// Saltelli and Tarantola, 2005).
	RankShift Measure = iota
	// ValueShift is the mean absolute change of the figure, for frameworks
	// that do not rank.
	ValueShift
)

// Sensitivity decomposes the variance of the outcome over the uncertain
// choices: n(d+2) recalculations for d choices. ErrParameter for fewer than
// two choices or points.
func Sensitivity(ctx context.Context, c Choices, what Measure, n, boots int, seed uint64, progress func(done int)) (*Sobol, []Factor, error) {
	m, nominal, err := prepare(&c, 1, seed)
	if err != nil {
		return nil, nil, err
	}
	d := len(m.factors)
	s, err := Decompose(ctx, d, n, boots, seed, progress, func() func(u []float64) float64 {
		rep, rank := m.replica(), newRanker(nominal.Units)
		values, ranks := make([]float64, nominal.Units), make([]int32, nominal.Units)
		return func(u []float64) float64 {
			rep.at(u, values)
			if what == ValueShift {
				return valueShift(values, nominal.Nominal)
			}
			rank.rank(values, ranks)
			return rankShift(ranks, nominal.NominalRank)
		}
	})
	return s, m.factors, err
}

func rankShift(a, b []int32) float64 {
	sum, n := 0.0, 0
	for i := range a {
		if a[i] > 0 && b[i] > 0 {
			sum += math.Abs(float64(a[i] - b[i]))
			n++
		}
	}
	return sum / float64(n)
}

func valueShift(a, b []float64) float64 {
	sum, n := 0.0, 0
	for i := range a {
		if d := math.Abs(a[i] - b[i]); d == d {
			sum += d
			n++
		}
	}
	return sum / float64(n)
}

// Decompose estimates first- and total-order Sobol' indices of a function of
// d independent uniform coordinates from n(d+2) evaluations: points A and B,
// and A with coordinate i from B. First order by Saltelli et al. (2010),
// mean((yB - mean y)(yABi - yA))/V, where taking yB from its mean changes
// nothing in expectation and steadies the estimate; total order by Jansen
// (1999), mean((yA - yABi)^2)/2V; V is the sample variance of yA and yB
// together. Intervals resample the points (Efron, 1979), V included. Points
// at which an outcome is not defined are left out and counted.
func Decompose(ctx context.Context, d, n, boots int, seed uint64, progress func(done int), start func() func(u []float64) float64) (*Sobol, error) {
	if d < 2 || n < 2 || boots < 0 {
		return nil, ErrParameter
	}
	if n > mostCells/(d+2) {
		return nil, ErrTooLarge
	}
	y := make([]float64, n*(d+2)) // point by point: A, B, AB1 … ABd
	err := spread(ctx, n, progress, func() func(int) {
		f, a, b, u := start(), make([]float64, d), make([]float64, d), make([]float64, d)
		var s stream
		return func(i int) {
			s.start(seed, forSample, uint64(i))
			for k := range a {
				a[k], b[k] = s.float(), s.float()
			}
			row := y[i*(d+2) : (i+1)*(d+2)]
			row[0], row[1] = f(a), f(b)
			for k := range a {
				copy(u, a)
				u[k] = b[k]
				row[2+k] = f(u)
			}
		}
	})
	if err != nil {
		return nil, err
	}
	return estimate(sound(y, d+2), d, n, boots, seed), nil
}

// sound keeps the points at which every outcome is defined.
func sound(y []float64, width int) []float64 {
	out := y[:0]
	for i := 0; i < len(y); i += width {
		ok := true
		for _, v := range y[i : i+width] {
			ok = ok && v == v && !math.IsInf(v, 0)
		}
		if ok {
			out = append(out, y[i:i+width]...)
		}
	}
	return out
}

func estimate(y []float64, d, n, boots int, seed uint64) *Sobol {
	width := d + 2
	s := &Sobol{N: n, Runs: n * width, Used: len(y) / width, First: make([]Index, d), Total: make([]Index, d)}
	point := make([]int, s.Used)
	for i := range point {
		point[i] = i
	}
	est := newEstimator(d)
	s.Mean, s.Variance = est.run(y, point)
	for k := 0; k < d; k++ {
		s.First[k].Value, s.Total[k].Value = est.first[k], est.total[k]
	}
	s.intervals(y, point, est, boots, seed)
	s.TooFew = s.Used < 100 || s.Widest > 0.2
	return s
}

// intervals resamples the points with replacement.
func (s *Sobol) intervals(y []float64, point []int, est *estimator, boots int, seed uint64) {
	first, total := make([][]float64, len(s.First)), make([][]float64, len(s.First))
	for b := 0; b < boots; b++ {
		var r stream
		r.start(seed, forBootstrap, uint64(b))
		for i := range point {
			point[i] = r.index(s.Used)
		}
		if _, v := est.run(y, point); v > 0 {
			for k := range first {
				first[k], total[k] = append(first[k], est.first[k]), append(total[k], est.total[k])
			}
		}
	}
	for k := range first {
		for _, p := range []struct {
			x  []float64
			to *Index
		}{{first[k], &s.First[k]}, {total[k], &s.Total[k]}} {
			slices.Sort(p.x)
			p.to.Low, p.to.High = Quantile(p.x, .05), Quantile(p.x, .95)
			if w := p.to.High - p.to.Low; w > s.Widest {
				s.Widest = w
			}
		}
	}
}

// estimator computes indices from the points named.
type estimator struct{ first, total []float64 }

func newEstimator(d int) *estimator {
	return &estimator{first: make([]float64, d), total: make([]float64, d)}
}

func (e *estimator) run(y []float64, point []int) (mean, variance float64) {
	width := len(e.first) + 2
	for _, i := range point {
		mean += y[i*width] + y[i*width+1]
	}
	mean /= float64(2 * len(point))
	for k := range e.first {
		e.first[k], e.total[k] = 0, 0
	}
	for _, i := range point {
		row := y[i*width : (i+1)*width]
		a, b := row[0], row[1]
		variance += (a-mean)*(a-mean) + (b-mean)*(b-mean)
		for k, ab := range row[2:] {
			e.first[k] += (b - mean) * (ab - a)
			e.total[k] += (a - ab) * (a - ab)
		}
	}
	variance /= float64(2*len(point) - 1)
	for k := range e.first {
		e.first[k] /= float64(len(point)) * variance
		e.total[k] /= 2 * float64(len(point)) * variance
	}
	return mean, variance
}
