package wheel

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"math"
	"strconv"
	"strings"
)

// Inline writes the figure for a page: an svg element of the class "wheel"
// whose sectors are links of the classes "seg" and "d1" to "d12". It holds no
// style; colour, hover and hub are the stylesheet's. Each sector's body stands
// in a turned group, so that a stylesheet can push it outwards with one and
// the same movement for every angle.
func Inline(w io.Writer, f Figure) error {
	var b bytes.Buffer
	l := Lay(f)
	id := f.id()
	fmt.Fprintf(&b, `<svg class="wheel%s" viewBox="-250 -250 500 500" role="group" aria-labelledby="%s-t" aria-describedby="%s-d">`, roomFor(l), id, id)
	fmt.Fprintf(&b, `<title id="%s-t">%s</title><desc id="%s-d">%s</desc>`, id, esc(f.Title), id, esc(f.Description))
	b.WriteString(`<g class="limb" aria-hidden="true">`)
	writeLimb(&b, l, "")
	fmt.Fprintf(&b, `</g><circle class="hubdisc" r="%s"/>`, num(Hub))
	for i, s := range l.sectorsOf(f) {
		writeSector(&b, i, s, l.Sectors[i])
	}
	fmt.Fprintf(&b, `<g class="hub hub0" aria-hidden="true">%s</g></svg>`, middle(f.Hub))
	_, err := w.Write(b.Bytes())
	return err
}

func (f Figure) id() string {
	if f.ID == "" {
		return "wheel"
	}
	return f.ID
}

// sectorsOf is the sectors that were laid out.
func (l Layout) sectorsOf(f Figure) []Sector { return f.Sectors[:len(l.Sectors)] }

// roomFor names how many lines of label stand over the upper and the lower
// edge, and how large a share of the width is left for the figure when the
// widest label is to fit beside it ("room65": 65 %, in steps of 5, not over
// 80), so that a stylesheet can leave the room.
func roomFor(l Layout) string {
	over := func(d float64) int { return int(math.Ceil(math.Max(0, d-Box+6) / leading)) }
	class := fmt.Sprintf(" over%d under%d", min(over(-l.Min.Y), 5), min(over(l.Max.Y), 5))
	half := math.Max(-l.Min.X, l.Max.X) + 8
	if share := int(Box/half*20) * 5; share >= 60 {
		class += fmt.Sprintf(" room%d", min(share, 80))
	}
	return class
}

func writeSector(b *bytes.Buffer, i int, s Sector, p Place) {
	tag := "g"
	if s.Href != "" {
		tag = "a"
	}
	fmt.Fprintf(b, `<%s class="seg d%d"`, tag, i+1)
	if s.Href != "" {
		fmt.Fprintf(b, ` href="%s"`, esc(s.Href))
	}
	if s.Label != "" {
		fmt.Fprintf(b, ` aria-label="%s"`, esc(s.Label))
	}
	b.WriteString(">")
	fmt.Fprintf(b, `<g transform="rotate(%s)"><g class="body"><g transform="rotate(%s)">`, num(p.Middle), num(-p.Middle))
	fmt.Fprintf(b, `<path class="ring" d="%s"/>`, p.Ring.Path())
	fmt.Fprintf(b, `<path class="ico" transform="%s" d="%s"/>`, p.iconTransform(), Icon(s.Icon))
	fmt.Fprintf(b, `<text class="num" x="%s" y="%s">%d</text>`, num(p.Number.X), num(p.Number.Y+7), i+1)
	writeDots(b, p.Dots, ` class="f"`, ` class="h"`)
	b.WriteString("</g></g></g>")
	writeLabel(b, s, p.Label, ` class="lab"`)
	fmt.Fprintf(b, `<g class="hub" aria-hidden="true">%s</g></%s>`, focused(s), tag)
}

func (p Place) iconTransform() string {
	k := p.IconSize / 24
	return fmt.Sprintf("translate(%s %s)scale(%s)", num(p.Icon.X-12*k), num(p.Icon.Y-12*k), num2(k))
}

// Path is the outline as an SVG path.
func (r Ring) Path() string {
	outer, inner, large := 1, 0, 0
	if !r.Clockwise {
		outer, inner = 0, 1
	}
	if r.Large {
		large = 1
	}
	return fmt.Sprintf("M%sA%s %s 0 %d %d %sL%sA%s %s 0 %d %d %sZ", at(r.A), num(Outer), num(Outer), large, outer, at(r.B),
		at(r.C), num(Inner), num(Inner), large, inner, at(r.D))
}

func writeDots(b *bytes.Buffer, dots []Dot, full, hollow string) {
	if len(dots) == 0 {
		return
	}
	b.WriteString(`<g class="dots">`)
	for _, d := range dots {
		class, r := full, d.Radius
		if !d.Full {
			class, r = hollow, d.Radius*0.86
		}
		fmt.Fprintf(b, `<circle%s cx="%s" cy="%s" r="%s"/>`, class, num(d.X), num(d.Y), num(r))
	}
	b.WriteString("</g>")
}

// writeLabel writes a name, one text a line: parted like that it is read out
// with spaces between its lines. Its direction is stated, and the anchor
// follows from it: in right-to-left text the start of a line is on its right.
func writeLabel(b *bytes.Buffer, s Sector, l Label, attrs string) {
	anchor := map[Anchor]string{Left: "start", Centre: "middle", Right: "end"}[l.Anchor]
	if s.RTL && l.Anchor != Centre {
		anchor = map[Anchor]string{Left: "end", Right: "start"}[l.Anchor]
	}
	fmt.Fprintf(b, `<g%s text-anchor="%s"%s>`, attrs, anchor, direction(s))
	for i, line := range l.Lines {
		if i > 0 {
			b.WriteByte(' ')
		}
		fmt.Fprintf(b, `<text x="%s" y="%s">%s</text>`, num(l.X), num(l.Baseline(i)), esc(line))
	}
	b.WriteString("</g>")
}

func direction(s Sector) string {
	d := ` direction="ltr"`
	if s.RTL {
		d = ` direction="rtl"`
	}
	if s.Lang != "" {
		d += fmt.Sprintf(` lang="%s"`, esc(s.Lang))
	}
	return d
}

// focused is what the hub shows of a sector: the name, then the counts.
func focused(s Sector) string {
	const name, count = 17.0, 17.5
	lines := wrap(s.Name, 15, 136, 3)
	height := float64(len(lines))*name + float64(len(s.Counts))*count
	if len(s.Counts) > 0 {
		height += 5
	}
	y := -height/2 + 12.5
	var b strings.Builder
	fmt.Fprintf(&b, `<text class="name"%s>`, direction(s))
	for _, l := range lines {
		fmt.Fprintf(&b, `<tspan x="0" y="%s">%s</tspan>`, num(y), esc(l))
		y += name
	}
	b.WriteString("</text>")
	y += 5
	for _, c := range s.Counts {
		figure, rest := leadingFigure(c)
		fmt.Fprintf(&b, `<text y="%s"><tspan class="b">%s</tspan>%s</text>`, num(y), figure, esc(rest))
		y += count
	}
	return b.String()
}

// leadingFigure parts "4 well developed" behind its figure.
func leadingFigure(s string) (figure, rest string) {
	end := strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' })
	if end < 0 {
		end = len(s)
	}
	return s[:end], s[end:]
}

// middle is what the hub shows while nothing is in focus.
func middle(m Middle) string {
	var b strings.Builder
	if m.Number != "" {
		fmt.Fprintf(&b, `<text class="n" y="2">%s</text>`, esc(m.Number))
	}
	for i, l := range wrap(m.Words, 15, 130, 2) {
		fmt.Fprintf(&b, `<text y="%s">%s</text>`, num(26+float64(i)*17), esc(l))
	}
	return b.String()
}

// writeLimb draws the graduated edge as dashed circles: a dash is a tick, and
// its length along the circle is the width of the tick.
func writeLimb(b *bytes.Buffer, l Layout, attrs string) {
	total := len(l.Major) + len(l.Half) + len(l.Minor)
	if total == 0 {
		return
	}
	fmt.Fprintf(b, `<circle r="%s"%s stroke-width="1"/>`, num(Limb), attrs)
	ticks := func(count int, length float64) {
		r := Limb + length/2
		pitch := 2 * math.Pi * r / float64(count)
		fmt.Fprintf(b, `<circle r="%s"%s stroke-width="%s" stroke-dasharray="1.1 %s" stroke-dashoffset=".55" transform="rotate(-90)"/>`,
			num(r), attrs, num(length), num3(pitch-1.1))
	}
	ticks(total, 4)
	ticks(len(l.Major)+len(l.Half), 8)
	ticks(len(l.Major), 13)
}

// num writes a coordinate with at most one decimal.
func num(f float64) string { return trim(strconv.FormatFloat(f, 'f', 1, 64)) }

func num2(f float64) string { return trim(strconv.FormatFloat(f, 'f', 2, 64)) }

func num3(f float64) string { return trim(strconv.FormatFloat(f, 'f', 3, 64)) }

func trim(s string) string {
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	if s == "-0" {
		return "0"
	}
	return s
}

func at(p Point) string { return num(p.X) + " " + num(p.Y) }

func esc(s string) string { return html.EscapeString(s) }
