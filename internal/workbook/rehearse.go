package workbook

import (
	"time"

	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/record"
)

// rehearse tries the commands on the state, one after the other, as they would
// be carried out: what is promised to a person must then hold. Rights are not
// asked for here; they are the affair of whoever sends the commands. Faults of
// the rules get the cell that they are about.
func (p *Plan) rehearse(s *assessment.State, institution string) {
	act := rehearsal(s, institution)
	lacksSource := false
	for _, step := range p.steps {
		next, err := try(s, act, step.command)
		if err == nil {
			s = next
			continue
		}
		if lacksSource && fault.HasKey(err, "assessment.no_source") {
			continue // the fault is the source's and was named there
		}
		lacksSource = lacksSource || step.Source != ""
		all := fault.All(err)
		if len(all) == 0 {
			all = fault.List{fault.New(fault.Internal, "fault.internal").Because(err)}
		}
		for _, e := range all {
			p.Faults.Add(e.At(step.at(e.Key)))
		}
	}
}

// rehearsal is an act that no right stands in the way of, speaking for an
// institution where there is one.
func rehearsal(s *assessment.State, institution string) assessment.Act {
	act := assessment.Act{At: s.Changed.Add(time.Second)}
	act.By.Person = "system"
	for _, grants := range s.Grants {
		for _, g := range grants {
			if institution != "" && g.Institution == institution && len(act.By.Grants) == 0 {
				act.By.Grants = append(act.By.Grants, g)
			}
		}
	}
	return act
}

func try(s *assessment.State, act assessment.Act, c assessment.Command) (*assessment.State, error) {
	drafts, err := assessment.Decide(s, act, c)
	if err != nil || len(drafts) == 0 {
		return s, err
	}
	return s.Then(record.Link(s.Chain, s.Head, act.At, string(act.By.Person), "rehearsal", drafts))
}
