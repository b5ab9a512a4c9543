package desk

import (
	"cmp"
	"slices"
	"strings"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/framework"
	"sextant/internal/lang"
)

func init() { register("GET /desk/a/{chain}", (*Desk).overview) }

// overviewView is one assessment at a glance: where it stands, what is missing
// before the next stage, how far each domain is, and who works on it.
type overviewView struct {
	Frame
	State   *assessment.State
	Next    account.Stage
	Lacks   []string
	Domains []overviewDomain
	Tally   Tally
	People  []memberView
	MayMove bool
	MayAsk  bool // may manage people
	Blind   bool
	Counts  map[assessment.Status]int
	Link    string
	Todo    []todoView // of a new assessment
	// SeesWork tells that the pages of the stage and of the progress are open to
	// this person.
	SeesWork bool
}

type overviewDomain struct {
	Limb
	Link   string
	Coders []string
	Due    Due
	Open   bool // may be opened by this person
}

// memberView is a person with their roles in an assessment.
type memberView struct {
	ID       account.ID
	Name     string // empty: was erased
	Initials string
	Grants   []grantView
	// RoleNames is what the person is here, in words.
	RoleNames string
}

type grantView struct {
	account.Grant
	Domains []framework.Domain
	Tongues []lang.Tag
	Due     Due
}

func (d *Desk) overview(a *ask) (answer, error) {
	s, err := a.assessment()
	if err != nil {
		return answer{}, err
	}
	v := overviewView{
		Frame: a.frame("desk.of_place", "place", s.Name(a.say.Tag())), State: s, Next: s.Next(), Blind: a.blind(), Link: linkTo(s.Chain),
		SeesWork: a.may(account.SeeAnswers), MayMove: a.may(account.MoveStage), MayAsk: a.may(account.ManagePeople),
	}
	if v.Blind {
		return a.page("overview", &v)
	}
	v.Todo = a.todo(s)
	if v.Next != "" && a.may(account.SeeAnswers) {
		v.Lacks = a.lacks(s, v.Next)
	}
	if v.People, err = a.members(s); err != nil {
		return answer{}, err
	}
	counts := app.CountsOf(s)
	v.Counts = counts.All
	limbs := Limbs(s.Book, &counts)
	v.Tally = TallyOf(limbs)
	for _, l := range limbs {
		v.Domains = append(v.Domains, a.overviewDomain(l, v.People))
	}
	return a.page("overview", &v)
}

func (a *ask) overviewDomain(l Limb, people []memberView) overviewDomain {
	o := overviewDomain{Limb: l, Link: linkDomain(a.chain(), l.Code), Due: Due{None: true}, Open: a.may(account.SeeAnswers)}
	for _, p := range people {
		for _, g := range p.Grants {
			if g.Role != account.Coder || len(g.Grant.Domains) > 0 && !slices.Contains(g.Grant.Domains, string(l.Code)) {
				continue
			}
			o.Coders = append(o.Coders, p.Name)
			if !g.Due.None && (o.Due.None || g.Due.Day.Before(o.Due.Day)) {
				o.Due = g.Due
			}
		}
	}
	return o
}

// members lists who has a role, by role and name.
func (a *ask) members(s *assessment.State) ([]memberView, error) {
	ids := make([]account.ID, 0, len(s.Grants))
	for id := range s.Grants {
		ids = append(ids, id)
	}
	names, err := a.desk.app.Names(a.Context(), ids...)
	if err != nil {
		return nil, err
	}
	var people []memberView
	for _, id := range ids {
		m := memberView{ID: id, Name: names[id], Initials: Initials(names[id])}
		for _, g := range s.Grants[id] {
			m.Grants = append(m.Grants, a.grantView(s, g))
		}
		slices.SortFunc(m.Grants, func(x, y grantView) int { return cmp.Compare(roleRank(x.Role), roleRank(y.Role)) })
		var roles []account.Role
		for _, g := range m.Grants {
			roles = append(roles, g.Role)
		}
		m.RoleNames = a.roleNames(roles)
		people = append(people, m)
	}
	slices.SortFunc(people, func(x, y memberView) int {
		return cmp.Or(cmp.Compare(roleRank(x.Grants[0].Role), roleRank(y.Grants[0].Role)), cmp.Compare(x.Name, y.Name), cmp.Compare(x.ID, y.ID))
	})
	return people, nil
}

func (a *ask) grantView(s *assessment.State, g account.Grant) grantView {
	v := grantView{Grant: g, Due: dueOf(g.Due, a.now)}
	for _, code := range g.Domains {
		if d, ok := s.Book.Domain(framework.Code(code)); ok {
			v.Domains = append(v.Domains, d)
		}
	}
	for _, t := range g.Languages {
		v.Tongues = append(v.Tongues, lang.Tag(t))
	}
	return v
}

// lacks says what is missing before a stage can begin.
func (a *ask) lacks(s *assessment.State, to account.Stage) []string {
	var out []string
	for _, l := range s.Lacking(to) {
		codes := make([]string, 0, len(l.Codes))
		for i, c := range l.Codes {
			if i == 5 {
				codes = append(codes, a.say.T("desk.and_more", "n", len(l.Codes)-i))
				break
			}
			codes = append(codes, "\u2066"+string(c)+"\u2069") // left to right, also within Arabic
		}
		out = append(out, a.say.N(l.Key, l.N, "codes", strings.Join(codes, ", ")))
	}
	return out
}

func roleRank(r account.Role) int { return slices.Index(account.Roles, r) }
