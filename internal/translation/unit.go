package translation

import (
	"slices"

	"sextant/internal/assessment"
	"sextant/internal/lang"
)

// item is one text on its way out.
type item struct {
	ticket
	SourceLang lang.Tag
	Source     string
	Text       string // the translation, empty for none
	// Says is the state that the form shows. The ticket keeps the one at
	// export, whatever a tool makes of this one.
	Says assessment.TextState
	// Earlier is the original that a translation was made from which is now
	// behind; empty where it is not known.
	Earlier string
	Notes   []string // for the translator
}

// gather lists what a file holds, in the order of the published page.
func gather(s *assessment.State, o Options) []item {
	var items []item
	words := newNotes(s, o.Target)
	for _, id := range s.Units() {
		u, _ := s.Unit(id)
		if u.Source == o.Target || o.Source != "" && u.Source != o.Source {
			continue
		}
		x := u.Translations[o.Target]
		it := item{
			SourceLang: u.Source, Source: plain(u.Text), Text: plain(x.Text),
			ticket: ticket{
				Chain: string(s.Chain), Head: s.Head.Seq, Target: o.Target, Unit: id,
				Basis: u.Seq, Base: x.Seq, Was: printOf(plain(x.Text)), State: u.State(o.Target),
			},
		}
		if it.State == assessment.TextStale {
			it.Earlier = plain(o.Earlier[id])
		}
		it.Says, it.Notes = it.State, words.of(it)
		items = append(items, it)
	}
	return items
}

func sourcesOf(items []item) []lang.Tag {
	var have []lang.Tag
	for _, it := range items {
		if !slices.Contains(have, it.SourceLang) {
			have = append(have, it.SourceLang)
		}
	}
	return have
}
