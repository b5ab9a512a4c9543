package score

import (
	"math"

	"sextant/internal/stats"
)

// Explanation is a figure taken apart.
type Explanation struct {
	Unit, Code string
	Value      float64 // NaN: none
	Band       int     // number of the band, -1 for none
	Parts      []Part
}

// Part is a member of a figure. Share is its part of the weights that counted,
// NaN for a member that took no part; Contribution is share times value where
// the figure is the sum of such products (arithmetic means and sums), else
// NaN. Reason is the catalog key that says why a member took no part.
type Part struct {
	Code                               string
	Value, Weight, Share, Contribution float64
	Imputed                            bool
	Reason                             string
}

// The reasons for which a member takes no part.
const (
	ReasonMissing = "score.reason_missing" // it has no figure
	ReasonWeight  = "score.reason_weight"  // its weight is zero
)

// Explain takes the figure of a unit at an aggregate apart. An indicator has
// no parts.
func (r *Result) Explain(unit, node int) Explanation {
	s := r.Method.Structure
	e := Explanation{Unit: r.Units[unit], Code: s.Nodes[node].Code, Value: r.Figure(unit, node)}
	e.Band = r.Method.band(e.Value)
	total := 0.0
	for _, c := range s.tree.Members(node) {
		p := Part{Code: s.Nodes[c].Code, Value: r.Figure(unit, c), Weight: s.Nodes[c].Weight, Share: nan, Contribution: nan}
		p.Imputed = c < s.Leaves && r.filled[c*len(r.Units)+unit]
		switch {
		case p.Value != p.Value:
			p.Reason = ReasonMissing
		case p.Weight == 0:
			p.Reason = ReasonWeight
		default:
			total += p.Weight
		}
		e.Parts = append(e.Parts, p)
	}
	kind := r.kind(node)
	for i := range e.Parts {
		p := &e.Parts[i]
		if p.Reason != "" || math.IsNaN(e.Value) {
			continue
		}
		p.Share = p.Weight / total
		switch kind {
		case stats.Arithmetic:
			p.Contribution = p.Share * p.Value
		case stats.Sum:
			p.Contribution = p.Weight * p.Value
		}
	}
	return e
}

func (r *Result) kind(node int) stats.Kind {
	if a := r.chain.Plan.Aggregation; len(a) > 1 {
		return a[node-r.Method.Structure.Leaves].Kind
	}
	return r.chain.Plan.Aggregation[0].Kind
}
