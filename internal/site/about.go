package site

import "sextant/internal/framework"

// aboutPage is "/{lang}/about": what such an assessment is and what it is not,
// and the domains in the words of both books.
type aboutPage struct {
	view
	National, Local []part
	Domains         int
}

func (s *Site) about(a *ask) (answer, error) {
	p := aboutPage{view: s.view(a, a.words().T("about.title"))}
	p.Here, p.Description = "about", a.words().T("about.lead")
	for level, parts := range map[framework.Level]*[]part{framework.National: &p.National, framework.Local: &p.Local} {
		b := s.lib.AboutFramework(level)
		if b == nil {
			continue
		}
		*parts = partsOf(a, b)
		if b.IsDemonstration() {
			p.Demo = "site.demo_book"
		}
		if level == framework.National {
			p.Sheet = sheetOf(bookShades(b))
		}
	}
	p.Domains = max(len(p.National), len(p.Local))
	return s.page(a, "site/about", p)
}
