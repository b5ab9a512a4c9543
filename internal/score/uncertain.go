package score

import (
	"context"
	"errors"
	"io"

	"sextant/internal/fault"
	"sextant/internal/stats"
)

// Usual are the choices that are varied where a method declares none: all
// weights by a quarter, and each indicator left out in turn.
func Usual(s *Structure) Uncertain {
	u := Uncertain{LeaveOut: true}
	top := 0
	for _, n := range s.Nodes {
		top = max(top, n.Level)
	}
	for level := 1; level < top; level++ {
		u.Noise = append(u.Noise, stats.Noise{Level: level, Factor: 0.25})
	}
	return u
}

// choices is the chain of a result with the choices that are uncertain. Base
// data are those after imputation and screening.
func (r *Result) choices(node string) (stats.Choices, error) {
	u, s := r.Method.Uncertain, r.Method.Structure
	c := stats.Choices{
		Base: r.chain, Limits: u.Limits, Normalisations: u.Normalisations, Noise: u.Noise, Sets: u.Sets,
		Aggregations: u.Aggregations, LeaveOut: u.LeaveOut, Levels: s.levels(),
	}
	if !u.any() {
		return c, fault.New(fault.Invalid, "score.nothing_uncertain")
	}
	if node != "" {
		n, ok := s.Index(node)
		if !ok || n < s.Leaves {
			return c, fault.New(fault.Invalid, "score.target_unknown", "code", node)
		}
		c.Target = n
	}
	if len(u.Unknown) > 1 {
		for _, v := range u.Unknown {
			c.Data = append(c.Data, filledWith(r.chain.Data, v))
		}
	}
	return c, nil
}

// filledWith is the data with every missing cell set to a figure, or as they
// are for NaN.
func filledWith(m *stats.Matrix, v float64) *stats.Matrix {
	if v != v {
		return m
	}
	out := m.Clone()
	for k, x := range out.Data {
		if x != x {
			out.Data[k] = v
		}
	}
	return out
}

// Target is the node that uncertainty is about: the one named, or the top.
func (r *Result) Target(node string) string {
	if node != "" {
		return node
	}
	return r.Method.Structure.Nodes[r.Method.Structure.tree.Top()].Code
}

// Uncertainty recomputes the index n times under the uncertain choices of the
// method. Node is the aggregate looked at, "" for the top. Where the method
// ranks, ranks are summed up, else figures.
type Uncertainty struct {
	Result *Result
	Node   string
	Runs   *stats.Runs
	Seed   uint64
	Notes  []Note
}

// Uncertainty runs n replications. Progress may be nil.
func (r *Result) Uncertainty(ctx context.Context, node string, n int, seed uint64, progress func(done int)) (*Uncertainty, error) {
	c, err := r.choices(node)
	if err != nil {
		return nil, err
	}
	runs, err := stats.Uncertainty(ctx, c, n, seed, progress)
	if err != nil {
		return nil, r.failed(err)
	}
	u := &Uncertainty{Result: r, Node: r.Target(node), Runs: runs, Seed: seed}
	if m := runs.Missing(); m > 0 {
		u.Notes = append(u.Notes, note("score.note_outcomes_missing", "", u.Node, "count", m, "all", len(runs.Ranks)))
	}
	return u, nil
}

func (r *Result) failed(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return r.explained(err)
}

// UnitOutcome is the range of outcomes of a unit.
type UnitOutcome struct {
	Unit, Name string
	Value      float64
	Rank       int32 // 0 where the method does not rank
	Values     stats.Summary
	Ranks      stats.Summary // empty where the method does not rank
	Undefined  int           // replications without a figure
}

// Outcomes sums up every unit.
func (u *Uncertainty) Outcomes() []UnitOutcome {
	out := make([]UnitOutcome, u.Runs.Units)
	var ranks []stats.Summary
	if u.Result.Method.Ranking {
		ranks = u.Runs.RankSummaries()
	}
	for i := range out {
		o := &out[i]
		o.Unit, o.Name, o.Value = u.Result.Units[i], u.Result.Names[i], u.Runs.Nominal[i]
		o.Values = u.Runs.ValueOf(i)
		o.Undefined = u.Runs.N - o.Values.Count
		if ranks != nil {
			o.Rank, o.Ranks = u.Runs.NominalRank[i], ranks[i]
		}
	}
	return out
}

// WriteCSV writes a row per unit: the nominal figure, mean, median, 5 % and
// 95 % quantile, least and greatest, and the same of the rank where the method
// ranks.
func (u *Uncertainty) WriteCSV(w io.Writer) error {
	ranking, l := u.Result.Method.Ranking, newLine(w)
	l.texts("UnitCode", "UnitName", "Node", "Replications", "Undefined", "Nominal", "Mean", "Median", "Q5", "Q95", "Min", "Max")
	if ranking {
		l.texts("RankNominal", "RankMean", "RankMedian", "RankQ5", "RankQ95", "RankMin", "RankMax")
	}
	if err := l.end(); err != nil {
		return err
	}
	for _, o := range u.Outcomes() {
		l.texts(o.Unit, o.Name, u.Node).whole(u.Runs.N).whole(o.Undefined).figure(o.Value).summary(o.Values)
		if ranking {
			if o.Rank == 0 {
				l.empty()
			} else {
				l.whole(int(o.Rank))
			}
			l.summary(o.Ranks)
		}
		if err := l.end(); err != nil {
			return err
		}
	}
	return l.w.Flush()
}

// WriteDistribution writes the whole distribution of every unit: how often it
// came out at each rank, or, where the method does not rank, its figure at
// every twentieth of the outcomes.
func (u *Uncertainty) WriteDistribution(w io.Writer) error {
	l := newLine(w)
	if u.Result.Method.Ranking {
		l.texts("UnitCode", "Node", "Rank", "Count")
	} else {
		l.texts("UnitCode", "Node", "Share", "Value")
	}
	if err := l.end(); err != nil {
		return err
	}
	for i, unit := range u.Result.Units {
		if err := u.distribution(l, i, unit); err != nil {
			return err
		}
	}
	return l.w.Flush()
}

func (u *Uncertainty) distribution(l *line, i int, unit string) error {
	if u.Result.Method.Ranking {
		ranks, counts := u.Runs.RankCounts(i)
		for k, r := range ranks {
			if err := l.texts(unit, u.Node).whole(int(r)).whole(counts[k]).end(); err != nil {
				return err
			}
		}
		return nil
	}
	var shares []float64
	for k := 0; k <= 20; k++ {
		shares = append(shares, float64(k)/20)
	}
	for k, v := range u.Runs.Quantiles(i, shares) {
		if err := l.texts(unit, u.Node).figure(shares[k]).figure(v).end(); err != nil {
			return err
		}
	}
	return nil
}

func (l *line) summary(s stats.Summary) *line {
	return l.figure(s.Mean).figure(s.Median).figure(s.Low).figure(s.High).figure(s.Least).figure(s.Greatest)
}

// Sensitivity is how much each uncertain choice matters.
type Sensitivity struct {
	Result  *Result
	Node    string
	Sobol   *stats.Sobol
	Factors []stats.Factor
	Seed    uint64
	Notes   []Note
}

// boots is how many resamples an interval rests on.
const boots = 500

// Sensitivity runs n(d+2) recalculations for d uncertain choices. The outcome
// is the mean absolute change of rank against nominal, or of the figure where
// the method does not rank.
func (r *Result) Sensitivity(ctx context.Context, node string, n int, seed uint64, progress func(done int)) (*Sensitivity, error) {
	c, err := r.choices(node)
	if err != nil {
		return nil, err
	}
	if len(c.Factors()) < 2 {
		return nil, fault.New(fault.Invalid, "score.one_factor")
	}
	measure := stats.ValueShift
	if r.Method.Ranking {
		measure = stats.RankShift
	}
	sobol, factors, err := stats.Sensitivity(ctx, c, measure, n, boots, seed, progress)
	if err != nil {
		return nil, r.failed(err)
	}
	s := &Sensitivity{Result: r, Node: r.Target(node), Sobol: sobol, Factors: factors, Seed: seed}
	if sobol.TooFew {
		s.Notes = append(s.Notes, note("score.note_too_few_runs", "", s.Node, "count", n, "width", sobol.Widest))
	}
	if sobol.Used < n {
		s.Notes = append(s.Notes, note("score.note_points_unused", "", s.Node, "count", n-sobol.Used, "all", n))
	}
	return s, nil
}

// FactorNames are the names of uncertain choices in files; their words are in
// the catalog under score.factor_ and the name.
var FactorNames = map[stats.Factor]string{
	stats.FactorData: "unknown", stats.FactorLimit: "winsor", stats.FactorNormalisation: "normalise",
	stats.FactorWeights: "weights", stats.FactorAggregation: "aggregate", stats.FactorLeaveOut: "leave_one_out",
}

// WriteCSV writes a row per choice: first- and total-order index with their
// 5 % to 95 % intervals.
func (s *Sensitivity) WriteCSV(w io.Writer) error {
	l := newLine(w)
	if err := l.texts("Choice", "Node", "N", "Recalculations", "Variance", "First", "FirstQ5", "FirstQ95", "Total", "TotalQ5", "TotalQ95").end(); err != nil {
		return err
	}
	for k, f := range s.Factors {
		l.texts(FactorNames[f], s.Node).whole(s.Sobol.N).whole(s.Sobol.Runs).figure(s.Sobol.Variance)
		for _, i := range []stats.Index{s.Sobol.First[k], s.Sobol.Total[k]} {
			l.figure(i.Value).figure(i.Low).figure(i.High)
		}
		if err := l.end(); err != nil {
			return err
		}
	}
	return l.w.Flush()
}
