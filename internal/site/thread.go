package site

import (
	"fmt"

	"sextant/internal/lang"
	"sextant/internal/page"
	"sextant/internal/profile"
)

// threadPage is "…/indicators/{code}": from a finding down to the answer, its
// sources, the people's decisions, and what the government said.
type threadPage struct {
	view
	edition
	Answer    profile.Answer
	Question  page.Said
	Label     page.Said
	Domain    domainView
	Findings  []findingView
	Citations []citation
	Remarks   []profile.Remark
	Before    string // address of the indicator before; "" for the first
	After     string
}

// citation is a place in a source.
type citation struct {
	profile.Source
	Locator string
}

func (s *Site) thread(a *ask) (answer, error) {
	e, err := s.open(a)
	if err != nil {
		return answer{}, err
	}
	for i, an := range e.P.Answers {
		if an.Indicator == a.code {
			return s.page(a, "site/thread", s.threadOf(a, e, i))
		}
	}
	return answer{}, noPage()
}

func (s *Site) threadOf(a *ask, e edition, at int) threadPage {
	an := e.P.Answers[at]
	t := threadPage{edition: e, Answer: an, Question: a.said(an.Question, e.P.Source), Label: a.said(an.Label, e.P.Source)}
	t.view = s.frame(a, e, fmt.Sprintf("%s · %s", an.Indicator, join(", ", e.Place.Text, e.Country.Text)))
	t.Description = t.Question.Text
	t.Hidden = e.Older
	t.Canonical = e.Newest + "/indicators/" + string(an.Indicator)
	for _, c := range an.Citations {
		for _, src := range e.P.Sources {
			if src.ID == c.Source {
				t.Citations = append(t.Citations, citation{src, c.Locator})
			}
		}
	}
	for _, r := range e.P.Remarks {
		if r.Indicator == an.Indicator {
			t.Remarks = append(t.Remarks, r)
		}
	}
	t.restingOn(a)
	if at > 0 {
		t.Before = e.indicatorURL(string(e.P.Answers[at-1].Indicator))
	}
	if at+1 < len(e.P.Answers) {
		t.After = e.indicatorURL(string(e.P.Answers[at+1].Indicator))
	}
	return t
}

// restingOn finds the findings that rest on the indicator, and its domain.
func (t *threadPage) restingOn(a *ask) {
	all := profilePage{edition: t.edition}
	all.read(a)
	for i, d := range all.Domains {
		if t.P.Domains[i].Code == t.Answer.Domain {
			t.Domain = d
		}
		for _, f := range d.Findings() {
			for _, l := range f.Indicators {
				if l.Code == string(t.Answer.Indicator) {
					t.Findings = append(t.Findings, f)
				}
			}
		}
	}
}

// Glyph names the drawing of an answer's value: round glyphs say what is so.
func (t threadPage) Glyph() string {
	switch t.Answer.Value {
	case "absent", "partial", "present", "not_applicable":
		return t.Answer.Value
	}
	return "unknown"
}

// Written is a text that people wrote, with its language.
func (t threadPage) Written(text string, tag lang.Tag) page.Said {
	return page.Said{Text: text, Tag: tag}
}
