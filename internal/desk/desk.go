// Package desk is the door of people at work: pages with sessions and forms
// under /desk/.
//
// The tour: desk.go is the door itself and what each request passes through;
// route.go is the list to which every page adds its addresses; ask.go is a
// request as pages see it (who asks, in which language, for which assessment,
// with which form); reply.go is what pages give back; fault.go turns errors
// into calm pages; frame.go is what all pages share (top bar, head of the
// assessment, tabs); cookie.go keeps the session; limb.go draws progress;
// link.go knows every address.
//
// Then one file a page. A page is a typed view, a template of the same name in
// templates/desk, and handlers of one shape:
//
//	func init() { register("GET /desk/a/{chain}/sources", (*Desk).sources) }
//
//	type sourcesView struct {
//		Frame
//		Sources []assessment.Source
//	}
//
//	func (d *Desk) sources(a *ask) (answer, error) {
//		s, err := a.assessment()
//		if err != nil {
//			return answer{}, err
//		}
//		v := sourcesView{Frame: a.frame("sources.title"), Sources: s.LiveSources()}
//		return a.page("sources", &v)
//	}
//
// Every form works without script. A form that was refused comes back with
// what was typed and the reason beside it: a.again. What went well is told on
// the page that follows: a.seeOther(address, "sources.done_added").
package desk

import (
	"log/slog"
	"net/http"
	"net/url"

	"github.com/klauspost/compress/gzhttp"

	"sextant/internal/app"
	"sextant/internal/page"
)

// Options are what a desk may be given.
type Options struct {
	// Base is the address under which people know the product, without a slash
	// at its end: "https://sextant.example.org". Links in mails and passkeys
	// rest on it; without it they use the host that was asked.
	Base string
	// Secure says that browsers reach the desk by TLS, also where a proxy ends
	// it. The session's cookie is then sent over TLS alone.
	Secure bool
	// Address tells where a request comes from, for the limits of signing in.
	// Nil takes the other end of the connection; behind a proxy the operator's
	// own function reads the header that the proxy sets.
	Address func(*http.Request) string
	// Log takes what went wrong; nil means the default logger.
	Log *slog.Logger
	// Preview draws an edition that is not public yet exactly as the public
	// pages would, at the address that it would have there: the doors do not
	// know each other, so whoever opens both hands it over. Without it there is
	// no preview.
	Preview func(w http.ResponseWriter, r *http.Request, e *app.Edition, path string)
}

// Desk is the workbench.
type Desk struct {
	app   *app.App
	pages *page.Set
	opts  Options
	log   *slog.Logger
}

// New makes the workbench: a handler for every address under /desk/.
func New(a *app.App, pages *page.Set, o Options) http.Handler {
	d := &Desk{app: a, pages: pages, opts: o, log: o.Log}
	if d.log == nil {
		d.log = slog.Default()
	}
	mux := http.NewServeMux()
	for _, r := range routes {
		mux.Handle(r.pattern, d.handle(r))
	}
	mux.Handle("/desk/", d.handle(route{open: true, do: (*Desk).missing}))
	return gzhttp.GzipHandler(headed(d.guarded(mux)))
}

// guarded refuses forms that another site sends (Sec-Fetch-Site, Origin).
func (d *Desk) guarded(next http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	if u, err := url.Parse(d.opts.Base); err == nil && u.Host != "" {
		_ = guard.AddTrustedOrigin(u.Scheme + "://" + u.Host)
	}
	guard.SetDenyHandler(d.handle(route{open: true, do: (*Desk).foreign}))
	return guard.Handler(next)
}

// policy lets nothing run, load or frame but our own files.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// headed sets the headers of every answer: nothing is kept, nothing foreign
// runs, and no address leaves with a link.
func headed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("Cache-Control", "no-store")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		next.ServeHTTP(w, r)
	})
}
