package site

import (
	"bytes"
	"fmt"
	"html/template"

	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/locale"
	"sextant/internal/page"
	"sextant/internal/profile"
	"sextant/internal/wheel"
)

// figureOf turns a profile into a wheel for a reader. The address opens the
// links: "" for a page that holds the sections itself.
func figureOf(p *profile.Profile, w *locale.Printer, address string) wheel.Figure {
	f := wheelFrame(w, len(p.Domains))
	f.Title = w.T("wheel.title", "place", p.Place.Name.Get(w.Tag(), p.Source))
	for i, d := range p.Domains {
		name := shortName(w.Tag(), d.Short, d.Title, p.Source)
		developed, potential := w.N("wheel.developed", len(d.Developed)), w.N("wheel.potential", len(d.Potential))
		f.Sectors = append(f.Sectors, wheel.Sector{
			Href: fmt.Sprintf("%s#d%d", address, i+1), Name: name.Text, Lang: foreign(w, name), RTL: name.Tag.RTL(),
			Label: w.T("wheel.sector", "number", i+1, "name", d.Title.Get(w.Tag(), p.Source), "developed", developed, "potential", potential),
			Icon:  d.Icon, Full: len(d.Developed), Hollow: len(d.Potential), Counts: []string{developed, potential}, Colour: d.Colour,
		})
	}
	return f
}

// aboutFigure is the wheel of a book: its domains without any findings.
func aboutFigure(b *framework.Framework, w *locale.Printer) wheel.Figure {
	f := wheelFrame(w, len(b.Domains))
	f.Title, f.Description = w.T("wheel.about_title"), w.N("wheel.about_description", len(b.Domains))
	for i, d := range b.Domains {
		name := shortName(w.Tag(), d.Short, d.Title)
		f.Sectors = append(f.Sectors, wheel.Sector{
			Href: fmt.Sprintf("#d%d", i+1), Name: name.Text, Lang: foreign(w, name), RTL: name.Tag.RTL(),
			Label: w.T("wheel.about_sector", "number", i+1, "name", d.Title.Get(w.Tag())), Icon: d.Icon, Colour: d.Colour,
		})
	}
	return f
}

func wheelFrame(w *locale.Printer, domains int) wheel.Figure {
	return wheel.Figure{
		RTL: w.Tag().RTL(), Description: w.N("wheel.description", domains),
		Hub: wheel.Middle{Number: w.Number(domains), Words: w.N("wheel.domains", domains)},
	}
}

// shortName is the short title where there is one in the language in which the
// title is read, so that a short name never changes the language.
func shortName(tag lang.Tag, short, title lang.Text, fallback ...lang.Tag) page.Said {
	full := page.Say(tag, title, fallback...)
	if short.Has(full.Tag) {
		return page.Said{Text: short[full.Tag], Tag: full.Tag}
	}
	return full
}

func foreign(w *locale.Printer, s page.Said) string {
	if s.Tag == w.Tag() {
		return ""
	}
	return string(s.Tag)
}

// inline writes a wheel for a page.
func inline(f wheel.Figure) (template.HTML, error) {
	var b bytes.Buffer
	if err := wheel.Inline(&b, f); err != nil {
		return "", err
	}
	return template.HTML(b.String()), nil //nolint:gosec // the writer escapes every text
}

// icon is a domain's icon for a heading.
func icon(name string) template.HTML {
	return template.HTML(`<svg class="ico" viewBox="0 0 24 24" aria-hidden="true"><path d="` + wheel.Icon(name) + `"/></svg>`) //nolint:gosec // a constant of the wheel
}
