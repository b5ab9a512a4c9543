package site

import (
	"net/http"
	"strings"

	"sextant/internal/fault"
)

// missingPage helps somebody whose address leads nowhere: with profiles whose
// address is near to it, and a search.
type missingPage struct {
	view
	Wanted string
	Near   []Card
}

// troublePage says that something was withdrawn or went wrong.
type troublePage struct {
	view
	Status int
	Notice string
	Newest string // address of the profile, where another edition may be public
}

// missing answers an address that leads nowhere.
func (s *Site) missing(w http.ResponseWriter, r *http.Request, rt route) {
	if rt.tag == "" {
		rt.tag = reader(r)
		rt.rest = ""
	}
	a := &ask{Request: r, route: rt}
	p := missingPage{view: s.view(a, a.words().T("site.missing_title")), Wanted: wanted(rt)}
	p.Hidden, p.Rest = true, ""
	if rt.slug != "" {
		p.Near = s.near(a, string(rt.slug))
	}
	s.trouble(w, r, a, "site/missing", p, http.StatusNotFound)
}

// gone answers for an edition that was withdrawn, with the notice that was
// left.
func (s *Site) gone(w http.ResponseWriter, r *http.Request, rt route, err error) {
	a := &ask{Request: r, route: rt}
	p := troublePage{view: s.view(a, a.words().T("site.gone_title")), Status: http.StatusGone}
	p.Hidden = true
	for _, f := range fault.All(err) {
		if notice, ok := f.Args["notice"].(string); ok {
			p.Notice = notice
		}
	}
	if rt.number > 0 {
		p.Newest = "/" + string(rt.tag) + "/profiles/" + string(rt.slug)
	}
	s.trouble(w, r, a, "site/gone", p, http.StatusGone)
}

// broken answers when the system failed; it never says how.
func (s *Site) broken(w http.ResponseWriter, r *http.Request, rt route, status int) {
	if rt.tag == "" {
		rt.tag = reader(r)
	}
	a := &ask{Request: r, route: rt}
	p := troublePage{view: s.view(a, a.words().T("site.broken_title")), Status: status}
	p.Hidden = true
	s.trouble(w, r, a, "site/broken", p, status)
}

func (s *Site) trouble(w http.ResponseWriter, r *http.Request, a *ask, name string, data any, status int) {
	html, err := s.pages.Render(a.tag, name, data)
	if err != nil {
		s.log.Error("page failed", "path", r.URL.Path, "error", err)
		http.Error(w, http.StatusText(status), status)
		return
	}
	b := htmlBody(status, html)
	b.header["Vary"] = []string{"Accept-Encoding, Accept-Language"}
	send(w, r, b)
}

// wanted is the last part of an address as words to search for.
func wanted(rt route) string {
	text := string(rt.slug)
	if text == "" {
		parts := strings.Split(strings.Trim(rt.rest, "/"), "/")
		text = parts[len(parts)-1]
	}
	parts := strings.FieldsFunc(text, func(c rune) bool { return c == '-' || c == '.' || c == '_' })
	var words []string
	for i, p := range parts {
		isCode := i == 0 && len(p) == 3 && len(parts) > 1
		isYear := len(p) == 4 && strings.Trim(p, "0123456789") == ""
		if !isCode && !isYear {
			words = append(words, p)
		}
	}
	text = strings.Join(words, " ")
	if len(text) > 80 {
		return ""
	}
	return text
}

// near finds up to five profiles whose address is like the one asked for.
func (s *Site) near(a *ask, slug string) []Card {
	all, _, err := s.lib.Cards(a.Context(), CardFilter{})
	if err != nil || len(slug) > 80 {
		return nil
	}
	type scored struct {
		card  Card
		steps int
	}
	best := make([]scored, 0, 6)
	for _, c := range all {
		steps := distance(slug, string(c.Slug))
		if steps > max(3, len(slug)/3) {
			continue
		}
		i := len(best)
		for i > 0 && best[i-1].steps > steps {
			i--
		}
		best = append(best[:i], append([]scored{{c, steps}}, best[i:]...)...)
		best = best[:min(len(best), 5)]
	}
	cards := make([]Card, len(best))
	for i, b := range best {
		cards[i] = b.card
	}
	return cards
}

// distance is how many letters must be changed, added or dropped to make one
// word of another (V. Levenshtein, 1965).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		corner := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := corner
			if a[i-1] != b[j-1] {
				cost = 1 + min(corner, row[j], row[j-1])
			}
			corner, row[j] = row[j], cost
		}
	}
	return row[len(b)]
}
