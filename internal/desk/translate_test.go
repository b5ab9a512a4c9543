package desk

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/browsertest"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/place"
)

// translating is a world whose assessment waits to be translated into Arabic
// and French: every domain has a finding, one translation is behind.
func translating(t *testing.T) *world {
	w := newWorld(t)
	w.add("samir", "Samir Haddad", false)
	w.add("tomas", "Tomás Rey", false)
	book, err := w.app.Book(context.Background(), framework.Ref{ID: "mgi-local", Version: "2026.1"})
	w.must(err)
	do := []assessment.Command{
		assessment.Open{Opened: assessment.Opened{
			Place:     place.Place{Code: "XCS-ALBA", Name: lang.Text{"es": "Alba"}, Level: place.City, Parent: "XCS"},
			Framework: book.Ref, FrameworkHash: app.BookHash(book), Round: 1, Date: "2026-03",
			Languages: []lang.Tag{"es", "ar", "fr"}, Source: "es", Origin: "file",
		}},
		assessment.Grant{Granted: assessment.Granted{Person: w.ids["samir"], Grant: account.Grant{Role: account.Translator, Languages: []string{"ar", "fr"}}}},
		assessment.Grant{Granted: assessment.Granted{Person: w.ids["coder"], Grant: account.Grant{Role: account.Coder}}},
		assessment.Grant{Granted: assessment.Granted{Person: w.ids["tomas"], Grant: account.Grant{Role: account.FocalPoint, Institution: "Municipality"}}},
		assessment.WriteSection{SectionWritten: assessment.SectionWritten{Kind: assessment.Introduction, Language: "es", Text: "Alba, 2026.\n\nSegundo párrafo."}},
	}
	for _, d := range book.Domains {
		do = append(do, sentence(assessment.FindingID(d.Code), d.Code, "Desde 2023 la Oficina atiende en "+string(d.Code)+"."))
	}
	do = append(do, assessment.MoveStage{To: account.Consent},
		assessment.Translate{Translated: assessment.Translated{Unit: "finding:D1", Language: "fr", Text: "Depuis 2023, le Bureau accueille (D1).", Reviewed: true}},
		sentence("D1", "D1", "Desde 2024 la Oficina y el Consejo atienden en D1."))
	s, err := w.app.Begin(context.Background(), app.Order{By: app.System, Do: do}, book)
	w.must(err)
	w.chain = s.Chain
	return w
}

func sentence(id assessment.FindingID, d framework.Code, text string) assessment.WriteFinding {
	return assessment.WriteFinding{Base: 1 << 40, FindingWritten: assessment.FindingWritten{ID: id, Domain: d, Side: assessment.Developed, Text: text, Language: "es"}}
}

func (w *world) state() *assessment.State {
	w.Helper()
	s, err := w.app.State(context.Background(), app.System, w.chain)
	w.must(err)
	return s
}

func (w *world) unit(id assessment.UnitID) assessment.Unit {
	u, _ := w.state().Unit(id)
	return u
}

// field is the value of a hidden field of a page.
func field(t *testing.T, page, name string) string {
	t.Helper()
	_, rest, ok := strings.Cut(page, `name="`+name+`" value="`)
	if !ok {
		t.Fatalf("no field %s", name)
	}
	value, _, _ := strings.Cut(rest, `"`)
	return value
}

func TestTranslatingOneTextAfterTheOther(t *testing.T) {
	w := translating(t)
	samir := w.as("samir")
	french := linkTranslate(w.chain, "fr")
	s := samir.get(french)
	samir.wants(s, 200, "Into French", `name="unit" value="section:introduction"`, `lang="fr" dir="ltr"`, "7 texts are not reviewed yet")
	next := samir.post(french, "command", field(t, s.text, "command"), "unit", "section:introduction", "basis", field(t, s.text, "basis"),
		"base", "0", "text", "Alba, 2026.\r\n\r\nSecond paragraphe.", "state", "reviewed", "do", "next")
	if u := w.unit("section:introduction"); u.State("fr") != assessment.TextReviewed || u.Translations["fr"].Text != "Alba, 2026.\n\nSecond paragraphe." {
		t.Errorf("%+v", u.Translations["fr"])
	}
	if to := next.header.Get("Location"); next.status != http.StatusSeeOther || !strings.Contains(to, "unit=finding%3AD1") {
		t.Fatalf("%d to %s", next.status, to)
	}
	// the next one is behind its original: the page shows what changed and
	// which figures differ
	s = samir.get(french + "?unit=finding:D1")
	samir.wants(s, 200, "<del>2023</del>", "<ins>2024</ins>", "<ins>y el Consejo ", "Only the original has these figures: 2024", "Only the translation has these figures: 2023", "Behind the original")
	keep := func(state, text string) shown {
		page := samir.get(french + "?unit=finding:D1")
		return samir.post(french, "unit", "finding:D1", "basis", field(t, page.text, "basis"), "base", field(t, page.text, "base"), "text", text, "state", state, "do", "save")
	}
	keep("stale", "Depuis 2024, pas fini (D1).")
	if u := w.unit("finding:D1"); u.State("fr") != assessment.TextStale || u.Translations["fr"].Text != "Depuis 2024, pas fini (D1)." {
		t.Errorf("what is not finished is %s", u.State("fr"))
	}
	keep("draft", "Depuis 2024, le Bureau et le Conseil accueillent (D1).")
	if u := w.unit("finding:D1"); u.State("fr") != assessment.TextDraft {
		t.Errorf("a draft is %s", u.State("fr"))
	}
}

// Rule 9: two people never overwrite each other without seeing it.
func TestTwoTranslators(t *testing.T) {
	w := translating(t)
	samir := w.as("samir")
	arabic := linkTranslate(w.chain, "ar")
	page := samir.get(arabic + "?unit=finding:D2")
	samir.wants(page, 200, `lang="ar" dir="rtl"`)
	_, err := w.app.Do(t.Context(), app.Order{By: app.System, Chain: w.chain, Do: []assessment.Command{
		assessment.Translate{Translated: assessment.Translated{Unit: "finding:D2", Language: "ar", Text: "منذ عام 2023 يعمل المكتب."}},
	}})
	w.must(err)
	form := []string{"unit", "finding:D2", "basis", field(t, page.text, "basis"), "text", "منذ 2023 يستقبل المكتب الناس.", "state", "draft", "do", "save"}
	refused := samir.post(arabic, append(form, "base", field(t, page.text, "base"))...)
	samir.wants(refused, http.StatusConflict, "منذ عام 2023 يعمل المكتب.", "منذ 2023 يستقبل المكتب الناس.", "Somebody else saved this")
	taken := samir.post(arabic, append(form, "base", field(t, refused.text, "base"))...)
	if u := w.unit("finding:D2"); taken.status != http.StatusSeeOther || u.Translations["ar"].Text != "منذ 2023 يستقبل المكتب الناس." {
		t.Errorf("%d, %+v", taken.status, u.Translations["ar"])
	}
}

// Rule 6: a text is never reviewed against an original that has moved.
func TestOriginalMovesUnderTheHands(t *testing.T) {
	w := translating(t)
	samir := w.as("samir")
	french := linkTranslate(w.chain, "fr")
	page := samir.get(french + "?unit=finding:D3")
	_, err := w.app.Do(t.Context(), app.Order{By: app.System, Chain: w.chain, Do: []assessment.Command{sentence("D3", "D3", "Desde 2025 todo cambió.")}})
	w.must(err)
	form := []string{"unit", "finding:D3", "basis", field(t, page.text, "basis"), "base", "0", "text", "Depuis 2023.", "do", "save", "state"}
	samir.wants(samir.post(french, append(form, "reviewed")...), 422, "Desde 2025 todo cambió.", "Depuis 2023.")
	samir.post(french, append(form, "draft")...)
	if u := w.unit("finding:D3"); u.State("fr") != assessment.TextStale {
		t.Errorf("a translation of what was there before is %s", u.State("fr"))
	}
}

func (b *browser) send1(path, name string, data []byte) shown {
	b.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", name)
	b.must(err)
	_, err = part.Write(data)
	b.must(err)
	b.must(form.Close())
	return b.send(http.MethodPost, path, body.String(), map[string]string{"Content-Type": form.FormDataContentType()})
}

func TestFilesGoOutAndComeBack(t *testing.T) {
	w := translating(t)
	samir := w.as("samir")
	french := linkTranslate(w.chain, "fr")
	out := samir.get(french + "/file?form=po")
	samir.wants(out, 200, `msgctxt "finding:D2"`)
	if name := out.header.Get("Content-Disposition"); !strings.Contains(name, "xcs-alba-2026-fr.po") {
		t.Errorf("the file is called %s", name)
	}
	back := out.text
	for _, d := range []string{"D2", "D4"} {
		text := `msgid "Desde 2023 la Oficina atiende en ` + d + `."` + "\nmsgstr "
		back = strings.Replace(back, text+`""`, text+`"Depuis 2023 (`+d+`)."`, 1)
	}
	samir.wants(samir.send1(french+"/file", "x.po", []byte("no such thing")), 422, "neither XLIFF nor PO")
	samir.wants(samir.send1(french+"/file", "x.po", []byte(strings.Replace(back, "atiende en D2", "atiende en D9", 1))), 422, "x.po:", "was changed in the file")
	brought := samir.send1(french+"/file", "x.po", []byte(back))
	preview := brought.header.Get("Location")
	if brought.status != http.StatusSeeOther {
		t.Fatalf("%d %s", brought.status, readable(brought.text))
	}
	samir.wants(samir.get(preview), 200, "2 translations would be saved", "Depuis 2023 (D2).", "There is no translation in the file", "1 text brings nothing new")
	_, err := w.app.Do(t.Context(), app.Order{By: app.System, Chain: w.chain, Do: []assessment.Command{
		assessment.Translate{Translated: assessment.Translated{Unit: "finding:D2", Language: "fr", Text: "D’ici."}},
	}})
	w.must(err)
	samir.wants(samir.post(preview, "do", "take"), 409, "1 text to decide", "D’ici.", "Nothing was saved")
	page := samir.get(preview)
	key := field(t, page.text, "conflict")
	taken := samir.post(preview, "do", "take", "conflict", key, "take:"+key, "here")
	samir.wants(samir.get(taken.header.Get("Location")), 200, "The translations of the file are saved")
	if w.unit("finding:D2").Translations["fr"].Text != "D’ici." || w.unit("finding:D4").Translations["fr"].Text != "Depuis 2023 (D4)." {
		t.Errorf("%+v %+v", w.unit("finding:D2").Translations, w.unit("finding:D4").Translations)
	}
	samir.wants(samir.get(preview), 404)
	again := samir.send1(french+"/file", "x.po", []byte(samir.get(french+"/file?form=po").text)).header.Get("Location")
	samir.wants(samir.get(again), 200, "brings nothing new")
	if s := samir.post(again, "do", "drop"); !strings.Contains(s.header.Get("Location"), "done_dropped") {
		t.Errorf("%+v", s)
	}
}

func TestWhoTranslates(t *testing.T) {
	w := translating(t)
	french := linkTranslate(w.chain, "fr")
	coder := w.as("coder")
	coder.wants(coder.get(french), 200, "You may read the texts here")
	coder.wants(coder.post(french, "unit", "finding:D2", "basis", "1", "base", "0", "text", "x", "state", "draft"), 403)
	for login, status := range map[string]int{"tomas": 403, "nobody": 404} {
		b := w.as(login)
		for _, path := range []string{french, french + "/file?form=po", linkTo(w.chain, "findings", "translate")} {
			b.wants(b.get(path), status)
		}
	}
	samir := w.as("samir")
	samir.wants(samir.get(linkTranslate(w.chain, "es")), 404)
	samir.wants(samir.get(linkTranslate(w.chain, "de")), 404)
	if to := samir.get(linkTo(w.chain, "findings", "translate")).header.Get("Location"); to != linkTranslate(w.chain, "ar") {
		t.Errorf("goes to %s", to)
	}
}

func TestFigures(t *testing.T) {
	for _, c := range []struct{ original, translation, missing, added string }{
		{"Desde 2021 hay 1.234,5 millones.", "Since 2021 there are 1,234.5 million.", "", ""},
		{"Decreto 14/2023", "Décret 14/2023", "", ""},
		{"En 2023 150 personas", "In 2023, 150 people", "", ""},
		{"12 500 personas", "12\u202f500 personnes", "", ""},
		{"Desde 2021", "منذ عام ٢٠٢١", "", ""},
		{"Desde 2021", "自２０２１年起", "", ""},
		{"Desde 2021", "Depuis 2020", "2021", "2020"},
		{"3 y 3", "3", "3", ""},
		{"sin cifras", "none", "", ""},
	} {
		f := CompareFigures(c.original, c.translation)
		if strings.Join(f.Missing, " ") != c.missing || strings.Join(f.Added, " ") != c.added || f.Any() != (c.missing+c.added != "") {
			t.Errorf("%q, %q: %+v", c.original, c.translation, f)
		}
	}
}

func TestTranslationInABrowser(t *testing.T) {
	b := browsertest.New(t)
	w := translating(t)
	signInBy(w, b, "samir")
	pages := map[string]string{
		"translate": linkTranslate(w.chain, "fr") + "?unit=finding:D1", "translate-rtl": linkTranslate(w.chain, "ar"),
		"translate-back": previewOf(t, w),
	}
	for _, tongue := range []lang.Tag{"en", "ar"} {
		w.must(w.app.ChangeLanguage(t.Context(), w.ids["samir"], tongue))
		for name, path := range pages {
			for _, look := range []struct {
				width int64
				theme string
			}{{1280, "light"}, {390, "dark"}} {
				b.Look(look.width, 900, look.theme)
				b.Open(w.server.URL + path)
				if over := b.Overflow(); over > 0 {
					t.Errorf("%s %s at %d: %d pixels too wide", name, tongue, look.width, over)
				}
				for _, v := range b.Axe() {
					t.Errorf("%s %s at %d: %s", name, tongue, look.width, v)
				}
				if folder := os.Getenv("SEXTANT_PICTURES"); folder != "" {
					b.Picture(filepath.Join(folder, strings.Join([]string{name, string(tongue), look.theme}, "-")+".png"), true)
				}
			}
		}
	}
}

// previewOf brings a file with a conflict and a text that is behind.
func previewOf(t *testing.T, w *world) string {
	data, name, err := w.app.ExportTranslation(t.Context(), w.standing("samir"), w.chain, app.TranslationFile{Target: "fr", Form: app.XLIFF12})
	w.must(err)
	back := strings.ReplaceAll(string(data), `state="needs-translation"></target>`, `state="translated">Depuis 2023, le Bureau accueille.</target>`)
	_, err = w.app.Do(t.Context(), app.Order{By: app.System, Chain: w.chain, Do: []assessment.Command{
		assessment.Translate{Translated: assessment.Translated{Unit: "finding:D2", Language: "fr", Text: "Depuis 2023, l’Office reçoit."}},
		sentence("D3", "D3", "Desde 2025 todo cambió."),
	}})
	w.must(err)
	r, err := w.app.KeepTranslation(t.Context(), w.standing("samir"), w.chain, app.File{Name: name, Body: strings.NewReader(back)})
	w.must(err)
	return linkTranslate(w.chain, "fr") + "/back/" + url.PathEscape(string(r.ID))
}
