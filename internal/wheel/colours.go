package wheel

import (
	"math"
	"strconv"
)

// Shade is a colour for light ground and its kin for dark ground, "#rrggbb".
type Shade struct{ Light, Dark string }

// Shades are the twelve colours that sectors have when a book names none. Each
// has a contrast of at least 4.5 with the ground of its theme, as letters on
// it and as the colour of letters.
var Shades = [MaxSectors]Shade{
	{"#0b5394", "#6fb1ee"},
	{"#a8440f", "#f0935c"},
	{"#2e6b34", "#7cc384"},
	{"#74348a", "#c893dc"},
	{"#9b1b45", "#f0819f"},
	{"#0b6670", "#5fc0cb"},
	{"#3f4a9c", "#98a4f2"},
	{"#7a5a00", "#d9b44a"},
	{"#52641b", "#aebf6b"},
	{"#8a3b6d", "#e092c4"},
	{"#87432f", "#dd9a83"},
	{"#425466", "#9fb2c6"},
}

// ValidColour tells whether a text is "#rrggbb".
func ValidColour(s string) bool {
	if len(s) != 7 || s[0] != '#' {
		return false
	}
	_, err := strconv.ParseUint(s[1:], 16, 32)
	return err == nil
}

// Contrast is the contrast ratio of two colours, from 1 to 21, by the formula
// of WCAG 2.2 (W3C, 2023: relative luminance). A colour that is not valid
// counts as black.
func Contrast(a, b string) float64 {
	x, y := luminance(a)+0.05, luminance(b)+0.05
	return math.Max(x, y) / math.Min(x, y)
}

func luminance(colour string) float64 {
	if !ValidColour(colour) {
		return 0
	}
	v, _ := strconv.ParseUint(colour[1:], 16, 32)
	channel := func(c uint64) float64 {
		x := float64(c&255) / 255
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(v>>16) + 0.7152*channel(v>>8) + 0.0722*channel(v)
}

// colourOf is a sector's own colour, or that of its place.
func colourOf(s Sector, i int) string {
	if ValidColour(s.Colour) {
		return s.Colour
	}
	return Shades[i%MaxSectors].Light
}
