package desk

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/browsertest"
	"sextant/internal/lang"
)

// evidence makes a record worth looking at: sources with copies, answers that
// changed, a blanked entry.
func (w *world) evidence() (source assessment.SourceID, copyOf string) {
	w.Helper()
	source = w.law("coder", assessment.Cited{Title: "Ley N.º 21.325 de Migración y Extranjería", Language: "es", Issuer: "Congreso Nacional de Chile", Date: "2021-04-20", Link: "https://www.bcn.cl/leychile/navegar?idNorma=1158549"})
	text := "<html><title>Ley 21.325</title><p>Artículo 15. Derecho a la salud de las personas migrantes.</p>"
	s, err := w.app.KeepFile(w.Context(), app.Order{By: w.standing("coder"), Chain: w.chain}, source, app.File{Name: "ley-21325.html", Body: strings.NewReader(text)})
	w.must(err)
	w.law("coder", assessment.Cited{Kind: "interview", Title: "مقابلة مع مسؤولة في البلدية", Language: "ar", Private: true})
	dead := w.law("reviewer", assessment.Cited{Kind: "website", Title: "Portal municipal de atención a personas migrantes con un título muy largo que no cabe en una sola línea", Language: "es", Link: "http://10.0.0.1/una/ruta/larguisima/que/no/termina/nunca/index.php?pagina=atencion"})
	_, _ = w.app.CheckLink(w.Context(), w.standing("coder"), w.chain, dead)
	code := w.firstCode()
	w.cite("coder", assessment.FirstHand, code, source, "La ley existe desde 2021 y **garantiza** la atención.")
	w.cite("coder", assessment.FirstHand, code, source, "La ley existe desde 2022 y **garantiza** la atención primaria.")
	w.cite("coder", assessment.FirstHand, s.Book.Indicators[1].Code, source, "Nombre que no debe quedar.")
	w.must(w.app.Redact(w.Context(), w.standing("ruth"), w.chain, w.head(), "Protección de una persona"))
	return source, string(s.Sources[source].Copies[0].Hash)
}

// Every page about sources, the record and files that come and go: wide and
// narrow, light and dark, in English and in Arabic, without a fault of axe.
func TestSourcesAndTheRecordInABrowser(t *testing.T) {
	b := browsertest.New(t)
	w := newWorld(t)
	source, hash := w.evidence()
	head := strconv.FormatInt(w.head()-2, 10)
	back := filled(t, w.as("coder").get(linkTo(w.chain, "workbook", "file")).text, w.firstCode(), map[string]string{"value": "absent", "justification": "Texto del cuaderno."})
	pages := map[string]string{
		"sources-all": "/desk/sources", "sources": linkTo(w.chain, "sources"), "sources-found": linkTo(w.chain, "sources") + "?q=salud",
		"source": linkTo(w.chain, "sources", string(source)), "copy": linkTo(w.chain, "copies", hash, "text"),
		"record": linkTo(w.chain, "record"), "moment": linkTo(w.chain, "at", head), "compare": linkCompare(w.chain, 1, w.head()),
		"workbook": linkTo(w.chain, "workbook"), "packages": "/desk/packages",
		"redact": "/desk/admin/redact?chain=" + string(w.chain) + "&seq=3",
	}
	look := func(name string, second bool) {
		for _, l := range looksOf(second) {
			b.Look(l.width, 900, l.theme)
			where := fmt.Sprintf("%s at %d, %s", name, l.width, l.theme)
			if over := b.Overflow(); over > 0 {
				t.Errorf("%s: %d pixels too wide", where, over)
			}
			if folder := os.Getenv("SEXTANT_PICTURES"); folder != "" {
				b.Picture(filepath.Join(folder, fmt.Sprintf("%s-%d-%s.png", name, l.width, l.theme)), true)
			}
			for _, v := range b.Axe() {
				t.Errorf("%s: %s", where, v)
			}
		}
	}
	for login, names := range map[string][]string{
		"ruth":  {"record", "moment", "compare", "packages", "redact"},
		"coder": {"sources-all", "sources", "sources-found", "source", "copy", "workbook"},
	} {
		signInBy(w, b, login)
		for _, tag := range []lang.Tag{lang.English, lang.Arabic} {
			w.must(w.app.ChangeLanguage(t.Context(), w.ids[login], tag))
			for _, name := range names {
				b.Open(w.server.URL + pages[name])
				look(name+"-"+string(tag), tag == lang.Arabic)
			}
			if login == "coder" {
				w.comeBack(b, back)
				look("workbook-preview-"+string(tag), tag == lang.Arabic)
			}
		}
	}
}

// comeBack sends a workbook as a person does.
func (w *world) comeBack(b *browsertest.Browser, file []byte) {
	w.Helper()
	b.Open(w.server.URL + linkTo(w.chain, "workbook"))
	parts := make([]string, len(file))
	for i, c := range file {
		parts[i] = strconv.Itoa(int(c))
	}
	browsertest.Eval[bool](b, `(async()=>{const body=new FormData();body.append('file',new File([new Uint8Array([`+strings.Join(parts, ",")+`])],'back.xlsx'));
const r=await fetch(location.href,{method:'POST',body});
document.body.replaceWith(new DOMParser().parseFromString(await r.text(),'text/html').body);return !!document.querySelector('#take')})()`)
}
