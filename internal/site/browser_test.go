package site

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"sextant/internal/browsertest"
)

var browserPages = []string{"", "profiles", "profiles/chl-valle-sereno-2024", "about", "profiles/chl-valle-sereno-2024/indicators/L-1.1.1", "profiles/chl-valle-sereno-2024/changes", "profiles/nothing"}

// Every kind of page, in a left-to-right and a right-to-left language, wide and
// narrow, light and dark: nothing sticks out, and axe-core finds no fault.
func TestPagesInABrowser(t *testing.T) {
	b := browsertest.New(t)
	srv := newSite(t, newShelf(), Options{})
	for _, theme := range []string{"light", "dark"} {
		for _, width := range []int64{1280, 390} {
			b.Look(width, 900, theme)
			for _, tag := range []string{"es", "ar"} {
				for _, p := range browserPages {
					b.Open(srv.URL + "/" + tag + "/" + p)
					name := fmt.Sprintf("/%s/%s at %d, %s", tag, p, width, theme)
					if over := b.Overflow(); over > 0 {
						t.Errorf("%s: %d pixels too wide", name, over)
					}
					for _, v := range b.Axe() {
						t.Errorf("%s: %s", name, v)
					}
				}
			}
		}
	}
}

// focused tells which sector has the focus, from 1; 0 for none.
func focused(b *browsertest.Browser) int {
	return browsertest.Eval[int](b, `[...document.querySelectorAll('.wheel a.seg')].indexOf(document.activeElement) + 1`)
}

func TestKeyboardWalksTheWheel(t *testing.T) {
	b := browsertest.New(t)
	srv := newSite(t, newShelf(), Options{})
	for _, tc := range []struct{ tag, forward, back string }{{"es", kb.ArrowRight, kb.ArrowLeft}, {"ar", kb.ArrowLeft, kb.ArrowRight}} {
		b.Look(1280, 900, "light")
		b.Open(srv.URL + "/" + tc.tag + "/profiles/chl-valle-sereno-2024")
		for range 30 {
			if b.Press(kb.Tab); focused(b) > 0 {
				break
			}
		}
		for _, step := range []struct {
			key  string
			want int
		}{{"", 1}, {tc.forward, 2}, {kb.ArrowDown, 3}, {tc.back, 2}, {kb.ArrowUp, 1}, {tc.back, 6}, {tc.forward, 1}, {kb.End, 6}, {kb.Home, 1}, {tc.forward, 2}} {
			if step.key != "" {
				b.Press(step.key)
			}
			if got := focused(b); got != step.want {
				t.Fatalf("%s: the focus is on %d instead of %d", tc.tag, got, step.want)
			}
		}
		hub := browsertest.Eval[string](b, `[...document.querySelectorAll('.wheel .hub')].filter(h => h.getClientRects().length).map(h => h.textContent).join('|')`)
		if strings.Contains(hub, "|") || !strings.Contains(hub, "3") || !strings.Contains(hub, "4") {
			t.Errorf("%s: the hub shows %q for the second domain (3 and 4)", tc.tag, hub)
		}
		if outline := browsertest.Eval[string](b, `getComputedStyle(document.activeElement.querySelector('.ring')).strokeWidth`); outline != "5px" {
			t.Errorf("%s: the focus is not to be seen (%s)", tc.tag, outline)
		}
		b.Press(kb.Enter)
		if at := browsertest.Eval[string](b, `new Promise(r => setTimeout(() => r(location.hash + document.activeElement.id), 100))`); at != "#d2d2" {
			t.Errorf("%s: Enter leads to %q", tc.tag, at)
		}
	}
}

// Without scripts each sector is a link in the tab order, and the languages
// open.
func TestWheelWorksWithoutScripts(t *testing.T) {
	b := browsertest.New(t)
	srv := newSite(t, newShelf(), Options{})
	b.Script(false)
	b.Look(1280, 900, "light")
	b.Open(srv.URL + sample)
	for range 30 {
		if b.Press(kb.Tab); focused(b) == 3 {
			break
		}
	}
	if got := focused(b); got != 3 {
		t.Fatalf("Tab leads to sector %d, not to the third", got)
	}
	b.Press(kb.Enter)
	if at := browsertest.Eval[string](b, `location.hash`); at != "#d3" {
		t.Errorf("Enter leads to %q", at)
	}
}

// What a browser really transfers on a first visit, page, styles, script, icon
// and fonts together.
func TestFirstVisitInABrowser(t *testing.T) {
	srv := newSite(t, newShelf(), Options{})
	for _, tag := range []string{"es", "ar"} {
		b := browsertest.New(t)
		b.Look(1280, 900, "light")
		b.Open(srv.URL + "/" + tag + "/profiles/chl-valle-sereno-2024")
		bytes := browsertest.Eval[int](b, `["navigation", "resource"].flatMap(k => performance.getEntriesByType(k)).reduce((n, e) => n + e.transferSize, 0)`)
		if bytes < 10_000 || bytes > 60_000 {
			t.Errorf("%s: %d bytes on a first visit", tag, bytes)
		}
		t.Logf("%s: %d bytes", tag, bytes)
	}
}
