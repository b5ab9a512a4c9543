package place

import (
	"slices"
	"strings"
)

// FindCountry finds a country by its name in any of the seven languages or in
// German, in the form of the United Nations or in a customary one, with or
// without article, accents and capitals ("la República Dominicana", "COTE
// D'IVOIRE", "Bolivia", "Plurinational State of Bolivia"), or by its ISO code in
// capitals. It does not guess: a name that fits no country or several finds
// none.
func FindCountry(name string) (Place, bool) {
	g := reference()
	name = strings.TrimSpace(name)
	if c := g.byCode[Code(name)]; c != nil {
		return c.Place, true
	}
	if c := g.byAlpha2[name]; c != nil {
		return c.Place, true
	}
	key := nameKey(name)
	if key == "" || noEntry[key] {
		return Place{}, false
	}
	if c := g.byName[key]; c != nil {
		return c.Place, true
	}
	return found(g.byName[nameKey(withoutForm(Fold(name)))])
}

// indexNames fills byName. A further name that two countries share belongs to
// neither; a proper name is never taken away by a further one.
func (g *gazetteer) indexNames() {
	for i := range g.countries {
		for _, name := range g.countries[i].Name {
			for _, key := range keysOf(name) {
				g.byName[key] = &g.countries[i]
			}
		}
	}
	further := map[string][]*country{}
	for i := range g.countries {
		c := &g.countries[i]
		for _, name := range c.others {
			for _, key := range append(keysOf(name), innerKey(name)...) {
				if !slices.Contains(further[key], c) {
					further[key] = append(further[key], c)
				}
			}
		}
	}
	for key, claimed := range further {
		if g.byName[key] == nil && len(claimed) == 1 {
			g.byName[key] = claimed[0]
		}
	}
}

// keysOf are the keys under which a name is found: as it stands, and for
// "Bolivia (Plurinational State of)" also "Plurinational State of Bolivia".
func keysOf(name string) []string {
	keys := []string{nameKey(name)}
	if outer, inner, ok := strings.Cut(name, "("); ok {
		inner = strings.TrimRight(inner, ") -")
		keys = append(keys, nameKey(inner+" "+outer))
	}
	return keys
}

// innerKey is the key of the one word in the brackets of a further name:
// Burma in "Myanmar (Burma)".
func innerKey(name string) []string {
	_, inner, ok := strings.Cut(name, "(")
	if inner = strings.TrimRight(inner, ") "); !ok || strings.Contains(inner, " ") || nameKey(inner) == "" {
		return nil
	}
	return []string{nameKey(inner)}
}

// smallWords are articles, joints and prepositions that people leave out or
// put otherwise; names are compared without them.
var smallWords = wordSet("the el la los las le les l il lo o a os as der die das and y e et und и" +
	" of de del du des d da do dos di von")

func wordSet(s string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(s) {
		set[w] = true
	}
	return set
}

// nameKey is the folded name without small words and spaces.
func nameKey(name string) string {
	var b strings.Builder
	for i, w := range strings.Fields(Fold(name)) {
		switch {
		case w == "d" && i > 0: // written together by some: Cote dIvoire
			b.WriteString(w)
		case smallWords[w]:
		case w == "st":
			b.WriteString("saint")
		default:
			b.WriteString(w)
		}
	}
	return b.String()
}

// forms are the words of state that open a country's formal name.
var forms = wordSet("republic republica republique republik kingdom reino royaume konigreich" +
	" commonwealth principality principado principaute sultanate emirate")

// noEntry are formal names that no entry of the M49 list bears and that the
// rule below would give to another country.
var noEntry = wordSet("republicchina republicachina republiquechine republikchina")

// withoutForm takes the form of state off a formal name ("Republic of Chile",
// "República Oriental del Uruguay"): the words up to the first "of" that
// follows it. A name without such an opening stays. "State of" is no form here:
// the State of Mexico lies in Mexico.
func withoutForm(folded string) string {
	words := strings.Fields(folded)
	formAt := slices.IndexFunc(words, func(w string) bool { return forms[w] })
	if formAt < 0 || formAt > 3 {
		return folded
	}
	for i := formAt + 1; i < len(words)-1 && i <= formAt+3; i++ {
		if smallWords[words[i]] {
			return strings.Join(words[i+1:], " ")
		}
	}
	return folded
}
