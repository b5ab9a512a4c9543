package locale

import "sextant/internal/lang"

// category is a plural category of the Unicode CLDR. No language uses all.
type category uint8

const (
	other category = iota
	zero
	one
	two
	few
	many
)

var categoryNamed = map[string]category{
	"zero": zero, "one": one, "two": two, "few": few, "many": many, "other": other,
}

// rules are the habits of one language that no catalog can hold. They follow
// the Unicode CLDR 48 (supplemental/plurals.json and main/*/numbers.json).
type rules struct {
	plural     func(n int) category
	categories []category // the forms that a message must have
	optional   []category // the forms that it may have
	group      string     // between thousands
	decimal    string     // before fractions
	minus      string
	percent    string // with the space before it, where there is one
	// shortest is the number of digits that must stand before the first
	// separator: Spanish writes 1234 but 12.345.
	shortest int
}

const (
	nbsp   = "\u00a0" // no-break space
	nnbsp  = "\u202f" // narrow no-break space
	ltrMrk = "\u200e" // keeps a sign on the proper side of its number in Arabic
)

var rulesOf = map[lang.Tag]rules{
	lang.English:    {plural: pluralOne, categories: []category{one, other}, group: ",", decimal: ".", minus: "-", percent: "%", shortest: 1},
	lang.Spanish:    {plural: pluralSpanish, categories: []category{one, other}, optional: []category{many}, group: ".", decimal: ",", minus: "-", percent: nbsp + "%", shortest: 2},
	lang.French:     {plural: pluralFrench, categories: []category{one, other}, optional: []category{many}, group: nnbsp, decimal: ",", minus: "-", percent: nnbsp + "%", shortest: 1},
	lang.Portuguese: {plural: pluralFrench, categories: []category{one, other}, optional: []category{many}, group: ".", decimal: ",", minus: "-", percent: "%", shortest: 1},
	lang.Arabic:     {plural: pluralArabic, categories: []category{zero, one, two, few, many, other}, group: ",", decimal: ".", minus: ltrMrk + "-", percent: ltrMrk + "%" + ltrMrk, shortest: 1},
	lang.Russian:    {plural: pluralRussian, categories: []category{one, few, many, other}, group: nbsp, decimal: ",", minus: "-", percent: nbsp + "%", shortest: 1},
	lang.Chinese:    {plural: pluralNone, categories: []category{other}, group: ",", decimal: ".", minus: "-", percent: "%", shortest: 1},
}

func pluralNone(int) category { return other }

func pluralOne(n int) category {
	if magnitude(n) == 1 {
		return one
	}
	return other
}

func pluralSpanish(n int) category {
	if wholeMillions(n) {
		return many
	}
	return pluralOne(n)
}

// pluralFrench serves Portuguese too: zero is singular in both.
func pluralFrench(n int) category {
	switch {
	case magnitude(n) <= 1:
		return one
	case wholeMillions(n):
		return many
	}
	return other
}

func pluralArabic(n int) category {
	u := magnitude(n)
	switch h := u % 100; {
	case u == 0:
		return zero
	case u == 1:
		return one
	case u == 2:
		return two
	case h >= 3 && h <= 10:
		return few
	case h >= 11:
		return many
	}
	return other
}

func pluralRussian(n int) category {
	u := magnitude(n)
	unit, teen := u%10, u%100 >= 11 && u%100 <= 14
	switch {
	case unit == 1 && !teen:
		return one
	case unit >= 2 && unit <= 4 && !teen:
		return few
	}
	return many
}

func wholeMillions(n int) bool { return n != 0 && n%1_000_000 == 0 }

func magnitude(n int) uint {
	if n < 0 {
		return -uint(n)
	}
	return uint(n)
}
