package site

import (
	"net/http"
	"strings"

	"sextant/internal/fault"
	"sextant/internal/lang"
)

// The headers of every page. Nothing runs, loads or frames but our own files.
const (
	policy    = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
	bareData  = "default-src 'none'; frame-ancestors 'none'"
	fresh     = "public, no-cache" // kept by anyone, asked about each time
	immutable = "public, max-age=31536000, immutable"
)

var (
	noSniff    = []string{"nosniff"}
	referrer   = []string{"strict-origin-when-cross-origin"}
	varyCoding = []string{"Accept-Encoding"}
	gzipCoding = []string{"gzip"}
)

// ServeHTTP answers from memory where it can; otherwise it reads the address
// and renders.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	generation := s.lib.PublicGeneration()
	if b := s.kept.get(key{path: r.URL.Path, query: r.URL.RawQuery}, generation); b != nil {
		send(w, r, b)
		return
	}
	s.render(w, r, generation)
}

// render makes an answer, keeps it where it may be kept, and sends it.
func (s *Site) render(w http.ResponseWriter, r *http.Request, generation uint64) {
	rt := read(r.URL.Path)
	if rt.answer == nil {
		s.missing(w, r, rt)
		return
	}
	a, err := rt.answer(s, &ask{Request: r, route: rt})
	switch {
	case err != nil:
		s.fail(w, r, rt, err)
	case a.redirect != "":
		redirect(w, r, a)
	default:
		if a.keep && (a.query || r.URL.RawQuery == "") && !s.pages.IsDev() {
			s.kept.put(key{path: r.URL.Path, query: r.URL.RawQuery}, a.body, generation)
		}
		send(w, r, a.body)
	}
}

// ask is a request with what its address says.
type ask struct {
	*http.Request
	route
}

// answer is what a page gives back.
type answer struct {
	body     *body
	keep     bool
	query    bool // the page depends on its query, so both name what is kept
	redirect string
	byReader bool // the redirect follows the reader's languages
}

func redirect(w http.ResponseWriter, r *http.Request, a answer) {
	status := http.StatusPermanentRedirect
	if a.byReader {
		status = http.StatusFound
		w.Header().Set("Vary", "Accept-Language")
		w.Header().Set("Cache-Control", "no-cache")
	}
	w.Header()["X-Content-Type-Options"] = noSniff
	w.Header()["Referrer-Policy"] = referrer
	http.Redirect(w, r, a.redirect, status)
}

// send writes an answer in the encoding that the reader takes, or 304 when the
// reader has it already.
func send(w http.ResponseWriter, r *http.Request, b *body) {
	h := w.Header()
	for k, v := range b.header {
		h[k] = v
	}
	h["X-Content-Type-Options"] = noSniff
	h["Referrer-Policy"] = referrer
	f := &b.plain
	if b.gzipped.bytes != nil {
		if b.header["Vary"] == nil {
			h["Vary"] = varyCoding
		}
		if takesGzip(r.Header.Get("Accept-Encoding")) {
			f = &b.gzipped
			h["Content-Encoding"] = gzipCoding
		}
	}
	h["Etag"] = f.etag
	if b.status == http.StatusOK && matches(r.Header.Get("If-None-Match"), f.etag[0]) {
		delete(h, "Content-Type")
		delete(h, "Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h["Content-Length"] = f.length
	w.WriteHeader(b.status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(f.bytes)
	}
}

// takesGzip reads an Accept-Encoding header; "gzip;q=0" is a no.
func takesGzip(accept string) bool {
	i := strings.Index(accept, "gzip")
	if i < 0 {
		return false
	}
	rest, _, _ := strings.Cut(accept[i+len("gzip"):], ",")
	_, q, found := strings.Cut(rest, "q=")
	return !found || strings.Trim(strings.TrimSpace(q), "0.") != ""
}

// matches compares If-None-Match, weakly as RFC 9110 (13.1.2) says.
func matches(header, etag string) bool {
	if header == "" {
		return false
	}
	for _, one := range strings.Split(header, ",") {
		one = strings.TrimPrefix(strings.TrimSpace(one), "W/")
		if one == etag || one == "*" {
			return true
		}
	}
	return false
}

// fail turns an error into a page: the one spot where a kind becomes a status.
func (s *Site) fail(w http.ResponseWriter, r *http.Request, rt route, err error) {
	switch kind := fault.KindOf(err); kind {
	case fault.NotFound:
		s.missing(w, r, rt)
	case fault.Gone:
		s.gone(w, r, rt, err)
	default:
		if kind == fault.Internal {
			s.log.Error("page failed", "path", r.URL.Path, "error", err)
		}
		s.broken(w, r, rt, kind.Status())
	}
}

// reader is the language for somebody whose address names none.
func reader(r *http.Request) lang.Tag { return lang.Match(r.Header.Get("Accept-Language")) }
