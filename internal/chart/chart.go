// Package chart draws the small figures that stand beside tables: a value with
// its interval, how answers are distributed, and what became of figures under
// another choice.
//
// It knows nobody. Each figure is a plain value with words that are ready for
// the reader; Write gives it as one inline svg element with a title and a
// description. It holds no style: classes are the stylesheet's, and the few
// attributes it has draw it soundly without one. A figure never says more than
// the table beside it, so whoever cannot see it loses nothing.
//
// In a right-to-left figure x is mirrored by arithmetic before it becomes a
// point; nothing is flipped afterwards, so that text stays as it is.
package chart

import (
	"fmt"
	"html"
	"io"
	"math"
	"strconv"
	"strings"
)

// Words are what a screen reader says of a figure. ID opens the ids of title
// and description, so that several figures can stand on one page.
type Words struct {
	ID          string
	Title       string
	Description string
	RTL         bool
}

// drawing gathers the parts of a figure of a width and height.
type drawing struct {
	strings.Builder
	words         Words
	width, height float64
}

// begin opens the element. A figure without a title is decoration: the text
// beside it says everything.
func (d *drawing) begin(class string) {
	fmt.Fprintf(d, `<svg class="chart %s" viewBox="0 0 %s %s" width="%s" height="%s"`, class, num(d.width), num(d.height), num(d.width), num(d.height))
	if d.words.Title == "" {
		d.WriteString(` aria-hidden="true">`)
		return
	}
	id := esc(d.words.ID)
	fmt.Fprintf(d, ` role="img" aria-labelledby="%s-t"`, id)
	if d.words.Description != "" {
		fmt.Fprintf(d, ` aria-describedby="%s-d"`, id)
	}
	fmt.Fprintf(d, `><title id="%s-t">%s</title>`, id, esc(d.words.Title))
	if d.words.Description != "" {
		fmt.Fprintf(d, `<desc id="%s-d">%s</desc>`, id, esc(d.words.Description))
	}
}

func (d *drawing) end(w io.Writer) error {
	d.WriteString("</svg>")
	_, err := io.WriteString(w, d.String())
	return err
}

// x is where a point lies after mirroring.
func (d *drawing) x(x float64) float64 {
	if d.words.RTL {
		return d.width - x
	}
	return x
}

// text writes words at a point. Side is where the words stand of it: "start"
// on the side where lines begin, "end" on the other, "middle". Figures keep
// their own direction.
func (d *drawing) text(x, y float64, side, class, words string, rtl bool) {
	direction, anchor := "ltr", side
	if rtl {
		direction = "rtl"
	}
	if rtl != d.words.RTL && side != "middle" {
		anchor = map[string]string{"start": "end", "end": "start"}[side]
	}
	fmt.Fprintf(d, `<text class="%s" x="%s" y="%s" text-anchor="%s" direction="%s" aria-hidden="true">%s</text>`, class, num(d.x(x)), num(y), anchor, direction, esc(words))
}

func esc(s string) string { return html.EscapeString(s) }

// num writes a coordinate with up to two digits after the point.
func num(v float64) string {
	if v = math.Round(v*100) / 100; v == 0 {
		v = 0 // a rounded nothing has no sign
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// isFigure tells a number from a missing one.
func isFigure(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// share is where a value lies between two ends, from 0 to 1.
func share(v, from, to float64) float64 {
	if !(to > from) {
		return 0
	}
	return math.Min(1, math.Max(0, (v-from)/(to-from)))
}
