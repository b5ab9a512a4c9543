// Package browsertest lets tests look at pages with the eyes of a browser.
//
// New starts Chromium with a fresh profile and skips the test where there is
// none; a Browser opens pages at a width and in a theme, presses keys, runs
// scripts, takes pictures and asks axe-core for faults of accessibility. With
// SEXTANT_REQUIRE_BROWSER=1 a missing browser or a missing axe-core is a
// failure, so that a run that must prove everything cannot pass by skipping.
package browsertest

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// patience is how long one step may take.
const patience = 60 * time.Second

// Browser is one tab of a Chromium that lives as long as the test.
type Browser struct {
	t   testing.TB
	ctx context.Context
}

// New starts a browser, or skips the test.
func New(t testing.TB) *Browser {
	t.Helper()
	if testing.Short() {
		t.Skip("browser tests take long")
	}
	path := find()
	if path == "" {
		lack(t, "Chromium is not installed (Debian: apt-get install chromium)")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
	)
	alloc, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, done := chromedp.NewContext(alloc)
	t.Cleanup(func() { done(); stop() })
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("Chromium does not start: %v", err)
	}
	return &Browser{t, ctx}
}

func find() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// lack skips the test, or fails it where nothing may be skipped.
func lack(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("SEXTANT_REQUIRE_BROWSER") == "1" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// do takes steps within the patience.
func (b *Browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// Look sets the width and height of the window in CSS pixels, and the theme:
// "light" or "dark".
func (b *Browser) Look(width, height int64, theme string) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(width, height), chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		p := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}, {Name: "prefers-reduced-motion", Value: "reduce"}}}
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, p)
		return err
	}))
}

// Script switches the page's own scripts on or off for the pages that follow.
func (b *Browser) Script(on bool) {
	b.t.Helper()
	b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
		return err
	}))
}

// Open loads a page and waits for its fonts.
func (b *Browser) Open(url string) {
	b.t.Helper()
	b.do(chromedp.Navigate(url))
	Eval[bool](b, `document.fonts.ready.then(() => true)`)
}

// Press sends keys to whatever has the focus, as kb names them.
func (b *Browser) Press(keys string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(keys))
}

// Eval runs a script in the page and gives its value; a promise is awaited.
func Eval[T any](b *Browser, script string) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: %v", script[:min(len(script), 120)], err)
	}
	return v
}

// Overflow is how many pixels the page is wider than its window; 0 is right.
func (b *Browser) Overflow() int {
	b.t.Helper()
	return Eval[int](b, `document.documentElement.scrollWidth - document.documentElement.clientWidth`)
}

// Picture writes what the window shows, or with full the whole page, as PNG.
func (b *Browser) Picture(path string, full bool) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	shot := chromedp.CaptureScreenshot()
	if full {
		shot = chromedp.FullScreenshot(100)
	}
	png, err := chromedp.Run(ctx, shot)
	if err == nil {
		err = os.WriteFile(path, png, 0o644)
	}
	if err != nil {
		b.t.Fatal(err)
	}
}

// Violation is a fault that axe-core found.
type Violation struct {
	ID    string `json:"id"`
	Help  string `json:"help"`
	Nodes []struct {
		HTML    string `json:"html"`
		Summary string `json:"failureSummary"`
	} `json:"nodes"`
}

// String names the fault and the first elements that have it.
func (v Violation) String() string {
	s := v.ID + ": " + v.Help
	for i, n := range v.Nodes {
		if i == 3 {
			return s + fmt.Sprintf("\n  and %d more", len(v.Nodes)-3)
		}
		s += "\n  " + n.HTML + "\n    " + strings.ReplaceAll(n.Summary, "\n", " ")
	}
	return s
}

// Axe checks the open page with axe-core for WCAG 2.0 to 2.2, levels A and AA,
// and for best practice. It skips the test where axe-core is not there.
func (b *Browser) Axe() []Violation {
	b.t.Helper()
	source, err := os.ReadFile(filepath.Join(Root(b.t), ".cache", "axe.min.js"))
	if err != nil {
		lack(b.t, "axe-core is not there; \"make tools\" brings it")
	}
	if !Eval[bool](b, `typeof axe !== 'undefined'`) {
		Eval[bool](b, string(source)+";true")
	}
	found := Eval[string](b, `axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}).then(r => JSON.stringify(r.violations))`)
	var all []Violation
	if err := json.Unmarshal([]byte(found), &all); err != nil {
		b.t.Fatal(err)
	}
	return all
}

// Root is the folder of the project.
func Root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	for err == nil {
		if _, statErr := os.Stat(filepath.Join(dir, "go.mod")); statErr == nil {
			return dir
		}
		if filepath.Dir(dir) == dir {
			break
		}
		dir = filepath.Dir(dir)
	}
	t.Fatal("the project's folder was not found")
	return ""
}
