package desk

import (
	"cmp"
	"slices"
	"time"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/record"
)

func init() {
	register("GET /desk/a/{chain}/differences/{code}", (*Desk).showDifference)
	register("POST /desk/a/{chain}/differences/{code}", (*Desk).decide)
}

// differenceView is one indicator on which two coders differ: both answers
// side by side without names, and the decision.
type differenceView struct {
	N, Of    int
	Number   int // of the domain: its colour
	Ind      framework.Indicator
	Sub      lang.Text
	Levels   []optionView
	States   []optionView
	Evidence []lang.Text
	Sides    []sideView
	Decision *decisionView
	Asked    *askedView
	Link     string
	Item     string // address of the indicator
	MayJudge bool
	MayAsk   bool
	Form     decisionForm
	Tongues  []lang.Tag
}

// sideView is one coder's answer.
type sideView struct {
	Letter     string // A or B
	Hand       assessment.Hand
	Value      *optionView
	Text       []Piece
	Language   lang.Tag
	Confidence string
	At         time.Time
	Cites      []sideCite
	By         *personView // once it was decided
}

// sideCite is a citation, and how it stands to the other side's.
type sideCite struct {
	citeView
	Shared string // "both", "place" for another spot of the same source, "only"
}

// decisionView is what was decided, by whom and why.
type decisionView struct {
	Value  *optionView
	Text   string
	Tongue lang.Tag
	Whose  string // the letter of the side whose text goes on; empty for an own one
	Reason string
	By     personView
	At     time.Time
	// Moved says that the coder has answered again since.
	Moved bool
}

// askedView is the question to both coders and what they said.
type askedView struct {
	At       time.Time
	Messages []messageView
}

// decisionForm is what was typed.
type decisionForm struct {
	Value, Text, Own, Reason, Question string
	Language                           lang.Tag
}

func (d *Desk) showDifference(a *ask) (answer, error) {
	_, v, err := a.openedDifference()
	if err != nil {
		return answer{}, err
	}
	return a.page("differences", v)
}

// openedDifference is the difference of the address, for those who see both
// answers, once these were opened.
func (a *ask) openedDifference() (*assessment.State, *differencesView, error) {
	s, err := a.assessment()
	if err != nil {
		return nil, nil, err
	}
	code := framework.Code(a.PathValue("code"))
	v, err := a.differencesView(s, code)
	if err == nil && v.Open == nil {
		err = fault.New(fault.NotFound, "assessment.no_difference", "code", string(code))
	}
	return s, v, err
}

// difference shows one difference.
func (a *ask) difference(s *assessment.State, x assessment.Difference, n, of int) (*differenceView, error) {
	people, err := a.crowd(s)
	if err != nil {
		return nil, err
	}
	ind, _ := s.Book.Indicator(x.Item.Code)
	v := &differenceView{
		N: n, Of: of, Ind: ind, Evidence: evidence(s.Book, ind), Link: linkDifference(s.Chain, ind.Code), Item: linkItem(s.Chain, ind.Code),
		Number:   1 + slices.IndexFunc(s.Book.Domains, func(d framework.Domain) bool { return d.Code == ind.Domain }),
		MayJudge: a.mayIn(account.Adjudicate, string(ind.Domain)), MayAsk: a.mayIn(account.Discuss, string(ind.Domain)),
	}
	v.Levels, v.States = optionsOf(s.Book, ind.Scale)
	d, _ := s.Book.Domain(ind.Domain)
	for _, sub := range d.Subdomains {
		if sub.Code == ind.Subdomain {
			v.Sub = sub.Title
		}
	}
	v.Sides = a.sides(s, ind, x.Item, people)
	v.Tongues = a.tongues(x.Item.First.Language)
	v.Form = decisionForm{Language: s.Source}
	if x.Item.Decision != nil {
		v.Decision = a.decision(s, ind, x.Item, people)
	}
	if c := askedBoth(x.Item); c != nil {
		v.Asked = a.askedView(x.Item, *c, people)
	}
	return v, nil
}

// sides are both answers, marked where their words differ.
func (a *ask) sides(s *assessment.State, ind framework.Indicator, i assessment.Item, people *crowd) []sideView {
	first, second := sidesOf(s.Chain, i)
	marked, other := markedWords(first, second)
	out := []sideView{a.side(s, ind, first, second, marked), a.side(s, ind, second, first, other)}
	hands := []assessment.Hand{assessment.FirstHand, assessment.SecondHand}
	if turned(s.Chain, i.Code) {
		slices.Reverse(hands)
	}
	for n, answer := range []assessment.Answer{first, second} {
		out[n].Letter, out[n].Hand = []string{"A", "B"}[n], hands[n]
		if i.Decision != nil {
			p := people.person(answer.By)
			out[n].By = &p
		}
	}
	return out
}

func (a *ask) side(s *assessment.State, ind framework.Indicator, x, other assessment.Answer, text []Piece) sideView {
	v := sideView{Value: optionOf(s.Book, ind.Scale, x.Value), Text: text, Language: x.Language, Confidence: x.Confidence, At: x.At}
	for n, c := range a.cites(s, x.Citations) {
		v.Cites = append(v.Cites, sideCite{c, sharedWith(x.Citations[n], other.Citations)})
	}
	return v
}

// sharedWith tells how a citation stands to those of the other side.
func sharedWith(c assessment.Citation, other []assessment.Citation) string {
	switch {
	case slices.Contains(other, c):
		return "both"
	case slices.ContainsFunc(other, func(x assessment.Citation) bool { return x.Source == c.Source }):
		return "place"
	}
	return "only"
}

// markedWords marks what only one of two texts says. Texts in two languages,
// or with next to nothing in common, are not marked: all of them would be.
func markedWords(x, y assessment.Answer) (a, b []Piece) {
	plain := func(t string) []Piece { return []Piece{{Same, t}} }
	if x.Language != y.Language {
		return plain(x.Justification), plain(y.Justification)
	}
	same := 0
	for _, p := range DiffWords(x.Justification, y.Justification) {
		switch p.Kind {
		case Gone:
			a = append(a, Piece{Come, p.Text})
		case Come:
			b = append(b, p)
		default:
			a, b = append(a, p), append(b, p)
			same += len(p.Text)
		}
	}
	if 4*same < min(len(x.Justification), len(y.Justification)) {
		return plain(x.Justification), plain(y.Justification)
	}
	return a, b
}

func (a *ask) decision(s *assessment.State, ind framework.Indicator, i assessment.Item, people *crowd) *decisionView {
	by, at := i.Decision.Who()
	v := &decisionView{
		Value: optionOf(s.Book, ind.Scale, i.Decision.Value), Text: i.Decision.Justification, Tongue: i.Decision.Language,
		Reason: i.Decision.Reason, By: people.person(by), At: at, Moved: i.Standing().Seq == i.First.Seq,
	}
	isA := (i.Decision.Text == "first") != turned(s.Chain, i.Code)
	switch {
	case i.Decision.Text == "own":
	case isA:
		v.Whose = "A"
	default:
		v.Whose = "B"
	}
	return v
}

// askedView shows the question and the answers to it without the names of the
// coders, as long as nothing is decided.
func (a *ask) askedView(i assessment.Item, opener assessment.Comment, people *crowd) *askedView {
	v := &askedView{At: opener.At}
	for _, c := range i.Thread {
		if c.ID != opener.ID && c.Thread != opener.ID {
			continue
		}
		m := messageView{By: people.person(c.By), At: c.At, Text: c.Text}
		if i.Decision == nil && (c.By == i.First.By || c.By == i.Second.By) {
			m.By = personView{Name: a.say.T("second.coder", "letter", a.letterOf(i, c.By)), Initials: a.letterOf(i, c.By)}
		}
		v.Messages = append(v.Messages, m)
	}
	return v
}

func (a *ask) letterOf(i assessment.Item, by account.ID) string {
	if (by == i.First.By) != turned(a.chain(), i.Code) {
		return "A"
	}
	return "B"
}

// decide takes a decision, or a question to both coders.
func (d *Desk) decide(a *ask) (answer, error) {
	if err := a.form(); err != nil {
		return answer{}, err
	}
	s, v, err := a.openedDifference()
	if err != nil {
		return answer{}, err
	}
	v.Open.Form = a.decisionForm()
	if a.value("do") == "ask" {
		return a.askBoth(s, v)
	}
	next, err := a.do(a.adjudication(s, v.Open))
	if err != nil {
		return a.again("differences", v, err)
	}
	to := linkTo(s.Chain, "differences")
	if code := firstUndecided(next.Differences()); code != "" && next.Item(code).Decision == nil {
		to = linkDifference(s.Chain, code)
	}
	return a.seeOther(to, "second.done_decided")
}

func (a *ask) decisionForm() decisionForm {
	f := decisionForm{Value: a.value("value"), Text: a.value("text"), Own: a.value("own"), Reason: a.value("reason"), Question: a.value("question")}
	f.Language = lang.Tag(a.value("language"))
	if t, ok := lang.Parse(a.value("language")); ok {
		f.Language = t
	}
	return f
}

// adjudication makes a command of the form: side A or B becomes the hand that
// it stands for.
func (a *ask) adjudication(s *assessment.State, v *differenceView) assessment.Adjudicate {
	i, f := s.Item(v.Ind.Code), v.Form
	e := assessment.Adjudicated{Indicator: v.Ind.Code, Reason: f.Reason, Text: f.Text, Given: assessment.Given{Value: f.Value}}
	if f.Text == "own" {
		e.Justification, e.Language = f.Own, f.Language
	}
	for _, side := range v.Sides {
		answer := i.Of(side.Hand)
		if side.Letter == f.Text {
			e.Text, e.Confidence = string(side.Hand), answer.Confidence
		}
		if f.Text == "own" && answer.Value == f.Value {
			e.Confidence = cmp.Or(e.Confidence, answer.Confidence)
		}
	}
	return assessment.Adjudicate{Adjudicated: e}
}

// askBoth opens a conversation that comes to both coders' inboxes. The
// question names nobody.
func (a *ask) askBoth(s *assessment.State, v *differencesView) (answer, error) {
	i := s.Item(v.Open.Ind.Code)
	id := a.commandID()
	ask := assessment.Discuss{Commented: assessment.Commented{
		ID: id, Indicator: i.Code, Text: v.Open.Form.Question, Mentions: membersOnly(s, i.First.By, i.Second.By),
	}}
	if _, err := a.desk.app.Do(a.Context(), app.Order{ID: id + "-ask", By: a.who, Chain: s.Chain, Do: []assessment.Command{ask}}); err != nil {
		return a.again("differences", v, err)
	}
	return a.seeOther(linkDifference(s.Chain, i.Code), "second.done_asked")
}

// membersOnly leaves out who has no role any more.
func membersOnly(s *assessment.State, ids ...account.ID) []account.ID {
	var out []account.ID
	for _, id := range ids {
		if len(s.Grants[id]) > 0 && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// linkReview is the page on which answers are reviewed.
func linkReview(chain record.Chain) string { return linkTo(chain, "review") }
