package wheel

import "math"

// gap is the width of the line between two sectors.
const gap = 9.0

// Lay places everything in a figure. Sectors beyond MaxSectors are not drawn;
// a figure with fewer than MinSectors still is, as far as it goes.
func Lay(f Figure) Layout {
	sectors := f.Sectors
	if len(sectors) > MaxSectors {
		sectors = sectors[:MaxSectors]
	}
	n := len(sectors)
	l := Layout{Sectors: make([]Place, n), Min: Point{-Box, -Box}, Max: Point{Box, Box}}
	if n == 0 {
		return l
	}
	turn := 1.0
	if f.RTL {
		turn = -1
	}
	step := 360 / float64(n)
	for i, s := range sectors {
		l.Sectors[i] = place(s, turn*step*float64(i), turn*step, n)
	}
	placeLabels(l.Sectors, sectors)
	l.graduate(n)
	l.bound()
	return l
}

// place lays out one sector that opens at an angle and spans a signed width.
func place(s Sector, from, span float64, n int) Place {
	middle := from + span/2
	p := Place{From: from, To: from + span, Middle: normal(middle), Ring: ring(from, span)}
	p.IconSize = 49
	switch {
	case n > 9:
		p.IconSize = 34
	case n > 6:
		p.IconSize = 40
	}
	p.Icon = polar(178, middle)
	p.Dots = dots(s, middle, math.Abs(span), span < 0)
	p.Number = polar(191, from+math.Copysign(math.Min(degrees(24, 191), math.Abs(span)/4), span))
	return p
}

// polar is the point at a radius and an angle.
func polar(r, angle float64) Point {
	sin, cos := math.Sincos(angle * math.Pi / 180)
	return Point{r * sin, -r * cos}
}

// degrees is the angle of an arc of this length.
func degrees(length, r float64) float64 { return length / r * 180 / math.Pi }

// normal brings an angle into -180 to 180.
func normal(angle float64) float64 {
	a := math.Mod(angle, 360)
	switch {
	case a > 180:
		return a - 360
	case a <= -180:
		return a + 360
	}
	return a
}

// ring is a sector's outline. The gap between neighbours is the same width at
// both edges, so the sides run parallel to the line that parts them.
func ring(from, span float64) Ring {
	side := math.Copysign(1, span)
	out, in := side*degrees(gap/2, Outer), side*degrees(gap/2, Inner)
	to := from + span
	return Ring{
		A: polar(Outer, from+out), B: polar(Outer, to-out),
		C: polar(Inner, to-in), D: polar(Inner, from+in),
		Clockwise: span > 0, Large: math.Abs(span)-2*out*side > 180,
	}
}

// dots puts a sector's dots on arcs around the hub, full ones first, in as many
// rows as are needed; where the rows would reach the icon the dots grow
// smaller.
func dots(s Sector, middle, span float64, mirrored bool) []Dot {
	total := s.Full + s.Hollow
	if total == 0 {
		return nil
	}
	const first, last = 117.0, 150.0
	pitch := 14.5
	for ; pitch > 4 && capacity(pitch, span, first, last) < total; pitch -= 0.5 {
	}
	out := make([]Dot, 0, total)
	for r := first; len(out) < total; r += pitch {
		row := min(fits(r, pitch, span), total-len(out))
		for i := range row {
			shift := degrees((float64(i)-float64(row-1)/2)*pitch, r)
			if mirrored {
				shift = -shift
			}
			out = append(out, Dot{polar(r, middle+shift), pitch * 0.285, len(out) < s.Full})
		}
	}
	return out
}

// fits is how many dots a row at a radius holds.
func fits(r, pitch, span float64) int {
	length := span*math.Pi/180*r - gap - pitch
	return max(1, 1+int(length/pitch))
}

// capacity is how many dots all rows hold between two radii.
func capacity(pitch, span, first, last float64) int {
	n := 0
	for r := first; r <= last; r += pitch {
		n += fits(r, pitch, span)
	}
	return n
}

// graduate spreads the ticks of the limb: long ones at the borders and middles
// of sectors, half-long ones between, short ones for the rest.
func (l *Layout) graduate(n int) {
	k := 4 * max(1, int(math.Round(30/float64(n))))
	for i := range n * k {
		angle := 360 * float64(i) / float64(n*k)
		switch {
		case i%(k/2) == 0:
			l.Major = append(l.Major, angle)
		case i%(k/4) == 0:
			l.Half = append(l.Half, angle)
		default:
			l.Minor = append(l.Minor, angle)
		}
	}
}

// bound widens the figure to hold its labels.
func (l *Layout) bound() {
	for _, s := range l.Sectors {
		l.Min.X, l.Max.X = math.Min(l.Min.X, s.Label.Left), math.Max(l.Max.X, s.Label.Right)
		l.Min.Y, l.Max.Y = math.Min(l.Min.Y, s.Label.Top), math.Max(l.Max.Y, s.Label.Bottom)
	}
}
