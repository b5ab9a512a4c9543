package stats

// Chain is one way from data to index: treat, normalise, aggregate. What comes
// before (denominators, imputation, screening of units) is already in Data.
type Chain struct {
	Data          *Matrix
	Directions    []float64 // per column, 1 or -1; nil: all 1
	Treatment     *Treatment
	Normalisation Normalisation
	Each          []*Normalisation // per column, where it differs; nil: nowhere
	Plan          Plan
	// InPlace lets the steps of Run write over Data and each other, for tables
	// that fill the memory: Data, Treated and Normalised are then one.
	InPlace bool
}

// Outcome is what a chain gives, step by step. Treated is the data itself
// where there is no treatment.
type Outcome struct {
	Treated, Normalised, Aggregated *Matrix
	Treatments                      []Treated // per column; nil without treatment
	Gaps                            []Undefined
}

// Check refuses a chain that cannot be computed: sizes that do not fit, an
// infinity in the data, a parameter out of range, a direction other than 1
// and -1.
func (c *Chain) Check() error {
	if c.Data == nil {
		return ErrEmpty
	}
	if err := c.Data.Check(); err != nil {
		return err
	}
	if err := c.Plan.Check(); err != nil {
		return err
	}
	if c.Data.Cols != c.Plan.Tree.Leaves || c.Directions != nil && len(c.Directions) != c.Data.Cols ||
		c.Each != nil && len(c.Each) != c.Data.Cols {
		return ErrShape
	}
	for j, d := range c.Directions {
		if d != 1 && d != -1 {
			return &ColumnError{Col: j, What: "direction"}
		}
	}
	if c.Treatment != nil {
		if err := c.Treatment.Check(); err != nil {
			return err
		}
	}
	return c.checkNormalisations()
}

func (c *Chain) checkNormalisations() error {
	if err := c.Normalisation.Check(); err != nil {
		return err
	}
	for j, n := range c.Each {
		if n != nil && n.Check() != nil {
			return &ColumnError{Col: j, What: "normalisation"}
		}
	}
	return nil
}

// Run computes the chain.
func (c *Chain) Run() (*Outcome, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	o := &Outcome{}
	o.Treated, o.Treatments = c.treat(c.Data, c.Treatment)
	o.Normalised = c.normalise(o.Treated, c.Normalisation)
	var err error
	o.Aggregated, o.Gaps, err = c.Plan.Aggregate(o.Normalised)
	return o, err
}

// room is where a step writes.
func (c *Chain) room(data *Matrix) *Matrix {
	if c.InPlace {
		return data
	}
	return NewMatrix(data.Rows, data.Cols)
}

func (c *Chain) treat(data *Matrix, t *Treatment) (*Matrix, []Treated) {
	if t == nil {
		return data, nil
	}
	out, done := c.room(data), make([]Treated, data.Cols)
	for j := range done {
		done[j] = t.Apply(data.Col(j), out.Col(j))
	}
	return out, done
}

func (c *Chain) normalise(data *Matrix, n Normalisation) *Matrix {
	out := c.room(data)
	for j := 0; j < data.Cols; j++ {
		how := n
		if c.Each != nil && c.Each[j] != nil {
			how = *c.Each[j]
		}
		how.Apply(data.Col(j), c.direction(j), out.Col(j))
	}
	return out
}

func (c *Chain) direction(j int) float64 {
	if c.Directions == nil {
		return 1
	}
	return c.Directions[j]
}
