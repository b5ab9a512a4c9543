package desk

import (
	"sextant/internal/account"
	"sextant/internal/app"
)

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

// personal adds what only the person has: note, drafts, who else is here.
func (a *ask) personal(v *itemView) error {
	notes, err := a.desk.app.Notes(a.Context(), a.who, a.chain())
	if err != nil {
		return err
	}
	v.Note = notes[string(v.Ind.Code)]
	if v.MayAnswer {
		if v.Offers, err = a.offers(v); err != nil {
			return err
		}
	}
	if v.Blind {
		return nil
	}
	if err = a.desk.app.Seen(a.Context(), a.who, a.chain(), string(v.Ind.Code)); err != nil {
		return err
	}
	here, err := a.desk.app.Present(a.Context(), a.who, a.chain())
	if err != nil {
		return err
	}
	people, err := a.namesOf(here)
	if err != nil {
		return err
	}
	for _, p := range people {
		if p.Item == string(v.Ind.Code) {
			v.Beside = append(v.Beside, p)
		}
	}
	v.Rail.seat(people)
	return nil
}

// namesOf gives those who are here with their names.
func (a *ask) namesOf(here []app.Here) ([]personView, error) {
	ids := make([]account.ID, len(here))
	for n, h := range here {
		ids[n] = h.Person
	}
	names, err := a.desk.app.Names(a.Context(), ids...)
	if err != nil {
		return nil, err
	}
	var people []personView
	for _, h := range here {
		if name := names[h.Person]; name != "" {
			people = append(people, personView{ID: h.Person, Name: name, Initials: Initials(name), Item: h.Item})
		}
	}
	return people, nil
}
