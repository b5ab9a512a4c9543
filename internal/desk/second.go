package desk

import (
	"math/rand/v2"
	"slices"
	"strconv"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
)

func init() {
	register("GET /desk/a/{chain}/second", (*Desk).second)
	register("POST /desk/a/{chain}/second", (*Desk).drawSecond)
	register("POST /desk/a/{chain}/second/open", (*Desk).openBoth)
}

// secondView is the set-up of blind second coding: what is coded twice, and
// how many answers there are. It never shows an answer, whose it is, or which
// indicators are done.
type secondView struct {
	Frame
	Link    string
	Drawn   bool
	How     string
	Share   int
	Seed    string
	Domain  framework.Code
	Domains []framework.Domain
	All     int // indicators of the book
	List    []drawnDomain
	TwiceProgress
	MayDraw bool
	Begun   bool // nothing can be drawn anew
	Coders  []string
	When    assessment.Second
}

// TwiceProgress is how far second coding is, as counts.
type TwiceProgress struct {
	Twice    int // drawn
	Second   int // answered by the second coder and marked as ready
	Both     int // by both
	Compared bool
	MayOpen  bool
}

// Complete tells that everything drawn was answered twice.
func (p TwiceProgress) Complete() bool { return p.Twice > 0 && p.Both == p.Twice }

// drawnDomain is what was drawn of a domain.
type drawnDomain struct {
	Limb
	Indicators []drawnIndicator
}

type drawnIndicator struct {
	Code framework.Code
	Name lang.Text
}

func (a *ask) twiceProgress(s *assessment.State) TwiceProgress {
	p := TwiceProgress{Twice: len(s.Second.Indicators), Compared: s.Second.Compared}
	for _, c := range s.Second.Indicators {
		i := s.Item(c)
		if i.Second.Ready {
			p.Second++
			if i.First.Ready {
				p.Both++
			}
		}
	}
	p.MayOpen = !p.Compared && a.may(account.Adjudicate)
	return p
}

// second is for those who draw, and for those who open both answers.
func (d *Desk) second(a *ask) (answer, error) {
	s, err := a.assessment()
	if err != nil {
		return answer{}, err
	}
	v, err := a.secondView(s)
	if err != nil {
		return answer{}, err
	}
	return a.page("second", v)
}

func (a *ask) secondView(s *assessment.State) (*secondView, error) {
	if err := a.must(account.SeeBoth); err != nil {
		return nil, err
	}
	v := &secondView{
		Frame: a.frame("second.title", "place", s.Name(a.say.Tag())), Link: linkTo(s.Chain), Drawn: s.Second.Drawn(), How: s.Second.How,
		Share: s.Second.Share, Domain: s.Second.Domain, Domains: s.Book.Domains, All: len(s.Book.Indicators), TwiceProgress: a.twiceProgress(s),
		MayDraw: a.may(account.DrawSecond), When: s.Second,
	}
	v.Begun = slices.ContainsFunc(s.Second.Indicators, func(c framework.Code) bool { return s.Item(c).Second.Seq > 0 })
	v.Seed = strconv.FormatUint(s.Second.Seed, 10)
	if v.How == "" {
		v.How = "share"
	}
	if v.Share == 0 {
		v.Share = 30
	}
	if s.Second.Seed == 0 {
		v.Seed = strconv.Itoa(1000 + rand.IntN(9000))
	}
	for n, dom := range s.Book.Domains {
		one := drawnDomain{Limb: LimbOf(n+1, dom, "")}
		for _, ind := range s.Book.In(dom.Code) {
			if slices.Contains(s.Second.Indicators, ind.Code) {
				one.Indicators = append(one.Indicators, drawnIndicator{ind.Code, labelOf(ind)})
			}
		}
		v.List = append(v.List, one)
	}
	names, err := a.desk.app.Names(a.Context(), s.People(account.SecondCoder)...)
	if err != nil {
		return nil, err
	}
	for _, id := range s.People(account.SecondCoder) {
		v.Coders = append(v.Coders, nameOr(a, names[id]))
	}
	return v, nil
}

func (d *Desk) drawSecond(a *ask) (answer, error) {
	if err := a.form(); err != nil {
		return answer{}, err
	}
	s, err := a.assessment()
	if err != nil {
		return answer{}, err
	}
	c := assessment.DrawSecond{How: a.value("how"), Domain: framework.Code(a.value("domain")), Share: int(a.number("share"))}
	seed, err := strconv.ParseUint(a.value("seed"), 10, 64)
	if c.How == "share" && err != nil {
		err = fault.New(fault.Invalid, "second.bad_seed")
	} else {
		c.Seed = seed
		_, err = a.do(c)
	}
	if err != nil {
		v, broken := a.secondView(s)
		if broken != nil {
			return answer{}, broken
		}
		v.How, v.Domain, v.Share, v.Seed = c.How, c.Domain, c.Share, a.value("seed")
		return a.again("second", v, err)
	}
	return a.seeOther(linkTo(s.Chain, "second"), "second.done_drawn")
}

// openBoth opens both coders' answers to those who decide between them.
func (d *Desk) openBoth(a *ask) (answer, error) {
	if err := a.form(); err != nil {
		return answer{}, err
	}
	s, err := a.assessment()
	if err != nil {
		return answer{}, err
	}
	if _, err := a.do(assessment.Compare{}); err != nil {
		if a.must(account.SeeBoth) != nil {
			return answer{}, err
		}
		v, broken := a.secondView(s)
		if broken != nil {
			return answer{}, broken
		}
		return a.again("second", v, err)
	}
	return a.seeOther(linkTo(s.Chain, "differences"), "second.done_opened")
}
