package score

import (
	"math"
	"sort"

	"sextant/internal/stats"
)

// connect finds the members of every item over all units. An item that is the
// parent of nothing and has no parent, while others without a parent have
// members, is an overall figure: its members are those others.
func (r *Results) connect() {
	for _, code := range r.order {
		if p := r.parents[code]; p != "" {
			r.children[p] = append(r.children[p], code)
		}
	}
	var tops []string
	for _, code := range r.order {
		if r.parents[code] == "" && len(r.children[code]) > 0 {
			tops = append(tops, code)
		}
	}
	for _, code := range r.order {
		if r.parents[code] == "" && len(r.children[code]) == 0 && len(tops) > 0 {
			r.children[code] = r.membersOfOverall(code, tops)
			r.overall[code] = true
		}
	}
}

// mostTops bounds the search for what an overall figure is the mean of.
const mostTops = 14

// membersOfOverall finds of which top items an overall figure is the mean: the
// subset that gives the published figure in most units, the largest of several.
// Overall figures with and without a domain stand side by side in published
// results, and nothing in the file says which is which.
func (r *Results) membersOfOverall(code string, tops []string) []string {
	if len(tops) > mostTops {
		return tops
	}
	best, bestFits, bestSize := tops, -1, 0
	for set := 1; set < 1<<len(tops); set++ {
		var members []string
		for k, t := range tops {
			if set>>k&1 == 1 {
				members = append(members, t)
			}
		}
		fits := 0
		for _, key := range r.Units {
			if p := r.book[key].of[code]; p != nil && p.hasValue {
				mean, n := r.book[key].mean(members)
				if n == len(members) && math.Abs(mean-float64(p.Value)) <= p.tolerance(p.shown) {
					fits++
				}
			}
		}
		if fits > bestFits || fits == bestFits && len(members) > bestSize {
			best, bestFits, bestSize = members, fits, len(members)
		}
	}
	if bestFits == 0 {
		best = tops
	}
	if len(best) < len(tops) {
		r.Notes = append(r.Notes, note("score.note_overall", "", code, "members", joined(best), "count", len(best), "all", len(tops)))
	}
	return best
}

func joined(codes []string) string {
	out := ""
	for i, c := range codes {
		if i > 0 {
			out += ", "
		}
		out += c
	}
	return out
}

// mean is the plain mean of the members that have a figure. A blank is none.
func (u *unitResults) mean(members []string) (float64, int) {
	x := make([]float64, 0, len(members))
	for _, m := range members {
		if p := u.of[m]; p != nil && p.hasValue {
			x = append(x, float64(p.Value))
		}
	}
	return stats.Mean(x), len(x)
}

// tolerance is how far a published figure may be from the recomputed one: half
// a unit of the last decimal that figures of its kind were written with, and
// what binary fractions lose.
func (p *Published) tolerance(shown int) float64 {
	size := 1e-9 * max(1, math.Abs(float64(p.Value)))
	if shown >= 9 {
		return size
	}
	return 0.5*math.Pow10(-shown) + size
}

// recompute holds every aggregate of every unit against its members.
func (r *Results) recompute() {
	shown := r.precision()
	var aggregates []string
	for code := range r.children {
		aggregates = append(aggregates, code)
	}
	sort.Strings(aggregates)
	for _, key := range r.Units {
		for _, code := range aggregates {
			r.hold(key, code, shown)
		}
	}
}

// precision is the most decimals that any aggregate was written with: figures
// cut to whole numbers stand in files where all are.
func (r *Results) precision() int {
	most := 0
	for _, u := range r.book {
		for code, p := range u.of {
			if len(r.children[code]) > 0 && p.hasValue {
				most = max(most, p.shown)
			}
		}
	}
	return most
}

func (r *Results) hold(key, code string, shown int) {
	u := r.book[key]
	p, members := u.of[code], r.children[code]
	mean, n := u.mean(members)
	if p == nil {
		if n > 0 {
			first := r.firstOf(u, members)
			// An overall figure of a kind that a unit never had is no gap.
			a := r.anomaly(first, ParentMissing, !r.overall[code])
			a.Code, a.Member, a.Text, a.Recomputed, a.Members, a.Published = code, first.Code, "", Number(mean), n, Number(nan)
		}
		return
	}
	for _, m := range members {
		if q := u.of[m]; q == nil || !q.hasValue && q.Text == "" {
			a := r.anomaly(p, MemberMissing, false)
			a.Member, a.Members = m, n
		}
	}
	switch {
	case !p.hasValue && n == 0:
	case p.hasValue && n == 0:
		// A figure of its own: an indicator whose sub-indicators were not asked.
		r.anomaly(p, NoMembers, false)
	case !p.hasValue:
		a := r.anomaly(p, ParentMissing, true)
		a.Recomputed, a.Members = Number(mean), n
	default:
		r.Checked++
		if math.Abs(mean-float64(p.Value)) <= p.tolerance(shown) {
			r.Agreeing++
			return
		}
		a := r.anomaly(p, Differs, true)
		a.Recomputed, a.Members = Number(mean), n
	}
}

func (r *Results) firstOf(u *unitResults, members []string) *Published {
	for _, m := range members {
		if p := u.of[m]; p != nil && p.hasValue {
			return p
		}
	}
	return &Published{}
}
