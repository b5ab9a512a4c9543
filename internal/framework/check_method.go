package framework

import (
	"slices"
)

// method checks how answers become figures, and the bands of the figures.
func (c *checker) method() {
	m := c.f.Method
	if m == nil {
		return
	}
	c.aggregation("method.domain", m.Domain)
	c.aggregation("method.overall", m.Overall)
	c.oneOf("method.missing.rule", "method", "missing.rule", m.Missing.Rule, NoResult, Skip)
	c.text("method.missing.description", "method", "missing.description", m.Missing.Description, Full, false)
	seen := map[string]string{}
	for i, b := range m.Bands {
		p := index("method.bands", i)
		c.word(p+".code", "bands", b.Code, seen)
		c.text(p+".label", b.Code, "label", b.Label, Domains, true)
		if (b.Below == nil) == (b.To == nil) {
			c.fail(p, "framework.band_end", "band", b.Code)
		} else if end, _ := b.end(); end < b.From || (b.To == nil && end == b.From) {
			c.fail(p, "framework.band_order", "band", b.Code, "from", figure(b.From), "to", figure(end))
		}
	}
	c.neighbours(m.Bands)
}

// The kinds of aggregation and the rules for missing answers.
const (
	Sum            = "sum"
	ArithmeticMean = "arithmetic_mean"
	GeometricMean  = "geometric_mean"
	NoAggregation  = "none"
	NoResult       = "no_result"
	Skip           = "skip"
)

func (c *checker) aggregation(path string, a Aggregation) {
	c.oneOf(path+".kind", "method", "kind", a.Kind, Sum, ArithmeticMean, GeometricMean, NoAggregation)
	if a.DivideBy < 0 {
		c.fail(path+".divide_by", "framework.figure_negative", "field", "divide_by", "value", figure(a.DivideBy))
	}
	if a.MultiplyBy < 0 {
		c.fail(path+".multiply_by", "framework.figure_negative", "field", "multiply_by", "value", figure(a.MultiplyBy))
	}
}

// end is the upper end of a band and whether the band holds it.
func (b Band) end() (float64, bool) {
	if b.To != nil {
		return *b.To, true
	}
	if b.Below != nil {
		return *b.Below, false
	}
	return b.From, true
}

// Holds tells whether a figure lies in the band.
func (b Band) Holds(x float64) bool {
	end, held := b.end()
	return x >= b.From && (x < end || held && x == end)
}

// neighbours checks that each band begins where the one below it ends: from
// is in and below is out, so the two figures are the same.
func (c *checker) neighbours(bands []Band) {
	order := make([]int, len(bands))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmpFloat(bands[a].From, bands[b].From)
	})
	for k := 1; k < len(order); k++ {
		below, above := bands[order[k-1]], bands[order[k]]
		end, held := below.end()
		p := index("method.bands", order[k]) + ".from"
		switch {
		case end > above.From || held && end == above.From:
			c.fail(p, "framework.band_overlap", "band", above.Code, "before", below.Code, "from", figure(above.From), "end", figure(end))
		case end < above.From:
			c.fail(p, "framework.band_gap", "band", above.Code, "before", below.Code, "from", figure(above.From), "end", figure(end))
		}
	}
}

func cmpFloat(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
