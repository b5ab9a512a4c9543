package locale

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"sextant/internal/fault"
	"sextant/internal/lang"
	"sextant/locales"
)

// printerOf speaks a language with a catalog of its own.
func printerOf(t *testing.T, tag lang.Tag, yaml string) *Printer {
	t.Helper()
	messages, err := parseCatalog("en/room.yaml", []byte(yaml))
	if err != nil {
		t.Fatal(err)
	}
	return &Printer{tag: tag, catalog: messages, rules: rulesOf[tag]}
}

func TestForFallsBackToEnglish(t *testing.T) {
	if got := For("de").Tag(); got != lang.English {
		t.Errorf("German is answered in %q", got)
	}
	if For(lang.Arabic).Dir() != "rtl" || For(lang.Russian).Dir() != "ltr" {
		t.Error("a direction is wrong")
	}
}

func TestT(t *testing.T) {
	p := printerOf(t, lang.Spanish, `
room.plain: "sin huecos"
room.slots: "{a} y {b}, {{a}}"
room.count: {one: "{n} cosa de {who}", other: "{n} cosas de {who}"}
`)
	day := time.Date(2024, 9, 5, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct{ got, want string }{
		{p.T("room.plain"), "sin huecos"},
		{p.T("room.slots", "a", 2024, "b", 1234.5), "2024 y 1234,5, {a}"},
		{p.T("room.slots", "a", "x"), "x y ⟦b⟧, {a}"},
		{p.T("room.slots", "a", lang.Text{"es": "uno"}, "b", fault.Line("f", 3)), "uno y f:3, {a}"},
		{p.T("room.missing"), "⟦room.missing⟧"},
		{p.N("room.missing", 2), "⟦room.missing⟧"},
		{p.T("room.count", "n", 1, "who", "Ana"), "1 cosa de Ana"},
		{p.N("room.count", 12345, "who", "Ana"), "12.345 cosas de Ana"},
		{p.N("room.count", 1, "who", "Ana"), "1 cosa de Ana"},
		{For(lang.Spanish).T("date.today"), "hoy"},
		{For(lang.French).value(day), "5 septembre 2024"},
		{For(lang.French).value(lang.Spanish), "espagnol"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestNumber(t *testing.T) {
	for _, c := range []struct {
		tag  lang.Tag
		v    any
		want string
	}{
		{"en", 1234.5, "1,234.5"},
		{"en", 0, "0"},
		{"en", -1234567, "-1,234,567"},
		{"en", 999, "999"},
		{"en", int64(math.MinInt64), "-9,223,372,036,854,775,808"},
		{"en", -0.0001, "0"},
		{"en", 0.1235, "0.123"},
		{"en", math.NaN(), "–"},
		{"en", "12", "12"},
		{"es", 1234, "1234"},
		{"es", 12345, "12.345"},
		{"es", 1234.5, "1234,5"},
		{"fr", 1234.5, "1\u202f234,5"},
		{"pt", 1234, "1.234"},
		{"ru", 1234.5, "1\u00a0234,5"},
		{"ar", -1234.5, "\u200e-1,234.5"},
		{"zh", uint8(7), "7"},
		{"zh", float32(1234.5), "1,234.5"},
	} {
		if got := For(c.tag).Number(c.v); got != c.want {
			t.Errorf("%s %v: got %q, want %q", c.tag, c.v, got, c.want)
		}
	}
	for tag, want := range map[lang.Tag]string{
		"en": "45.0%", "es": "45,0\u00a0%", "fr": "45,0\u202f%", "pt": "45,0%",
		"ar": "45.0\u200e%\u200e", "ru": "45,0\u00a0%", "zh": "45.0%",
	} {
		if got := For(tag).Percent(0.45, 1); got != want {
			t.Errorf("%s: got %q, want %q", tag, got, want)
		}
	}
	if got := For("ru").Decimal(2, 2); got != "2,00" {
		t.Errorf("got %q", got)
	}
}

// TestPluralsAgreeWithTheStandard walks numbers against the rules of x/text,
// which are older: they do not know "many" in Spanish, French and Portuguese.
func TestPluralsAgreeWithTheStandard(t *testing.T) {
	forms := map[plural.Form]category{
		plural.Other: other, plural.Zero: zero, plural.One: one,
		plural.Two: two, plural.Few: few, plural.Many: many,
	}
	for _, tag := range lang.Interface {
		r := rulesOf[tag]
		for n := range 2500 {
			want := forms[plural.Cardinal.MatchPlural(language.Make(string(tag)), n, 0, 0, 0, 0)]
			if got := r.plural(n); got != want || r.plural(-n) != want {
				t.Fatalf("%s %d: got %s, want %s", tag, n, nameOf(got), nameOf(want))
			}
		}
		isMany := r.plural(2_000_000) == many
		if wants := slices.Contains(r.optional, many) || tag == lang.Russian; isMany != wants {
			t.Errorf("%s: two millions are many: %v", tag, isMany)
		}
		if c := r.plural(math.MinInt); !slices.Contains(append(r.categories, r.optional...), c) {
			t.Errorf("%s: the lowest number has the form %s", tag, nameOf(c))
		}
	}
}

func TestDates(t *testing.T) {
	day := time.Date(2024, 9, 5, 14, 30, 0, 0, time.UTC)
	for _, c := range []struct {
		tag                    lang.Tag
		date, month, first, at string
	}{
		{"en", "5 September 2024", "September 2024", "1 May 2024", "5 September 2024, 14:30 UTC"},
		{"es", "5 de septiembre de 2024", "septiembre de 2024", "1 de mayo de 2024", "5 de septiembre de 2024, 14:30 UTC"},
		{"fr", "5 septembre 2024", "septembre 2024", "1er mai 2024", "5 septembre 2024, 14:30 UTC"},
		{"pt", "5 de setembro de 2024", "setembro de 2024", "1º de maio de 2024", "5 de setembro de 2024, 14:30 UTC"},
		{"ar", "5 أيلول/سبتمبر 2024", "أيلول/سبتمبر 2024", "1 أيار/مايو 2024", "5 أيلول/سبتمبر 2024، 14:30 UTC"},
		{"ru", "5 сентября 2024 г.", "сентябрь 2024 г.", "1 мая 2024 г.", "5 сентября 2024 г., 14:30 UTC"},
		{"zh", "2024年9月5日", "2024年9月", "2024年5月1日", "2024年9月5日 14:30 UTC"},
	} {
		p := For(c.tag)
		for _, pair := range [][2]string{
			{p.Date(day), c.date},
			{p.Month("2024-09-05"), c.date},
			{p.Month("2024-09"), c.month},
			{p.Month("2024-05-01"), c.first},
			{p.Month("2024"), "2024"},
			{p.Month("soon"), "soon"},
			{p.DateTime(day), c.at},
		} {
			if pair[0] != pair[1] {
				t.Errorf("%s: got %q, want %q", c.tag, pair[0], pair[1])
			}
		}
	}
}

func TestRelative(t *testing.T) {
	santiago := time.FixedZone("-03", -3*3600)
	now := time.Date(2024, 9, 5, 1, 0, 0, 0, santiago)
	p := For(lang.Russian)
	for _, c := range []struct {
		t    time.Time
		want string
	}{
		{now.UTC(), "сегодня"},
		{now.Add(-2 * time.Hour), "вчера"},
		{now.Add(23 * time.Hour), "завтра"},
		{now.AddDate(0, 0, -3), "3 дня назад"},
		{now.AddDate(0, 0, 5), "через 5 дней"},
		{now.AddDate(0, 0, -31), "5 августа 2024 г."},
		{now.AddDate(0, 0, 31), "6 октября 2024 г."},
	} {
		if got := p.Relative(c.t, now); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestLists(t *testing.T) {
	for _, c := range []struct {
		tag   lang.Tag
		items []string
		want  string
	}{
		{"en", nil, ""},
		{"en", []string{"a"}, "a"},
		{"en", []string{"a", "b", "c"}, "a, b and c"},
		{"es", []string{"Chile", "Perú"}, "Chile y Perú"},
		{"es", []string{"Chile", "Indonesia"}, "Chile e Indonesia"},
		{"es", []string{"agua", "hielo"}, "agua y hielo"},
		{"zh", []string{"甲", "乙", "丙"}, "甲、乙和丙"},
	} {
		if got := For(c.tag).List(c.items); got != c.want {
			t.Errorf("%s %v: got %q, want %q", c.tag, c.items, got, c.want)
		}
	}
}

func TestError(t *testing.T) {
	p := printerOf(t, lang.English, `
room.twice: "{domain} is there twice."
room.many: {one: "{n} fault", other: "{n} faults"}
`)
	p.catalog["fault.internal"] = For(lang.English).catalog["fault.internal"]
	ours := p.T("fault.internal")
	twice := fault.New(fault.Invalid, "room.twice", "domain", "Rights").At(fault.Line("f.txt", 41))
	secret := errors.New("password in the log only")
	var list fault.List
	list.Add(twice)
	list.Add(fault.New(fault.Invalid, "room.many", "n", 2))
	for _, c := range []struct {
		name string
		err  error
		want []string
	}{
		{"nothing", nil, nil},
		{"no fault", secret, []string{ours}},
		{"one", fmt.Errorf("read: %w", twice), []string{"f.txt:41: Rights is there twice."}},
		{"several", list.Err(), []string{"f.txt:41: Rights is there twice.", "2 faults"}},
		{"unknown words", fault.New(fault.NotFound, "room.gone", "id", 7).Because(secret), []string{`room.gone id="7"`}},
		{"internal", fault.New(fault.Internal, "room.broke", "secret", 1).Because(secret), []string{ours}},
	} {
		if got := p.Error(c.err); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestLanguages(t *testing.T) {
	p := For(lang.French)
	if got := p.Language(lang.Chinese); got != "chinois" {
		t.Errorf("got %q", got)
	}
	if got := p.LanguageSelf(lang.Arabic); got != "العربية" {
		t.Errorf("got %q", got)
	}
	if got := p.Language("tlh"); got != "tlh" {
		t.Errorf("a language without a name is written %q", got)
	}
	for key := range p.catalog {
		if tag, ok := strings.CutPrefix(key, "language.self_"); ok && !p.Has("language."+tag) {
			t.Errorf("%s has a name in itself only", tag)
		}
	}
}

func BenchmarkReadCatalog(b *testing.B) {
	for b.Loop() {
		if _, err := readCatalog(locales.FS, lang.Arabic); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkT(b *testing.B) {
	p := For(lang.Spanish)
	for b.Loop() {
		_ = p.Month("2024-09")
	}
}
