package stats

import "math"

// Gwet is Gwet's AC1 with Identity and AC2 with any other weighting, for any
// number of coders and with missing ratings (Gwet, 2008; 2014). Chance
// agreement is T/(q(q-1)) times the sum of pi(1-pi), where T is the sum of the
// weights, q the number of categories of the scale and pi the mean share of a
// category. It stays steady where answers are very unequal in number, which is
// where kappa breaks down. With one category it is not defined: NaN.
func (r *Ratings) Gwet(w Weighting) Coefficient {
	return r.byShares(w, func(shares, table []float64) float64 {
		q := float64(len(shares))
		if q < 2 {
			return math.NaN()
		}
		total, spread := 0.0, 0.0
		for _, t := range table {
			total += t
		}
		for _, p := range shares {
			spread += p * (1 - p)
		}
		return total / (q * (q - 1)) * spread
	})
}
