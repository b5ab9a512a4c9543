package wheel

import (
	"bytes"
	"encoding/xml"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files")

var names = map[string][]string{
	"en": {"Migrants' rights", "Whole of government approach", "Partnerships", "Well-being of migrants", "Mobility dimensions of crises", "Safe, orderly and regular migration"},
	"es": {"Derechos de las personas migrantes", "Enfoque de gobierno integral", "Alianzas", "Bienestar socioeconómico de las personas migrantes y la sociedad", "Movilidad en situaciones de crisis", "Migración segura, ordenada y regular"},
	"fr": {"Droits des personnes migrantes", "Approche pangouvernementale", "Partenariats", "Bien-être socioéconomique des personnes migrantes et de la société", "Dimensions de mobilité des crises", "Migrations sûres, ordonnées et régulières"},
	"pt": {"Direitos das pessoas migrantes", "Abordagem integrada de governo", "Parcerias", "Bem-estar socioeconômico das pessoas migrantes e da sociedade", "Dimensões da mobilidade em situações de crise", "Migração segura, ordenada e regular"},
	"ar": {"حقوق المهاجرين", "نهج الحكومة بأكملها", "الشراكات", "الرفاه الاجتماعي والاقتصادي للمهاجرين والمجتمع", "أبعاد التنقل في الأزمات", "الهجرة الآمنة والمنظمة والنظامية"},
	"ru": {"Права мигрантов", "Общегосударственный подход", "Партнерские отношения", "Социально-экономическое благополучие мигрантов и общества", "Аспекты мобильности в условиях кризисов", "Безопасная, упорядоченная и легальная миграция"},
	"zh": {"移民权利", "政府整体方针", "伙伴关系", "移民与社会的社会经济福祉", "危机中的人口流动问题", "安全、有序和正常移民"},
}

func figure(n int, tag string) Figure {
	rtl := tag == "ar"
	f := Figure{Title: "Wheel", Description: "Each part leads to one domain.", RTL: rtl, Hub: Middle{fmt.Sprint(n), "domains"}}
	icon := Icons()
	for i := range n {
		name := names[tag][i%6]
		f.Sectors = append(f.Sectors, Sector{
			Href: fmt.Sprintf("#d%d", i+1), Name: name, RTL: rtl, Label: fmt.Sprintf("%d. %s", i+1, name),
			Icon: icon[i%len(icon)], Full: (i*5 + 4) % 9, Hollow: (i*3 + 2) % 7,
			Counts: []string{"4 well developed", "2 with potential"},
		})
	}
	return f
}

func TestGolden(t *testing.T) {
	for _, tc := range []struct {
		n   int
		tag string
	}{{2, "es"}, {3, "en"}, {6, "es"}, {6, "ar"}, {7, "fr"}, {12, "ru"}} {
		for kind, write := range map[string]func(io.Writer, Figure) error{"inline": Inline, "alone": Alone} {
			var b bytes.Buffer
			if err := write(&b, figure(tc.n, tc.tag)); err != nil {
				t.Fatal(err)
			}
			golden(t, fmt.Sprintf("%s-%d-%s.svg", kind, tc.n, tc.tag), b.Bytes())
		}
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs from what is drawn now; look at both, then run with -update", name)
	}
}

// No two names may touch, and none may touch the limb, whatever the language
// and the number of sectors.
func TestLabelsAreClearOfEachOther(t *testing.T) {
	for tag := range names {
		for n := MinSectors; n <= MaxSectors; n++ {
			l := Lay(figure(n, tag))
			for i, a := range l.Sectors {
				if d := nearest(a.Label); d < Limb+14 {
					t.Errorf("%s, %d sectors: name %d comes within %.0f of the centre", tag, n, i+1, d)
				}
				for j, b := range l.Sectors[:i] {
					if a.Label.Overlaps(b.Label) {
						t.Errorf("%s, %d sectors: names %d and %d overlap", tag, n, j+1, i+1)
					}
				}
			}
		}
	}
}

// The worst case: every sector carries the longest name of its language.
func TestLongestNamesEverywhere(t *testing.T) {
	for tag, all := range names {
		longest := ""
		for _, n := range all {
			if Width(n, size) > Width(longest, size) {
				longest = n
			}
		}
		for n := MinSectors; n <= MaxSectors; n++ {
			f := figure(n, tag)
			for i := range f.Sectors {
				f.Sectors[i].Name = longest
			}
			l := Lay(f)
			for i, a := range l.Sectors {
				if a.Label.Right-a.Label.Left > widest*tolerance {
					t.Errorf("%s: a label is %.0f wide", tag, a.Label.Right-a.Label.Left)
				}
				for j, b := range l.Sectors[:i] {
					if a.Label.Overlaps(b.Label) {
						t.Errorf("%s, %d sectors: names %d and %d overlap", tag, n, j+1, i+1)
					}
				}
			}
		}
	}
}

func nearest(l Label) float64 {
	x := math.Max(0, math.Max(l.Left, -l.Right))
	y := math.Max(0, math.Max(l.Top, -l.Bottom))
	return math.Hypot(x, y)
}

func TestDotsStayInTheirSectorAndApart(t *testing.T) {
	for n := MinSectors; n <= MaxSectors; n++ {
		for _, count := range []int{0, 1, 7, 20, 40} {
			f := figure(n, "en")
			for i := range f.Sectors {
				f.Sectors[i].Full, f.Sectors[i].Hollow = count/2, count-count/2
			}
			l := Lay(f)
			for _, p := range l.Sectors {
				checkDots(t, n, count, p)
			}
		}
	}
}

func checkDots(t *testing.T, n, count int, p Place) {
	t.Helper()
	if len(p.Dots) != count {
		t.Fatalf("%d sectors: %d dots instead of %d", n, len(p.Dots), count)
	}
	for i, d := range p.Dots {
		r := math.Hypot(d.X, d.Y)
		if r-d.Radius < Inner || r+d.Radius > Outer {
			t.Errorf("%d sectors, %d dots: dot %d leaves the ring (%.0f)", n, count, i, r)
		}
		angle := math.Atan2(d.X, -d.Y) * 180 / math.Pi
		if off := math.Abs(normal(angle - p.Middle)); off > 180/float64(n) {
			t.Errorf("%d sectors, %d dots: dot %d leaves its sector", n, count, i)
		}
		for j, e := range p.Dots[:i] {
			if math.Hypot(d.X-e.X, d.Y-e.Y) < d.Radius+e.Radius {
				t.Errorf("%d sectors, %d dots: dots %d and %d touch", n, count, j, i)
			}
		}
	}
}

func TestRightToLeftIsMirroredByArithmetic(t *testing.T) {
	f := figure(6, "es")
	ltr := Lay(f)
	f.RTL = true
	rtl := Lay(f)
	for i := range ltr.Sectors {
		a, b := ltr.Sectors[i], rtl.Sectors[i]
		if math.Abs(a.Icon.X+b.Icon.X) > 1e-9 || math.Abs(a.Icon.Y-b.Icon.Y) > 1e-9 {
			t.Errorf("sector %d is not mirrored: %v and %v", i+1, a.Icon, b.Icon)
		}
		if a.Ring.Clockwise == b.Ring.Clockwise {
			t.Errorf("sector %d turns the same way in both", i+1)
		}
	}
}

func TestWellFormedLinkedAndWithoutStyle(t *testing.T) {
	for n := MinSectors; n <= MaxSectors; n++ {
		f := figure(n, "en")
		f.Sectors[0].Name = `<b>&"Rights"</b>`
		for kind, write := range map[string]func(io.Writer, Figure) error{"inline": Inline, "alone": Alone} {
			var b bytes.Buffer
			_ = write(&b, f)
			d := xml.NewDecoder(&b)
			links, text := 0, b.String()
			for {
				tok, err := d.Token()
				if err == io.EOF {
					break
				}
				if err != nil {
					t.Fatalf("%s, %d sectors: %v", kind, n, err)
				}
				if s, ok := tok.(xml.StartElement); ok && s.Name.Local == "a" {
					links++
				}
			}
			if links != n {
				t.Errorf("%s: %d links for %d sectors", kind, links, n)
			}
			if regexp.MustCompile(`style=|<style|<script|NaN|Inf`).MatchString(text) {
				t.Errorf("%s: holds style, script or a broken number", kind)
			}
		}
	}
}

func TestWrap(t *testing.T) {
	for _, tc := range []struct {
		in   string
		most int
		want string
	}{
		{"Alianzas", 4, "Alianzas"},
		{"", 4, ""},
		{"Migración segura, ordenada y regular", 4, "Migración segura,|ordenada y regular"},
		{"安全、有序和正常移民的所有方面与问题", 4, "安全、有序和正常移|民的所有方面与问题"},
		{"Donaudampfschifffahrtsgesellschaftskapitän", 4, "Donaudampfschifffah-|rtsgesellschaftskapitän"},
		{"one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen", 2, "one two three four five|six seven eight nine…"},
	} {
		if got := strings.Join(wrap(tc.in, size, widest, tc.most), "|"); got != tc.want {
			t.Errorf("wrap(%q) = %q, want %q", tc.in, got, tc.want)
		}
	}
}

func TestShadesAreReadable(t *testing.T) {
	for i, s := range Shades {
		if c := Contrast(s.Light, "#ffffff"); c < 4.5 {
			t.Errorf("light shade %d has contrast %.2f", i+1, c)
		}
		if c := Contrast(s.Dark, "#0f1720"); c < 4.5 {
			t.Errorf("dark shade %d has contrast %.2f", i+1, c)
		}
	}
}

func TestEveryBookIconIsThere(t *testing.T) {
	for _, n := range []string{"scales", "institution", "rings", "heart", "bolt", "compass"} {
		if !HasIcon(n) {
			t.Errorf("no icon %q", n)
		}
	}
	if Icon("no such icon") != Icon("dot") {
		t.Error("an unknown icon is not the plain ring")
	}
}

func FuzzLay(f *testing.F) {
	f.Add("Alianzas", 6, 3, 4, true)
	f.Fuzz(func(t *testing.T, name string, n, full, hollow int, rtl bool) {
		if n < 0 || n > 20 || full < 0 || hollow < 0 || full > 300 || hollow > 300 {
			t.Skip()
		}
		fig := Figure{RTL: rtl}
		for range n {
			fig.Sectors = append(fig.Sectors, Sector{Name: name, Full: full, Hollow: hollow})
		}
		var b bytes.Buffer
		_ = Inline(&b, fig)
		if strings.Contains(b.String(), "NaN") {
			t.Error("a coordinate is not a number")
		}
	})
}
