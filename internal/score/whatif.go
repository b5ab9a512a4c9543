package score

import (
	"sextant/internal/framework"
)

// Variant is one what-if and its overall figure.
type Variant struct {
	Kind    string         `json:"kind"`           // a catalog key: score.variant_…
	Code    framework.Code `json:"code,omitempty"` // the indicator or domain it is about
	Answer  string         `json:"answer,omitempty"`
	Value   Number         `json:"value"`
	Band    string         `json:"band,omitempty"`
	Changes bool           `json:"changes"` // whether the band is another one than nominal
}

// The kinds of variant.
const (
	VariantUnknown   = "score.variant_unknown"   // every unknown answered with one level
	VariantIndicator = "score.variant_indicator" // one indicator left out
	VariantDomain    = "score.variant_domain"    // one domain left out
	VariantWeight    = "score.variant_weight"    // one domain counts double
	VariantGeometric = "score.variant_geometric" // domains joined by the geometric mean
)

// WhatIf is the range of outcomes under other choices.
type WhatIf struct {
	Nominal  *Score    `json:"nominal"`
	Variants []Variant `json:"variants"`
	Low      Number    `json:"low"` // over the nominal figure and all variants that have one
	High     Number    `json:"high"`
	Bands    []string  `json:"bands"` // that occur, in the order they are met
}

// Explore recomputes the overall figure under every simple other choice:
// unknown answered with each level, each indicator and each domain left out,
// each domain counted double, geometric instead of arithmetic mean. It is nil
// for a method that has no overall figure.
func Explore(f *framework.Framework, values map[framework.Code]string) (*WhatIf, error) {
	nominal, err := Apply(f, values)
	if err != nil || nominal.Overall == nil {
		return nil, err
	}
	w := &WhatIf{Nominal: nominal.Overall, Low: nominal.Overall.Value, High: nominal.Overall.Value}
	w.meet(nominal.Overall.Band)
	for _, v := range variants(f, values) {
		o, err := apply(f, values, v.change)
		if err != nil {
			return nil, err
		}
		v.Value, v.Band = o.Overall.Value, o.Overall.Band
		v.Changes = v.Band != nominal.Overall.Band
		w.Variants = append(w.Variants, v.Variant)
		w.stretch(v.Value)
		w.meet(v.Band)
	}
	return w, nil
}

// Try computes one what-if of the reader's own.
func Try(f *framework.Framework, values map[framework.Code]string, c Change) (*Outcome, error) {
	return apply(f, values, c)
}

func (w *WhatIf) stretch(v Number) {
	if v != v {
		return
	}
	if w.Low != w.Low || v < w.Low {
		w.Low = v
	}
	if w.High != w.High || v > w.High {
		w.High = v
	}
}

func (w *WhatIf) meet(band string) {
	for _, b := range w.Bands {
		if b == band {
			return
		}
	}
	if band != "" {
		w.Bands = append(w.Bands, band)
	}
}

type variant struct {
	Variant
	change Change
}

func variants(f *framework.Framework, values map[framework.Code]string) []variant {
	var out []variant
	for _, level := range unknownLevels(f, values) {
		out = append(out, variant{Variant{Kind: VariantUnknown, Answer: level}, Change{UnknownAs: level}})
	}
	for _, ind := range f.Indicators {
		if len(f.In(ind.Domain)) > 1 {
			out = append(out, variant{Variant{Kind: VariantIndicator, Code: ind.Code}, Change{Without: ind.Code}})
		}
	}
	for _, d := range f.Domains {
		if len(f.Domains) > 1 {
			out = append(out, variant{Variant{Kind: VariantDomain, Code: d.Code}, Change{Without: d.Code}})
		}
		double := map[framework.Code]float64{d.Code: 2}
		out = append(out, variant{Variant{Kind: VariantWeight, Code: d.Code}, Change{Weights: double}})
	}
	if f.Method.Overall.Kind == framework.ArithmeticMean {
		out = append(out, variant{Variant{Kind: VariantGeometric}, Change{Overall: framework.GeometricMean}})
	}
	return out
}

// unknownLevels are the answers that an unknown may stand for: the levels of
// the scales of the indicators whose answer is unknown.
func unknownLevels(f *framework.Framework, values map[framework.Code]string) []string {
	var out []string
	seen := map[string]bool{}
	for _, ind := range f.Indicators {
		if values[ind.Code] != framework.Unknown {
			continue
		}
		scale, _ := f.Scale(ind.Scale)
		for _, o := range scale.Levels() {
			if !seen[o.Code] {
				seen[o.Code] = true
				out = append(out, o.Code)
			}
		}
	}
	return out
}
