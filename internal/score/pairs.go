package score

import (
	"slices"

	"sextant/internal/stats"
)

// Pair is one unit that two coders answered, with the groups it counts in:
// its domain, its indicator, who the two were.
type Pair struct {
	Unit          string
	First, Second string // option codes; what is no level of the scale is no rating
	Groups        []string
}

// PairsOf puts the answers of two hands side by side, so that Agreement gives
// figures for all units and for each group, in the order in which groups
// occur. Scale lists the levels from lowest to highest. Answers that are no
// level, such as unknown, are no ratings and are counted in Notes.
func PairsOf(scale []string, pairs []Pair) *Coders {
	c := &Coders{Coders: []string{"first", "second"}, Scale: scale, Data: stats.NewMatrix(len(pairs), 2), Of: map[string][]int{}}
	ignored := map[string]int{}
	for u, p := range pairs {
		c.Units = append(c.Units, p.Unit)
		for k, answer := range []string{p.First, p.Second} {
			if at := slices.Index(scale, answer); at >= 0 {
				c.Data.Set(u, k, float64(at+1))
			} else if answer != "" {
				ignored[answer]++
			}
		}
		for _, g := range p.Groups {
			if _, ok := c.Of[g]; !ok {
				c.Indicators = append(c.Indicators, g)
			}
			c.Of[g] = append(c.Of[g], u)
		}
	}
	for _, a := range sortedKeys(ignored) {
		c.Notes = append(c.Notes, note("score.note_ignored", "", "", "value", a, "count", ignored[a]))
	}
	return c
}
