package framework

import (
	"slices"

	"sextant/internal/lang"
)

// Step says what happens to the answer of one indicator of an earlier version
// in a follow-up round under a later one. CarryOver makes the steps.
type Step struct {
	From Code   `json:"from"`
	To   []Code `json:"to,omitempty"` // empty where the later version asks nothing of the kind
	// Action is CopyAnswer (the answer stands, to be confirmed), ReviewAnswer
	// (it is offered, to be judged again) or NoAnswer.
	Action     string `json:"action"`
	Comparable string `json:"comparable"` // FullyComparable, PartlyComparable or NotComparable
	// Values is empty where every answer stays itself.
	Values []ValueMapping `json:"values,omitempty"`
	// Changes gives the types of the differences behind the step, Reasons the
	// words of the authors.
	Changes []ChangeType `json:"changes,omitempty"`
	Reasons []lang.Text  `json:"reasons,omitempty"`
}

// ValuesFor lists the answers of the later scale that an earlier answer may
// become; the answer itself where the scale did not change.
func (s Step) ValuesFor(value string) []string {
	for _, m := range s.Values {
		if m.From == value {
			return m.To
		}
	}
	return []string{value}
}

// CarryOver gives one step for each indicator of the earlier version, in its
// order. Books with different ids share no codes: nothing is carried over.
func CarryOver(a, b *Framework) []Step {
	differences := Diff(a, b)
	steps := make([]Step, 0, len(a.Indicators))
	for _, in := range a.Indicators {
		if a.Ref.ID != b.Ref.ID {
			steps = append(steps, Step{From: in.Code, Action: NoAnswer, Comparable: NotComparable})
			continue
		}
		steps = append(steps, step(a, b, in, differences))
	}
	return steps
}

// step gathers what the differences say of one indicator; the most cautious
// of them decides.
func step(a, b *Framework, in Indicator, differences []Difference) Step {
	s := Step{From: in.Code, Action: CopyAnswer, Comparable: FullyComparable}
	targets, values := []Code{in.Code}, []ValueMapping(nil)
	for _, d := range differences {
		if !concerns(d, in) {
			continue
		}
		s.Action = cautious(s.Action, d.CarryOver, ReviewAnswer)
		s.Comparable = cautious(s.Comparable, d.Comparable, PartlyComparable)
		s.Changes = append(s.Changes, d.Type)
		if !d.Reason.Empty() {
			s.Reasons = append(s.Reasons, d.Reason)
		}
		if d.Type == Split || d.Type == Merged {
			targets = d.To
		}
		values = append(values, d.Values...)
	}
	s.aim(a, b, in, targets, values)
	return s
}

// aim sets the targets that the later version really has, and what the answers
// may become there.
func (s *Step) aim(a, b *Framework, in Indicator, targets []Code, mapped []ValueMapping) {
	was, _ := a.Scale(in.Scale)
	var scales []Scale
	for _, code := range targets {
		if to, ok := b.Indicator(code); ok && s.Action != NoAnswer {
			is, _ := b.Scale(to.Scale)
			s.To, scales = append(s.To, code), append(scales, is)
		}
	}
	switch {
	case len(s.To) == 0:
		s.Action, s.Comparable = NoAnswer, NotComparable
	case s.Action == ReviewAnswer:
		s.Values = s.values(was, scales, mapped)
	}
}

// concerns tells whether a difference bears on the answer of an indicator: its
// own, or one in the scale that it is answered on.
func concerns(d Difference, in Indicator) bool {
	switch d.Item {
	case IndicatorItem:
		return slices.Contains(d.From, in.Code)
	case ScaleItem:
		return d.Type == ScaleChanged && slices.Contains(d.From, Code(in.Scale))
	}
	return false
}

// cautious picks the word that takes less for granted: "none", then the middle
// one, then what was there.
func cautious(a, b, middle string) string {
	for _, word := range []string{NoAnswer, middle} {
		if a == word || b == word {
			return word
		}
	}
	return a
}

// values says for each answer of the old scale what it may become: what the
// mapping says; itself where the indicator goes on as one and its scale still
// knows the answer; else any level, for a person to choose from. A state stays
// the state it was.
func (s *Step) values(was Scale, scales []Scale, mapped []ValueMapping) []ValueMapping {
	one := !slices.Contains(s.Changes, Split) && !slices.Contains(s.Changes, Merged)
	var all []ValueMapping
	for _, o := range was.Options {
		v := ValueMapping{From: o.Code}
		i := slices.IndexFunc(mapped, func(m ValueMapping) bool { return m.From == o.Code })
		switch {
		case i >= 0:
			v.To = mapped[i].To
		case (o.State || one) && knownToAll(scales, o.Code):
			v.To = []string{o.Code}
		default:
			v.To = levelsOf(scales)
		}
		all = append(all, v)
	}
	return all
}

// knownToAll tells whether every scale knows an answer.
func knownToAll(scales []Scale, option string) bool {
	return !slices.ContainsFunc(scales, func(s Scale) bool {
		_, ok := s.Option(option)
		return !ok
	})
}

// levelsOf lists the levels of some scales, each once.
func levelsOf(scales []Scale) []string {
	var codes []string
	for _, s := range scales {
		for _, l := range s.Levels() {
			if !slices.Contains(codes, l.Code) {
				codes = append(codes, l.Code)
			}
		}
	}
	return codes
}
