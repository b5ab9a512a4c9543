package wheel

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Advance widths of Source Sans 3 at weight 600, in thousandths of the size.
var (
	ascii = [...]int16{
		200, 315, 482, 513, 513, 841, 639, 275, 324, 324, 438, 513, 275, 322, 275, 344, 513, 513, 513, 513, 513, 513, 513, 513,
		513, 513, 275, 275, 513, 513, 513, 444, 875, 558, 597, 576, 625, 538, 510, 628, 663, 282, 494, 597, 502, 745, 657, 674,
		582, 674, 592, 545, 546, 655, 536, 800, 541, 501, 540, 324, 344, 324, 513, 500, 549, 516, 563, 462, 564, 507, 317, 520,
		558, 262, 263, 522, 271, 843, 560, 549, 564, 564, 373, 431, 361, 556, 495, 748, 481, 495, 443, 324, 255, 324, 513,
	}
	cyrillic = [...]int16{ // U+0410 to U+0451
		558, 590, 597, 510, 654, 538, 853, 553, 670, 666, 597, 644, 745, 663, 674, 654, 582, 576, 546, 535, 748, 541, 656, 614,
		896, 904, 725, 826, 590, 576, 929, 600, 516, 553, 518, 422, 559, 507, 726, 466, 574, 574, 522, 552, 647, 572, 549, 564,
		564, 462, 476, 495, 757, 481, 577, 531, 777, 796, 610, 707, 504, 462, 757, 530, 507, 507,
	}
)

// Width is the width of a line of label text at a size. It is measured from
// the letters of the product's own fonts; where another font steps in, the
// rooms that the layout leaves take up the difference.
func Width(s string, size float64) float64 {
	sum := 0
	for _, r := range s {
		sum += advance(r)
	}
	return float64(sum) * size / 1000
}

func advance(r rune) int {
	switch {
	case r >= 32 && r < 127:
		return int(ascii[r-32])
	case r >= 0x410 && r <= 0x451:
		return int(cyrillic[r-0x410])
	case unicode.Is(unicode.Mn, r) || r == softHyphen:
		return 0
	case unicode.Is(unicode.Arabic, r):
		return 430
	case wide(r):
		return 1000
	case unicode.IsUpper(r):
		return 640
	}
	return 555
}

// wide tells letters that fill a square and may be parted anywhere.
func wide(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) || (r >= 0x3000 && r <= 0x303f) || (r >= 0xff00 && r <= 0xff60)
}

const softHyphen = '\u00ad'

// wrap breaks a name into lines no wider than a width: as few as needed, then
// as even as these allow. What does not fit into the most lines ends in an
// ellipsis.
func wrap(s string, size, width float64, most int) []string {
	words := pieces(s, size, width)
	lines := fill(words, size, width)
	if len(lines) > most {
		lines = lines[:most]
		lines[most-1] = shorten(lines[most-1], size, width)
		return lines
	}
	for w := width - 4; w > 30; w -= 4 {
		narrower := fill(words, size, w)
		if len(narrower) > len(lines) || overflows(narrower, size, w) {
			break
		}
		lines = narrower
	}
	return lines
}

func overflows(lines []string, size, width float64) bool {
	for _, l := range lines {
		if Width(l, size) > width {
			return true
		}
	}
	return false
}

// piece is what stays together on a line; glued pieces follow the one before
// without a space.
type piece struct {
	text  string
	glued bool
}

// pieces parts a text where a line may end: at spaces, after hyphens, between
// square letters, and within words that are far wider than a line.
func pieces(s string, size, width float64) []piece {
	var out []piece
	for _, word := range strings.Fields(s) {
		glued := false
		for _, part := range split(word) {
			for n := math.Ceil(Width(part, size) / (width * tolerance)); n > 1; n-- {
				head := cut(part, size, Width(part, size)/n+size*0.3)
				out = append(out, piece{head + "-", glued})
				part, glued = part[len(head):], true
			}
			out = append(out, piece{part, glued})
			glued = true
		}
	}
	return out
}

// tolerance is how far a single word may stand out over a line before it is
// broken: a broken word reads worse than a long one.
const tolerance = 1.17

// split parts a word after hyphens and between square letters; a closing mark
// stays with the letter before it.
func split(word string) []string {
	var parts []string
	start := 0
	for i, r := range word {
		if i == start {
			continue
		}
		before, _ := utf8.DecodeLastRuneInString(word[:i])
		closing := unicode.IsPunct(r) && !unicode.Is(unicode.Ps, r)
		if before == '-' || before == softHyphen || (wide(before) && wide(r) && !closing) {
			parts = append(parts, word[start:i])
			start = i
		}
	}
	return append(parts, word[start:])
}

// cut is the longest head of a word that fits with a hyphen.
func cut(word string, size, width float64) string {
	end := 0
	for i, r := range word {
		next := i + utf8.RuneLen(r)
		if Width(word[:next]+"-", size) > width && end > 0 {
			break
		}
		end = next
	}
	return word[:end]
}

func fill(words []piece, size, width float64) []string {
	var lines []string
	line := ""
	for _, w := range words {
		longer := line + w.text
		if line != "" && !w.glued {
			longer = line + " " + w.text
		}
		if line != "" && Width(longer, size) > width {
			lines = append(lines, line)
			longer = w.text
		}
		line = longer
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// shorten ends a line in an ellipsis.
func shorten(line string, size, width float64) string {
	for Width(line+"…", size) > width {
		_, n := utf8.DecodeLastRuneInString(line)
		line = line[:len(line)-n]
	}
	return strings.TrimRight(line, " ,;:") + "…"
}
