package stats

import "math"

// outrank fills out with the figure of every unit from the members' columns.
// A pair of units is compared in the members that both have, with the weights
// rescaled to those; a pair with no such member is a tie. A unit with no
// figure in any member gets none.
func outrank(a Aggregation, cols [][]float64, w []float64, out []float64) {
	for i := range out {
		out[i] = 0
		if !anyMember(cols, w, i) {
			out[i] = math.NaN()
		}
	}
	won := make([]sum, len(out))
	for i := range out {
		for j := i + 1; j < len(out); j++ {
			if out[i] == out[i] && out[j] == out[j] {
				share := duel(cols, w, i, j)
				won[i].add(points(a, share))
				won[j].add(points(a, 1-share))
			}
		}
	}
	for i := range out {
		out[i] += won[i].value()
	}
}

// points is what one unit gets from a duel in which it has this share of the
// weight.
func points(a Aggregation, share float64) float64 {
	if a.Kind == Copeland {
		return share
	}
	switch { // a majority of a hair is a tie: weights do not add up exactly
	case share > 0.5+1e-12:
		return 1
	case share < 0.5-1e-12:
		return -1
	}
	return 0
}

// duel is the share of the weight in which unit i stands higher than unit j.
func duel(cols [][]float64, w []float64, i, j int) float64 {
	var won, total sum
	for c, col := range cols {
		a, b := col[i], col[j]
		if a != a || b != b || w[c] <= 0 {
			continue
		}
		total.add(w[c])
		if a > b {
			won.add(w[c])
		} else if a == b {
			won.add(w[c] / 2)
		}
	}
	if total.value() == 0 {
		return 0.5
	}
	return won.value() / total.value()
}

func anyMember(cols [][]float64, w []float64, i int) bool {
	for c, col := range cols {
		if col[i] == col[i] && w[c] > 0 {
			return true
		}
	}
	return false
}

// bordaPoints replaces each column by its Borda points, so that their weighted
// mean is the Borda figure.
func bordaPoints(cols [][]float64) [][]float64 {
	out := make([][]float64, len(cols))
	for c, col := range cols {
		out[c] = Ascending(col)
		for i := range out[c] {
			out[c][i]--
		}
	}
	return out
}
