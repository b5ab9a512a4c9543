package wheel

import (
	"bytes"
	"fmt"
	"io"
)

// The colours of a figure that stands alone: letters, limb, ground.
const (
	ink    = "#14202e"
	soft   = "#4d5b6b"
	ground = "#ffffff"
	family = "'Source Sans 3', 'Noto Sans', 'Noto Naskh Arabic', 'Noto Sans Arabic', sans-serif"
)

// Alone writes the figure as a file of its own. Everything is in attributes, no
// style and no script, so that it looks the same in any viewer and under any
// content policy. It is drawn for light paper; links lead where Href says.
func Alone(w io.Writer, f Figure) error {
	var b bytes.Buffer
	l := Lay(f)
	const margin = 12
	x, y := l.Min.X-margin, l.Min.Y-margin
	width, height := l.Max.X-l.Min.X+2*margin, l.Max.Y-l.Min.Y+2*margin
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="%s %s %s %s" width="%s" height="%s" role="img" aria-labelledby="t d" font-family="%s">`,
		num(x), num(y), num(width), num(height), num(width), num(height), family)
	fmt.Fprintf(&b, `<title id="t">%s</title><desc id="d">%s</desc>`, esc(f.Title), esc(f.Description))
	fmt.Fprintf(&b, `<rect x="%s" y="%s" width="%s" height="%s" fill="%s"/>`, num(x), num(y), num(width), num(height), ground)
	b.WriteString(`<g opacity=".55">`)
	writeLimb(&b, l, fmt.Sprintf(` fill="none" stroke="%s"`, soft))
	b.WriteString("</g>")
	for i, s := range l.sectorsOf(f) {
		writeAlone(&b, i, s, l.Sectors[i])
	}
	fmt.Fprintf(&b, `<circle r="%s" fill="none" stroke="#d9e0e8"/>`, num(Hub))
	fmt.Fprintf(&b, `<text y="2" text-anchor="middle" font-size="40" font-weight="700" fill="%s">%s</text>`, ink, esc(f.Hub.Number))
	for i, line := range wrap(f.Hub.Words, 15, 130, 2) {
		fmt.Fprintf(&b, `<text y="%s" text-anchor="middle" font-size="15" fill="%s">%s</text>`, num(26+float64(i)*17), soft, esc(line))
	}
	b.WriteString("</svg>\n")
	_, err := w.Write(b.Bytes())
	return err
}

func writeAlone(b *bytes.Buffer, i int, s Sector, p Place) {
	if s.Href != "" {
		fmt.Fprintf(b, `<a href="%s">`, esc(s.Href))
	}
	colour := colourOf(s, i)
	fmt.Fprintf(b, `<path d="%s" fill="%s" stroke="%s" stroke-width="4" stroke-linejoin="round"><title>%s</title></path>`, p.Ring.Path(), colour, colour, esc(s.Label))
	fmt.Fprintf(b, `<path d="%s" transform="%s" fill="none" stroke="#fff" stroke-width="1.55" stroke-linecap="round" stroke-linejoin="round"/>`, Icon(s.Icon), p.iconTransform())
	writeDots(b, p.Dots, ` fill="#fff"`, ` fill="none" stroke="#fff" stroke-width="1.7"`)
	writeLabel(b, s, p.Label, fmt.Sprintf(` font-size="%s" font-weight="600" fill="%s"`, num(size), ink))
	if s.Href != "" {
		b.WriteString("</a>")
	}
}
