package assessment

import (
	"regexp"
	"slices"
	"strings"

	"sextant/internal/framework"
	"sextant/internal/lang"
)

// Proposal is a draft of a finding, made from answers. Slots of the skeleton
// that the sources do not fill stay in braces for the editor.
type Proposal struct {
	Domain     framework.Code
	Side       Side
	Indicators []framework.Code
	Text       string
	Language   lang.Tag
	// Open names the slots that are left to fill.
	Open []string
}

// Propose drafts findings for the answers of a domain that stand in none yet:
// a present answer offers the framework's skeleton with office, instrument and
// year taken from its sources; an absent one offers the framework's phrase for
// a potential; a partial one offers both, for the editor to choose. A language
// that the framework does not write falls back to the nearest it does.
func (s *State) Propose(domain framework.Code) []Proposal {
	var ps []Proposal
	unused := s.Unused()
	for _, ind := range s.Book.In(domain) {
		if !slices.Contains(unused, ind.Code) {
			continue
		}
		a := s.Item(ind.Code).Standing()
		if says(s.Book, ind, a.Value) != gap {
			ps = append(ps, s.proposeDeveloped(ind, a))
		}
		if says(s.Book, ind, a.Value) != whole {
			ps = append(ps, s.proposePotential(ind))
		}
	}
	return ps
}

// ProposePotentials drafts one potential finding for every gap of the book,
// whether a finding stands for it or not.
func (s *State) ProposePotentials() []Proposal {
	var ps []Proposal
	for _, ind := range s.Book.Indicators {
		if v := s.Item(ind.Code).Standing().Value; v != "" && says(s.Book, ind, v) != whole && !s.isState(ind, v) {
			ps = append(ps, s.proposePotential(ind))
		}
	}
	return ps
}

type extent int

const (
	gap   extent = iota // the lowest level of the scale
	part                // between
	whole               // the highest level
)

// says tells where on its scale an answer stands, whatever the scale is
// called.
func says(book *framework.Framework, ind framework.Indicator, value string) extent {
	scale, _ := book.Scale(ind.Scale)
	levels := scale.Levels()
	at := slices.IndexFunc(levels, func(o framework.Option) bool { return o.Code == value })
	low, high := 0, len(levels)-1
	if len(levels) > 1 && levels[0].Value != nil && levels[high].Value != nil && *levels[0].Value > *levels[high].Value {
		low, high = high, low
	}
	switch at {
	case low:
		return gap
	case high:
		return whole
	}
	return part
}

func (s *State) isState(ind framework.Indicator, value string) bool {
	scale, _ := s.Book.Scale(ind.Scale)
	o, ok := scale.Option(value)
	return !ok || o.State
}

func (s *State) proposePotential(ind framework.Indicator) Proposal {
	text, tag := ind.Potential.In(s.Source)
	if text == "" {
		text, tag = ind.Question.In(s.Source)
	}
	text = strings.TrimSpace(text)
	if text != "" && !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "。") && !strings.HasSuffix(text, "?") {
		text += "."
	}
	return Proposal{Domain: ind.Domain, Side: Potential, Indicators: []framework.Code{ind.Code}, Text: text, Language: tag}
}

var slot = regexp.MustCompile(`\{[a-z_]+\}`)

func (s *State) proposeDeveloped(ind framework.Indicator, a Answer) Proposal {
	text, tag := ind.Developed.In(s.Source)
	if text == "" {
		text, tag = ind.Question.In(s.Source)
	}
	for name, value := range s.fillings(a) {
		if value != "" {
			text = strings.ReplaceAll(text, "{"+name+"}", value)
		}
	}
	return Proposal{
		Domain: ind.Domain, Side: Developed, Indicators: []framework.Code{ind.Code}, Text: strings.TrimSpace(text),
		Language: tag, Open: slices.Compact(slices.Sorted(slices.Values(slot.FindAllString(text, -1)))),
	}
}

// fillings takes office, instrument and year from the first citation whose
// source names them.
func (s *State) fillings(a Answer) map[string]string {
	f := map[string]string{}
	for _, c := range a.Citations {
		x := s.Sources[c.Source]
		if f["office"] == "" {
			f["office"] = strings.TrimSpace(x.Issuer)
		}
		if f["instrument"] == "" && x.Kind != "website" && x.Kind != "interview" {
			f["instrument"] = strings.TrimSpace(x.Title)
		}
		if f["year"] == "" && len(x.Date) >= 4 {
			f["year"] = x.Date[:4]
		}
	}
	return f
}
