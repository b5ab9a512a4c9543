package site

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

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
	for path, bound := range map[string]int{sample: 60_000, "/en/": 60_000, "/ru/": 80_000, "/ar/profiles/chl-valle-sereno-2024": 60_000} {
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
		if strings.HasPrefix(path, "/ar") { // its Latin letters are the system's
			fonts = 30_896
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
