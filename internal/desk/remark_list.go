package desk

import (
	"bytes"
	"slices"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
)

func init() {
	register("GET /desk/a/{chain}/consultation", (*Desk).remarkList)
	register("GET /desk/a/{chain}/consultation/list.xlsx", (*Desk).remarkListFile)
}

// remarkListView is a consultation before the team: how far each institution
// is, what it said, what still waits for a reply.
type remarkListView struct {
	Frame
	Link         string
	Talk         *assessment.Talk // the newest one; nil before the first
	N            int
	Open         bool
	Due          Due
	Passed       bool
	MayOpen      bool // may open one now
	MayClose     bool
	MayRemind    bool
	Form         remarkOpenForm
	Institutions []consultInstitution
	Total        int
	Remarks      []remarkView
	All          int // remarks that say more than that the draft is right
	Waiting      int
	Agreed       int // plain agreements
	Show         string
	From         string // the institution that is shown alone
	Names        []string
	Draft        string // address of the draft as the government reads it
	People       string
	Consent      string
	Unlooked     int // items that nobody said anything to
	Stage        account.Stage
}

// remarkOpenForm is a consultation that is about to be opened.
type remarkOpenForm struct{ Deadline, Note string }

// The remarks that the list can show.
const (
	remarksOpen = "open"
	remarksAll  = "all"
	remarksDone = "done"
)

func (d *Desk) remarkList(a *ask) (answer, error) {
	s, err := a.assessment()
	if err != nil {
		return answer{}, err
	}
	if a.forGovernment() {
		if s.Stage == account.Consent && a.who.Holds(account.FocalPoint) {
			return a.seeOther(linkTo(s.Chain, "consent"), "")
		}
		return a.seeOther(linkConsult(s.Chain), "")
	}
	v, err := a.remarkListView()
	if err != nil {
		return answer{}, err
	}
	return a.page("consultation", v)
}

// remarkListView needs that the assessment was loaded.
func (a *ask) remarkListView() (*remarkListView, error) {
	if err := a.must(account.SeeAnswers); err != nil {
		return nil, err
	}
	s := a.state
	talk, open := s.Talk()
	v := &remarkListView{
		Frame: a.consultFrame("consult.team_title", "place", s.Name(a.say.Tag())), Link: linkTo(s.Chain, "consultation"), N: len(s.Talks), Open: open,
		MayOpen: a.may(account.OpenTalks) && !open, MayClose: a.may(account.OpenTalks) && open, MayRemind: a.may(account.OpenTalks) && open,
		Total: len(s.Book.Indicators), Draft: linkConsult(s.Chain), People: linkConsult(s.Chain, "colleagues"), Consent: linkTo(s.Chain, "consent"),
		Stage: s.Stage, Form: remarkOpenForm{a.value("deadline"), a.value("note")},
	}
	if !a.may(account.Delegate) {
		v.People = linkTo(s.Chain, "people")
	}
	people, err := a.consultCrowd(s)
	if err != nil {
		return nil, err
	}
	for _, i := range app.Institutions(s) {
		x := consultInstitution{Institution: i, Domains: consultDomains(s, i.Domains), Due: dueOf(i.Due, a.now)}
		for _, id := range i.People {
			x.Members = append(x.Members, people.person(id))
		}
		v.Institutions, v.Names = append(v.Institutions, x), append(v.Names, i.Name)
	}
	if v.N == 0 {
		return v, nil
	}
	if !open {
		talk = s.Talks[v.N-1]
	}
	v.Talk, v.Due, v.Passed = &talk, dueOf(talk.Deadline, a.now), open && deadlinePassed(talk.Deadline, a.now)
	v.Waiting = len(s.OpenRemarks())
	a.remarkChoose(v, s, people)
	return v, nil
}

// remarkChoose takes the remarks that the filter wants: those without a reply
// come first whatever it is.
func (a *ask) remarkChoose(v *remarkListView, s *assessment.State, people *crowd) {
	v.Show, v.From = a.value("show"), a.value("from")
	if !slices.Contains([]string{remarksOpen, remarksAll, remarksDone}, v.Show) {
		v.Show = remarksAll
		if v.Waiting > 0 {
			v.Show = remarksOpen
		}
	}
	var later []remarkView
	looked := map[string]bool{}
	for _, r := range app.RemarksFor(s, a.who) {
		if r.Talk == len(s.Talks) {
			looked[string(r.Indicator)] = true
		}
		if !r.NeedsReply() {
			v.Agreed++
			continue
		}
		v.All++
		x := a.remarkView(s, r, people)
		if v.From != "" && r.Institution != v.From || v.Show == remarksOpen && !x.Needs || v.Show == remarksDone && x.Needs {
			continue
		}
		if x.Needs {
			v.Remarks = append(v.Remarks, x)
		} else {
			later = append(later, x)
		}
	}
	v.Remarks = append(v.Remarks, later...)
	v.Unlooked = v.Total - len(looked)
}

// remarkListFile hands out the draft with all remarks and replies as a workbook
// to read.
func (d *Desk) remarkListFile(a *ask) (answer, error) {
	s, err := a.assessment()
	if err != nil {
		return answer{}, err
	}
	var b bytes.Buffer
	if _, err := d.app.WriteRemarkList(a.Context(), a.who, s.Chain, &b, a.say.Tag()); err != nil {
		return answer{}, err
	}
	return a.file(consultFileName(s, a.say.T("consult.file_list"), a.say.Tag())+".xlsx", xlsx, b.Bytes())
}
