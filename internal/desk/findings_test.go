package desk

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/framework"
	"sextant/internal/store/storetest"
)

func numberOf(n int64) string { return strconv.FormatInt(n, 10) }

// An editor takes a draft up, fills its gaps in, and finds it in its list with
// its indicator and its languages.
func TestAnEditorTakesUpADraft(t *testing.T) {
	eachFindings(t, func(w *world) {
		editor := w.as("editor")
		page := editor.get(linkFindings(w.chain, "D1"))
		editor.wants(page, 200, "are in no finding yet", "Drafts from the answers", "Take up", "L-1.")
		code := string(w.book().In("D1")[2].Code) // present: a developed draft with gaps
		draft := editor.get(linkTo(w.chain, "finding", "new") + "?domain=D1&side=developed&from=" + code)
		editor.wants(draft, 200, `name="base" value="0"`, code, "Municipalidad de Puerto Alba", "Ordenanza 14 de acogida")
		action := between(draft.text, `<form method="post" action="`, `" class="fields" id="edit"`)
		action = action[strings.LastIndex(action, `"`)+1:]
		editor.wants(editor.post(action, "domain", "D1", "side", "developed", "language", "es", "text", "En 2023 la {office} hizo algo.", "indicator", code), 422, "still has gaps", "En 2023 la {office}")
		saved := editor.post(action, "domain", "D1", "side", "developed", "language", "es", "text", "Desde 2023 la Oficina de Nuevos Vecinos atiende a todos.", "indicator", code)
		editor.wants(saved, 303)
		editor.wants(editor.get(strings.Split(saved.header.Get("Location"), "#")[0]), 200, "The finding is saved.", "Oficina de Nuevos Vecinos atiende", "1 source", "Missing")
		if s := w.stateNow(); slices.Contains(s.Unused(), framework.Code(code)) || len(s.FindingsOf("D1", assessment.Developed)) != 1 {
			t.Errorf("the finding is not there: %v", s.FindingsOf("D1", assessment.Developed))
		}
	})
}

// Rule 3: a sentence whose answer changed is stale until somebody says it is
// still right, and that word is only good for the answer they saw.
func TestAStaleFinding(t *testing.T) {
	eachFindings(t, func(w *world) {
		w.writeAll()
		editor := w.as("editor")
		code := w.book().In("D1")[0].Code
		change := func(value string) {
			w.do("coder", assessment.RecordAnswer{Base: w.stateNow().Item(code).First.Seq, Answered: assessment.Answered{
				Indicator: code, Hand: assessment.FirstHand, Ready: true, Given: assessment.Given{
					Value: value, Justification: "Ya no.", Language: "es", Citations: []assessment.Citation{{Source: "ordenanza", Locator: "art. 3"}},
				},
			}})
		}
		change(framework.Partial)
		page := editor.get(linkFindings(w.chain, "D1"))
		editor.wants(page, 200, "Stale.", "Absent", "Partially present", linkItem(w.chain, code)+"/history")
		seen := numberOf(w.stateNow().Head.Seq)
		change(framework.Present)
		confirm := linkFinding(w.chain, findingID(0, 0), "confirm")
		editor.wants(editor.post(confirm, "seen", seen), 409)
		if len(w.stateNow().StaleFindings()) != 1 {
			t.Fatal("confirmed unseen")
		}
		editor.wants(editor.post(confirm, "seen", numberOf(w.stateNow().Head.Seq)), 303)
		if len(w.stateNow().StaleFindings()) != 0 {
			t.Error("still stale")
		}
	})
}

// Rule 9: two editors never overwrite each other without seeing it; putting a
// list in order is no change that anybody has to look at.
func TestTwoEditors(t *testing.T) {
	eachFindings(t, func(w *world) {
		w.writeAll()
		editor := w.as("editor")
		f := w.finding(0, 0)
		form := func(base int64, text string) []string {
			return []string{"domain", "D1", "side", "developed", "language", "es", "indicator", string(f.Indicators[0]), "base", numberOf(base), "text", text}
		}
		address := linkFinding(w.chain, f.ID)
		editor.wants(editor.post(linkTo(w.chain, "findings", "order"), "domain", "D1", "side", "developed", "down", string(f.ID)), 303)
		if got := w.stateNow().FindingsOf("D1", assessment.Developed)[1].ID; got != f.ID {
			t.Errorf("second is %s", got)
		}
		editor.wants(editor.post(address, form(f.Moved, "Desde 2024 la Oficina ejecuta la primera medida.")...), 303)
		clash := editor.post(address, form(f.Moved, "Desde 2022 la Oficina ejecuta la primera medida.")...)
		editor.wants(clash, 409, "Saved meanwhile", "2024", "2022")
		if got := w.finding(0, 0).Text; !strings.Contains(got, "2024") {
			t.Errorf("overwritten: %s", got)
		}
		editor.wants(editor.post(address, form(w.finding(0, 0).Moved, "Desde 2022 y 2024 la Oficina ejecuta la primera medida.")...), 303)
	})
}

func TestMoveMergeDropFindings(t *testing.T) {
	eachFindings(t, func(w *world) {
		w.writeAll()
		editor := w.as("editor")
		first, second := w.finding(1, 0), w.finding(1, 1)
		editor.wants(editor.post(linkFinding(w.chain, first.ID), "do", "other", "domain", "D2", "side", "developed", "language", "es", "text", first.Text, "base", numberOf(first.Moved), "indicator", string(first.Indicators[0])), 303)
		if w.finding(1, 0).Side != assessment.Potential {
			t.Error("it did not move to the other list")
		}
		merge := linkFinding(w.chain, first.ID, "merge")
		look := editor.post(merge, "do", "look", "into", string(second.ID), "text", "Lo que se escribía.")
		editor.wants(look, 200, "Make one of two findings", "Lo que se escribía.", second.Text)
		editor.wants(editor.post(merge, "do", "merge", "into", string(second.ID), "text", "Desde 2023 la Oficina ejecuta ambas medidas.", "base", numberOf(second.Moved-1), "from_base", numberOf(w.finding(1, 0).Moved)), 409, "ambas medidas")
		editor.wants(editor.post(merge, "do", "merge", "into", string(second.ID), "text", "Desde 2023 la Oficina ejecuta ambas medidas.", "base", numberOf(second.Moved), "from_base", numberOf(w.finding(1, 0).Moved)), 303)
		if f := w.finding(1, 1); !w.finding(1, 0).Dropped || len(f.Indicators) != 2 || !strings.Contains(f.Text, "ambas") {
			t.Errorf("not merged: %+v", f)
		}
		editor.wants(editor.post(linkFinding(w.chain, second.ID, "drop")), 303)
		if !w.finding(1, 1).Dropped {
			t.Error("not dropped")
		}
		editor.wants(editor.get(linkFinding(w.chain, second.ID)), 404)
	})
}

// What stands on both sides without intent is named, and a tick settles it.
func TestBothSides(t *testing.T) {
	w := findingsWorld(t, app.Config{Store: storetest.Memory(t)})
	w.writeAll()
	editor := w.as("editor")
	f, other := w.finding(0, 0), w.finding(0, 2)
	form := []string{"domain", "D1", "side", "developed", "language", "es", "text", f.Text, "indicator", string(f.Indicators[0]), "indicator", string(other.Indicators[0])}
	editor.wants(editor.post(linkFinding(w.chain, f.ID), append(form, "base", numberOf(f.Moved))...), 303)
	editor.wants(editor.get(linkFindings(w.chain, "D1")), 200, "1 indicator stands on both sides")
	editor.wants(editor.post(linkFinding(w.chain, f.ID), append(form, "base", numberOf(w.finding(0, 0).Moved), "on_purpose", "1")...), 303)
	if strings.Contains(editor.get(linkFindings(w.chain, "D1")).text, "stands on both sides") {
		t.Error("still named")
	}
	far := string(w.book().In("D4")[0].Code)
	found := editor.post(linkFinding(w.chain, f.ID), append(form, "do", "find", "q", strings.ToLower(far))...)
	editor.wants(found, 200, `value="`+far+`"`, f.Text)
}

// The script exchanges one list; each piece brings a new name for the order
// that follows, so that two moves are two orders.
func TestListsAreExchangedAlone(t *testing.T) {
	w := findingsWorld(t, app.Config{Store: storetest.Memory(t)})
	w.writeAll()
	editor := w.as("editor")
	move := func(command string) shown {
		form := url.Values{"domain": {"D1"}, "side": {"developed"}, "down": {string(findingID(0, 0))}, "command": {command}}
		return editor.send("POST", linkTo(w.chain, "findings", "order"), form.Encode(), map[string]string{"X-Part": "list-developed"})
	}
	piece := move("order-1")
	editor.wants(piece, 200, `id="list-developed"`, "autofocus", "place 2 of 2")
	if strings.Contains(piece.text, "<html") || strings.Contains(piece.text, "order-1") {
		t.Error("the piece is the whole page, or names the old order")
	}
	if again := move("order-1"); w.stateNow().FindingsOf("D1", assessment.Developed)[1].ID != findingID(0, 0) || again.status != 200 {
		t.Error("an order sent twice was carried out twice")
	}
}

// Who may read sentences in the making, and who may write them.
func TestWhoSeesFindings(t *testing.T) {
	w := findingsWorld(t, app.Config{Store: storetest.Memory(t)})
	w.writeAll()
	pages := []string{linkFindings(w.chain, "D1"), linkFinding(w.chain, findingID(0, 0)), linkTo(w.chain, "sections"), linkTo(w.chain, "publish")}
	for login, want := range map[string]int{"ruth": 200, "coder": 200, "reviewer": 200, "editor": 200, "translator": 200, "second_coder": 403, "focal_point": 403, "government": 403, "nobody": 404} {
		b := w.as(login)
		for _, p := range pages {
			got := b.get(p)
			if p == pages[1] && want == 200 && login != "editor" {
				b.wants(got, 303)
				continue
			}
			if got.status != want {
				t.Errorf("%s got %d from %s", login, got.status, p)
			}
			if want != 200 && strings.Contains(got.text, "Oficina de Nuevos Vecinos") {
				t.Errorf("%s reads a sentence on %s", login, p)
			}
		}
	}
	for _, login := range []string{"ruth", "coder", "translator"} {
		b := w.as(login)
		b.wants(b.post(linkFinding(w.chain, "new-one"), "domain", "D1", "side", "developed", "language", "es", "text", "Una frase cualquiera de alguien."), 403)
		b.wants(b.post(linkFinding(w.chain, findingID(0, 0), "drop")), 403)
		b.wants(b.post(linkTo(w.chain, "sections"), "kind", "context", "language", "es", "text", "Algo."), 403)
	}
}

func TestSections(t *testing.T) {
	eachFindings(t, func(w *world) {
		editor := w.as("editor")
		link := linkTo(w.chain, "sections")
		editor.wants(editor.get(link), 200, "Introduction", "Conceptual framework", "not written yet")
		editor.wants(editor.get(link+"?kind=nothing"), 404)
		editor.wants(editor.post(link, "kind", "context", "language", "es", "base", "0", "text", "Uno.\r\n\r\nDos."), 303)
		if got := w.stateNow().Sections["context"].Text; got != "Uno.\n\nDos." {
			t.Errorf("%q", got)
		}
		editor.wants(editor.post(link, "kind", "context", "language", "es", "base", "0", "text", "Tres."), 409, "Saved meanwhile", "Tres.")
		editor.wants(editor.post(link, "kind", "context", "language", "es", "base", numberOf(w.stateNow().Sections["context"].Seq), "text", "Uno. Tres."), 303)
	})
}

// The government enters what it plans; the team reads it; what was meant to
// stay inside is not public.
func TestCommitments(t *testing.T) {
	eachFindings(t, func(w *world) {
		w.writeAll()
		focal := w.as("focal_point")
		link := linkTo(w.chain, "commitments")
		focal.wants(focal.get(link), 200, "Establecer la medida 3", "Enter a commitment", `aria-current="page">Commitments`)
		one := link + "/plan-1"
		focal.wants(focal.post(one, "finding", string(findingID(0, 2)), "action", "Aprobar la ordenanza", "office", ""), 422, "Aprobar la ordenanza")
		focal.wants(focal.post(one, "finding", string(findingID(0, 0)), "action", "Aprobar la ordenanza", "office", "Alcaldía"), 422, "area with potential")
		focal.wants(focal.post(one, "finding", string(findingID(0, 2)), "action", "Aprobar la ordenanza", "office", "Alcaldía", "due", "2027-12", "public", "1"), 303)
		focal.wants(focal.post(link+"/plan-2", "finding", string(findingID(0, 3)), "action", "Un plan reservado", "office", "Alcaldía"), 303)
		coder := w.as("coder")
		coder.wants(coder.get(link), 200, "Aprobar la ordenanza", "December 2027", "will be public", "not public")
		coder.wants(coder.post(one, "finding", string(findingID(0, 2)), "action", "Otra cosa", "office", "X"), 403)
		second := w.as("second_coder")
		second.wants(second.get(link), 403)
		w.consents("findings")
		ruth := w.as("ruth")
		ruth.wants(ruth.post(linkTo(w.chain, "publish")), 303)
		public := w.browser().get("/en/profiles/" + profileSlug(w.stateNow()))
		ruth.wants(public, 200, "Aprobar la ordenanza")
		if strings.Contains(public.text, "reservado") {
			t.Error("a plan that is not public is on the page")
		}
		focal.wants(focal.post(one+"/drop"), 303)
		if !w.stateNow().Promises["plan-1"].Dropped {
			t.Error("not taken back")
		}
	})
}
