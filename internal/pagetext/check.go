package pagetext

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"sextant/internal/place"
	"sextant/internal/profile"
)

// check completes the page and says what is missing in it.
func (w *walker) check() {
	w.checkTitle()
	w.checkDate()
	w.checkIntroduction()
	for d := range domains {
		w.checkDomain(d)
	}
	w.checkFindings()
}

func (w *walker) checkTitle() {
	switch {
	case w.titleAt < 0:
		w.faults.add(len(w.lines), "pagetext.title_missing", "expected", titleExample(w.hint()))
		return
	case w.title.found.Code == "":
		w.faults.add(w.lines[w.titleAt].number, "pagetext.title_country", "title", excerpt(w.lines[w.titleAt].whole), "expected", titleExample(w.hint()))
		return
	}
	p := w.page
	p.Place, p.Country, p.CountryCode = w.title.place, w.title.country, w.title.found.Code
	if p.Place == p.Country {
		p.PlaceCode, p.Level = p.CountryCode, place.Country
		return
	}
	p.PlaceCode, p.Level = place.Make(p.CountryCode, p.Place), place.LevelOf(p.Place)
	if p.Level == "" {
		p.Level = place.City
	}
}

// checkDate falls back on the year in the title.
func (w *walker) checkDate() {
	if w.dateAt >= 0 {
		return
	}
	if w.title.year > 0 {
		w.page.Date = profile.Month(fmt.Sprint(w.title.year))
		return
	}
	w.faults.add(len(w.lines), "pagetext.date_missing")
}

func (w *walker) checkIntroduction() {
	if w.intro != nil && len(w.intro.items) == 0 {
		w.faults.add(w.lineOf(w.intro), "pagetext.introduction_empty", "heading", w.lines[w.intro.at].whole)
	}
}

// checkDomain sees that a domain is there with both lists.
func (w *walker) checkDomain(d int) {
	at := w.heads[d]
	if at < 0 {
		w.faults.add(w.wouldBe(d), "pagetext.domain_missing", "domain", string(domains[d]), "expected", proposal(w.hint(), kindDomain, d))
		return
	}
	developed, potential := w.list(d, kindDeveloped), w.list(d, kindPotential)
	head := w.lines[at]
	if developed == nil && potential == nil {
		w.faults.add(head.number, "pagetext.lists_missing", "domain", head.whole, "developed", proposal(w.hint(), kindDeveloped, 0), "potential", proposal(w.hint(), kindPotential, 0))
		return
	}
	w.checkList(head, developed, kindDeveloped)
	w.checkList(head, potential, kindPotential)
}

func (w *walker) checkList(head line, s *section, k kind) {
	switch {
	case s == nil:
		w.faults.add(head.number, "pagetext.list_missing", "domain", head.whole, "expected", proposal(w.hint(), k, 0))
	case len(s.items) == 0:
		w.faults.add(w.lines[s.at].number, "pagetext.list_empty", "heading", w.lines[s.at].whole, "domain", head.whole)
	}
}

// wouldBe is the line above which a missing domain would stand: the heading of
// the next one that is there, or the last line.
func (w *walker) wouldBe(d int) int {
	for next := d + 1; next < len(domains); next++ {
		if w.heads[next] >= 0 {
			return w.lines[w.heads[next]].number
		}
	}
	return len(w.lines)
}

// checkFindings sees that there are not too many, that none is an empty
// bullet, and that their language is known.
func (w *walker) checkFindings() {
	n := 0
	for _, d := range w.page.Domains {
		for _, list := range [2][]Finding{d.Developed, d.Potential} {
			for _, f := range list {
				n++
				if !hasLetter(f.Text) {
					w.faults.add(f.Line, "pagetext.finding_empty", "text", excerpt(f.Text))
				}
			}
		}
	}
	switch {
	case n > MaxFindings:
		w.faults.add(0, "pagetext.too_many_findings", "n", n, "limit", MaxFindings)
	case n > 0 && w.page.Language == "":
		w.faults.add(0, "pagetext.language_unknown")
	}
}

func hasLetter(s string) bool { return strings.IndexFunc(s, unicode.IsLetter) >= 0 }

// isPlace tells a line that only says the place of the title again.
func (w *walker) isPlace(l line) bool {
	t := w.title
	if w.titleAt < 0 || t.found.Code == "" || len(l.text) > maxTitle {
		return false
	}
	for _, s := range []string{t.place, t.place + " " + t.country, t.country, t.country + " " + t.place} {
		if compact(fold(s)) == compact(l.folded) {
			return true
		}
	}
	return false
}

// minParagraph is the length from which a line above the profile counts as a
// paragraph that says something; shorter ones are menus and labels.
const minParagraph = 80

// namesPlace tells a paragraph that speaks of the place of the title, which
// the programme's own explanation never does.
func (w *walker) namesPlace(folded string) bool {
	if w.title.found.Code == "" || utf8.RuneCountInString(folded) < minParagraph {
		return false
	}
	for _, s := range []string{fold(w.title.place), fold(w.title.country)} {
		if strings.Contains(" "+folded+" ", " "+s+" ") || unicode.Is(unicode.Han, []rune(s + "x")[0]) && strings.Contains(folded, s) {
			return true
		}
	}
	return false
}
