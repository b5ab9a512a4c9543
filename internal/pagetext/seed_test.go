package pagetext

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sextant/internal/fault"
)

// seed is the text of a real page, kept beside the repository and not in it.
func seed(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	for err == nil {
		if _, missing := os.Stat(filepath.Join(dir, "go.mod")); missing == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			t.Skip("no go.mod above this test")
		}
		dir = filepath.Dir(dir)
	}
	data, err := os.ReadFile(filepath.Join(dir, "../shared/seeds/monte-patria-2024.txt"))
	if err != nil {
		t.Skip("the seed page is not beside the repository")
	}
	return string(data)
}

func TestSeed(t *testing.T) {
	text := seed(t)
	p, err := Read("monte-patria-2024.txt", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	want := [6][2]int{{4, 2}, {3, 4}, {3, 1}, {4, 2}, {3, 3}, {2, 3}}
	for d, dom := range p.Domains {
		if got := [2]int{len(dom.Developed), len(dom.Potential)}; got != want[d] || dom.Code != domains[d] {
			t.Errorf("%s has %v findings, want %v", dom.Code, got, want[d])
		}
	}
	if dev, pot := p.Findings(); dev != 19 || pot != 15 {
		t.Errorf("%d developed and %d potential, want 19 and 15", dev, pot)
	}
	got := []string{string(p.Language), string(p.Date), p.Place, p.Country, string(p.CountryCode), string(p.PlaceCode), string(p.Level), p.Title}
	expect := []string{"es", "2024-09", "Municipalidad de Monte Patria", "Chile", "CHL", "CHL-MONTE-PATRIA", "municipality", "Perfil de Gobernanza de la Migración: Municipalidad de Monte Patria (Chile)"}
	for i := range expect {
		if got[i] != expect[i] {
			t.Errorf("got %q, want %q", got[i], expect[i])
		}
	}
	normal := strings.Join(strings.Fields(text), " ")
	for _, s := range contents(p) {
		if !strings.Contains(normal, s) {
			t.Errorf("not letter by letter in the source: %q", s)
		}
	}
	if len(p.Introduction) != 2 {
		t.Errorf("%d paragraphs of introduction, want 2", len(p.Introduction))
	}
	clicks := 0
	for _, l := range p.Lines {
		if l.Why == whyClick {
			clicks++
		}
	}
	if clicks != 1 {
		t.Errorf("%d lines dropped as instructions to click, want 1", clicks)
	}
	checkNothingSwallowed(t, text, p)
}

// contents are all texts that a page holds for its readers.
func contents(p *Page) []string {
	all := append([]string{p.Title}, p.Introduction...)
	for _, d := range p.Domains {
		for _, f := range d.Developed {
			all = append(all, f.Text)
		}
		for _, f := range d.Potential {
			all = append(all, f.Text)
		}
	}
	return all
}

// checkNothingSwallowed sees that every line is accounted for, and that the
// findings are their lines one after the other and nothing else.
func checkNothingSwallowed(t *testing.T, text string, p *Page) {
	t.Helper()
	raw := splitLines(strings.TrimPrefix(text, "\ufeff"))
	if len(raw) != len(p.Lines) {
		t.Fatalf("%d lines of the input, %d understood", len(raw), len(p.Lines))
	}
	byPart := map[string]string{}
	part := ""
	for i, l := range p.Lines {
		if l.Number != i+1 || l.Text != clean(raw[i]).text || l.As == "" || (l.As == AsDropped) != (l.Why != "") {
			t.Fatalf("line %d is not accounted for: %+v", i+1, l)
		}
		switch l.As {
		case AsDevelopedHeading, AsPotentialHeading:
			part = string(l.Domain) + " " + string(l.As)
		case AsIntroHeading, AsIntro:
			part = "intro"
		}
		if l.As == AsFinding || l.As == AsIntro {
			text := l.Text
			if m, ok := markerOf(text); ok && l.As == AsFinding {
				text = m.rest
			}
			byPart[part] += compact(text)
		}
	}
	lists := map[string]string{"intro": compact(strings.Join(p.Introduction, ""))}
	for _, d := range p.Domains {
		for _, f := range d.Developed {
			lists[string(d.Code)+" developed_heading"] += compact(f.Text)
		}
		for _, f := range d.Potential {
			lists[string(d.Code)+" potential_heading"] += compact(f.Text)
		}
	}
	for part, want := range byPart {
		if lists[part] != want {
			t.Errorf("%s: the lines say\n%s\nand the page\n%s", part, want, lists[part])
		}
	}
}

// summary writes what matters of a page, to compare two readings.
func summary(p *Page) string {
	var b strings.Builder
	fmt.Fprintln(&b, p.Language, p.Title, p.Place, p.Country, p.PlaceCode, p.Level, p.Date, strings.Join(p.Introduction, "¶"))
	for _, d := range p.Domains {
		fmt.Fprintln(&b, d.Code)
		for _, f := range d.Developed {
			fmt.Fprintln(&b, "+", f.Text)
		}
		for _, f := range d.Potential {
			fmt.Fprintln(&b, "-", f.Text)
		}
	}
	return b.String()
}

// TestSeedMutilated takes away, doubles and swaps each line in turn: the page
// is then refused near that line, or says the same as before less, or twice,
// what the line said.
func TestSeedMutilated(t *testing.T) {
	text := strings.TrimSuffix(seed(t), "\n")
	lines := strings.Split(text, "\n")
	whole, err := Read("page", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	for i := range lines {
		without := append(append([]string{}, lines[:i]...), lines[i+1:]...)
		checkMutilated(t, fmt.Sprintf("without line %d (%s %.30s)", i+1, whole.Lines[i].As, lines[i]), without, whole, whole.Lines[i])
		double := append(append([]string{}, lines[:i+1]...), lines[i:]...)
		checkDoubled(t, fmt.Sprintf("line %d twice (%s %.30s)", i+1, whole.Lines[i].As, lines[i]), double, whole, whole.Lines[i])
	}
}

func checkMutilated(t *testing.T, what string, lines []string, whole *Page, gone Line) {
	t.Helper()
	text := strings.Join(lines, "\n")
	p, err := Read("page", []byte(text))
	if err != nil {
		if fault.HasKey(err, "pagetext.list_empty") && gone.As == AsFinding {
			return // the only one of its list
		}
		if gone.As == AsDropped || gone.As == AsFinding || gone.As == AsIntro || gone.As == AsIntroHeading {
			t.Errorf("%s: refused: %v", what, err)
		}
		if head := whole.Domains[max(0, strings.Index("123456", strings.TrimPrefix(string(gone.Domain), "D")))]; gone.Domain != "" && fault.All(err)[0].Where.Line == head.Line {
			return // what is missing is named with the domain's heading
		}
		checkFaultLines(t, what, err, len(lines), gone.Number)
		return
	}
	checkNothingSwallowed(t, text, p)
	switch gone.As {
	case AsTitle, AsDate, AsDomain, AsDevelopedHeading, AsPotentialHeading:
		t.Errorf("%s: accepted", what)
	case AsFinding, AsIntro:
		m, _ := markerOf(gone.Text)
		if m.rest == "" {
			m.rest = gone.Text
		}
		if len(contents(p)) != len(contents(whole))-1 || strings.Contains(summary(p), m.rest) {
			t.Errorf("%s: more or less is gone than this line", what)
		}
	default:
		if summary(p) != summary(whole) {
			t.Errorf("%s: changed what the page says:\n%s", what, summary(p))
		}
	}
}

// checkFaultLines sees that one of the faults is at the place of the change,
// or that what is missing is named.
func checkFaultLines(t *testing.T, what string, err error, lines, at int) {
	t.Helper()
	for _, f := range fault.All(err) {
		if n := f.Where.Line; n >= at-4 && n <= at+4 || n == lines && (f.Key == "pagetext.title_missing" || f.Key == "pagetext.date_missing") || f.Key == "pagetext.domain_missing" {
			return
		}
	}
	t.Errorf("%s: no fault near line %d: %v", what, at, err)
}

func checkDoubled(t *testing.T, what string, lines []string, whole *Page, twice Line) {
	t.Helper()
	text := strings.Join(lines, "\n")
	p, err := Read("page", []byte(text))
	if err != nil {
		t.Errorf("%s: refused: %v", what, err)
		return
	}
	checkNothingSwallowed(t, text, p)
	if twice.As == AsFinding || twice.As == AsIntro {
		if len(contents(p)) != len(contents(whole))+1 {
			t.Errorf("%s: the second one is not kept", what)
		}
		return
	}
	if summary(p) != summary(whole) {
		t.Errorf("%s: changed what the page says", what)
	}
}

// TestSeedIntruder puts a foreign sentence, and a foreign heading, between any
// two lines of the profile: it is refused with its line, or is to be seen in
// the introduction, where any text is welcome.
func TestSeedIntruder(t *testing.T) {
	const stray = "Nobody knows why this sentence stands here."
	lines := strings.Split(strings.TrimSuffix(seed(t), "\n"), "\n")
	whole, err := Read("page", []byte(strings.Join(lines, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	for i := 44; i <= len(lines); i++ {
		for _, add := range [][]string{{stray}, {"", stray, ""}, {"1", stray}} {
			with := append(append(append([]string{}, lines[:i]...), add...), lines[i:]...)
			p, err := Read("page", []byte(strings.Join(with, "\n")))
			if err == nil {
				at := strings.Index(strings.Join(p.Introduction, "\n"), stray)
				before := i < len(whole.Lines) && whole.Lines[i].Number <= 47
				if at < 0 && !before {
					t.Errorf("after line %d: %q was swallowed or became a finding", i, add)
				}
				continue
			}
			found := false
			for _, f := range fault.All(err) {
				if n := f.Where.Line; n > i && n <= i+len(add) {
					found = true
				}
			}
			if !found {
				t.Errorf("after line %d: the fault is elsewhere: %v", i, err)
			}
		}
	}
}
