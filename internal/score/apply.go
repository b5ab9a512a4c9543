package score

import (
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/stats"
)

// Outcome is the figures of one assessment by the method of its framework,
// each with what stood behind it.
type Outcome struct {
	Ranking       bool    `json:"ranking"` // whether places may be put in an order by it
	BandsVerified bool    `json:"bands_verified"`
	Domains       []Score `json:"domains"`
	Overall       *Score  `json:"overall,omitempty"` // nil where the method has none
}

// Score is one figure with its explanation. Value is NaN (null in JSON) where
// there is none; Missing then says why.
type Score struct {
	Code    framework.Code `json:"code,omitempty"` // the domain; "" for the overall figure
	Value   Number         `json:"value"`
	Band    string         `json:"band,omitempty"` // code of the band
	Formula string         `json:"formula,omitempty"`
	Parts   []ScorePart    `json:"parts"`
	Missing []Left         `json:"missing,omitempty"`
}

// ScorePart is a member that counted: an answer, or a domain. Share is its part
// of the weights; Contribution is what it adds to the figure, NaN under a
// method whose figure is no sum.
type ScorePart struct {
	Code         framework.Code `json:"code"`
	Answer       string         `json:"answer,omitempty"`
	Value        Number         `json:"value"`
	Weight       float64        `json:"weight"`
	Share        Number         `json:"share"`
	Contribution Number         `json:"contribution"`
}

// Left is a member that did not count, and why: a catalog key.
type Left struct {
	Code   framework.Code `json:"code"`
	Reason string         `json:"reason"`
}

// The reasons for which an answer or a domain does not count.
const (
	LeftUnanswered    = "score.left_unanswered"
	LeftUnknown       = "score.left_unknown"
	LeftNotApplicable = "score.left_not_applicable"
	LeftNoValue       = "score.left_no_value" // the scale gives this answer no figure
	LeftStrange       = "score.left_strange"  // the scale does not have this answer
	LeftNoFigure      = "score.left_no_figure"
	LeftWeight        = "score.left_weight" // its weight is zero
)

// Apply computes the figures of an assessment. Values holds option codes by
// indicator. Under the rule "skip" a missing answer is left out and the rest
// stands for it, also in a sum; under "no_result" the figure above it is
// missing. It is never a zero. The framework must have a method.
func Apply(f *framework.Framework, values map[framework.Code]string) (*Outcome, error) {
	return apply(f, values, Change{})
}

// Change is a what-if: what somebody else might have chosen otherwise.
type Change struct {
	Weights   map[framework.Code]float64 // of indicators and domains, where they differ
	UnknownAs string                     // the answer that unknown stands for
	Without   framework.Code             // an indicator or domain left out
	Overall   string                     // another aggregation of the domains
}

func apply(f *framework.Framework, values map[framework.Code]string, c Change) (*Outcome, error) {
	if f.Method == nil {
		return nil, fault.New(fault.Invalid, "score.no_method", "framework", f.Ref.String())
	}
	m := *f.Method
	if c.Overall != "" {
		m.Overall.Kind = c.Overall
	}
	out := &Outcome{Ranking: m.Ranking, BandsVerified: m.BandsVerified}
	var members []member
	for _, d := range f.Domains {
		s := domainScore(f, &m, d.Code, values, c)
		out.Domains = append(out.Domains, s)
		members = append(members, member{
			code: d.Code, value: float64(s.Value), weight: c.weight(d.Code, 1), reason: LeftNoFigure,
			without: d.Code == c.Without,
		})
	}
	if m.Overall.Kind != "" && m.Overall.Kind != framework.NoAggregation {
		s := figureOf(&m, m.Overall, "", members)
		out.Overall = &s
	}
	return out, nil
}

func (c Change) weight(code framework.Code, usual float64) float64 {
	if w, ok := c.Weights[code]; ok {
		return w
	}
	return usual
}

// member is something that a figure is made of. Reason says why it has no
// value, where it has none.
type member struct {
	code   framework.Code
	answer string
	value  float64
	weight float64
	reason string
	// without says that a what-if leaves it out: the rest stands for it.
	without bool
}

func domainScore(f *framework.Framework, m *framework.Method, domain framework.Code, values map[framework.Code]string, c Change) Score {
	var members []member
	for _, ind := range f.In(domain) {
		a := answered(f, ind, values[ind.Code], c)
		a.without = ind.Code == c.Without
		members = append(members, a)
	}
	if m.Domain.Kind == "" || m.Domain.Kind == framework.NoAggregation {
		return Score{Code: domain, Value: Number(nan)}
	}
	return figureOf(m, m.Domain, domain, members)
}

// answered is what an answer counts.
func answered(f *framework.Framework, ind framework.Indicator, answer string, c Change) member {
	weight := ind.Weight
	if weight == 0 {
		weight = 1 // a book that was built by hand and states none
	}
	out := member{code: ind.Code, answer: answer, value: nan, weight: c.weight(ind.Code, weight)}
	if answer == framework.Unknown && c.UnknownAs != "" {
		answer = c.UnknownAs
	}
	scale, _ := f.Scale(ind.Scale)
	o, known := scale.Option(answer)
	switch {
	case answer == "":
		out.reason = LeftUnanswered
	case !known:
		out.reason = LeftStrange
	case o.Code == framework.NotApplicable:
		out.reason = LeftNotApplicable
	case o.State:
		out.reason = LeftUnknown
	case o.Value == nil:
		out.reason = LeftNoValue
	default:
		out.value = *o.Value
	}
	return out
}

// figureOf makes one figure of its members.
func figureOf(m *framework.Method, how framework.Aggregation, code framework.Code, members []member) Score {
	s := Score{Code: code, Value: Number(nan), Formula: how.Formula, Parts: []ScorePart{}}
	var x, w []float64
	total, all := 0.0, 0.0
	for _, k := range members {
		all += k.weight
		switch {
		case k.weight == 0 || k.without:
			s.Missing = append(s.Missing, Left{k.code, LeftWeight})
		case k.value != k.value:
			s.Missing = append(s.Missing, Left{k.code, k.reason})
		default:
			x, w = append(x, k.value), append(w, k.weight)
			total += k.weight
			s.Parts = append(s.Parts, ScorePart{Code: k.code, Answer: k.answer, Value: Number(k.value), Weight: k.weight})
		}
	}
	if len(x) == 0 || len(x) < countable(members) && m.Missing.Rule != framework.Skip {
		s.share(nan, nan)
		return s
	}
	scale := 1.0
	if how.MultiplyBy != 0 {
		scale *= how.MultiplyBy
	}
	if how.DivideBy != 0 {
		scale /= how.DivideBy
	}
	kind, factor := stats.Arithmetic, scale
	switch how.Kind {
	case framework.GeometricMean:
		kind = stats.Geometric
	case framework.Sum:
		// Those present stand for those that are not: a sum of four of five is
		// five quarters of itself.
		kind, factor = stats.Sum, scale*(all/total)
	}
	v, gap := stats.Weighted(stats.Aggregation{Kind: kind}, x, w)
	if gap != stats.NoGap {
		s.share(total, nan)
		return s
	}
	s.Value = Number(v * factor)
	switch kind {
	case stats.Geometric:
		factor = nan
	case stats.Sum:
		factor *= total
	}
	s.share(total, factor)
	s.Band = bandCode(m.Bands, float64(s.Value))
	return s
}

// countable counts the members that should have a figure.
func countable(members []member) int {
	n := 0
	for _, k := range members {
		if k.weight > 0 && !k.without {
			n++
		}
	}
	return n
}

// share fills in shares and contributions; NaN where they are not defined.
func (s *Score) share(total, factor float64) {
	for i := range s.Parts {
		p := &s.Parts[i]
		p.Share = Number(p.Weight / total)
		p.Contribution = Number(p.Weight / total * float64(p.Value) * factor)
	}
}

func bandCode(bands []framework.Band, v float64) string {
	list := make([]stats.Band, len(bands))
	for i, b := range bands {
		list[i] = stats.Band{From: b.From, Below: nan, To: nan}
		if b.Below != nil {
			list[i].Below = *b.Below
		}
		if b.To != nil {
			list[i].To = *b.To
		}
	}
	if k := stats.BandOf(list, v); k >= 0 {
		return bands[k].Code
	}
	return ""
}
