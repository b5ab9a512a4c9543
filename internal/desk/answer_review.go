package desk

import (
	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
)

func init() {
	register("POST /desk/a/{chain}/i/{code}/review", (*Desk).review)
	register("POST /desk/a/{chain}/i/{code}/confirm", (*Desk).confirm)
	register("POST /desk/a/{chain}/d/{domain}/approve", (*Desk).approveDomain)
}

// review takes a reviewer's verdict on the answer that they read.
func (d *Desk) review(a *ask) (answer, error) {
	s, ind, err := a.opened()
	if err != nil {
		return answer{}, err
	}
	verdict := assessment.Verdict(a.value("verdict"))
	next, err := a.do(assessment.ReviewAnswer{
		Reviewed: assessment.Reviewed{Indicator: ind.Code, Verdict: verdict, Reason: a.value("reason")}, Base: a.number("base"),
	})
	if err != nil {
		return a.reviewRefused(ind, err)
	}
	to, done := linkItem(s.Chain, ind.Code), "answer.done_returned"
	if verdict == assessment.VerdictApproved {
		done = "answer.done_approved"
		if code := a.nextReady(next, ind); code != "" {
			to = linkItem(s.Chain, code)
		}
	}
	return a.seeOther(to, done)
}

// reviewRefused shows the answer as it is now, with the reason that was typed.
func (a *ask) reviewRefused(ind framework.Indicator, err error) (answer, error) {
	s, loadErr := a.assessment()
	if loadErr != nil {
		return answer{}, loadErr
	}
	v, buildErr := a.wholeItem(s, ind)
	if buildErr != nil {
		return answer{}, buildErr
	}
	v.Reason = a.value("reason")
	return a.again("item", v, err)
}

// nextReady is the next answer that waits for the reviewer, in the domain
// first.
func (a *ask) nextReady(s *assessment.State, from framework.Indicator) framework.Code {
	var before, elsewhere framework.Code
	seen := false
	for _, ind := range s.Book.Indicators {
		if ind.Code == from.Code {
			seen = true
			continue
		}
		if s.Item(ind.Code).Status() != assessment.Ready || !a.mayIn(account.ReviewAnswers, string(ind.Domain)) {
			continue
		}
		switch {
		case ind.Domain == from.Domain && seen:
			return ind.Code
		case ind.Domain == from.Domain && before == "":
			before = ind.Code
		case ind.Domain != from.Domain && elsewhere == "":
			elsewhere = ind.Code
		}
	}
	if before != "" {
		return before
	}
	return elsewhere
}

// approveDomain approves every ready answer of a domain that nobody disputes,
// as far as the reviewer has seen it.
func (d *Desk) approveDomain(a *ask) (answer, error) {
	s, err := a.assessment()
	if err != nil {
		return answer{}, err
	}
	code := framework.Code(a.PathValue("domain"))
	if _, ok := s.Book.Domain(code); !ok {
		return answer{}, fault.New(fault.NotFound, "assessment.no_domain", "code", string(code))
	}
	if _, err := a.do(assessment.ApproveAll{Domain: code, UpTo: a.number("upto")}); err != nil {
		return answer{}, err
	}
	return a.seeOther(linkDomain(s.Chain, code), "answer.done_approved_all")
}

// confirm says that the answer of the round before still holds.
func (d *Desk) confirm(a *ask) (answer, error) {
	s, ind, err := a.opened()
	if err != nil {
		return answer{}, err
	}
	next, err := a.do(assessment.Confirm{Confirmed: assessment.Confirmed{Indicator: ind.Code}})
	if err != nil {
		return a.reviewRefused(ind, err)
	}
	to := linkItem(s.Chain, ind.Code)
	if code := a.nextOpen(next, ind.Code); code != "" {
		to = linkItem(s.Chain, code)
	}
	return a.seeOther(to, "answer.done_confirmed")
}
