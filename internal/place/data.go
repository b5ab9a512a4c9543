package place

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"sextant/internal/lang"
)

//go:generate go run ./gen

//go:embed countries.tsv
var countriesFile string

//go:embed areas.tsv
var areasFile string

// country is one row of the reference data.
type country struct {
	Place
	alpha2 string
	m49    string
	area   string   // M49 number of the area in which it lies
	others []string // further names by which people call it
}

// Area is a geographical area of the United Nations' M49 standard: the world,
// a region, a sub-region, an intermediate region.
type Area struct {
	M49    string // three digits
	Name   lang.Text
	Parent string // M49 number of the area around it; "" for the world
}

// gazetteer is the reference data, ready to be asked.
type gazetteer struct {
	countries []country // by code
	byCode    map[Code]*country
	byAlpha2  map[string]*country
	byM49     map[string]*country
	byName    map[string]*country // by nameKey
	areas     map[string]Area
}

var reference = sync.OnceValue(func() *gazetteer {
	g := &gazetteer{
		byCode: map[Code]*country{}, byAlpha2: map[string]*country{},
		byM49: map[string]*country{}, byName: map[string]*country{}, areas: map[string]Area{},
	}
	for _, row := range rows(areasFile) {
		g.areas[row[0]] = Area{M49: row[0], Parent: row[1], Name: names(row[2:])}
	}
	for _, row := range rows(countriesFile) {
		g.countries = append(g.countries, country{
			Place:  Place{Code: Code(row[0]), Name: names(row[4:]), Level: Country, Local: row[1]},
			alpha2: row[1], m49: row[2], area: row[3], others: strings.FieldsFunc(row[11], isBar),
		})
	}
	for i := range g.countries {
		c := &g.countries[i]
		g.byCode[c.Code], g.byAlpha2[c.alpha2], g.byM49[c.m49] = c, c, c
	}
	g.indexNames()
	return g
})

func isBar(r rune) bool { return r == '|' }

// rows cuts a table of ours into its cells; lines that open with # are notes.
func rows(file string) [][]string {
	var out [][]string
	for line := range strings.Lines(file) {
		if !strings.HasPrefix(line, "#") {
			out = append(out, strings.Split(strings.TrimSuffix(line, "\n"), "\t"))
		}
	}
	return out
}

// names reads the seven columns of names.
func names(cells []string) lang.Text {
	text := lang.Text{}
	for i, tag := range lang.Interface {
		text[tag] = cells[i]
	}
	return text
}

// Countries lists the countries and territories of ISO 3166-1 as the United
// Nations' M49 standard has them, by code. The list is one of codes, not of
// States.
func Countries() []Place {
	all := reference().countries
	out := make([]Place, len(all))
	for i := range all {
		out[i] = all[i].Place
	}
	return out
}

// ByCode is a country by its ISO 3166-1 alpha-3 code.
func ByCode(code Code) (Place, bool) { return found(reference().byCode[code]) }

// ByAlpha2 is a country by its ISO 3166-1 alpha-2 code, in upper case.
func ByAlpha2(code string) (Place, bool) { return found(reference().byAlpha2[code]) }

// ByM49 is a country by its M49 number of three digits, which is also its ISO
// 3166-1 numeric code.
func ByM49(number string) (Place, bool) { return found(reference().byM49[number]) }

func found(c *country) (Place, bool) {
	if c == nil {
		return Place{}, false
	}
	return c.Place, true
}

// Country is the code of the country in which a place lies: its first part.
func (c Code) Country() Code {
	country, _, _ := strings.Cut(string(c), "-")
	return Code(country)
}

// Alpha2 is the ISO 3166-1 alpha-2 code of the country in which a place lies;
// "" for an unknown one.
func (c Code) Alpha2() string {
	if row := reference().byCode[c.Country()]; row != nil {
		return row.alpha2
	}
	return ""
}

// M49 is the M49 number of the country in which a place lies; "" for an
// unknown one.
func (c Code) M49() string {
	if row := reference().byCode[c.Country()]; row != nil {
		return row.m49
	}
	return ""
}

// AreasOf lists the M49 areas around a place from the widest to the narrowest,
// without the world: Africa, Sub-Saharan Africa, Eastern Africa. It is empty
// for Antarctica and for a place of an unknown country.
func AreasOf(code Code) []Area {
	g := reference()
	row := g.byCode[code.Country()]
	if row == nil {
		return nil
	}
	var out []Area
	for number := row.area; number != "" && number != "001"; number = g.areas[number].Parent {
		out = append(out, g.areas[number])
	}
	slices.Reverse(out)
	return out
}

// RegionOf is the name of the M49 region (Africa, Americas, Asia, Europe,
// Oceania) in which a place lies; empty where AreasOf is.
func RegionOf(code Code) lang.Text { return nameAt(AreasOf(code), 0) }

// SubregionOf is the name of the M49 sub-region in which a place lies, such as
// Latin America and the Caribbean; empty where AreasOf is.
func SubregionOf(code Code) lang.Text { return nameAt(AreasOf(code), 1) }

func nameAt(areas []Area, i int) lang.Text {
	if i >= len(areas) {
		return nil
	}
	return areas[i].Name
}

// Areas lists all M49 areas by number.
func Areas() []Area {
	g := reference()
	out := make([]Area, 0, len(g.areas))
	for _, a := range g.areas {
		out = append(out, a)
	}
	slices.SortFunc(out, func(a, b Area) int { return strings.Compare(a.M49, b.M49) })
	return out
}
