package desk

import (
	"net/http"
	"strings"
	"testing"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/lang"
	"sextant/internal/place"
)

// openAnother has ruth open an assessment of another city, with a coder.
func (w *world) openAnother() {
	w.Helper()
	s, err := w.app.State(w.Context(), w.standing("ruth"), w.chain)
	w.must(err)
	o := s.Opened
	o.Place = place.Place{Code: "CHL-VALLE-SERENO", Name: lang.Text{"es": "Valle Sereno"}, Level: place.City, Parent: "CHL", Invented: true}
	s, err = w.app.Begin(w.Context(), app.Order{By: w.standing("ruth"), Do: []assessment.Command{assessment.Open{Opened: o}}}, s.Book)
	w.must(err)
	w.chain = s.Chain
	w.do("ruth", assessment.Grant{Granted: assessment.Granted{Person: w.ids["coder"], Grant: account.Grant{Role: account.Coder}}})
	w.do("ruth", assessment.MoveStage{To: account.Coding})
}

func TestAPackagePartsAndMeets(t *testing.T) {
	w := newWorld(t)
	w.openAnother()
	code := w.firstCode()
	id := w.law("coder", assessment.Cited{Title: "Ley"})
	w.cite("coder", assessment.FirstHand, code, id, "Antes.")
	here := w.as("ruth")
	out := here.get(linkTo(w.chain, "package"))
	here.wants(out, 200)
	coder := w.as("coder")
	coder.wants(coder.get(linkTo(w.chain, "package")), http.StatusForbidden)
	coder.wants(coder.get("/desk/packages"), http.StatusForbidden)

	// Elsewhere nobody of the assessment is known: whoever brings it in
	// becomes its coordinator.
	far := newWorld(t)
	there := far.as("ruth")
	seen := there.sendFile("/desk/packages", "record.zip", []byte(out.text))
	there.wants(seen, 200, "chain is whole", "comes as a whole", "you become its coordinator", "Bring it in")
	taken := there.post("/desk/packages/take", "upload", seen.field("upload"))
	there.wants(taken, http.StatusSeeOther)
	there.wants(there.get(taken.header.Get("Location")), 200, "entry by entry as it was")

	// Both sides go on, and meet again.
	far.chain = w.chain
	far.do("ruth", assessment.Grant{Granted: assessment.Granted{Person: far.ids["coder"], Grant: account.Grant{Role: account.Coder}}})
	far.cite("coder", assessment.FirstHand, code, id, "Texto de allá.")
	w.cite("coder", assessment.FirstHand, code, id, "Texto de aquí.")
	back := there.get(linkTo(w.chain, "package"))
	met := here.sendFile("/desk/packages", "record.zip", []byte(back.text))
	here.wants(met, 200, "Both sides went on", "allá", "aquí", "Keep ours", "Merge")
	upload := met.field("upload")
	here.wants(here.post("/desk/packages/take", "upload", upload), 422, "Choose which one stays", "allá")
	here.wants(here.post("/desk/packages/take", "upload", upload, "take:"+string(code), "theirs"), http.StatusSeeOther)
	s, err := w.app.State(w.Context(), w.standing("ruth"), w.chain)
	w.must(err)
	if got := s.Item(code).First.Justification; got != "Texto de allá." {
		t.Errorf("the merged answer says %q", got)
	}
	here.wants(here.get(linkTo(w.chain, "record")), 200, "merged a copy of the record")
}

func TestAPackageOfOthersIsRefused(t *testing.T) {
	w := newWorld(t)
	here := w.as("ruth")
	out := here.get(linkTo(w.chain, "package")).text
	w.add("other", "Otra Administradora", true)
	other := w.as("other")
	other.wants(other.sendFile("/desk/packages", "record.zip", []byte(out)), http.StatusForbidden, "you do not coordinate it")
	other.wants(other.get(linkTo(w.chain, "package")), 404)
	here.wants(here.sendFile("/desk/packages", "record.zip", []byte(strings.Replace(out, "PK", "XX", 1))), 422, "not whole")
	here.wants(here.sendFile("/desk/packages", "record.zip", []byte(out)), 200, "All of it is here already")
}
