package desk

import (
	"net/url"
	"slices"
	"strings"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/fault"
	"sextant/internal/lang"
	"sextant/internal/place"
)

func init() {
	register("GET /desk/new", (*Desk).newAssessment)
	register("GET /desk/new/place", (*Desk).newPlace)
	register("GET /desk/assessments/new", func(*Desk, *ask) (answer, error) { return answer{to: newPath}, nil })
}

// The addresses of opening an assessment: the place, then the round.
const (
	newPath      = "/desk/new"
	newPlacePath = "/desk/new/place"
	newRoundPath = "/desk/new/round"
)

// newView is the first step: the place is looked for.
type newView struct {
	Frame
	Query string
	Asked bool
	Found []placeView
	Own   string // the form for a place that is not known here
}

// placeView is a place that was found.
type placeView struct {
	place.Place
	Country lang.Text // empty for a country
	Link    string
}

func (d *Desk) newAssessment(a *ask) (answer, error) {
	if err := a.must(account.OpenAssessment); err != nil {
		return answer{}, err
	}
	v := newView{Frame: a.newFrame("new.title"), Query: a.value("q"), Asked: a.flag("q"), Own: newPlacePath}
	found, err := d.app.SearchPlaces(a.Context(), a.who, v.Query, a.say.Tag())
	if err != nil {
		return answer{}, err
	}
	for _, p := range found {
		v.Found = append(v.Found, a.placeView(p))
	}
	if v.Query != "" {
		v.Own += "?" + url.Values{"name." + string(a.say.Tag()): {v.Query}}.Encode()
	}
	return a.page("new", &v)
}

// newFrame begins a page of opening an assessment.
func (a *ask) newFrame(title string) Frame {
	f := a.frame(title)
	f.Here = "assessments"
	return f
}

func (a *ask) placeView(p place.Place) placeView {
	v := placeView{Place: p, Link: newRoundPath + "?" + url.Values{"place": {string(p.Code)}}.Encode()}
	if p.Level != place.Country {
		if c, ok := place.ByCode(p.Code.Country()); ok {
			v.Country = c.Name
		}
	}
	return v
}

// siteForm is the place of a new assessment as a form carries it: the code of
// one that is known, or what was said of one that is not.
type siteForm struct {
	Place place.Code
	app.NewPlace
}

// IsNew tells a place that this instance does not know yet.
func (f siteForm) IsNew() bool { return f.Place == "" }

func (a *ask) siteForm() siteForm {
	f := siteForm{Place: place.Code(a.value("place")), NewPlace: app.NewPlace{
		Country: place.Code(a.value("country")), Parent: place.Code(a.value("parent")), Level: place.Level(a.value("level")),
		Local: a.value("local"), Code: place.Code(strings.ToUpper(a.value("code"))), Name: lang.Text{},
	}}
	for _, t := range lang.Interface {
		if name := strings.Join(strings.Fields(a.value("name."+string(t))), " "); name != "" {
			f.Name[t] = name
		}
	}
	return f
}

// Fields are the form's values for hidden fields and addresses. The code of a
// new place is a field of its own on the page, so it is left out.
func (f siteForm) Fields() url.Values {
	if !f.IsNew() {
		return url.Values{"place": {string(f.Place)}}
	}
	q := url.Values{"country": {string(f.Country)}}
	for name, value := range map[string]string{"parent": string(f.Parent), "level": string(f.Level), "local": f.Local} {
		if value != "" {
			q.Set(name, value)
		}
	}
	for t, name := range f.Name {
		q.Set("name."+string(t), name)
	}
	return q
}

// site finds or makes the place of a form.
func (a *ask) site(f siteForm) (app.Site, error) {
	if f.IsNew() {
		return a.desk.app.Describe(a.Context(), a.who, f.NewPlace)
	}
	return a.desk.app.SiteOf(a.Context(), a.who, f.Place)
}

// newPlaceView is the form for a place that this instance does not know.
type newPlaceView struct {
	Frame
	Form      siteForm
	Countries []place.Place
	Wider     []placeView
	Levels    []place.Level
	Others    []lang.Tag // languages besides the reader's own
}

// Wide tells that names in further languages were given, so that their fields
// are open.
func (v newPlaceView) More() bool {
	return slices.ContainsFunc(v.Others, func(t lang.Tag) bool { return v.Form.Name.Has(t) })
}

func (d *Desk) newPlace(a *ask) (answer, error) {
	if err := a.must(account.OpenAssessment); err != nil {
		return answer{}, err
	}
	f := a.siteForm()
	if a.flag("next") {
		if _, err := a.site(f); err != nil {
			return a.newPlaceAgain(f, err)
		}
		return answer{to: newRoundPath + "?" + f.Fields().Encode()}, nil
	}
	v, err := a.newPlaceView(f)
	if err != nil {
		return answer{}, err
	}
	return a.page("new-place", v)
}

func (a *ask) newPlaceAgain(f siteForm, err error) (answer, error) {
	v, broken := a.newPlaceView(f)
	if broken != nil {
		return answer{}, broken
	}
	return a.again("new-place", v, err)
}

func (a *ask) newPlaceView(f siteForm) (*newPlaceView, error) {
	v := &newPlaceView{Frame: a.newFrame("new.place_title"), Form: f, Countries: place.Countries(), Levels: app.PlaceLevels}
	tag := a.say.Tag()
	slices.SortFunc(v.Countries, func(x, y place.Place) int {
		return strings.Compare(place.Fold(x.Name.Get(tag)), place.Fold(y.Name.Get(tag)))
	})
	for _, t := range lang.Interface {
		if t != tag {
			v.Others = append(v.Others, t)
		}
	}
	in, err := a.desk.app.WiderPlaces(a.Context(), a.who)
	for _, p := range in {
		v.Wider = append(v.Wider, a.placeView(p))
	}
	return v, err
}

// isWrongPlace tells the faults of a place from those of the round.
func isWrongPlace(err error) bool {
	return fault.Is(err, fault.Invalid) || fault.Is(err, fault.NotFound)
}
