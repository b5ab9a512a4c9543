package stats

import "math"

// Mean is the arithmetic mean of the figures that are not missing; NaN when
// there is none. A sum that would overflow is taken in parts.
func Mean(x []float64) float64 {
	var all sum
	n := 0
	for _, v := range x {
		if v == v {
			all.add(v)
			n++
		}
	}
	if n == 0 {
		return math.NaN()
	}
	if mean := all.value() / float64(n); !math.IsInf(mean, 0) && mean == mean {
		return mean
	}
	all = sum{}
	for _, v := range x {
		if v == v {
			all.add(v / float64(n))
		}
	}
	return all.value()
}

// central gives the mean, the greatest distance from it, and the second, third
// and fourth sums of the deviations divided by that distance. Dividing first
// keeps powers of large figures from overflowing and of small ones from
// vanishing; shape measures do not change with scale.
func central(x []float64) (mean, scale, s2, s3, s4 float64, n int) {
	mean = Mean(x)
	for _, v := range x {
		if v == v {
			n++
			scale = max(scale, math.Abs(v/2-mean/2))
		}
	}
	if scale == 0 || n == 0 {
		return mean, 0, 0, 0, 0, n
	}
	half := 1 / scale
	if math.IsInf(half, 0) { // subnormal spread: as good as constant
		return mean, 0, 0, 0, 0, n
	}
	for _, v := range x {
		if v == v {
			d := (v/2 - mean/2) * half
			q := d * d
			s2 += q
			s3 += q * d
			s4 += q * q
		}
	}
	return mean, 2 * scale, s2, s3, s4, n
}

// Deviation is the sample standard deviation, with n-1 below the line; NaN for
// fewer than two figures.
func Deviation(x []float64) float64 {
	_, scale, s2, _, _, n := central(x)
	if n < 2 {
		return math.NaN()
	}
	return scale * math.Sqrt(s2/float64(n-1))
}

// Skewness is the sample-adjusted skewness G1, the SKEW of spreadsheets
// (Joanes and Gill, 1998, type 2). NaN for fewer than three figures and for a
// constant column.
func Skewness(x []float64) float64 {
	_, _, s2, s3, _, n := central(x)
	return skewness(s2, s3, n)
}

func skewness(s2, s3 float64, n int) float64 {
	if n < 3 || s2 == 0 {
		return math.NaN()
	}
	c := float64(n)
	return math.Sqrt(c) * s3 / math.Pow(s2, 1.5) * math.Sqrt(c*(c-1)) / (c - 2)
}

// Kurtosis is the sample-adjusted excess kurtosis G2, the KURT of spreadsheets
// (Joanes and Gill, 1998, type 2). NaN for fewer than four figures and for a
// constant column.
func Kurtosis(x []float64) float64 {
	_, _, s2, _, s4, n := central(x)
	return kurtosis(s2, s4, n)
}

func kurtosis(s2, s4 float64, n int) float64 {
	if n < 4 || s2 == 0 {
		return math.NaN()
	}
	c := float64(n)
	r := c * s4 / (s2 * s2)
	return ((c+1)*(r-3) + 6) * (c - 1) / ((c - 2) * (c - 3))
}

// Shape is skewness and kurtosis in one pass.
func Shape(x []float64) (skew, kurt float64) {
	_, _, s2, s3, s4, n := central(x)
	return skewness(s2, s3, n), kurtosis(s2, s4, n)
}
