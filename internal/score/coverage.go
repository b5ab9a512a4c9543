package score

import "sextant/internal/framework"

// Distribution is how the answers of a domain are distributed. It has no total
// and no figure: what a programme that does not judge shows.
type Distribution struct {
	Domain framework.Code `json:"domain"`
	// Counts has an entry per answer of the domain's scales, in the order of
	// the scales, also where it is zero.
	Counts []Count `json:"counts"`
	// Unanswered lists the indicators that have no answer; Strange those whose
	// answer their scale does not have.
	Unanswered []framework.Code `json:"unanswered,omitempty"`
	Strange    []framework.Code `json:"strange,omitempty"`
	Indicators int              `json:"indicators"`
}

// Count is how many indicators of a domain have one answer.
type Count struct {
	Option string `json:"option"`
	State  bool   `json:"state,omitempty"` // a state such as unknown, no answer on the scale
	N      int    `json:"n"`
}

// Coverage counts, domain by domain, how many indicators were answered with
// each option of their scales. Values holds option codes by indicator; an
// indicator that is not in it, or is empty, is unanswered.
func Coverage(f *framework.Framework, values map[framework.Code]string) []Distribution {
	out := make([]Distribution, len(f.Domains))
	for i, d := range f.Domains {
		out[i] = distribution(f, d.Code, values)
	}
	return out
}

func distribution(f *framework.Framework, domain framework.Code, values map[framework.Code]string) Distribution {
	d := Distribution{Domain: domain}
	at := map[string]int{}
	in := f.In(domain)
	for _, ind := range in {
		scale, _ := f.Scale(ind.Scale)
		for _, o := range scale.Options {
			if _, ok := at[o.Code]; !ok {
				at[o.Code] = len(d.Counts)
				d.Counts = append(d.Counts, Count{Option: o.Code, State: o.State})
			}
		}
	}
	for _, ind := range in {
		d.Indicators++
		answer := values[ind.Code]
		scale, _ := f.Scale(ind.Scale)
		switch _, known := scale.Option(answer); {
		case answer == "":
			d.Unanswered = append(d.Unanswered, ind.Code)
		case !known:
			d.Strange = append(d.Strange, ind.Code)
		default:
			d.Counts[at[answer]].N++
		}
	}
	return d
}
