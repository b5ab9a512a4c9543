package stats

import "math"

// replica is one worker's memory for computing replications.
type replica struct {
	m       *model
	weights []float64 // of every node in this replication
	share   []float64 // of the target, by node
	alive   []bool
	flat    []float64 // share of each node of the border
	node    []float64 // figures of one row, by node
	members []float64
	wts     []float64
}

func (m *model) replica() *replica {
	n := m.choices.Base.Plan.Tree.Nodes()
	return &replica{
		m: m, weights: make([]float64, n), share: make([]float64, n), alive: make([]bool, n),
		flat: make([]float64, len(m.border)), node: make([]float64, n),
	}
}

// at computes the target of every unit at one point of the unit cube.
func (r *replica) at(u []float64, out []float64) {
	r.compute(r.m.choices.pick(r.m.factors, u), out)
}

// nominal computes the target under the base chain itself.
func (r *replica) nominal(out []float64) error {
	o, err := r.m.choices.Base.Run()
	if err != nil {
		return err
	}
	copy(out, o.Aggregated.Col(r.m.target-o.Normalised.Cols))
	return nil
}

func (r *replica) compute(p picks, out []float64) {
	s := r.m.stageOf(p)
	r.draw(p)
	plan := r.m.plan(p.agg)
	plan.Weights = r.weights
	if len(plan.Aggregation) != 1 || !plan.Aggregation[0].quasi() {
		above, _, err := plan.Aggregate(s.normalised)
		if err != nil { // checked beforehand; what is left is no figure
			fill(out, math.NaN())
			return
		}
		copy(out, above.Col(r.m.target-s.normalised.Cols))
		return
	}
	agg := plan.Aggregation[0]
	r.flatten()
	weightedSum(r.m.borderOf(s, p), r.flat, out)
	for i, v := range out {
		if v == v {
			v = agg.outOf(v)
		}
		if v != v || math.IsInf(v, 0) {
			v = r.row(&plan, s.normalised, i)
		}
		out[i] = v
	}
}

// draw sets the weights of this replication.
func (r *replica) draw(p picks) {
	switch {
	case len(r.m.choices.Noise) == 0:
		for n := range r.weights {
			r.weights[n] = r.m.choices.Base.Plan.Weight(n)
		}
	case r.m.choices.Sets > 0:
		copy(r.weights, r.m.sets[p.weights])
	default:
		r.m.noise(r.weights, forNoise, p.weights)
	}
	if p.left >= 0 {
		r.weights[p.left] = 0
	}
}

// flatten multiplies the weights along every path from the target down to the
// border: nested means of complete rows are one weighted mean.
func (r *replica) flatten() {
	tree := r.m.choices.Base.Plan.Tree
	for n := range r.share {
		r.share[n], r.alive[n] = 0, true
	}
	for i := len(r.m.inner) - 1; i >= 0; i-- { // members first
		n := r.m.inner[i]
		r.alive[n] = false
		for _, c := range tree.Members(n) {
			r.alive[n] = r.alive[n] || r.weights[c] > 0 && r.alive[c]
		}
	}
	r.share[r.m.target] = 1
	for _, n := range r.m.inner {
		total := 0.0
		for _, c := range tree.Members(n) {
			if r.alive[c] {
				total += r.weights[c]
			}
		}
		for _, c := range tree.Members(n) {
			if r.alive[c] && r.weights[c] > 0 {
				r.share[c] += r.share[n] * r.weights[c] / total
			}
		}
	}
	for b, n := range r.m.border {
		r.flat[b] = r.share[n]
	}
	if !r.alive[r.m.target] {
		fill(r.flat, math.NaN())
	}
}

// row computes the target of one unit member by member, with the rule for
// missing members.
func (r *replica) row(plan *Plan, leaves *Matrix, i int) float64 {
	for j := 0; j < leaves.Cols; j++ {
		r.node[j] = leaves.At(i, j)
	}
	for _, k := range plan.Tree.order {
		r.members, r.wts = r.members[:0], r.wts[:0]
		present := 0
		for _, c := range plan.Tree.members[k] {
			if w := plan.Weight(c); w > 0 {
				r.members, r.wts = append(r.members, r.node[c]), append(r.wts, w)
				if r.node[c] == r.node[c] {
					present++
				}
			}
		}
		v := math.NaN()
		if len(r.members) > 0 && plan.Missing.admits(present, len(r.members)) == NoGap {
			v, _ = Weighted(plan.Aggregation[0], r.members, r.wts)
		}
		r.node[plan.Tree.Leaves+k] = v
	}
	return r.node[r.m.target]
}
