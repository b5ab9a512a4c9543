package desk

import (
	"net/url"
	"slices"
	"time"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/lang"
	"sextant/internal/record"
)

func init() {
	register("GET /desk/a/{chain}/sections", (*Desk).sections)
	register("POST /desk/a/{chain}/sections", (*Desk).writeSection)
}

// linkSection is where a narrative section is written.
func linkSection(chain record.Chain, kind string) string {
	return linkTo(chain, "sections") + "?kind=" + url.QueryEscape(kind)
}

// sectionsView is the narrative sections of the profile, one of them open.
type sectionsView struct {
	Frame
	Link      string
	Tabs      []subTab
	Lines     []sectionLine
	Kind      string
	Text      string
	Language  lang.Tag
	Base      int64
	By        personView
	At        time.Time
	States    []textState
	Languages []lang.Tag
	MayWrite  bool
}

type sectionLine struct {
	Kind    string
	Link    string
	Here    bool
	Written bool
}

func (d *Desk) sections(a *ask) (answer, error) {
	s, err := a.seeFindings()
	if err != nil {
		return answer{}, err
	}
	kind := a.value("kind")
	if kind == "" {
		kind = assessment.Introduction
	}
	v, err := a.sectionsView(s, kind)
	if err != nil {
		return answer{}, err
	}
	return a.page("sections", v)
}

func (a *ask) sectionsView(s *assessment.State, kind string) (*sectionsView, error) {
	if !slices.Contains(assessment.SectionKinds, kind) {
		return nil, fault.New(fault.NotFound, "assessment.no_section", "kind", kind)
	}
	u := s.Sections[kind]
	people, err := a.crowd(s, u.By)
	if err != nil {
		return nil, err
	}
	v := &sectionsView{
		Frame: a.frame("findings.section_title", "section", a.say.T("assessment.section_"+kind)), Link: linkTo(s.Chain, "sections"),
		Tabs: a.findingTabs(s, "sections"), Kind: kind, Text: u.Text, Language: u.Source, Base: u.Seq, By: people.person(u.By), At: u.At,
		MayWrite: a.may(account.WriteFindings), Languages: slices.Clone(s.Languages),
	}
	if v.Language == "" {
		v.Language = s.Source
	}
	if u.Text != "" {
		v.States = textStates(s, assessment.SectionUnit(kind), u)
	}
	for _, k := range assessment.SectionKinds {
		v.Lines = append(v.Lines, sectionLine{Kind: k, Link: linkSection(s.Chain, k), Here: k == kind, Written: s.Sections[k].Text != ""})
	}
	return v, nil
}

func (d *Desk) writeSection(a *ask) (answer, error) {
	s, err := a.seeFindings()
	if err != nil {
		return answer{}, err
	}
	if err := a.form(); err != nil {
		return answer{}, err
	}
	e := assessment.SectionWritten{Kind: a.value("kind"), Language: lang.Tag(a.value("language")), Text: a.raw("text")}
	v, err := a.sectionsView(s, e.Kind)
	if err != nil {
		return answer{}, err
	}
	_, err = a.do(assessment.WriteSection{SectionWritten: e, Base: a.number("base")})
	switch {
	case err == nil:
		return a.seeOther(linkSection(s.Chain, e.Kind), "findings.done_section")
	case fault.Is(err, fault.Conflict):
		return a.sectionClash(e)
	}
	v.Text, v.Language, v.Base = e.Text, e.Language, a.number("base")
	return a.again("sections", v, err)
}

// sectionClash is the page of a section that somebody else wrote meanwhile.
func (a *ask) sectionClash(e assessment.SectionWritten) (answer, error) {
	s, err := a.assessment()
	if err != nil {
		return answer{}, err
	}
	now := s.Sections[e.Kind]
	people, err := a.crowd(s, now.By)
	if err != nil {
		return answer{}, err
	}
	v := &clashOfTexts{
		Frame: a.frame("findings.clash_title"), Language: string(e.Language), By: people.person(now.By),
		Action: linkTo(s.Chain, "sections"), Keep: linkSection(s.Chain, e.Kind), Base: now.Seq,
		Hidden: []hiddenField{{"kind", e.Kind}, {"language", string(e.Language)}},
	}
	a.twoTexts(v, e.Text, now.Text)
	return a.page("finding-clash", v)
}
