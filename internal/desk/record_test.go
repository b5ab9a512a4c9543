package desk

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"sextant/internal/assessment"
	"sextant/internal/store/storetest"
)

// eachEngine tells a story of the desk on both databases.
func eachEngine(t *testing.T, story func(w *world)) {
	t.Run("sqlite", func(t *testing.T) { story(newWorld(t)) })
	t.Run("postgres", func(t *testing.T) { story(newWorld(t, storetest.Postgres(t))) })
}

func (w *world) head() int64 {
	w.Helper()
	s, err := w.app.State(w.Context(), w.standing("ruth"), w.chain)
	w.must(err)
	return s.Head.Seq
}

func TestTheRecordReadsAsSentences(t *testing.T) {
	eachEngine(t, func(w *world) {
		code := w.firstCode()
		id := w.law("coder", assessment.Cited{Title: "Ley 21.325", Language: "es"})
		w.cite("coder", assessment.FirstHand, code, id, "La ley existe desde 2021 y rige en todo el país.")
		w.cite("coder", assessment.FirstHand, code, id, "La ley existe desde 2022 y rige en todo el país.")
		b := w.as("coder")
		page := b.get(linkTo(w.chain, "record"))
		b.wants(page, 200, "recorded an answer to", "entered the source", "<del>2021</del>", "<ins>2022</ins>", "Sextant", "class=\"big\"")
		if i, j := strings.Index(page.text, "<ins>2022"), strings.Index(page.text, "opened the assessment"); i < 0 || i > j {
			w.Error("the newest entry does not come first")
		}
		b.wants(b.get(linkTo(w.chain, "record")+"?kind=source.added"), 200, "1–1 of 1", "Ley 21.325")
		b.wants(b.get(linkTo(w.chain, "record")+"?item="+strings.ToLower(string(code))), 200, "1–2 of 2")
		b.wants(b.get(linkTo(w.chain, "record")+"?from=2031-01-01"), 200, "No entry fits")
		b.wants(b.get(linkTo(w.chain, "record")+"?person="+string(w.ids["coder"])), 200, "1–3 of 3")

		now := w.head()
		was := b.get(linkTo(w.chain, "at", strconv.FormatInt(now-1, 10)))
		b.wants(was, 200, "existe desde 2021", "Nothing can be changed here", "One entry later")
		if strings.Contains(was.text, "existe desde 2022") {
			w.Error("the past knows what came after it")
		}
		b.wants(b.get(linkTo(w.chain, "at", strconv.FormatInt(now+1, 10))), 404)
		b.wants(b.get(linkTo(w.chain, "at", "x")), 404)
		b.wants(b.get(linkCompare(w.chain, now-1, now)), 200, "1 indicator differs", "<del>2021</del>", "<ins>2022</ins>")
		b.wants(b.get(linkCompare(w.chain, 1, now)), 200, "Was added", "Ley 21.325")
		b.wants(b.get(linkTo(w.chain, "compare")+"?from_day=2001-01-01&to_day=2099-01-01"), 200, "1 indicator differs")
		for _, login := range []string{"second_coder", "focal_point"} {
			x := w.as(login)
			for _, path := range []string{"record", "compare", "at/1"} {
				x.wants(x.get(linkTo(w.chain)+"/"+path), http.StatusForbidden)
			}
		}
	})
}

func TestNoMomentOfThePastShowsTheSecondAnswer(t *testing.T) {
	w := newWorld(t)
	w.do("ruth", assessment.DrawSecond{How: "all"})
	id := w.law("second_coder", assessment.Cited{Title: "Fuente"})
	w.cite("second_coder", assessment.SecondHand, w.firstCode(), id, "Palabras de la segunda mano.")
	seq := w.head()
	for _, login := range []string{"coder", "ruth", "reviewer"} {
		b := w.as(login)
		for _, path := range []string{
			linkTo(w.chain, "record"), linkTo(w.chain, "at", strconv.FormatInt(seq, 10)), linkCompare(w.chain, 1, seq), linkTo(w.chain, "sources", string(id)),
		} {
			page := b.get(path)
			if hidden := login == "coder" && strings.Contains(path, "/sources/"); page.status != 200 && !hidden {
				t.Errorf("%s gets %d on %s", login, page.status, path)
			}
			if login == "coder" && strings.Contains(page.text, "Fuente") {
				t.Errorf("the coder learns of the second coder's source on %s", path)
			}
			if strings.Contains(page.text, "segunda mano") || strings.Contains(page.text, "second answer") {
				t.Errorf("%s learns of the second answer on %s", login, path)
			}
		}
	}
}

func TestAnAdministratorBlanksAnEntryUnseen(t *testing.T) {
	w := newWorld(t)
	id := w.law("coder", assessment.Cited{Title: "Entrevista"})
	w.cite("coder", assessment.FirstHand, w.firstCode(), id, "Nombre de una persona en peligro.")
	seq := strconv.FormatInt(w.head(), 10)
	admin := w.as("ruth")
	found := admin.get("/desk/admin/redact?chain=" + string(w.chain) + "&seq=" + seq)
	admin.wants(found, 200, "Blank it for good", string(w.firstCode()), "Answer")
	if strings.Contains(found.text, "peligro") {
		t.Error("the administrator reads what is to be blanked")
	}
	admin.wants(admin.get("/desk/admin/redact?chain="+w.server.URL+linkTo(w.chain, "at", seq)), 200, "Blank it for good")
	admin.wants(admin.get("/desk/admin/redact?chain=nowhere&seq=1"), 422, "no record with this identifier")
	admin.wants(admin.post("/desk/admin/redact", "chain", string(w.chain), "seq", seq, "reason", ""), 422, "reason is missing")
	admin.wants(admin.post("/desk/admin/redact", "chain", string(w.chain), "seq", seq, "reason", "Protección"), http.StatusSeeOther)
	page := admin.get(linkTo(w.chain, "record"))
	admin.wants(page, 200, "content of this entry was blanked", "Protección")
	if strings.Contains(page.text, "peligro") {
		t.Error("the blanked words are still there")
	}
	for _, login := range []string{"coder", "nobody"} {
		x := w.as(login)
		x.wants(x.get("/desk/admin/redact?chain="+string(w.chain)+"&seq="+seq), http.StatusForbidden)
		x.wants(x.post("/desk/admin/redact", "chain", string(w.chain), "seq", "2", "reason", "x"), http.StatusForbidden)
	}
}
