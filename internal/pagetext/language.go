package pagetext

import (
	"strings"
	"unicode"

	"sextant/internal/lang"
)

// The language of the findings is told in two steps, by a small model of our
// own. First the script: Arabic, Cyrillic, Han or Latin letters, whichever most
// of the text is written in; letters that only a neighbouring language of the
// same script uses (Persian, Ukrainian, Japanese) make it unknown rather than
// wrong. Then, for Latin script, the little words: each language has the
// articles, prepositions and conjunctions by which its prose gives itself away.
// A word that several of them share counts for each; letters with marks that
// are typical count a little. The winner needs a clear lead.

// littleWords are folded, so that accents lost in copying do no harm.
var littleWords = map[lang.Tag][]string{
	lang.English:    strings.Fields("the of and to in for is are with that by on as from its which has have been be or an at this their not through migrants all who was were it into between"),
	lang.Spanish:    strings.Fields("el la los las de del y en a que con para por una un su sus se es al como o e no son entre sobre sin desde hacia personas cuales ha han mas esta este cual"),
	lang.French:     strings.Fields("le la les des de du et en a que avec pour par une un sa ses leur leurs dans est au aux sur ou ne pas sont qui entre ainsi ce cette il elle ont ete plus afin"),
	lang.Portuguese: strings.Fields("o a os as de do da dos das e em no na nos nas que com para por uma um seu sua seus suas se ao aos sao entre sobre sem desde ou nao pelo pela pelos pelas mais foi tem"),
	"de":            strings.Fields("der die das den dem des und in zu von mit fur auf ist sind ein eine einer eines einem im am bei nach aus durch sich nicht werden wird oder zur zum auch als an uber"),
}

// typicalLetters give a Latin language away: as written, not folded.
var typicalLetters = map[lang.Tag]string{
	lang.Spanish:    "ñ¿¡",
	lang.French:     "çèêàùâîôûœ",
	lang.Portuguese: "ãõçâêà",
	"de":            "äöüß",
}

var littleSets = buildLittleSets()

func buildLittleSets() map[lang.Tag]map[string]bool {
	sets := map[lang.Tag]map[string]bool{}
	for tag, words := range littleWords {
		sets[tag] = map[string]bool{}
		for _, w := range words {
			sets[tag][w] = true
		}
	}
	return sets
}

// detect tells the language of some texts, "" when it cannot.
func detect(texts []string) lang.Tag {
	switch scriptOf(texts) {
	case "arab":
		return unlessLetters(texts, lang.Arabic, "پچژگڤکیےہٹڈڑںۆېۇ", 50)
	case "cyrl":
		return unlessLetters(texts, lang.Russian, "іїєґўқңғүұһәөљњћђџјѕ", 50)
	case "hani":
		return lang.Chinese
	case "latn":
		return detectLatin(texts)
	}
	return ""
}

// scriptOf is the script of most letters.
func scriptOf(texts []string) string {
	count := map[string]int{}
	all := 0
	for _, t := range texts {
		for _, r := range t {
			s := scriptOfRune(r)
			if s == "" {
				continue
			}
			all++
			count[s]++
		}
	}
	for s, n := range count {
		if n*2 > all {
			return s
		}
	}
	return ""
}

func scriptOfRune(r rune) string {
	switch {
	case r < 0x250:
		if unicode.IsLetter(r) {
			return "latn"
		}
		return ""
	case unicode.Is(unicode.Arabic, r) && unicode.IsLetter(r):
		return "arab"
	case unicode.Is(unicode.Cyrillic, r):
		return "cyrl"
	case unicode.Is(unicode.Han, r):
		return "hani"
	case unicode.Is(unicode.Latin, r):
		return "latn"
	case unicode.IsLetter(r):
		return "other"
	}
	return ""
}

// unlessLetters gives the language unless more than one letter in so many is
// foreign to it.
func unlessLetters(texts []string, tag lang.Tag, foreign string, share int) lang.Tag {
	n, all := 0, 0
	for _, t := range texts {
		for _, r := range t {
			if !unicode.IsLetter(r) {
				continue
			}
			all++
			if strings.ContainsRune(foreign, unicode.ToLower(r)) {
				n++
			}
		}
	}
	if n*share > all {
		return ""
	}
	return tag
}

// detectLatin counts little words and typical letters. At least one word in
// six must be a little word of the winner, which must lead the second by a
// tenth.
func detectLatin(texts []string) lang.Tag {
	scores := map[lang.Tag]float64{}
	words := 0
	for _, t := range texts {
		for _, w := range strings.Fields(strings.ToLower(t)) {
			words++
			plain := fold(w)
			for tag, set := range littleSets {
				if set[plain] {
					scores[tag]++
				}
			}
			for tag, letters := range typicalLetters {
				if strings.ContainsAny(w, letters) {
					scores[tag] += 0.3
				}
			}
		}
	}
	best, second := lang.Tag(""), 0.0
	for _, tag := range headingLanguages {
		switch s := scores[tag]; {
		case s == 0:
		case best == "" || s > scores[best]:
			second = max(second, scores[best])
			best = tag
		default:
			second = max(second, s)
		}
	}
	if best == "" || scores[best]*6 < float64(words) || scores[best] < second*1.1 {
		return ""
	}
	return best
}
