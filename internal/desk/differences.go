package desk

import (
	"hash/fnv"
	"slices"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/record"
)

func init() { register("GET /desk/a/{chain}/differences", (*Desk).differences) }

// differencesView is how far two coders agree and where they do not: the
// figures, the list, and the difference that is open.
type differencesView struct {
	Frame
	Link    string
	Second  assessment.Second
	All     int // indicators of the book
	Domain  lang.Text
	MayDraw bool
	// Coordinates says that there is a page of the whole programme to go to.
	Coordinates bool
	TwiceProgress
	Scales  []scaleView
	List    []differenceLine
	Decided int
	Open    *differenceView
	// Alone says that one difference was asked for: the figures stay away.
	Alone bool
}

// differenceLine is one difference in the list.
type differenceLine struct {
	N       int // number of the domain
	Code    framework.Code
	Name    lang.Text
	A, B    *optionView
	Steps   int // 0: a state such as unknown is involved
	Decided *optionView
	Asked   *assessment.Comment
	Here    bool
	Link    string
}

// differences is for those who see both answers. Before these are opened it
// says no more than how many there are.
func (d *Desk) differences(a *ask) (answer, error) {
	s, err := a.assessment()
	if err != nil {
		return answer{}, err
	}
	v, err := a.differencesView(s, "")
	if err != nil {
		return answer{}, err
	}
	return a.page("differences", v)
}

// differencesView builds the page with one difference open: the one asked for,
// else the first that is not decided.
func (a *ask) differencesView(s *assessment.State, code framework.Code) (*differencesView, error) {
	if err := a.must(account.SeeBoth); err != nil {
		return nil, err
	}
	v := &differencesView{
		Frame: a.frame("second.differences_title", "place", s.Name(a.say.Tag())), Link: linkTo(s.Chain), Second: s.Second,
		All: len(s.Book.Indicators), MayDraw: a.may(account.DrawSecond), TwiceProgress: a.twiceProgress(s), Alone: code != "",
		Coordinates: a.who.Holds(account.Coordinator),
	}
	v.Wide, v.Script = true, "desk_judge.js"
	if d, ok := s.Book.Domain(s.Second.Domain); ok {
		v.Domain = d.Title
	}
	if !s.Second.Compared {
		return v, nil
	}
	found, err := a.desk.app.Agreement(a.Context(), a.who, s.Chain)
	if err != nil {
		return nil, err
	}
	if v.Scales, err = a.scales(s.Book, found, "all"); err != nil {
		return nil, err
	}
	differences := s.Differences()
	if code == "" {
		code = firstUndecided(differences)
	}
	for n, x := range differences {
		line := a.differenceLine(s, x)
		line.Here = x.Item.Code == code
		if x.Decided {
			v.Decided++
		}
		v.List = append(v.List, line)
		if line.Here {
			if v.Open, err = a.difference(s, x, n+1, len(differences)); err != nil {
				return nil, err
			}
		}
	}
	return v, nil
}

func firstUndecided(all []assessment.Difference) framework.Code {
	for _, d := range all {
		if !d.Decided {
			return d.Item.Code
		}
	}
	if len(all) > 0 {
		return all[0].Item.Code
	}
	return ""
}

func (a *ask) differenceLine(s *assessment.State, x assessment.Difference) differenceLine {
	ind, _ := s.Book.Indicator(x.Item.Code)
	first, second := sidesOf(s.Chain, x.Item)
	line := differenceLine{
		Code: ind.Code, Name: labelOf(ind), Steps: x.Steps, Link: linkDifference(s.Chain, ind.Code),
		A: optionOf(s.Book, ind.Scale, first.Value), B: optionOf(s.Book, ind.Scale, second.Value),
		N: 1 + slices.IndexFunc(s.Book.Domains, func(d framework.Domain) bool { return d.Code == ind.Domain }),
	}
	if d := x.Item.Decision; d != nil {
		line.Decided = optionOf(s.Book, ind.Scale, d.Value)
	} else {
		line.Asked = askedBoth(x.Item)
	}
	return line
}

// askedBoth is the open question to both coders, if there is one.
func askedBoth(i assessment.Item) *assessment.Comment {
	for n := len(i.Thread) - 1; n >= 0; n-- {
		c := i.Thread[n]
		if c.Thread == "" && !c.Resolved && slices.Contains(c.Mentions, i.First.By) && slices.Contains(c.Mentions, i.Second.By) {
			return &c
		}
	}
	return nil
}

func linkDifference(chain record.Chain, c framework.Code) string {
	return linkTo(chain, "differences", string(c))
}

// turned says that the letter A stands for the second coding of an indicator.
// The letters are drawn anew for each indicator, so that whoever learns a name
// by one decision does not know the sides of the next.
func turned(chain record.Chain, c framework.Code) bool {
	h := fnv.New32a()
	h.Write([]byte(string(chain) + "/" + string(c)))
	x := h.Sum32()
	x ^= x >> 16
	x *= 0x7feb352d
	x ^= x >> 15
	return x&1 == 1
}

// sidesOf gives both answers as sides A and B.
func sidesOf(chain record.Chain, i assessment.Item) (a, b assessment.Answer) {
	if turned(chain, i.Code) {
		return i.Second, i.First
	}
	return i.First, i.Second
}
