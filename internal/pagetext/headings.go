package pagetext

import (
	"unicode/utf8"

	"sextant/internal/framework"
	"sextant/internal/lang"
)

// domains are the codes of the six, in the framework's order.
var domains = [6]framework.Code{"D1", "D2", "D3", "D4", "D5", "D6"}

// heading is what a wording heads. The language is that of the wording; two
// languages may share one, so it is a hint only.
type heading struct {
	kind   kind
	domain int // index into domains, for kindDomain
	lang   lang.Tag
}

type wording struct {
	heading     heading
	form        form
	least, most int // bytes
}

var headingLanguages = []lang.Tag{lang.English, lang.Spanish, lang.French, lang.Portuguese, "de", lang.Arabic, lang.Russian, lang.Chinese}

// wordings holds every wording by the first letters it may begin with.
var wordings = buildWordings()

func buildWordings() map[rune][]wording {
	m := map[rune][]wording{}
	add := func(h heading, patterns ...string) {
		for _, p := range patterns {
			w := wording{heading: h, form: parseForm(p)}
			w.least, w.most = w.form.lengths()
			for r := range w.form.firsts() {
				m[r] = append(m[r], w)
			}
		}
	}
	for _, l := range headingLanguages {
		for d, patterns := range domainWordings[l] {
			add(heading{kindDomain, d, l}, patterns...)
		}
		for _, p := range developedWordings[l] {
			add(heading{kindDeveloped, 0, l}, listPrefixes[l]+" "+p)
		}
		for _, p := range potentialWordings[l] {
			add(heading{kindPotential, 0, l}, listPrefixes[l]+" "+p)
		}
		add(heading{kindIntro, 0, l}, introWordings[l]...)
		add(heading{kindKey, 0, l}, keyWordings[l]...)
	}
	return m
}

// maxHeading bounds the folded length of a heading, in bytes.
const maxHeading = 240

// headingOf looks a folded text up, as it stands and then without numbering.
func headingOf(folded string) (heading, bool) {
	if folded == "" || len(folded) > maxHeading {
		return heading{}, false
	}
	if h, ok := lookUp(compact(folded)); ok {
		return h, true
	}
	bare := withoutNumbering(folded)
	if bare == folded {
		return heading{}, false
	}
	return lookUp(compact(bare))
}

func lookUp(key string) (heading, bool) {
	first, _ := utf8.DecodeRuneInString(key)
	for _, w := range wordings[first] {
		if len(key) >= w.least && len(key) <= w.most && w.form.matches(key) {
			return w.heading, true
		}
	}
	return heading{}, false
}

// proposal is the heading that a fault proposes in a language.
func proposal(l lang.Tag, k kind, domain int) string {
	if _, known := domainWordings[l]; !known {
		l = lang.English
	}
	switch k {
	case kindDomain:
		return domainWordings[l][domain][0]
	case kindDeveloped:
		return developedWordings[l][0]
	case kindPotential:
		return potentialWordings[l][0]
	}
	return introWordings[l][0]
}
