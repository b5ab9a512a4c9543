package stats

import (
	"math"
	"slices"
)

// Quantile is the p-quantile (0 to 1) of sorted figures by linear
// interpolation between order statistics (Hyndman and Fan, 1996, type 7). NaN
// for no figures.
func Quantile(sorted []float64, p float64) float64 {
	n := len(sorted)
	if n == 0 {
		return math.NaN()
	}
	at := p * float64(n-1)
	k := int(math.Floor(at))
	if k+1 >= n {
		return sorted[n-1]
	}
	if k < 0 {
		return sorted[0]
	}
	lo, hi, part := sorted[k], sorted[k+1], at-float64(k)
	if lo == hi || part == 0 {
		return lo
	}
	return lo*(1-part) + hi*part
}

// Median is the middle of the figures that are not missing, the mean of the
// two middle ones for an even number; NaN when there is none.
func Median(x []float64) float64 {
	have := make([]float64, 0, len(x))
	for _, v := range x {
		if v == v {
			have = append(have, v)
		}
	}
	return medianOf(have)
}

// medianOf sorts its argument.
func medianOf(have []float64) float64 {
	n := len(have)
	if n == 0 {
		return math.NaN()
	}
	slices.Sort(have)
	if n%2 == 1 {
		return have[n/2]
	}
	return have[n/2-1]/2 + have[n/2]/2
}

// Summary is the shape of many outcomes of one figure.
type Summary struct {
	Mean, Median, Low, High float64 // Low and High: the 5 % and 95 % quantiles
	Least, Greatest         float64
	Count                   int // outcomes in which there was a figure
}

// Summarise sorts its argument and drops what is missing.
func Summarise(x []float64) Summary {
	have := x[:0]
	for _, v := range x {
		if v == v {
			have = append(have, v)
		}
	}
	slices.Sort(have)
	s := Summary{Mean: Mean(have), Count: len(have), Least: math.NaN(), Greatest: math.NaN()}
	s.Median, s.Low, s.High = Quantile(have, .5), Quantile(have, .05), Quantile(have, .95)
	if len(have) > 0 {
		s.Least, s.Greatest = have[0], have[len(have)-1]
	}
	return s
}
