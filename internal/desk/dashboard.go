package desk

import (
	"slices"
	"time"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/wheel"
)

func init() {
	register("GET /desk/programme", (*Desk).programme)
	register("GET /desk/a/{chain}/progress", (*Desk).progress)
}

const programmePath = "/desk/programme"

// programmeView is the work of all assessments that a person coordinates.
type programmeView struct {
	Frame
	Total      int
	Stages     []stageSumView
	Over       dueList
	Near       dueList
	Gaps       []gapView
	GapsMore   int
	Books      []bookSumView
	People     []personSumView
	PeopleMore int
}

type stageSumView struct {
	app.StageSum
	Link string
}

// dueList is assessments by deadline, with the way to the rest of them.
type dueList struct {
	Lines []dueView
	More  int
	Link  string
}

type dueView struct {
	app.AssessmentLine
	Link string
	Due  Due
}

type gapView struct {
	app.Gap
	Link   string
	Titles []lang.Text
}

// bookSumView is the domains of one framework.
type bookSumView struct {
	Title   lang.Text
	Domains []domainSumView
}

type domainSumView struct {
	app.DomainSum
	Icon string
	Bar  barView
}

type personSumView struct {
	app.PersonSum
	Initials string
	Due      Due
	Bar      barView
}

// maxInList bounds the lists of the dashboard; each leads to the rest.
const (
	maxInList   = 12
	maxInPeople = 100
)

func (d *Desk) programme(a *ask) (answer, error) {
	p, err := d.app.Programme(a.Context(), a.who)
	if err != nil {
		return answer{}, err
	}
	v := programmeView{Frame: a.frame("dashboard.programme"), Total: len(p.Lines)}
	v.Here = "assessments"
	for _, l := range p.Lines {
		v.Demo = v.Demo || l.Demonstration
	}
	for _, s := range p.Stages {
		v.Stages = append(v.Stages, stageSumView{s, query(assessmentsPath, "stage", string(s.Stage))})
	}
	v.Over = a.dueList(p.Over, query(assessmentsPath, "due", string(app.DueOver)))
	v.Near = a.dueList(p.Near, query(assessmentsPath, "due", string(app.DueWeek)))
	n := min(len(p.Gaps), maxInList)
	v.GapsMore = len(p.Gaps) - n
	for _, g := range p.Gaps[:n] {
		v.Gaps = append(v.Gaps, a.gapView(g))
	}
	v.Books = bookSums(p.Domains)
	n = min(len(p.People), maxInPeople)
	v.PeopleMore = len(p.People) - n
	for _, s := range p.People[:n] {
		v.People = append(v.People, personSumView{s, Initials(s.Who), dueOf(s.Due, a.now), barOf(s.Sum)})
	}
	return a.page("programme", &v)
}

func (a *ask) dueList(lines []app.AssessmentLine, link string) dueList {
	n := min(len(lines), maxInList)
	l := dueList{More: len(lines) - n, Link: link}
	for _, x := range lines[:n] {
		l.Lines = append(l.Lines, dueView{x, linkTo(x.Chain, "progress"), dueOf(x.Due, a.now)})
	}
	return l
}

func (a *ask) gapView(g app.Gap) gapView {
	v := gapView{Gap: g, Link: linkTo(g.Chain, "people")}
	book, err := a.desk.app.Book(a.Context(), g.Framework)
	if err != nil {
		return v
	}
	for _, code := range g.Domains {
		if d, ok := book.Domain(code); ok {
			v.Titles = append(v.Titles, d.Title)
		}
	}
	return v
}

func bookSums(all []app.DomainSum) []bookSumView {
	var books []bookSumView
	var before framework.ID
	for _, s := range all {
		if s.Book.Ref.ID != before {
			before = s.Book.Ref.ID
			books = append(books, bookSumView{Title: s.Book.Title})
		}
		b := &books[len(books)-1]
		b.Domains = append(b.Domains, domainSumView{s, wheel.Icon(s.Domain.Icon), barOf(s.Sum)})
	}
	return books
}

// barView is a sum as one bar of at most 120 units: ready, draft, returned. It
// counts work and never results, and needs no style attribute.
type barView struct{ Ready, Draft, Returned, DraftAt, ReturnedAt int }

const barWidth = 120

func barOf(s app.Sum) barView {
	if s.Total() == 0 {
		return barView{}
	}
	part := func(n int) int { return n * barWidth / s.Total() }
	b := barView{Ready: part(s.Ready), Draft: part(s.Draft), Returned: part(s.Returned)}
	b.DraftAt, b.ReturnedAt = b.Ready, b.Ready+b.Draft
	return b
}

// progressView is one assessment as its team sees it: per domain and person,
// what is missing, what happened last.
type progressView struct {
	Frame
	State      *assessment.State
	Domains    []overviewDomain
	Tally      Tally
	People     []workerView
	Next       account.Stage
	Lacks      []lackView
	Recent     []recentView
	Link       string
	MayAsk     bool
	MayMove    bool
	SeesRecord bool
}

// workerView is what one person was asked for, in one role, and how far it is.
type workerView struct {
	Name     string
	Initials string
	RoleName string
	Domains  []framework.Domain // empty: all
	Sum      app.Sum
	Bar      barView
	Due      Due
	Works    bool // the role answers or reviews, so that the sum says something
	Mine     int  // answers that this person gave, of the sum
}

func (d *Desk) progress(a *ask) (answer, error) {
	s, err := a.sighted()
	if err != nil {
		return answer{}, err
	}
	v := progressView{
		Frame: a.frame("dashboard.progress_of", "place", s.Name(a.say.Tag())), State: s, Next: s.Next(), Link: linkTo(s.Chain),
		MayAsk: a.may(account.ManagePeople), MayMove: a.may(account.MoveStage), SeesRecord: a.may(account.SeeRecord),
	}
	people, err := a.members(s)
	if err != nil {
		return answer{}, err
	}
	counts := app.CountsOf(s)
	limbs := Limbs(s.Book, &counts)
	v.Tally = TallyOf(limbs)
	for _, l := range limbs {
		v.Domains = append(v.Domains, a.overviewDomain(l, people))
	}
	for _, m := range people {
		v.People = append(v.People, a.workers(s, m)...)
	}
	if v.Next != "" {
		v.Lacks = a.lackViews(s, v.Next)
	}
	if v.SeesRecord {
		if v.Recent, err = a.recent(s); err != nil {
			return answer{}, err
		}
	}
	return a.page("progress", &v)
}

// workers are the lines of one person: one for each role. What second coders
// do is told only once both may be compared.
func (a *ask) workers(s *assessment.State, m memberView) []workerView {
	var all []workerView
	for _, g := range m.Grants {
		w := workerView{
			Name: m.Name, Initials: m.Initials, RoleName: a.say.T("account.role_" + string(g.Role)), Domains: g.Domains, Due: g.Due,
			Works: g.Role == account.Coder || g.Role == account.Reviewer,
		}
		if w.Works {
			w.Sum, w.Mine = workOf(s, m.ID, g.Grant)
			w.Bar = barOf(w.Sum)
		}
		all = append(all, w)
	}
	return all
}

// workOf counts the indicators that a grant reaches, and those of them whose
// answer is the person's own.
func workOf(s *assessment.State, who account.ID, g account.Grant) (sum app.Sum, mine int) {
	for _, ind := range s.Book.Indicators {
		if len(g.Domains) > 0 && !slices.Contains(g.Domains, string(ind.Domain)) {
			continue
		}
		item := s.Item(ind.Code)
		if item.First.By == who {
			mine++
		}
		switch item.Status() {
		case assessment.Ready, assessment.Approved:
			sum.Ready++
		case assessment.InDraft, assessment.Unconfirmed:
			sum.Draft++
		case assessment.Returned:
			sum.Returned++
		default:
			sum.Open++
		}
	}
	return sum, mine
}

// recentView is one entry of the record in a line.
type recentView struct {
	At   time.Time
	Name string
	Text string
	Link string // to the item it is about
}
