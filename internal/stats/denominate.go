package stats

import "math"

// Denominate divides a column by another, in place: value per head, per square
// kilometre. The result is missing where either is, and where the denominator
// is zero; such rows are listed.
func Denominate(x, by []float64) (zero []int) {
	for i := range x {
		if by[i] == 0 && x[i] == x[i] {
			zero = append(zero, i)
			x[i] = math.NaN()
			continue
		}
		x[i] /= by[i]
		if math.IsInf(x[i], 0) {
			x[i] = math.NaN()
			zero = append(zero, i)
		}
	}
	return zero
}
