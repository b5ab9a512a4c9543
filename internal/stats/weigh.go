package stats

import "math"

// Weighting says how far two categories agree.
type Weighting uint8

const (
	// Identity: 1 for the same category, else 0.
	Identity Weighting = iota
	// Linear: 1 - |x-y| / (max-min), on the figures of the categories
	// (Cicchetti and Allison, 1971).
	Linear
	// Quadratic: 1 - (x-y)^2 / (max-min)^2 (Fleiss and Cohen, 1973).
	Quadratic
	// OrdinalWeights: 1 - C(d+1, 2) / C(q, 2) for categories d steps apart
	// (Gwet, 2014).
	OrdinalWeights
)

// Weights is the table of a weighting over categories, row by row.
func (w Weighting) Weights(categories []float64) []float64 {
	q := len(categories)
	out := make([]float64, q*q)
	if q == 0 {
		return out
	}
	span := categories[q-1] - categories[0]
	for i := range categories {
		for j := range categories {
			out[i*q+j] = w.between(i, j, q, (categories[i]-categories[j])/span)
		}
	}
	return out
}

func (w Weighting) between(i, j, q int, distance float64) float64 {
	switch {
	case i == j:
		return 1
	case w == Linear:
		return 1 - math.Abs(distance)
	case w == Quadratic:
		return 1 - distance*distance
	case w == OrdinalWeights:
		d := math.Abs(float64(i - j))
		return 1 - d*(d+1)/float64(q*(q-1))
	}
	return 0
}

// MostWeighted and MostRatio bound the categories of the coefficients that look
// at all pairs of them (kappa, Fleiss, Gwet; alpha with the ratio metric): past
// them they are NaN. So many different answers are measurements, for which
// alpha with the interval metric is made.
const (
	MostWeighted = 200
	MostRatio    = 2_000
)
