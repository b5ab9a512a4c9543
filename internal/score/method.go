package score

import (
	"sextant/internal/fault"
	"sextant/internal/lang"
	"sextant/internal/stats"
)

// Method says how a table of figures becomes an index. It is data: a method
// file, or the flags of the command line.
type Method struct {
	ID    string
	Title lang.Text
	Note  lang.Text
	// Kind is KindIndex, or KindCoverage for a programme that counts answers
	// and gives no figure; Options are then the answers to count.
	Kind    string
	Options []string
	// Structure is nil where the method is for any tree and the tree comes
	// with the data.
	Structure    *Structure
	Denominate   bool
	Impute       *Impute
	Screen       float64 // least share of indicators that a unit must have; 0: none
	Treatment    *stats.Treatment
	Normalise    stats.Normalisation
	Each         map[string]stats.Normalisation // of single indicators
	Aggregate    []stats.Aggregation            // one, or one per level from the lowest up
	Missing      stats.Missing
	Ranking      bool
	RankDecimals int // figures are rounded so before they are ranked; -1: not at all
	Bands        []Band
	Uncertain    Uncertain
}

// The kinds of method.
const (
	KindIndex    = "index"
	KindCoverage = "coverage"
)

// Band names a range of figures: From is in, Below is out; with To, both ends
// are in.
type Band struct {
	Code  string
	From  float64
	Below float64 // NaN with To
	To    float64 // NaN with Below
	Label lang.Text
}

// Uncertain are the choices that somebody else might have made otherwise.
type Uncertain struct {
	Limits         []int
	Normalisations []stats.Normalisation
	Noise          []stats.Noise
	Sets           int
	Aggregations   []stats.Aggregation
	LeaveOut       bool
	// Unknown are figures that a missing cell may stand for, before anything
	// else is computed; NaN leaves it missing.
	Unknown []float64
}

// any tells whether anything is uncertain.
func (u Uncertain) any() bool {
	return len(u.Limits) > 1 || len(u.Normalisations) > 1 || len(u.Noise) > 0 || len(u.Aggregations) > 1 || u.LeaveOut || len(u.Unknown) > 1
}

// Plain is the method that most indices use: min-max to 0..100, weighted
// arithmetic means, missing members skipped, ranked.
func Plain() *Method {
	return &Method{
		Kind: KindIndex, Normalise: stats.Normalisation{Kind: stats.MinMax, A: 0, B: 100},
		Aggregate: []stats.Aggregation{{Kind: stats.Arithmetic}}, Ranking: true, RankDecimals: -1,
	}
}

// band is the number of the band that holds a figure, -1 for none.
func (m *Method) band(v float64) int { return stats.BandOf(m.bands(), v) }

func (m *Method) bands() []stats.Band {
	out := make([]stats.Band, len(m.Bands))
	for i, b := range m.Bands {
		out[i] = stats.Band{From: b.From, Below: b.Below, To: b.To}
	}
	return out
}

// plan is the method's aggregation over its structure.
func (m *Method) plan() (stats.Plan, error) {
	s := m.Structure
	p := stats.Plan{Tree: s.tree, Weights: s.weights(), Missing: m.Missing, Aggregation: m.Aggregate}
	if len(m.Aggregate) <= 1 {
		return p, nil
	}
	levels := 0
	for _, n := range s.Nodes {
		levels = max(levels, n.Level)
	}
	if len(m.Aggregate) != levels-1 {
		return p, fault.New(fault.Invalid, "score.aggregate_levels", "count", len(m.Aggregate), "want", levels-1)
	}
	p.Aggregation = nil
	for _, n := range s.Nodes[s.Leaves:] {
		p.Aggregation = append(p.Aggregation, m.Aggregate[n.Level-2])
	}
	return p, nil
}

// each gives the normalisation of single indicators, in the order of leaves.
func (m *Method) each() ([]*stats.Normalisation, error) {
	leaves := m.Structure.Nodes[:m.Structure.Leaves]
	if len(m.Each) == 0 && m.Normalise.Kind != stats.DistanceToTarget {
		return nil, nil
	}
	out := make([]*stats.Normalisation, len(leaves))
	for i, n := range leaves {
		how, own := m.Each[n.Code]
		if !own {
			how = m.Normalise
		}
		if how.Kind == stats.DistanceToTarget {
			if n.Target != n.Target {
				return nil, fault.New(fault.Invalid, "score.target_missing", "code", n.Code).At(n.where)
			}
			how.A = n.Target
		}
		out[i] = &how
	}
	return out, nil
}
