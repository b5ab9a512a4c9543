package score

import (
	"math"
	"strconv"
	"strings"

	"sextant/internal/fault"
	"sextant/internal/stats"
)

// A spec is a choice of the method in one word with its parameters, such as
// zscore:10,2. The same words stand in method files and on the command line.

type spec struct {
	what   string // which choice, for faults
	text   string
	word   string
	params []float64
	rest   string // the parameters as they were written
}

// readSpec cuts a spec and reads its figures where it should have figures.
func readSpec(what, text string, figures bool) (spec, error) {
	word, rest, _ := strings.Cut(strings.TrimSpace(text), ":")
	s := spec{what: what, text: text, word: strings.ToLower(strings.TrimSpace(word)), rest: strings.TrimSpace(rest)}
	if !figures || s.rest == "" {
		return s, nil
	}
	for _, part := range strings.Split(s.rest, ",") {
		v, ok := readFigure(strings.TrimSpace(part))
		if !ok || math.IsNaN(v) {
			return s, fault.New(fault.Invalid, "score.spec_figure", "what", what, "spec", text, "value", part)
		}
		s.params = append(s.params, v)
	}
	return s, nil
}

func (s spec) unknown(known string) error {
	return fault.New(fault.Invalid, "score.spec_unknown", "what", s.what, "spec", s.text, "known", known)
}

func (s spec) bad() error {
	return fault.New(fault.Invalid, "score.spec_parameters", "what", s.what, "spec", s.text)
}

// or gives parameter i, or what stands for it when it was not written.
func (s spec) or(i int, usual float64) float64 {
	if i < len(s.params) {
		return s.params[i]
	}
	return usual
}

const normalisations = "minmax:0,100 zscore:0,1 rank prank borda dist2max dist2target goalposts:LOW,HIGH,SCALE scaled:0,100 share none"

// ParseNormalise reads minmax:0,100, zscore:10,2, rank, prank, borda, dist2max,
// dist2target, goalposts:l,u,a, scaled:l,u, share or none.
func ParseNormalise(text string) (stats.Normalisation, error) {
	s, err := readSpec("normalise", text, true)
	if err != nil {
		return stats.Normalisation{}, err
	}
	var n stats.Normalisation
	most := 0
	switch s.word {
	case "minmax", "min-max":
		n, most = stats.Normalisation{Kind: stats.MinMax, A: s.or(0, 0), B: s.or(1, 100)}, 2
	case "zscore", "z-score":
		n, most = stats.Normalisation{Kind: stats.ZScore, A: s.or(0, 0), B: s.or(1, 1)}, 2
	case "rank":
		n.Kind = stats.RankScore
	case "prank":
		n.Kind = stats.PercentRank
	case "borda":
		n.Kind = stats.BordaScore
	case "dist2max":
		n.Kind = stats.DistanceToMax
	case "dist2target", "dist2targ":
		n.Kind = stats.DistanceToTarget
	case "goalposts":
		n, most = stats.Normalisation{Kind: stats.Goalposts, A: s.or(0, 0), B: s.or(1, 1), C: s.or(2, 1), Cap: true}, 3
	case "scaled":
		n, most = stats.Normalisation{Kind: stats.Scaled, A: s.or(0, 0), B: s.or(1, 100)}, 2
	case "share", "fracmax":
		n.Kind = stats.Share
	case "none":
		n.Kind = stats.AsIs
	default:
		return n, s.unknown(normalisations)
	}
	if len(s.params) > most || len(s.params) == 1 || n.Check() != nil {
		return n, s.bad()
	}
	return n, nil
}

var aggregations = map[string]stats.Kind{
	"arithmetic": stats.Arithmetic, "mean": stats.Arithmetic, "geometric": stats.Geometric, "harmonic": stats.Harmonic,
	"generalised": stats.Generalised, "generalized": stats.Generalised, "median": stats.MedianOf, "min": stats.Least, "sum": stats.Sum,
	"copeland": stats.Copeland, "copeland-wins": stats.CopelandWins, "borda": stats.Borda,
}

const aggregationWords = "arithmetic geometric harmonic generalised:P median min sum copeland copeland-wins borda"

// ParseAggregate reads one aggregation for all levels, or one for each level
// from the lowest up, separated by semicolons.
func ParseAggregate(text string) ([]stats.Aggregation, error) {
	var out []stats.Aggregation
	for _, part := range strings.Split(text, ";") {
		s, err := readSpec("aggregate", part, true)
		if err != nil {
			return nil, err
		}
		kind, ok := aggregations[s.word]
		if !ok {
			return nil, s.unknown(aggregationWords)
		}
		if (kind == stats.Generalised) != (len(s.params) == 1) || len(s.params) > 1 {
			return nil, s.bad()
		}
		out = append(out, stats.Aggregation{Kind: kind, Power: s.or(0, 0)})
	}
	return out, nil
}

// ParseMissing reads skip, threshold:0.8 or propagate.
func ParseMissing(text string) (stats.Missing, error) {
	s, err := readSpec("missing", text, true)
	if err != nil {
		return stats.Missing{}, err
	}
	switch {
	case s.word == "skip" && len(s.params) == 0:
		return stats.Missing{Kind: stats.Skip}, nil
	case s.word == "propagate" && len(s.params) == 0:
		return stats.Missing{Kind: stats.Propagate}, nil
	case s.word == "threshold" && len(s.params) == 1 && s.params[0] >= 0 && s.params[0] <= 1:
		return stats.Missing{Kind: stats.Threshold, Share: s.params[0]}, nil
	case s.word == "skip", s.word == "propagate", s.word == "threshold":
		return stats.Missing{}, s.bad()
	}
	return stats.Missing{}, s.unknown("skip threshold:0.8 propagate")
}

// Impute is how missing cells are filled before anything else.
type Impute struct {
	Kind  stats.ImputeKind
	Group string // the column of groups, of the two kinds that need one
}

// ParseImpute reads none, mean, median, group-mean:COLUMN or
// group-median:COLUMN. None is nil.
func ParseImpute(text string) (*Impute, error) {
	s, _ := readSpec("impute", text, false)
	kinds := map[string]stats.ImputeKind{
		"mean": stats.ImputeMean, "median": stats.ImputeMedian,
		"group-mean": stats.ImputeGroupMean, "group-median": stats.ImputeGroupMedian,
	}
	if s.word == "none" {
		return nil, nil
	}
	kind, ok := kinds[s.word]
	if !ok {
		return nil, s.unknown("none mean median group-mean:COLUMN group-median:COLUMN")
	}
	if strings.HasPrefix(s.word, "group") != (s.rest != "") {
		return nil, s.bad()
	}
	return &Impute{Kind: kind, Group: s.rest}, nil
}

// ParseTreat reads none, winsor:5, and with what follows where Winsorising is
// not enough: winsor:5+log, winsor:5+log1, winsor:5+boxcox:0.5. None is nil.
func ParseTreat(text string) (*stats.Treatment, error) {
	first, then, more := strings.Cut(text, "+")
	s, err := readSpec("treat", first, true)
	if err != nil {
		return nil, err
	}
	const known = "none winsor:5 winsor:5+log winsor:5+log1 winsor:5+boxcox:0.5"
	if s.word == "none" && !more {
		return nil, nil
	}
	if s.word != "winsor" {
		return nil, s.unknown(known)
	}
	limit := s.or(0, 5)
	if limit < 0 || limit != math.Trunc(limit) || limit > 1e6 || len(s.params) > 1 {
		return nil, s.bad()
	}
	t := stats.Usual(int(limit))
	if !more {
		return &t, nil
	}
	after, err := readSpec("treat", then, true)
	if err != nil {
		return nil, err
	}
	switch after.word {
	case "log":
		t.After = stats.LogShift
	case "log1":
		t.After = stats.LogOne
	case "boxcox":
		t.After, t.Lambda = stats.BoxCox, after.or(0, 0)
	default:
		return nil, after.unknown(known)
	}
	return &t, nil
}

// readFigure reads a decimal number. Words that the language takes for numbers
// (NaN, Inf, 0x10, 1_000) are none here.
func readFigure(s string) (float64, bool) {
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E' {
			return 0, false
		}
	}
	v, err := strconv.ParseFloat(s, 64)
	return v, err == nil && !math.IsInf(v, 0) && !math.IsNaN(v)
}

// missingWords are what people write into a cell that has no figure.
func isMissing(s string) bool { return s == "" || s == "NA" || s == "N/A" || s == "n/a" || s == "." }

// Figure writes a number with seventeen significant digits, which read back
// give the same bits; a missing one is empty.
func Figure(v float64) string {
	if math.IsNaN(v) {
		return ""
	}
	return strconv.FormatFloat(v, 'g', 17, 64)
}
