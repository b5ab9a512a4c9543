package stats

import "math"

// Transform is what happens to an indicator that Winsorising did not bring
// within limits.
type Transform uint8

const (
	NoTransform Transform = iota
	// LogShift is ln(x - min + 0.01 (max-min)).
	LogShift
	// LogOne is ln(x - min + 1).
	LogOne
	// BoxCox is ((x - min + 1)^lambda - 1)/lambda, ln for lambda 0 (Box and
	// Cox, 1964, shifted to start at one).
	BoxCox
)

// Treatment says when an indicator has outliers and what is done about them.
// It passes when |skewness| < Skew or excess kurtosis < Kurt, both
// sample-adjusted (OECD and JRC, 2008; the usual limits are 2 and 3.5).
type Treatment struct {
	Limit     int // points that may be Winsorised; 0: none
	Skew      float64
	Kurt      float64
	After     Transform
	Lambda    float64 // of BoxCox
	OnTreated bool    // transform the Winsorised figures, not the original ones
}

// Usual is the treatment with the usual limits and at most five points.
func Usual(limit int) Treatment { return Treatment{Limit: limit, Skew: 2, Kurt: 3.5} }

// Treated says what was done to one column.
type Treated struct {
	Skew, Kurt       float64 // before; NaN when they cannot be computed
	SkewNow, KurtNow float64 // afterwards
	High, Low        int     // points Winsorised at the upper and lower end
	Transformed      bool
	Passed           bool // afterwards
}

// Touched tells whether the column was changed.
func (t Treated) Touched() bool { return t.High+t.Low > 0 || t.Transformed }

// Check refuses limits that make no sense.
func (t Treatment) Check() error {
	if t.Limit < 0 || !(t.Skew > 0) || math.IsNaN(t.Kurt) || math.IsNaN(t.Lambda) || math.IsInf(t.Lambda, 0) {
		return ErrParameter
	}
	return nil
}

// passes tells whether a shape is within limits. A shape that cannot be
// computed (fewer than four figures, a constant column) is: there is nothing
// to go by.
func (t Treatment) passes(skew, kurt float64) bool {
	return skew != skew || kurt != kurt || math.Abs(skew) < t.Skew || kurt < t.Kurt
}

// Apply treats a column into out, which may be the column itself.
func (t Treatment) Apply(x, out []float64) Treated {
	var done Treated
	done.Skew, done.Kurt = Shape(x)
	done.SkewNow, done.KurtNow = done.Skew, done.Kurt
	original := x
	if &x[0] == &out[0] && !t.OnTreated && t.After != NoTransform {
		original = append([]float64(nil), x...)
	}
	copy(out, x)
	t.winsorise(out, &done)
	if done.Passed || t.After == NoTransform {
		return done
	}
	if !t.OnTreated {
		copy(out, original)
		done.High, done.Low = 0, 0
	}
	t.transform(out)
	done.Transformed = true
	done.SkewNow, done.KurtNow = Shape(out)
	done.Passed = t.passes(done.SkewNow, done.KurtNow)
	return done
}

// winsorise pulls in the outermost points: while the column fails and fewer
// than Limit points are Winsorised, every point equal to the greatest becomes
// the highest below it when skewness is at least zero; otherwise every point
// equal to the least becomes the lowest above it. Points that became equal are
// counted together, once.
func (t Treatment) winsorise(x []float64, done *Treated) {
	done.Passed = t.passes(done.SkewNow, done.KurtNow)
	for !done.Passed && done.High+done.Low < t.Limit {
		if done.SkewNow >= 0 {
			done.High = pullIn(x, 1)
		} else {
			done.Low = pullIn(x, -1)
		}
		done.SkewNow, done.KurtNow = Shape(x)
		done.Passed = t.passes(done.SkewNow, done.KurtNow)
	}
}

// pullIn sets every extreme point (side 1 the greatest, -1 the least) to the
// next one inward and counts them.
func pullIn(x []float64, side float64) int {
	edge, next := math.Inf(-1), math.Inf(-1)
	for _, v := range x {
		switch v *= side; {
		case v > edge:
			edge, next = v, edge
		case v < edge && v > next:
			next = v
		}
	}
	n := 0
	for i, v := range x {
		if v*side == edge {
			x[i] = next * side
			n++
		}
	}
	return n
}

func (t Treatment) transform(x []float64) {
	lo, hi, _ := bounds(x)
	for i, v := range x {
		switch t.After {
		case LogShift:
			x[i] = math.Log(v - lo + 0.01*(hi-lo))
		case LogOne:
			x[i] = math.Log(v - lo + 1)
		case BoxCox:
			x[i] = boxCox(v-lo+1, t.Lambda)
		}
	}
}

func boxCox(v, lambda float64) float64 {
	if lambda == 0 {
		return math.Log(v)
	}
	return (math.Pow(v, lambda) - 1) / lambda
}
