package site

import (
	"sextant/internal/page"
	"sextant/internal/profile"
)

// changesPage is "…/changes": each difference since the round before, with its
// type. Which differences count as a change of policy and which do not is the
// point of the page, so they stand in groups.
type changesPage struct {
	view
	edition
	Since  *profile.Since
	Groups []changeGroup
}

type changeGroup struct {
	Type    string
	Changes []changeView
}

type changeView struct {
	profile.Change
	Question  page.Said
	Before    page.Said
	Now       page.Said
	URL       string // of the indicator's page; "" where the answer is not public
	Comparing string
}

// changeTypes is the order of the groups.
var changeTypes = []string{"policy_change", "new_source", "correction", "coder_judgement", "framework_change"}

func (s *Site) changes(a *ask) (answer, error) {
	e, err := s.open(a)
	if err != nil {
		return answer{}, err
	}
	if e.P.Since == nil {
		return answer{}, noPage()
	}
	p := changesPage{edition: e, Since: e.P.Since}
	p.view = s.frame(a, e, a.words().T("site.changes_title", "place", join(", ", e.Place.Text, e.Country.Text)))
	p.Description = a.words().T("site.changes_lead")
	p.Hidden, p.Canonical = e.Older, e.Newest+"/changes"
	byType := map[string][]changeView{}
	for _, c := range e.P.Since.Changes {
		byType[c.Type] = append(byType[c.Type], p.see(a, c))
	}
	for _, t := range changeTypes {
		if len(byType[t]) > 0 {
			p.Groups = append(p.Groups, changeGroup{t, byType[t]})
		}
	}
	return s.page(a, "site/changes", p)
}

func (p changesPage) see(a *ask, c profile.Change) changeView {
	v := changeView{Change: c, Before: a.said(c.FromLabel, p.P.Source), Now: a.said(c.ToLabel, p.P.Source), Comparing: c.Comparable}
	for _, an := range p.P.Answers {
		if an.Indicator == c.Indicator {
			v.Question, v.URL = a.said(an.Question, p.P.Source), p.indicatorURL(string(c.Indicator))
		}
	}
	return v
}
