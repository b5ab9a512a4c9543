package stats

import (
	"math"
	"slices"
)

// MissingKind says what a missing member does to the figure above it.
type MissingKind uint8

const (
	// Skip leaves it out and rescales the other weights.
	Skip MissingKind = iota
	// Threshold skips as long as the share of members present is at least the
	// one stated, and gives no figure below it. Members are counted, not
	// weighed; a member of weight zero is none.
	Threshold
	// Propagate gives no figure when any member is missing.
	Propagate
)

// Missing is the rule for missing members.
type Missing struct {
	Kind  MissingKind
	Share float64 // of Threshold, 0 to 1
}

// admits tells whether a figure may be computed from present out of all
// members, and why not.
func (m Missing) admits(present, all int) Gap {
	switch {
	case present == 0:
		return NoMember
	case m.Kind == Propagate && present < all:
		return OneMissing
	case m.Kind == Threshold && float64(present)/float64(all) < m.Share:
		return TooFew
	}
	return NoGap
}

// ImputeKind says what fills a missing cell before anything is computed.
type ImputeKind uint8

const (
	ImputeMean        ImputeKind = iota // the mean of the column
	ImputeMedian                        // the median of the column
	ImputeGroupMean                     // the mean of the column over the units of the same group
	ImputeGroupMedian                   // likewise the median
)

// Impute fills missing cells in place and lists what it filled as cell
// numbers into Data. Groups has one number per row for the two kinds that
// need it; a negative number is no group, and such a row is left as it is. A
// column or group without any figure is left as it is, too.
func Impute(m *Matrix, kind ImputeKind, groups []int) ([]int, error) {
	grouped := kind == ImputeGroupMean || kind == ImputeGroupMedian
	if grouped && len(groups) != m.Rows {
		return nil, ErrShape
	}
	if !grouped {
		groups = make([]int, m.Rows)
	}
	of := map[int][]int{}
	for i, g := range groups {
		if g >= 0 {
			of[g] = append(of[g], i)
		}
	}
	var filled []int
	var have []float64
	for j := 0; j < m.Cols; j++ {
		col := m.Col(j)
		if Present(col) == len(col) {
			continue
		}
		for _, rows := range of {
			have = have[:0]
			for _, i := range rows {
				have = append(have, col[i])
			}
			fill := Mean(have)
			if kind == ImputeMedian || kind == ImputeGroupMedian {
				fill = Median(have)
			}
			for _, i := range rows {
				if math.IsNaN(col[i]) && !math.IsNaN(fill) {
					col[i] = fill
					filled = append(filled, j*m.Rows+i)
				}
			}
		}
	}
	slices.Sort(filled)
	return filled, nil
}
