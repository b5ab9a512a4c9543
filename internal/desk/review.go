package desk

import (
	"slices"
	"time"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/framework"
)

func init() {
	register("GET /desk/a/{chain}/review", (*Desk).reviewing)
	register("POST /desk/a/{chain}/review", (*Desk).reviewOne)
	register("POST /desk/a/{chain}/review/all", (*Desk).reviewAll)
}

// reviewView is what waits for a reviewer in one domain: each ready answer with
// its sources, open side by side.
type reviewView struct {
	Frame
	Link    string
	Domains []reviewDomain
	Domain  reviewDomain
	Items   []reviewItem
	UpTo    int64 // the entry that the reviewer sees
	Plain   int   // answers that nobody disputes
	May     bool
	Reason  string // of a return that was refused
	Code    framework.Code
}

// reviewDomain is a domain with how many answers wait in it.
type reviewDomain struct {
	Limb
	Link  string
	Ready int
	Here  bool
}

// reviewItem is one answer to be read.
type reviewItem struct {
	Ind      framework.Indicator
	Given    givenView
	Disputed bool
	Threads  int
	Link     string
	Levels   []optionView
	Moved    time.Time
	Returned *verdictView // what was said of it before
}

// reviewing is for reviewers; others who see answers may look.
func (d *Desk) reviewing(a *ask) (answer, error) {
	s, err := a.assessment()
	if err != nil {
		return answer{}, err
	}
	v, err := a.reviewView(s, framework.Code(a.URL.Query().Get("domain")))
	if err != nil {
		return answer{}, err
	}
	return a.page("review", v)
}

// reviewView builds the page of a domain: the one asked for, else the first in
// which something waits.
func (a *ask) reviewView(s *assessment.State, domain framework.Code) (*reviewView, error) {
	if err := a.must(account.ReviewAnswers); err != nil {
		return nil, err
	}
	people, err := a.crowd(s)
	if err != nil {
		return nil, err
	}
	v := &reviewView{Frame: a.frame("results.review_title", "place", s.Name(a.say.Tag())), Link: linkReview(s.Chain), UpTo: s.Head.Seq}
	v.Wide = true
	for n, dom := range s.Book.Domains {
		one := reviewDomain{Limb: LimbOf(n+1, dom, ""), Link: linkReview(s.Chain) + "?domain=" + string(dom.Code), Ready: s.Progress(dom.Code)[assessment.Ready]}
		one.Here = dom.Code == domain
		v.Domains = append(v.Domains, one)
	}
	at := slices.IndexFunc(v.Domains, func(d reviewDomain) bool { return d.Here })
	if at < 0 {
		at = max(0, slices.IndexFunc(v.Domains, func(d reviewDomain) bool { return d.Ready > 0 && a.mayIn(account.ReviewAnswers, string(d.Code)) }))
		v.Domains[at].Here = true
	}
	v.Domain = v.Domains[at]
	v.May = a.mayIn(account.ReviewAnswers, string(v.Domain.Code))
	for _, ind := range s.Book.In(v.Domain.Code) {
		if s.Item(ind.Code).Status() == assessment.Ready {
			v.Items = append(v.Items, a.reviewItem(s, ind, people))
			if !s.Disputed(ind.Code) {
				v.Plain++
			}
		}
	}
	return v, nil
}

func (a *ask) reviewItem(s *assessment.State, ind framework.Indicator, people *crowd) reviewItem {
	i := s.Item(ind.Code)
	r := reviewItem{
		Ind: ind, Given: a.given(s, ind, i.Standing(), people), Disputed: s.Disputed(ind.Code), Threads: i.OpenThreads(),
		Link: linkItem(s.Chain, ind.Code),
	}
	r.Levels, _ = optionsOf(s.Book, ind.Scale)
	if i.Review.Verdict == assessment.VerdictReturned {
		r.Returned = &verdictView{By: people.person(i.Review.By), At: i.Review.At, Reason: i.Review.Reason}
	}
	return r
}

// reviewOne takes a verdict on one answer and stays with its domain.
func (d *Desk) reviewOne(a *ask) (answer, error) {
	if err := a.form(); err != nil {
		return answer{}, err
	}
	s, err := a.assessment()
	if err != nil {
		return answer{}, err
	}
	code := framework.Code(a.value("code"))
	ind, _ := s.Book.Indicator(code)
	verdict := assessment.Verdict(a.value("verdict"))
	next, err := a.do(assessment.ReviewAnswer{
		Reviewed: assessment.Reviewed{Indicator: code, Verdict: verdict, Reason: a.value("reason")}, Base: a.number("base"),
	})
	if err != nil {
		v, broken := a.reviewView(s, ind.Domain)
		if broken != nil {
			return answer{}, err
		}
		v.Reason, v.Code = a.value("reason"), code
		return a.again("review", v, err)
	}
	done := "results.done_returned"
	if verdict == assessment.VerdictApproved {
		done = "results.done_approved"
	}
	return a.seeOther(a.nextToReview(next, ind), done)
}

// nextToReview is the answer that waits behind one in its domain, else the
// page that finds the next domain.
func (a *ask) nextToReview(s *assessment.State, from framework.Indicator) string {
	link := linkReview(s.Chain)
	waits, past := false, false
	for _, ind := range s.Book.In(from.Domain) {
		ready := s.Item(ind.Code).Status() == assessment.Ready
		if past && ready {
			return link + "?domain=" + string(from.Domain) + "#" + string(ind.Code)
		}
		waits, past = waits || ready, past || ind.Code == from.Code
	}
	if waits {
		return link + "?domain=" + string(from.Domain)
	}
	return link
}

// reviewAll approves what nobody disputes in a domain, as far as the reviewer
// has seen it.
func (d *Desk) reviewAll(a *ask) (answer, error) {
	if err := a.form(); err != nil {
		return answer{}, err
	}
	s, err := a.assessment()
	if err != nil {
		return answer{}, err
	}
	domain := framework.Code(a.value("domain"))
	if _, ok := s.Book.Domain(domain); !ok {
		domain = s.Book.Domains[0].Code
	}
	if _, err := a.do(assessment.ApproveAll{Domain: domain, UpTo: a.number("upto")}); err != nil {
		return answer{}, err
	}
	return a.seeOther(linkReview(s.Chain), "results.done_approved_all")
}
