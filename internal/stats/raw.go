package stats

import "math"

// Raw is the plain share of agreement: over the units that at least two coders
// rated, the mean of the (weighted) share of pairs of coders that agree
// (Gwet, 2014; for two coders the usual percentage).
func (r *Ratings) Raw(w Weighting) Coefficient {
	share := r.agreement(w)
	return func(counts []int32) float64 {
		sum, n := 0.0, 0.0
		for k, c := range counts {
			if c > 0 && share[k] == share[k] {
				sum += float64(c) * share[k]
				n += float64(c)
			}
		}
		return sum / n
	}
}

// agreement is the share of agreeing pairs within each pattern; NaN for fewer
// than two ratings.
func (r *Ratings) agreement(w Weighting) []float64 {
	q := len(r.Categories)
	share := make([]float64, len(r.patterns))
	if q > MostWeighted && w != Identity {
		fill(share, math.NaN())
		return share
	}
	var table []float64
	if w != Identity {
		table = w.Weights(r.Categories)
	}
	for k, p := range r.patterns {
		share[k] = math.NaN()
		if p.m < 2 {
			continue
		}
		sum := 0.0
		for _, a := range p.cells {
			sum += float64(a.n) * float64(a.n-1)
			if table == nil {
				continue
			}
			for _, b := range p.cells {
				if a.category != b.category {
					sum += float64(a.n) * float64(b.n) * table[int(a.category)*q+int(b.category)]
				}
			}
		}
		share[k] = sum / float64(p.m*(p.m-1))
	}
	return share
}

// Complete is the share of units, among those that every coder rated, in which
// all gave the same.
func (r *Ratings) Complete() Coefficient {
	return func(counts []int32) float64 {
		same, all := 0.0, 0.0
		for k, c := range counts {
			if p := r.patterns[k]; p.m == r.Coders {
				all += float64(c)
				if len(p.cells) == 1 {
					same += float64(c)
				}
			}
		}
		return same / all
	}
}
