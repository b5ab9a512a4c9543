package desk

import (
	"strings"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/framework"
	"sextant/internal/lang"
)

// railView is the rail beside the work: every domain with its progress, and
// the indicators of the one that is open.
type railView struct {
	Domains []railDomain
	here    Limb
}

type railDomain struct {
	Limb
	Link   string
	Here   bool
	Groups []railGroup
}

// railGroup is a sub-domain.
type railGroup struct {
	ID    string
	Title lang.Text
	Items []railItem
}

// railItem is one indicator with how far it is and what it says.
type railItem struct {
	Code   framework.Code
	Link   string
	Label  lang.Text
	Ask    lang.Text // the whole question
	Status assessment.Status
	Value  *optionView
	Here   bool
	People []personView
}

// ticks are the letters from which a limb is drawn.
var ticks = map[assessment.Status]byte{
	assessment.NotStarted: 'n', assessment.Unconfirmed: 'u', assessment.InDraft: 'd',
	assessment.Returned: 't', assessment.Ready: 'r', assessment.Approved: 'a',
}

// rail lists all domains, and of the open one its indicators. A second coder
// sees those that were drawn, with their own answers alone.
func (a *ask) rail(s *assessment.State, open framework.Code, code framework.Code, people *crowd) railView {
	var v railView
	hand, asked := a.hand(), a.asked(s)
	for n, d := range s.Book.Domains {
		var marks strings.Builder
		dom := railDomain{Link: linkDomain(s.Chain, d.Code), Here: d.Code == open}
		for _, ind := range asked {
			if ind.Domain != d.Code {
				continue
			}
			i := s.Item(ind.Code)
			marks.WriteByte(ticks[i.StatusOf(hand)])
			if dom.Here {
				dom.put(d, railItem{
					Code: ind.Code, Link: linkItem(s.Chain, ind.Code), Label: labelOf(ind), Ask: ind.Question, Here: ind.Code == code,
					Status: i.StatusOf(hand), Value: optionOf(s.Book, ind.Scale, standing(i, hand).Value),
				}, ind.Subdomain)
			}
		}
		if marks.Len() == 0 {
			continue
		}
		dom.Limb = LimbOf(n+1, d, marks.String())
		if dom.Here {
			v.here = dom.Limb
		}
		v.Domains = append(v.Domains, dom)
	}
	return v
}

// put adds an indicator under its sub-domain.
func (r *railDomain) put(d framework.Domain, item railItem, sub framework.Code) {
	if n := len(r.Groups); n > 0 && r.Groups[n-1].ID == "sub-"+string(sub) {
		r.Groups[n-1].Items = append(r.Groups[n-1].Items, item)
		return
	}
	g := railGroup{ID: "sub-" + string(sub), Items: []railItem{item}}
	for _, x := range d.Subdomains {
		if x.Code == sub {
			g.Title = x.Title
		}
	}
	r.Groups = append(r.Groups, g)
}

// nextShown is how many of the following indicators stand folded below the
// open one; the rail has all.
const nextShown = 3

// after lists the indicators of the open domain behind one of them.
func (v railView) after(code framework.Code) []railItem {
	var next []railItem
	seen := false
	for _, i := range v.items() {
		if seen && len(next) < nextShown {
			next = append(next, *i)
		}
		seen = seen || i.Code == code
	}
	return next
}

// seat puts people beside the indicators that they have open.
func (v railView) seat(people []personView) {
	for _, i := range v.items() {
		for _, p := range people {
			if p.Item == string(i.Code) {
				i.People = append(i.People, p)
			}
		}
	}
}

func (v railView) items() []*railItem {
	var all []*railItem
	for d := range v.Domains {
		for g := range v.Domains[d].Groups {
			items := v.Domains[d].Groups[g].Items
			for n := range items {
				all = append(all, &items[n])
			}
		}
	}
	return all
}

// unfinished tells whether there is work left on an indicator.
func unfinished(s assessment.Status) bool {
	return s != assessment.Ready && s != assessment.Approved
}

// nextOpen is the indicator to go to when one is ready: the next in the book
// with work left, from the domain's end on round to its beginning; empty when
// nothing is left.
func (a *ask) nextOpen(s *assessment.State, after framework.Code) framework.Code {
	asked, at := a.asked(s), -1
	for n, ind := range asked {
		if ind.Code == after {
			at = n
		}
	}
	waits := func(n int) bool { return unfinished(s.Item(asked[n].Code).StatusOf(a.hand())) }
	for _, same := range []bool{true, false} {
		for step := 1; step < len(asked); step++ {
			n := (at + step) % len(asked)
			if at >= 0 && (asked[n].Domain == asked[at].Domain) == same && waits(n) && a.mayIn(a.answerRight(), string(asked[n].Domain)) {
				return asked[n].Code
			}
		}
	}
	return ""
}

// firstOpen is the indicator with which a domain opens: for a reviewer what
// waits for review; for others what came back, then what is not ready; else
// its first.
func (a *ask) firstOpen(s *assessment.State, domain framework.Code) framework.Code {
	var first, open framework.Code
	for _, ind := range a.asked(s) {
		if domain != "" && ind.Domain != domain {
			continue
		}
		status := s.Item(ind.Code).StatusOf(a.hand())
		reviews := a.mayIn(account.ReviewAnswers, string(ind.Domain)) && !a.mayIn(account.Answer, string(ind.Domain))
		if reviews && status == assessment.Ready || !reviews && status == assessment.Returned {
			return ind.Code
		}
		if first == "" {
			first = ind.Code
		}
		if open == "" && unfinished(status) {
			open = ind.Code
		}
	}
	if open != "" {
		return open
	}
	return first
}
