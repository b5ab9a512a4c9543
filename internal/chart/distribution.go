package chart

import (
	"fmt"
	"io"
	"math"
)

// Distribution is how many of something have each answer: one round mark for
// each, in the order of the scale. It has no total and no mean.
type Distribution struct {
	Words
	Parts []Part
}

// Part is how many have one answer.
type Part struct {
	N    int
	Mark Mark
	// Level is the place on the scale, from 0 for its lowest level to 1 for
	// its highest: the mark is filled that far, from below.
	Level float64
}

// Mark says what is drawn.
type Mark uint8

const (
	OnScale Mark = iota
	Barred       // not applicable
	Dotted       // unknown, and other states
	Missing      // no answer yet
)

const (
	markStep  = 18.0 // from one mark to the next
	markSize  = 7.0  // radius
	markGap   = 8.0  // more between two answers
	marksMost = 30   // in one line
)

// Write draws it. Lines longer than thirty marks go on in the next.
func (f Distribution) Write(w io.Writer) error {
	spots, width, lines := f.lay()
	d := &drawing{words: f.Words, width: math.Max(width, 2*markSize), height: float64(max(lines, 1)) * markStep}
	d.begin("dist")
	for _, s := range spots {
		d.mark(s)
	}
	return d.end(w)
}

// spot is where one mark stands.
type spot struct {
	x, y float64
	part Part
}

func (f Distribution) lay() (spots []spot, width float64, lines int) {
	x, y, n := markStep/2, markStep/2, 0
	lines = 1
	for _, p := range f.Parts {
		if p.N > 0 && n > 0 {
			x += markGap
		}
		for range p.N {
			if n == marksMost {
				x, y, n, lines = markStep/2, y+markStep, 0, lines+1
			}
			spots = append(spots, spot{x, y, p})
			width = math.Max(width, x+markStep/2)
			x, n = x+markStep, n+1
		}
	}
	return spots, width, lines
}

func (d *drawing) mark(s spot) {
	x, y := num(d.x(s.x)), num(s.y)
	ring := func(class, more string) {
		fmt.Fprintf(d, `<circle class="%s" cx="%s" cy="%s" r="%s" fill="none"%s/>`, class, x, y, num(markSize-1), more)
	}
	switch s.part.Mark {
	case Barred:
		ring("o", "")
		fmt.Fprintf(d, `<path class="o" d="M%s %sh6" fill="none"/>`, num(d.x(s.x)-3), y)
	case Dotted:
		ring("o", ` stroke-dasharray="2 2.2"`)
	case Missing:
		fmt.Fprintf(d, `<circle class="f" cx="%s" cy="%s" r="1.5"/>`, x, y)
	default:
		ring("o", "")
		if path := filled(d.x(s.x), s.y, markSize-1, s.part.Level); path != "" {
			fmt.Fprintf(d, `<path class="f" d="%s"/>`, path)
		}
	}
}

// filled is the part of a disc under a level, from 0 for nothing to 1 for all.
func filled(x, y, r, level float64) string {
	switch {
	case !(level > 0):
		return ""
	case level >= 1:
		return fmt.Sprintf("M%s %sa%s %s 0 1 0 %s 0a%s %s 0 1 0 %s 0z", num(x-r), num(y), num(r), num(r), num(2*r), num(r), num(r), num(-2*r))
	}
	up := r * (1 - 2*level) // of the edge of the filling, from the middle down
	half := math.Sqrt(r*r - up*up)
	large := 0
	if level > 0.5 {
		large = 1
	}
	return fmt.Sprintf("M%s %sA%s %s 0 %d 0 %s %sz", num(x-half), num(y+up), num(r), num(r), large, num(x+half), num(y+up))
}
