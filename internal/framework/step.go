package framework

// Step says what happens to the answer of one indicator of an earlier version
// in a follow-up round under a later one. CarryOver makes the steps.
type Step struct {
	From Code
	To   []Code // empty where the later version asks nothing of the kind
	// Action is "copy" (the answer stands, to be confirmed), "review" (it is
	// offered, to be judged again) or "none".
	Action     string
	Comparable string // "full", "partial" or "none"
	Values     []ValueMapping
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
