package wheel

import (
	"math"
	"sort"
)

// The type of labels: size of the letters, distance of two lines, widest line,
// distance from the centre, distance between two labels.
const (
	size    = 17.0
	leading = 19.5
	widest  = 168.0
	reach   = 258.0
	apart   = 9.0
)

// mostLines is how many lines a name may have: fewer where sectors are narrow.
func mostLines(sectors int) int {
	if sectors > 8 {
		return 4
	}
	return 5
}

// placeLabels puts each name beside its sector, clear of the limb, and moves
// names apart where they would touch: on each side away from the horizontal
// middle, where there is room.
func placeLabels(places []Place, sectors []Sector) {
	sides := map[int][]int{}
	for i, s := range sectors {
		p := &places[i]
		p.Label = label(s.Name, p.Middle, mostLines(len(sectors)))
		switch p.Label.Anchor {
		case Left:
			sides[1] = append(sides[1], i)
		case Right:
			sides[-1] = append(sides[-1], i)
		}
	}
	for _, side := range []int{1, -1} {
		spread(places, sides[side], -1)
		spread(places, sides[side], +1)
	}
	for i := range places {
		places[i].Label.settle()
	}
}

// label is a name at an angle, before its neighbours are known. Height grows
// away from the centre: above the figure upwards, below it downwards.
func label(name string, angle float64, most int) Label {
	l := Label{Lines: wrap(name, size, widest, most)}
	at := polar(reach, angle)
	height := float64(len(l.Lines)) * leading
	switch {
	case math.Abs(at.X) < 20:
		l.Anchor = Centre
	case at.X > 0:
		l.Anchor = Left
	default:
		l.Anchor = Right
	}
	centre := at.Y + at.Y/reach*height/2
	l.Top, l.Bottom = centre-height/2, centre+height/2
	return l
}

// spread moves the labels of one side and one half (-1 upper, +1 lower) away
// from the middle until none touches the one before it.
func spread(places []Place, side []int, half float64) {
	var order []int
	for _, i := range side {
		y := polar(1, places[i].Middle).Y
		if half*y > -1e-9 {
			order = append(order, i)
		}
	}
	sort.Slice(order, func(a, b int) bool {
		return math.Abs(polar(1, places[order[a]].Middle).Y) < math.Abs(polar(1, places[order[b]].Middle).Y)
	})
	for k := 1; k < len(order); k++ {
		before, l := &places[order[k-1]].Label, &places[order[k]].Label
		if move := before.Top - apart - l.Bottom; half < 0 && move < 0 {
			l.Top, l.Bottom = l.Top+move, l.Bottom+move
		}
		if move := before.Bottom + apart - l.Top; half > 0 && move > 0 {
			l.Top, l.Bottom = l.Top+move, l.Bottom+move
		}
	}
}

// settle gives a label its x: as near to the limb as its nearest corner may
// come.
func (l *Label) settle() {
	near := 0.0
	if l.Top > 0 {
		near = l.Top
	} else if l.Bottom < 0 {
		near = -l.Bottom
	}
	x := math.Max(math.Sqrt(math.Max(0, reach*reach-near*near)), 26)
	width := 0.0
	for _, line := range l.Lines {
		width = math.Max(width, Width(line, size))
	}
	switch l.Anchor {
	case Left:
		l.X, l.Left, l.Right = x, x, x+width
	case Right:
		l.X, l.Left, l.Right = -x, -x-width, -x
	case Centre:
		l.X, l.Left, l.Right = 0, -width/2, width/2
	}
}
