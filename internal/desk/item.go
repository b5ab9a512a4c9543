package desk

import (
	"slices"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
)

// hand is which answer the person may see and give.
func (a *ask) hand() assessment.Hand {
	if a.blind() {
		return assessment.SecondHand
	}
	return assessment.FirstHand
}

// shownTo refuses people who must not see the answers in the making, and hides
// from a second coder what was not drawn.
func (a *ask) shownTo(s *assessment.State, codes ...framework.Code) error {
	if a.hand() == assessment.FirstHand {
		return a.must(account.SeeAnswers)
	}
	for _, c := range codes {
		if !slices.Contains(s.Second.Indicators, c) {
			return fault.New(fault.NotFound, "assessment.no_indicator", "code", string(c))
		}
	}
	return nil
}

// asked are the indicators that the person works on: all of the book, or
// those that were drawn for the second coder.
func (a *ask) asked(s *assessment.State) []framework.Indicator {
	if a.hand() == assessment.FirstHand {
		return s.Book.Indicators
	}
	return slices.DeleteFunc(slices.Clone(s.Book.Indicators), func(i framework.Indicator) bool {
		return !slices.Contains(s.Second.Indicators, i.Code)
	})
}

// opened gives the assessment and the indicator of the address, for those who
// may see it.
func (a *ask) opened() (*assessment.State, framework.Indicator, error) {
	s, err := a.assessment()
	if err != nil {
		return nil, framework.Indicator{}, err
	}
	code := framework.Code(a.PathValue("code"))
	ind, ok := s.Book.Indicator(code)
	if !ok {
		return nil, ind, fault.New(fault.NotFound, "assessment.no_indicator", "code", string(code))
	}
	return s, ind, a.shownTo(s, code)
}

// options are the plates of a scale, the states apart from it.
func optionsOf(book *framework.Framework, scaleID string) (levels, states []optionView) {
	scale, _ := book.Scale(scaleID)
	last := len(scale.Levels()) - 1
	for _, o := range scale.Options {
		v := optionView{Code: o.Code, Label: o.Label, Words: o.Description, State: o.State, Glyph: glyphOf(o, len(levels), last)}
		if o.State {
			states = append(states, v)
		} else {
			levels = append(levels, v)
		}
	}
	return levels, states
}

// glyphOf draws any scale with the five glyphs of the programme's: the lowest
// level hollow, the highest full, those between half.
func glyphOf(o framework.Option, at, last int) string {
	switch {
	case o.Code == framework.NotApplicable || o.Code == framework.Unknown:
		return o.Code
	case o.State:
		return framework.Unknown
	case at == 0:
		return framework.Absent
	case at == last:
		return framework.Present
	}
	return framework.Partial
}

func optionOf(book *framework.Framework, scaleID, value string) *optionView {
	levels, states := optionsOf(book, scaleID)
	for _, o := range append(levels, states...) {
		if o.Code == value {
			return &o
		}
	}
	return nil
}

// crowd knows the names of everybody that a page speaks of, by one query.
type crowd struct {
	a     *ask
	names map[account.ID]string
}

func (a *ask) crowd(s *assessment.State, more ...account.ID) (*crowd, error) {
	ids := more
	for id := range s.Grants {
		ids = append(ids, id)
	}
	for _, i := range s.Items {
		ids = append(ids, i.First.By, i.Second.By, i.Review.By)
		for _, c := range i.Thread {
			ids = append(ids, c.By, c.ResolvedBy)
		}
		if i.Decision != nil {
			who, _ := i.Decision.Who()
			ids = append(ids, who)
		}
	}
	slices.Sort(ids)
	names, err := a.desk.app.Names(a.Context(), slices.Compact(ids)...)
	return &crowd{a, names}, err
}

func (c *crowd) person(id account.ID) personView {
	name := c.names[id]
	return personView{ID: id, Name: name, Initials: Initials(name), Me: id == c.a.me.ID}
}

// item builds the page of an indicator from a state.
func (a *ask) item(s *assessment.State, ind framework.Indicator) (*itemView, error) {
	people, err := a.crowd(s)
	if err != nil {
		return nil, err
	}
	hand, i := a.hand(), s.Item(ind.Code)
	v := &itemView{
		Frame: a.frame("answer.title", "code", string(ind.Code), "label", labelOf(ind).Get(a.say.Tag())),
		Link:  linkItem(s.Chain, ind.Code), Base: linkTo(s.Chain), Person: a.me.ID, State: s, Ind: ind, Hand: hand, Status: i.StatusOf(hand),
		Blind: a.blind(), Evidence: evidence(s.Book, ind), Types: assessment.ChangeTypes, Confidences: assessment.Confidences,
		Kinds: assessment.SourceKinds, UpTo: s.Head.Seq, Known: s.LiveSources(),
	}
	v.Script = "desk_answer.js"
	v.Levels, v.States = optionsOf(s.Book, ind.Scale)
	a.rights(v)
	a.place(v)
	v.Given = a.given(s, ind, standing(i, hand), people)
	v.Given.Decided = hand == assessment.FirstHand && i.Decision != nil && i.Standing().Seq != i.First.Seq
	v.Form = a.formOf(s, ind)
	v.Written = a.tongues(v.Form.Language)
	v.Rail = a.rail(s, ind.Domain, ind.Code, people)
	v.Next = v.Rail.after(ind.Code)
	v.Domain = v.Rail.here
	if !v.Blind {
		a.reviewed(v, i, people)
		a.talk(v, i, people)
		v.Carried, v.MayConfirm = a.carried(s, ind, i, people)
	}
	return v, nil
}

func (a *ask) rights(v *itemView) {
	domain := string(v.Ind.Domain)
	right := account.Answer
	if v.Hand == assessment.SecondHand {
		right = account.AnswerSecond
	}
	v.MayAnswer = a.mayIn(right, domain) && !(v.Blind && v.State.Second.Compared)
	v.MayCite = v.MayAnswer && a.may(account.Cite)
	v.MayReview = a.mayIn(account.ReviewAnswers, domain)
	v.MayDiscuss = a.mayIn(account.Discuss, domain) && !v.Blind
	v.SeesRecord = a.may(account.SeeRecord) && !v.Blind
}

// place says where the indicator stands in its domain.
func (a *ask) place(v *itemView) {
	for _, ind := range a.asked(v.State) {
		if ind.Domain == v.Ind.Domain {
			v.Of++
			if ind.Code == v.Ind.Code {
				v.N = v.Of
			}
		}
	}
	d, _ := v.State.Book.Domain(v.Ind.Domain)
	for _, sub := range d.Subdomains {
		if sub.Code == v.Ind.Subdomain {
			v.Sub = sub.Title
		}
	}
}

// labelOf is the short name of an indicator, or its question.
func labelOf(ind framework.Indicator) lang.Text {
	if !ind.Label.Empty() {
		return ind.Label
	}
	return ind.Question
}

// evidence is the kinds of source that an indicator may rest on, in words.
func evidence(book *framework.Framework, ind framework.Indicator) []lang.Text {
	var out []lang.Text
	for _, code := range ind.Evidence {
		for _, k := range book.Evidence {
			if k.Code == code {
				out = append(out, k.Label)
			}
		}
	}
	return out
}

// standing is the answer that the person works on or reads.
func standing(i assessment.Item, hand assessment.Hand) assessment.Answer {
	if hand == assessment.SecondHand {
		return i.Second
	}
	return i.Standing()
}

func (a *ask) given(s *assessment.State, ind framework.Indicator, x assessment.Answer, people *crowd) givenView {
	return givenView{
		Value: optionOf(s.Book, ind.Scale, x.Value), Justification: x.Justification, Language: x.Language, Confidence: x.Confidence,
		Cites: a.cites(s, x.Citations), By: people.person(x.By), At: x.At, Seq: x.Seq, Change: x.Change, Why: x.Why,
	}
}

// cites says what is known of each citation. A second coder learns nothing of
// how often others use a source.
func (a *ask) cites(s *assessment.State, all []assessment.Citation) []citeView {
	seen := map[assessment.SourceID]int{}
	var out []citeView
	for _, c := range all {
		x := s.Sources[c.Source]
		seen[c.Source]++
		v := citeView{Source: x, Locator: c.Locator, Field: locatorField(c.Source, seen[c.Source])}
		if a.may(account.SeeAnswers) || a.may(account.Cite) {
			v.Page = linkTo(s.Chain, "sources", string(c.Source))
		}
		if n := len(x.Copies); n > 0 {
			v.Copy = &x.Copies[n-1]
		}
		if !a.blind() {
			v.Uses = len(s.Citing(c.Source))
		}
		v.New = string(c.Source) == a.URL.Query().Get("new")
		out = append(out, v)
	}
	return out
}

// tongues are the languages in which a justification may be written: those of
// the profile, the reader's own and the one it has.
func (a *ask) tongues(now lang.Tag) []lang.Tag {
	tags := slices.Clone(a.state.Languages)
	for _, t := range []lang.Tag{a.say.Tag(), now} {
		if t != "" && !slices.Contains(tags, t) {
			tags = append(tags, t)
		}
	}
	return tags
}

func (a *ask) reviewed(v *itemView, i assessment.Item, people *crowd) {
	verdict := &verdictView{By: people.person(i.Review.By), At: i.Review.At, Reason: i.Review.Reason}
	switch v.Status {
	case assessment.Returned:
		v.Returned = verdict
	case assessment.Approved:
		v.Approved = verdict
	}
	for _, ind := range v.State.Book.In(v.Ind.Domain) {
		if v.MayReview && v.State.Item(ind.Code).Status() == assessment.Ready && !v.State.Disputed(ind.Code) {
			v.ApproveN++
		}
	}
}

// carried is the answer of the round before, until it was answered anew.
func (a *ask) carried(s *assessment.State, ind framework.Indicator, i assessment.Item, people *crowd) (*givenView, bool) {
	if i.Carried == nil {
		return nil, false
	}
	g := a.given(s, ind, assessment.Answer{Given: i.Carried.Given}, people)
	g.From, g.Comparable = i.Carried.From, i.Carried.Comparable
	return &g, i.First.Seq == 0 && i.Carried.Value != "" && len(i.Carried.Values) <= 1
}
