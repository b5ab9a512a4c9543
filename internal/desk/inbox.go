package desk

import (
	"net/url"
	"slices"
	"time"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/framework"
	"sextant/internal/lang"
)

func init() { register("GET /desk/{$}", (*Desk).inbox) }

// inboxView is the one way in to work: what waits, by what there is to do.
type inboxView struct {
	Frame
	Today  time.Time
	Groups []inboxGroup
	Mine   []mineView
	More   int // assessments that are not shown here
	Total  int
	Tour   *tourView // in the demonstration
}

// What an inbox shows at once: nobody works on more than that in a day.
const (
	shownOfKind = 20
	shownOfMine = 8
)

// inboxGroup is what waits of one kind.
type inboxGroup struct {
	Kind  assessment.DutyKind
	Mark  string // status glyph or icon
	Glyph bool   // Mark is a status glyph
	Items []inboxItem
	More  int // that are not shown
}

// All is how many wait in the group.
func (g inboxGroup) All() int { return len(g.Items) + g.More }

// inboxItem is one thing that waits.
type inboxItem struct {
	app.Waiting
	Link  string
	What  lang.Text // the indicator's label or the domain's title; empty for others
	Due   Due
	Place lang.Text
}

// Named tells that the item has a name of its own in the book.
func (i inboxItem) Named() bool { return !i.What.Empty() }

// Tongue is the item as a language: of a translation that waits.
func (i inboxItem) Tongue() lang.Tag { return lang.Tag(i.Item) }

// Due is a deadline as pages say it: Days is negative when it is over.
type Due struct {
	Day  time.Time
	Days int
	None bool
}

// Soon tells that a deadline deserves amber: over, or within three days.
func (d Due) Soon() bool { return !d.None && d.Days <= 3 }

// Late tells that a deadline is over.
func (d Due) Late() bool { return !d.None && d.Days < 0 }

// Behind is by how many days a deadline is over.
func (d Due) Behind() int { return -d.Days }

func dueOf(day string, now time.Time) Due {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return Due{None: true}
	}
	return Due{Day: t, Days: waited(day, now)}
}

// mineView is an assessment in which the person takes part.
type mineView struct {
	app.AssessmentLine
	Link  string
	Step  int
	Limbs []Limb
	Tally Tally
	Due   Due
	// RoleNames is what the person is there, in words.
	RoleNames string
}

// inboxOrder is the order of the groups: what came back first, then people who
// wait for a word, then work, then what may go on.
var inboxOrder = []struct {
	kind  assessment.DutyKind
	mark  string
	glyph bool
}{
	{assessment.DutyReturned, "returned", true},
	{assessment.DutyReply, "talk", false},
	{assessment.DutyMentioned, "talk", false},
	{assessment.DutyDecide, "split", true},
	{assessment.DutyRemark, "talk", false},
	{assessment.DutyConsent, "check", false},
	{assessment.DutyFinding, "stale", true},
	{assessment.DutyReview, "ready", true},
	{assessment.DutyAnswer, "clock", false},
	{assessment.DutySecond, "clock", false},
	{assessment.DutyTranslate, "stale", true},
	{assessment.DutyMove, "go", false},
	{assessment.DutyPublish, "go", false},
}

func (d *Desk) inbox(a *ask) (answer, error) {
	in, err := d.app.Inbox(a.Context(), a.who)
	if err != nil {
		return answer{}, err
	}
	v := inboxView{Frame: a.frame("desk.inbox"), Today: a.now, Total: len(in.Waiting)}
	for _, o := range inboxOrder {
		g := inboxGroup{Kind: o.kind, Mark: o.mark, Glyph: o.glyph}
		for _, w := range in.Waiting {
			if w.Kind == o.kind {
				g.Items = append(g.Items, a.inboxItem(w))
			}
		}
		if len(g.Items) > shownOfKind {
			g.More, g.Items = len(g.Items)-shownOfKind, g.Items[:shownOfKind]
		}
		if len(g.Items) > 0 {
			v.Groups = append(v.Groups, g)
		}
	}
	v.More = max(0, len(in.Mine)-shownOfMine)
	for _, l := range in.Mine[:len(in.Mine)-v.More] {
		v.Mine = append(v.Mine, a.mine(l))
		v.Demo = v.Demo || l.Demonstration
	}
	v.Tour = a.tour(in.Mine)
	return a.page("inbox", &v)
}

func (a *ask) inboxItem(w app.Waiting) inboxItem {
	i := inboxItem{Waiting: w, Link: linkOfDuty(w), Place: w.Line.Name, Due: Due{None: true}}
	if !w.Due.IsZero() {
		i.Due = dueOf(w.Due.Format(time.DateOnly), a.now)
	}
	switch {
	case w.Indicator != nil && !w.Indicator.Label.Empty():
		i.What = w.Indicator.Label
	case w.Indicator != nil:
		i.What = w.Indicator.Question
	case w.Domain != nil:
		i.What = w.Domain.Title
	}
	return i
}

// linkOfDuty is where a duty is done.
func linkOfDuty(w app.Waiting) string {
	code := framework.Code(w.Item)
	switch w.Kind {
	case assessment.DutyReturned:
		return linkItem(w.Chain, code)
	case assessment.DutyMentioned:
		if slices.Contains(w.Line.Roles, account.SecondCoder) && !slices.Contains(w.Line.Roles, account.Coder) {
			return linkAsked(w.Chain, code)
		}
		return linkItem(w.Chain, code) + "#thread"
	case assessment.DutyAnswer:
		return linkDomain(w.Chain, code)
	case assessment.DutyReview:
		return linkReview(w.Chain) + "?domain=" + url.QueryEscape(w.Item)
	case assessment.DutySecond:
		return linkTo(w.Chain, "answers")
	case assessment.DutyDecide:
		return linkTo(w.Chain, "differences")
	case assessment.DutyReply:
		return linkTo(w.Chain, "consultation")
	case assessment.DutyRemark:
		return linkTo(w.Chain, "consult")
	case assessment.DutyConsent:
		return linkTo(w.Chain, "consent")
	case assessment.DutyMove:
		return linkTo(w.Chain, "stage")
	case assessment.DutyFinding:
		return linkTo(w.Chain, "findings")
	case assessment.DutyPublish:
		return linkTo(w.Chain, "publish")
	case assessment.DutyTranslate:
		return linkTranslate(w.Chain, lang.Tag(w.Item))
	}
	return linkTo(w.Chain)
}

// roleNames says roles in words, joined.
func (a *ask) roleNames(roles []account.Role) string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = a.say.T("account.role_" + string(r))
	}
	return a.say.List(names)
}

func (a *ask) mine(l app.AssessmentLine) mineView {
	v := mineView{AssessmentLine: l, Link: linkTo(l.Chain), Step: slices.Index(account.Stages, l.Stage) + 1, Due: dueOf(l.Due, a.now), RoleNames: a.roleNames(l.Roles)}
	if a.books == nil {
		a.books = a.desk.app.Shelf()
	}
	v.Limbs = Limbs(a.books.Of(a.Context(), l.Framework), l.Counts)
	v.Tally = TallyOf(v.Limbs)
	return v
}
