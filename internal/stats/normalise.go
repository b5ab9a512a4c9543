package stats

import "math"

// NormaliseKind names a way of bringing indicators onto one scale.
type NormaliseKind uint8

const (
	// MinMax is (x-min)/(max-min), stretched to A..B (OECD and JRC, 2008).
	MinMax NormaliseKind = iota
	// ZScore is (x-mean)/sd with n-1 in sd, then times B plus A: mean A,
	// deviation B (OECD and JRC, 2008).
	ZScore
	// RankScore is the rank from 1 for the lowest, ties sharing the lowest.
	RankScore
	// PercentRank is (rank-1)/(n-1), 0 to 1.
	PercentRank
	// BordaScore is rank-1 (Borda, 1781).
	BordaScore
	// DistanceToMax is 1-(max-x)/(max-min).
	DistanceToMax
	// DistanceToTarget is 1-(A-x)/(A-min); over 1 beyond the target unless Cap.
	// The target is stated in the indicator's own units.
	DistanceToTarget
	// Goalposts is (x-A)/(B-A) held within 0 and 1, times C. The posts are
	// stated in the indicator's own units (UNDP, 2010). Cap false lets figures
	// pass the posts.
	Goalposts
	// Scaled is (x-A)/(B-A) times 100, with no bounds.
	Scaled
	// Share is x/max.
	Share
	// AsIs changes nothing but the direction.
	AsIs
)

// Normalisation is a kind with its parameters.
type Normalisation struct {
	Kind    NormaliseKind
	A, B, C float64
	Cap     bool
}

// Check refuses parameters that do not fit the kind.
func (n Normalisation) Check() error {
	for _, p := range []float64{n.A, n.B, n.C} {
		if math.IsNaN(p) || math.IsInf(p, 0) {
			return ErrParameter
		}
	}
	switch n.Kind {
	case MinMax, Goalposts, Scaled:
		if n.A == n.B {
			return ErrParameter
		}
	case ZScore:
		if n.B <= 0 {
			return ErrParameter
		}
	}
	return nil
}

// Apply normalises a column into out, which may be the column itself. The
// direction, 1 or -1, is applied first, as a factor: afterwards more is
// better. A constant column cannot tell units apart: under MinMax, ZScore,
// DistanceToMax and PercentRank of a single unit all its figures become
// missing. Missing stays missing.
func (n Normalisation) Apply(x []float64, direction float64, out []float64) {
	for i, v := range x {
		out[i] = v * direction
	}
	switch n.Kind {
	case MinMax:
		lo, hi, _ := bounds(out)
		n.stretch(out, lo, hi)
	case ZScore:
		n.standardise(out)
	case RankScore, BordaScore, PercentRank:
		n.order(out)
	case DistanceToMax:
		lo, hi, _ := bounds(out)
		each(out, func(v float64) float64 { return 1 - part(hi-v, hi-lo, hi/2-v/2, hi/2-lo/2) })
	case DistanceToTarget:
		lo, _, _ := bounds(out)
		t := n.A * direction
		each(out, func(v float64) float64 { return n.cap(1-part(t-v, t-lo, t/2-v/2, t/2-lo/2), false) })
	case Goalposts:
		a, b := n.A, n.B
		if direction < 0 {
			a, b = -n.B, -n.A
		}
		each(out, func(v float64) float64 { return n.cap(part(v-a, b-a, v/2-a/2, b/2-a/2), true) * n.C })
	case Scaled:
		each(out, func(v float64) float64 { return (v - n.A) / (n.B - n.A) * 100 })
	case Share:
		_, hi, _ := bounds(out)
		each(out, func(v float64) float64 { return v / hi })
	}
}

// each replaces every figure; a result that is not finite is no figure.
func each(x []float64, f func(float64) float64) {
	for i, v := range x {
		if v = f(v); math.IsInf(v, 0) {
			v = math.NaN()
		}
		x[i] = v
	}
}

// part is over/under, from the halves where the whole overflowed.
func part(over, under, halfOver, halfUnder float64) float64 {
	if math.IsInf(over, 0) || math.IsInf(under, 0) {
		return halfOver / halfUnder
	}
	return over / under
}

func (n Normalisation) cap(y float64, below bool) float64 {
	if n.Cap && y > 1 {
		return 1
	}
	if n.Cap && below && y < 0 {
		return 0
	}
	return y
}

// stretch is the min-max of a column of known bounds.
func (n Normalisation) stretch(x []float64, lo, hi float64) {
	if lo == hi {
		fill(x, math.NaN())
		return
	}
	width, span := n.B-n.A, hi-lo
	if math.IsInf(span, 0) {
		for i, v := range x {
			x[i] = (v/2-lo/2)/(hi/2-lo/2)*width + n.A
		}
		return
	}
	for i, v := range x {
		x[i] = (v-lo)/span*width + n.A
	}
}

func (n Normalisation) standardise(x []float64) {
	mean, sd := Mean(x), Deviation(x)
	if !(sd > 0) {
		fill(x, math.NaN())
		return
	}
	each(x, func(v float64) float64 { return part(v-mean, sd, v/2-mean/2, sd/2)*n.B + n.A })
}

func (n Normalisation) order(x []float64) {
	ranks, count := Ascending(x), Present(x)
	for i, r := range ranks {
		switch n.Kind {
		case BordaScore:
			r--
		case PercentRank:
			r = (r - 1) / float64(count-1)
		}
		x[i] = r
	}
}
