package desk

import (
	"net/http"
	"time"
)

// cookieName is the name of the session's cookie. Over TLS the prefix __Host-
// makes browsers see to it that it is secure, for this host and for all paths;
// on plain loopback, where the demonstration runs, there is no such promise.
func (d *Desk) cookieName(r *http.Request) string {
	if d.secure(r) {
		return "__Host-sextant"
	}
	return "sextant"
}

func (d *Desk) secure(r *http.Request) bool { return d.opts.Secure || r.TLS != nil }

// token is the session token that a request brings; empty for none.
func (d *Desk) token(r *http.Request) string {
	c, err := r.Cookie(d.cookieName(r))
	if err != nil {
		return ""
	}
	return c.Value
}

func (d *Desk) sessionCookie(r *http.Request, token string, expires time.Time) *http.Cookie {
	return &http.Cookie{
		Name: d.cookieName(r), Value: token, Path: "/", Expires: expires,
		HttpOnly: true, Secure: d.secure(r), SameSite: http.SameSiteLaxMode,
	}
}

// endCookie makes the browser forget the session.
func (d *Desk) endCookie(r *http.Request) *http.Cookie {
	c := d.sessionCookie(r, "", time.Time{})
	c.MaxAge = -1
	return c
}
