package score

import (
	"slices"

	"sextant/internal/framework"
	"sextant/internal/stats"
)

// CodersOf puts the answers of several coders to one book side by side, one
// Coders for each scale of the book, because answers on different scales
// cannot be held against each other. Units are indicators, and Indicators are
// the domains, so that Agreement gives figures for each domain and for all.
// States (unknown, not applicable) are no ratings and are counted in Notes.
func CodersOf(f *framework.Framework, names []string, answers []map[framework.Code]string) []*Coders {
	var out []*Coders
	for _, scale := range f.Scales {
		if c := codersOn(f, scale, names, answers); c != nil {
			out = append(out, c)
		}
	}
	return out
}

func codersOn(f *framework.Framework, scale framework.Scale, names []string, answers []map[framework.Code]string) *Coders {
	c := &Coders{Coders: names, Of: map[string][]int{}}
	for _, o := range scale.Levels() {
		c.Scale = append(c.Scale, o.Code)
	}
	var rows []framework.Code
	for _, ind := range f.Indicators {
		if ind.Scale != scale.ID {
			continue
		}
		domain := string(ind.Domain)
		if _, ok := c.Of[domain]; !ok {
			c.Indicators = append(c.Indicators, domain)
		}
		c.Of[domain] = append(c.Of[domain], len(rows))
		rows, c.Units = append(rows, ind.Code), append(c.Units, string(ind.Code))
	}
	if len(rows) == 0 || len(names) < 2 || len(names) != len(answers) {
		return nil
	}
	c.Data = stats.NewMatrix(len(rows), len(names))
	ignored := map[string]int{}
	for u, code := range rows {
		for k := range names {
			answer := answers[k][code]
			if at := slices.Index(c.Scale, answer); at >= 0 {
				c.Data.Set(u, k, float64(at+1))
			} else if answer != "" {
				ignored[answer]++
			}
		}
	}
	for _, a := range sortedKeys(ignored) {
		c.Notes = append(c.Notes, note("score.note_ignored", "", "", "value", a, "count", ignored[a]))
	}
	return c
}
