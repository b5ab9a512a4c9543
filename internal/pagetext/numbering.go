package pagetext

import (
	"strings"
	"unicode"
)

// sectionWords may stand before the number of a domain: "Domain 2:".
var sectionWords = foldAll("domain", "dimension", "area", "category", "pillar", "section", "dominio", "ámbito", "esfera", "eje", "sección", "categoría", "domaine", "axe", "volet", "catégorie", "domínio", "dimensão", "eixo", "secção", "Bereich", "Abschnitt", "المجال", "البعد", "المحور", "раздел", "область", "сфера", "измерение", "领域", "部分", "维度")

var romans = []string{"i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"}

// chineseNumerals count from one.
const chineseNumerals = "一二三四五六七八九十"

// numberOf is the value of a word of digits of any script, or -1.
func numberOf(word string) int {
	n := 0
	if word == "" || len(word) > 24 {
		return -1
	}
	for _, r := range word {
		d := digitOf(r)
		if d < 0 || n > 99_999 {
			return -1
		}
		n = n*10 + d
	}
	return n
}

// digitOf is the value of a decimal digit. Unicode keeps the ten digits of a
// script together, zero first.
func digitOf(r rune) int {
	switch {
	case r >= '0' && r <= '9':
		return int(r - '0')
	case !unicode.Is(unicode.Nd, r):
		return -1
	}
	zero := r
	for i := 0; i < 9 && unicode.Is(unicode.Nd, zero-1); i++ {
		zero--
	}
	return int(r - zero)
}

// isOrdinal tells a word that numbers a section: "2", "iv", "三", "D1".
func isOrdinal(word string) bool {
	if n := numberOf(word); n >= 0 && n <= 99 {
		return true
	}
	if len(word) == 2 && word[0] == 'd' && word[1] >= '1' && word[1] <= '9' {
		return true // the code itself, "D1"
	}
	return among(word, romans) || len([]rune(word)) == 1 && strings.Contains(chineseNumerals, word)
}

// withoutNumbering takes "2", "domain 2", "iv" or "第二领域" off the front of a
// folded heading, when something is left.
func withoutNumbering(folded string) string {
	words := strings.Fields(folded)
	i := 0
	if i < len(words) && among(words[i], sectionWords) {
		i++
	}
	if i < len(words) && (isOrdinal(words[i]) || isChineseOrdinal(words[i])) {
		i++
	} else {
		i = 0
	}
	return strings.Join(words[i:], " ")
}

// isChineseOrdinal tells "第一", "第2领域", "领域三".
func isChineseOrdinal(word string) bool {
	core := strings.TrimPrefix(word, "第")
	for _, w := range []string{"领域", "部分", "维度"} {
		core = strings.TrimSuffix(strings.TrimPrefix(core, w), w)
	}
	return core != word && isOrdinal(core)
}
