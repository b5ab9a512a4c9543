package stats

// Factor is a choice that somebody else might have made otherwise.
type Factor uint8

const (
	FactorData          Factor = iota // which data: unknown as missing, unknown as absent
	FactorLimit                       // how many points may be Winsorised
	FactorNormalisation               // which normalisation
	FactorWeights                     // weights with noise
	FactorAggregation                 // which aggregation
	FactorLeaveOut                    // all indicators, or all but one of them
)

// Noise multiplies each weight of a level by 1 + uniform(-Factor, Factor),
// independently (Saisana, Saltelli and Tarantola, 2005).
type Noise struct {
	Level  int
	Factor float64 // 0 to 1
}

// Choices are a chain and the choices in it that are uncertain. A field left
// empty is not uncertain. All alternatives of a choice are equally likely and
// the choices are independent.
type Choices struct {
	Base           Chain
	Data           []*Matrix // alternatives to Base.Data, which should be among them
	Limits         []int
	Normalisations []Normalisation
	Noise          []Noise
	Sets           int // weight sets drawn beforehand; 0: every replication draws its own
	Aggregations   []Aggregation
	LeaveOut       bool
	Levels         []int // level of each node, for Noise; nil: the heights of the tree
	Target         int   // the node looked at; 0: the top of the tree
}

// Factors lists the choices that are uncertain, in a fixed order.
func (c *Choices) Factors() []Factor {
	var f []Factor
	for _, is := range []struct {
		uncertain bool
		factor    Factor
	}{
		{len(c.Data) > 1, FactorData},
		{len(c.Limits) > 1, FactorLimit},
		{len(c.Normalisations) > 1, FactorNormalisation},
		{len(c.Noise) > 0, FactorWeights},
		{len(c.Aggregations) > 1, FactorAggregation},
		{c.LeaveOut, FactorLeaveOut},
	} {
		if is.uncertain {
			f = append(f, is.factor)
		}
	}
	return f
}

// Check refuses choices that cannot be computed.
func (c *Choices) Check() error {
	if err := c.Base.Check(); err != nil {
		return err
	}
	tree := c.Base.Plan.Tree
	if c.Target < 0 || c.Target >= tree.Nodes() || c.Target > 0 && c.Target < tree.Leaves {
		return &NodeError{Node: c.Target}
	}
	if c.Levels != nil && len(c.Levels) != tree.Nodes() || c.Sets < 0 {
		return ErrShape
	}
	for _, m := range c.Data {
		if err := m.Check(); err != nil {
			return err
		}
		if m.Rows != c.Base.Data.Rows || m.Cols != c.Base.Data.Cols {
			return ErrShape
		}
	}
	return c.checkAlternatives()
}

func (c *Choices) checkAlternatives() error {
	for _, n := range c.Noise {
		if !(n.Factor >= 0 && n.Factor <= 1) {
			return ErrParameter
		}
	}
	for _, l := range c.Limits {
		if l < 0 {
			return ErrParameter
		}
	}
	for _, n := range c.Normalisations {
		if err := n.Check(); err != nil {
			return err
		}
	}
	for _, a := range c.Aggregations {
		p := c.Base.Plan
		p.Aggregation = []Aggregation{a}
		if err := p.Check(); err != nil {
			return err
		}
	}
	return nil
}

// level is the level of a node for noise.
func (c *Choices) level(node int) int {
	if c.Levels != nil {
		return c.Levels[node]
	}
	return c.Base.Plan.Tree.Level(node)
}

// picks are the alternatives that one point of the unit cube stands for.
type picks struct {
	data, limit, norm, agg, left int
	weights                      uint64 // number of the set, or the seed of the noise
}

// pick reads a point, one coordinate per factor.
func (c *Choices) pick(factors []Factor, u []float64) picks {
	p := picks{left: -1}
	for i, f := range factors {
		switch f {
		case FactorData:
			p.data = alternative(u[i], len(c.Data))
		case FactorLimit:
			p.limit = alternative(u[i], len(c.Limits))
		case FactorNormalisation:
			p.norm = alternative(u[i], len(c.Normalisations))
		case FactorAggregation:
			p.agg = alternative(u[i], len(c.Aggregations))
		case FactorLeaveOut:
			p.left = alternative(u[i], c.Base.Data.Cols+1) - 1
		case FactorWeights:
			p.weights = uint64(u[i] * (1 << 53))
			if c.Sets > 0 {
				p.weights = uint64(alternative(u[i], c.Sets))
			}
		}
	}
	return p
}

func alternative(u float64, n int) int { return min(int(u*float64(n)), n-1) }
