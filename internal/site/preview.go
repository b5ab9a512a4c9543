package site

import (
	"context"
	"net/http"
	"net/url"

	"sextant/internal/fault"
	"sextant/internal/page"
	"sextant/internal/profile"
)

// Preview draws an edition before it is public, by the same code that will
// draw it afterwards: for an address of that edition ("/es/profiles/slug",
// "/es/profiles/slug/2.json") the body is byte for byte what readers will get.
// Only the headers differ: nobody keeps it, and no other site may read it.
// Whoever calls it has asked whether the person may see the edition.
func Preview(lib library, pages *page.Set, opts Options) func(w http.ResponseWriter, r *http.Request, e *Edition, path string) {
	return func(w http.ResponseWriter, r *http.Request, e *Edition, path string) {
		s := New(single{lib, e}, pages, opts)
		rt := read(path)
		asked := r.Clone(r.Context())
		asked.Method, asked.URL, asked.Header = http.MethodGet, &url.URL{Path: path}, http.Header{}
		w = unkept{w}
		if rt.answer == nil || rt.slug != e.Profile.Slug {
			s.missing(w, asked, rt)
			return
		}
		a, err := rt.answer(s, &ask{Request: asked, route: rt})
		if err != nil || a.body == nil {
			s.fail(w, asked, rt, err)
			return
		}
		send(w, asked, a.body)
	}
}

// unkept takes from an answer what lets it be kept, or be read by others.
type unkept struct{ http.ResponseWriter }

// WriteHeader sends the headers that are left.
func (u unkept) WriteHeader(status int) {
	h := u.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Robots-Tag", "noindex")
	for _, name := range []string{"Etag", "Access-Control-Allow-Origin", "Content-Length"} {
		h.Del(name)
	}
	u.ResponseWriter.WriteHeader(status)
}

// single is a library in which a profile has one edition, the newest.
type single struct {
	library
	e *Edition
}

// Edition gives the one edition, by its number or as the newest.
func (l single) Edition(_ context.Context, slug profile.Slug, number int) (*Edition, error) {
	if slug != l.e.Profile.Slug || number != 0 && number != l.e.Profile.Edition {
		return nil, fault.New(fault.NotFound, "app.no_profile", "slug", string(slug))
	}
	return l.e, nil
}
