package desk

import (
	"slices"
	"strings"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/lang"
)

func init() {
	register("GET /desk/a/{chain}/consent", (*Desk).consent)
	register("POST /desk/a/{chain}/consent", (*Desk).consentGive)
	register("POST /desk/a/{chain}/consent/waive", (*Desk).consentWaive)
}

// consentView is the government's word on publication: what it is about, how it
// stands, and the forms in which it is given or gone without.
type consentView struct {
	Frame
	Link     string
	Given    *assessment.Consented
	By       personView
	Stands   bool     // good for the next edition
	Lacks    []string // why it is not
	Waits    []string // what comes before it can be given
	Findings int
	Texts    []consentText
	Preview  string // empty where the person may not see it
	MayGive  bool
	MayWaive bool
	Early    bool // the stage of consent is still to come
	Form     consentForm
	Scopes   []string
	Open     int // remarks without a reply
	Edition  int // that it would be given for
	Team     bool
}

// consentText is a language in which the profile will be read.
type consentText struct {
	Language lang.Tag
	Behind   int // texts that are missing or older than the original
}

// consentForm is a consent as it is being written.
type consentForm struct {
	Name, Office, Conditions, Reason string
	Scope                            []string
	WaiveReason                      string
	WaiveScope                       []string
}

// Has tells whether a box of the consent is ticked.
func (f consentForm) Has(x string) bool { return slices.Contains(f.Scope, x) }

// Waives tells whether a box of the waiver is ticked.
func (f consentForm) Waives(x string) bool { return slices.Contains(f.WaiveScope, x) }

// consentView needs nothing; it loads the assessment.
func (a *ask) consentView() (*consentView, error) {
	s, err := a.assessment()
	if err != nil {
		return nil, err
	}
	if err := a.must(account.SeeDraft); err != nil {
		return nil, err
	}
	v := &consentView{
		Frame: a.consultFrame("consult.consent_title"), Link: linkTo(s.Chain, "consent"), Given: s.Consent, Edition: len(s.Editions) + 1,
		MayGive: a.may(account.GiveConsent), MayWaive: a.may(account.WaiveConsent), Early: s.Stage.Before(account.Consent), Team: !a.forGovernment(),
		Scopes: assessment.Scopes[1:], Open: len(s.OpenRemarks()), Findings: len(s.Findings),
	}
	v.Findings = 0
	for _, d := range s.Book.Domains {
		v.Findings += len(s.FindingsOf(d.Code, assessment.Developed)) + len(s.FindingsOf(d.Code, assessment.Potential))
	}
	for _, l := range s.Lacking(account.Published) {
		if text := a.say.N(l.Key, l.N, "codes", codesOf(l)); isConsentLack(l) {
			v.Lacks = append(v.Lacks, a.consentWords(l, text))
		} else {
			v.Waits = append(v.Waits, text)
		}
	}
	v.Stands = s.Consent != nil && len(v.Lacks) == 0
	for _, t := range s.Languages {
		c := s.LanguageCount(t)
		behind := 0
		if t != s.Source {
			behind = c[assessment.TextMissing] + c[assessment.TextStale]
		}
		v.Texts = append(v.Texts, consentText{t, behind})
	}
	if app.MayPreview(s, a.who) && a.desk.opts.Preview != nil && !s.Stage.Before(account.Consent) {
		v.Preview = linkTo(s.Chain, "preview")
	}
	if s.Consent != nil {
		by, _ := s.Consent.Who()
		people, err := a.consultCrowd(s)
		if err != nil {
			return nil, err
		}
		v.By = people.person(by)
	}
	v.Form = a.consentBlank(s)
	return v, nil
}

// consentWords says to the government in its own words what the team is told in
// others.
func (a *ask) consentWords(l assessment.Lack, text string) string {
	own := map[string]string{
		"assessment.consent_outdated": "consult.lack_outdated", "assessment.consent_used": "consult.lack_used", "assessment.consent_refused": "consult.lack_refused",
	}[l.Key]
	if own == "" || !a.forGovernment() {
		return text
	}
	return a.say.T(own)
}

// consentBlank is the form before anybody has typed in it: the name of the
// focal point, and what was allowed the last time.
func (a *ask) consentBlank(s *assessment.State) consentForm {
	f := consentForm{Scope: []string{"answers", "sources"}}
	if a.who.Holds(account.FocalPoint) {
		f.Name, f.Office = a.me.Called(), a.who.Institution()
	}
	if c := s.Consent; c != nil && c.Kind == assessment.ConsentGiven {
		f.Scope, f.Office = c.Scope, c.Office
	}
	return f
}

func isConsentLack(l assessment.Lack) bool {
	return l.Key == "assessment.lack_consent" || strings.HasPrefix(l.Key, "assessment.consent_")
}

func codesOf(l assessment.Lack) string {
	words := make([]string, len(l.Codes))
	for i, c := range l.Codes {
		words[i] = string(c)
	}
	return strings.Join(words, ", ")
}

func (d *Desk) consent(a *ask) (answer, error) {
	v, err := a.consentView()
	if err != nil {
		return answer{}, err
	}
	return a.page("consent", v)
}

// consentGive records what the focal point says: consent, or not yet and why.
func (d *Desk) consentGive(a *ask) (answer, error) {
	v, err := a.consentView()
	if err != nil {
		return answer{}, err
	}
	v.Form = consentForm{Name: a.value("name"), Office: a.value("office"), Conditions: a.raw("conditions"), Reason: a.raw("reason"), Scope: a.list("scope")}
	c, done := assessment.Consented{Name: v.Form.Name, Office: v.Form.Office}, "consult.done_consented"
	switch a.value("do") { // anything but a plain word is neither: the rules refuse it
	case "no":
		c.Kind, c.Reason, done = assessment.ConsentRefused, v.Form.Reason, "consult.done_refused"
	case "yes":
		c.Kind, c.Scope, c.Conditions = assessment.ConsentGiven, append([]string{"findings"}, v.Form.Scope...), v.Form.Conditions
	}
	if _, err := a.do(assessment.GiveConsent{Consented: c}); err != nil {
		return a.again("consent", v, err)
	}
	return a.seeOther(v.Link, done)
}

// consentWaive records why the profile is published without consent.
func (d *Desk) consentWaive(a *ask) (answer, error) {
	v, err := a.consentView()
	if err != nil {
		return answer{}, err
	}
	v.Form.WaiveReason, v.Form.WaiveScope = a.raw("reason"), a.list("scope")
	if _, err := a.do(assessment.WaiveConsent{Reason: v.Form.WaiveReason, Scope: append([]string{"findings"}, v.Form.WaiveScope...)}); err != nil {
		return a.again("consent", v, err)
	}
	return a.seeOther(v.Link, "consult.done_waived")
}
