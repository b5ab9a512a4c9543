package desk

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sextant/internal/browsertest"
)

// A person adds a passkey on the account page, signs out, and signs in by it
// alone, with a device that the browser plays.
func TestPasskeysInABrowser(t *testing.T) {
	b := browsertest.New(t)
	w := newWorld(t)
	b.Authenticator()
	w.server.URL = strings.Replace(w.server.URL, "127.0.0.1", "localhost", 1)
	signInBy(w, b, "editor")
	b.Open(w.server.URL + "/desk/account")
	press(w, b, `[data-passkey-add]`, "done=people.done_passkey")
	p, err := w.app.PersonOf(t.Context(), w.ids["editor"])
	w.must(err)
	if len(p.Passkeys) != 1 || p.Passkeys[0].Name == "" {
		t.Fatalf("passkeys: %+v", p.Passkeys)
	}
	browsertest.Eval[string](b, `fetch('/desk/sign-out',{method:'POST'}).then(r=>r.url)`)
	b.Open(w.server.URL + "/desk/account")
	if at := browsertest.Eval[string](b, `location.pathname+location.search`); at != "/desk/sign-in?to=%2Fdesk%2Faccount" {
		t.Fatalf("after signing out at %s", at)
	}
	press(w, b, `[data-passkey-ask]`, "/desk/account")
	if s := browsertest.Eval[string](b, `document.body.innerText`); !strings.Contains(s, "Lucía editor") {
		t.Errorf("not signed in: %s", s)
	}
	p, _ = w.app.PersonOf(t.Context(), w.ids["editor"])
	if p.Passkeys[0].Used.IsZero() {
		t.Error("the use of the passkey is not noted")
	}
	w.must(w.app.DropPasskey(t.Context(), p.ID, p.Passkeys[0].Ref))
	browsertest.Eval[string](b, `fetch('/desk/sign-out',{method:'POST'}).then(r=>r.url)`)
	b.Open(w.server.URL + "/desk/sign-in?lang=en")
	said := browsertest.Eval[string](b, `new Promise(r=>{const x=document.querySelector('[data-passkey-ask]');x.querySelector('button').click();const s=x.querySelector('[role=status]');new MutationObserver(()=>s.textContent&&r(s.textContent)).observe(s,{childList:true,characterData:true,subtree:true})})`)
	if !strings.Contains(said, "not known here") {
		t.Errorf("a passkey that was taken away: %q", said)
	}
}

// press presses the button of a piece of the page and waits for an address.
func press(w *world, b *browsertest.Browser, piece, address string) {
	w.Helper()
	script := fmt.Sprintf(`document.querySelector(%q+' button').click(),true`, piece)
	browsertest.Eval[bool](b, script)
	for range 100 {
		time.Sleep(50 * time.Millisecond)
		at := browsertest.Eval[string](b, `location.pathname+location.search`)
		if strings.HasSuffix(at, address) {
			return
		}
	}
	w.Fatalf("the browser stays at %s", browsertest.Eval[string](b, `location.href+' '+document.querySelector(`+"`"+piece+"`"+`).innerText`))
}
