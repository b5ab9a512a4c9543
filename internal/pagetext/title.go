package pagetext

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"sextant/internal/place"
)

// titleNames name the kind of page in its title, longest first within each
// group. Strong ones say "profile"; weak ones name the programme only, and
// make a title when a known country stands beside them.
var (
	titleStrong = foldAll(
		"local migration governance indicators profile", "migration governance indicators profile", "migration governance indicators country profile", "migration governance indicator profile", "migration governance country profile", "migration governance city profile", "migration governance local profile", "migration governance profile", "migration governance snapshot", "MGI profile", "local MGI profile",
		"perfil de los indicadores de gobernanza de la migración", "perfil de indicadores de gobernanza de la migración", "perfil de gobernanza de la migración", "perfil de gobernanza de las migraciones", "perfil de gobernanza migratoria", "perfil de la gobernanza de la migración", "perfil nacional de gobernanza de la migración", "perfil local de gobernanza de la migración", "perfil IGM", "perfil de los IGM",
		"profil des indicateurs de gouvernance des migrations", "profil de gouvernance des migrations", "profil de gouvernance de la migration", "profil de gouvernance migratoire", "profil de la gouvernance des migrations", "profil de la gouvernance de la migration", "profil national de gouvernance des migrations", "profil local de gouvernance des migrations", "profil IGM", "profil des IGM",
		"perfil dos indicadores de governança da migração", "perfil dos indicadores de governação da migração", "perfil de governança da migração", "perfil de governança das migrações", "perfil de governança migratória", "perfil da governança da migração", "perfil de governação da migração", "perfil de governação das migrações", "perfil de governação migratória", "perfil da governação da migração", "perfil dos IGM",
		"profil der migrationsgovernance", "migrationsgovernance profil", "migrationsgovernance-profil", "profil der migrationspolitik", "profil der migrationssteuerung", "MGI-Profil",
		"ملف حوكمة الهجرة", "لمحة عن حوكمة الهجرة", "لمحة عامة عن حوكمة الهجرة", "موجز حوكمة الهجرة", "ملف مؤشرات حوكمة الهجرة", "الملف الخاص بحوكمة الهجرة", "لمحة موجزة عن حوكمة الهجرة", "ملف إدارة الهجرة",
		"профиль управления миграцией", "профиль по управлению миграцией", "профиль показателей управления миграцией", "профиль миграционного управления", "обзор управления миграцией", "профиль в области управления миграцией",
		"移民治理概况", "移徙治理概况", "移民治理简介", "移民治理档案", "移民治理指标概况", "移民治理概览", "移民治理简况",
	)
	titleWeak = foldAll(
		"local migration governance indicators", "migration governance indicators", "migration governance index", "local MGI", "MGI",
		"indicadores locales de gobernanza de la migración", "indicadores de gobernanza de la migración", "indicadores de gobernanza de las migraciones", "indicadores de gobernanza migratoria", "IGM",
		"indicateurs locaux de gouvernance des migrations", "indicateurs de gouvernance des migrations", "indicateurs de gouvernance de la migration", "indicateurs de gouvernance migratoire",
		"indicadores de governança da migração", "indicadores de governança das migrações", "indicadores de governança migratória", "indicadores de governação da migração", "indicadores de governação das migrações",
		"indikatoren der migrationspolitik", "indikatoren der migrationsgovernance",
		"مؤشرات حوكمة الهجرة", "показатели управления миграцией", "移民治理指标",
	)
	// titleBare are the bare subject, which makes a title only beside the word
	// profile: "Perfil sobre la gobernanza de la migración".
	titleBare    = foldAll("migration governance", "gobernanza de la migración", "gobernanza de las migraciones", "gobernanza migratoria", "gouvernance des migrations", "gouvernance de la migration", "gouvernance migratoire", "governança da migração", "governança das migrações", "governança migratória", "governação da migração", "governação das migrações")
	profileWords = foldAll("profile", "perfil", "profil", "snapshot")
	// titleNoise may stand beside the name of the page.
	titleNoise = foldAll(
		"second", "third", "fourth", "first", "follow-up", "follow up", "follow-up round", "follow-up assessment", "national", "local", "country profile", "country", "city profile", "profile", "at the local level", "at the national level", "edition", "round", "snapshot",
		"segundo", "tercer", "tercero", "primer", "segunda edición", "tercera edición", "a nivel local", "a nivel nacional", "perfil", "perfil de país", "perfil nacional", "perfil local", "seguimiento", "evaluación de seguimiento",
		"deuxième", "troisième", "seconde", "premier", "au niveau local", "au niveau national", "profil", "profil pays", "profil de pays", "profil de suivi", "suivi", "2e", "3e", "2ème", "3ème",
		"terceiro", "segunda edição", "a nível local", "a nível nacional", "no nível local", "perfil do país", "acompanhamento",
		"zweites", "drittes", "folgeprofil", "auf lokaler ebene", "länderprofil",
		"الثاني", "الثانية", "الثالث", "المحلية", "على المستوى المحلي", "على المستوى الوطني", "الملف", "متابعة",
		"второй", "третий", "повторный", "на местном уровне", "на национальном уровне", "профиль", "страны",
		"第二次", "第三次", "第二版", "地方", "国家",
	)
	// titleLinks join the name of the page to the place without a colon.
	titleLinks = foldAll("sobre la", "sobre", "on", "sur la", "sur les", "of the", "of", "for the", "for", "in", "de la", "de las", "de los", "del", "de", "du", "des", "de l", "d", "da", "do", "das", "dos", "für", "von", "der", "في", "ل")
)

// title is what a title line says.
type title struct {
	place, country string
	found          place.Place // zero when no known country was found
	year           int         // 0 when the title names none
	strong         bool
}

// word is a word of a line with its folded form and its place in the line.
type word struct {
	folded     string
	start, end int
}

// wordsOf parts a line into words. A word that folds to several, or to none,
// counts as one or none.
func wordsOf(s string) []word {
	var words []word
	start := -1
	flush := func(end int) {
		if start >= 0 {
			if f := fold(s[start:end]); f != "" {
				words = append(words, word{f, start, end})
			}
			start = -1
		}
	}
	for i, r := range s {
		inside := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r)
		switch {
		case inside && start < 0:
			start = i
		case !inside:
			flush(i)
		}
	}
	flush(len(s))
	return words
}

const maxTitle = 300

// titleSigns are parts of words of which every name of the page has one; they
// spare most lines the search.
var titleSigns = foldAll("mgi", "igm", "governance", "gobernanza", "gouvernance", "governanca", "governacao", "migrationsp", "migrationss", "الهجرة", "миграц", "移民", "移徙")

// titleOf reads a line as the title of a profile. A line that names the
// programme but no place is none; label tells that it names nothing else.
func titleOf(text, folded string) (t title, ok, label bool) {
	if len(text) > maxTitle || strings.HasSuffix(text, ".") || !containsAny(folded, titleSigns) {
		return title{}, false, false
	}
	words := wordsOf(text)
	at, n, strong := findName(words)
	if n == 0 {
		return title{}, false, false
	}
	before, after := words[:at], words[at+n:]
	t.strong = strong
	before, y1 := trimNoise(before, true)
	if bare, y := trimNoise(trimLinkBack(before), true); len(bare) == 0 {
		before, y1 = nil, max(y1, y) // "Profil des", "Perfil sobre la"
	}
	colon := len(after) > 0 && strings.ContainsAny(text[words[at+n-1].end:after[0].start], ":：")
	after, y2 := trimBehind(text, after, colon)
	t.year = max(y1, y2)
	switch {
	case len(before) == 0 && len(after) == 0:
		return title{}, false, true
	case len(before) > 0 && len(after) > 0:
		return title{}, false, false
	}
	rest, separated := after, false
	if len(before) > 0 {
		rest = before
		separated = parted(text[rest[len(rest)-1].end:words[at].start])
	} else {
		separated = parted(text[words[at+n-1].end:rest[0].start])
		if !separated {
			rest = trimLink(rest)
		}
	}
	if len(rest) == 0 {
		return title{}, false, true
	}
	t.resolve(span(text, rest))
	return t, t.found.Code != "" || strong && separated, false
}

// findName finds the name of the page among the words: where, how many words,
// and whether it is a strong one.
func findName(words []word) (at, n int, strong bool) {
	if at, n = findOne(words, titleStrong); n > 0 {
		return at, n, true
	}
	if at, n = findOne(words, titleWeak); n > 0 {
		return at, n, false
	}
	if slices.ContainsFunc(words, func(w word) bool { return among(w.folded, profileWords) }) {
		at, n = findOne(words, titleBare)
	}
	return at, n, false
}

// findOne finds the first and longest of some names among the words.
func findOne(words []word, names []string) (at, n int) {
	for i := range words {
		for _, name := range names {
			n = max(n, matchWords(words[i:], name))
		}
		if n > 0 {
			return i, n
		}
	}
	return 0, 0
}

// matchWords counts the words at the front that read as a phrase, or 0.
func matchWords(words []word, phrase string) int {
	rest := phrase
	for i, w := range words {
		if !strings.HasPrefix(rest, w.folded) {
			return 0
		}
		rest = rest[len(w.folded):]
		if rest == "" {
			return i + 1
		}
		if rest[0] != ' ' {
			return 0
		}
		rest = rest[1:]
	}
	return 0
}

// trimNoise takes noise words, acronyms and years off the end, and off the
// front where that is wanted (what follows a colon is the place, which may
// begin with such a word), and gives the year it met.
func trimNoise(words []word, front bool) ([]word, int) {
	year := 0
	for again := true; again && len(words) > 0; {
		again = false
		if n := frontNoise(words); front && n > 0 {
			year = max(year, yearOf(words[0].folded))
			words, again = words[n:], true
			continue
		}
		if n := backNoise(words); n > 0 {
			year = max(year, yearOf(words[len(words)-1].folded))
			words, again = words[:len(words)-n], true
		}
	}
	return words, year
}

// trimBehind trims the words behind the name of the page. Behind a colon the
// place may begin with a word that is noise elsewhere ("National Capital
// Region"), so noise goes there only when a separator follows it ("Second
// profile – Brazil").
func trimBehind(text string, words []word, colon bool) ([]word, int) {
	bare, year := trimNoise(words, true)
	if !colon || len(bare) == 0 || bare[0].start == words[0].start {
		return bare, year
	}
	if parted(text[words[0].start:bare[0].start]) {
		return bare, year
	}
	return trimNoise(words, false)
}

func frontNoise(words []word) int {
	if yearOf(words[0].folded) > 0 {
		return 1
	}
	best := 0
	for _, group := range [3][]string{titleNoise, titleWeak, titleStrong} {
		for _, name := range group {
			best = max(best, matchWords(words, name))
		}
	}
	return best
}

func backNoise(words []word) int {
	last := len(words)
	if yearOf(words[last-1].folded) > 0 {
		return 1
	}
	for n := min(last, 8); n > 0; n-- {
		if frontNoise(words[last-n:]) == n {
			return n
		}
	}
	return 0
}

func yearOf(folded string) int {
	if n := numberOf(strings.TrimSuffix(folded, "年")); n >= 1990 && n <= 2100 {
		return n
	}
	return 0
}

// trimLink takes one joining phrase off the front: "of the".
func trimLink(words []word) []word {
	best := 0
	for _, l := range titleLinks {
		best = max(best, matchWords(words, l))
	}
	return words[best:]
}

// trimLinkBack takes one joining phrase off the end.
func trimLinkBack(words []word) []word {
	for n := min(3, len(words)); n > 0; n-- {
		tail := words[len(words)-n:]
		for _, l := range titleLinks {
			if matchWords(tail, l) == n {
				return words[:len(words)-n]
			}
		}
	}
	return words
}

// parted tells a separator between the name of the page and the place.
func parted(between string) bool { return strings.ContainsAny(between, ":：|–—-−,(/") }

// span is the line from the first to the last of some words, with a bracket
// that was opened among them closed again.
func span(text string, words []word) string {
	s := text[words[0].start:words[len(words)-1].end]
	if words[0].start > 0 && text[words[0].start-1] == '(' && !strings.Contains(s, ")") {
		return s
	}
	after := text[words[len(words)-1].end:]
	for _, pair := range [2][2]string{{"(", ")"}, {"（", "）"}} {
		if strings.Count(s, pair[0]) > strings.Count(s, pair[1]) && strings.HasPrefix(after, pair[1]) {
			s += pair[1]
		}
	}
	return s
}

var (
	bracketed = regexp.MustCompile(`^(.*?\S)\s*[(（]\s*([^()（）]+?)\s*[)）]$`)
	piece     = regexp.MustCompile(`\s*[,،，|:：/]\s*|\s*[–—]\s*|\s+-\s*|\s*-\s+`)
)

// resolve tells place and country apart: "Chile", "Municipality (Chile)",
// "Municipality, Chile", "Chile – Municipality".
func (t *title) resolve(s string) {
	t.place = s
	if c, ok := country(s); ok {
		t.country, t.found = s, c
		return
	}
	if m := bracketed.FindStringSubmatch(s); m != nil {
		if t.take(m[1], m[2]) || t.take(m[2], m[1]) {
			return
		}
		if parts := piece.Split(m[2], -1); len(parts) > 1 && t.take(m[1], parts[len(parts)-1]) {
			return
		}
	}
	cuts := piece.FindAllStringIndex(s, -1)
	for i := len(cuts) - 1; i >= 0; i-- {
		if t.take(s[:cuts[i][0]], s[cuts[i][1]:]) {
			return
		}
	}
	if len(cuts) > 0 {
		t.take(s[cuts[0][1]:], s[:cuts[0][0]])
	}
}

// take accepts the two names when the second is a known country.
func (t *title) take(name, of string) bool {
	c, ok := country(of)
	if !ok || name == "" {
		return false
	}
	t.place, t.country, t.found = name, of, c
	return true
}

// country finds a country by its name in any language.
func country(name string) (place.Place, bool) {
	if name == "" || len(name) > 120 {
		return place.Place{}, false
	}
	return place.FindCountry(name)
}
