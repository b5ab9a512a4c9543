package stats

import "math"

// Ordinal is a scale of ordered levels, evenly spaced from Low for the first
// to High for the last. With Halves, a coder may also answer between two
// levels.
type Ordinal struct {
	Levels    int
	Halves    bool
	Low, High float64
}

// Value is the figure of a level, counted from 1; 1.5 stands between the first
// and the second. ErrParameter for a level that the scale does not have.
func (o Ordinal) Value(level float64) (float64, error) {
	step := 1.0
	if o.Halves {
		step = 0.5
	}
	if o.Levels < 2 || !(level >= 1 && level <= float64(o.Levels)) || math.Mod(level, step) != 0 {
		return math.NaN(), ErrParameter
	}
	share := (level - 1) / float64(o.Levels-1)
	return o.Low*(1-share) + o.High*share, nil
}

// Level is the level whose figure this is; ErrParameter when there is none.
func (o Ordinal) Level(value float64) (float64, error) {
	if o.Levels < 2 || o.High == o.Low {
		return math.NaN(), ErrParameter
	}
	level := 1 + (value-o.Low)/(o.High-o.Low)*float64(o.Levels-1)
	near := math.Round(level*2) / 2
	if math.Abs(level-near) > 1e-9 {
		return math.NaN(), ErrParameter
	}
	_, err := o.Value(near)
	return near, err
}
