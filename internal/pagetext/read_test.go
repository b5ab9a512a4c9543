package pagetext

import (
	"bytes"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"sextant/internal/fault"
	"sextant/internal/lang"
)

// checkMade reads a made page and sees that it says what was put in.
func checkMade(t *testing.T, what string, m maker) {
	t.Helper()
	text := m.write()
	p, err := Read("page", []byte(text))
	if err != nil {
		t.Errorf("%s: %v\n%s", what, err, text)
		return
	}
	v := invented[m.lang]
	if p.Language != m.lang || p.Date != "2023-09" || p.Title != m.title || p.Place != v.place || p.Country != v.country {
		t.Errorf("%s: %q %q %q %q %q", what, p.Language, p.Date, p.Title, p.Place, p.Country)
	}
	intro := strings.Join(p.Introduction, "¶")
	if want := strings.Join(v.intro, "¶"); m.intro != "none" && intro != want || m.intro == "none" && intro != "" {
		t.Errorf("%s: introduction %q", what, intro)
	}
	for d, dom := range p.Domains {
		for i, pair := range []struct {
			got  []Finding
			want []string
		}{{dom.Developed, v.developed}, {dom.Potential, v.potential}} {
			if len(pair.got) != len(pair.want) {
				t.Errorf("%s: %s list %d has %d findings: %v", what, dom.Code, i, len(pair.got), pair.got)
				continue
			}
			for k, f := range pair.got {
				if want := fmt.Sprintf(pair.want[k], d+1); f.Text != want {
					t.Errorf("%s: %s list %d: %q, want %q", what, dom.Code, i, f.Text, want)
				}
			}
		}
	}
	if !t.Failed() {
		checkNothingSwallowed(t, text, p)
	}
	if !Looks([]byte(text)) {
		t.Errorf("%s: does not look like a page", what)
	}
}

func TestOpeningsAndLanguages(t *testing.T) {
	for _, l := range headingLanguages {
		for _, opening := range []lang.Tag{"", "en", "es", "fr", "pt", "de"} {
			for _, shape := range []string{"twice", "flat", "numbered", "bullets"} {
				m := plain(l, opening)
				m.shape = shape
				checkMade(t, fmt.Sprintf("%s after %s %s", l, opening, shape), m)
				m.titleAt, m.upper = "top", true
				checkMade(t, fmt.Sprintf("%s after %s %s, title above", l, opening, shape), m)
			}
		}
	}
}

func TestShapesOfLists(t *testing.T) {
	for _, l := range headingLanguages {
		for k, bullet := range []string{"•", "●", "◦", "–", "-", "*", "o", "·", "1.", "1)", "(1)", "a)", "\uf0b7", ""} {
			if l != "es" && l != "fr" && l != "zh" && k%3 == 1 {
				continue
			}
			for _, wrap := range []int{0, 60} {
				for _, spaced := range []bool{false, true} {
					m := plain(l, "en")
					m.bullet, m.wrap, m.spaced = bullet, wrap, spaced
					if bullet == "" && wrap > 0 && !spaced {
						continue // see TestFlatAndWrapped
					}
					if bullet == "o" && (l == lang.Arabic || l == lang.Chinese) {
						continue
					}
					if l == lang.Chinese && wrap > 0 {
						m.wrap = 16
					}
					checkMade(t, fmt.Sprintf("%s bullet %q wrap %d spaced %v", l, bullet, wrap, spaced), m)
				}
			}
		}
	}
}

// TestFlatAndWrapped: without bullets and without empty lines, a wrapped page
// parts findings where a sentence ends before the line is full.
func TestFlatAndWrapped(t *testing.T) {
	m := plain("es", "en")
	m.bullet, m.wrap = "", 60
	text := m.write()
	p, err := Read("page", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	checkNothingSwallowed(t, text, p)
}

func TestWordings(t *testing.T) {
	for _, l := range headingLanguages {
		for n := range 42 {
			m := plain(l, []lang.Tag{"", "en", "de"}[n%3])
			m.reading, m.upper = n, n%2 == 0
			m.number = []string{"", "%d. ", "Domain %d: ", "%d – ", "ÁMBITO %d ", "%d) "}[n%6]
			m.colon = []string{":", "", ": ", ":\u00a0", " :", "\u00a0"}[n%6]
			m.twice, m.footer, m.crlf = n%4 == 1, n%5 == 1, n%7 == 1
			m.titleAt = []string{"end", "top", "both"}[n%3]
			checkMade(t, fmt.Sprintf("%s reading %d", l, n), m)
		}
	}
}

// TestHeadings holds wordings of real pages.
func TestHeadings(t *testing.T) {
	for d, list := range [6][]string{
		{"Migrants’ rights", "MIGRANTS' RIGHTS ", "Derechos de los migrantes", "DERECHOS DE LAS PERSONAS MIGRANTES\u00a0", "Droits des migrants", "Direitos dos migrantes:", "Die Rechte der Migrantinnen und Migranten", "1: Migrants' rights", "Derechos de las personas migrantes", "حقوق المهاجرين"},
		{"Whole of government approach", "Whole-of-government approach", "Gobernanza integral", "ENFOQUE INTEGRADO DE GOBIERNO", "Enfoque de gobierno integral", "APPROCHE ASSOCIANT L’ENSEMBLE DU GOUVERNEMENT", "Approche pangouvernementale", "Ganzer Regierungsansatz", "Abordagem integrada do governo", "Domain 2: Whole of government", "Dimensión 2. Enfoque pangubernamental"},
		{"Partnerships", "Asociaciones", "ALIANZAS", "Partenariats", "Parcerias", "Partnerschaften", "ÁMBITO 3 – Alianzas", "III. Partnerships", "Партнерства", "伙伴关系"},
		{"Well-being of migrants", "Wellbeing of migrants", "Socioeconomic well-being of migrants", "Socioeconomic well-being of migrants and society", "Bienestar de los migrantes", "BIENESTAR SOCIOECONÓMICO DE LAS PERSONAS MIGRANTES Y LA SOCIEDAD", "Bien-être des migrants", "Bien‑être socioéconomique des migrants et de la société", "Bem-estar socioeconómico dos migrantes e da sociedade", "Das Wohlergehen der Migrantinnen und Migranten"},
		{"Mobility dimensions of crises", "Mobility dimension of crisis", "Movilidad en situaciones de crisis", "Dimensión de la movilidad en situaciones de crisis", "Dimensiones de movilidad de las crisis", "Dimension de la mobilité liée aux crises", "Aspects d’une crise relatifs à la mobilité", "Mobilitätsdimensionen von Krisen", "Dimensões da mobilidade em situações de crise"},
		{"Safe, orderly and regular migration", "Safe, orderly, and regular migration", "Migración segura, ordenada y regular", "Migrations sûres, ordonnées et régulières", "Migration sûre, ordonnée et régulière", "Migração segura, ordenada e regular", "Sichere, geordnete und reguläre Migration", "Безопасная, упорядоченная и легальная миграция", "6. الهجرة الآمنة والمنظمة والنظامية"},
	} {
		for _, s := range list {
			if h, ok := headingOf(fold(clean(s).text)); !ok || h.kind != kindDomain || h.domain != d {
				t.Errorf("%q is not D%d: %v %v", s, d+1, h, ok)
			}
		}
	}
	for k, list := range map[kind][]string{
		kindDeveloped: {"Gobernanza de la migración: Ejemplos de áreas bien desarrolladas:", "Well-developed areas", "Migration governance: examples of well-developed areas", "Domaines bien développés", "Áreas bem desenvolvidas", "Gouvernance de la migration : exemples de domaines bien développés"},
		kindPotential: {"Áreas con potencial para un desarrollo adicional: ", "Areas with potential for further development", "Domaines nécessitant un développement supplémentaire", "Áreas com potencial de desenvolvimento", "Áreas com potencial para maior desenvolvimento", "Áreas con potencial de desarrollo", "Domaines à potentiel de développement", "Areas with potential for further development:"},
		kindIntro:     {"INTRODUCTION", "Introducción:", "INTRODUÇÃO", "Einleitung", "المقدمة", "Введение", "引言", "1. Introduction"},
		kindKey:       {"Key findings", "KEY FINDINGS", "Principales hallazgos", "Principaux résultats", "Principais conclusões", "1 Key findings", "النتائج الرئيسية", "Основные выводы", "主要发现"},
	} {
		for _, s := range list {
			if h, ok := headingOf(fold(clean(s).text)); !ok || h.kind != k {
				t.Errorf("%q is not %d: %v %v", s, k, h, ok)
			}
		}
	}
	for _, s := range []string{"Migrants have rights.", "La Municipalidad colabora con alianzas", "Well-being", "About the Migration Governance Indicators", "12", ""} {
		if h, ok := headingOf(fold(s)); ok {
			t.Errorf("%q is taken for a heading: %v", s, h)
		}
	}
}

func TestTitles(t *testing.T) {
	for _, c := range []struct{ line, place, country, code string }{
		{"Perfil de Gobernanza de la Migración: Municipalidad de Monte Patria (Chile)", "Municipalidad de Monte Patria", "Chile", "CHL"},
		{"Migration Governance Profile: Republic of Ghana", "Republic of Ghana", "Republic of Ghana", "GHA"},
		{"Migration Governance Indicators Profile 2023 – City of Accra (Ghana)", "City of Accra", "Ghana", "GHA"},
		{"Migration Governance Indicators Profile 2023 - City of Accra, Ghana", "City of Accra", "Ghana", "GHA"},
		{"Profil de gouvernance des migrations : Ville de Kankan (Guinée)", "Ville de Kankan", "Guinée", "GIN"},
		{"Indicateurs de gouvernance des migrations | Profil 2021 | Burkina Faso", "Burkina Faso", "Burkina Faso", "BFA"},
		{"Perfil de Governança da Migração: República de Cabo Verde", "República de Cabo Verde", "República de Cabo Verde", "CPV"},
		{"Migration Governance Profile: Second Profile 2022 – Brazil", "Brazil", "Brazil", "BRA"},
		{"Second Migration Governance Profile: Brazil", "Brazil", "Brazil", "BRA"},
		{"Migration Governance Profile: Brazil (second profile)", "Brazil", "Brazil", "BRA"},
		{"City of São Paulo, Brazil | PROFILE 2019 | LOCAL MIGRATION GOVERNANCE INDICATORS", "City of São Paulo", "Brazil", "BRA"},
		{"Indicadores de gobernanza de la migración a nivel local. Perfil 2022 - Ciudad de México (México)", "Ciudad de México", "México", "MEX"},
		{"Migration Governance Profile of the Republic of Chile", "Republic of Chile", "Republic of Chile", "CHL"},
		{"Profil de gouvernance des migrations de la Côte d’Ivoire", "Côte d’Ivoire", "Côte d’Ivoire", "CIV"},
		{"Migration Governance Profile: Chile – Municipality of Coronel", "Municipality of Coronel", "Chile", "CHL"},
		{"Perfil de Gobernanza de la Migración: Monte Patria (Región de Coquimbo, Chile)", "Monte Patria", "Chile", "CHL"},
		{"Profil des indicateurs de gouvernance de la migration 2022 : Niamey (Niger)", "Niamey", "Niger", "NER"},
		{"Perfil sobre la Gobernanza de la Migración: Municipalidad de Coronel (Chile)", "Municipalidad de Coronel", "Chile", "CHL"},
		{"Profil de gouvernance de la migration : République démocratique du Congo", "République démocratique du Congo", "République démocratique du Congo", "COD"},
		{"Perfil de Gobernanza Migratoria: Estado de Chihuahua (México)", "Estado de Chihuahua", "México", "MEX"},
		{"Migration Governance Profile: National Capital Region (Philippines)", "National Capital Region", "Philippines", "PHL"},
		{"Migration Governance Profile: Guinea-Bissau", "Guinea-Bissau", "Guinea-Bissau", "GNB"},
	} {
		got, ok, _ := titleOf(clean(c.line).text, fold(c.line))
		if !ok || got.place != c.place || got.country != c.country || string(got.found.Code) != c.code {
			t.Errorf("%q: %q in %q (%s), %v", c.line, got.place, got.country, got.found.Code, ok)
		}
	}
	for _, s := range []string{"About the Migration Governance Indicators", "Indicadores de Gobernanza de la Migración (IGM)", "Migration Governance Profile", "The Migration Governance Indicators were made by an organization.", "Über die Indikatoren der Migrationspolitik", "Chile"} {
		if got, ok, _ := titleOf(s, fold(s)); ok {
			t.Errorf("%q is taken for a title: %+v", s, got)
		}
	}
	if got, ok, _ := titleOf("Migration Governance Profile: City of Nowhere (Atlantis)", "migration governance profile city of nowhere atlantis"); !ok || got.found.Code != "" {
		t.Errorf("a title without a known country is still a title: %+v %v", got, ok)
	}
}

func TestDates(t *testing.T) {
	for line, want := range map[string]string{
		"2024 September": "2024-09", "September 2024": "2024-09", "Septiembre de 2024": "2024-09", "septembre 2024": "2024-09", "09/2024": "2024-09", "2024-09": "2024-09",
		"setembro de 2024": "2024-09", "сентябрь 2024 г.": "2024-09", "Сентября 2024": "2024-09", "سبتمبر 2024": "2024-09", "أيلول/سبتمبر 2024": "2024-09", "تشرين الأول 2024": "2024-10", "2024年9月": "2024-09", "2024 年 9 月": "2024-09",
		"15 September 2024": "2024-09", "2024-09-05": "2024-09", "15/09/2024": "2024-09", "Sept. 2024": "2024-09", "2024": "2024", "2024年": "2024", "Published: March 2023": "2023-03", "März 2022": "2022-03", "٢٠٢٤ سبتمبر": "2024-09", "Date de publication : août 2021": "2021-08",
		"03/04/2024": "", "September": "", "12": "", "2024 and more": "", "13/2024": "", "September 2024 October": "", "1789": "",
	} {
		got, ok := dateOf(line, fold(line))
		if string(got) != want || ok != (want != "") {
			t.Errorf("%q: %q %v, want %q", line, got, ok, want)
		}
	}
}

func TestRefusals(t *testing.T) {
	good := plain("es", "en").write()
	replace := func(old, new string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("the made page has no %q", old)
		}
		return strings.Replace(good, old, new, 1)
	}
	lineOfText := func(text, s string) int { return 1 + strings.Count(text[:strings.Index(text, s)], "\n") }
	potential := potentialWordings["es"][0] + ":"
	for _, c := range []struct {
		name, text, key string
		line            int // 0: any
	}{
		{"no title", replace(invented["es"].title, ""), "pagetext.title_missing", 0},
		{"unknown country", replace("(Perú)", "(Atlántida)"), "pagetext.title_country", strings.Count(good, "\n") + 1},
		{"no date", replace(invented["es"].date, ""), "pagetext.date_missing", 0},
		{"no domain", replace("\nAlianzas\n", "\n"), "pagetext.domain_missing", 0},
		{"misspelt domain", replace("\nAlianzas\n", "\nAlienzas\n"), "pagetext.outside_list", lineOfText(good, "\nAlianzas\n") + 1},
		{"no list", replace(potential, ""), "pagetext.list_missing", 0},
		{"domain twice", replace("\nAlianzas\n", "\nEnfoque de gobierno integral\n"), "pagetext.domain_twice", lineOfText(good, "\nAlianzas\n") + 1},
		{"text between heading and list", replace("\nAlianzas\n", "\nAlianzas\nTexto suelto sin lugar.\n"), "pagetext.outside_section", lineOfText(good, "\nAlianzas\n") + 2},
		{"other date", good + "\noctubre de 2023", "pagetext.date_twice", strings.Count(good, "\n") + 2},
		{"other title", good + "\nPerfil de Gobernanza de la Migración: Chile", "pagetext.title_twice", strings.Count(good, "\n") + 2},
		{"text after the title", good + "\n\nAlgo más que decir.", "pagetext.outside_section", strings.Count(good, "\n") + 3},
		{"finding after the title", good + "\n• Algo más que decir.", "pagetext.outside_section", strings.Count(good, "\n") + 2},
		{"empty introduction", replace(invented["es"].intro[0]+"\n\n"+invented["es"].intro[1], ""), "pagetext.introduction_empty", 0},
		{"nothing", "", "pagetext.no_profile", 0},
		{"prose", strings.Repeat("A sentence of no meaning.\n", 40), "pagetext.no_profile", 0},
		{"zero byte", replace("Alianzas", "Ali\x00anzas"), "pagetext.binary", lineOfText(good, "\nAlianzas\n") + 1},
		{"windows-1252", windows1252(good), "pagetext.encoding_windows", lineOfText(good, "ó")},
		{"noise", "Alianzas\n\xff\xfe\xfd\x80\x81\x82\x83\x84\x85", "pagetext.encoding_invalid", 2},
		{"utf-16", "\xff\xfeA\x00", "pagetext.encoding_utf16", 1},
		{"long line", replace("Alianzas", "Alianzas\n"+strings.Repeat("x", MaxLine+1)), "pagetext.line_too_long", lineOfText(good, "\nAlianzas\n") + 2},
		{"many lines", good + strings.Repeat("\n", MaxLines), "pagetext.too_many_lines", 0},
		{"many findings", replace("• Crear", strings.Repeat("• Crear una cosa más para la gente.\n", MaxFindings)+"• Crear"), "pagetext.too_many_findings", 0},
		{"empty finding", replace("• Crear", "• …\n• Crear"), "pagetext.finding_empty", 0},
	} {
		_, err := Read("page.txt", []byte(c.text))
		if err == nil {
			t.Errorf("%s: accepted", c.name)
			continue
		}
		ok := false
		for _, f := range fault.All(err) {
			ok = ok || f.Key == c.key && (c.line == 0 || f.Where.Line == c.line) && f.Where.File == "page.txt"
		}
		if !ok {
			t.Errorf("%s: want %s at line %d, got %v", c.name, c.key, c.line, err)
		}
	}
}

// windows1252 encodes a text the way old systems save it.
func windows1252(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '•':
			b.WriteByte(0x95)
		case r == '’':
			b.WriteByte(0x92)
		case r < 0x100:
			b.WriteByte(byte(r))
		}
	}
	return b.String()
}

// TestAllAtOnce: several things wrong are told together, in the page's order.
func TestAllAtOnce(t *testing.T) {
	text := plain("es", "en").write()
	text = strings.Replace(text, "\nAlianzas\n", "\n", 1)
	text = strings.Replace(text, invented["es"].date, "", 1)
	text = strings.Replace(text, "\nDerechos de las personas migrantes\n", "\nDerechos de las personas migrantes\nTexto suelto.\n", 1)
	_, err := Read("p", []byte(text))
	last := 0
	for _, key := range []string{"pagetext.outside_section", "pagetext.domain_missing", "pagetext.date_missing"} {
		if !fault.HasKey(err, key) {
			t.Errorf("%s is not told: %v", key, err)
		}
	}
	for _, f := range fault.All(err) {
		if f.Where.Line < last {
			t.Errorf("not in order: %v", err)
		}
		last = f.Where.Line
	}
}

// TestUTF16 names the encoding with and without its mark, and Looks sees
// through it.
func TestUTF16(t *testing.T) {
	text := plain("es", "en").write()
	for _, mark := range []bool{true, false} {
		units := utf16.Encode([]rune(text))
		var b bytes.Buffer
		if mark {
			b.WriteString("\xff\xfe")
		}
		for _, u := range units {
			b.WriteByte(byte(u))
			b.WriteByte(byte(u >> 8))
		}
		if _, err := Read("p", b.Bytes()); !fault.HasKey(err, "pagetext.encoding_utf16") {
			t.Errorf("mark %v: %v", mark, err)
		}
		if !Looks(b.Bytes()) {
			t.Errorf("mark %v: does not look like a page", mark)
		}
	}
}

// TestInvisible: characters that nobody sees change nothing.
func TestInvisible(t *testing.T) {
	plainText := plain("es", "en").write()
	want, err := Read("p", []byte(plainText))
	if err != nil {
		t.Fatal(err)
	}
	dirty := "\ufeff" + strings.NewReplacer("Alianzas", "Ali\u00adan\u200bzas\u00a0", "migrantes", "mi\u00adgrantes", "• ", "•\t\u00a0", " de ", "\u00a0de ", "\n", "\u00a0\r\n").Replace(plainText)
	got, err := Read("p", []byte(dirty))
	if err != nil {
		t.Fatal(err)
	}
	if summary(got) != summary(want) {
		t.Errorf("got\n%s\nwant\n%s", summary(got), summary(want))
	}
	old := strings.ReplaceAll(plainText, "\n", "\r")
	if got, err = Read("p", []byte(old)); err != nil || summary(got) != summary(want) {
		t.Errorf("line ends of old: %v", err)
	}
}

func TestWrappedHeadingsAndWords(t *testing.T) {
	text := plain("es", "en").write()
	want, _ := Read("p", []byte(text))
	wrapped := strings.NewReplacer(
		"Ejemplos de áreas bien desarrolladas:", "Gobernanza de la migración:\nEjemplos de áreas\nbien desarrolladas:",
		"Migración segura, ordenada y regular\n", "Migración segura,\nordenada y regular\n",
		"Migración: Municipalidad", "Migración:\nMunicipalidad",
		"orientación sobre", "orien\u00ad\ntación sobre",
	).Replace(text)
	got, err := Read("p", []byte(wrapped))
	if err != nil {
		t.Fatal(err)
	}
	if summary(got) != summary(want) {
		t.Errorf("got\n%s\nwant\n%s", summary(got), summary(want))
	}
	checkLinesKept(t, wrapped, got)
}

func checkLinesKept(t *testing.T, text string, p *Page) {
	t.Helper()
	for i, raw := range splitLines(text) {
		if p.Lines[i].Text != clean(raw).text {
			t.Errorf("line %d: %q", i+1, p.Lines[i].Text)
		}
	}
}

// TestSectionsByTheirWords: an introduction without heading between key
// findings lines is one; one that would be lost in the opening is refused.
func TestIntroductionWithoutHeading(t *testing.T) {
	m := plain("es", "en")
	m.intro = "bare"
	checkMade(t, "below key findings", m)
	m.opening, m.titleAt, m.panels = "", "top", false
	checkMade(t, "below the title", m)
	m.titleAt = "end"
	if _, err := Read("p", []byte(m.write())); !fault.HasKey(err, "pagetext.outside_section") {
		t.Errorf("text above everything: %v", err)
	}
	m.opening = "en"
	if _, err := Read("p", []byte(m.write())); !fault.HasKey(err, "pagetext.opening_names_place") {
		t.Errorf("text lost in the opening: %v", err)
	}
	m.intro = "none"
	checkMade(t, "no introduction", m)
}

func TestWheelLabels(t *testing.T) {
	m := plain("fr", "en")
	var labels []string
	for d := range domains {
		labels = append(labels, domainWordings["fr"][d][0])
	}
	text := m.write()
	want, _ := Read("p", []byte(text))
	with := strings.Replace(text, "Introduction\n", "Introduction\n"+strings.Join(labels, "\n")+"\n", 1)
	got, err := Read("p", []byte(with))
	if err != nil || summary(got) != summary(want) {
		t.Errorf("%v", err)
	}
}

// TestMadeMutilated takes a random line away from, or puts one twice or
// elsewhere into random pages: a heading, title or date may never be lost
// without a word, and no line is ever unaccounted for.
func TestMadeMutilated(t *testing.T) {
	rnd := rand.New(rand.NewSource(1))
	for n := range 250 {
		m := plain(headingLanguages[rnd.Intn(len(headingLanguages))], []lang.Tag{"", "en", "es", "fr", "pt", "de"}[rnd.Intn(6)])
		m.shape = []string{"twice", "flat", "numbered"}[rnd.Intn(3)]
		m.bullet = []string{"•", "–", "1.", ""}[rnd.Intn(4)]
		m.panels, m.reading = rnd.Intn(2) == 0, rnd.Intn(40)
		m.titleAt = []string{"top", "end"}[rnd.Intn(2)]
		text := m.write()
		whole, err := Read("p", []byte(text))
		if err != nil {
			t.Fatalf("%+v: %v\n%s", m, err, text)
		}
		lines := strings.Split(text, "\n")
		i := rnd.Intn(len(lines))
		gone := whole.Lines[i]
		cut := strings.Join(append(append([]string{}, lines[:i]...), lines[i+1:]...), "\n")
		p, err := Read("p", []byte(cut))
		if err != nil {
			continue
		}
		checkNothingSwallowed(t, cut, p)
		switch gone.As {
		case AsTitle, AsDate, AsDomain, AsDevelopedHeading, AsPotentialHeading:
			t.Errorf("%d: accepted without %s %q", n, gone.As, gone.Text)
		case AsFinding, AsIntro:
			if len(contents(p)) != len(contents(whole))-1 {
				t.Errorf("%d: without %q the page has %d texts of %d", n, gone.Text, len(contents(p)), len(contents(whole)))
			}
		default:
			if summary(p) != summary(whole) {
				t.Errorf("%d: without the dropped %q the page reads otherwise", n, gone.Text)
			}
		}
	}
}

// TestDamaged changes, drops, repeats and breaks random bytes of pages: there
// is always an answer, and a page that is accepted accounts for every line.
func TestDamaged(t *testing.T) {
	rnd := rand.New(rand.NewSource(4))
	for range 600 {
		data := []byte(plain(headingLanguages[rnd.Intn(len(headingLanguages))], "en").write())
		for range 1 + rnd.Intn(10) {
			a := rnd.Intn(len(data))
			b := min(len(data), a+rnd.Intn(150))
			switch rnd.Intn(4) {
			case 0:
				data[a] = byte(rnd.Intn(128))
			case 1:
				data = append(data[:a:a], data[b:]...)
			case 2:
				data = append(data[:b:b], data[a:]...)
			case 3:
				data = append(data[:a:a], append([]byte("\n"), data[a:]...)...)
			}
			data = append(data, ' ')
		}
		if p, err := Read("p", data); err == nil {
			checkNothingSwallowed(t, string(data), p)
		}
	}
}

// TestWordsInCatalog: every key that this room raises has words, and every
// word is asked for.
func TestWordsInCatalog(t *testing.T) {
	catalog, err := os.ReadFile("../../locales/en/pagetext.yaml")
	if err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob("*.go")
	var source []byte
	for _, f := range files {
		if text, err := os.ReadFile(f); err == nil && !strings.HasSuffix(f, "_test.go") {
			source = append(source, text...)
		}
	}
	for _, key := range regexp.MustCompile(`"(pagetext\.[a-z0-9_]*[a-z0-9])"`).FindAllSubmatch(source, -1) {
		if !bytes.Contains(catalog, append([]byte("\n"), append(key[1], ':')...)) {
			t.Errorf("%s has no words", key[1])
		}
	}
	for _, line := range regexp.MustCompile(`(?m)^(pagetext\.[a-z0-9_]+):`).FindAllSubmatch(catalog, -1) {
		if !bytes.Contains(source, line[1]) && !bytes.HasPrefix(line[1], []byte("pagetext.as_")) {
			t.Errorf("%s is said nowhere", line[1])
		}
	}
}

func TestLooks(t *testing.T) {
	for _, s := range []string{"", "hello", "{\"format\": \"sextant-profile/1\", \"title\": \"Migrants' rights\"}", "domains:\n  - code: D1\n    title:\n      en: \"Migrants' rights\"\n", strings.Repeat("noise ", 100000), "PK\x03\x04"} {
		if Looks([]byte(s)) {
			t.Errorf("%.40q looks like a page", s)
		}
	}
	if !Looks([]byte("Alianzas\nDroits des migrants\n")) || !Looks([]byte(windows1252(plain("es", "").write()))) {
		t.Error("a mutilated page and one in Latin-1 should look like pages")
	}
}

// TestNoiseIsQuick: fifty megabytes of noise, and the worst text within the
// bounds, are dealt with at once.
func TestNoiseIsQuick(t *testing.T) {
	noise := make([]byte, 50<<20)
	rand.New(rand.NewSource(2)).Read(noise)
	start := time.Now()
	if _, err := Read("noise", noise); !fault.Is(err, fault.TooLarge) {
		t.Errorf("%v", err)
	}
	Looks(noise)
	if d := time.Since(start); d > time.Second {
		t.Errorf("50 MB of noise took %v", d)
	}
	for name, line := range map[string]string{
		"list headings": "Areas with potential for further\n", "titles": "Migration Governance Profile: Chile (Chile) Chile, Chile\n", "words": "areas con potencial para un desarrollo adicional de la migracion que no es\n", "bullets": "• o – 1.\n",
	} {
		text := strings.Repeat(line, min(MaxLines, MaxBytes/len(line)))
		start = time.Now()
		_, err := Read(name, []byte(text))
		if d := time.Since(start); err == nil || d > 8*time.Second {
			t.Errorf("%s: %v after %v", name, err, d)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, l := range headingLanguages {
		f.Add([]byte(plain(l, "en").write()))
	}
	f.Add([]byte("Migration Governance Profile: (Chile)\n• \n1.\n2024\n\u00ad\n\ufeff"))
	f.Fuzz(func(t *testing.T, data []byte) {
		Looks(data)
		p, err := Read("f", data)
		if (p == nil) == (err == nil) {
			t.Fatal("either a page or a fault")
		}
		if err != nil {
			if len(fault.All(err)) == 0 {
				t.Fatalf("no fault: %v", err)
			}
			return
		}
		checkNothingSwallowed(t, string(data), p)
	})
}
