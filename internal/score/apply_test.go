package score

import (
	"encoding/json"
	"math"
	"testing"

	"pgregory.net/rapid"

	"sextant/frameworks"
	"sextant/internal/framework"
)

// book gives one of the books that are shipped.
func book(t testing.TB, id framework.ID) *framework.Framework {
	t.Helper()
	f, ok := frameworks.Latest(id)
	if !ok {
		t.Fatalf("the book %s is not on the shelf", id)
	}
	return f
}

// best answers every indicator with the highest level of its scale.
func best(f *framework.Framework) map[framework.Code]string {
	values := map[framework.Code]string{}
	for _, i := range f.Indicators {
		scale, _ := f.Scale(i.Scale)
		for _, o := range scale.Levels() {
			if was, ok := scale.Option(values[i.Code]); !ok || *o.Value > *was.Value {
				values[i.Code] = o.Code
			}
		}
	}
	return values
}

func TestSDGBands(t *testing.T) {
	f := book(t, "sdg-10-7-2")
	values := best(f)
	o, err := Apply(f, values)
	if err != nil {
		t.Fatal(err)
	}
	if o.Overall.Value != 100 || o.Overall.Band != "4" || o.Ranking || len(o.Domains) != 6 || o.Domains[0].Band != "4" {
		t.Errorf("%+v", o)
	}
	// One of five answered no: 80, "meets".
	values["SDG1072-2a"] = "no"
	o, _ = Apply(f, values)
	d := o.Domains[1]
	if d.Value != 80 || d.Band != "3" || math.Abs(float64(o.Overall.Value)-(500+80)/6.0) > 1e-12 || o.Overall.Band != "3" {
		t.Errorf("%+v", o)
	}
	sum := 0.0
	for _, p := range d.Parts {
		sum += float64(p.Contribution)
	}
	if sum != 80 {
		t.Errorf("the parts give %v: %+v", sum, d.Parts)
	}
	// Two of five: 40, "partially meets"; and half an answer.
	for _, c := range []framework.Code{"SDG1072-2b", "SDG1072-2c"} {
		values[c] = "no"
	}
	values["SDG1072-1a"] = "legal_status_only"
	o, _ = Apply(f, values)
	if o.Domains[1].Value != 40 || o.Domains[1].Band != "2" || o.Domains[0].Value != 90 {
		t.Errorf("%+v", o.Domains)
	}
}

// A missing or unknown answer is never a zero: the domain has no figure, and
// what is missing is listed with its reason.
func TestSDGMissing(t *testing.T) {
	f := book(t, "sdg-10-7-2")
	for answer, reason := range map[string]string{"": LeftUnanswered, "unknown": LeftUnknown, "maybe": LeftStrange} {
		values := best(f)
		values["SDG1072-3b"] = answer
		o, err := Apply(f, values)
		if err != nil {
			t.Fatal(err)
		}
		d := o.Domains[2]
		if d.Value == d.Value || o.Overall.Value == o.Overall.Value || len(d.Missing) != 1 || d.Missing[0] != (Left{"SDG1072-3b", reason}) {
			t.Errorf("%q: %+v", answer, d)
		}
		if len(o.Overall.Missing) != 1 || o.Overall.Missing[0] != (Left{"SDG1072-3", LeftNoFigure}) || o.Overall.Band != "" {
			t.Errorf("%q: %+v", answer, o.Overall)
		}
		data, err := json.Marshal(o)
		if err != nil {
			t.Fatal(err)
		}
		var back Outcome
		if err := json.Unmarshal(data, &back); err != nil || back.Overall.Value == back.Overall.Value || back.Domains[0].Value != 100 {
			t.Error(err, string(data))
		}
	}
	skip := *f
	method := *f.Method
	method.Missing.Rule = framework.Skip
	skip.Method = &method
	values := best(f)
	values["SDG1072-3b"], values["SDG1072-3c"] = "unknown", "no"
	o, _ := Apply(&skip, values)
	if o.Domains[2].Value != 75 { // three of the four that are known
		t.Errorf("%+v", o.Domains[2])
	}
}

func TestNoMethodNoFigure(t *testing.T) {
	f := book(t, "mgi-local")
	if f.Method != nil {
		t.Fatal("the local book has a method now: test another one")
	}
	_, err := Apply(f, nil)
	mustFail(t, err, "score.no_method")
	w, err := Explore(f, nil)
	if err == nil || w != nil {
		t.Error("a what-if without a method")
	}
	values := map[framework.Code]string{}
	for k, i := range f.Indicators {
		values[i.Code] = []string{"absent", "partial", "present", "unknown", "not_applicable", "", "odd"}[k%7]
	}
	all := 0
	for _, d := range Coverage(f, values) {
		n := len(d.Unanswered) + len(d.Strange)
		for _, c := range d.Counts {
			n += c.N
		}
		if n != d.Indicators || n != len(f.In(d.Domain)) || len(d.Counts) < 5 {
			t.Errorf("%+v", d)
		}
		all += n
	}
	if all != len(f.Indicators) {
		t.Error("an indicator was lost")
	}
}

func TestWhatIf(t *testing.T) {
	f := book(t, "sdg-10-7-2")
	values := best(f)
	values["SDG1072-2a"], values["SDG1072-4d"] = "no", "unknown"
	w, err := Explore(f, values)
	if err != nil {
		t.Fatal(err)
	}
	if w.Nominal.Value == w.Nominal.Value {
		t.Error("an unknown answer leaves no figure")
	}
	kinds := map[string]int{}
	for _, v := range w.Variants {
		kinds[v.Kind]++
		if v.Kind == VariantUnknown && v.Answer == "yes" && math.Abs(float64(v.Value)-580/6.0) > 1e-12 {
			t.Errorf("%+v", v)
		}
		if v.Kind == VariantIndicator && v.Code == "SDG1072-4d" && math.Abs(float64(v.Value)-580/6.0) > 1e-12 {
			t.Errorf("%+v", v)
		}
		if v.Kind == VariantDomain && v.Code == "SDG1072-4" && v.Value != 96 {
			t.Errorf("%+v", v)
		}
	}
	if kinds[VariantUnknown] != 2 || kinds[VariantIndicator] != 30 || kinds[VariantDomain] != 6 || kinds[VariantWeight] != 6 || kinds[VariantGeometric] != 1 {
		t.Error(kinds)
	}
	if !(w.Low <= w.High) || w.Low > 94 || w.High < 96 {
		t.Errorf("from %v to %v", w.Low, w.High)
	}
	o, err := Try(f, values, Change{UnknownAs: "yes", Weights: map[framework.Code]float64{"SDG1072-2": 0}})
	if err != nil || o.Overall.Value != 100 || o.Overall.Missing[0].Reason != LeftWeight {
		t.Errorf("%v %+v", err, o.Overall)
	}
}

// Order of indicators does not matter, and a better answer never lowers the
// figure.
func TestApplyProperties(t *testing.T) {
	f := book(t, "sdg-10-7-2")
	rapid.Check(t, func(t *rapid.T) {
		values := map[framework.Code]string{}
		for _, i := range f.Indicators {
			scale, _ := f.Scale(i.Scale)
			values[i.Code] = rapid.SampledFrom(scale.Levels()).Draw(t, string(i.Code)).Code
		}
		o, err := Apply(f, values)
		if err != nil {
			t.Fatal(err)
		}
		if v := o.Overall.Value; !(v >= 0 && v <= 100) || o.Overall.Band == "" {
			t.Fatalf("%+v", o.Overall)
		}
		turned := *f
		turned.Indicators = rapid.Permutation(f.Indicators).Draw(t, "order")
		again, err := Apply(&turned, values)
		if err != nil || math.Abs(float64(again.Overall.Value-o.Overall.Value)) > 1e-12 {
			t.Fatalf("%v: %v and %v", err, again.Overall.Value, o.Overall.Value)
		}
		i := rapid.SampledFrom(f.Indicators).Draw(t, "better")
		values[i.Code] = best(f)[i.Code]
		better, _ := Apply(f, values)
		if better.Overall.Value < o.Overall.Value {
			t.Fatal("a better answer lowered the figure")
		}
	})
}
