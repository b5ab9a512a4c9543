package pagetext

import (
	"fmt"
	"strings"

	"sextant/internal/profile"
)

// monthWords are the names of the months in the languages of the pages, full
// and short, January first. Arabic has three sets in use.
var monthWords = [12][]string{
	foldAll("january", "jan", "enero", "ene", "janvier", "janv", "janeiro", "januar", "jänner", "يناير", "كانون الثاني", "جانفي", "январь", "января", "янв"),
	foldAll("february", "feb", "febrero", "février", "fevrier", "févr", "fevereiro", "fev", "februar", "فبراير", "شباط", "فيفري", "февраль", "февраля", "фев"),
	foldAll("march", "mar", "marzo", "mars", "março", "märz", "mrz", "مارس", "آذار", "март", "марта", "мар"),
	foldAll("april", "apr", "abril", "abr", "avril", "avr", "أبريل", "إبريل", "نيسان", "أفريل", "апрель", "апреля", "апр"),
	foldAll("may", "mayo", "mai", "maio", "مايو", "أيار", "ماي", "май", "мая"),
	foldAll("june", "jun", "junio", "juin", "junho", "juni", "يونيو", "يونيه", "حزيران", "جوان", "июнь", "июня", "июн"),
	foldAll("july", "jul", "julio", "juillet", "juil", "julho", "juli", "يوليو", "يوليه", "تموز", "جويلية", "июль", "июля", "июл"),
	foldAll("august", "aug", "agosto", "ago", "août", "agosto", "أغسطس", "آب", "أوت", "غشت", "август", "августа", "авг"),
	foldAll("september", "sep", "sept", "septiembre", "setiembre", "septembre", "setembro", "set", "سبتمبر", "أيلول", "شتنبر", "сентябрь", "сентября", "сен", "сент"),
	foldAll("october", "oct", "octubre", "octobre", "outubro", "out", "oktober", "okt", "أكتوبر", "تشرين الأول", "октябрь", "октября", "окт"),
	foldAll("november", "nov", "noviembre", "novembre", "novembro", "نوفمبر", "تشرين الثاني", "نونبر", "ноябрь", "ноября", "ноя", "нояб"),
	foldAll("december", "dec", "diciembre", "dic", "décembre", "déc", "dezembro", "dez", "dezember", "ديسمبر", "كانون الأول", "دجنبر", "декабрь", "декабря", "дек"),
}

// dateWords may stand beside a date without meaning.
var dateWords = foldAll("de", "del", "of", "the", "den", "le", "em", "en", "في", "г", "года", "год", "date", "fecha", "data", "datum", "дата", "التاريخ", "日期", "published", "publication", "publicado", "publicada", "publicacion", "publicação", "publié", "published on", "on", "veröffentlicht", "نشر", "опубликовано", "发布日期", "last", "updated", "1er")

// monthOf is the number of a month's name from 1, or 0.
func monthOf(name string) int {
	for i, names := range monthWords {
		if among(name, names) {
			return i + 1
		}
	}
	return 0
}

// dateOf reads a whole line as a date: "2024 September", "septiembre de 2024",
// "09/2024", "2024-09", "15 September 2024", "2024年9月", "2024". Of a full date
// the day is left out; one whose day and month cannot be told apart is none.
func dateOf(text, folded string) (profile.Month, bool) {
	if len(folded) > 80 || len(text) > 160 {
		return "", false
	}
	if m, ok := chineseDate(folded); ok {
		return m, true
	}
	var year, month int
	var small []int
	tokens := dateTokens(folded)
	for _, word := range tokens {
		n := numberOf(word)
		switch m := monthOf(word); {
		case m > 0 && (month == 0 || month == m):
			month = m
		case m > 0:
			return "", false
		case n >= 1990 && n <= 2100 && len([]rune(word)) == 4 && year == 0:
			year = n
		case n >= 1 && n <= 31:
			small = append(small, n)
		case among(word, dateWords):
		default:
			return "", false
		}
	}
	if len(small) == 2 && month == 0 && numberOf(tokens[0]) == year {
		small = small[:1] // year, month, day
	}
	return monthFrom(year, month, small)
}

// monthFrom puts the parts of a date together.
func monthFrom(year, month int, small []int) (profile.Month, bool) {
	if year == 0 {
		return "", false
	}
	switch {
	case month > 0 && len(small) <= 1:
	case month > 0:
		return "", false
	case len(small) == 1 && small[0] <= 12:
		month = small[0]
	case len(small) == 2:
		month = monthOfTwo(small[0], small[1])
		if month == 0 {
			return "", false
		}
	case len(small) > 0:
		return "", false
	default:
		return profile.Month(fmt.Sprintf("%04d", year)), true
	}
	return profile.Month(fmt.Sprintf("%04d-%02d", year, month)), true
}

// monthOfTwo tells day and month apart where only one of them can be the
// month, or where both are the same; else 0.
func monthOfTwo(a, b int) int {
	switch {
	case a > 12 && b <= 12, a == b && a <= 12:
		return b
	case b > 12 && a <= 12:
		return a
	}
	return 0
}

// dateTokens are the words of a folded date, with the two-word month names of
// Arabic kept together.
func dateTokens(folded string) []string {
	words := strings.Fields(folded)
	var tokens []string
	for i := 0; i < len(words); i++ {
		if i+1 < len(words) {
			if two := words[i] + " " + words[i+1]; monthOf(two) > 0 {
				tokens = append(tokens, two)
				i++
				continue
			}
		}
		tokens = append(tokens, words[i])
	}
	return tokens
}

// chineseDate reads "2024年9月", with or without spaces and day, and "2024年".
func chineseDate(folded string) (profile.Month, bool) {
	s := compact(folded)
	y, rest, ok := strings.Cut(s, "年")
	year := numberOf(y)
	if !ok || len([]rune(y)) != 4 || year < 1990 || year > 2100 {
		return "", false
	}
	if rest == "" {
		return monthFrom(year, 0, nil)
	}
	m, day, ok := strings.Cut(rest, "月")
	month := numberOf(m)
	if day = strings.TrimSuffix(day, "日"); day != "" {
		if d := numberOf(day); d < 1 || d > 31 {
			return "", false
		}
	}
	if !ok || month < 1 || month > 12 {
		return "", false
	}
	return monthFrom(year, month, nil)
}
