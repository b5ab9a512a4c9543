package place

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sextant/internal/lang"
)

func TestReferenceIsWhole(t *testing.T) {
	all := Countries()
	if len(all) != 248 {
		t.Errorf("%d countries and territories, want 248", len(all))
	}
	for _, p := range all {
		if p.Level != Country || p.Parent != "" || len(p.Code) != 3 || len(p.Local) != 2 {
			t.Errorf("odd entry %+v", p)
		}
		for _, tag := range lang.Interface {
			if !p.Name.Has(tag) {
				t.Errorf("%s has no name in %s", p.Code, tag)
			}
		}
		if p.Code != "ATA" && (RegionOf(p.Code).Empty() || SubregionOf(p.Code).Empty()) {
			t.Errorf("%s lies nowhere", p.Code)
		}
	}
	for _, a := range Areas() {
		for _, tag := range lang.Interface {
			if !a.Name.Has(tag) {
				t.Errorf("area %s has no name in %s", a.M49, tag)
			}
		}
	}
	for _, code := range []Code{"XKK", "TWN"} {
		if p, ok := ByCode(code); ok {
			t.Errorf("%v is listed", p)
		}
	}
}

func TestCodes(t *testing.T) {
	chile, ok := ByCode("CHL")
	if !ok || chile.Name["ru"] != "Чили" {
		t.Fatalf("got %+v", chile)
	}
	if p, ok := ByAlpha2("CL"); !ok || p.Code != "CHL" {
		t.Errorf("CL is %v", p.Code)
	}
	if p, ok := ByM49("152"); !ok || p.Code != "CHL" {
		t.Errorf("152 is %v", p.Code)
	}
	below := Code("CHL-MONTE-PATRIA")
	if below.Country() != "CHL" || below.Alpha2() != "CL" || below.M49() != "152" {
		t.Error("a place below a country has lost it")
	}
	if got := RegionOf(below)["es"] + ", " + SubregionOf(below)["es"]; got != "Américas, América Latina y el Caribe" {
		t.Errorf("got %q", got)
	}
	if areas := AreasOf("KEN"); len(areas) != 3 || areas[2].Name["en"] != "Eastern Africa" {
		t.Errorf("Kenya lies in %v", areas)
	}
	if Code("ZZZ-X").Alpha2() != "" || Code("").M49() != "" || RegionOf("ZZZ").Get("en") != "" {
		t.Error("an unknown country has codes")
	}
}

// TestAgainstTheUnitedNations compares codes, containment and names with the
// M49 list as the Statistics Division publishes it.
func TestAgainstTheUnitedNations(t *testing.T) {
	list := shared(t, "data/countries-m49/countries.csv")
	seen := map[Code]bool{}
	for _, row := range list {
		code := Code(row["iso3"])
		if code == "TWN" {
			continue // a row that the source added; the M49 list has none
		}
		seen[code] = true
		p, ok := ByCode(code)
		if !ok || p.Local != row["iso2"] || code.M49() != row["m49"] {
			t.Errorf("%s: codes %s %s, want %s %s", code, p.Local, code.M49(), row["iso2"], row["m49"])
		}
		var numbers []string
		for _, a := range AreasOf(code) {
			numbers = append(numbers, a.M49)
		}
		want := strings.Fields(row["region_m49"] + " " + row["subregion_m49"] + " " + row["intermediate_m49"])
		if !slices.Equal(numbers, want) {
			t.Errorf("%s lies in %v, want %v", code, numbers, want)
		}
		checkNames(t, p, row)
	}
	for _, p := range Countries() {
		if !seen[p.Code] {
			t.Errorf("%s is not in the list of the United Nations", p.Code)
		}
	}
}

// otherwise holds where the stored list is behind the United Nations' own or
// garbled, with what is right.
var otherwise = map[string]string{
	"CIV en": "the State asks for Côte d’Ivoire in every language, and UNTERM writes so",
	"NLD en": "the form is Netherlands (Kingdom of the) since 2023, as the other languages of the list have it",
}

// checkNames compares the names of States; territories keep the customary
// names of the CLDR in most languages.
func checkNames(t *testing.T, p Place, row map[string]string) {
	t.Helper()
	note := row["independence_note"]
	if note != "Yes" && !strings.HasPrefix(note, "In contention") {
		return
	}
	for _, tag := range []lang.Tag{"en", "es", "fr", "ar", "ru", "zh"} {
		theirs := row["name_"+string(tag)]
		_, known := otherwise[string(p.Code)+" "+string(tag)]
		if same := Fold(theirs) == Fold(p.Name[tag]); same == known {
			t.Errorf("%s %s: %q, the United Nations write %q", p.Code, tag, p.Name[tag], theirs)
		}
		if got, ok := FindCountry(theirs); !known && (!ok || got.Code != p.Code) {
			t.Errorf("%q finds %q", theirs, got.Code)
		}
	}
	for _, column := range []string{"unterm_short_en", "unterm_short_fr", "unterm_formal_en", "unterm_formal_es", "unterm_formal_fr"} {
		if got, ok := FindCountry(strings.Trim(row[column], "* ")); ok && got.Code != p.Code {
			t.Errorf("%q finds %q, want %q", row[column], got.Code, p.Code)
		}
	}
}

// shared reads a table of the material beside the project, or skips.
func shared(t *testing.T, path string) []map[string]string {
	t.Helper()
	file, err := os.Open(filepath.Join("..", "..", "..", "shared", filepath.FromSlash(path)))
	if err != nil {
		t.Skipf("skipped: ../shared/%s is not there", path)
	}
	defer file.Close()
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, name := range lines[0] {
			row[strings.TrimPrefix(name, "\ufeff")] = line[i]
		}
		out = append(out, row)
	}
	return out
}

func TestFindCountry(t *testing.T) {
	for name, want := range map[string]Code{
		"Chile": "CHL", "CHILE": "CHL", " chili ": "CHL", "تشيلي": "CHL", "智利": "CHL", "CHL": "CHL", "CL": "CHL",
		"Republic of Chile": "CHL", "República de Chile": "CHL", "República Oriental del Uruguay": "URY",
		"la República Dominicana": "DOM", "Côte d’Ivoire": "CIV", "COTE D'IVOIRE": "CIV", "Cote dIvoire": "CIV", "Ivory Coast": "CIV",
		"Brasil": "BRA", "República Federativa do Brasil": "BRA", "Bolivia": "BOL", "Plurinational State of Bolivia": "BOL",
		"Estado Plurinacional de Bolivia": "BOL", "Türkiye": "TUR", "Turkey": "TUR", "Turquía": "TUR", "Deutschland": "DEU",
		"die Schweiz": "CHE", "The Gambia": "GMB", "Democratic Republic of Congo": "COD", "the Congo": "COG", "South Korea": "KOR",
		"Viet Nam": "VNM", "Vietnam": "VNM", "Burma": "MMR", "St. Lucia": "LCA", "Antigua & Barbuda": "ATG", "USA": "USA",
		"Россия": "RUS", "los Estados Unidos": "USA", "El Salvador": "SLV", "Swaziland": "SWZ", "Kosovo": "", "Republic of China": "",
		"People's Republic of China": "CHN", "Korea": "", "Monte Patria": "", "": "", "the": "", "Estado de México": "",
	} {
		p, ok := FindCountry(name)
		if p.Code != want || ok != (want != "") {
			t.Errorf("%q finds %q, want %q", name, p.Code, want)
		}
	}
}

// TestEveryNameFindsItsCountry also proves that no two countries share a name.
func TestEveryNameFindsItsCountry(t *testing.T) {
	for _, p := range Countries() {
		for tag, name := range p.Name {
			if got, ok := FindCountry(strings.ToUpper(name)); !ok || got.Code != p.Code {
				t.Errorf("%s %q finds %q, want %q", tag, name, got.Code, p.Code)
			}
		}
	}
}

func TestMake(t *testing.T) {
	for _, c := range []struct {
		country Code
		name    string
		want    Code
		bare    string
		level   Level
	}{
		{"CHL", "Municipalidad de Monte Patria", "CHL-MONTE-PATRIA", "Monte Patria", Municipality},
		{"CHL", "  ILUSTRE  MUNICIPALIDAD DE MONTE PATRIA", "CHL-MONTE-PATRIA", "MONTE PATRIA", Municipality},
		{"CHL", "Comuna de La Serena", "CHL-LA-SERENA", "La Serena", Municipality},
		{"CHL", "Ñuñoa", "CHL-NUNOA", "Ñuñoa", ""},
		{"CHL", "Región de Coquimbo", "CHL-COQUIMBO", "Coquimbo", Region},
		{"CHL", "Región Metropolitana", "CHL-REGION-METROPOLITANA", "Región Metropolitana", Region},
		{"MEX", "Ciudad de México", "MEX-CIUDAD-DE-MEXICO", "México", City},
		{"MEX", "Ciudad Juárez", "MEX-CIUDAD-JUAREZ", "Ciudad Juárez", City},
		{"ECU", "Gobierno Autónomo Descentralizado Municipal del Cantón Cuenca", "ECU-CUENCA", "Cuenca", Municipality},
		{"ECU", "Alcaldía de Quito", "ECU-QUITO", "Quito", Municipality},
		{"BRA", "Prefeitura Municipal de São Paulo", "BRA-SAO-PAULO", "São Paulo", Municipality},
		{"BRA", "Estado do Pará", "BRA-PARA", "Pará", State},
		{"BRA", "Município de Boa Vista", "BRA-BOA-VISTA", "Boa Vista", Municipality},
		{"CIV", "Ville d’Abidjan", "CIV-ABIDJAN", "Abidjan", City},
		{"CIV", "Commune d'Adjamé", "CIV-ADJAME", "Adjamé", Municipality},
		{"FRA", "Commune de L’Haÿ-les-Roses", "FRA-L-HAY-LES-ROSES", "L’Haÿ-les-Roses", Municipality},
		{"USA", "City and County of San Francisco", "USA-SAN-FRANCISCO", "San Francisco", City},
		{"PHL", "Quezon City", "PHL-QUEZON-CITY", "Quezon City", City},
		{"KEN", "Nairobi City County", "KEN-NAIROBI-CITY-COUNTY", "Nairobi City County", County},
		{"COL", "Gobernación del Departamento de Nariño", "COL-NARINO", "Nariño", Region},
		{"JOR", "بلدية عمّان", "JOR-AMAN", "عمّان", Municipality},
		{"RUS", "город Москва", "RUS-MOSKVA", "Москва", City},
		{"CHN", "上海市", "CHN-U4E0A-U6D77", "上海", City},
		{"DEU", "Stadt Köln", "DEU-KOLN", "Köln", City},
		{"DEU", "Straße", "DEU-STRASSE", "Straße", ""},
		{"CHL", "Municipalidad", "CHL-MUNICIPALIDAD", "Municipalidad", ""},
		{"CHL", "Municipalidad de", "CHL-MUNICIPALIDAD-DE", "Municipalidad de", ""},
		{"CHL", "", "CHL", "", ""},
		{"CHL", "…", "CHL", "…", ""},
	} {
		if got := Make(c.country, c.name); got != c.want {
			t.Errorf("Make(%s, %q) is %s, want %s", c.country, c.name, got, c.want)
		}
		if got := Bare(c.name); got != c.bare {
			t.Errorf("Bare(%q) is %q, want %q", c.name, got, c.bare)
		}
		if got := LevelOf(c.name); got != c.level {
			t.Errorf("LevelOf(%q) is %q, want %q", c.name, got, c.level)
		}
	}
	if got := Make("CHL", "Región de Coquimbo", "Comuna de Monte Patria"); got != "CHL-COQUIMBO-MONTE-PATRIA" {
		t.Errorf("got %s", got)
	}
	if got := Make("CHL"); got != "CHL" {
		t.Errorf("got %s", got)
	}
}

// TestMakeIsAnAddress: whatever the name, the code is upper case, of A-Z, 0-9
// and single hyphens, and begins with the country.
func TestMakeIsAnAddress(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := string(Make("CHL", rapid.String().Draw(t, "name")))
		if strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") != "" || strings.Contains(code, "--") ||
			strings.HasSuffix(code, "-") || Code(code).Country() != "CHL" {
			t.Fatalf("got %q", code)
		}
	})
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "  ": "", "Monte  Patria ": "monte patria", "Ñuñoa": "nunoa", "CÔTE D’IVOIRE": "cote d ivoire",
		"«Århus» – Łódź": "arhus lodz", "Straße": "strasse", "İstanbul ığdır": "istanbul igdir", "أَلْجَزَائِر": "الجزاير",
		"مدينة": "مدينه", "عمـــان": "عمان", "٢٠٢٤ ۱۴": "2024 14", "Ёлки-Йод": "елки иод", "ＡＢＣ": "abc", "서울": "서울",
		"दिल्ली": "दिल्ली", "北京市": "北京市", "Tiếng Việt": "tieng viet", "Nukuʻalofa": "nuku alofa",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) is %q, want %q", in, got, want)
		}
	}
}

// TestFoldSettles: folding twice is folding once, case never matters, and
// words are one space apart.
func TestFoldSettles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "name")
		once := Fold(s)
		if again := Fold(once); again != once {
			t.Fatalf("Fold(%q) is %q, then %q", s, once, again)
		}
		if strings.Join(strings.Fields(once), " ") != once {
			t.Fatalf("Fold(%q) has loose spaces: %q", s, once)
		}
	})
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"İ", "ǅ", "ϓ", "ﷺ", "ᾳ", "ʼn", "é\u200d", "\xff", "Ω", "ͅ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := Fold(s)
		if again := Fold(once); again != once {
			t.Fatalf("Fold(%q) is %q, then %q", s, once, again)
		}
	})
}

func TestSearch(t *testing.T) {
	among := append(Countries(),
		Place{Code: "CHL-MONTE-PATRIA", Name: lang.Text{"es": "Monte Patria"}, Level: Municipality, Parent: "CHL", Local: "04303"},
		Place{Code: "CHL-PATRIA", Name: lang.Text{"es": "Patria"}, Level: City, Parent: "CHL"},
		Place{Code: "JOR-AMMAN", Name: lang.Text{"ar": "عمّان", "en": "Amman"}, Level: City, Parent: "JOR"},
	)
	for _, c := range []struct {
		query string
		tag   lang.Tag
		want  []Code
	}{
		{"monte patria", "es", []Code{"CHL-MONTE-PATRIA"}},
		{"PATRIA", "es", []Code{"CHL-PATRIA", "CHL-MONTE-PATRIA"}},
		{"pat mon", "es", []Code{"CHL-MONTE-PATRIA"}},
		{"04303", "es", []Code{"CHL-MONTE-PATRIA"}},
		{"cote ivo", "es", []Code{"CIV"}},
		{"niger", "en", []Code{"NER", "NGA"}},
		{"allemagne", "en", []Code{"DEU"}},
		{"South Korea", "en", []Code{"KOR"}},
		{"كونغو", "ar", []Code{"COG", "COD"}},
		{"عمان", "ar", []Code{"OMN", "JOR-AMMAN"}},
		{"加拿", "zh", []Code{"CAN"}},
		{"民主共和国", "zh", []Code{"COD", "LAO"}},
		{"chl", "en", []Code{"CHL", "CHL-MONTE-PATRIA", "CHL-PATRIA"}},
		{"nowhere", "en", nil},
	} {
		var got []Code
		for _, p := range Search(c.query, among, c.tag) {
			got = append(got, p.Code)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%q in %s finds %v, want %v", c.query, c.tag, got, c.want)
		}
	}
	if got := Search(" ", among, "en"); len(got) != len(among) {
		t.Errorf("an empty query finds %d of %d", len(got), len(among))
	}
}

// TestSearchFindsByAnyBeginning: whoever types the beginning of a name finds
// the place, and what is found was there before.
func TestSearchFindsByAnyBeginning(t *testing.T) {
	among := Countries()
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SampledFrom(among).Draw(t, "place")
		tag := rapid.SampledFrom(lang.Interface).Draw(t, "language")
		letters := []rune(p.Name[tag])
		typed := string(letters[:rapid.IntRange(1, len(letters)).Draw(t, "letters")])
		found := Search(typed, among, tag)
		if !slices.ContainsFunc(found, func(q Place) bool { return q.Code == p.Code }) {
			t.Fatalf("%q does not find %s", typed, p.Code)
		}
		if len(found) > len(among) {
			t.Fatal("more found than there are")
		}
	})
}
