// Command gen writes countries.tsv and areas.tsv, the reference data of the
// room place, from the Unicode CLDR.
//
// It fetches two npm packages at one fixed version into a temporary folder
// (npm must be there), takes from them the codes, the containment and the
// names, lays overrides.tsv over the names, and writes two small tables that
// are kept with the sources; aliases.tsv adds names that people use. Run it with `go generate ./internal/place`; a new
// version of the CLDR is a change of the constant below and a look at the
// difference.
package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
)

const cldr = "48.2.0"

// languages of the interface, in the order of the columns.
var languages = []string{"en", "es", "fr", "pt", "ar", "ru", "zh"}

// notListed are codes of the CLDR that are no entry of the United Nations' M49
// list: Kosovo has no code there, Taiwan is not listed apart, and Sark has no
// code in ISO 3166-1. QO is the CLDR's own name for outlying islands.
var notListed = []string{"XK", "TW", "CQ", "QO"}

//go:embed overrides.tsv
var overridesFile string

//go:embed aliases.tsv
var aliasesFile string

func main() {
	log.SetFlags(0)
	dir, err := os.MkdirTemp("", "cldr")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if err := generate(dir); err != nil {
		log.Fatal(err)
	}
}

func generate(dir string) error {
	if err := fetch(dir, "cldr-core", "cldr-localenames-full"); err != nil {
		return err
	}
	names, aliases, err := readNames(dir)
	if err != nil {
		return err
	}
	if err := override(names, aliases); err != nil {
		return err
	}
	if err := addAliases(aliases); err != nil {
		return err
	}
	within, err := readContainment(dir)
	if err != nil {
		return err
	}
	codes, err := readCodes(dir)
	if err != nil {
		return err
	}
	return write(names, aliases, within, codes)
}

// fetch unpacks npm packages below dir.
func fetch(dir string, packages ...string) error {
	for _, p := range packages {
		into := filepath.Join(dir, p)
		if err := os.MkdirAll(into, 0o755); err != nil {
			return err
		}
		steps := [][]string{
			{"npm", "pack", "--silent", p + "@" + cldr},
			{"tar", "-xzf", p + "-" + cldr + ".tgz", "-C", into, "--strip-components=1"},
		}
		for _, step := range steps {
			cmd := exec.Command(step[0], step[1:]...)
			cmd.Dir, cmd.Stderr = dir, os.Stderr
			if err := cmd.Run(); err != nil {
				return fmt.Errorf("%s: %w", strings.Join(step, " "), err)
			}
		}
	}
	return nil
}

func readJSON(into any, path ...string) error {
	data, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		return err
	}
	return json.Unmarshal(data, into)
}

// table maps a code to names by language.
type table map[string]map[string]string

func (t table) set(code, language, name string) {
	if t[code] == nil {
		t[code] = map[string]string{}
	}
	t[code][language] = name
}

// readNames takes the customary names of the seven languages, and as aliases
// the other forms that the CLDR knows and the German names, because pages to
// be read may be in German.
func readNames(dir string) (names table, aliases map[string][]string, err error) {
	names, aliases = table{}, map[string][]string{}
	for _, language := range append(slices.Clone(languages), "de") {
		var file struct {
			Main map[string]struct {
				LocaleDisplayNames struct{ Territories map[string]string }
			}
		}
		if err := readJSON(&file, dir, "cldr-localenames-full/main", language, "territories.json"); err != nil {
			return nil, nil, err
		}
		found := file.Main[language].LocaleDisplayNames.Territories
		for _, code := range sortedKeys(found) {
			base, _, variant := strings.Cut(code, "-alt-")
			if variant || language == "de" {
				aliases[base] = append(aliases[base], found[code])
				continue
			}
			names.set(code, language, found[code])
		}
	}
	return names, aliases, nil
}

// override lays the forms of the United Nations over those of the CLDR, which
// stay behind as aliases.
func override(names table, aliases map[string][]string) error {
	for i, line := range strings.Split(strings.TrimSpace(overridesFile), "\n") {
		if strings.HasPrefix(line, "#") || strings.HasPrefix(line, "alpha2") {
			continue
		}
		cells := strings.Split(line, "\t")
		if len(cells) != len(languages)+2 || cells[len(cells)-1] == "" {
			return fmt.Errorf("overrides.tsv:%d: want a code, %d names and a reason", i+1, len(languages))
		}
		code := cells[0]
		if names[code] == nil {
			return fmt.Errorf("overrides.tsv:%d: unknown code %s", i+1, code)
		}
		for j, language := range languages {
			if name := cells[j+1]; name != "" {
				aliases[code] = append(aliases[code], names[code][language])
				names[code][language] = name
			}
		}
	}
	return nil
}

// addAliases adds the names of aliases.tsv.
func addAliases(aliases map[string][]string) error {
	for i, line := range strings.Split(strings.TrimSpace(aliasesFile), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		code, names, ok := strings.Cut(line, "\t")
		if !ok {
			return fmt.Errorf("aliases.tsv:%d: want a code and names", i+1)
		}
		aliases[code] = append(aliases[code], strings.Split(names, "|")...)
	}
	return nil
}

// readContainment gives the area in which each country and area lies: the
// narrowest one, so that Latin America and Sub-Saharan Africa count as the
// levels that M49 makes of them.
func readContainment(dir string) (map[string]string, error) {
	var file struct {
		Supplemental struct {
			TerritoryContainment map[string]struct {
				Contains []string `json:"_contains"`
			}
		}
	}
	if err := readJSON(&file, dir, "cldr-core/supplemental/territoryContainment.json"); err != nil {
		return nil, err
	}
	within := map[string]string{"AQ": "001"} // Antarctica lies in no region
	for area, row := range file.Supplemental.TerritoryContainment {
		if !m49Shape.MatchString(area) || area == "003" || area == "419" || area == "202" {
			continue // groupings, laid over below
		}
		for _, part := range row.Contains {
			within[part] = area
		}
	}
	for part, area := range map[string]string{
		"419": "019", "005": "419", "013": "419", "029": "419",
		"202": "002", "011": "202", "014": "202", "017": "202", "018": "202",
	} {
		within[part] = area
	}
	return within, nil
}

var m49Shape = regexp.MustCompile(`^[0-9]{3}$`)

type code struct{ alpha2, alpha3, m49 string }

func readCodes(dir string) ([]code, error) {
	var file struct {
		Supplemental struct {
			CodeMappings map[string]struct {
				Numeric string `json:"_numeric"`
				Alpha3  string `json:"_alpha3"`
			}
		}
	}
	if err := readJSON(&file, dir, "cldr-core/supplemental/codeMappings.json"); err != nil {
		return nil, err
	}
	var all []code
	for alpha2, row := range file.Supplemental.CodeMappings {
		if len(alpha2) == 2 && row.Alpha3 != "" && row.Numeric != "" && !slices.Contains(notListed, alpha2) {
			all = append(all, code{alpha2, row.Alpha3, row.Numeric})
		}
	}
	sort.Slice(all, func(i, j int) bool { return all[i].alpha3 < all[j].alpha3 })
	return all, nil
}

func write(names table, aliases map[string][]string, within map[string]string, codes []code) error {
	var countries, areas bytes.Buffer
	head := "# Made by go generate from the Unicode CLDR " + cldr + " (LICENSE-unicode.txt) and gen/overrides.tsv. Do not edit.\n"
	fmt.Fprintf(&countries, "%s# alpha-3\talpha-2\tM49\tarea\t%s\tother names\n", head, strings.Join(languages, "\t"))
	fmt.Fprintf(&areas, "%s# M49\tarea\t%s\n", head, strings.Join(languages, "\t"))
	for _, c := range codes {
		area, ok := within[c.alpha2]
		if !ok || names[c.alpha2] == nil {
			continue // a code that is no longer used
		}
		row := append([]string{c.alpha3, c.alpha2, c.m49, area}, inOrder(names[c.alpha2])...)
		row = append(row, strings.Join(others(names[c.alpha2], aliases[c.alpha2]), "|"))
		fmt.Fprintln(&countries, strings.Join(row, "\t"))
	}
	for _, number := range sortedKeys(names) {
		if m49Shape.MatchString(number) && (within[number] != "" || number == "001") {
			row := append([]string{number, within[number]}, inOrder(names[number])...)
			fmt.Fprintln(&areas, strings.Join(row, "\t"))
		}
	}
	if err := os.WriteFile("countries.tsv", countries.Bytes(), 0o644); err != nil {
		return err
	}
	return os.WriteFile("areas.tsv", areas.Bytes(), 0o644)
}

func inOrder(names map[string]string) []string {
	row := make([]string, len(languages))
	for i, language := range languages {
		row[i] = names[language]
	}
	return row
}

// others are the aliases that are not a name already, each once.
func others(names map[string]string, aliases []string) []string {
	have := map[string]bool{}
	for _, n := range names {
		have[n] = true
	}
	var out []string
	for _, a := range aliases {
		if !have[a] {
			have[a] = true
			out = append(out, a)
		}
	}
	sort.Strings(out)
	return out
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
