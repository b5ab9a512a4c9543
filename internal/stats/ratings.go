package stats

import (
	"cmp"
	"math"
	"slices"
)

// Ratings are what several coders gave to the same units, read once and kept
// as patterns: rows that occur again are counted, not repeated. Every
// coefficient of agreement is a function of the patterns and of how often each
// occurs, so a bootstrap over units costs next to nothing.
type Ratings struct {
	Units, Coders int
	Categories    []float64 // sorted
	Ratings       int       // cells that hold a rating
	patterns      []pattern
	of            []int32 // pattern of each unit
	counts        []int32 // how often each pattern occurs
}

// pattern is the ratings of one unit.
type pattern struct {
	by    []int16 // category by coder, -1 for none
	cells []cell  // how many coders gave each category, ascending
	m     int     // coders that gave one
}

type cell struct {
	category int16
	n        int32
}

// mostCategories bounds the categories: past it a rating is a measurement.
const mostCategories = 20_000

// NewRatings reads a matrix of units by coders. Categories are those that
// occur, or those of the scale where given: a scale has its size whether or
// not every answer was used. CellError for a rating that is not on the scale.
func NewRatings(m *Matrix, scale []float64) (*Ratings, error) {
	if err := m.Check(); err != nil {
		return nil, err
	}
	r := &Ratings{Units: m.Rows, Coders: m.Cols, Categories: slices.Clone(scale)}
	if scale == nil {
		r.Categories = slices.Clone(m.Data)
		r.Categories = slices.DeleteFunc(r.Categories, math.IsNaN)
	}
	slices.Sort(r.Categories)
	r.Categories = slices.Compact(r.Categories)
	if len(r.Categories) > mostCategories {
		return nil, ErrTooLarge
	}
	return r, r.read(m)
}

func (r *Ratings) read(m *Matrix) error {
	known := map[string]int32{}
	r.of = make([]int32, m.Rows)
	by, key := make([]int16, m.Cols), make([]byte, 2*m.Cols)
	for i := range r.of {
		for j := range by {
			by[j] = -1
			if x := m.At(i, j); x == x {
				k, ok := slices.BinarySearch(r.Categories, x)
				if !ok {
					return &CellError{Row: i, Col: j, Value: x}
				}
				by[j] = int16(k)
				r.Ratings++
			}
			key[2*j], key[2*j+1] = byte(by[j]), byte(by[j]>>8)
		}
		k, ok := known[string(key)]
		if !ok {
			k = int32(len(r.patterns))
			known[string(key)] = k
			r.patterns = append(r.patterns, newPattern(by))
			r.counts = append(r.counts, 0)
		}
		r.of[i] = k
		r.counts[k]++
	}
	return nil
}

func newPattern(by []int16) pattern {
	p := pattern{by: slices.Clone(by)}
	for _, c := range by {
		if c < 0 {
			continue
		}
		p.m++
		at, ok := slices.BinarySearchFunc(p.cells, c, func(x cell, c int16) int { return cmp.Compare(x.category, c) })
		if !ok {
			p.cells = slices.Insert(p.cells, at, cell{category: c})
		}
		p.cells[at].n++
	}
	return p
}

// FromCounts builds ratings from counts: how many coders put each unit (row)
// into each category (column). Coders are then anonymous: kappa of two named
// coders is not to be had from it.
func FromCounts(counts [][]int) (*Ratings, error) {
	most := 0
	for _, row := range counts {
		sum := 0
		for _, n := range row {
			if n < 0 {
				return nil, ErrParameter
			}
			sum += n
		}
		most = max(most, sum)
	}
	if most == 0 {
		return nil, ErrEmpty
	}
	m := NewMatrix(len(counts), most)
	scale := make([]float64, len(counts[0]))
	for k := range scale {
		scale[k] = float64(k + 1)
	}
	for i, row := range counts {
		if len(row) != len(scale) {
			return nil, ErrShape
		}
		at := 0
		for k, n := range row {
			for ; n > 0; n-- {
				m.Set(i, at, scale[k])
				at++
			}
		}
	}
	return NewRatings(m, scale)
}

// Pairable counts the units that at least two coders rated.
func (r *Ratings) Pairable() int {
	n := 0
	for k, p := range r.patterns {
		if p.m >= 2 {
			n += int(r.counts[k])
		}
	}
	return n
}

// Coefficient computes a measure of agreement from how often each pattern
// occurs. NaN where it is not defined.
type Coefficient func(counts []int32) float64

// Of is the coefficient of the ratings themselves.
func (r *Ratings) Of(c Coefficient) float64 { return c(r.counts) }
