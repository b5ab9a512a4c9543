package main

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"sextant/internal/desk"
)

// followLinks lets everybody wander through the workbench by its links.
func (w *walk) followLinks(t *testing.T) {
	kinds := http.NewServeMux()
	for _, p := range desk.Addresses() {
		kinds.Handle(p, http.NotFoundHandler())
	}
	w.each(w.roles[1:], true, func(_ int, role string) {
		seen, times := map[string]bool{}, map[string]int{}
		queue := []string{"/desk/"}
		for _, x := range w.sites {
			queue = append(queue, fmt.Sprintf("/desk/a/%s", x.state.Chain))
		}
		for n := 0; len(queue) > 0 && n < 70; {
			path := queue[0]
			queue = queue[1:]
			kind := linkKind(kinds, path)
			if seen[path] || times[kind] >= 2 {
				continue
			}
			seen[path] = true
			times[kind]++
			p := w.visitors[role].get(path)
			w.judge(t, p, role)
			n++
			queue = append(queue, p.links("/desk/")...)
		}
	})
}

// linkKind is the pattern of an address with the names of what it asks.
func linkKind(kinds *http.ServeMux, path string) string {
	u, err := url.Parse(path)
	if err != nil {
		return path
	}
	_, pattern := kinds.Handler(&http.Request{Method: http.MethodGet, URL: &url.URL{Path: u.Path}})
	var names []string
	for k := range u.Query() {
		names = append(names, k)
	}
	slices.Sort(names)
	return pattern + "?" + strings.Join(names, "&")
}

// search looks for the planted words as everybody, in the workbench and in
// public, and in everything that can be narrowed by words.
func (w *walk) search(t *testing.T) {
	w.each(w.roles, true, func(_ int, role string) {
		paths := []string{"/desk/search?q=quetzal", "/en/profiles?q=quetzal", "/desk/assessments?q=quetzal", "/desk/people?q=quetzal", "/desk/new?q=quetzal"}
		for _, x := range w.sites {
			base := "/desk/a/" + string(x.state.Chain)
			for _, q := range []string{"/sources?q=quetzal", "/record?q=quetzal", "/record?text=quetzal", "/answers?q=quetzal", "/findings?q=quetzal", "/compare?from=1&to=99999", fmt.Sprintf("/compare?from=1&to=%d", x.state.Head.Seq)} {
				paths = append(paths, base+q)
			}
			for _, seq := range []int64{x.state.Head.Seq, x.state.Head.Seq - 3} {
				paths = append(paths, fmt.Sprintf("%s/at/%d", base, seq), fmt.Sprintf("%s/i/%s/at/%d", base, x.code, seq), fmt.Sprintf("%s/at/%d?domain=D2", base, seq))
			}
		}
		for _, path := range paths {
			w.judge(t, w.visitors[role].get(path), role)
		}
	})
}

// publicAddresses is one of each kind, and some that are none.
var publicAddresses = strings.Fields(`/ /en /en/ /ar/ /en/about /en/profiles /en/profiles/ /profiles /about /robots.txt /sitemap.xml /feed.atom /healthz /readyz
	/en/profiles/xcs-2024 /en/profiles/xcs-2024/1 /en/profiles/xcs-2024/2 /en/profiles/xcs-2024/0 /en/profiles/xcs-2024.json /en/profiles/xcs-2024/1.json
	/en/profiles/xcs-2024.svg /en/profiles/xcs-2024/changes /en/profiles/xcs-2024/1/changes /en/profiles/xcs-2024/indicators/N-1.1.1
	/en/profiles/xcs-2024/1/indicators/N-1.1.1 /en/profiles/xcs-2024/indicators/nonsense /en/profiles/nonsense /en/nonsense /xx/ /embed/nonsense`)

// public wanders through the public pages, as a stranger and as somebody who
// is signed in: both get the same bytes, nobody gets a cookie, and nothing of
// an assessment under way is there.
func (w *walk) public(t *testing.T) {
	queue := slices.Clone(publicAddresses)
	for _, x := range w.sites {
		for _, rest := range []string{"", "/1", ".json", ".svg", ".pdf", ".csv", ".xlsx", ".jsonld", "/1.json", "/changes", "/indicators/" + string(x.code)} {
			path := "/en/profiles/" + w.slug(x) + rest
			if p := w.visitors["stranger"].get(path); p.status != http.StatusNotFound {
				t.Errorf("%s of an assessment under way: status %d", path, p.status)
			}
			queue = append(queue, path)
		}
	}
	known := slices.Clone(queue)
	seen, answered := map[string]bool{}, map[string]string{}
	for n := 0; len(queue) > 0 && n < 150; {
		path := queue[0]
		queue = queue[1:]
		if seen[path] || strings.HasPrefix(path, "/desk") {
			continue
		}
		seen[path] = true
		n++
		p, q := w.visitors["stranger"].get(path), w.visitors["coordinator"].get(path)
		for _, x := range []shown{p, q} {
			w.judge(t, x, "stranger")
			if x.header.Get("Set-Cookie") != "" {
				t.Errorf("%s sets a cookie", path)
			}
		}
		if p.status != q.status || p.body != q.body {
			t.Errorf("%s is another page for somebody who is signed in", path)
		}
		queue = append(queue, p.links("/")...)
		answered[path] = fmt.Sprintf("%-70s %d", path, p.status)
	}
	lines := []string{"# What the public is answered. Written by: go test ./cmd/sextant -run ThePermissionWalk -update"}
	for _, path := range known {
		lines = append(lines, answered[path])
	}
	golden(t, "walk_public.txt", strings.Join(lines, "\n")+"\n")
	w.forms(t)
}

// forms are refused where there are none.
func (w *walk) forms(t *testing.T) {
	for _, path := range []string{"/en/", "/en/profiles/chl-monte-patria-2024", "/en/profiles/chl-monte-patria-2024/1", "/en/profiles/chl-monte-patria-2024/1.json", "/healthz"} {
		for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodPatch} {
			if p := w.visitors["coordinator"].ask(method, path, formKind, "x=1"); p.status != http.StatusMethodNotAllowed && p.status != http.StatusNotFound && p.status != http.StatusForbidden {
				t.Errorf("%s %s: status %d", method, path, p.status)
			}
		}
	}
}
