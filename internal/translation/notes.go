package translation

import (
	"strings"

	"sextant/internal/assessment"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/locale"
)

// notes says what a translator should know of a text, in the language that
// they write where the interface speaks it, else in English.
type notes struct {
	s *assessment.State
	p *locale.Printer
}

func newNotes(s *assessment.State, target lang.Tag) notes {
	if !target.IsInterface() {
		target = lang.English
	}
	return notes{s: s, p: locale.For(target)}
}

// file says of the whole file what it is.
func (n notes) file() string {
	return n.p.T("translation.note_file", "place", n.s.Name(n.p.Tag()), "date", n.s.Date,
		"framework", n.s.Book.Ref.String(), "head", n.s.Head.Seq)
}

func (n notes) of(it item) []string {
	var lines []string
	kind, name, _ := strings.Cut(string(it.Unit), ":")
	if kind == "finding" {
		lines = n.finding(n.s.Findings[assessment.FindingID(name)])
	} else {
		lines = []string{n.p.T("translation.note_section", "section", n.p.T("assessment.section_"+name))}
	}
	if it.State == assessment.TextStale {
		lines = append(lines, n.p.T("translation.note_stale"))
		if it.Earlier != "" {
			lines = append(lines, n.p.T("translation.note_earlier", "text", oneLine(it.Earlier)))
		}
	}
	return lines
}

func (n notes) finding(f assessment.Finding) []string {
	d, _ := n.s.Book.Domain(f.Domain)
	lines := []string{n.p.T("translation.note_domain", "domain", string(f.Domain), "title", d.Title.Get(n.p.Tag(), n.s.Source),
		"side", n.p.T("assessment.side_"+string(f.Side)))}
	if len(f.Indicators) > 0 {
		lines = append(lines, n.p.T("translation.note_indicators", "codes", codes(f.Indicators)))
	}
	return lines
}

func codes(list []framework.Code) string {
	words := make([]string, len(list))
	for i, c := range list {
		words[i] = string(c)
	}
	return strings.Join(words, ", ")
}

// oneLine joins the lines of a text, for a remark.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
