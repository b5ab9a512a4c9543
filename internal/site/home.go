package site

import (
	"html/template"

	"sextant/internal/framework"
	"sextant/internal/page"
	"sextant/internal/wheel"
)

// newestOnHome is how many profiles the home page shows.
const newestOnHome = 6

// homePage is "/{lang}/": what this is, the About wheel in national or local
// wording, and the newest profiles.
type homePage struct {
	view
	Level  framework.Level
	Wheel  template.HTML
	Parts  []part
	Newest []Card
	Total  int
}

// part is one domain of a book, told in its own words.
type part struct {
	Number      int
	Title       page.Said
	Description page.Said
	Icon        template.HTML
}

func (s *Site) home(a *ask) (answer, error) {
	p := homePage{view: s.view(a, a.words().T("site.home_title")), Level: framework.National}
	p.Here, p.Description = "home", a.words().T("site.home_lead")
	if framework.Level(a.URL.Query().Get("level")) == framework.Local {
		p.Level = framework.Local
	}
	var err error
	if p.Newest, p.Total, err = s.lib.Cards(a.Context(), CardFilter{Limit: newestOnHome}); err != nil {
		return answer{}, err
	}
	if b := s.lib.AboutFramework(p.Level); b != nil {
		if p.Wheel, err = inline(aboutFigure(b, a.words())); err != nil {
			return answer{}, err
		}
		p.Parts = partsOf(a, b)
		p.Sheet = sheetOf(bookShades(b))
		if b.IsDemonstration() {
			p.Demo = "site.demo_book"
		}
	}
	return s.queried(a, "site/home", p)
}

func partsOf(a *ask, b *framework.Framework) []part {
	parts := make([]part, len(b.Domains))
	for i, d := range b.Domains {
		parts[i] = part{i + 1, a.said(d.Title), a.said(d.Description), icon(d.Icon)}
	}
	return parts
}

func bookShades(b *framework.Framework) []wheel.Shade {
	shades := make([]wheel.Shade, len(b.Domains))
	for i, d := range b.Domains {
		shades[i] = wheel.Shade{Light: d.Colour, Dark: d.Dark}
	}
	return shades
}
