package framework

import (
	"math"
	"regexp"
	"slices"
	"strconv"
)

// Icons lists the names of the pictures that a domain may carry; wheel draws
// them.
var Icons = []string{
	"scales", "institution", "rings", "heart", "bolt", "compass", "people", "globe", "book", "house",
	"briefcase", "shield", "leaf", "document", "path", "key", "star", "dot",
}

// A book has from two to twelve domains: the wheel draws no fewer and no more.
const (
	minDomains = 2
	maxDomains = 12
)

// migofs lists the principles and objectives of the Migration Governance
// Framework.
var migofs = []string{"P1", "P2", "P3", "O1", "O2", "O3"}

var colourForm = regexp.MustCompile(`^#[0-9a-f]{6}$`)

// domains checks the domains and their sub-domains.
func (c *checker) domains() {
	if n := len(c.f.Domains); n < minDomains || n > maxDomains {
		c.fail("domains", "framework.domain_count", "count", n, "least", minDomains, "most", maxDomains)
	}
	for i, d := range c.f.Domains {
		p := index("domains", i)
		c.code(p+".code", d.Code)
		item := string(d.Code)
		c.text(p+".title", item, "title", d.Title, Domains, true)
		c.text(p+".description", item, "description", d.Description, Core, false)
		c.short(p+".short", item, d.Short)
		c.look(p, d)
		for j, s := range d.Subdomains {
			ps := index(p+".subdomains", j)
			c.code(ps+".code", s.Code)
			c.text(ps+".title", string(s.Code), "title", s.Title, Core, true)
		}
	}
	c.empty()
}

// The grounds that a domain's colour is seen against, and the contrast that
// pictures of this size need to be read (WCAG 2.2, 1.4.3).
const (
	lightGround = "#ffffff"
	darkGround  = "#0f1720"
	minContrast = 4.5
)

// look checks what the wheel draws of a domain.
func (c *checker) look(p string, d Domain) {
	c.colour(p+".colour", d, "colour", d.Colour, lightGround)
	c.colour(p+".dark", d, "dark", d.Dark, darkGround)
	if c.need(p+".icon", string(d.Code), "icon", d.Icon != "") && !slices.Contains(Icons, d.Icon) {
		c.fail(p+".icon", "framework.icon_unknown", "domain", d.Code, "icon", d.Icon, "known", either(Icons))
	}
	if d.MiGOF != "" && !slices.Contains(migofs, d.MiGOF) {
		c.fail(p+".migof", "framework.migof_unknown", "domain", d.Code, "migof", d.MiGOF, "known", either(migofs))
	}
}

func (c *checker) colour(path string, d Domain, field, colour, ground string) {
	if !c.need(path, string(d.Code), field, colour != "") {
		return
	}
	if !colourForm.MatchString(colour) {
		c.fail(path, "framework.colour_form", "domain", d.Code, "field", field, "colour", colour)
		return
	}
	if k := contrast(colour, ground); k < minContrast {
		c.fail(path, "framework.colour_contrast", "domain", d.Code, "field", field, "colour", colour,
			"ground", ground, "contrast", strconv.FormatFloat(math.Floor(k*10)/10, 'f', 1, 64))
	}
}

// contrast is the contrast ratio of two colours (WCAG 2.2, definition of
// "contrast ratio").
func contrast(a, b string) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// luminance is the relative luminance of "#rrggbb" (WCAG 2.2, definition of
// "relative luminance").
func luminance(colour string) float64 {
	share := [3]float64{0.2126, 0.7152, 0.0722}
	sum := 0.0
	for i := range share {
		v, _ := strconv.ParseUint(colour[1+2*i:3+2*i], 16, 8)
		x := float64(v) / 255
		if x <= 0.04045 {
			x /= 12.92
		} else {
			x = math.Pow((x+0.055)/1.055, 2.4)
		}
		sum += share[i] * x
	}
	return sum
}

// unplaced tells whether an indicator lacks a domain. That is a fault of its
// own; the domain that it was meant for is not to be called empty or
// ill-weighted besides.
func (c *checker) unplaced() bool {
	return slices.ContainsFunc(c.f.Indicators, func(in Indicator) bool {
		_, ok := c.f.Domain(in.Domain)
		return !ok
	})
}

// empty finds domains that no indicator belongs to.
func (c *checker) empty() {
	if c.unplaced() {
		return
	}
	asked := map[Code]bool{}
	for _, in := range c.f.Indicators {
		asked[in.Domain] = true
	}
	for i, d := range c.f.Domains {
		if !asked[d.Code] {
			c.fail(index("domains", i), "framework.domain_empty", "domain", d.Code)
		}
	}
}
