package pagetext

import (
	"strings"
	"unicode/utf8"

	"sextant/internal/lang"
)

// gather makes paragraphs and findings of the running text in all sections.
func (w *walker) gather() {
	g := gatherer{w: w, punctuated: w.punctuated()}
	g.width = g.wrapWidth()
	if w.intro != nil {
		for _, p := range g.paragraphs(w.intro.items) {
			w.page.Introduction = append(w.page.Introduction, p.Text)
		}
		for _, it := range w.intro.items {
			w.page.Lines[it.at].As = AsIntro
		}
	}
	for d := range domains {
		w.page.Domains = append(w.page.Domains, w.domainOf(d))
	}
	for _, s := range w.lists {
		found := g.findings(s)
		if s.spare || s.domain < 0 {
			continue
		}
		if s.kind == kindDeveloped {
			w.page.Domains[s.domain].Developed = found
		} else {
			w.page.Domains[s.domain].Potential = found
		}
	}
	w.page.Language = languageOf(w.page)
}

func (w *walker) domainOf(d int) Domain {
	at := w.heads[d]
	if at < 0 {
		return Domain{Code: domains[d]}
	}
	return Domain{Code: domains[d], Heading: w.lines[at].whole, Line: w.lines[at].number}
}

// gatherer joins wrapped lines. What it knows of the page as a whole: whether
// its sentences end in a full stop, and how wide its lines were wrapped.
type gatherer struct {
	w          *walker
	punctuated bool
	width      int // in characters; 0 when the page is not wrapped
}

// punctuated tells whether nearly all items that surely end somewhere (before
// an empty line, a bullet or the end of their list) end as sentences do.
func (w *walker) punctuated() bool {
	all, stopped := 0, 0
	for _, s := range w.lists {
		for i, it := range s.items {
			last := i+1 == len(s.items)
			if !last && !s.items[i+1].blank && !hasBullet(w.lines[s.items[i+1].at].text) {
				continue
			}
			all++
			if ended(w.lines[it.at].text) {
				stopped++
			}
		}
	}
	return all > 0 && stopped*10 >= all*8
}

// wrapWidth is the longest line that surely goes on in the next one, when no
// line is much longer; else the page is not wrapped.
func (g *gatherer) wrapWidth() int {
	width, longest := 0, 0
	for _, s := range g.w.lists {
		for i, it := range s.items {
			n := utf8.RuneCountInString(g.w.lines[it.at].text)
			longest = max(longest, n)
			if i+1 < len(s.items) && g.surelyWrapped(s, i+1) {
				width = max(width, n)
			}
		}
	}
	if longest > width+20 {
		return 0
	}
	return width
}

// surelyWrapped tells that a line can only go on with the one above it.
func (g *gatherer) surelyWrapped(s *section, i int) bool {
	it := s.items[i]
	text, above := g.w.lines[it.at].text, g.w.lines[s.items[i-1].at].text
	if _, marked := markerOf(text); marked || it.blank || it.gap || ended(above) {
		return false
	}
	return g.punctuated || g.bulleted(s) && startsLower(text)
}

// bulleted tells whether the items of a list have markers.
func (g *gatherer) bulleted(s *section) bool {
	if len(s.items) == 0 {
		return false
	}
	if _, ok := markerOf(g.w.lines[s.items[0].at].text); ok {
		return true
	}
	for _, it := range s.items {
		if hasBullet(g.w.lines[it.at].text) {
			return true
		}
	}
	return false
}

// findings makes findings of the lines of a list.
func (g *gatherer) findings(s *section) []Finding {
	for _, it := range s.items {
		g.w.page.Lines[it.at].As = AsFinding
	}
	if !g.bulleted(s) {
		return g.paragraphs(s.items)
	}
	return g.marked(s)
}

// marked makes findings of a list with markers. A line that has none and does
// not go on with the one above belongs nowhere.
func (g *gatherer) marked(s *section) []Finding {
	var found []Finding
	order := 0
	family := rune(0)
	stray := false
	for i, it := range s.items {
		l := g.w.lines[it.at]
		m, ok := markerOf(l.text)
		if ok && g.opens(s, i, m, family, order) {
			if family == 0 {
				family = m.family
			}
			order = m.order
			found = append(found, Finding{Text: m.rest, Line: l.number})
			stray = false
			continue
		}
		if len(found) > 0 && !stray && (found[len(found)-1].Text == "" || g.continues(s.items, i, true)) {
			last := &found[len(found)-1]
			last.Text = join(last.Text, l.text, g.w.lines[s.items[i-1].at].soft)
			continue
		}
		stray = true
		g.stray(s, it)
	}
	return found
}

// stray raises the fault for a line of a list that is neither marked nor goes
// on with the one above.
func (g *gatherer) stray(s *section, it item) {
	l := g.w.lines[it.at]
	g.w.page.Lines[it.at].As = AsDropped
	g.w.faults.add(l.number, "pagetext.outside_list", "text", excerpt(l.text), "heading", g.w.lines[s.at].whole)
}

// opens tells whether a marker opens an item: one of the list's own family, in
// order when it counts, or one that cannot be a dash inside a sentence.
func (g *gatherer) opens(s *section, i int, m marker, family rune, order int) bool {
	if m.family == '1' || m.family == 'a' {
		inOrder := m.order == order+1 || family == 0
		return inOrder && (family == 0 || family == m.family)
	}
	if family == 0 || family == m.family && !strings.ContainsRune("o-–—−", m.family) || strings.ContainsRune(strongBullets, m.family) {
		return true
	}
	it := s.items[i]
	unfinished := i > 0 && !it.blank && g.punctuated && !ended(g.w.lines[s.items[i-1].at].text)
	return !unfinished || startsUpper(m.rest) && family == m.family
}

// paragraphs makes one text of each paragraph of running text.
func (g *gatherer) paragraphs(items []item) []Finding {
	var found []Finding
	for i, it := range items {
		l := g.w.lines[it.at]
		if len(found) > 0 && g.continues(items, i, false) {
			last := &found[len(found)-1]
			last.Text = join(last.Text, l.text, g.w.lines[items[i-1].at].soft)
			continue
		}
		found = append(found, Finding{Text: l.text, Line: l.number})
	}
	return found
}

// continues tells whether a line without a marker goes on with the one above.
func (g *gatherer) continues(items []item, i int, marked bool) bool {
	it := items[i]
	above, l := g.w.lines[items[i-1].at], g.w.lines[it.at]
	if above.soft {
		return true
	}
	open, lower := !ended(above.text), startsLower(l.text)
	switch {
	case it.blank:
		return open && lower && g.punctuated
	case open && g.punctuated:
		return true
	case open && lower && marked:
		return true
	}
	return g.full(above.text, l.text)
}

// full tells whether the first word of a line had no room in the line above.
func (g *gatherer) full(above, text string) bool {
	if g.width == 0 {
		return false
	}
	first, _, _ := strings.Cut(text, " ")
	n := utf8.RuneCountInString(first)
	if r, _ := utf8.DecodeRuneInString(first); spaceless(r) {
		n = 1
	}
	return utf8.RuneCountInString(above)+1+n > g.width
}

// languageOf is the language of all findings together.
func languageOf(p *Page) lang.Tag {
	var texts []string
	for _, d := range p.Domains {
		for _, list := range [2][]Finding{d.Developed, d.Potential} {
			for _, f := range list {
				texts = append(texts, f.Text)
			}
		}
	}
	return detect(texts)
}
