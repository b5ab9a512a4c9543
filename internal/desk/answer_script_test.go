package desk

import (
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/browsertest"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/page"
)

// typing is a person at the page of one indicator.
type typing struct {
	*world
	*browsertest.Browser
	path string
}

func (w *world) types(b *browsertest.Browser, login string, code framework.Code) *typing {
	w.Helper()
	b.Look(1280, 900, "light")
	signInBy(w, b, login)
	y := &typing{w, b, linkItem(w.chain, code)}
	y.reload()
	return y
}

func (y *typing) reload() { y.Open(y.server.URL + y.path) }

// write puts the cursor at the end of the justification and types.
func (y *typing) write(text string) {
	y.Helper()
	browsertest.Eval[bool](y.Browser, `(()=>{const n=document.querySelector('#just');n.focus();n.setSelectionRange(n.value.length,n.value.length);return true})()`)
	y.Press(text)
}

// leave moves the focus out of the field.
func (y *typing) leave() {
	browsertest.Eval[bool](y.Browser, `(document.activeElement.blur(),true)`)
}

func (y *typing) says() string {
	return browsertest.Eval[string](y.Browser, `document.querySelector('[data-say]').textContent`)
}

// until waits for a condition, with some patience and no longer.
func (y *typing) until(what string, is func() bool) {
	y.Helper()
	for end := time.Now().Add(15 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if is() {
			return
		}
	}
	y.Fatalf("%s did not happen; the page says %q", what, y.says())
}

func (y *typing) hears(words string) {
	y.Helper()
	y.until(words, func() bool { return strings.Contains(y.says(), words) })
}

func (y *typing) shows(selector string) string {
	return browsertest.Eval[string](y.Browser, `document.querySelector('`+selector+`')?.innerText||''`)
}

func (w *world) text(code framework.Code) string { return w.state().Item(code).First.Justification }

// What is typed is a draft within a second and an entry when the field is left;
// a choice is an entry at once. Nothing is written twice.
func TestAutosave(t *testing.T) {
	b := browsertest.New(t)
	w := begun(newWorld(t))
	y := w.types(b, "coder", "L-2.1.3")
	y.write("A committee meets")
	y.hears("Kept as draft")
	drafts, err := w.app.Drafts(t.Context(), w.standing("coder"), w.chain)
	w.must(err)
	if len(drafts) != 1 || drafts[0].Text != "A committee meets" || w.text("L-2.1.3") != "" {
		t.Fatalf("drafts %v, saved %q", drafts, w.text("L-2.1.3"))
	}
	y.leave()
	y.hears("Saved")
	if w.text("L-2.1.3") != "A committee meets" {
		t.Errorf("saved %q", w.text("L-2.1.3"))
	}
	if drafts, _ = w.app.Drafts(t.Context(), w.standing("coder"), w.chain); len(drafts) != 0 {
		t.Errorf("the draft outlives the entry: %v", drafts)
	}
	browsertest.Eval[bool](b, `(document.querySelector('[name=value][value=partial]').click(),true)`)
	y.until("saving the value", func() bool { return w.state().Item("L-2.1.3").First.Value == "partial" })
	y.hears("Saved")
	head := w.state().Head.Seq
	y.reload()
	if o := y.shows(".offer"); o != "" || w.state().Head.Seq != head {
		t.Errorf("a saved text is offered again: %s", o)
	}
}

// A tab closed in the middle of a sentence offers the text back when the page
// is opened again, beside what is saved, and merges nothing by itself.
func TestTabClosedMidSentence(t *testing.T) {
	b := browsertest.New(t)
	w := begun(newWorld(t))
	y := w.types(b, "coder", item212)
	y.write(" And one more thing")
	y.Open("about:blank")
	y.reload()
	offer := y.shows(".offer")
	if folder := os.Getenv("SEXTANT_PICTURES"); folder != "" {
		b.Picture(filepath.Join(folder, "answer-offer.png"), true)
	}
	if !strings.Contains(offer, "And one more thing") || strings.Contains(browsertest.Eval[string](b, `document.querySelector('#just').value`), "one more") {
		t.Fatalf("offered %q", offer)
	}
	if w.text(item212) != "A decree names the table and its nine members." {
		t.Fatal("unsaved text was merged")
	}
	browsertest.Eval[bool](b, `(document.querySelector('.offer [data-take]').click(),true)`)
	y.until("taking the text", func() bool { return strings.HasSuffix(w.text(item212), "And one more thing") })
	y.hears("Saved")
	y.reload()
	if o := y.shows(".offer"); o != "" {
		t.Errorf("still offered: %s", o)
	}
	y.write(" Not this")
	y.Open("about:blank")
	y.reload()
	browsertest.Eval[bool](b, `(document.querySelector('.offer [data-drop]').click(),true)`)
	y.reload()
	if o := y.shows(".offer"); o != "" || strings.Contains(w.text(item212), "Not this") {
		t.Errorf("text that was let go is there: %s", o)
	}
}

// A choice made without a line is kept, too: made again when the page comes
// back, and only offered where somebody saved meanwhile.
func TestAChoiceWithoutALine(t *testing.T) {
	b := browsertest.New(t)
	w := begun(newWorld(t))
	y := w.types(b, "coder", item212)
	offline := `(window.fetch=()=>Promise.reject(new TypeError('no line')),document.querySelector('[name=value][value=partial]').click(),true)`
	browsertest.Eval[bool](b, offline)
	y.hears("No connection")
	y.reload()
	y.until("making the choice again", func() bool { return w.state().Item(item212).First.Value == "partial" })
	y.hears("Saved")
	y.reload()
	browsertest.Eval[bool](b, strings.Replace(offline, "partial", "absent", 1))
	y.hears("No connection")
	other := given(item212, "partial", "Somebody wrote this meanwhile.", false, w.state().SourceOrder[0])
	other.Base = 1 << 40
	w.do("coder", other)
	y.reload()
	if o := y.shows(".offer"); !strings.Contains(o, "Absent") || w.state().Item(item212).First.Value != "partial" {
		t.Errorf("offered %q", o)
	}
}

// The server stops in the middle of a sentence and comes back: what was typed
// is said to be kept, goes out by itself, and is recorded once.
func TestServerStoppedMidSentence(t *testing.T) {
	b := browsertest.New(t)
	w := begun(newWorld(t))
	y := w.types(b, "coder", item212)
	address := w.server.Listener.Addr().String()
	w.server.CloseClientConnections()
	w.server.Close()
	y.write(" Typed while nobody listens.")
	y.leave()
	y.hears("No connection")
	y.write(" And more.")
	head := w.state().Head.Seq
	listener, err := net.Listen("tcp", address)
	w.must(err)
	pages, err := page.Load()
	w.must(err)
	again := httptest.NewUnstartedServer(withAssets(New(w.app, pages, Options{}), pages))
	again.Listener.Close()
	again.Listener = listener
	again.Start()
	t.Cleanup(again.Close)
	w.server = again
	y.leave()
	y.until("sending what was kept", func() bool { return strings.HasSuffix(w.text(item212), "nobody listens. And more.") })
	y.hears("Saved")
	if made := w.state().Head.Seq - head; made > 2 {
		t.Errorf("%d entries for two sentences", made)
	}
	y.reload()
	if o := y.shows(".offer"); o != "" {
		t.Errorf("saved text is offered: %s", o)
	}
}

// Two browsers on one answer: the second saver sees both texts, and what they
// choose stands.
func TestTwoBrowsersOnOneAnswer(t *testing.T) {
	one, two := browsertest.New(t), browsertest.New(t)
	w := begun(newWorld(t))
	w.add("coder2", "Bashir Noor", false)
	w.do("ruth", assessment.Grant{Granted: assessment.Granted{Person: w.ids["coder2"], Grant: account.Grant{Role: account.Coder}}})
	lucia, bashir := w.types(one, "coder", item212), w.types(two, "coder2", item212)
	bashir.write(" Costs are in annex 2.")
	bashir.leave()
	bashir.hears("Saved")
	lucia.write(" It names five goals.")
	lucia.leave()
	lucia.hears("Two texts")
	clash := lucia.shows("#clash")
	if !strings.Contains(clash, "Bashir Noor") || !strings.Contains(clash, "Costs are in annex 2.") || !strings.Contains(clash, "It names five goals.") {
		t.Fatalf("the page shows %q", clash)
	}
	if folder := os.Getenv("SEXTANT_PICTURES"); folder != "" {
		one.Picture(filepath.Join(folder, "answer-two-texts.png"), true)
	}
	if violations := one.Axe(); len(violations) > 0 {
		t.Errorf("%v", violations)
	}
	if typed := browsertest.Eval[string](one, `document.querySelector('#just').value`); !strings.Contains(typed, "five goals") {
		t.Errorf("what was typed is gone: %q", typed)
	}
	browsertest.Eval[bool](one, `(document.querySelector('#clash .go').click(),true)`)
	lucia.until("combining", func() bool {
		return strings.Contains(w.text(item212), "annex 2") && strings.Contains(w.text(item212), "five goals")
	})
	lucia.until("a page without offers", func() bool { return strings.Contains(lucia.shows(".told"), "saved") })
	if o := lucia.shows(".offer"); o != "" {
		t.Errorf("offered after the choice: %s", o)
	}
}

// Without script every form works by its buttons.
func TestAnsweringWithoutScript(t *testing.T) {
	b := browsertest.New(t)
	w := begun(newWorld(t))
	y := w.types(b, "coder", "L-2.1.3")
	y.Script(false)
	y.reload()
	y.clickText(`[name=value][value=absent]`)
	y.write("Nothing was found.")
	y.clickText(`.foot [value=save]`)
	y.until("saving", func() bool { return w.text("L-2.1.3") == "Nothing was found." })
	y.until("the page after saving", func() bool {
		return browsertest.Eval[bool](b, `document.readyState === "complete" && !!document.querySelector(".told") && !!document.querySelector(".foot [value=ready]")`)
	})
	y.clickText(`.foot [value=ready]`)
	y.until("ready", func() bool { return w.state().Item("L-2.1.3").Status() == assessment.Ready })
}

// clickText clicks an element by a script of the test's own, which runs also
// where the page's scripts are off.
func (y *typing) clickText(selector string) {
	y.Helper()
	browsertest.Eval[bool](y.Browser, `(document.querySelector('`+selector+`').click(),true)`)
	time.Sleep(100 * time.Millisecond)
}

// By the keyboard alone: past the bars by the skip link, arrows in a choice,
// Tab through the fields, Ctrl and Enter to go on.
func TestAnsweringByKeyboard(t *testing.T) {
	b := browsertest.New(t)
	w := begun(newWorld(t))
	y := w.types(b, "coder", "L-2.1.3")
	y.Press("\t")
	if at := browsertest.Eval[string](b, `document.activeElement.className`); at != "skip" {
		t.Errorf("the first Tab leads to %q", at)
	}
	browsertest.Eval[bool](b, `(document.querySelector('[name=value]').focus(),true)`)
	y.Press(" ")
	y.Press(arrowRight)
	y.until("an arrow", func() bool { return w.state().Item("L-2.1.3").First.Value == "partial" })
	y.Press(arrowLeft)
	y.until("an arrow back", func() bool { return w.state().Item("L-2.1.3").First.Value == "absent" })
	y.Press("\t")
	y.Press("Nothing of the kind.")
	browsertest.Eval[bool](b, `(document.activeElement.dispatchEvent(new KeyboardEvent('keydown',{key:'Enter',ctrlKey:true,bubbles:true,cancelable:true})),true)`)
	y.until("ready and next", func() bool { return w.state().Item("L-2.1.3").Status() == assessment.Ready })
	y.until("the next indicator", func() bool {
		return strings.Contains(browsertest.Eval[string](b, `location.pathname`), "L-2.1.4")
	})
}

const arrowRight, arrowLeft = "\u0303", "\u0302"

// In Arabic, with a French source, on a phone: the rail opens over the page,
// nothing sticks out, and autosave speaks Arabic.
func TestAnsweringInArabicOnAPhone(t *testing.T) {
	b := browsertest.New(t)
	w := begun(newWorld(t))
	w.must(w.app.ChangeLanguage(t.Context(), w.ids["coder"], lang.Arabic))
	y := w.types(b, "coder", item212)
	b.Look(390, 844, "light")
	y.reload()
	y.write(" زيادة")
	y.hears("حُفظ كمسودة")
	y.leave()
	y.hears("حُفظ")
	if !strings.HasSuffix(w.text(item212), "زيادة") {
		t.Errorf("saved %q", w.text(item212))
	}
	browsertest.Eval[bool](b, `(document.querySelector('[popovertarget=rail]').click(),true)`)
	if over := b.Overflow(); over > 0 || !browsertest.Eval[bool](b, `document.querySelector('#rail').matches(':popover-open')`) {
		t.Errorf("the rail does not open well: %d pixels too wide", over)
	}
	for _, v := range b.Axe() {
		t.Errorf("%s", v)
	}
}
