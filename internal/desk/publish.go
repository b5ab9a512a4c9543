package desk

import (
	"strconv"
	"strings"
	"time"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/profile"
)

func init() {
	register("GET /desk/a/{chain}/publish", (*Desk).publishPage)
	register("POST /desk/a/{chain}/publish", (*Desk).publishNow)
	register("POST /desk/a/{chain}/publish/schedule", (*Desk).publishLater)
	register("POST /desk/a/{chain}/publish/take-back", (*Desk).takeBack)
	register("POST /desk/a/{chain}/publish/{n}/withdraw", (*Desk).withdraw)
}

// publishView is all about the editions of an assessment: what stands in the
// way of the next one, on whose word, in which languages, when; and those that
// are public.
type publishView struct {
	Frame
	Link      string
	Tabs      []subTab
	Number    int // of the next edition
	Hindered  []hindrance
	Consent   *assessment.Consented
	Valid     bool // the word on record is good for the next edition
	Languages []tongueView
	AllRule   bool // every language must be complete
	Changes   string
	Moment    string // as typed: "2026-05-31T09:00", UTC
	Scheduled *assessment.EditionScheduled
	Missed    bool // the moment came, and the edition could not be published
	Editions  []editionLine
	Preview   string
	FollowUp  string
	May       bool
	MayUndo   bool
	Talks     string
}

// hindrance is one thing that stands in the way, and where it is settled.
type hindrance struct{ Text, Link string }

type editionLine struct {
	assessment.Edition
	By      personView
	Link    string // where everybody reads it
	Notice  string // a withdrawal that was refused
	Command string
}

// seePublish is the assessment, for those who may know when it is published.
func (a *ask) seePublish() (*assessment.State, error) {
	s, err := a.assessment()
	if err != nil {
		return nil, err
	}
	return s, a.must(account.SeeAnswers)
}

func (d *Desk) publishPage(a *ask) (answer, error) {
	s, err := a.seePublish()
	if err != nil {
		return answer{}, err
	}
	v, err := a.publishView(s)
	if err != nil {
		return answer{}, err
	}
	return a.page("publish", v)
}

func (a *ask) publishView(s *assessment.State) (*publishView, error) {
	v := &publishView{
		Frame: a.frame("publish.title"), Link: linkTo(s.Chain, "publish"), Tabs: a.findingTabs(s, "publish"), Number: len(s.Editions) + 1,
		Hindered: a.hindered(s), Consent: s.Consent, Languages: tonguesOf(s, ""), AllRule: s.Rule == assessment.AllLanguages,
		Scheduled: s.Scheduled, Preview: linkTo(s.Chain, "preview"), May: a.may(account.Publish), MayUndo: a.may(account.Withdraw),
		Talks: linkTo(s.Chain, "consultation"), Changes: a.value("changes"), Moment: a.value("moment"),
	}
	v.Valid = consentStands(s)
	if s.Scheduled != nil {
		v.Missed = !s.Scheduled.At.After(a.now)
	}
	if a.may(account.FollowUp) && a.who.May(account.OpenAssessment, account.Scope{}) {
		v.FollowUp = linkTo(s.Chain, "followup")
	}
	people, err := a.crowd(s)
	if err != nil {
		return nil, err
	}
	base := "/" + string(a.say.Tag()) + "/profiles/"
	for i := len(s.Editions) - 1; i >= 0; i-- {
		e := s.Editions[i]
		line := editionLine{Edition: e, By: people.person(e.By), Command: a.freshID()}
		line.Link = base + e.Slug + "/" + strconv.Itoa(e.Number)
		v.Editions = append(v.Editions, line)
	}
	return v, nil
}

// consentStands tells whether the word on record is good for the next edition.
func consentStands(s *assessment.State) bool {
	for _, l := range s.Lacking(account.Published) {
		if strings.HasPrefix(l.Key, "assessment.consent") || l.Key == "assessment.lack_consent" {
			return false
		}
	}
	return s.Consent != nil
}

// hindered lists what stands in the way of the next edition, each with the
// page on which it is settled.
func (a *ask) hindered(s *assessment.State) []hindrance {
	var all []hindrance
	for _, f := range fault.All(app.Hindrances(s, "-")) {
		text := strings.Join(a.say.Error(f), " ")
		all = append(all, hindrance{text, a.settledAt(s, f)})
	}
	return all
}

func (a *ask) settledAt(s *assessment.State, f *fault.Error) string {
	switch f.Key {
	case "assessment.lack_finding":
		code, _ := f.Args["codes"].(string)
		return linkFindings(s.Chain, framework.Code(code))
	case "assessment.lack_confirmation":
		return linkFindings(s.Chain, s.StaleFindings()[0].Domain)
	case "assessment.lack_introduction":
		return linkSection(s.Chain, assessment.Introduction)
	case "assessment.lack_language":
		language, _ := f.Args["language"].(string)
		return linkTo(s.Chain, "findings", "translate", language)
	case "assessment.lack_consent", "assessment.consent_refused", "assessment.consent_used", "assessment.consent_outdated":
		return linkTo(s.Chain, "consultation")
	}
	return linkTo(s.Chain)
}

// settlePublish ends a form of the page.
func (a *ask) settlePublish(err error, done string) (answer, error) {
	if err == nil {
		return a.seeOther(linkTo(a.chain(), "publish"), done)
	}
	s, broken := a.assessment()
	if broken != nil {
		return answer{}, broken
	}
	v, broken := a.publishView(s)
	if broken != nil {
		return answer{}, broken
	}
	return a.again("publish", v, err)
}

func (a *ask) publishOrder() app.Order {
	return app.Order{ID: a.value("command"), By: a.who, Chain: a.chain()}
}

// publishNow freezes the next edition.
func (d *Desk) publishNow(a *ask) (answer, error) {
	if _, err := a.seePublish(); err != nil {
		return answer{}, err
	}
	if err := a.must(account.Publish); err != nil {
		return answer{}, err
	}
	o := a.publishOrder()
	o.Publish = &app.Publication{Changes: a.value("changes")}
	_, err := d.app.Do(a.Context(), o)
	return a.settlePublish(err, "publish.done_published")
}

// momentForm is how browsers send a day with its hour.
const momentForm = "2006-01-02T15:04"

func (d *Desk) publishLater(a *ask) (answer, error) {
	if _, err := a.seePublish(); err != nil {
		return answer{}, err
	}
	if err := a.must(account.Publish); err != nil {
		return answer{}, err
	}
	at, err := time.Parse(momentForm, a.value("moment"))
	if err != nil {
		return a.settlePublish(fault.New(fault.Invalid, "publish.no_moment"), "")
	}
	_, err = d.app.PublishAt(a.Context(), a.publishOrder(), at, a.value("changes"))
	return a.settlePublish(err, "publish.done_scheduled")
}

func (d *Desk) takeBack(a *ask) (answer, error) {
	if _, err := a.seePublish(); err != nil {
		return answer{}, err
	}
	_, err := d.app.TakeBack(a.Context(), a.publishOrder())
	return a.settlePublish(err, "publish.done_taken_back")
}

// withdraw puts a notice in the place of an edition.
func (d *Desk) withdraw(a *ask) (answer, error) {
	if _, err := a.seePublish(); err != nil {
		return answer{}, err
	}
	n := 0
	for _, c := range a.PathValue("n") {
		if c < '0' || c > '9' || n > 1<<20 {
			return answer{}, fault.New(fault.NotFound, "assessment.no_edition")
		}
		n = n*10 + int(c-'0')
	}
	return a.settlePublish(d.app.WithdrawEdition(a.Context(), a.publishOrder(), n, a.value("notice")), "publish.done_withdrawn")
}

// profileSlug is the address that the profile of an assessment has or will have.
func profileSlug(s *assessment.State) string { return string(profile.SlugOf(s.Place, s.Year())) }
