package stats

import "math"

// Band is a range of figures: From is in, Below is out. To, where it is not
// NaN, closes the band at its upper end instead: both ends are in.
type Band struct{ From, Below, To float64 }

// holds tells whether a figure lies in the band.
func (b Band) holds(x float64) bool {
	if !math.IsNaN(b.To) {
		return x >= b.From && x <= b.To
	}
	return x >= b.From && x < b.Below
}

// BandOf is the number of the band in which a figure lies, -1 for none and for
// a missing figure. Binary fractions of sums such as 0.7+0.1 fall a hair short
// of the decimal they stand for: a figure within 1e-9 of the lower end of a
// band counts as that end.
func BandOf(bands []Band, x float64) int {
	for k, b := range bands {
		if near := b.From; math.Abs(x-near) <= 1e-9*max(1, math.Abs(near)) {
			return k
		}
	}
	for k, b := range bands {
		if b.holds(x) {
			return k
		}
	}
	return -1
}

// CheckBands refuses bands that overlap or are empty.
func CheckBands(bands []Band) error {
	for i, b := range bands {
		if math.IsNaN(b.To) && !(b.Below > b.From) || !math.IsNaN(b.To) && b.To < b.From {
			return ErrParameter
		}
		for _, o := range bands[i+1:] {
			if b.holds(o.From) || o.holds(b.From) {
				return ErrParameter
			}
		}
	}
	return nil
}
