package pagetext

import (
	"sort"

	"sextant/internal/fault"
	"sextant/internal/lang"
)

// state is the section of the profile that a line stands in.
type state uint8

const (
	before   state = iota // the profile has begun, no section yet
	inIntro               // below the heading of the introduction
	inDomain              // below a domain's heading, no list yet
	inList                // below a list's heading
	closed                // below the title or date that ended a section
)

// item is a line of running text in a section, with what stood above it.
type item struct {
	at    int  // index into the lines
	blank bool // an empty line
	gap   bool // something that was dropped
}

// section gathers the running text below one heading.
type section struct {
	kind   kind
	domain int // index into domains; -1 for the introduction
	at     int // index of the heading's line; -1 when there is none
	items  []item
	spare  bool // a second one that a fault was raised for: read, not kept
}

// walker goes through the lines once and sorts them into sections.
type walker struct {
	lines  []line
	page   *Page
	faults faults

	state   state
	current *section     // open for running text; nil in a domain without a list
	domain  int          // the current domain, -1 before the first
	spare   bool         // the current domain is there a second time
	intro   *section     // nil while there is none
	heads   [6]int       // line index of each domain's heading, -1
	lists   []*section   // in the order of the page
	blank   bool         // an empty line stood above
	gap     bool         // a dropped line stood above
	outside *fault.Error // the open fault about text outside any section
	hints   map[lang.Tag]int
	titleAt int // line index, -1
	dateAt  int
	title   title
}

// walk sorts all lines, those of the programme's opening first.
func walk(name string, lines []line, start int) *walker {
	w := &walker{
		lines: lines, page: &Page{Lines: make([]Line, len(lines))}, faults: faults{name: name},
		domain: -1, titleAt: -1, dateAt: -1, hints: map[lang.Tag]int{},
	}
	for d := range w.heads {
		w.heads[d] = -1
	}
	for i, l := range lines {
		w.page.Lines[i] = Line{Number: l.number, Text: l.text, As: AsDropped}
	}
	w.findTitle()
	lost := start == firstSection(lines) && explained(lines, start) == 0 && spokenOf(lines, start, false) == 0
	for i := range lines {
		if i < start {
			w.opening(i, lost)
		} else {
			w.step(i)
		}
	}
	return w
}

// findTitle takes the first title with a known country, else the first.
func (w *walker) findTitle() {
	for i, l := range w.lines {
		if l.kind != kindTitle {
			continue
		}
		if w.titleAt < 0 || w.title.found.Code == "" && l.title.found.Code != "" {
			w.titleAt, w.title = i, l.title
		}
	}
}

// opening sorts a line above the profile. Text there is the programme's, save
// where it cannot be: when there is no sign of an opening at all, or when it
// speaks of this very place.
func (w *walker) opening(i int, lost bool) {
	l := w.lines[i]
	switch l.kind {
	case kindTitle:
		w.takeTitle(i)
	case kindDate:
		w.takeDate(i)
	case kindText:
		switch {
		case w.isPlace(l):
			w.as(i, AsPlace)
		case lost:
			w.stray(i)
		case w.namesPlace(l.folded):
			w.faults.add(l.number, "pagetext.opening_names_place", "text", excerpt(l.text), "expected", proposal(w.hint(), kindIntro, 0))
		default:
			w.drop(i, whyBoilerplate)
		}
	case kindJoined:
		w.joined(i)
	case kindIntro, kindDomain, kindDeveloped, kindPotential:
		w.drop(i, whyBoilerplate)
	default:
		w.drop(i, whyOf(l.kind))
	}
}

// step sorts a line of the profile.
func (w *walker) step(i int) {
	l := w.lines[i]
	switch l.kind {
	case kindText:
		w.text(i)
		return
	case kindClick:
		if w.state == inList {
			w.text(i)
			return
		}
		w.drop(i, whyClick)
	case kindJoined:
		w.joined(i)
		return
	case kindIntro:
		w.introHeading(i)
	case kindDomain:
		w.domainHeading(i)
	case kindDeveloped, kindPotential:
		w.listHeading(i)
	case kindTitle:
		w.takeTitle(i)
	case kindDate:
		w.takeDate(i)
	default:
		w.drop(i, whyOf(l.kind))
	}
	if l.kind == kindBlank {
		w.blank = true
	} else {
		w.gap = true
		w.outside = nil
	}
	if l.head.lang != "" && l.kind != kindKey {
		w.hints[l.head.lang]++
	}
}

// text puts running text into the open section.
func (w *walker) text(i int) {
	if w.isPlace(w.lines[i]) && (w.state == before || w.state == closed) {
		w.as(i, AsPlace)
		return
	}
	if w.state == before {
		w.intro = &section{kind: kindIntro, domain: -1, at: -1}
		w.current, w.state = w.intro, inIntro
	}
	if w.current == nil {
		w.stray(i)
		return
	}
	w.current.items = append(w.current.items, item{at: i, blank: w.blank, gap: w.gap})
	w.blank, w.gap = false, false
	w.inDomain(i)
}

// introHeading opens the introduction.
func (w *walker) introHeading(i int) {
	switch {
	case w.intro != nil && w.state == inIntro && len(w.intro.items) == 0:
		w.drop(i, whyRepeated)
		return
	case w.intro != nil:
		w.faults.add(w.lines[i].number, "pagetext.introduction_twice", "first", w.lineOf(w.intro))
	default:
		w.intro = &section{kind: kindIntro, domain: -1, at: i}
	}
	w.open(w.intro, inIntro)
	w.domain = -1
	w.as(i, AsIntroHeading)
}

// domainHeading opens a domain.
func (w *walker) domainHeading(i int) {
	d := w.lines[i].head.domain
	if w.state == inDomain && w.domain == d {
		w.drop(i, whyRepeated)
		w.page.Lines[i].Domain = domains[d]
		return
	}
	w.domain, w.spare = d, w.heads[d] >= 0
	w.open(nil, inDomain)
	if w.spare {
		w.faults.add(w.lines[i].number, "pagetext.domain_twice", "domain", w.lines[i].whole, "first", w.lines[w.heads[d]].number)
	} else {
		w.heads[d] = i
	}
	w.as(i, AsDomain)
}

// listHeading opens one of the two lists of a domain.
func (w *walker) listHeading(i int) {
	l := w.lines[i]
	as := AsDevelopedHeading
	if l.kind == kindPotential {
		as = AsPotentialHeading
	}
	s := &section{kind: l.kind, domain: w.domain, at: i, spare: w.spare}
	if w.state == before || w.state == inIntro || w.state == closed || w.domain < 0 {
		s.domain, s.spare = -1, true
		w.faults.add(l.number, "pagetext.list_outside", "heading", l.whole)
	} else if old := w.list(w.domain, l.kind); old != nil && !w.spare {
		if w.current == old && len(old.items) == 0 {
			w.drop(i, whyRepeated)
			w.page.Lines[i].Domain = domains[w.domain]
			return
		}
		s.spare = true
		w.faults.add(l.number, "pagetext.list_twice", "heading", l.whole, "first", w.lines[old.at].number)
	}
	w.lists = append(w.lists, s)
	w.open(s, inList)
	w.as(i, as)
}

// list finds a list of a domain that is kept.
func (w *walker) list(domain int, k kind) *section {
	for _, s := range w.lists {
		if s.domain == domain && s.kind == k && !s.spare {
			return s
		}
	}
	return nil
}

func (w *walker) open(s *section, st state) {
	w.current, w.state = s, st
	w.blank, w.gap = false, false
}

// takeTitle takes the title of the page; said again in the same words it is
// dropped.
func (w *walker) takeTitle(i int) {
	switch {
	case i == w.titleAt:
		w.page.Title = w.lines[i].whole
		w.as(i, AsTitle)
		w.close()
	case w.lines[i].folded == w.lines[w.titleAt].folded:
		w.drop(i, whyRepeated)
	default:
		w.faults.add(w.lines[i].number, "pagetext.title_twice", "title", excerpt(w.lines[i].whole), "first", w.lines[w.titleAt].number)
	}
}

// takeDate takes the date of the page; said again it is dropped.
func (w *walker) takeDate(i int) {
	switch d := w.lines[i].date; {
	case w.dateAt < 0:
		w.dateAt, w.page.Date = i, d
		w.as(i, AsDate)
		w.close()
	case d == w.page.Date:
		w.drop(i, whyRepeated)
	default:
		w.faults.add(w.lines[i].number, "pagetext.date_twice", "date", w.lines[i].text, "first", w.lines[w.dateAt].number)
	}
}

// close ends the open section below a title or a date.
func (w *walker) close() {
	if w.state != before {
		w.open(nil, closed)
		w.domain = -1
	}
}

// stray raises one fault for lines that follow each other outside any section.
func (w *walker) stray(i int) {
	l := w.lines[i]
	if w.outside != nil {
		w.outside.Args["last"] = l.number
		return
	}
	w.outside = w.faults.add(l.number, "pagetext.outside_section", "text", excerpt(l.text), "last", l.number, "expected", w.expected())
}

// expected is the heading that would give text at this point a section.
func (w *walker) expected() string {
	switch {
	case w.state == inDomain && w.list(w.domain, kindDeveloped) == nil:
		return proposal(w.hint(), kindDeveloped, 0)
	case w.state == inDomain || w.state == inList:
		return proposal(w.hint(), kindPotential, 0)
	case w.heads == [6]int{-1, -1, -1, -1, -1, -1}:
		return proposal(w.hint(), kindIntro, 0)
	}
	for d, at := range w.heads {
		if at < 0 {
			return proposal(w.hint(), kindDomain, d)
		}
	}
	return proposal(w.hint(), kindPotential, 0)
}

// hint is the language of the profile's headings, for what a fault proposes:
// that of the lines read so far, else of all list headings.
func (w *walker) hint() lang.Tag {
	hints := w.hints
	if len(hints) == 0 {
		hints = map[lang.Tag]int{}
		for _, l := range w.lines {
			if l.kind == kindDeveloped || l.kind == kindPotential {
				hints[l.head.lang]++
			}
		}
	}
	tags := make([]lang.Tag, 0, len(hints))
	for t := range hints {
		tags = append(tags, t)
	}
	sort.Slice(tags, func(i, j int) bool {
		a, b := tags[i], tags[j]
		return hints[a] > hints[b] || hints[a] == hints[b] && a < b
	})
	if len(tags) == 0 {
		return lang.English
	}
	return tags[0]
}

func (w *walker) lineOf(s *section) int {
	switch {
	case s.at >= 0:
		return w.lines[s.at].number
	case len(s.items) > 0:
		return w.lines[s.items[0].at].number
	}
	return 0
}

// as notes the part that a line plays.
func (w *walker) as(i int, as As) {
	w.page.Lines[i].As = as
	if as != AsTitle && as != AsDate && as != AsPlace {
		w.inDomain(i)
	}
}

func (w *walker) inDomain(i int) {
	if w.domain >= 0 {
		w.page.Lines[i].Domain = domains[w.domain]
	}
}

func (w *walker) drop(i int, why string) {
	w.page.Lines[i].As, w.page.Lines[i].Why = AsDropped, why
}

// joined gives a continued line the part of the line it continues.
func (w *walker) joined(i int) {
	of := w.page.Lines[i-1]
	w.page.Lines[i].As, w.page.Lines[i].Why, w.page.Lines[i].Domain = of.As, of.Why, of.Domain
}
