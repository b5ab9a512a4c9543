package desk

import (
	"sextant/internal/app"
	"sextant/internal/framework"
	"sextant/internal/lang"
)

func init() { register("GET /desk/search", (*Desk).search) }

// searchView is what a search in the workbench found.
type searchView struct {
	Frame
	Query      string
	Places     []lineView
	Indicators []foundIndicator
	Sources    []foundSource
	app.Found  // how much more there is
}

// Nothing tells that the search found nothing at all.
func (v searchView) Nothing() bool {
	return len(v.Places)+len(v.Indicators)+len(v.Sources) == 0
}

type foundIndicator struct {
	Code  framework.Code
	What  lang.Text
	Book  *framework.Framework
	Link  string // in the framework
	Items []itemLink
}

type itemLink struct {
	Place lang.Text
	Date  string
	Link  string
}

type foundSource struct {
	app.FoundSource
	Link string
}

func (d *Desk) search(a *ask) (answer, error) {
	v := searchView{Frame: a.frame("dashboard.search"), Query: a.value("q")}
	if v.Query == "" {
		return a.page("search", &v)
	}
	if len(v.Query) > maxQuery {
		v.Query = string([]rune(v.Query)[:maxQuery/4])
	}
	f, err := d.app.Search(a.Context(), a.who, v.Query)
	if err != nil {
		return answer{}, err
	}
	v.Found = f
	for _, l := range f.Places {
		v.Places = append(v.Places, a.line(l))
		v.Demo = v.Demo || l.Demonstration
	}
	for _, i := range f.Indicators {
		v.Indicators = append(v.Indicators, a.foundIndicator(i))
		v.Demo = v.Demo || i.Book.IsDemonstration()
	}
	for _, s := range f.Sources {
		v.Sources = append(v.Sources, foundSource{s, linkTo(s.Line.Chain, "sources", string(s.ID))})
	}
	return a.page("search", &v)
}

// maxQuery bounds what is searched for, in bytes.
const maxQuery = 800

func (a *ask) foundIndicator(i app.FoundIndicator) foundIndicator {
	v := foundIndicator{Code: i.Code, What: i.Question, Book: i.Book, Link: linkBook(i.Book.Ref) + "#" + string(i.Code)}
	for _, l := range i.In {
		v.Items = append(v.Items, itemLink{l.Name, l.Date, linkItem(l.Chain, i.Code)})
	}
	return v
}
