//go:build pictures

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sextant/internal/app"
	"sextant/internal/browsertest"
)

// picture is one page of the demonstration as someone sees it.
type picture struct {
	name  string
	path  string
	width int64
	theme string
	full  bool
	login string // empty for the public
}

var pictures = []picture{
	{"profile-1280", "/es/profiles/chl-monte-patria-2024", 1280, "light", false, ""},
	{"profile-390", "/es/profiles/chl-monte-patria-2024", 390, "light", true, ""},
	{"profile-dark", "/en/profiles/chl-monte-patria-2024", 1280, "dark", false, ""},
	{"profile-arabic", "/ar/profiles/chl-monte-patria-2024", 1280, "light", false, ""},
	{"profile-arabic-390", "/ar/profiles/chl-monte-patria-2024", 390, "dark", true, ""},
	{"home-1280", "/en/", 1280, "light", true, ""},
	{"list-1280", "/fr/profiles", 1280, "light", true, ""},
	{"thread-1280", "/en/profiles/xcs-2024/indicators/N-1.1.1", 1280, "light", true, ""},
	{"changes-1280", "/en/profiles/xcs-2024/changes", 1280, "light", true, ""},
	{"assessments-1280", "/desk/assessments", 1280, "light", true, "coordinator"},
	{"programme-1280", "/desk/programme", 1280, "light", false, "coordinator"},
	{"inbox-1280", "/desk/", 1280, "light", false, "coder"},
	{"answer-1280", "{Puerto Alba}/i/L-2.1.1", 1280, "light", false, "coder"},
	{"answer-390", "{Puerto Alba}/i/L-2.1.1", 390, "dark", false, "coder"},
	{"sources-1280", "{Puerto Alba}/sources", 1280, "light", false, "coder"},
	{"record-1280", "{Puerto Alba}/record", 1280, "light", false, "coder"},
	{"differences-1280", "{San Isaro}/differences", 1280, "light", false, "reviewer"},
	{"consultation-arabic-390", "{بوريفاج}/consult", 390, "light", true, "civil"},
	{"findings-1280", "{Almenar}/findings?domain=D2", 1280, "light", false, "editor"},
	{"translation-arabic-1280", "{ألمينار}/findings/translate/ar", 1280, "light", false, "translator"},
	{"publish-1280", "{Roquedal}/publish", 1280, "light", false, "coordinator"},
}

// TestPictures takes the pictures of docs/pictures from the demonstration.
func TestPictures(t *testing.T) {
	folder, err := filepath.Abs(filepath.Join("..", "..", "docs", "pictures"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	base := demo(t)
	b := browsertest.New(t)
	signedIn := ""
	for _, p := range pictures {
		if p.login != signedIn { // a browser of their own for everybody
			b = browsertest.New(t)
			signIn(b, base, p.login)
			signedIn = p.login
		}
		b.Look(p.width, 900, p.theme)
		b.Open(base + addressed(b, base, p.path))
		time.Sleep(200 * time.Millisecond)
		b.Picture(filepath.Join(folder, p.name+".png"), p.full)
	}
}

// addressed puts the address of an assessment in the place of its name in
// braces.
func addressed(b *browsertest.Browser, base, path string) string {
	name, rest, ok := strings.Cut(strings.TrimPrefix(path, "{"), "}")
	if !ok {
		return path
	}
	b.Open(base + "/desk/assessments")
	return browsertest.Eval[string](b, `[...document.querySelectorAll(".list [scope=row] a")].find(a => a.textContent.includes("`+name+`")).getAttribute("href")`) + rest
}

// signIn signs a person of the demonstration in.
func signIn(b *browsertest.Browser, base, login string) {
	b.Open(base + "/desk/sign-in")
	browsertest.Eval[bool](b, `(() => {
		const form = document.querySelector("form.fields");
		form.login.value = "`+login+`";
		form.password.value = "`+app.DemoPassword+`";
		form.submit();
		return true;
	})()`)
	time.Sleep(1500 * time.Millisecond)
}
