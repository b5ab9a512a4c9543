package stats

import "math"

// Kind names a way in which members become one figure.
type Kind uint8

const (
	// Arithmetic is the weighted mean, sum(w x) / sum(w).
	Arithmetic Kind = iota
	// Geometric is exp(sum(w ln x) / sum(w)). Defined for positive figures only.
	Geometric
	// Harmonic is sum(w) / sum(w/x). Defined for figures other than zero.
	Harmonic
	// Generalised is the power mean (sum(w x^p) / sum(w))^(1/p) (Hardy,
	// Littlewood and Polya, 1934); p = 0 is the geometric mean, its limit.
	Generalised
	// MedianOf is the weighted median: the figure at which half of the weight
	// is reached, the middle of two where it is reached exactly between them.
	MedianOf
	// Least is the smallest member: no member can make up for another.
	Least
	// Sum is sum(w x). A missing member counts as nothing, so use it with a
	// missing-data rule that says whether that is wanted.
	Sum
	// Copeland is the sum over all other units of the weight of the members in
	// which this unit is higher, half of it where they are equal (row sums of
	// the outranking matrix: Munda and Nardo, 2009, after Copeland, 1951).
	Copeland
	// CopelandWins is the number of units beaten less the number lost to, by
	// weighted majority of the members (Copeland, 1951).
	CopelandWins
	// Borda is the weighted mean of the Borda points, rank from below less one
	// (Borda, 1781).
	Borda
)

// Aggregation is a kind with its power, which only Generalised reads.
type Aggregation struct {
	Kind  Kind
	Power float64
}

// compares tells whether a figure depends on the other units.
func (a Aggregation) compares() bool {
	return a.Kind == Copeland || a.Kind == CopelandWins || a.Kind == Borda
}

// Gap says why a figure could not be computed.
type Gap uint8

const (
	NoGap       Gap = iota
	NoMember        // no member has a figure (or only members of weight zero have)
	TooFew          // the share of members present is under the threshold
	OneMissing      // a member is missing and the rule is to propagate
	NotPositive     // a mean that needs positive figures met one that is not
	Beyond          // the result is not a finite figure
)

// Weighted is one figure from members x with weights w (nil: equal weights).
// Missing members are left out and the other weights rescaled; a member of
// weight zero takes no part. Where there is no figure the result is NaN and
// the gap says why. Kinds that compare units are not for single rows: NoMember.
func Weighted(a Aggregation, x, w []float64) (float64, Gap) {
	if a.compares() {
		return math.NaN(), NoMember
	}
	if a.Kind == MedianOf {
		return finite(weightedMedian(x, w))
	}
	total, top, gap := a.survey(x, w)
	if gap != NoGap {
		return math.NaN(), gap
	}
	if a.Kind == Least {
		return least(x, w), NoGap
	}
	unit := 1.0 // powers of figures relative to the greatest do not overflow
	if a.Kind == Generalised && top > 0 {
		unit = top
	}
	acc := a.total(x, w, unit, 1)
	if a.Kind == Sum {
		return finite(acc)
	}
	// Dividing once, at the end, keeps the mean of equal figures exact; where
	// the sum is over the largest number, every weight is divided first.
	if acc /= total; math.IsInf(acc, 0) || acc != acc {
		acc = a.total(x, w, unit, total)
	}
	return finite(a.outOf(acc) * unit)
}

// total is the sum of the transformed members times their weights, each weight
// divided by what is given.
func (a Aggregation) total(x, w []float64, unit, by float64) float64 {
	var acc sum
	for i, v := range x {
		if k := weight(w, i); v == v && k > 0 {
			acc.add(k / by * a.into(v/unit))
		}
	}
	return acc.value()
}

// survey gives the sum of the weights that count, the greatest size among the
// members, and a gap where the figure cannot be computed.
func (a Aggregation) survey(x, w []float64) (total, top float64, gap Gap) {
	gap = NoMember
	var all sum
	for i, v := range x {
		if v != v || weight(w, i) <= 0 {
			continue
		}
		if !a.takes(v) {
			return 0, 0, NotPositive
		}
		all.add(weight(w, i))
		top = max(top, math.Abs(v))
		gap = NoGap
	}
	return all.value(), top, gap
}

func finite(v float64) (float64, Gap) {
	if v != v {
		return v, NoMember
	}
	if math.IsInf(v, 0) {
		return math.NaN(), Beyond
	}
	return v, NoGap
}

func weight(w []float64, i int) float64 {
	if w == nil {
		return 1
	}
	return w[i]
}

// takes tells whether the mean is defined for a member.
func (a Aggregation) takes(v float64) bool {
	switch a.Kind {
	case Geometric:
		return v > 0
	case Harmonic:
		return v != 0
	case Generalised:
		return v > 0 || (a.Power > 0 && (v == 0 || a.Power == math.Trunc(a.Power) && math.Mod(a.Power, 2) == 1))
	}
	return true
}

// into and outOf make every quasi-arithmetic mean an arithmetic one
// (Kolmogorov, 1930): mean = outOf(sum(w into(x)) / sum(w)).
func (a Aggregation) into(v float64) float64 {
	switch a.Kind {
	case Geometric:
		return ln(v)
	case Harmonic:
		return 1 / v
	case Generalised:
		if a.Power == 0 {
			return ln(v)
		}
		return math.Pow(v, a.Power)
	}
	return v
}

func (a Aggregation) outOf(v float64) float64 {
	switch a.Kind {
	case Geometric:
		return math.Exp(v)
	case Harmonic:
		return 1 / v
	case Generalised:
		if a.Power == 0 {
			return math.Exp(v)
		}
		if v < 0 {
			return -math.Pow(-v, 1/a.Power)
		}
		return math.Pow(v, 1/a.Power)
	}
	return v
}

// ln is the natural logarithm, right also for subnormal figures, of which the
// library's is not on every machine.
func ln(v float64) float64 {
	if v < 0x1p-1022 {
		return math.Log(v*0x1p60) - 60*math.Ln2
	}
	return math.Log(v)
}

// quasi tells whether a kind is a mean of transformed figures.
func (a Aggregation) quasi() bool { return a.Kind <= Generalised }

func least(x, w []float64) float64 {
	lo := math.Inf(1)
	for i, v := range x {
		if v == v && weight(w, i) > 0 && v < lo {
			lo = v
		}
	}
	return lo
}

func weightedMedian(x, w []float64) float64 {
	if w == nil {
		return Median(x)
	}
	type member struct{ v, w float64 }
	var have []member
	var all sum
	for i, v := range x {
		if v == v && w[i] > 0 {
			have = append(have, member{v, w[i]})
			all.add(w[i])
		}
	}
	total := all.value()
	for i := 1; i < len(have); i++ {
		for j := i; j > 0 && have[j].v < have[j-1].v; j-- {
			have[j], have[j-1] = have[j-1], have[j]
		}
	}
	reached := 0.0
	for i, m := range have {
		reached += m.w
		// Weights such as 0.1 do not add up exactly; a hair is no difference.
		if d := reached - total/2; math.Abs(d) <= total*1e-12 && i+1 < len(have) {
			return m.v/2 + have[i+1].v/2
		} else if d > 0 {
			return m.v
		}
	}
	return math.NaN()
}
