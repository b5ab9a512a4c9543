package desk

import (
	"fmt"
	"maps"
	"strings"

	"sextant/internal/app"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/wheel"
)

// Limb is the progress of one domain, drawn as the graduated edge of a
// sextant: one tick an indicator, in the order of the book. It counts work and
// never results.
type Limb struct {
	N     int // of the domain, from 1: its colour
	Code  framework.Code
	Title lang.Text
	Short lang.Text // Title where the book has none
	Icon  string    // a path on a square of 24 units
	Total int
	// How many stand where.
	Ready, Draft, Returned, Open int
	Width                        int
	// The ticks as paths of SVG, one a state.
	Base, ReadyPath, DraftPath, OpenPath, ReturnedPath string
}

// tickWidth is the room of one tick, in units of the drawing.
const tickWidth = 5

// LimbOf draws the ticks of a domain: n not started, u unconfirmed, d draft,
// t returned, r ready, a approved.
func LimbOf(n int, d framework.Domain, ticks string) Limb {
	l := Limb{N: n, Code: d.Code, Title: d.Title, Icon: wheel.Icon(d.Icon), Total: len(ticks), Width: tickWidth * len(ticks)}
	l.Short = lang.Text{} // the title where there is no short one in a language
	maps.Copy(l.Short, d.Title)
	for tag, short := range d.Short {
		if short != "" {
			l.Short[tag] = short
		}
	}
	l.Base = fmt.Sprintf("M0 15.5H%d", l.Width)
	var ready, draft, open, returned strings.Builder
	for i, t := range ticks {
		x := float64(i*tickWidth) + 2.5
		switch t {
		case 'r', 'a':
			l.Ready++
			fmt.Fprintf(&ready, "M%g 0v15", x)
		case 'd', 'u':
			l.Draft++
			fmt.Fprintf(&draft, "M%g 7v8", x)
		case 't':
			l.Returned++
			fmt.Fprintf(&returned, "M%g 6v9M%g 0v3", x, x)
		default:
			l.Open++
			fmt.Fprintf(&open, "M%g 12v3", x)
		}
	}
	l.ReadyPath, l.DraftPath, l.OpenPath, l.ReturnedPath = ready.String(), draft.String(), open.String(), returned.String()
	return l
}

// Limbs draws the progress of every domain of a book.
func Limbs(book *framework.Framework, c *app.Counts) []Limb {
	if c == nil || book == nil {
		return nil
	}
	var limbs []Limb
	for i, d := range book.Domains {
		if i < len(c.Domains) {
			limbs = append(limbs, LimbOf(i+1, d, c.Domains[i].Ticks))
		}
	}
	return limbs
}

// Tally adds limbs up.
type Tally struct{ Ready, Draft, Returned, Open, Total int }

// TallyOf adds limbs up.
func TallyOf(limbs []Limb) (t Tally) {
	for _, l := range limbs {
		t.Ready, t.Draft, t.Returned, t.Open, t.Total = t.Ready+l.Ready, t.Draft+l.Draft, t.Returned+l.Returned, t.Open+l.Open, t.Total+l.Total
	}
	return t
}
