package site

import (
	"strconv"
	"strings"

	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/page"
	"sextant/internal/profile"
)

// route is what an address says.
type route struct {
	answer func(*Site, *ask) (answer, error) // nil: there is no such page
	tag    lang.Tag                          // "" where the address names no language
	slug   profile.Slug
	number int // 0: the newest edition
	code   framework.Code
	suffix string // ".json"
	// rest is the address behind the language: "profiles/chl-2024/2".
	rest string
}

// suffixes are the files that an edition can be had as, in the order in which
// the page offers them. A new one is a line here.
var suffixes = []struct {
	name   string
	answer func(*Site, *ask) (answer, error)
}{
	{".json", (*Site).profileJSON},
	{".svg", (*Site).profileSVG},
}

// read understands an address; what it does not know has no answer.
func read(path string) route {
	switch path {
	case "/":
		return route{answer: (*Site).toLanguage}
	case "/healthz":
		return route{answer: (*Site).healthy}
	case "/readyz":
		return route{answer: (*Site).ready}
	case "/robots.txt":
		return route{answer: (*Site).robots}
	case "/sitemap.xml":
		return route{answer: (*Site).sitemap}
	case "/feed.atom":
		return route{answer: (*Site).feed}
	}
	if strings.HasPrefix(path, page.Prefix) {
		return route{answer: (*Site).asset}
	}
	first, rest, slash := strings.Cut(path[1:], "/")
	tag := lang.Tag(first)
	if !tag.IsInterface() {
		return withoutLanguage(path[1:])
	}
	rt := route{tag: tag, rest: rest}
	if rest == "" {
		if rt.answer = (*Site).home; !slash {
			rt.answer = (*Site).addSlash
		}
		return rt
	}
	rt.readPage(strings.Split(rest, "/"))
	return rt
}

// withoutLanguage serves people who cut the language off an address.
func withoutLanguage(rest string) route {
	rt := route{rest: rest}
	if first, _, _ := strings.Cut(rest, "/"); first == "profiles" || first == "about" {
		rt.answer = (*Site).toLanguage
	}
	return rt
}

func (rt *route) readPage(parts []string) {
	switch {
	case len(parts) == 1 && parts[0] == "about":
		rt.answer = (*Site).about
	case len(parts) == 1 && parts[0] == "profiles":
		rt.answer = (*Site).list
	case len(parts) == 2 && parts[0] == "profiles" && parts[1] == "":
		rt.answer = (*Site).dropSlash
	case len(parts) >= 2 && parts[0] == "profiles":
		rt.readProfile(parts[1:])
	}
}

// readProfile reads "slug", "slug/2", "slug.json", "slug/2.json",
// "slug/indicators/code", "slug/2/indicators/code" and "slug/2/changes".
func (rt *route) readProfile(parts []string) {
	last := len(parts) - 1
	answer := (*Site).profile
	if last <= 1 {
		for _, s := range suffixes {
			if cut, ok := strings.CutSuffix(parts[last], s.name); ok {
				parts[last], rt.suffix, answer = cut, s.name, s.answer
			}
		}
	}
	rt.slug = profile.Slug(parts[0])
	parts = parts[1:]
	if len(parts) > 0 {
		if n, err := strconv.Atoi(parts[0]); err == nil && n > 0 && strconv.Itoa(n) == parts[0] {
			rt.number, parts = n, parts[1:]
		}
	}
	switch {
	case len(parts) == 0:
		rt.answer = answer
	case len(parts) == 1 && parts[0] == "changes" && rt.suffix == "":
		rt.answer = (*Site).changes
	case len(parts) == 2 && parts[0] == "indicators" && rt.suffix == "":
		rt.code = framework.Code(parts[1])
		rt.answer = (*Site).thread
	}
}

func (s *Site) toLanguage(a *ask) (answer, error) {
	to := "/" + string(reader(a.Request)) + "/" + a.rest
	if a.URL.RawQuery != "" {
		to += "?" + a.URL.RawQuery
	}
	return answer{redirect: to, byReader: true}, nil
}

func (s *Site) addSlash(a *ask) (answer, error) {
	return answer{redirect: a.URL.Path + "/"}, nil
}

func (s *Site) dropSlash(a *ask) (answer, error) {
	return answer{redirect: strings.TrimSuffix(a.URL.Path, "/")}, nil
}
