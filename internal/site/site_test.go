package site

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"sextant/internal/lang"
	"sextant/internal/profile"
)

const sample = "/es/profiles/chl-valle-sereno-2024"

func text(t testing.TB, url string, headers ...string) (string, *http.Response) {
	t.Helper()
	res := fetch(t, "GET", url, headers...)
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b), res
}

// elements lists the elements of a page that satisfy a test.
func elements(t testing.TB, page string, is func(*html.Node) bool) []*html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var found []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && is(n) {
			found = append(found, n)
		}
	}
	return found
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func hasClass(n *html.Node, class string) bool {
	for _, c := range strings.Fields(attr(n, "class")) {
		if c == class {
			return true
		}
	}
	return false
}

func inner(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func TestProfileKeepsItsHooks(t *testing.T) {
	srv := newSite(t, newShelf(), Options{})
	page, res := text(t, srv.URL+sample)
	if res.StatusCode != 200 {
		t.Fatalf("status %d", res.StatusCode)
	}
	if h1 := elements(t, page, func(n *html.Node) bool { return n.Data == "h1" }); len(h1) != 1 || inner(h1[0]) != "Municipalidad de Valle Sereno" {
		t.Errorf("h1 is not the place")
	}
	title := inner(elements(t, page, func(n *html.Node) bool { return n.Data == "title" })[0])
	if !strings.Contains(title, "Municipalidad de Valle Sereno, Chile") {
		t.Errorf("title %q lacks place or country", title)
	}
	if len(elements(t, page, func(n *html.Node) bool { return n.Data == "time" && attr(n, "datetime") == "2024-09" })) == 0 {
		t.Error("no time element with the month")
	}
	wheels := elements(t, page, func(n *html.Node) bool { return n.Data == "svg" && hasClass(n, "wheel") && attr(n, "role") == "group" })
	if len(wheels) != 1 {
		t.Fatalf("%d wheels", len(wheels))
	}
	for i, want := range shape {
		checkDomain(t, page, i+1, want)
	}
}

func checkDomain(t *testing.T, page string, number int, want [2]int) {
	t.Helper()
	id := fmt.Sprintf("d%d", number)
	sections := elements(t, page, func(n *html.Node) bool { return n.Data == "section" && attr(n, "id") == id && hasClass(n, "domain") })
	links := elements(t, page, func(n *html.Node) bool { return n.Data == "a" && hasClass(n, "seg") && attr(n, "href") == "#"+id })
	if len(sections) != 1 || len(links) != 1 {
		t.Fatalf("%s: %d sections, %d links", id, len(sections), len(links))
	}
	for side, class := range []string{"developed", "potential"} {
		got := 0
		for n := range sections[0].Descendants() {
			if n.Data == "li" && n.Parent.Data == "ul" && hasClass(n.Parent, "findings") && hasClass(n.Parent, class) {
				if k := got % len(sentences[side]); inner(n) != sentences[side][k] {
					t.Errorf("%s: a finding reads %q", id, inner(n))
				}
				got++
			}
		}
		if got != want[side] {
			t.Errorf("%s %s: %d findings, want %d", id, class, got, want[side])
		}
	}
}

func TestForeignTextIsMarked(t *testing.T) {
	srv := newSite(t, newShelf(), Options{})
	page, _ := text(t, srv.URL+"/ar/profiles/chl-valle-sereno-2024")
	if !strings.Contains(page, `<html lang="ar" dir="rtl">`) {
		t.Error("the Arabic page is not right-to-left")
	}
	found := elements(t, page, func(n *html.Node) bool { return n.Data == "li" && strings.HasPrefix(attr(n, "id"), "f") })
	spanish := 0
	for _, n := range found {
		if attr(n, "lang") == "es" && attr(n, "dir") == "ltr" {
			spanish++
		}
	}
	if len(found) != 34 || spanish != 34 { // two exist in English too, but the original is nearer to the truth
		t.Errorf("%d findings, %d marked as Spanish", len(found), spanish)
	}
	if page, _ = text(t, srv.URL+sample); strings.Contains(page, `<li id="f1-1" lang`) {
		t.Error("Spanish text on the Spanish page is marked as foreign")
	}
}

func TestPagesSayWhichLanguageIsBehind(t *testing.T) {
	srv := newSite(t, newShelf(), Options{})
	page, _ := text(t, srv.URL+"/en/profiles/chl-valle-sereno-2024")
	for _, want := range []string{"2 sentences are older than their originals", "31 sentences are not translated", `class="behind"`, "The originals of 2 sentences below have changed"} {
		if !strings.Contains(page, want) {
			t.Errorf("the English page does not say %q", want)
		}
	}
}

// Every page in every language: well-formed, nothing missing from the catalog,
// nothing that the content policy forbids, no cookie.
func TestEveryPageInEveryLanguage(t *testing.T) {
	srv := newSite(t, newShelf(), Options{})
	paths := []string{
		"", "?level=local", "about", "profiles", "profiles?country=CHL&q=", "profiles?q=nothing&year=1900", "profiles/chl-valle-sereno-2024", "profiles/chl-valle-sereno-2024/1",
		"profiles/isl-2021", "profiles/chl-valle-sereno-2024/changes", "profiles/chl-valle-sereno-2024/1/changes",
		"profiles/chl-valle-sereno-2024/indicators/L-1.1.1", "profiles/chl-valle-sereno-2024/1/indicators/L-1.1.1",
		"profiles/atl-2023", "profiles/chl-vale-sereno-2024", "nowhere/at/all",
	}
	for _, tag := range lang.Interface {
		for _, p := range paths {
			url := "/" + string(tag) + "/" + p
			page, res := text(t, srv.URL+url)
			checkPage(t, url, page, res)
		}
	}
}

var forbidden = regexp.MustCompile(`⟦|style="|<style|javascript:|%!|ZgotmplZ|<script[^>]*>[^<]|onclick|&lt;nil&gt;|NaN`)

func checkPage(t *testing.T, url, page string, res *http.Response) {
	t.Helper()
	if m := forbidden.FindString(page); m != "" {
		i := strings.Index(page, m)
		t.Errorf("%s: holds %q: …%s…", url, m, page[max(0, i-60):min(len(page), i+60)])
	}
	if res.Header.Get("Content-Security-Policy") != policy || res.Header.Get("Set-Cookie") != "" ||
		res.Header.Get("X-Content-Type-Options") != "nosniff" || res.Header.Get("Referrer-Policy") == "" {
		t.Errorf("%s: headers %v", url, res.Header)
	}
	if n := len(elements(t, page, func(n *html.Node) bool { return n.Data == "link" && attr(n, "hreflang") != "" })); n != 7 {
		t.Errorf("%s: %d hreflang links", url, n)
	}
	checkNesting(t, url, page)
	ids := map[string]bool{}
	for _, n := range elements(t, page, func(n *html.Node) bool { return attr(n, "id") != "" }) {
		if ids[attr(n, "id")] {
			t.Errorf("%s: id %q stands twice", url, attr(n, "id"))
		}
		ids[attr(n, "id")] = true
	}
}

// checkNesting fails where an element is closed that is not open, or stays open.
func checkNesting(t *testing.T, url, page string) {
	t.Helper()
	void := map[string]bool{"meta": true, "link": true, "input": true, "br": true, "hr": true}
	var open []string
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			if len(open) > 0 {
				t.Errorf("%s: left open: %v", url, open)
			}
			return
		case html.StartTagToken:
			if name, _ := z.TagName(); !void[string(name)] {
				open = append(open, string(name))
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if len(open) == 0 || open[len(open)-1] != string(name) {
				t.Errorf("%s: </%s> closes %v", url, name, open)
				return
			}
			open = open[:len(open)-1]
		}
	}
}

func TestStatusOfAddresses(t *testing.T) {
	srv := newSite(t, newShelf(), Options{})
	for path, want := range map[string]int{
		"/": 302, "/es": 308, "/es/": 200, "/de/": 404, "/es/about": 200, "/es/about/": 404, "/profiles/isl-2021": 302, "/about": 302,
		"/es/profiles": 200, "/es/profiles/": 308, sample: 200, sample + "/1": 200, sample + "/2": 200, sample + "/3": 404, sample + "/01": 404,
		sample + ".json": 200, sample + "/1.json": 200, sample + ".svg": 200, sample + ".exe": 404, sample + "/indicators/L-1.1.1": 200, sample + "/indicators/X": 404,
		sample + "/2/changes": 200, "/es/profiles/isl-2021/changes": 404, "/es/profiles/atl-2023": 410, "/es/profiles/atl-2023/1": 410,
		"/healthz": 200, "/readyz": 200, "/robots.txt": 200, "/sitemap.xml": 200, "/feed.atom": 200, "/feed.atom?lang=ar": 200, "/assets/none.css": 404, "/%2e%2e/etc": 404, "/es/profiles/%00": 404, "//": 404,
	} {
		if res := fetch(t, "GET", srv.URL+path); res.StatusCode != want {
			t.Errorf("%s: %d, want %d", path, res.StatusCode, want)
		}
	}
	if res := fetch(t, "POST", srv.URL+"/es/"); res.StatusCode != 405 || res.Header.Get("Allow") != "GET, HEAD" {
		t.Errorf("POST: %d", res.StatusCode)
	}
}

func TestFirstAddressFollowsTheReader(t *testing.T) {
	srv := newSite(t, newShelf(), Options{})
	for accept, want := range map[string]string{"es-CL,es;q=0.9": "/es/", "ar": "/ar/", "pt-PT": "/pt/", "de, fr;q=0.4": "/fr/", "": "/en/", "zh-Hant": "/zh/", "\x80": "/en/"} {
		res := fetch(t, "GET", srv.URL+"/", "Accept-Language", accept)
		if res.Header.Get("Location") != want || res.Header.Get("Vary") != "Accept-Language" {
			t.Errorf("%q leads to %q, Vary %q", accept, res.Header.Get("Location"), res.Header.Get("Vary"))
		}
	}
}

func TestSecondVisitCostsNothing(t *testing.T) {
	lib := newShelf()
	srv := newSite(t, lib, Options{})
	for _, coding := range []string{"", "gzip", "br, gzip;q=0.5", "gzip;q=0"} {
		first := fetch(t, "GET", srv.URL+sample, "Accept-Encoding", coding)
		etag := first.Header.Get("Etag")
		if strings.HasPrefix(etag, "W/") || etag == "" || first.Header.Get("Vary") != "Accept-Encoding" {
			t.Fatalf("%q: ETag %q, Vary %q", coding, etag, first.Header.Get("Vary"))
		}
		second := fetch(t, "GET", srv.URL+sample, "Accept-Encoding", coding, "If-None-Match", `"x", `+etag)
		body, _ := io.ReadAll(second.Body)
		if second.StatusCode != 304 || len(body) != 0 || second.Header.Get("Etag") != etag {
			t.Errorf("%q: second visit %d with %d bytes", coding, second.StatusCode, len(body))
		}
	}
	if n := lib.reads.Load(); n != 1 {
		t.Errorf("the edition was read %d times", n)
	}
	lib.generation.Add(1)
	fetch(t, "GET", srv.URL+sample)
	if n := lib.reads.Load(); n != 2 {
		t.Errorf("after a publication the edition was read %d times", n)
	}
}

func TestHeadAndBothCodings(t *testing.T) {
	srv := newSite(t, newShelf(), Options{})
	plain, res := text(t, srv.URL+sample)
	packed, zres := text(t, srv.URL+sample, "Accept-Encoding", "gzip")
	if zres.Header.Get("Content-Encoding") != "gzip" || zres.Header.Get("Etag") == res.Header.Get("Etag") {
		t.Fatal("the gzip form is not one of its own")
	}
	r, err := gzip.NewReader(strings.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	unpacked, _ := io.ReadAll(r)
	if string(unpacked) != plain {
		t.Error("the two forms differ")
	}
	head := fetch(t, "HEAD", srv.URL+sample)
	if head.ContentLength != int64(len(plain)) || head.Header.Get("Etag") != res.Header.Get("Etag") {
		t.Errorf("HEAD says %d bytes of %d", head.ContentLength, len(plain))
	}
}

// The first visit of a profile, as a browser makes it: page, stylesheet, script,
// icon, and the fonts that its letters call for.
func TestFirstVisitIsSmall(t *testing.T) {
	srv := newSite(t, newShelf(), Options{})
	for path, bound := range map[string]int{sample: 60_000, "/en/": 60_000, "/ru/": 80_000, "/ar/profiles/chl-valle-sereno-2024": 100_000} {
		page, _ := text(t, srv.URL+path)
		total := size(t, srv.URL+path)
		for _, m := range regexp.MustCompile(`/assets/[^"]+`).FindAllString(page, -1) {
			if !strings.HasSuffix(m, ".woff2") {
				total += size(t, srv.URL+m)
			}
		}
		fonts := 28_740
		if strings.HasPrefix(path, "/ru") {
			fonts += 18_496
		}
		if strings.HasPrefix(path, "/ar") {
			fonts += 52_668
		}
		if total += fonts; total > bound {
			t.Errorf("%s: %d bytes on a first visit, at most %d", path, total, bound)
		}
		t.Logf("%s: %d bytes", path, total)
	}
}

func size(t testing.TB, url string) int {
	packed, res := text(t, url, "Accept-Encoding", "gzip")
	if res.StatusCode != 200 {
		t.Fatalf("%s: %d", url, res.StatusCode)
	}
	return len(packed) + 350 // headers
}

func TestAssetsAreKeptForEver(t *testing.T) {
	srv := newSite(t, newShelf(), Options{})
	page, _ := text(t, srv.URL+"/en/profiles/isl-2021")
	assets := regexp.MustCompile(`/assets/[^"]+`).FindAllString(page, -1)
	if len(assets) < 4 {
		t.Fatalf("only %v", assets)
	}
	for _, a := range assets {
		body, res := text(t, srv.URL+a)
		if res.StatusCode != 200 || res.Header.Get("Cache-Control") != immutable || body == "" {
			t.Errorf("%s: %d %q", a, res.StatusCode, res.Header.Get("Cache-Control"))
		}
		if strings.HasSuffix(a, ".js") && len(body) > 2048 {
			t.Errorf("the script has %d bytes", len(body))
		}
	}
}

func TestOwnColoursGetASheet(t *testing.T) {
	srv := newSite(t, newShelf(), Options{})
	page, _ := text(t, srv.URL+"/en/profiles/isl-2021")
	sheet := regexp.MustCompile(`/assets/colours-[^"]+`).FindString(page)
	body, res := text(t, srv.URL+sheet)
	if res.StatusCode != 200 || !strings.Contains(body, ".d1{--c:light-dark(#ffdd00,#554400);--o:light-dark(#0f1720,#ffffff)}") || !strings.Contains(body, "var(--ink)") {
		t.Errorf("%s: %d %s", sheet, res.StatusCode, body)
	}
	if page, _ = text(t, srv.URL+sample); strings.Contains(page, "colours-") {
		t.Error("the house's own colours need no sheet")
	}
	for _, bad := range []string{"colours-zzzzzz.000000.css", "colours-000000.css", "colours-.css", "colours-" + strings.Repeat("000000.000000-", 12) + "000000.000000.css"} {
		if res := fetch(t, "GET", srv.URL+"/assets/"+bad); res.StatusCode != 404 {
			t.Errorf("%s: %d", bad, res.StatusCode)
		}
	}
}

func TestFilesOfAnEdition(t *testing.T) {
	lib := newShelf()
	srv := newSite(t, lib, Options{})
	body, res := text(t, srv.URL+sample+"/1.json")
	var p profile.Profile
	if err := json.Unmarshal([]byte(body), &p); err != nil || p.Edition != 1 || res.Header.Get("Content-Type") != "application/json" {
		t.Errorf("JSON: %v, edition %d, %s", err, p.Edition, res.Header.Get("Content-Type"))
	}
	svg, res := text(t, srv.URL+sample+".svg")
	if !strings.HasPrefix(svg, "<svg xmlns=") || res.Header.Get("Content-Type") != "image/svg+xml" || strings.Contains(svg, "style") {
		t.Errorf("SVG: %s", res.Header.Get("Content-Type"))
	}
	if strings.Contains(svg, "<a ") {
		t.Error("without a base address a figure alone has no links")
	}
	svg, _ = text(t, newSite(t, lib, Options{Base: "https://example.org"}).URL+sample+".svg")
	if !strings.Contains(svg, `<a href="https://example.org`+sample+`#d1">`) {
		t.Error("with a base address the figure alone links home")
	}
}

func TestWithdrawnPageShowsItsNotice(t *testing.T) {
	page, _ := text(t, newSite(t, newShelf(), Options{}).URL+"/en/profiles/atl-2023/1")
	if !strings.Contains(page, "Withdrawn at the request of the government.") || strings.Contains(page, "Valle Sereno") {
		t.Error("the notice is missing or the content is still there")
	}
}

func TestMissingPageHelps(t *testing.T) {
	page, res := text(t, newSite(t, newShelf(), Options{}).URL+"/es/profiles/chl-vale-sereno-2023")
	if res.StatusCode != 404 || !strings.Contains(page, `href="/es/profiles/chl-valle-sereno-2024"`) || !strings.Contains(page, `value="vale sereno"`) {
		t.Error("the near profile or the search is missing")
	}
}

func TestFailureLeaksNothing(t *testing.T) {
	lib := newShelf()
	lib.broken = true
	page, res := text(t, newSite(t, lib, Options{}).URL+sample)
	if res.StatusCode != 500 || strings.Contains(page, "secret") || strings.Contains(page, "fire") {
		t.Errorf("%d: %s", res.StatusCode, page)
	}
}

func TestPeoplesTextIsHarmless(t *testing.T) {
	srv := newSite(t, newShelf(), Options{})
	page, _ := text(t, srv.URL+sample+"/indicators/L-1.1.1")
	if strings.Contains(page, "alert(1)") && strings.Contains(page, "<script>alert") || !strings.Contains(page, "<strong>ordenanza 12</strong>") {
		t.Error("the justification is not rendered safely")
	}
	page, _ = text(t, srv.URL+"/en/profiles/isl-2021")
	if !strings.Contains(page, "dissolved &lt;b&gt;before&lt;/b&gt;") {
		t.Error("the reason for going without consent is missing or raw")
	}
}

func TestDemonstrationIsSaidOnEveryPageThatShowsIt(t *testing.T) {
	srv := newSite(t, newShelf(), Options{})
	for _, p := range []string{"/en/", "/en/about", "/en/profiles/chl-valle-sereno-2024", "/en/profiles/chl-valle-sereno-2024/changes", "/en/profiles/chl-valle-sereno-2024/indicators/L-1.1.1", "/en/profiles/isl-2021"} {
		if page, _ := text(t, srv.URL+p); !strings.Contains(page, `<div class="demo"`) {
			t.Errorf("%s does not say it", p)
		}
	}
}

func TestSameInputGivesTheSameBytes(t *testing.T) {
	a, _ := text(t, newSite(t, newShelf(), Options{}).URL+sample)
	b, _ := text(t, newSite(t, newShelf(), Options{}).URL+sample)
	if a != b {
		t.Error("two sites over the same edition differ")
	}
}

func TestListFiltersAndKeepsThem(t *testing.T) {
	srv := newSite(t, newShelf(), Options{})
	page, _ := text(t, srv.URL+"/en/profiles?country=isl&year=2021")
	if !strings.Contains(page, "isl-2021") || strings.Contains(page, "chl-valle-sereno-2024") || !strings.Contains(page, `value="ISL" selected`) || !strings.Contains(page, `name="robots" content="noindex"`) {
		t.Error("the filter did not hold")
	}
}

func TestCacheIsBounded(t *testing.T) {
	c := newCache(4000)
	for i := range 50 {
		c.put(key{path: fmt.Sprint(i)}, newBody(200, "text/plain", bytes.Repeat([]byte{byte(i)}, 300), nil), 1)
	}
	if c.bytes > 4000 || len(c.entries) == 0 || c.get(key{path: "49"}, 1) == nil || c.get(key{path: "0"}, 1) != nil {
		t.Errorf("%d bytes in %d entries", c.bytes, len(c.entries))
	}
	if c.get(key{path: "49"}, 2) != nil {
		t.Error("an answer outlived its generation")
	}
	c.put(key{path: "big"}, newBody(200, "text/plain", make([]byte, 5000), nil), 2)
	if c.get(key{path: "big"}, 2) != nil {
		t.Error("an answer over the bound was kept")
	}
}

func TestSitemapAndFeedAreWholeAndWellFormed(t *testing.T) {
	srv := newSite(t, newShelf(), Options{Base: "https://example.org"})
	for path, want := range map[string]string{
		"/sitemap.xml":       "<loc>https://example.org/ar/profiles/isl-2021</loc>",
		"/feed.atom":         `<link href="https://example.org/en/profiles/isl-2021" type="text/html">`,
		"/feed.atom?lang=es": "Islandia",
		"/robots.txt":        "Sitemap: https://example.org/sitemap.xml",
	} {
		body, res := text(t, srv.URL+path)
		if !strings.Contains(body, want) || res.Header.Get("Set-Cookie") != "" {
			t.Errorf("%s lacks %q: %.300s", path, want, body)
		}
		if strings.HasSuffix(path, ".txt") {
			continue
		}
		d := xml.NewDecoder(strings.NewReader(body))
		for {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", path, err)
			}
		}
	}
}

func TestWithoutBaseTheHostIsNeverKept(t *testing.T) {
	srv := newSite(t, newShelf(), Options{})
	req, _ := http.NewRequest("GET", srv.URL+"/sitemap.xml", nil)
	req.Host = "evil.example"
	if _, err := http.DefaultClient.Do(req); err != nil {
		t.Fatal(err)
	}
	if body, _ := text(t, srv.URL+"/sitemap.xml"); strings.Contains(body, "evil.example") {
		t.Error("one reader's host was shown to another")
	}
}

func TestReadyFollowsWhatLiesBeneath(t *testing.T) {
	srv := newSite(t, newShelf(), Options{Ready: func(context.Context) error { return errors.New("no database") }})
	if res := fetch(t, "GET", srv.URL+"/readyz"); res.StatusCode != 503 {
		t.Errorf("readyz: %d", res.StatusCode)
	}
	if res := fetch(t, "GET", srv.URL+"/healthz"); res.StatusCode != 200 {
		t.Errorf("healthz: %d", res.StatusCode)
	}
}

// A stranger's query neither fills the memory nor changes the page that others
// get.
func TestUnknownQueriesAreNotKept(t *testing.T) {
	lib := newShelf()
	srv := newSite(t, lib, Options{})
	for i := range 3 {
		fetch(t, "GET", fmt.Sprintf("%s%s?x=%d", srv.URL, sample, i))
	}
	page, _ := text(t, srv.URL+sample)
	if lib.reads.Load() != 4 || strings.Contains(page, "?x=") {
		t.Errorf("%d reads", lib.reads.Load())
	}
}

func FuzzRead(f *testing.F) {
	for _, p := range []string{"/", "/es/profiles/a-2024.json", "/es/profiles/a/2/indicators/L-1", "//", "/ar", "/assets/colours-.css", "/es/profiles/a/999999999999999999999"} {
		f.Add(p)
	}
	f.Fuzz(func(t *testing.T, path string) {
		if !strings.HasPrefix(path, "/") {
			t.Skip()
		}
		rt := read(path)
		if rt.number < 0 || rt.tag != "" && !rt.tag.IsInterface() {
			t.Errorf("%q: %+v", path, rt)
		}
		readSheet(path)
	})
}
