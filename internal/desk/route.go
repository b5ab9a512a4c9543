package desk

import "net/http"

// handler answers one address.
type handler func(*Desk, *ask) (answer, error)

// route is one address of the workbench.
type route struct {
	pattern string // of http.ServeMux: "POST /desk/a/{chain}/sources"
	do      handler
	open    bool  // also for people who are not signed in
	limit   int64 // bytes of a form; 0 is formLimit
}

// formLimit bounds a form without files.
const formLimit = 1 << 20

// routes is every address, filled by the files of the pages.
var routes []route

// register adds an address. It is called from init of the page's file.
func register(pattern string, do handler, more ...option) {
	r := route{pattern: pattern, do: do}
	for _, m := range more {
		m(&r)
	}
	routes = append(routes, r)
}

// option is a further trait of an address.
type option func(*route)

// open lets people in who are not signed in.
func open(r *route) { r.open = true }

// upTo lets a form have this many bytes: for files.
func upTo(bytes int64) option { return func(r *route) { r.limit = bytes } }

// Addresses lists the pattern of every address, for the walk that asks for
// each of them as every role and as a stranger.
func Addresses() []string {
	patterns := make([]string, len(routes))
	for i, r := range routes {
		patterns[i] = r.pattern
	}
	return patterns
}

// IsOpen tells whether an address is for people who are not signed in, too.
func IsOpen(pattern string) bool {
	for _, r := range routes {
		if r.pattern == pattern {
			return r.open
		}
	}
	return false
}

// handle is what each request passes through: who asks, the page, and what
// went wrong.
func (d *Desk) handle(r route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		limit := r.limit
		if limit == 0 {
			limit = formLimit
		}
		req.Body = http.MaxBytesReader(w, req.Body, limit)
		a, err := d.newAsk(req)
		if err == nil && !r.open {
			err = a.known()
		}
		var out answer
		if err == nil {
			out, err = r.do(d, a)
		}
		if err != nil {
			out = a.failed(err)
		}
		out.write(w, req)
	})
}
