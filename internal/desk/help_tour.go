package desk

import (
	"slices"

	"sextant/internal/account"
	"sextant/internal/app"
)

// tourView shows somebody around on their first day in the demonstration: six
// steps, each a link, and a way to put them away. It needs no script.
type tourView struct {
	Role  string // in words
	Steps []tourStep
}

type tourStep struct {
	Key  string // of help.tour_{key}
	Link string
}

// tourPages are where the steps lead: to an address, or to a page of the
// person's assessment.
var tourPages = map[string]struct {
	path string
	of   []string // parts behind the assessment's address
	page string   // the address as it is registered
}{
	"open":       {path: newPath, page: "/desk/new"},
	"programme":  {path: programmePath, page: programmePath},
	"frameworks": {path: frameworksPath, page: frameworksPath},
	"people":     {path: peoplePath, page: peoplePath},
	"help":       {path: helpPath, page: helpPath},
	"account":    {path: accountPath, page: accountPath},
	"assessment": {of: []string{}, page: "/desk/a/{chain}"},
	"answer":     {of: []string{"answers"}, page: "/desk/a/{chain}/answers"},
	"review":     {of: []string{"answers"}, page: "/desk/a/{chain}/answers"},
	"read":       {of: []string{"answers"}, page: "/desk/a/{chain}/answers"},
	"sources":    {of: []string{"sources"}, page: "/desk/a/{chain}/sources"},
	"workbook":   {of: []string{"workbook"}, page: "/desk/a/{chain}/workbook"},
	"record":     {of: []string{"record"}, page: "/desk/a/{chain}/record"},
	"progress":   {of: []string{"progress"}, page: "/desk/a/{chain}/progress"},
	"invite":     {of: []string{"people"}, page: "/desk/a/{chain}/people"},
	"differ":     {of: []string{"differences"}, page: "/desk/a/{chain}/differences"},
	"consult":    {of: []string{"consultation"}, page: "/desk/a/{chain}/consultation"},
	"findings":   {of: []string{"findings"}, page: "/desk/a/{chain}/findings"},
	"public":     {},
}

// tours are the steps of each role, and the stage of the assessment in which
// they can be tried best. Steps whose page is not there are left out, so the
// lists hold some more than six.
var tours = []struct {
	role  account.Role
	stage account.Stage
	steps []string
}{
	{account.Coordinator, account.Coding, []string{"open", "invite", "programme", "progress", "frameworks", "record"}},
	{account.Coder, account.Coding, []string{"assessment", "answer", "sources", "workbook", "record", "public", "help"}},
	{account.SecondCoder, account.Coding, []string{"assessment", "answer", "workbook", "help", "account", "public"}},
	{account.Reviewer, account.Review, []string{"assessment", "review", "differ", "progress", "record", "public", "help"}},
	{account.FocalPoint, account.Consultation, []string{"assessment", "consult", "invite", "public", "help", "account"}},
	{account.Government, account.Consultation, []string{"assessment", "consult", "public", "help", "account"}},
	{account.Editor, account.Findings, []string{"assessment", "findings", "read", "sources", "record", "public", "help"}},
	{account.Translator, account.Findings, []string{"assessment", "findings", "read", "public", "help", "account"}},
	{account.Viewer, account.Coding, []string{"assessment", "read", "sources", "record", "public", "help"}},
}

// adminTour is for an administrator who has no part in an assessment.
var adminTour = []string{"people", "open", "frameworks", "public", "help", "account"}

const tourLength = 6

// tour is the tour of the person, or nil where there is none to show.
func (a *ask) tour(mine []app.AssessmentLine) *tourView {
	open, err := a.desk.app.TourOpen(a.Context(), a.me.ID)
	if err != nil {
		a.desk.log.Error("the tour cannot be looked up", "error", err)
	}
	if !open {
		return nil
	}
	for _, t := range tours {
		var line *app.AssessmentLine
		for i, l := range mine {
			if slices.Contains(l.Roles, t.role) && (line == nil || line.Stage != t.stage && l.Stage == t.stage) {
				line = &mine[i]
			}
		}
		if line != nil {
			return &tourView{a.say.T("account.role_" + string(t.role)), a.tourSteps(t.steps, linkTo(line.Chain))}
		}
	}
	if a.me.Admin {
		return &tourView{a.say.T("account.role_admin"), a.tourSteps(adminTour, "")}
	}
	return nil
}

func (a *ask) tourSteps(keys []string, assessment string) []tourStep {
	var steps []tourStep
	for _, k := range keys {
		p := tourPages[k]
		step := tourStep{Key: "help.tour_" + k, Link: p.path}
		switch {
		case k == "public":
			step.Link = "/" + string(a.say.Tag()) + "/profiles"
		case !pageThere(p.page):
			continue
		case p.of != nil:
			step.Link = assessment
			for _, part := range p.of {
				step.Link += "/" + part
			}
		}
		if len(steps) < tourLength {
			steps = append(steps, step)
		}
	}
	return steps
}

// pageThere tells whether a page has this address.
func pageThere(path string) bool {
	return slices.ContainsFunc(routes, func(r route) bool { return r.pattern == "GET "+path })
}

// tourPut puts the tour away or brings it back.
func (d *Desk) tourPut(a *ask) (answer, error) {
	if err := a.form(); err != nil {
		return answer{}, err
	}
	if err := d.app.SetTour(a.Context(), a.me.ID, a.value("tour") == "open"); err != nil {
		return answer{}, err
	}
	return a.seeOther(inboxPath, "")
}
