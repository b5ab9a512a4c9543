package desk

import (
	"slices"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/lang"
)

func init() {
	register("GET /desk/a/{chain}/settings", (*Desk).settings)
	register("POST /desk/a/{chain}/settings", (*Desk).saveSettings)
}

// settingsView is what the coordinator may still change of the set-up.
type settingsView struct {
	Frame
	State   *assessment.State
	Form    settingsForm
	Offered []lang.Tag // that can be languages of the profile
	Rules   []assessment.Rule
	Address string
	Link    string
}

type settingsForm struct {
	Title     lang.Text
	Date      string
	Languages []lang.Tag
	Rule      assessment.Rule
}

// Speaks tells whether a language was chosen.
func (f settingsForm) Speaks(t lang.Tag) bool { return slices.Contains(f.Languages, t) }

// setUp loads the assessment for whoever may change its set-up.
func (a *ask) setUp() (*assessment.State, error) {
	s, err := a.assessment()
	if err != nil {
		return nil, err
	}
	return s, a.must(account.SetUp)
}

func (d *Desk) settings(a *ask) (answer, error) {
	s, err := a.setUp()
	if err != nil {
		return answer{}, err
	}
	return a.page("settings", a.settingsView(s, settingsForm{s.Title, s.Date, s.Languages, s.Rule}))
}

func (a *ask) settingsView(s *assessment.State, f settingsForm) *settingsView {
	v := &settingsView{
		Frame: a.frame("new.settings_of", "place", s.Name(a.say.Tag())), State: s, Form: f, Offered: slices.Clone(lang.Interface),
		Rules: []assessment.Rule{assessment.ListedLanguages, assessment.AllLanguages}, Link: linkTo(s.Chain, "settings"),
		Address: a.publicLink(slugOf(s)),
	}
	for _, t := range s.Languages {
		if !slices.Contains(v.Offered, t) {
			v.Offered = append(v.Offered, t)
		}
	}
	return v
}

// saveSettings records what became different, and nothing where nothing did.
func (d *Desk) saveSettings(a *ask) (answer, error) {
	s, err := a.setUp()
	if err != nil {
		return answer{}, err
	}
	f := a.settingsForm(s)
	var change assessment.Changed
	if !sameText(f.Title, s.Title) {
		change.Title = &f.Title
	}
	if f.Date != s.Date {
		change.Date = &f.Date
	}
	if !slices.Equal(f.Languages, s.Languages) {
		change.Languages = &f.Languages
	}
	if f.Rule != s.Rule {
		change.Rule = &f.Rule
	}
	if change == (assessment.Changed{}) {
		return a.seeOther(linkTo(s.Chain, "settings"), "new.done_same")
	}
	if _, err = a.do(assessment.Change{Changed: change}); err == nil {
		return a.seeOther(linkTo(s.Chain, "settings"), "new.done_saved")
	}
	if fault.HasKey(err, "store.slug_taken") {
		err = fault.New(fault.Exists, "new.twin", "slug", f.Date)
	}
	return a.again("settings", a.settingsView(a.state, f), err)
}

// settingsForm reads the form. The source language cannot be taken away.
func (a *ask) settingsForm(s *assessment.State) settingsForm {
	f := settingsForm{Title: lang.Text{}, Date: a.value("date"), Languages: []lang.Tag{s.Source}, Rule: assessment.Rule(a.value("rule"))}
	chosen := a.tags("language")
	for _, t := range s.Languages { // those that stay keep their order
		if t != s.Source && slices.Contains(chosen, t) {
			f.Languages = append(f.Languages, t)
		}
	}
	for _, t := range chosen {
		if !slices.Contains(f.Languages, t) {
			f.Languages = append(f.Languages, t)
		}
	}
	for _, t := range f.Languages {
		if title := a.value("title." + string(t)); title != "" {
			f.Title[t] = title
		}
	}
	return f
}

func sameText(x, y lang.Text) bool {
	if len(x.Tags()) != len(y.Tags()) {
		return false
	}
	for _, t := range x.Tags() {
		if x[t] != y[t] {
			return false
		}
	}
	return true
}
