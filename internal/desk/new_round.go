package desk

import (
	"errors"
	"slices"
	"strconv"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/place"
)

func init() {
	register("GET /desk/new/round", (*Desk).newRound)
	register("POST /desk/new/round", (*Desk).openRound)
}

// newRoundView is the second step: framework, round, month, languages, people.
type newRoundView struct {
	Frame
	Form    siteForm
	Site    app.Site
	Code    place.Code // of the place, which a new one may change
	Address string     // where the profile will be
	Books   []bookChoice
	Round   roundForm
	Rounds  []roundLine // earlier ones that the person may see
	Roles   []account.Role
	Known   []app.Person
	Twin    *twinView
}

// roundLine is an earlier round of the place, with the way to the next one from
// there for whoever may go it.
type roundLine struct {
	lineView
	FollowUp string
}

// bookChoice is a version of a framework to choose.
type bookChoice struct {
	app.BookLine
	Value  string
	Chosen bool
	Older  bool // a newer version is there
}

// twinView is an assessment that has the address already.
type twinView struct {
	app.Twin
	Link   string // in the workbench; empty for those who have no part in it
	Public string // of the published profile; empty where there is none
}

// roundForm is the second step as it was typed.
type roundForm struct {
	Book      string
	Number    string
	Date      string
	Source    lang.Tag
	Languages []lang.Tag
	Title     string
	People    []app.Asked
}

// Speaks tells whether a language was chosen.
func (f roundForm) Speaks(t lang.Tag) bool { return slices.Contains(f.Languages, t) }

// Rows are the people with some empty lines to fill in.
func (f roundForm) Rows(more int) []app.Asked {
	return append(slices.Clone(f.People), make([]app.Asked, more)...)
}

// maxAsked bounds the people of the form.
const maxAsked = 40

func (a *ask) roundForm() roundForm {
	f := roundForm{
		Book: a.value("book"), Number: a.value("round"), Date: a.value("date"), Source: lang.Tag(a.value("source")),
		Languages: a.tags("language"), Title: a.value("title"),
	}
	_ = a.form()
	roles := a.Form["role"]
	for i, login := range a.Form["login"] {
		if login != "" && i < len(roles) && len(f.People) < maxAsked {
			f.People = append(f.People, app.Asked{Login: login, Role: account.Role(roles[i])})
		}
	}
	return f
}

// opening is the form as the waist takes it.
func (f roundForm) opening(s app.Site) app.Opening {
	o := app.Opening{Site: s, Date: f.Date, Source: f.Source, Languages: f.Languages, Title: f.Title, People: f.People}
	o.Round, _ = strconv.Atoi(f.Number)
	o.Framework = refOf(f.Book)
	return o
}

// refOf reads "id version".
func refOf(s string) framework.Ref {
	for i := range s {
		if s[i] == ' ' {
			return framework.Ref{ID: framework.ID(s[:i]), Version: framework.Version(s[i+1:])}
		}
	}
	return framework.Ref{}
}

func (d *Desk) newRound(a *ask) (answer, error) {
	if err := a.must(account.OpenAssessment); err != nil {
		return answer{}, err
	}
	f := a.siteForm()
	s, err := a.site(f)
	if err != nil && isWrongPlace(err) {
		return a.newPlaceAgain(f, err)
	}
	if err != nil {
		return answer{}, err
	}
	v, err := a.newRoundView(f, s, a.firstRound(s))
	if err != nil {
		return answer{}, err
	}
	return a.page("new-round", v)
}

// firstRound is what the form offers.
func (a *ask) firstRound(s app.Site) roundForm {
	f := roundForm{Number: "1", Date: a.now.Format("2006-01"), Source: a.say.Tag(), Languages: []lang.Tag{a.say.Tag()}}
	if rounds, err := a.desk.app.RoundsOf(a.Context(), a.who, s.Place.Code); err == nil && len(rounds) > 0 {
		f.Number = strconv.Itoa(rounds[0].Round + 1)
	}
	return f
}

func (a *ask) newRoundView(f siteForm, s app.Site, r roundForm) (*newRoundView, error) {
	v := &newRoundView{
		Frame: a.newFrame("new.title"), Form: f, Site: s, Code: s.Place.Code, Round: r, Roles: account.Roles,
	}
	v.Command = a.value("command")
	if v.Command == "" {
		v.Command = app.NewID()
	}
	var err error
	if v.Books, err = a.bookChoices(s, r); err != nil {
		return nil, err
	}
	if v.Known, err = a.desk.app.Colleagues(a.Context(), a.who); err != nil {
		return nil, err
	}
	rounds, err := a.desk.app.RoundsOf(a.Context(), a.who, s.Place.Code)
	if err != nil {
		return nil, err
	}
	for _, l := range rounds {
		r := roundLine{lineView: a.line(l)}
		if l.Stage == account.Published && slices.Contains(l.Roles, account.Coordinator) {
			r.FollowUp = linkTo(l.Chain, "followup")
		}
		v.Rounds = append(v.Rounds, r)
	}
	return v, a.lookForTwin(v)
}

// lookForTwin shows where the profile will be, and what is there already.
func (a *ask) lookForTwin(v *newRoundView) error {
	slug := v.Round.opening(v.Site).Slug()
	if slug == "" {
		return nil
	}
	v.Address = a.publicLink(string(slug))
	twin, err := a.desk.app.TwinOf(a.Context(), a.who, slug)
	if err != nil || twin == nil {
		return err
	}
	v.Twin = &twinView{Twin: *twin}
	if twin.Chain != "" {
		v.Twin.Link = linkTo(twin.Chain)
	}
	if twin.Public {
		v.Twin.Public = v.Address
	}
	return nil
}

// publicLink is the address of a profile for everybody.
func (a *ask) publicLink(slug string) string {
	return a.base() + "/" + string(a.say.Tag()) + "/profiles/" + slug
}

// bookChoices lists the frameworks: those for the level of the place first. The
// newest version for it is chosen until somebody chooses another one.
func (a *ask) bookChoices(s app.Site, r roundForm) ([]bookChoice, error) {
	lines, err := a.desk.app.BookLines(a.Context(), a.who)
	if err != nil {
		return nil, err
	}
	level := framework.Local
	if s.Place.Level == place.Country {
		level = framework.National
	}
	var fitting, others []bookChoice
	var before framework.ID
	for _, l := range lines {
		c := bookChoice{BookLine: l, Value: l.Ref.String(), Older: l.Ref.ID == before}
		c.Chosen = c.Value == r.Book
		before = l.Ref.ID
		if l.Level == level {
			fitting = append(fitting, c)
		} else {
			others = append(others, c)
		}
	}
	all := append(fitting, others...)
	if r.Book == "" && len(all) > 0 {
		best := max(0, slices.IndexFunc(all, func(c bookChoice) bool {
			return c.Level == level && c.Ref.ID == a.desk.app.AboutFramework(level).Ref.ID
		}))
		all[best].Chosen = true
	}
	return all, nil
}

// openRound opens the assessment, or shows the form with more lines or with
// the address that follows from it.
func (d *Desk) openRound(a *ask) (answer, error) {
	if err := a.must(account.OpenAssessment); err != nil {
		return answer{}, err
	}
	f, r := a.siteForm(), a.roundForm()
	s, err := a.site(f)
	if err != nil && isWrongPlace(err) {
		return a.newPlaceAgain(f, err)
	}
	if err != nil {
		return answer{}, err
	}
	if a.value("do") == "open" {
		state, err := d.app.Open(a.Context(), a.who, a.value("command"), r.opening(s))
		if err == nil {
			return a.seeOther(linkTo(state.Chain), "new.done_opened")
		}
		return a.newRoundAgain(f, s, r, err)
	}
	v, err := a.newRoundView(f, s, r)
	if err != nil {
		return answer{}, err
	}
	return a.page("new-round", v)
}

func (a *ask) newRoundAgain(f siteForm, s app.Site, r roundForm, err error) (answer, error) {
	v, broken := a.newRoundView(f, s, r)
	if broken != nil {
		return answer{}, errors.Join(err, broken)
	}
	if v.Twin != nil && fault.Is(err, fault.Exists) {
		v.Status = fault.Exists.Status() // the page says where the twin is
		return a.page("new-round", v)
	}
	return a.again("new-round", v, err)
}
