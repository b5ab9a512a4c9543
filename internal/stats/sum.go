package stats

// sum adds figures so that their order does not show in the result: what each
// addition loses is kept and added at the end (Knuth's TwoSum, 1969; Ogita,
// Rump and Oishi, 2005). Two units that are truly equal stay equal, whatever
// the order of their members, and so share a rank.
type sum struct{ high, low float64 }

func (s *sum) add(x float64) {
	t := s.high + x
	back := t - s.high
	s.low += (s.high - (t - back)) + (x - back)
	s.high = t
}

// value is the sum. After an overflow the part kept is of no use.
func (s *sum) value() float64 {
	if v := s.high + s.low; v == v {
		return v
	}
	return s.high
}

// steadySum writes sum(w[c] cols[c]) row by row like weightedSum, but without
// the order of the columns showing; lost is scratch memory.
func steadySum(cols [][]float64, w []float64, out, lost []float64) {
	clear(out)
	clear(lost)
	for c, col := range cols {
		k := w[c]
		col, lost = col[:len(out)], lost[:len(out)]
		for i, high := range out {
			x := k * col[i]
			t := high + x
			back := t - high
			lost[i] += (high - (t - back)) + (x - back)
			out[i] = t
		}
	}
	for i := range out {
		out[i] += lost[i]
	}
}
