package site

import (
	"net/http"
	"strings"

	"sextant/internal/lang"
	"sextant/internal/locale"
	"sextant/internal/page"
)

// view is what every page shows around its own matter.
type view struct {
	Title       string
	Description string
	Here        string // which entry of the menu this is: "profiles", "about"
	Rest        string // the address behind the language, with its query
	Tongues     []lang.Tag
	Sheet       string // the stylesheet of a book's own colours
	Demo        string // the catalog key of the demonstration band
	Hidden      bool   // search engines leave it out
	Canonical   string
	Base        string
	// Files are other forms of the page: address and media type.
	Files []file
}

type file struct{ URL, Type, Name string }

// view opens the frame of a page.
func (s *Site) view(a *ask, title string) view {
	v := view{Title: title, Rest: a.rest, Tongues: lang.Interface, Base: s.opts.Base}
	if a.URL.RawQuery != "" {
		v.Rest += "?" + a.URL.RawQuery
	}
	return v
}

// queried is page for a page that depends on its query.
func (s *Site) queried(a *ask, name string, data any) (answer, error) {
	got, err := s.page(a, name, data)
	got.query = true
	return got, err
}

// page renders a page and makes it an answer that may be kept.
func (s *Site) page(a *ask, name string, data any) (answer, error) {
	html, err := s.pages.Render(a.tag, name, data)
	if err != nil {
		return answer{}, err
	}
	return answer{body: htmlBody(http.StatusOK, html), keep: true}, nil
}

func htmlBody(status int, html []byte) *body {
	return newBody(status, "text/html; charset=utf-8", html, map[string]string{
		"Content-Security-Policy": policy, "Cache-Control": fresh,
	})
}

// words is the printer of the page's language.
func (a *ask) words() *locale.Printer { return locale.For(a.tag) }

// join leaves out what is empty.
func join(sep string, parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, sep)
}

// said picks a text for the page's reader.
func (a *ask) said(t lang.Text, fallback ...lang.Tag) page.Said {
	return page.Say(a.tag, t, fallback...)
}
