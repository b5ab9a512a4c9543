package place

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"sextant/internal/lang"
)

// Search picks the places whose names fit a query, best first. Every word of
// the query must begin a word of one of the place's names, in any language;
// scripts that set no spaces between words fit anywhere in a name. Accents and
// capitals do not matter, and an Arabic word is found with and without its
// article. Names in the reader's language count before the others, whole names
// before beginnings, beginnings of the name before those of a later word; equal
// ones keep the order of the alphabet. An empty query picks all, in their order.
func Search(query string, among []Place, tag lang.Tag) []Place {
	words := strings.Fields(Fold(query))
	if len(words) == 0 {
		return slices.Clone(among)
	}
	type hit struct {
		place Place
		rank  int
		name  string
	}
	var hits []hit
	for _, p := range among {
		if rank := rankOf(words, p, tag); rank < noMatch {
			hits = append(hits, hit{p, rank, folded(p.Name.Get(tag))})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int {
		if a.rank != b.rank {
			return a.rank - b.rank
		}
		return strings.Compare(a.name, b.name)
	})
	out := make([]Place, len(hits))
	for i, h := range hits {
		out[i] = h.place
	}
	return out
}

// How well a name fits, best first; names in other languages come after all
// ranks of the reader's own, further names and codes after them.
const (
	wholeName = iota
	beginning
	laterWord
	ranks
	noMatch = 3 * ranks
)

func rankOf(words []string, p Place, tag lang.Tag) int {
	best := noMatch
	for language, name := range p.Name {
		rank := fit(words, folded(name))
		if rank < ranks && language != tag {
			rank += ranks
		}
		best = min(best, rank)
	}
	if best < noMatch {
		return best
	}
	for _, name := range furtherNames(p) {
		if rank := fit(words, folded(name)); rank < ranks {
			best = min(best, 2*ranks+rank)
		}
	}
	return best
}

// furtherNames are the code and, for a country, the other names people use.
func furtherNames(p Place) []string {
	names := []string{string(p.Code), p.Local}
	if row := reference().byCode[p.Code]; row != nil {
		names = append(names, row.others...)
	}
	return names
}

// folded is Fold with the names of the reference data at hand, which a search
// among all countries asks for by the thousand.
func folded(name string) string {
	if f, ok := foldedNames()[name]; ok {
		return f
	}
	return Fold(name)
}

var foldedNames = sync.OnceValue(func() map[string]string {
	all := map[string]string{}
	for _, c := range reference().countries {
		for _, name := range c.Name {
			all[name] = Fold(name)
		}
		for _, name := range c.others {
			all[name] = Fold(name)
		}
	}
	return all
})

// fit is the rank of one folded name, or noMatch.
func fit(words []string, name string) int {
	query := strings.Join(words, " ")
	if name == query {
		return wholeName
	}
	parts := strings.Fields(name)
	for _, w := range words {
		if !slices.ContainsFunc(parts, func(part string) bool { return opens(part, w) }) {
			return noMatch
		}
	}
	if strings.HasPrefix(name, query) {
		return beginning
	}
	return laterWord
}

// opens tells whether a word of a name begins with what was typed.
func opens(part, typed string) bool {
	if strings.HasPrefix(part, typed) {
		return true
	}
	if bare, ok := strings.CutPrefix(part, "ال"); ok && strings.HasPrefix(bare, typed) {
		return true
	}
	if first, _ := utf8.DecodeRuneInString(typed); setsNoSpaces(first) {
		return strings.Contains(part, typed)
	}
	return false
}

// setsNoSpaces tells the scripts that write words without spaces between
// them: Chinese, Japanese, Thai, Lao, Burmese, Khmer.
func setsNoSpaces(r rune) bool {
	return r >= 0x3040 && r <= 0x30ff || r >= 0x3400 && r <= 0x9fff || r >= 0x20000 && r <= 0x3ffff ||
		r >= 0x0e00 && r <= 0x0eff || r >= 0x1000 && r <= 0x109f || r >= 0x1780 && r <= 0x17ff
}
