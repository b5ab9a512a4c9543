package workbook

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"sextant/internal/assessment"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/locale"
)

// choice is one entry of a drop-down.
type choice struct {
	code  string
	label string
}

// choices is what a drop-down offers, and all the words that are understood
// for it: the labels in every language, and the codes.
type choices struct {
	offered []choice
	meaning map[string]string // folded word → code; "" where two codes share it
}

// newChoices makes choices from codes and their words in any language. The
// words of the sheet's own language win over those of the others.
func newChoices(codes []string, own lang.Tag, word func(code string, in lang.Tag) string, others []lang.Tag) choices {
	c := choices{meaning: map[string]string{}}
	for _, code := range codes {
		c.offered = append(c.offered, choice{code, word(code, own)})
	}
	foreign := map[string]string{}
	for _, code := range codes {
		for _, tag := range others {
			note(foreign, word(code, tag), code)
		}
	}
	mine := map[string]string{}
	for _, o := range c.offered {
		note(mine, o.label, o.code)
	}
	for _, words := range []map[string]string{foreign, mine} {
		for w, code := range words {
			c.meaning[w] = code
		}
	}
	for _, code := range codes {
		if _, taken := mine[fold(code)]; !taken {
			c.meaning[fold(code)] = code
		}
	}
	return c
}

func note(words map[string]string, word, code string) {
	w := fold(word)
	if w == "" {
		return
	}
	if before, there := words[w]; there && before != code {
		code = ""
	}
	words[w] = code
}

// labels lists what the drop-down shows.
func (c choices) labels() []string {
	all := make([]string, len(c.offered))
	for i, o := range c.offered {
		all[i] = o.label
	}
	return all
}

// label is the word of a code; the code itself where there is none.
func (c choices) label(code string) string {
	for _, o := range c.offered {
		if o.code == code {
			return o.label
		}
	}
	return code
}

// longestWord bounds, in bytes, what is looked up among the words of a
// drop-down.
const longestWord = 500

// code understands a typed word.
func (c choices) code(typed string) (string, bool) {
	if len(typed) > longestWord {
		return "", false
	}
	code := c.meaning[fold(typed)]
	return code, code != ""
}

// vocabulary is every set of choices that a workbook of one language knows.
type vocabulary struct {
	p           *locale.Printer
	scales      map[string]choices
	confidences choices
	kinds       choices
	changes     choices
	stances     choices
	yesno       choices
	languages   choices
}

const (
	yes = "yes"
	no  = "no"
)

func newVocabulary(own lang.Tag, book *framework.Framework, languages []lang.Tag) *vocabulary {
	v := &vocabulary{p: locale.For(own), scales: map[string]choices{}}
	own = v.p.Tag()
	for _, s := range book.Scales {
		v.scales[s.ID] = scaleChoices(s, own)
	}
	catalog := func(prefix string) func(string, lang.Tag) string {
		return func(code string, in lang.Tag) string { return locale.For(in).T(prefix + code) }
	}
	v.confidences = newChoices(assessment.Confidences, own, catalog("assessment.confidence_"), lang.Interface)
	v.kinds = newChoices(assessment.SourceKinds, own, catalog("assessment.kind_"), lang.Interface)
	v.changes = newChoices(texts(assessment.ChangeTypes), own, catalog("assessment.change_"), lang.Interface)
	v.stances = newChoices(texts([]assessment.Stance{assessment.Agree, assessment.Disagree, assessment.Supplement}),
		own, catalog("assessment.stance_"), lang.Interface)
	v.yesno = newChoices([]string{yes, no}, own, catalog("common."), lang.Interface)
	v.yesno.meaning["true"], v.yesno.meaning["false"] = yes, no
	v.languages = languageChoices(own, languages)
	return v
}

func scaleChoices(s framework.Scale, own lang.Tag) choices {
	var codes []string
	var tags []lang.Tag
	for _, o := range s.Options {
		codes = append(codes, o.Code)
		tags = append(tags, o.Label.Tags()...)
	}
	word := func(code string, in lang.Tag) string {
		o, _ := s.Option(code)
		if in == own {
			return o.Label.Get(in)
		}
		return o.Label[in]
	}
	return newChoices(codes, own, word, tags)
}

// languageChoices offers the languages of the assessment first, then those of
// the interface. Every language with a name is understood besides, in any
// language of the interface, and each in itself.
func languageChoices(own lang.Tag, first []lang.Tag) choices {
	var offered []string
	for _, t := range slices.Concat(first, lang.Interface) {
		if !slices.Contains(offered, string(t)) {
			offered = append(offered, string(t))
		}
	}
	all := slices.Clone(offered)
	for _, code := range namedLanguages() {
		if !slices.Contains(all, code) {
			all = append(all, code)
		}
	}
	word := func(code string, in lang.Tag) string { return locale.For(in).Language(lang.Tag(code)) }
	c := newChoices(all, own, word, lang.Interface)
	c.offered = c.offered[:len(offered)]
	for _, code := range all {
		if w := fold(locale.For(own).LanguageSelf(lang.Tag(code))); c.meaning[w] == "" {
			c.meaning[w] = code
		}
	}
	return c
}

// namedLanguages lists the languages that the catalogs have a name for. Their
// tags have two or three letters.
var namedLanguages = sync.OnceValue(func() []string {
	p := locale.For(lang.English)
	var tags []string
	var try func(stem string)
	try = func(stem string) {
		if len(stem) > 1 && p.Has("language."+stem) {
			tags = append(tags, stem)
		}
		for r := 'a'; r <= 'z' && len(stem) < 3; r++ {
			try(stem + string(r))
		}
	}
	try("")
	return tags
})

// language understands the name or the tag of a language.
func (v *vocabulary) language(typed string) (lang.Tag, bool) {
	if code, ok := v.languages.code(typed); ok {
		return lang.Tag(code), true
	}
	if len(typed) > 35 {
		return "", false
	}
	return lang.Parse(typed)
}

// languageWord is how a language is written into a cell: by its name where that
// leads back to it, else by its tag.
func (v *vocabulary) languageWord(t lang.Tag) string {
	if t == "" {
		return ""
	}
	name := v.p.Language(t)
	if back, ok := v.language(name); ok && back == t {
		return name
	}
	return string(t)
}

func (v *vocabulary) yes(b bool) string {
	if b {
		return v.yesno.label(yes)
	}
	return v.yesno.label(no)
}

func texts[T ~string](list []T) []string {
	all := make([]string, len(list))
	for i, x := range list {
		all[i] = string(x)
	}
	return all
}

// sourceNumber is how sources are called in a workbook: "S1".
func sourceNumber(n int) string { return "S" + strconv.Itoa(n) }

// readNumber understands "S1", "s 1" and "1".
func readNumber(typed string) (int, bool) {
	if len(typed) > longestWord {
		return 0, false
	}
	digits := strings.TrimSpace(strings.TrimPrefix(strings.ToUpper(fold(typed)), "S"))
	n, err := strconv.Atoi(digits)
	return n, err == nil && n > 0 && n < 1_000_000
}
