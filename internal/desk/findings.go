package desk

import (
	"net/url"
	"slices"
	"strings"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/record"
	"sextant/internal/wheel"
)

func init() {
	register("GET /desk/a/{chain}/findings", (*Desk).findings)
	register("POST /desk/a/{chain}/findings/order", (*Desk).orderFindings)
}

// linkFindings is the page of a domain's findings.
func linkFindings(chain record.Chain, d framework.Code) string {
	return linkTo(chain, "findings") + "?domain=" + url.QueryEscape(string(d))
}

// linkFinding is the page of one finding.
func linkFinding(chain record.Chain, id assessment.FindingID, parts ...string) string {
	return linkTo(chain, append([]string{"finding", string(id)}, parts...)...)
}

// findingsView is the two lists of a domain, one of its findings perhaps open
// to be written.
type findingsView struct {
	Frame
	Domains   []findingsDomain
	Domain    findingsDomain
	Lists     []findingList
	Unused    []chipView
	Both      []chipView
	Proposals []proposalView
	Languages []tongueView
	MayWrite  bool
	Form      *findingForm
	Tabs      []subTab
}

// findingsDomain is one domain among those to choose from.
type findingsDomain struct {
	N                    int
	Code                 framework.Code
	Title, Short         lang.Text
	Icon, Link           string
	Developed, Potential int
	Waits                string // glyph of what waits for the editor; empty for nothing
}

// findingList is one of the two lists.
type findingList struct {
	Side    assessment.Side
	Domain  framework.Code
	Lines   []findingLine
	New     string // link
	Order   string // address of the form
	Command string
	May     bool
	Form    *findingForm // a new finding of this list
}

// findingLine is a finding in its list.
type findingLine struct {
	assessment.Finding
	Link    string
	Name    string // its first words
	Place   int    // from 1
	Of      int
	Chips   []chipView
	Stale   []chipView
	Hints   []assessment.Hint
	States  []textState
	Cited   int
	May     bool
	Focus   string // "up" or "down": the button that was pressed just now
	Form    *findingForm
	Head    int64
	Command string
}

// chipView is an indicator with the value of its answer.
type chipView struct {
	Code    framework.Code
	Label   lang.Text
	Value   *optionView
	Was     *optionView // before it changed, where the reader may know
	Moved   bool
	On      bool // is ticked
	Link    string
	History string
	Other   bool // of another domain
}

// textState is how one language of a sentence stands.
type textState struct {
	Tag    lang.Tag
	State  assessment.TextState
	Status string
	Link   string
}

// proposalView is a draft that the answers offer. Pieces of kind Left are slots
// that are still to be filled.
type proposalView struct {
	Side     assessment.Side
	Chip     chipView
	Pieces   []Piece
	Language lang.Tag
	Open     []string
	Link     string
}

// seeFindings is the assessment, for those who may read sentences in the
// making.
func (a *ask) seeFindings() (*assessment.State, error) {
	s, err := a.assessment()
	if err != nil {
		return nil, err
	}
	return s, a.must(account.SeeAnswers)
}

func (d *Desk) findings(a *ask) (answer, error) {
	s, err := a.seeFindings()
	if err != nil {
		return answer{}, err
	}
	if t := a.value("language"); t != "" { // where the inbox leads translators
		return a.seeOther(linkTranslate(s.Chain, lang.Tag(t)), "")
	}
	code := framework.Code(a.value("domain"))
	if _, ok := s.Book.Domain(code); !ok {
		code = a.firstDomain(s)
	}
	v, err := a.findingsView(s, code)
	if err != nil {
		return answer{}, err
	}
	return a.page("findings", v)
}

// firstDomain is the one in which a sentence waits for the editor, else the
// first in which they may write.
func (a *ask) firstDomain(s *assessment.State) framework.Code {
	for _, f := range s.StaleFindings() {
		if a.mayIn(account.WriteFindings, string(f.Domain)) {
			return f.Domain
		}
	}
	for _, d := range s.Book.Domains {
		if a.mayIn(account.WriteFindings, string(d.Code)) {
			return d.Code
		}
	}
	return s.Book.Domains[0].Code
}

// findingsView builds the page of a domain.
func (a *ask) findingsView(s *assessment.State, code framework.Code) (*findingsView, error) {
	domain, ok := s.Book.Domain(code)
	if !ok {
		return nil, fault.New(fault.NotFound, "assessment.no_domain", "code", string(code))
	}
	v := &findingsView{
		Frame: a.frame("findings.title", "domain", domain.Title.Get(a.say.Tag(), s.Source)), MayWrite: a.mayIn(account.WriteFindings, string(code)),
		Languages: tonguesOf(s, ""), Tabs: a.findingTabs(s, "findings"),
	}
	v.Script = "desk_findings.js"
	unused := s.Unused()
	v.Domains = findingsDomains(s, unused)
	for _, d := range v.Domains {
		if d.Code == code {
			v.Domain = d
		}
	}
	for _, c := range unused {
		if chip := a.chip(s, c, code); !chip.Other {
			v.Unused = append(v.Unused, chip)
		}
	}
	for _, c := range s.BothSides() {
		v.Both = append(v.Both, a.chip(s, c, code))
	}
	if v.MayWrite {
		v.Proposals = a.proposals(s, code)
	}
	return v, a.lists(v, s, code)
}

// lists fills both lists of the page.
func (a *ask) lists(v *findingsView, s *assessment.State, code framework.Code) error {
	then, err := a.before(s, code)
	if err != nil {
		return err
	}
	for _, side := range assessment.Sides {
		v.Lists = append(v.Lists, a.findingList(s, code, side, then))
	}
	return nil
}

func findingsDomains(s *assessment.State, unused []framework.Code) []findingsDomain {
	waits := map[framework.Code]string{}
	for _, c := range unused {
		ind, _ := s.Book.Indicator(c)
		waits[ind.Domain] = "not_started"
	}
	for _, f := range s.StaleFindings() {
		waits[f.Domain] = "stale"
	}
	var all []findingsDomain
	for i, d := range s.Book.Domains {
		l := LimbOf(i+1, d, "")
		all = append(all, findingsDomain{
			N: i + 1, Code: d.Code, Title: d.Title, Short: l.Short, Icon: wheel.Icon(d.Icon), Link: linkFindings(s.Chain, d.Code),
			Developed: len(s.FindingsOf(d.Code, assessment.Developed)), Potential: len(s.FindingsOf(d.Code, assessment.Potential)),
			Waits: waits[d.Code],
		})
	}
	return all
}

// moments are earlier states by the entry after which they stood.
type moments map[int64]*assessment.State

// manyMoments bounds how many earlier states one page looks up.
const manyMoments = 4

// before looks up what the stale sentences of a domain were once held against,
// for those who may see the record.
func (a *ask) before(s *assessment.State, code framework.Code) (moments, error) {
	then := moments{}
	if !a.may(account.SeeRecord) {
		return then, nil
	}
	for _, f := range s.StaleFindings() {
		if f.Domain != code || then[f.Basis] != nil || len(then) == manyMoments {
			continue
		}
		old, err := a.desk.app.StateAt(a.Context(), a.who, s.Chain, f.Basis)
		if err != nil {
			return nil, err
		}
		then[f.Basis] = old
	}
	return then, nil
}

// list2 is one of the two lists of a domain.
func (a *ask) findingList(s *assessment.State, code framework.Code, side assessment.Side, then moments) findingList {
	l := findingList{
		Side: side, Domain: code, May: a.mayIn(account.WriteFindings, string(code)), Order: linkTo(s.Chain, "findings", "order"),
		Command: a.freshID(), New: linkTo(s.Chain, "finding", "new") + "?" + url.Values{"domain": {string(code)}, "side": {string(side)}}.Encode(),
	}
	fs := s.FindingsOf(code, side)
	moved, by, _ := strings.Cut(a.value("moved"), ".")
	for i, f := range fs {
		line := a.findingLine(s, f, then)
		line.Place, line.Of, line.May = i+1, len(fs), l.May
		if string(f.ID) == moved {
			line.Focus = by
			if by == "up" && i == 0 {
				line.Focus = "down"
			} else if by == "down" && i == len(fs)-1 {
				line.Focus = "up"
			}
		}
		l.Lines = append(l.Lines, line)
	}
	return l
}

// line3 is a finding as its list shows it.
func (a *ask) findingLine(s *assessment.State, f assessment.Finding, then moments) findingLine {
	l := findingLine{
		Finding: f, Link: linkFinding(s.Chain, f.ID), Name: opening(f.Text), Hints: f.Hints(),
		Head: s.Head.Seq, Command: a.freshID(),
	}
	moved := s.Stale(f)
	seen := map[assessment.SourceID]bool{}
	for _, c := range f.Indicators {
		chip := a.chip(s, c, f.Domain)
		if slices.Contains(moved, c) {
			chip.Moved = true
			if old := then[f.Basis]; old != nil {
				ind, _ := s.Book.Indicator(c)
				chip.Was = optionOf(s.Book, ind.Scale, old.Item(c).Standing().Value)
			}
			l.Stale = append(l.Stale, chip)
		}
		l.Chips = append(l.Chips, chip)
		for _, x := range s.Item(c).Standing().Citations {
			seen[x.Source] = true
		}
	}
	l.Cited = len(seen)
	l.States = textStates(s, assessment.FindingUnit(f.ID), f.Unit)
	return l
}

// textStates says how each language of a text stands, the original's first.
func textStates(s *assessment.State, id assessment.UnitID, u assessment.Unit) []textState {
	all := []textState{{Tag: u.Source, State: assessment.TextSource}}
	for _, t := range s.Languages {
		if t == u.Source {
			continue
		}
		state := u.State(t)
		all = append(all, textState{Tag: t, State: state, Status: textGlyphs[state], Link: linkUnit(s.Chain, t, id)})
	}
	return all
}

// chip is an indicator with its value, seen from a domain.
func (a *ask) chip(s *assessment.State, code, from framework.Code) chipView {
	ind, _ := s.Book.Indicator(code)
	link := linkItem(s.Chain, code)
	c := chipView{
		Code: code, Label: labelOf(ind), Value: optionOf(s.Book, ind.Scale, s.Item(code).Standing().Value), Link: link, Other: ind.Domain != from,
	}
	if a.may(account.SeeRecord) {
		c.History = link + "/history"
	}
	return c
}

// proposals are the drafts for the answers of a domain that stand in no
// finding yet.
func (a *ask) proposals(s *assessment.State, code framework.Code) []proposalView {
	var all []proposalView
	for _, p := range s.Propose(code) {
		from := p.Indicators[0]
		all = append(all, proposalView{
			Side: p.Side, Chip: a.chip(s, from, code), Pieces: slotPieces(p.Text), Language: p.Language, Open: a.slotNames(s, p.Text),
			Link: linkTo(s.Chain, "finding", "new") + "?" + url.Values{"domain": {string(code)}, "side": {string(p.Side)}, "from": {string(from)}}.Encode(),
		})
	}
	return all
}

// opening is the first words of a sentence, to name it by.
func opening(text string) string {
	const most = 48
	if r := []rune(text); len(r) > most {
		cut := string(r[:most])
		if at := strings.LastIndexByte(cut, ' '); at > most/2 {
			cut = cut[:at]
		}
		return cut + "…"
	}
	return text
}

// orderFindings moves a finding of a list up or down, or takes a whole new
// order from the script that lets people drag.
func (d *Desk) orderFindings(a *ask) (answer, error) {
	s, err := a.seeFindings()
	if err != nil {
		return answer{}, err
	}
	code, side := framework.Code(a.value("domain")), assessment.Side(a.value("side"))
	ids, moved := a.ordered(s.FindingsOf(code, side))
	s, err = a.do(assessment.OrderFindings{FindingsOrdered: assessment.FindingsOrdered{Domain: code, Side: side, IDs: ids}})
	if err != nil {
		return answer{}, err
	}
	if !a.partial() {
		return a.seeOther(linkFindings(s.Chain, code)+"&moved="+url.QueryEscape(moved)+"#list-"+string(side), "")
	}
	then, err := a.before(s, code)
	if err != nil {
		return answer{}, err
	}
	a.Form.Set("moved", moved)
	return a.part("findings", "list", a.findingList(s, code, side, then))
}

// ordered is the order that the form asks for, with the finding that was moved
// and how.
func (a *ask) ordered(now []assessment.Finding) (ids []assessment.FindingID, moved string) {
	for _, f := range now {
		ids = append(ids, f.ID)
	}
	if all := a.list("ids"); len(all) > 0 {
		ids = ids[:0]
		for _, id := range all {
			ids = append(ids, assessment.FindingID(id))
		}
		return ids, a.value("dragged") + ".down"
	}
	for by, step := range map[string]int{"up": -1, "down": 1} {
		id := assessment.FindingID(a.value(by))
		at := slices.Index(ids, id)
		if at >= 0 && at+step >= 0 && at+step < len(ids) {
			ids[at], ids[at+step] = ids[at+step], ids[at]
			moved = string(id) + "." + by
		}
	}
	return ids, moved
}

// subTab is one of the pages under the tab of findings.
type subTab struct {
	Name, Link string
	Here       bool
}

// findingTabs are the pages about the texts of the profile.
func (a *ask) findingTabs(s *assessment.State, here string) []subTab {
	tabs := []subTab{{Name: "findings", Link: linkTo(s.Chain, "findings")}, {Name: "sections", Link: linkTo(s.Chain, "sections")}}
	if len(targets(s)) > 0 {
		tabs = append(tabs, subTab{Name: "translate", Link: linkTo(s.Chain, "findings", "translate")})
	}
	if mayCommitments(a) {
		tabs = append(tabs, subTab{Name: "commitments", Link: linkTo(s.Chain, "commitments")})
	}
	tabs = append(tabs, subTab{Name: "publish", Link: linkTo(s.Chain, "publish")})
	for i := range tabs {
		tabs[i].Here = tabs[i].Name == here
	}
	return tabs
}
