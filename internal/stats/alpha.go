package stats

import "math"

// Metric says how far two ratings differ in Krippendorff's alpha.
type Metric uint8

const (
	Nominal  Metric = iota // 0 for the same, else 1
	Ranked                 // by how many ratings lie between them: the ordinal metric
	Interval               // (x-y)^2
	Ratio                  // ((x-y)/(x+y))^2
)

// Alpha is Krippendorff's alpha, 1 - Do/De, for any number of coders and with
// missing ratings (Krippendorff, 2011, "Computing Krippendorff's
// alpha-reliability"). Units that fewer than two coders rated take no part.
// NaN where the ratings do not vary: agreement is then not shown, nor denied.
//
// The ordinal difference of two categories is the difference of their mid
// ranks, so ordinal alpha is interval alpha on mid ranks; both need no table
// of all pairs of categories.
func (r *Ratings) Alpha(m Metric) Coefficient {
	if m == Ratio && len(r.Categories) > MostRatio {
		return func([]int32) float64 { return math.NaN() }
	}
	a := &alpha{r: r, metric: m, n: make([]float64, len(r.Categories)), score: make([]float64, len(r.Categories))}
	a.prepare()
	return a.of
}

type alpha struct {
	r      *Ratings
	metric Metric
	n      []float64 // pairable ratings by category
	score  []float64 // of each category: mid rank, or its figure from the mean
	fixed  []float64 // observed disagreement of a pattern, where it does not depend on n
}

// prepare computes what does not change between resamples.
func (a *alpha) prepare() {
	if a.metric == Interval {
		centre := Mean(a.r.Categories)
		for k, x := range a.r.Categories {
			a.score[k] = x - centre
		}
	}
	if a.metric == Ranked {
		return
	}
	a.fixed = make([]float64, len(a.r.patterns))
	for k := range a.fixed {
		a.fixed[k] = a.observed(&a.r.patterns[k])
	}
}

func (a *alpha) of(counts []int32) float64 {
	clear(a.n)
	total := 0.0
	for k, c := range counts {
		p := &a.r.patterns[k]
		if c == 0 || p.m < 2 {
			continue
		}
		for _, x := range p.cells {
			a.n[x.category] += float64(c) * float64(x.n)
		}
		total += float64(c) * float64(p.m)
	}
	if a.metric == Ranked {
		below := 0.0
		for k, n := range a.n {
			a.score[k] = below + (n-total)/2 // mid rank from the middle
			below += n
		}
	}
	do := 0.0
	for k, c := range counts {
		if p := &a.r.patterns[k]; c > 0 && len(p.cells) > 1 {
			if a.fixed != nil {
				do += float64(c) * a.fixed[k]
			} else {
				do += float64(c) * a.observed(p)
			}
		}
	}
	de := a.expected(total)
	if !(de > 0) {
		return math.NaN()
	}
	return 1 - do*(total-1)/de
}

// observed is the disagreement within a pattern: the sum over ordered pairs of
// ratings of their difference, by one less than the number of ratings.
func (a *alpha) observed(p *pattern) float64 {
	sum := 0.0
	for i := range p.cells {
		x := p.cells[i]
		for _, y := range p.cells[i+1:] {
			sum += float64(x.n) * float64(y.n) * a.difference(int(x.category), int(y.category))
		}
	}
	if p.m < 2 {
		return 0
	}
	return 2 * sum / float64(p.m-1)
}

func (a *alpha) difference(i, j int) float64 {
	switch a.metric {
	case Nominal:
		return 1
	case Ratio:
		x, y := a.r.Categories[i], a.r.Categories[j]
		if x+y == 0 {
			return 0
		}
		d := (x - y) / (x + y)
		return d * d
	}
	d := a.score[i] - a.score[j]
	return d * d
}

// expected is the sum of the differences of all ordered pairs of pairable
// ratings, whatever the unit.
func (a *alpha) expected(total float64) float64 {
	switch a.metric {
	case Nominal:
		same := 0.0
		for _, n := range a.n {
			same += n * n
		}
		return total*total - same
	case Ratio:
		sum := 0.0
		for i, n := range a.n {
			for j := i + 1; n > 0 && j < len(a.n); j++ {
				sum += n * a.n[j] * a.difference(i, j)
			}
		}
		return 2 * sum
	}
	s1, s2 := 0.0, 0.0
	for k, n := range a.n {
		s1 += n * a.score[k]
	}
	mean := s1 / total
	for k, n := range a.n {
		d := a.score[k] - mean
		s2 += n * d * d
	}
	if s2 <= total*1e-24*mean*mean {
		return 0
	}
	return 2 * total * s2
}
