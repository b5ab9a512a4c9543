package desk

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"sextant/internal/account"
	"sextant/internal/app"
)

func TestSigningInAndOut(t *testing.T) {
	w := newWorld(t)
	b := w.browser()
	b.wants(b.get("/desk/sign-in?lang=es"), 200, "Iniciar sesión")
	wrong := b.post("/desk/sign-in", "login", "ruth", "password", "no")
	b.wants(wrong, 422, "Log-in name and password do not fit", `value="ruth"`)
	if strings.Contains(wrong.text, `value="no"`) {
		t.Error("the password comes back in the page")
	}
	in := b.post("/desk/sign-in", "login", "Ruth", "password", secret, "to", "/desk/assessments")
	b.wants(in, 303)
	if in.header.Get("Location") != "/desk/assessments" {
		t.Errorf("leads to %s", in.header.Get("Location"))
	}
	cookie := in.header.Get("Set-Cookie")
	for _, part := range []string{"sextant=", "Path=/", "HttpOnly", "SameSite=Lax"} {
		if !strings.Contains(cookie, part) {
			t.Errorf("the cookie lacks %s: %s", part, cookie)
		}
	}
	b.wants(b.get("/desk/"), 200, "Waiting for you")
	b.wants(b.post("/desk/sign-out"), 303)
	b.wants(b.get("/desk/"), 303)
}

func TestTheCookieOverTLS(t *testing.T) {
	w := newWorld(t)
	d := &Desk{app: w.app, opts: Options{Secure: true}}
	r, _ := http.NewRequest("GET", "http://x/", nil)
	c := d.sessionCookie(r, "t", time.Now())
	if c.Name != "__Host-sextant" || !c.Secure || c.Path != "/" || c.Domain != "" {
		t.Errorf("%+v", c)
	}
}

func TestRedirectsStayInTheHouse(t *testing.T) {
	for _, to := range []string{"", "https://evil.example/desk/", "//evil.example/desk/", "/desk/\\evil", "/es/", "javascript:alert(1)", "desk/"} {
		if got := localPath(to); got != inboxPath {
			t.Errorf("%q leads to %q", to, got)
		}
	}
	if got := localPath("/desk/a/x?y=1#z"); got != "/desk/a/x?y=1#z" {
		t.Error(got)
	}
}

func TestTooManyTries(t *testing.T) {
	w := newWorld(t)
	b := w.browser()
	for range 10 {
		b.wants(b.post("/desk/sign-in", "login", "coder", "password", "no"), 422)
	}
	b.wants(b.post("/desk/sign-in", "login", "CODER", "password", secret), 429, "Too many tries")
	b.wants(b.post("/desk/sign-in", "login", "editor", "password", secret), 303)
	w.ahead = 16 * time.Minute
	b.wants(b.post("/desk/sign-in", "login", "coder", "password", secret), 303)
}

func TestOneAddressTriesManyNames(t *testing.T) {
	w := newWorld(t)
	b := w.browser()
	for i := range 60 {
		r := b.post("/desk/sign-in", "login", "guess"+strings.Repeat("x", i), "password", "no")
		b.wants(r, 422)
	}
	b.wants(b.post("/desk/sign-in", "login", "ruth", "password", secret), 429)
}

// An unknown name must take as long as a known one: a stranger learns nothing.
func TestUnknownNamesTakeAsLong(t *testing.T) {
	w := newWorld(t)
	took := func(login string) time.Duration {
		best := time.Hour
		for range 4 {
			from := time.Now()
			_, err := w.app.SignIn(t.Context(), app.Attempt{Login: login, Password: "no", Address: login})
			if err == nil {
				t.Fatal("let in")
			}
			best = min(best, time.Since(from))
		}
		return best
	}
	known, unknown := took("ruth"), took("zzz")
	if unknown < known/2 || known < unknown/2 {
		t.Errorf("a known name takes %v, an unknown one %v", known, unknown)
	}
}

func TestTwoSteps(t *testing.T) {
	w := newWorld(t)
	ruth := w.as("ruth")
	page := ruth.post("/desk/account/second")
	ruth.wants(page, 200, "otpauth://totp/Sextant:ruth", "autocomplete=\"one-time-code\"")
	n, err := w.app.BeginSecond(t.Context(), w.ids["ruth"])
	w.must(err)
	key := secretOf(t, n.Text)
	ruth.wants(ruth.post("/desk/account/second/confirm", "code", "000000"), 422, "This code is not right")
	on := ruth.post("/desk/account/second/confirm", "code", account.TOTP(key, w.app.Now()))
	ruth.wants(on, 200, "Recovery codes", "The second step is on")
	recovery := between(on.text, `<ul class="codes"><li>`, "</li>")

	b := w.browser()
	asked := b.post("/desk/sign-in", "login", "ruth", "password", secret)
	b.wants(asked, 200, "One more step")
	note := between(asked.text, `name="note" value="`, `"`)
	b.wants(b.get("/desk/"), 303)
	b.wants(b.post("/desk/sign-in/code", "note", note, "code", account.TOTP(key, w.app.Now())), 422, "not right") // used above
	w.ahead = time.Minute
	b.wants(b.post("/desk/sign-in/code", "note", note, "code", account.TOTP(key, w.app.Now())), 303)
	b.wants(b.get("/desk/"), 200)
	other := w.browser()
	asked = other.post("/desk/sign-in", "login", "ruth", "password", secret)
	note = between(asked.text, `name="note" value="`, `"`)
	other.wants(other.post("/desk/sign-in/code", "note", note, "code", strings.ToUpper(recovery)), 303)
	other.wants(other.post("/desk/sign-in/code", "note", note, "code", recovery), 422) // once
	w.ahead = time.Hour
	other.wants(other.post("/desk/sign-in/code", "note", note, "code", account.TOTP(key, w.app.Now())), 422, "Start over")
}

func TestSessionsEnd(t *testing.T) {
	w := newWorld(t)
	phone, laptop := w.as("editor"), w.as("editor")
	page := laptop.get("/desk/account")
	laptop.wants(page, 200, "this device")
	ref := between(page.text, `name="session" value="`, `"`)
	laptop.wants(laptop.post("/desk/account/sessions/end", "session", ref), 303)
	phone.wants(phone.get("/desk/"), 303)
	laptop.wants(laptop.get("/desk/"), 200)
	phone = w.as("editor")
	laptop.wants(laptop.post("/desk/account/password", "old", "no", "password", "another long password"), 422, "not your present password")
	laptop.wants(laptop.post("/desk/account/password", "old", secret, "password", "short"), 422, "At least 12")
	laptop.wants(laptop.post("/desk/account/password", "old", secret, "password", "another long password"), 303)
	phone.wants(phone.get("/desk/"), 303)
	laptop.wants(laptop.get("/desk/"), 200)
	w.ahead = 15 * 24 * time.Hour
	laptop.wants(laptop.get("/desk/"), 303) // nobody used it for two weeks
}

func TestFormsFromElsewhereAreRefused(t *testing.T) {
	w := newWorld(t)
	ruth := w.as("ruth")
	for _, header := range []map[string]string{{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "same-site"}} {
		ruth.wants(ruth.send("POST", "/desk/language", "language=ar", header), 403, "another website")
	}
	ruth.wants(ruth.send("POST", "/desk/language", "language=en&back=/desk/account", map[string]string{"Sec-Fetch-Site": "same-origin"}), 303)
}

func TestHeaders(t *testing.T) {
	w := newWorld(t)
	h := w.as("ruth").get("/desk/").header
	for name, want := range map[string]string{"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"} {
		if h.Get(name) != want {
			t.Errorf("%s is %q", name, h.Get(name))
		}
	}
	if p := h.Get("Content-Security-Policy"); strings.Contains(p, "unsafe") || !strings.Contains(p, "default-src 'none'") {
		t.Errorf("the policy is %q", p)
	}
}

func TestNoInlineStyleOrScript(t *testing.T) {
	w := newWorld(t)
	ruth := w.as("ruth")
	for _, path := range []string{"/desk/", "/desk/assessments", linkTo(w.chain), linkTo(w.chain, "people"), "/desk/account", "/desk/people", "/desk/people/" + string(w.ids["coder"])} {
		s := ruth.get(path)
		ruth.wants(s, 200)
		for _, bad := range []string{" style=", "<style", " onclick=", "<script>", "⟦", "ZgotmplZ"} {
			if strings.Contains(s.text, bad) {
				t.Errorf("%s holds %q", path, bad)
			}
		}
	}
}

func between(s, from, to string) string {
	_, rest, _ := strings.Cut(s, from)
	out, _, _ := strings.Cut(rest, to)
	return out
}
