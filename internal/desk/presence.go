package desk

func init() { register("POST /desk/a/{chain}/i/{code}/here", (*Desk).itemHere) }

// here says that the person has an indicator open, and tells who else has. A
// second coder is told of nobody.
func (d *Desk) itemHere(a *ask) (answer, error) {
	s, ind, err := a.opened()
	if err != nil {
		return answer{}, err
	}
	v := itemView{}
	if !a.blind() {
		if err := d.app.Seen(a.Context(), a.who, s.Chain, string(ind.Code)); err != nil {
			return answer{}, err
		}
		all, err := d.app.Present(a.Context(), a.who, s.Chain)
		if err != nil {
			return answer{}, err
		}
		people, err := a.namesOf(all)
		if err != nil {
			return answer{}, err
		}
		for _, p := range people {
			if p.Item == string(ind.Code) {
				v.Beside = append(v.Beside, p)
			}
		}
	}
	return a.part("item", "here", v.Beside)
}
