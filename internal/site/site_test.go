package site

import (
	"encoding/json"
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
