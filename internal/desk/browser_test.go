package desk

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/browsertest"
	"sextant/internal/lang"
)

// signInBy signs somebody in, in the browser.
func signInBy(w *world, b *browsertest.Browser, login string) {
	b.Open(w.server.URL + "/desk/sign-in?lang=en")
	script := fmt.Sprintf(`fetch('/desk/sign-in',{method:'POST',body:new URLSearchParams({login:%q,password:%q})}).then(r=>r.url)`, login, secret)
	if at := browsertest.Eval[string](b, script); strings.Contains(at, "sign-in") {
		w.Fatalf("%s is not signed in: %s", login, at)
	}
}

// Every page of the shell and of the account, wide and narrow, light and dark,
// in English and, the other way about, in Arabic: nothing sticks out, and axe-core finds no fault.
// With SEXTANT_PICTURES=folder each is kept as a picture.
func TestPagesInABrowser(t *testing.T) {
	b := browsertest.New(t)
	w := newWorld(t)
	type window struct {
		width int64
		theme string
	}
	look := func(name, path string, windows ...window) {
		for _, at := range windows {
			b.Look(at.width, 900, at.theme)
			b.Open(w.server.URL + path)
			where := fmt.Sprintf("%s at %d, %s", name, at.width, at.theme)
			if over := b.Overflow(); over > 0 {
				t.Errorf("%s: %d pixels too wide", where, over)
			}
			if folder := os.Getenv("SEXTANT_PICTURES"); folder != "" {
				b.Picture(filepath.Join(folder, fmt.Sprintf("%s-%d-%s.png", name, at.width, at.theme)), true)
			}
			for _, v := range b.Axe() {
				t.Errorf("%s: %s", where, v)
			}
		}
	}
	english := []window{{1280, "light"}, {390, "dark"}}
	arabic := []window{{1280, "dark"}, {390, "light"}}
	look("sign-in", "/desk/sign-in", english...)
	look("sign-in-ar", "/desk/sign-in?lang=ar", arabic...)
	look("invitation", invitation(w), english...)
	signInBy(w, b, "ruth")
	for name, path := range shellPages(w) {
		look(name, path, english...)
	}
	w.must(w.app.ChangeLanguage(t.Context(), w.ids["ruth"], lang.Arabic))
	for name, path := range shellPages(w) {
		look(name+"-ar", path, arabic...)
	}
	signInBy(w, b, "coder")
	look("inbox-coder", "/desk/", english...)
}

// invitation is the path of a link for somebody new.
func invitation(w *world) string {
	path, err := w.app.Invite(w.Context(), w.standing("ruth"), app.Offer{Chain: w.chain, Grant: account.Grant{Role: account.Coder}, Name: "Bashir Noor"})
	w.must(err)
	return path
}

func shellPages(w *world) map[string]string {
	return map[string]string{
		"inbox": "/desk/", "assessments": "/desk/assessments", "overview": linkTo(w.chain), "missing": "/desk/nowhere",
		"members": linkTo(w.chain, "people"), "account": "/desk/account", "people": "/desk/people", "person": "/desk/people/" + string(w.ids["coder"]),
	}
}
