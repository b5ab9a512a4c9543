package site

import (
	"fmt"
	"net/http"
	"strings"

	"sextant/internal/fault"
	"sextant/internal/page"
	"sextant/internal/profile"
	"sextant/internal/wheel"
)

// A book may colour its domains as it likes, and a strict content policy lets
// no page carry a style of its own. So a book whose colours are not the house's
// gets a small stylesheet. Its name holds the colours themselves, two a domain
// ("colours-0b5394.6fb1ee-a8440f.f0935c.css"): nothing has to be remembered,
// any replica can write it, and it may be kept for ever.

const (
	sheetHead = page.Prefix + "colours-"
	sheetTail = ".css"
	paper     = "#ffffff" // the ground of the light theme
	night     = "#0f1720" // the ground of the dark theme
)

// sheetOf is the address of the stylesheet for these domains; "" where the
// house's own colours are meant.
func sheetOf(shades []wheel.Shade) string {
	own := false
	parts := make([]string, len(shades))
	for i, s := range shades {
		if i >= wheel.MaxSectors {
			parts = parts[:i]
			break
		}
		if !wheel.ValidColour(s.Light) || !wheel.ValidColour(s.Dark) {
			s = wheel.Shades[i]
		}
		own = own || !strings.EqualFold(s.Light, wheel.Shades[i].Light) || !strings.EqualFold(s.Dark, wheel.Shades[i].Dark)
		parts[i] = strings.ToLower(s.Light[1:] + "." + s.Dark[1:])
	}
	if !own {
		return ""
	}
	return sheetHead + strings.Join(parts, "-") + sheetTail
}

func shadesOf(domains []profile.Domain) []wheel.Shade {
	shades := make([]wheel.Shade, len(domains))
	for i, d := range domains {
		shades[i] = wheel.Shade{Light: d.Colour, Dark: d.Dark}
	}
	return shades
}

// readSheet gives the colours that a stylesheet's address names.
func readSheet(path string) ([]wheel.Shade, bool) {
	names, ok := strings.CutPrefix(path, sheetHead)
	names, ok2 := strings.CutSuffix(names, sheetTail)
	if !ok || !ok2 {
		return nil, false
	}
	parts := strings.Split(names, "-")
	if len(parts) > wheel.MaxSectors {
		return nil, false
	}
	shades := make([]wheel.Shade, len(parts))
	for i, p := range parts {
		light, dark, _ := strings.Cut(p, ".")
		shades[i] = wheel.Shade{Light: "#" + light, Dark: "#" + dark}
		if !wheel.ValidColour(shades[i].Light) || !wheel.ValidColour(shades[i].Dark) {
			return nil, false
		}
	}
	return shades, true
}

// writeSheet is the stylesheet. Each colour stands as letters on the page and
// beneath letters; where it has too little contrast for one of the two, the
// letters take the page's ink, or the other of black and white.
func writeSheet(shades []wheel.Shade) []byte {
	var b strings.Builder
	for i, s := range shades {
		fmt.Fprintf(&b, ".d%d{--c:light-dark(%s,%s);--o:light-dark(%s,%s)}\n", i+1, s.Light, s.Dark, upon(s.Light), upon(s.Dark))
		if wheel.Contrast(s.Light, paper) < 4.5 || wheel.Contrast(s.Dark, night) < 4.5 {
			fmt.Fprintf(&b, ".d%d :is(h3,.b),.d%d .lab text{color:var(--ink)!important;fill:var(--ink)!important}\n", i+1, i+1)
		}
	}
	return []byte(b.String())
}

// upon is the colour of letters on a colour.
func upon(colour string) string {
	if wheel.Contrast(colour, paper) >= wheel.Contrast(colour, night) {
		return paper
	}
	return night
}

// asset serves a static file or a book's colours.
func (s *Site) asset(a *ask) (answer, error) {
	more := map[string]string{"Cache-Control": immutable}
	if shades, ok := readSheet(a.URL.Path); ok {
		return answer{body: newBody(http.StatusOK, "text/css; charset=utf-8", writeSheet(shades), more), keep: true}, nil
	}
	file, ok := s.pages.Assets().At(a.URL.Path)
	if !ok {
		return answer{}, fault.New(fault.NotFound, "site.no_page")
	}
	if strings.HasPrefix(file.Type, "image/svg") {
		more["Content-Security-Policy"] = bareData
	}
	b := newBody(http.StatusOK, file.Type, file.Body, more)
	if file.Gzip == nil {
		b.gzipped = form{}
	}
	return answer{body: b, keep: true}, nil
}
