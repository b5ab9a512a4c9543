package desk

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/framework"
	"sextant/internal/store/storetest"
)

// onEach runs a story on both engines.
func onEach(t *testing.T, story func(*world)) {
	t.Run("sqlite", func(t *testing.T) { story(newWorld(t)) })
	t.Run("postgres", func(t *testing.T) { story(newWorld(t, storetest.Postgres(t))) })
}

// script sends a form as the page's own script does.
func (b *browser) script(path string, pairs ...string) shown {
	b.Helper()
	form := make([]string, 0, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		form = append(form, pairs[i]+"="+strings.NewReplacer("%", "%25", "&", "%26", "+", "%2B", " ", "+", "\n", "%0A").Replace(pairs[i+1]))
	}
	return b.send(http.MethodPost, path, strings.Join(form, "&"), map[string]string{"X-Part": "item"})
}

func (b *browser) told(s shown) (v saved) {
	b.Helper()
	b.wants(s, 200)
	b.must(json.Unmarshal([]byte(s.text), &v))
	return v
}

func seq(n int64) string { return fmt.Sprint(n) }

const item212 = framework.Code("L-2.1.2")

func TestAnswerIsSavedOnceHoweverOftenItIsSent(t *testing.T) {
	onEach(t, func(w *world) {
		coder, at := w.as("coder"), linkItem(w.chain, item212)
		form := []string{"do", "save", "command", app.NewID(), "base", "0", "value", "partial", "language", "en", "justification", "Two  lines\r\nof **text**."}
		first := coder.told(coder.script(at, form...))
		head := w.state().Head
		if again := coder.told(coder.script(at, form...)); again.Base != first.Base || w.state().Head != head {
			t := w.T
			t.Errorf("the same command was recorded twice: %v, then %v", first, again)
		}
		x := w.state().Item(item212)
		if x.First.Justification != "Two  lines\nof **text**." || x.First.Value != "partial" || x.Status() != assessment.InDraft {
			w.Errorf("saved as %+v", x.First)
		}
		coder.wants(coder.get(at), 200, "of **text**.", `value="partial" checked`, `name="base" value="`+seq(first.Base)+`"`)
	})
}

func TestReadySaysWhatIsMissing(t *testing.T) {
	w := begun(newWorld(t))
	coder, at := w.as("coder"), linkItem(w.chain, "L-2.1.3")
	typed := []string{"command", app.NewID(), "base", "0", "value", "present", "justification", "A text that was typed and must come back", "note", "A thought", "note_was", ""}
	refused := coder.post(at, append(typed, "do", "ready")...)
	coder.wants(refused, 422, "needs at least one source", "A text that was typed and must come back")
	if w.state().Item("L-2.1.3").First.Seq != 0 {
		t.Error("a refused answer was saved")
	}
	source := string(w.state().SourceOrder[0])
	taken := coder.post(at, append(typed, "do", "ready", "source", source, "locator", "Art. 9")...)
	if want := linkItem(w.chain, "L-2.1.4") + "?done=answer.done_ready"; taken.status != 303 || taken.header.Get("Location") != want {
		t.Fatalf("ready led to %d %s, want %s", taken.status, taken.header.Get("Location"), want)
	}
	if w.state().Item("L-2.1.3").Status() != assessment.Ready {
		t.Error("the answer is not ready")
	}
	coder.wants(coder.get(at), 200, "A thought", "Art. 9")
	// An edit of a ready answer leaves it ready; one that takes away what it
	// needs makes it a draft.
	base := seq(w.state().Item("L-2.1.3").First.Seq)
	coder.told(coder.script(at, "do", "save", "command", app.NewID(), "base", base, "value", "present", "justification", "Better words", "source", source, "locator", "Art. 9"))
	if s := w.state().Item("L-2.1.3").Status(); s != assessment.Ready {
		t.Errorf("an edit made a ready answer %s", s)
	}
	base = seq(w.state().Item("L-2.1.3").First.Seq)
	coder.told(coder.script(at, "do", "save", "command", app.NewID(), "base", base, "value", "present", "justification", "", "source", source, "locator", "Art. 9"))
	if s := w.state().Item("L-2.1.3").Status(); s != assessment.InDraft {
		t.Errorf("an answer without a text is %s", s)
	}
}

func TestAReturnedAnswerIsReadyOnlyWhenSaidSo(t *testing.T) {
	w := newWorld(t)
	begun(w)
	law := w.state().SourceOrder[0]
	ready := given("L-2.1.2", "present", "A decree names the table.", true, law)
	ready.Base = w.state().Item("L-2.1.2").First.Seq
	w.do("coder", ready)
	w.do("reviewer", assessment.ReviewAnswer{Reviewed: assessment.Reviewed{Indicator: "L-2.1.2", Verdict: assessment.VerdictReturned, Reason: "Which decree?"}, Base: 999})
	coder := w.as("coder")
	coder.wants(coder.get(linkItem(w.chain, "L-2.1.2")), 200, "Which decree?", "Returned by")
	coder.told(coder.script(linkItem(w.chain, "L-2.1.2"), "do", "save", "command", app.NewID(), "base", seq(ready.Base+99), "value", "present",
		"justification", "Decree 112 names the table.", "language", "en", "source", string(law), "locator", "Art. 1"))
	if s := w.state().Item("L-2.1.2").Status(); s != assessment.InDraft {
		t.Errorf("the first edit of a returned answer made it %s", s)
	}
}

// Two people on one answer: the second sees both texts and chooses; whatever
// they choose, nothing is overwritten unseen.
func TestTwoTextsSideBySide(t *testing.T) {
	onEach(t, func(w *world) {
		begun(w)
		w.add("coder2", "Bashir Noor", false)
		w.do("ruth", assessment.Grant{Granted: assessment.Granted{Person: w.ids["coder2"], Grant: account.Grant{Role: account.Coder}}})
		at := linkItem(w.chain, item212)
		lucia, bashir := w.as("coder"), w.as("coder2")
		base := w.state().Item(item212).First.Seq
		bashir.told(bashir.script(at, "do", "save", "command", app.NewID(), "base", seq(base), "value", "partial", "language", "en", "justification", "Shared start. Costs are in annex 2."))
		mine := []string{"command", app.NewID(), "base", seq(base), "value", "present", "language", "en", "justification", "Shared start. It names five goals."}
		page := lucia.post(at, append(mine, "do", "save")...)
		lucia.wants(page, 409, "Bashir Noor", "It names five goals.", "Costs are in annex 2.", `name="keep" value="both"`)
		part := lucia.script(at, append(mine, "do", "save")...)
		lucia.wants(part, 409, "It names five goals.")
		if strings.Contains(part.text, "<html") {
			w.Error("the script got a whole page")
		}
		if got := w.state().Item(item212).First.Justification; got != "Shared start. Costs are in annex 2." {
			w.Fatalf("a conflict changed the answer to %q", got)
		}
		now := hidden(part.text, "base")
		chosen := lucia.post(at, "do", "resolve", "command", app.NewID(), "mode", "save", "keep", "both", "base", now, "both_value", "partial", "language", "en",
			"both", "Shared start. It names five goals. Costs are in annex 2.", "value", "present", "justification", "Shared start. It names five goals.")
		if chosen.status != 303 || w.state().Item(item212).First.Justification != "Shared start. It names five goals. Costs are in annex 2." {
			w.Fatalf("combined: %d, %+v", chosen.status, w.state().Item(item212).First)
		}
		// Whoever resolves on top of a text that moved again is asked again.
		bashir.wants(bashir.post(at, "do", "resolve", "command", app.NewID(), "mode", "save", "keep", "mine", "base", now, "value", "absent", "justification", "Old"), 409, "It names five goals.")
		if r := bashir.post(at, "do", "resolve", "command", app.NewID(), "keep", "theirs", "base", now, "justification", "Old"); r.status != 303 {
			w.Errorf("keeping theirs: %d", r.status)
		}
	})
}

func hidden(html, name string) string {
	m := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(html)
	if m == nil {
		return ""
	}
	return m[1]
}

func TestDraftsAreKeptOfferedAndSettled(t *testing.T) {
	onEach(t, func(w *world) {
		begun(w)
		coder, at := w.as("coder"), linkItem(w.chain, item212)
		coder.told(coder.script(at+"/draft", "field", "justification", "text", "Half a sentence that was never", "base", "3"))
		coder.wants(coder.get(at), 200, "was never saved", "Half a sentence that was never")
		reviewer := w.as("reviewer")
		if p := reviewer.get(at); strings.Contains(p.text, "Half a sentence") {
			w.Error("a reviewer sees a coder's draft")
		}
		coder.wants(coder.script(at+"/draft", "field", "password", "text", "x"), 422)
		coder.script(at, "do", "drop:justification")
		if p := coder.get(at); strings.Contains(p.text, "Half a sentence") {
			w.Error("a draft that was let go is still offered")
		}
		coder.told(coder.script(at+"/draft", "field", "justification", "text", "Half a sen", "base", "3"))
		base := seq(w.state().Item(item212).First.Seq)
		coder.told(coder.script(at, "do", "save", "command", app.NewID(), "base", base, "drafted", "justification", "value", "present", "justification", "Half a sentence, whole now."))
		if p := coder.get(at); strings.Contains(p.text, "was never saved") {
			w.Error("a draft outlives the entry that it became")
		}
	})
}

func TestNotesAreTheirAuthorsAlone(t *testing.T) {
	w := begun(newWorld(t))
	at := linkItem(w.chain, item212)
	coder := w.as("coder")
	coder.told(coder.script(at+"/draft", "field", "note", "text", "Ask Sra. Pinto on Thursday"))
	coder.wants(coder.get(at), 200, "Ask Sra. Pinto")
	for _, who := range []string{"reviewer", "ruth", "editor"} {
		if p := w.as(who).get(at); p.status != 200 || strings.Contains(p.text, "Pinto") {
			t.Errorf("%s got %d and may see the note", who, p.status)
		}
	}
	// A form that did not change the note does not touch a newer one.
	coder.script(at, "do", "save", "command", app.NewID(), "base", "999", "value", "present", "note", "", "note_was", "")
	coder.wants(coder.get(at), 200, "Ask Sra. Pinto")
}

func TestSourcesAreFoundAttachedAndEnteredOnce(t *testing.T) {
	w := begun(newWorld(t))
	coder, at := w.as("coder"), linkItem(w.chain, "L-2.1.3")
	found := coder.post(at, "do", "find", "add", "guichet 2023", "justification", "Typed before")
	coder.wants(found, 200, "1 source of this assessment fits", "Ordonnance 14/2023", "L-2.1.1, L-2.1.2", "Typed before")
	same := coder.post(at, "do", "new", "command", app.NewID(), "new_title", "Again", "new_kind", "law", "new_link", "http://example.org/ordonnance-14/")
	coder.wants(same, 200, "Another source has this link already")
	command := app.NewID()
	form := []string{"do", "new", "command", command, "base", "0", "value", "partial", "new_title", "Plan comunal", "new_kind", "policy", "new_locator", "p. 31"}
	for range 2 {
		if r := coder.post(at, form...); r.status != 303 {
			t.Fatalf("entering a source: %d %s", r.status, r.text)
		}
	}
	x := w.state().Item("L-2.1.3").First
	if len(x.Citations) != 1 || x.Citations[0].Locator != "p. 31" || len(w.state().LiveSources()) != 3 {
		t.Errorf("cited %v, %d sources", x.Citations, len(w.state().LiveSources()))
	}
	law := string(w.state().SourceOrder[0])
	plan := string(x.Citations[0].Source)
	coder.post(at, "do", "attach:"+law, "command", app.NewID(), "base", seq(x.Seq), "value", "partial", "source", plan, "locator", "p. 31")
	x = w.state().Item("L-2.1.3").First
	coder.post(at, "do", "detach:0", "command", app.NewID(), "base", seq(x.Seq), "value", "partial", "source", plan, "locator", "p. 31", "source", law, "locator", "Art. 1")
	if x = w.state().Item("L-2.1.3").First; len(x.Citations) != 1 || string(x.Citations[0].Source) != law || x.Citations[0].Locator != "Art. 1" {
		t.Errorf("cited %v", x.Citations)
	}
}

func TestReviewersApproveAndReturn(t *testing.T) {
	w := begun(newWorld(t))
	reviewer, at := w.as("reviewer"), linkItem(w.chain, item212)
	coder := w.as("coder")
	base := seq(w.state().Item(item212).First.Seq)
	reviewer.wants(reviewer.get(at), 200, "Approve, next", "A decree names the table")
	reviewer.wants(reviewer.post(at+"/review", "command", app.NewID(), "base", base, "verdict", "returned"), 422)
	coder.wants(coder.post(at+"/review", "command", app.NewID(), "base", base, "verdict", "approved"), 403)
	reviewer.wants(reviewer.post(at+"/review", "command", app.NewID(), "base", "1", "verdict", "approved"), 409)
	if r := reviewer.post(linkDomain(w.chain, "D2")+"/approve", "command", app.NewID(), "upto", "999"); r.status != 303 {
		t.Fatalf("approving a domain: %d", r.status)
	}
	if s := w.state().Item(item212).Status(); s != assessment.Approved {
		t.Errorf("the answer is %s", s)
	}
	if s := w.state().Item("L-2.1.1").Status(); s != assessment.Returned {
		t.Errorf("a returned answer became %s", s)
	}
	coder.wants(coder.get(at), 200, "Approved by")
}

func TestConversations(t *testing.T) {
	w := begun(newWorld(t))
	coder, at := w.as("coder"), linkItem(w.chain, item212)
	r := coder.post(at+"/thread", "command", app.NewID(), "text", "@lucía reviewer is this the newest decree? <b>")
	if r.status != 303 {
		t.Fatalf("got %d %s", r.status, r.text)
	}
	c := w.state().Item(item212).Thread[0]
	if len(c.Mentions) != 1 || c.Mentions[0] != w.ids["reviewer"] {
		t.Errorf("mentioned %v", c.Mentions)
	}
	reviewer := w.as("reviewer")
	reviewer.wants(reviewer.get(at), 200, "is this the newest decree? &lt;b&gt;", "In the inbox of Lucía reviewer")
	if r := reviewer.post(at+"/thread", "command", app.NewID(), "thread", c.ID, "text", "It is.", "do", "settle"); r.status != 303 {
		t.Fatalf("settling: %d", r.status)
	}
	if w.state().Item(item212).OpenThreads() != 0 {
		t.Error("the conversation is still open")
	}
	coder.wants(coder.post(at+"/thread", "command", app.NewID(), "text", " "), 422)
}

func TestHistoryShowsDifferencesAndMoments(t *testing.T) {
	w := begun(newWorld(t))
	coder, at := w.as("coder"), linkItem(w.chain, "L-2.1.1")
	page := coder.get(at + "/history")
	coder.wants(page, 200, "<del>*some*</del>", "<ins>two</ins>", "Please name the article.", "Marked as ready")
	coder.wants(coder.get(at+"?history=1"), 200, "<ins>two</ins>")
	if p := coder.get(at); strings.Contains(p.text, "<ins>two</ins>") {
		t.Error("the record is replayed for a page that does not ask for it")
	}
	first := regexp.MustCompile(regexp.QuoteMeta(at)+`/at/\d+`).FindAllString(page.text, -1)
	coder.wants(coder.get(first[len(first)-1]), 200, "<em>some</em> posts", "As it was on")
	coder.wants(coder.get(at+"/at/99999"), 404)
	coder.wants(coder.get(at+"/at/x"), 404)
}

func TestMarkdownIsSafe(t *testing.T) {
	w := newWorld(t)
	at := linkItem(w.chain, item212)
	coder := w.as("coder")
	nasty := "**bold** <script>alert(1)</script> [x](javascript:alert(1)) ![i](https://example.org/i.png)"
	p := coder.script(at, "do", "preview", "justification", nasty)
	coder.wants(p, 200, "<strong>bold</strong>")
	for _, bad := range []string{"<script", "javascript:", "<img", "<html"} {
		if strings.Contains(p.text, bad) {
			t.Errorf("%s in %s", bad, p.text)
		}
	}
	whole := coder.post(at, "do", "preview", "justification", nasty, "value", "partial")
	coder.wants(whole, 200, "<strong>bold</strong>", "<html", `value="partial" checked`)
}

func TestACarriedAnswerIsConfirmedOrChanged(t *testing.T) {
	w := newWorld(t)
	s := w.follow()
	at := linkItem(s.Chain, item212)
	coder := w.as("coder")
	coder.wants(coder.get(at), 200, "not confirmed yet", "The old justification.", "Still so", "Has changed")
	coder.wants(coder.get(at+"?start=carried"), 200, `<textarea id="just" name="justification" rows="6" aria-describedby="just-hint" dir="auto" lang="en">The old justification.</textarea>`)
	refused := coder.post(at, "do", "ready", "command", app.NewID(), "base", "0", "value", "absent", "justification", "It was abolished.")
	coder.wants(refused, 422, "It was abolished.")
	taken := coder.post(at, "do", "ready", "command", app.NewID(), "base", "0", "value", "absent", "justification", "It was abolished.", "change", "policy_change", "why", "Decree 9 ended it.")
	if taken.status != 303 {
		t.Errorf("a typed difference was refused: %d %s", taken.status, taken.text)
	}
	if r := coder.post(linkItem(s.Chain, "L-2.1.3")+"/confirm", "command", app.NewID()); r.status != 303 {
		t.Errorf("confirming: %d", r.status)
	}
	now, err := w.app.State(t.Context(), w.standing("ruth"), s.Chain)
	w.must(err)
	if now.Item("L-2.1.3").Status() != assessment.Ready || now.Item(item212).First.Change != assessment.PolicyChange {
		t.Error("the round before was not taken as meant")
	}
}

// follow opens a second round with two answers of the first.
func (w *world) follow() *assessment.State {
	w.Helper()
	old := w.state()
	o := old.Opened
	o.Round, o.Date = 2, "2027-03"
	o.Previous = &assessment.Previous{Chain: w.chain}
	carry := assessment.CarriedOver{}
	for _, code := range []framework.Code{item212, "L-2.1.3"} {
		carry.Answers = append(carry.Answers, assessment.Carried{
			Indicator: code, From: []framework.Code{code}, Comparable: "full",
			Given: assessment.Given{Value: "unknown", Justification: "The old justification.", Language: "en"},
		})
	}
	s, err := w.app.Begin(w.Context(), app.Order{By: w.standing("ruth"), Do: []assessment.Command{assessment.FollowUp{Opened: o, Carry: carry}}}, old.Book)
	w.must(err)
	s, err = w.app.Do(w.Context(), app.Order{By: w.standing("ruth"), Chain: s.Chain, Do: []assessment.Command{
		assessment.Grant{Granted: assessment.Granted{Person: w.ids["coder"], Grant: account.Grant{Role: account.Coder}}}, assessment.MoveStage{To: account.Coding},
	}})
	w.must(err)
	return s
}
