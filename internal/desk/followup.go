package desk

import (
	"slices"
	"strconv"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
)

func init() {
	register("GET /desk/a/{chain}/followup", (*Desk).followUp)
	register("POST /desk/a/{chain}/followup", (*Desk).openFollowUp)
}

// followUpView is the next round before it is opened: which version of the
// framework, and what would become of each answer.
type followUpView struct {
	Frame
	Link       string
	Tabs       []subTab
	Books      []followUpBook
	Chosen     framework.Ref
	Same       bool // the version of the round before
	Date       string
	People     bool
	Copied     []carriedView
	Review     []carriedView
	Unmapped   []carriedView
	Added      []chipView
	Unanswered []chipView
	Sources    int
	Promises   int
	Members    []followUpMember
	Left       []followUpMember // whose role has no place
}

type followUpBook struct {
	Ref    framework.Ref
	Value  string
	Title  lang.Text
	Chosen bool
	Before bool // was used in the round before
}

// carriedView is an old answer and what it may become.
type carriedView struct {
	Code    framework.Code
	From    []framework.Code
	Label   lang.Text
	Was     *optionView
	Now     []optionView
	Partly  bool // comparable in part
	Reasons []lang.Text
	Link    string // of the old answer
}

type followUpMember struct {
	Name  string
	Roles string
}

// seeFollowUp is the assessment, for those who may open its next round.
func (a *ask) seeFollowUp() (*assessment.State, error) {
	s, err := a.assessment()
	if err != nil {
		return nil, err
	}
	if err := a.must(account.FollowUp); err != nil {
		return nil, err
	}
	return s, a.must(account.OpenAssessment)
}

func (d *Desk) followUp(a *ask) (answer, error) {
	s, err := a.seeFollowUp()
	if err != nil {
		return answer{}, err
	}
	v, err := a.followUpView(s)
	if err != nil {
		return answer{}, err
	}
	return a.page("followup", v)
}

func (a *ask) followUpView(s *assessment.State) (*followUpView, error) {
	v := &followUpView{
		Frame: a.frame("followup.title", "round", s.Round+1), Link: linkTo(s.Chain, "followup"), Tabs: a.findingTabs(s, "publish"),
		Date: a.value("date"), People: a.flag("people") || a.Method == "GET", Chosen: refOf(a.value("book")),
	}
	if v.Date == "" {
		year := max(a.now.Year(), s.Year()+1)
		v.Date = strconv.Itoa(year) + a.now.Format("-01")
	}
	if err := a.followUpBooks(s, v); err != nil {
		return nil, err
	}
	p, err := a.desk.app.PlanRound(a.Context(), a.who, s.Chain, v.Chosen)
	if err != nil {
		return nil, err
	}
	a.showPlan(v, p)
	v.Members, v.Left, err = a.followUpPeople(p)
	return v, err
}

// followUpBooks lists the versions of the same book, and chooses the newest
// one until somebody chooses another.
func (a *ask) followUpBooks(s *assessment.State, v *followUpView) error {
	books, err := a.desk.app.Books(a.Context())
	if err != nil {
		return err
	}
	for _, b := range books {
		if b.Ref.ID == s.Book.Ref.ID {
			v.Books = append(v.Books, followUpBook{Ref: b.Ref, Value: b.Ref.String(), Title: b.Title, Before: b.Ref == s.Book.Ref})
		}
	}
	slices.SortFunc(v.Books, func(x, y followUpBook) int { return -compareVersions(x.Ref.Version, y.Ref.Version) })
	at := slices.IndexFunc(v.Books, func(b followUpBook) bool { return b.Ref == v.Chosen })
	at = max(at, 0)
	v.Chosen, v.Books[at].Chosen, v.Same = v.Books[at].Ref, true, v.Books[at].Before
	return nil
}

// compareVersions orders "2026.1" before "2026.10": part by part, numbers as
// numbers.
func compareVersions(x, y framework.Version) int {
	for x != "" || y != "" {
		var m, n int
		m, x = nextNumber(x)
		n, y = nextNumber(y)
		if m != n {
			return m - n
		}
	}
	return 0
}

func nextNumber(v framework.Version) (n int, rest framework.Version) {
	for i, c := range v {
		if c < '0' || c > '9' {
			return n, v[i+1:]
		}
		if n < 1<<24 {
			n = n*10 + int(c-'0')
		}
	}
	return n, ""
}

// showPlan puts the plan into words: what is copied, what must be judged
// again, what has no place, what is new.
func (a *ask) showPlan(v *followUpView, p *app.RoundPlan) {
	for _, c := range p.Copied() {
		v.Copied = append(v.Copied, a.carriedOver(p, c))
	}
	for _, c := range p.Review() {
		v.Review = append(v.Review, a.carriedOver(p, c))
	}
	for _, u := range p.Carry.Unmapped {
		ind, _ := p.Old.Book.Indicator(u.Code)
		v.Unmapped = append(v.Unmapped, carriedView{
			Code: u.Code, Label: labelOf(ind), Was: optionOf(p.Old.Book, ind.Scale, u.Value), Reasons: reasonsFor(p, u.Code), Link: linkItem(p.Old.Chain, u.Code),
		})
	}
	added, unanswered := p.Open()
	open := func(codes []framework.Code) (all []chipView) {
		for _, c := range codes {
			ind, _ := p.Book.Indicator(c)
			all = append(all, chipView{Code: c, Label: labelOf(ind)})
		}
		return all
	}
	v.Added, v.Unanswered = open(added), open(unanswered)
	v.Sources, v.Promises = len(p.Carry.Sources), len(p.Carry.Promises)
}

func (a *ask) carriedOver(p *app.RoundPlan, c assessment.Carried) carriedView {
	ind, _ := p.Book.Indicator(c.Indicator)
	v := carriedView{
		Code: c.Indicator, From: c.From, Label: labelOf(ind), Partly: c.Comparable != framework.FullyComparable, Link: linkItem(p.Old.Chain, c.From[0]),
	}
	before, _ := p.Old.Book.Indicator(c.From[0])
	v.Was = optionOf(p.Old.Book, before.Scale, p.Old.Item(c.From[0]).Standing().Value)
	for _, value := range c.Values {
		if o := optionOf(p.Book, ind.Scale, value); o != nil {
			v.Now = append(v.Now, *o)
		}
	}
	for _, from := range c.From {
		v.Reasons = append(v.Reasons, reasonsFor(p, from)...)
	}
	return v
}

func reasonsFor(p *app.RoundPlan, from framework.Code) []lang.Text {
	for _, s := range p.Steps {
		if s.From == from {
			return s.Reasons
		}
	}
	return nil
}

// followUpPeople says who could be let in again, and whose role has no place.
func (a *ask) followUpPeople(p *app.RoundPlan) (members, left []followUpMember, err error) {
	again, gone := p.Grants(a.me.ID)
	var ids []account.ID
	for _, g := range append(slices.Clone(again), gone...) {
		ids = append(ids, g.Person)
	}
	names, err := a.desk.app.Names(a.Context(), ids...)
	if err != nil {
		return nil, nil, err
	}
	return a.byPerson(again, names), a.byPerson(gone, names), nil
}

// byPerson puts the roles of one person into one line; those who were erased
// are no one any more.
func (a *ask) byPerson(grants []assessment.Granted, names map[account.ID]string) (all []followUpMember) {
	roles := map[account.ID][]account.Role{}
	var order []account.ID
	for _, g := range grants {
		if len(roles[g.Person]) == 0 && names[g.Person] != "" {
			order = append(order, g.Person)
		}
		roles[g.Person] = append(roles[g.Person], g.Role)
	}
	for _, id := range order {
		all = append(all, followUpMember{names[id], a.roleNames(roles[id])})
	}
	return all
}

// openFollowUp opens the next round and goes there.
func (d *Desk) openFollowUp(a *ask) (answer, error) {
	s, err := a.seeFollowUp()
	if err != nil {
		return answer{}, err
	}
	next, err := d.app.OpenRound(a.Context(), a.who, s.Chain, app.NextRound{
		ID: a.value("command"), Date: a.value("date"), Book: refOf(a.value("book")), People: a.flag("people"),
	})
	if err == nil {
		return a.seeOther(linkTo(next.Chain), "followup.done_opened")
	}
	if fault.HasKey(err, "app.no_framework") {
		return answer{}, err
	}
	v, broken := a.followUpView(s)
	if broken != nil {
		return answer{}, broken
	}
	return a.again("followup", v, err)
}
