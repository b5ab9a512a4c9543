package stats

import "math"

// Ranks gives each figure its place: 1 for the highest, ties share the lowest
// place ("1224"), a missing figure has place 0. Figures that differ only by
// what rounding does in a long sum (snap) are the same figure.
func Ranks(x []float64) []int32 {
	out := make([]int32, len(x))
	newRanker(len(x)).rank(x, out)
	return out
}

// snapped is a column with every figure snapped, for comparing aggregates.
func snapped(x []float64) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = snap(v)
	}
	return out
}

// Ascending gives each figure its rank from 1 for the lowest, ties sharing the
// lowest rank; NaN where the figure is missing. It is for data, and data that
// differ in their last bit differ.
func Ascending(x []float64) []float64 {
	down := make([]float64, len(x))
	for i, v := range x {
		down[i] = -v
	}
	ranks, out := make([]int32, len(x)), make([]float64, len(x))
	exact := newRanker(len(x))
	exact.exact = true
	exact.rank(down, ranks)
	for i, r := range ranks {
		out[i] = float64(r)
		if r == 0 {
			out[i] = math.NaN()
		}
	}
	return out
}

// ranker ranks many columns of one length without new memory.
type ranker struct {
	keys, swap []uint64
	ids, other []int32
	exact      bool    // figures are data, not sums
	warm       []int32 // the last order, where the next one is likely to be near
}

func newRanker(n int) *ranker {
	r := &ranker{
		keys: make([]uint64, n), swap: make([]uint64, n), ids: make([]int32, n),
		other: make([]int32, n), warm: make([]int32, n),
	}
	for i := range r.warm {
		r.warm[i] = int32(i)
	}
	return r
}

// small is the length up to which insertion, started from the order of the
// last column, beats the radix passes.
const small = 96

// snap rounds a figure to 46 binary places: close enough that fourteen digits
// stay apart, wide enough that two ways of adding up the same figures meet.
func snap(v float64) float64 {
	const drop = 6
	b := math.Float64bits(v)
	if v != v || b<<1>>53 >= 0x7fe { // nothing to round, or rounding could reach infinity
		return v
	}
	return math.Float64frombits((b + 1<<(drop-1)) &^ (1<<drop - 1))
}

// descending turns a figure into a key that sorts from high to low, missing
// ones last. Both zeros give one key.
func (r *ranker) descending(v float64) uint64 {
	if v != v {
		return math.MaxUint64
	}
	if !r.exact {
		v = snap(v)
	}
	if v == 0 {
		v = 0 // a negative zero is a zero
	}
	b := math.Float64bits(v)
	if b>>63 == 1 {
		return b // negative: larger bits are smaller figures, already falling
	}
	return ^b &^ (1 << 63)
}

func (r *ranker) rank(x []float64, out []int32) {
	n := len(x)
	if n <= small {
		r.insertion(x)
	} else {
		r.radix(x)
	}
	for p := 0; p < n; p++ {
		id := r.ids[p]
		switch {
		case r.keys[p] == math.MaxUint64:
			out[id] = 0
		case p > 0 && r.keys[p] == r.keys[p-1]:
			out[id] = out[r.ids[p-1]]
		default:
			out[id] = int32(p + 1)
		}
	}
}

func (r *ranker) insertion(x []float64) {
	for p, id := range r.warm {
		k := r.descending(x[id])
		q := p
		for q > 0 && r.keys[q-1] > k {
			r.keys[q], r.ids[q] = r.keys[q-1], r.ids[q-1]
			q--
		}
		r.keys[q], r.ids[q] = k, id
	}
	copy(r.warm, r.ids)
}

// radix is a least-significant-digit sort in six passes of eleven bits; a pass
// in which every key has the same digit is left out.
func (r *ranker) radix(x []float64) {
	const bits, size, passes = 11, 1 << 11, 6
	var count [passes][size]int32
	for i, v := range x {
		k := r.descending(v)
		r.keys[i], r.ids[i] = k, int32(i)
		for p := 0; p < passes; p++ {
			count[p][(k>>(p*bits))&(size-1)]++
		}
	}
	for p := 0; p < passes; p++ {
		if count[p][(r.keys[0]>>(p*bits))&(size-1)] == int32(len(x)) {
			continue
		}
		r.pass(&count[p], p*bits)
	}
}

func (r *ranker) pass(count *[1 << 11]int32, shift int) {
	at := int32(0)
	for d := range count {
		c := count[d]
		count[d] = at
		at += c
	}
	for i, k := range r.keys {
		d := (k >> shift) & (1<<11 - 1)
		to := count[d]
		count[d]++
		r.swap[to], r.other[to] = k, r.ids[i]
	}
	r.keys, r.swap = r.swap, r.keys
	r.ids, r.other = r.other, r.ids
}
