package chart

import (
	"cmp"
	"fmt"
	"io"
	"slices"
)

// Slope shows what became of several figures from one side to the other.
type Slope struct {
	Words
	Before, After string // what the sides are
	From, To      float64
	Lines         []Line
}

// Line is one figure on both sides. A line without a figure on one side has a
// dot on the other alone.
type Line struct {
	Name          string
	RTL           bool // direction of Name
	Class         string
	Before, After float64
	// The figures as the reader writes them.
	BeforeText, AfterText string
}

const (
	slopeWidth  = 420.0
	slopeTop    = 30.0
	slopeHeight = 190.0
	slopeLeft   = 70.0
	slopeRight  = 210.0
	slopeGap    = 15.0 // between two labels at least
)

// Write draws it. Labels that would lie on each other are moved apart; a name
// stands on the later side, beside its figure.
func (f Slope) Write(w io.Writer) error {
	d := &drawing{words: f.Words, width: slopeWidth, height: slopeTop + slopeHeight + 14}
	d.begin("slope")
	fmt.Fprintf(d, `<path class="ax" d="M%s %sV%sM%s %sV%s" fill="none"/>`, num(d.x(slopeLeft)), num(slopeTop), num(slopeTop+slopeHeight),
		num(d.x(slopeRight)), num(slopeTop), num(slopeTop+slopeHeight))
	d.text(slopeLeft, 16, "middle", "hd", f.Before, f.RTL)
	d.text(slopeRight, 16, "middle", "hd", f.After, f.RTL)
	before, after := f.labels(func(l Line) float64 { return l.Before }), f.labels(func(l Line) float64 { return l.After })
	for i, l := range f.Lines {
		f.line(d, l, before[i], after[i])
	}
	return d.end(w)
}

func (f Slope) y(v float64) float64 { return slopeTop + slopeHeight*(1-share(v, f.From, f.To)) }

func (f Slope) line(d *drawing, l Line, before, after float64) {
	fmt.Fprintf(d, `<g class="%s">`, esc(l.Class))
	left, right := isFigure(l.Before), isFigure(l.After)
	if left && right {
		fmt.Fprintf(d, `<path d="M%s %sL%s %s" fill="none"/>`, num(d.x(slopeLeft)), num(f.y(l.Before)), num(d.x(slopeRight)), num(f.y(l.After)))
	}
	if left {
		fmt.Fprintf(d, `<circle cx="%s" cy="%s" r="4"/>`, num(d.x(slopeLeft)), num(f.y(l.Before)))
		d.text(slopeLeft-9, before+4, "end", "fg", l.BeforeText, false)
	}
	if right {
		fmt.Fprintf(d, `<circle cx="%s" cy="%s" r="4"/>`, num(d.x(slopeRight)), num(f.y(l.After)))
		d.text(slopeRight+9, after+4, "start", "fg", l.AfterText, false)
		d.text(slopeRight+48, after+4, "start", "nm", l.Name, l.RTL)
	}
	d.WriteString("</g>")
}

// labels are the heights of the labels of one side: where their figures lie,
// moved down where one would cover another, and the whole up again where it
// would leave the figure.
func (f Slope) labels(side func(Line) float64) []float64 {
	order := make([]int, 0, len(f.Lines))
	at := make([]float64, len(f.Lines))
	for i, l := range f.Lines {
		if isFigure(side(l)) {
			at[i] = f.y(side(l))
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(at[a], at[b]) })
	for n := 1; n < len(order); n++ {
		at[order[n]] = max(at[order[n]], at[order[n-1]]+slopeGap)
	}
	limit := slopeTop + slopeHeight + 4
	for n := len(order) - 1; n >= 0; n-- {
		at[order[n]] = min(at[order[n]], limit)
		limit = at[order[n]] - slopeGap
	}
	return at
}
