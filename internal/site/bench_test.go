package site

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"sextant/internal/page"
)

// The published page beside a bare handler that writes the same bytes, over
// real connections: what the site's own work costs a reader.
func BenchmarkPublishedPage(b *testing.B) {
	pages, err := page.Load()
	if err != nil {
		b.Fatal(err)
	}
	site := New(newShelf(), pages, Options{})
	rec := httptest.NewRecorder()
	req := httptest.NewRequest("GET", sample, nil)
	req.Header.Set("Accept-Encoding", "gzip")
	site.ServeHTTP(rec, req)
	bytes := rec.Body.Bytes()
	bare := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(bytes)
	})
	for name, h := range map[string]http.Handler{"bare": bare, "site": site} {
		b.Run(name, func(b *testing.B) { visit(b, h, "") })
	}
	b.Run("304", func(b *testing.B) { visit(b, site, rec.Header().Get("Etag")) })
}

func visit(b *testing.B, h http.Handler, etag string) {
	srv := httptest.NewServer(h)
	defer srv.Close()
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	req, _ := http.NewRequest("GET", srv.URL+sample, nil)
	req.Header.Set("Accept-Encoding", "gzip")
	if etag != "" {
		req.Header.Set("If-None-Match", etag)
	}
	b.ReportAllocs()
	for b.Loop() {
		res, err := client.Do(req)
		if err != nil {
			b.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, res.Body)
		_ = res.Body.Close()
	}
}
