package site

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"time"

	"sextant/internal/lang"
	"sextant/internal/locale"
)

// healthy says that the process serves.
func (s *Site) healthy(*ask) (answer, error) { return plainText("ok\n", "no-store"), nil }

// ready says that what lies beneath can be reached too.
func (s *Site) ready(a *ask) (answer, error) {
	if s.opts.Ready != nil {
		if err := s.opts.Ready(a.Context()); err != nil {
			s.log.Warn("not ready", "error", err)
			return answer{body: newBody(http.StatusServiceUnavailable, "text/plain; charset=utf-8", []byte("not ready\n"), map[string]string{"Cache-Control": "no-store"})}, nil
		}
	}
	return plainText("ok\n", "no-store"), nil
}

func plainText(text, caching string) answer {
	return answer{body: newBody(http.StatusOK, "text/plain; charset=utf-8", []byte(text), map[string]string{"Cache-Control": caching})}
}

func (s *Site) robots(a *ask) (answer, error) {
	return plainText("User-agent: *\nDisallow: /desk/\nSitemap: "+s.base(a)+"/sitemap.xml\n", fresh), nil
}

// base is the address of the site: the operator's, or the host that was asked.
func (s *Site) base(a *ask) string {
	if s.opts.Base != "" {
		return s.opts.Base
	}
	if a.TLS != nil {
		return "https://" + a.Host
	}
	return "http://" + a.Host
}

type urlSet struct {
	XMLName xml.Name  `xml:"urlset"`
	Space   string    `xml:"xmlns,attr"`
	XHTML   string    `xml:"xmlns:xhtml,attr"`
	URLs    []siteURL `xml:"url"`
}

type siteURL struct {
	Loc   string    `xml:"loc"`
	Mod   string    `xml:"lastmod,omitempty"`
	Links []altLink `xml:"xhtml:link"`
}

type altLink struct {
	Rel  string `xml:"rel,attr"`
	Lang string `xml:"hreflang,attr"`
	Href string `xml:"href,attr"`
}

// sitemap lists every public page in every language.
func (s *Site) sitemap(a *ask) (answer, error) {
	cards, _, err := s.lib.Cards(a.Context(), CardFilter{})
	if err != nil {
		return answer{}, err
	}
	set := urlSet{Space: "http://www.sitemaps.org/schemas/sitemap/0.9", XHTML: "http://www.w3.org/1999/xhtml"}
	add := func(rest, modified string) {
		for _, tag := range lang.Interface {
			set.URLs = append(set.URLs, siteURL{s.base(a) + "/" + string(tag) + "/" + rest, modified, alternates(s.base(a), rest)})
		}
	}
	for _, rest := range []string{"", "about", "profiles"} {
		add(rest, "")
	}
	for _, c := range cards {
		add("profiles/"+string(c.Slug), c.Published.UTC().Format(time.DateOnly))
	}
	return s.xml(a, "application/xml; charset=utf-8", set)
}

func alternates(base, rest string) []altLink {
	links := make([]altLink, len(lang.Interface))
	for i, tag := range lang.Interface {
		links[i] = altLink{"alternate", string(tag), base + "/" + string(tag) + "/" + rest}
	}
	return links
}

type atomFeed struct {
	XMLName xml.Name    `xml:"feed"`
	Space   string      `xml:"xmlns,attr"`
	Title   string      `xml:"title"`
	ID      string      `xml:"id"`
	Updated string      `xml:"updated"`
	Links   []atomLink  `xml:"link"`
	Author  string      `xml:"author>name"`
	Entries []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr,omitempty"`
	Href string `xml:"href,attr"`
	Type string `xml:"type,attr,omitempty"`
}

type atomEntry struct {
	Title   string   `xml:"title"`
	ID      string   `xml:"id"`
	Updated string   `xml:"updated"`
	Link    atomLink `xml:"link"`
	Summary string   `xml:"summary"`
}

// feed announces the newest editions (RFC 4287). It speaks English unless
// ?lang= asks for another language of the interface.
func (s *Site) feed(a *ask) (answer, error) {
	a.tag = lang.English
	if tag := lang.Tag(a.URL.Query().Get("lang")); tag.IsInterface() {
		a.tag = tag
	}
	w := locale.For(a.tag)
	cards, _, err := s.lib.Cards(a.Context(), CardFilter{Limit: 50})
	if err != nil {
		return answer{}, err
	}
	f := atomFeed{Space: "http://www.w3.org/2005/Atom", Title: w.T("site.feed_title"), ID: s.base(a) + "/feed.atom", Author: "Sextant", Updated: time.Unix(0, 0).UTC().Format(time.RFC3339)}
	f.Links = []atomLink{{Rel: "self", Href: s.base(a) + a.URL.RequestURI(), Type: "application/atom+xml"}, {Href: s.base(a) + "/" + string(a.tag) + "/"}}
	for i, c := range cards {
		at := c.Published.UTC().Format(time.RFC3339)
		if i == 0 || at > f.Updated {
			f.Updated = at
		}
		address := s.base(a) + "/" + string(a.tag) + "/profiles/" + string(c.Slug)
		f.Entries = append(f.Entries, atomEntry{
			Title: join(", ", c.Place.Get(a.tag), c.Country.Get(a.tag)) + " · " + w.Month(string(c.Date)), ID: fmt.Sprintf("%s/%d", address, c.Edition),
			Updated: at, Link: atomLink{Href: address, Type: "text/html"}, Summary: join(". ", c.Title.Get(a.tag), w.N("site.findings", c.Developed+c.Potential)),
		})
	}
	return s.xml(a, "application/atom+xml; charset=utf-8", f)
}

// xml writes a document. It may hold the host that was asked, so it is kept
// only where the operator named the site's address.
func (s *Site) xml(_ *ask, mediaType string, document any) (answer, error) {
	out, err := xml.MarshalIndent(document, "", " ")
	if err != nil {
		return answer{}, err
	}
	b := newBody(http.StatusOK, mediaType, append([]byte(xml.Header), append(out, '\n')...), map[string]string{"Cache-Control": fresh})
	return answer{body: b, keep: s.opts.Base != ""}, nil
}
