package translation

import (
	"testing"

	"sextant/internal/assessment"
	"sextant/internal/fault"
)

// FuzzRead reads anything: it gives a plan or faults with words, never a
// panic, never a command that the rules of the record would refuse, and never
// a translation as current that was made from an older original.
func FuzzRead(f *testing.F) {
	r := full(f)
	for _, form := range Forms {
		for _, target := range r.s.Languages[1:] {
			f.Add(r.file(form, target))
			f.Add(r.answered(form, target, func(it *item) { it.Text, it.Says = "x "+it.Source, assessment.TextReviewed }))
		}
	}
	r.finding("f0", "es", "Otra frase de 2025.")
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Read("f", data, r.s)
		if err != nil {
			if len(fault.All(err)) == 0 {
				t.Fatalf("no fault: %v", err)
			}
			return
		}
		for _, c := range p.Settle(func(Line) bool { return true }) {
			act := assessment.Act{At: r.clock}
			act.By.Person = "system"
			if _, err := assessment.Decide(r.s, act, c); err != nil {
				t.Fatalf("a command of a plan is refused: %v", err)
			}
			x := c.(assessment.Translate)
			if u, _ := r.s.Unit(x.Unit); x.Basis > u.Seq || x.Reviewed && x.Basis != u.Seq {
				t.Fatalf("%+v rests on what is not there yet", x)
			}
		}
	})
}

// FuzzTicket holds that every ticket comes back as it was written.
func FuzzTicket(f *testing.F) {
	f.Add("round-1", "finding:f0", "fr", int64(3), int64(2))
	f.Fuzz(func(t *testing.T, chain, unit, target string, head, basis int64) {
		was := ticket{Chain: chain, Head: head, Unit: assessment.UnitID(unit), Basis: basis, State: assessment.TextDraft}
		was.Target = "fr"
		if chain == "" || unit == "" || basis < 1 || basis > head {
			return
		}
		if got, ok := findTicket("#. " + was.String() + "\n" + target); !ok || got != was {
			t.Fatalf("%+v became %+v", was, got)
		}
	})
}
