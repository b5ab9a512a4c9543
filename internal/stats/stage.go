package stats

import (
	"math"
	"sync"
)

// model computes the target for any picks. What does not change between
// replications is computed once: the data after treatment and normalisation
// for each combination picked, and in it every aggregate beneath which no
// weight is uncertain.
type model struct {
	choices *Choices
	factors []Factor
	target  int
	sets    [][]float64
	seed    uint64
	// border holds the nodes whose own columns never change: a replication
	// starts from them. Each lies on a path to the target.
	border []int
	inner  []int // aggregates above the border, each before its members
	stages []stage
	limits int
	norms  int
}

// stage is the data after treatment and normalisation, and from it, for each
// aggregation, the columns of the border.
type stage struct {
	once       sync.Once
	normalised *Matrix
	settled    []settled
}

type settled struct {
	once sync.Once
	cols [][]float64 // in the form in which the mean is a sum (Aggregation.into)
}

func newModel(c *Choices, seed uint64) *model {
	m := &model{
		choices: c, factors: c.Factors(), target: c.Target, seed: seed,
		limits: max(1, len(c.Limits)), norms: max(1, len(c.Normalisations)),
	}
	if m.target == 0 {
		m.target = c.Base.Plan.Tree.Top()
	}
	c.Base.InPlace = false
	m.stages = make([]stage, max(1, len(c.Data))*m.limits*m.norms)
	for i := range m.stages {
		m.stages[i].settled = make([]settled, max(1, len(c.Aggregations)))
	}
	for s := 0; s < c.Sets; s++ {
		w := make([]float64, c.Base.Plan.Tree.Nodes())
		m.noise(w, forWeightSet, uint64(s))
		m.sets = append(m.sets, w)
	}
	m.divide()
	return m
}

// noise writes one set of weights.
func (m *model) noise(w []float64, purpose, number uint64) {
	var s stream
	s.start(m.seed, purpose, number)
	for n := range w {
		w[n] = m.choices.Base.Plan.Weight(n)
		for _, z := range m.choices.Noise {
			if m.choices.level(n) == z.Level {
				w[n] *= 1 + (2*s.float()-1)*z.Factor
			}
		}
	}
}

// varies tells whether the weight of a node is uncertain.
func (m *model) varies(node int) bool {
	if m.choices.LeaveOut && node < m.choices.Base.Plan.Tree.Leaves {
		return true
	}
	for _, z := range m.choices.Noise {
		if m.choices.level(node) == z.Level && z.Factor > 0 {
			return true
		}
	}
	return false
}

// divide finds the border between what is settled and what varies.
func (m *model) divide() {
	tree := m.choices.Base.Plan.Tree
	loose := make([]bool, tree.Nodes())
	for _, k := range tree.order {
		for _, c := range tree.members[k] {
			if loose[c] || m.varies(c) {
				loose[tree.Leaves+k] = true
			}
		}
	}
	wanted := make([]bool, tree.Nodes())
	wanted[m.target] = true
	for at := len(tree.order) - 1; at >= 0; at-- {
		n := tree.Leaves + tree.order[at]
		if !wanted[n] || !loose[n] {
			continue
		}
		m.inner = append(m.inner, n)
		for _, c := range tree.Members(n) {
			wanted[c] = true
		}
	}
	for n, w := range wanted {
		if w && !loose[n] {
			m.border = append(m.border, n)
		}
	}
}

// plan is the base plan with the aggregation picked.
func (m *model) plan(agg int) Plan {
	p := m.choices.Base.Plan
	if len(m.choices.Aggregations) > 0 {
		p.Aggregation = m.choices.Aggregations[agg : agg+1]
	}
	return p
}

// stageOf gives the stage for picks, computing it when it is first asked for.
func (m *model) stageOf(p picks) *stage {
	s := &m.stages[(p.data*m.limits+p.limit)*m.norms+p.norm]
	s.once.Do(func() {
		c := m.choices
		data := c.Base.Data
		if len(c.Data) > 0 {
			data = c.Data[p.data]
		}
		treatment := c.Base.Treatment
		if len(c.Limits) > 0 {
			t := Usual(0)
			if treatment != nil {
				t = *treatment
			}
			t.Limit = c.Limits[p.limit]
			treatment = &t
		}
		norm := c.Base.Normalisation
		if len(c.Normalisations) > 0 {
			norm = c.Normalisations[p.norm]
		}
		treated, _ := c.Base.treat(data, treatment)
		s.normalised = c.Base.normalise(treated, norm)
	})
	return s
}

// borderOf gives the columns of the border for an aggregation that is a mean
// of transformed figures. A figure for which the mean is not defined is
// missing there; the row is then computed member by member.
func (m *model) borderOf(s *stage, p picks) [][]float64 {
	e := &s.settled[p.agg]
	e.once.Do(func() {
		plan := m.plan(p.agg)
		agg := plan.Aggregation[0]
		leaves := s.normalised
		if agg.Kind != Arithmetic {
			leaves = leaves.Clone()
			for i, v := range leaves.Data {
				leaves.Data[i] = math.NaN()
				if v == v && agg.takes(v) {
					leaves.Data[i] = agg.into(v)
				}
			}
		}
		plan.Aggregation = []Aggregation{{Kind: Arithmetic}}
		plan.Missing = Missing{Kind: Propagate}
		above, _, _ := plan.Aggregate(leaves)
		for _, n := range m.border {
			if n < leaves.Cols {
				e.cols = append(e.cols, leaves.Col(n))
			} else {
				e.cols = append(e.cols, above.Col(n-leaves.Cols))
			}
		}
	})
	return e.cols
}
