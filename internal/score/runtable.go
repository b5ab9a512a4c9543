package score

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"sextant/internal/fault"
	"sextant/internal/stats"
)

// Options is everything that the scoring of a table may be told. What is left
// empty is as the method says, or as Plain does without one.
type Options struct {
	Method    *File  // a method file; nil with Structure
	Structure []File // the tree, where the method has none or there is no method
	Weights   *File
	Data      File

	Normalise, Range, Aggregate, Missing, Impute, Treat string
	Denominate                                          bool
	Screen                                              float64
	RankDecimals                                        int // -1: as the method says

	Vary                     []string // uncertain choices, added to those of the method
	Uncertainty, Sensitivity int      // how many replications and points; 0: none
	Seed                     uint64
	Target                   string // the aggregate that they are about; "" for the top

	// Progress is told of long work: what, how much is done, how much there is.
	Progress func(what string, done, all int)
}

// RunTable scores a table as it is told to.
func RunTable(ctx context.Context, o Options) (*Report, error) {
	m, err := o.method()
	if err != nil {
		return nil, err
	}
	want := m.Wanted()
	t, err := ReadTable(o.Data, want)
	if err != nil {
		return nil, err
	}
	known := append(slices.Clone(m.Structure.Groups), m.Structure.Denominators...)
	t.Unused = slices.DeleteFunc(t.Unused, func(c string) bool { return slices.Contains(known, c) })
	r := &Report{}
	if r.Result, err = Run(m, t); err != nil {
		return nil, err
	}
	if o.Uncertainty > 0 {
		if r.Uncertainty, err = r.Result.Uncertainty(ctx, o.Target, o.Uncertainty, o.Seed, o.progress("uncertainty", o.Uncertainty)); err != nil {
			return nil, err
		}
	}
	if o.Sensitivity > 0 {
		if r.Sensitivity, err = r.Result.Sensitivity(ctx, o.Target, o.Sensitivity, o.Seed, o.progress("sensitivity", o.Sensitivity)); err != nil {
			return nil, err
		}
	}
	return r, nil
}

func (o Options) progress(what string, all int) func(int) {
	if o.Progress == nil {
		return nil
	}
	return func(done int) { o.Progress(what, done, all) }
}

// method puts together the method: file or plain, structure, weights, flags.
func (o Options) method() (*Method, error) {
	m := Plain()
	var err error
	if o.Method != nil {
		if m, err = LoadMethod(*o.Method); err != nil {
			return nil, err
		}
	}
	if m.Kind == KindCoverage {
		return nil, fault.New(fault.Invalid, "score.method_counts")
	}
	if len(o.Structure) > 0 {
		if m.Structure, err = ReadStructure(o.Structure...); err != nil {
			return nil, err
		}
	}
	if m.Structure == nil {
		return nil, fault.New(fault.Invalid, "score.no_structure")
	}
	if o.Weights != nil {
		if err := m.Structure.ReadWeights(*o.Weights); err != nil {
			return nil, err
		}
	}
	if err := o.overlay(m); err != nil {
		return nil, err
	}
	if (o.Uncertainty > 0 || o.Sensitivity > 0) && !m.Uncertain.any() {
		m.Uncertain = Usual(m.Structure)
	}
	return m, nil
}

// overlay lays what was told over what the method says.
func (o Options) overlay(m *Method) error {
	if o.Range != "" {
		word, _, _ := strings.Cut(o.Normalise, ":")
		if o.Normalise == "" {
			word = "minmax"
		}
		o.Normalise = word + ":" + o.Range
	}
	var faults fault.List
	lay(&faults, o.Normalise, &m.Normalise, ParseNormalise)
	lay(&faults, o.Aggregate, &m.Aggregate, ParseAggregate)
	lay(&faults, o.Missing, &m.Missing, ParseMissing)
	lay(&faults, o.Impute, &m.Impute, ParseImpute)
	lay(&faults, o.Treat, &m.Treatment, ParseTreat)
	if o.Denominate {
		m.Denominate = true
	}
	if o.Screen < 0 || o.Screen > 1 {
		faults.Add(fault.New(fault.Invalid, "score.out_of_range", "value", o.Screen, "least", 0, "most", 1))
	} else if o.Screen > 0 {
		m.Screen = o.Screen
	}
	if o.RankDecimals >= 0 {
		m.RankDecimals = min(o.RankDecimals, 15)
	}
	for _, v := range o.Vary {
		if err := m.Uncertain.vary(v); err != nil {
			faults = append(faults, fault.All(err)...)
		}
	}
	return faults.Err()
}

func lay[T any](faults *fault.List, text string, to *T, parse func(string) (T, error)) {
	if text == "" {
		return
	}
	v, err := parse(text)
	if err != nil {
		*faults = append(*faults, fault.All(err)...)
		return
	}
	*to = v
}

const varyWords = "winsor:1,2,3 normalise:minmax:1,100|zscore:10,2 weights:2=0.25,3=0.25 sets:100 aggregate:arithmetic|geometric leave-one-out unknown:missing|0"

// vary adds one uncertain choice as it is written on the command line.
func (u *Uncertain) vary(text string) error {
	word, rest, _ := strings.Cut(text, ":")
	bad := fault.New(fault.Invalid, "score.spec_unknown", "what", "vary", "spec", text, "known", varyWords)
	switch word {
	case "leave-one-out":
		u.LeaveOut = true
	case "winsor":
		for _, p := range strings.Split(rest, ",") {
			n, err := strconv.Atoi(strings.TrimSpace(p))
			if err != nil || n < 0 {
				return bad
			}
			u.Limits = append(u.Limits, n)
		}
	case "sets":
		n, err := strconv.Atoi(rest)
		if err != nil || n < 0 || n > 100_000 {
			return bad
		}
		u.Sets = n
	case "weights":
		return u.varyWeights(rest, bad)
	case "normalise":
		return eachOf(rest, func(p string) error {
			n, err := ParseNormalise(p)
			u.Normalisations = append(u.Normalisations, n)
			return err
		})
	case "aggregate":
		return eachOf(rest, func(p string) error {
			a, err := ParseAggregate(p)
			u.Aggregations = append(u.Aggregations, a...)
			return err
		})
	case "unknown":
		return eachOf(rest, func(p string) error {
			v, ok := readFigure(p)
			if p == "missing" {
				v, ok = nan, true
			}
			u.Unknown = append(u.Unknown, v)
			if !ok {
				return bad
			}
			return nil
		})
	default:
		return bad
	}
	return nil
}

func eachOf(list string, f func(string) error) error {
	for _, p := range strings.Split(list, "|") {
		if err := f(strings.TrimSpace(p)); err != nil {
			return err
		}
	}
	return nil
}

func (u *Uncertain) varyWeights(list string, bad error) error {
	for _, p := range strings.Split(list, ",") {
		level, by, ok := strings.Cut(p, "=")
		n, err := strconv.Atoi(strings.TrimSpace(level))
		f, figure := readFigure(strings.TrimSpace(by))
		if !ok || err != nil || n < 1 || !figure || f < 0 || f > 1 {
			return bad
		}
		u.Noise = append(u.Noise, stats.Noise{Level: n, Factor: f})
	}
	return nil
}
