package chart

import (
	"fmt"
	"io"
	"math"
)

// Interval is one value on a scale, with the interval in which it lies. What is
// no number is not drawn.
type Interval struct {
	Words
	Value     float64
	Low, High float64
	From, To  float64 // the ends of the scale
	Marks     int     // graduations, ends included; 11 where 0
}

const (
	intervalWidth  = 172.0
	intervalHeight = 20.0
	intervalEdge   = 6.0 // room at both ends, so that a dot at an end is whole
)

// Write draws it: a graduated edge, the interval as a bar over it, the value
// as a dot.
func (f Interval) Write(w io.Writer) error {
	d := &drawing{words: f.Words, width: intervalWidth, height: intervalHeight}
	d.begin("ci")
	at := func(v float64) float64 {
		return d.x(intervalEdge + share(v, f.From, f.To)*(intervalWidth-2*intervalEdge))
	}
	fmt.Fprintf(d, `<path d="M%s 19H%s%s" fill="none"/>`, num(at(f.From)), num(at(f.To)), f.marks(at))
	if isFigure(f.Low) && isFigure(f.High) {
		low, high := at(f.Low), at(f.High)
		fmt.Fprintf(d, `<path class="r" d="M%s 7H%s" fill="none"/>`, num(math.Min(low, high)), num(math.Max(low, high)))
	}
	if isFigure(f.Value) {
		fmt.Fprintf(d, `<circle cx="%s" cy="7" r="5"/>`, num(at(f.Value)))
	}
	return d.end(w)
}

// marks are the graduations: the ends and the middle tall.
func (f Interval) marks(at func(float64) float64) string {
	n := f.Marks
	if n < 2 {
		n = 11
	}
	path := ""
	for i := range n {
		top := 15
		if i == 0 || i == n-1 || 2*i == n-1 {
			top = 11
		}
		path += fmt.Sprintf("M%s %dV19", num(at(f.From+(f.To-f.From)*float64(i)/float64(n-1))), top)
	}
	return path
}
