package desk

import (
	"sextant/internal/lang"
)

func init() { register("GET "+sourcesPath, (*Desk).allSources) }

// sourcesShown is how many sources the page of all assessments lists.
const sourcesShown = 60

// allSourcesView is the sources of all assessments in which a person takes
// part: who used which law elsewhere.
type allSourcesView struct {
	Frame
	Query   string
	Sources []placedCard
	More    int
}

type placedCard struct {
	sourceCard
	Place lang.Text
	Date  string
}

func (d *Desk) allSources(a *ask) (answer, error) {
	v := allSourcesView{Frame: a.frame("sources.sources"), Query: a.value("q")}
	found, more, err := d.app.AllSources(a.Context(), a.who, v.Query, sourcesShown)
	if err != nil {
		return answer{}, err
	}
	v.More = more
	for _, f := range found {
		c := a.card(f.SourceLine)
		c.Base = linkTo(f.Line.Chain)
		v.Sources = append(v.Sources, placedCard{c, f.Line.Name, f.Line.Date})
		v.Demo = v.Demo || f.Line.Demonstration
	}
	return a.page("sources-all", &v)
}
