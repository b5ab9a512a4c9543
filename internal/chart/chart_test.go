package chart

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files")

type writer interface{ Write(io.Writer) error }

func drawn(t *testing.T, f writer) string {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	d := xml.NewDecoder(&b)
	text := b.String()
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return text
		} else if err != nil {
			t.Fatalf("%v in %s", err, text)
		}
	}
}

func words(rtl bool) Words {
	return Words{ID: "one", Title: "Agreement <of> two", Description: "0.62 & from 0.31 to 0.85", RTL: rtl}
}

func figures(rtl bool) map[string]writer {
	nan := math.NaN()
	return map[string]writer{
		"interval":      Interval{Words: words(rtl), Value: 0.62, Low: 0.31, High: 0.85, To: 1},
		"interval-none": Interval{Words: words(rtl), Value: nan, Low: nan, High: nan, To: 1},
		"interval-edge": Interval{Words: words(rtl), Value: -0.3, Low: -0.9, High: 1.4, To: 1, Marks: 5},
		"distribution": Distribution{words(rtl), []Part{
			{N: 2}, {N: 3, Level: 0.5}, {N: 1, Level: 0.75}, {N: 4, Level: 1}, {N: 1, Mark: Barred}, {N: 2, Mark: Dotted}, {N: 1, Mark: Missing},
		}},
		"distribution-long": Distribution{words(rtl), []Part{{N: 29, Level: 1}, {N: 5, Level: 0.25}}},
		"distribution-none": Distribution{Words: words(rtl)},
		"slope": Slope{Words: words(rtl), Before: "Now", After: "Then", To: 100, Lines: []Line{
			{Name: "Rights", Class: "d1", Before: 80, After: 60, BeforeText: "80", AfterText: "60"},
			{Name: "Whole", Class: "d2", Before: 80, After: 61, BeforeText: "80", AfterText: "61"},
			{Name: "حقوق", RTL: true, Class: "d3", Before: nan, After: 0, AfterText: "0"},
			{Name: "Last", Class: "d4", Before: 1, After: 2, BeforeText: "1", AfterText: "2"},
		}},
	}
}

func TestFiguresAreDrawnAsTheyWere(t *testing.T) {
	for _, rtl := range []bool{false, true} {
		for name, f := range figures(rtl) {
			golden(t, fmt.Sprintf("%s-%t.svg", name, rtl), drawn(t, f))
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || string(want) != got {
		t.Errorf("%s differs from what is drawn now; look at both, then run with -update (%v)", name, err)
	}
}

// A figure needs no style of its own, is named and described, and says its
// words without breaking out of them.
func TestFiguresAreAccessible(t *testing.T) {
	for name, f := range figures(false) {
		text := drawn(t, f)
		for _, must := range []string{`role="img"`, `aria-labelledby="one-t"`, `<title id="one-t">Agreement &lt;of&gt; two</title>`, `<desc id="one-d">0.62 &amp; `} {
			if !strings.Contains(text, must) {
				t.Errorf("%s lacks %s", name, must)
			}
		}
		for _, never := range []string{"style=", "<style", "NaN", "Inf"} {
			if strings.Contains(text, never) {
				t.Errorf("%s holds %s", name, never)
			}
		}
	}
	if text := drawn(t, Interval{To: 1}); !strings.Contains(text, `aria-hidden="true"`) || strings.Contains(text, "role=") {
		t.Errorf("a figure without a name is not decoration: %s", text)
	}
}

var spotX = regexp.MustCompile(`<circle class="[of]" cx="([0-9.]+)"`)

// Right to left is the mirror image, by arithmetic alone.
func TestMirroring(t *testing.T) {
	of := func(rtl bool) []float64 {
		var out []float64
		for _, m := range spotX.FindAllStringSubmatch(drawn(t, figures(rtl)["distribution"]), -1) {
			v, _ := strconv.ParseFloat(m[1], 64)
			out = append(out, v)
		}
		return out
	}
	ltr, rtl := of(false), of(true)
	if len(ltr) != 14 || len(rtl) != 14 {
		t.Fatalf("%d and %d marks, want 14", len(ltr), len(rtl))
	}
	width := ltr[13] + markStep/2
	for i := range ltr {
		if math.Abs(ltr[i]+rtl[i]-width) > 0.011 {
			t.Errorf("mark %d lies at %g and %g of %g", i, ltr[i], rtl[i], width)
		}
	}
	if strings.Contains(drawn(t, figures(true)["slope"]), "scale(") {
		t.Error("something is flipped")
	}
}

// Labels of a slope never lie on each other and never leave the figure.
func TestLabelsKeepApart(t *testing.T) {
	f := Slope{To: 1}
	for range 12 {
		f.Lines = append(f.Lines, Line{Before: 0.01, After: 0.99})
	}
	for _, side := range [][]float64{f.labels(func(l Line) float64 { return l.Before }), f.labels(func(l Line) float64 { return l.After })} {
		for i, y := range side {
			if i > 0 && y-side[i-1] < slopeGap-1e-9 {
				t.Errorf("labels at %g and %g", side[i-1], y)
			}
			if y < slopeTop-1e-9 || y > slopeTop+slopeHeight+4+1e-9 {
				t.Errorf("a label at %g", y)
			}
		}
	}
}

func TestFilled(t *testing.T) {
	for _, c := range []struct {
		level float64
		want  string
	}{{0, ""}, {math.NaN(), ""}, {0.5, "M-6 0A6 6 0 0 0 6 0z"}, {0.25, "M-5.2 3A6 6 0 0 0 5.2 3z"}, {0.75, "M-5.2 -3A6 6 0 1 0 5.2 -3z"}, {2, "M-6 0a6 6 0 1 0 12 0a6 6 0 1 0 -12 0z"}} {
		if got := filled(0, 0, 6, c.level); got != c.want {
			t.Errorf("level %g: %s, want %s", c.level, got, c.want)
		}
	}
}
