package stats

import (
	"context"
	"math"
	"slices"
)

// Runs are the outcomes of many replications under uncertain choices.
type Runs struct {
	N, Units    int
	Nominal     []float64 // the figure of each unit under the base chain
	NominalRank []int32   // 0: no figure
	Values      []float64 // replication r, unit u: Values[r*Units+u]; NaN: no figure
	Ranks       []int32   // likewise; 0: no figure
	Factors     []Factor
}

// mostCells bounds the memory of a run: 200 million outcomes are 2.4 GB.
const mostCells = 200_000_000

// Uncertainty recomputes the chain n times, each time with choices drawn
// independently and uniformly (Monte Carlo: Saisana, Saltelli and Tarantola,
// 2005). Replication r depends on the seed and on r alone. ErrParameter when
// nothing is uncertain or n is under 1, ErrTooLarge over the bound.
func Uncertainty(ctx context.Context, c Choices, n int, seed uint64, progress func(done int)) (*Runs, error) {
	m, runs, err := prepare(&c, n, seed)
	if err != nil {
		return nil, err
	}
	units := runs.Units
	err = spread(ctx, n, progress, func() func(int) {
		rep, rank, u := m.replica(), newRanker(units), make([]float64, len(m.factors))
		var s stream
		return func(i int) {
			s.start(seed, forReplication, uint64(i))
			for k := range u {
				u[k] = s.float()
			}
			values := runs.Values[i*units : (i+1)*units]
			rep.at(u, values)
			rank.rank(values, runs.Ranks[i*units:(i+1)*units])
		}
	})
	if err != nil {
		return nil, err
	}
	return runs, nil
}

func prepare(c *Choices, n int, seed uint64) (*model, *Runs, error) {
	if err := c.Check(); err != nil {
		return nil, nil, err
	}
	units := c.Base.Data.Rows
	if n < 1 || len(c.Factors()) == 0 {
		return nil, nil, ErrParameter
	}
	if n > mostCells/units {
		return nil, nil, ErrTooLarge
	}
	m := newModel(c, seed)
	r := &Runs{
		N: n, Units: units, Nominal: make([]float64, units), Factors: m.factors,
		Values: make([]float64, n*units), Ranks: make([]int32, n*units),
	}
	if err := m.replica().nominal(r.Nominal); err != nil {
		return nil, nil, err
	}
	r.NominalRank = Ranks(r.Nominal)
	return m, r, nil
}

// Missing counts the outcomes that have no figure.
func (r *Runs) Missing() int {
	n := 0
	for _, k := range r.Ranks {
		if k == 0 {
			n++
		}
	}
	return n
}

// ValueOf sums up the figures of a unit.
func (r *Runs) ValueOf(unit int) Summary {
	x := make([]float64, r.N)
	for i := range x {
		x[i] = r.Values[i*r.Units+unit]
	}
	return Summarise(x)
}

// RankSummaries sums up the ranks of every unit.
func (r *Runs) RankSummaries() []Summary {
	out := make([]Summary, r.Units)
	x := make([]int32, 0, r.N)
	for u := range out {
		x = x[:0]
		for i := u; i < len(r.Ranks); i += r.Units {
			if r.Ranks[i] > 0 {
				x = append(x, r.Ranks[i])
			}
		}
		out[u] = summariseRanks(x)
	}
	return out
}

func summariseRanks(x []int32) Summary {
	if len(x) == 0 {
		nan := math.NaN()
		return Summary{nan, nan, nan, nan, nan, nan, 0}
	}
	slices.Sort(x)
	sum := 0.0
	for _, k := range x {
		sum += float64(k)
	}
	at := func(p float64) float64 {
		pos := p * float64(len(x)-1)
		k := int(pos)
		if k+1 >= len(x) {
			return float64(x[len(x)-1])
		}
		lo, hi := float64(x[k]), float64(x[k+1])
		return lo + (hi-lo)*(pos-float64(k))
	}
	return Summary{
		Mean: sum / float64(len(x)), Median: at(.5), Low: at(.05), High: at(.95),
		Least: float64(x[0]), Greatest: float64(x[len(x)-1]), Count: len(x),
	}
}

// RankCounts counts how often a unit came out at each rank it ever had, from
// the best rank on.
func (r *Runs) RankCounts(unit int) (ranks []int32, counts []int) {
	often := map[int32]int{}
	for i := unit; i < len(r.Ranks); i += r.Units {
		if k := r.Ranks[i]; k > 0 {
			often[k]++
		}
	}
	for k := range often {
		ranks = append(ranks, k)
	}
	slices.Sort(ranks)
	for _, k := range ranks {
		counts = append(counts, often[k])
	}
	return ranks, counts
}

// Quantiles gives the figures of a unit at the shares asked for, 0 to 1.
func (r *Runs) Quantiles(unit int, shares []float64) []float64 {
	var x []float64
	for i := unit; i < len(r.Values); i += r.Units {
		if v := r.Values[i]; v == v {
			x = append(x, v)
		}
	}
	slices.Sort(x)
	out := make([]float64, len(shares))
	for k, p := range shares {
		out[k] = Quantile(x, p)
	}
	return out
}
