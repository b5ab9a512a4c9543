package desk

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Figures are the numbers in which an original and its translation differ. They
// are a hint and stop nobody: a number may rightly be a word.
type Figures struct {
	Missing []string // only the original has them
	Added   []string // only the translation has them
}

// Any tells whether there is a difference.
func (f Figures) Any() bool { return len(f.Missing)+len(f.Added) > 0 }

// aFigure is a number with signs between its digits: groups of three parted by
// blanks, or any parted by points, commas and their like.
var aFigure = regexp.MustCompile(`\d{1,3}(?:[\x{a0}\x{202f}\x{2009} ]\d{3})+\b|\d+(?:[.,’'\x{66b}\x{66c}]\d+)*`)

// CompareFigures compares the numbers of two texts, however their languages
// write them: 1.234,5 and 1,234.5 and ١٬٢٣٤٫٥ are the same.
func CompareFigures(original, translation string) Figures {
	a, b := figuresOf(original), figuresOf(translation)
	return Figures{Missing: lacking(a, b), Added: lacking(b, a)}
}

// lacking lists what of a is not in b, each as often as it lacks there.
func lacking(a, b []string) []string {
	rest := slices.Clone(b)
	var out []string
	for _, x := range a {
		if i := slices.Index(rest, x); i >= 0 {
			rest = slices.Delete(rest, i, i+1)
		} else {
			out = append(out, x)
		}
	}
	return out
}

// figuresOf lists the numbers of a text by their digits alone.
func figuresOf(text string) []string {
	var all []string
	for _, m := range aFigure.FindAllString(westernDigits(text), -1) {
		all = append(all, strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, m))
	}
	return all
}

// westernDigits writes every decimal digit of Unicode as 0 to 9.
func westernDigits(text string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 || !unicode.Is(unicode.Nd, r) {
			return r
		}
		n := rune(0) // digits of a script stand ten in a row
		for n < 9 && unicode.Is(unicode.Nd, r-n-1) {
			n++
		}
		return '0' + n
	}, text)
}
