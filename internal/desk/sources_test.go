package desk

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/framework"
)

// sendFile sends a form with a file in it.
func (b *browser) sendFile(path, name string, body []byte, pairs ...string) shown {
	b.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	for i := 0; i+1 < len(pairs); i += 2 {
		b.must(w.WriteField(pairs[i], pairs[i+1]))
	}
	if name != "" {
		part, err := w.CreateFormFile("file", name)
		b.must(err)
		_, err = part.Write(body)
		b.must(err)
	}
	b.must(w.Close())
	return b.send(http.MethodPost, path, form.String(), map[string]string{"Content-Type": w.FormDataContentType()})
}

// field reads the value of a hidden field of a page.
func (s shown) field(name string) string {
	m := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(s.text)
	if m == nil {
		return ""
	}
	return m[1]
}

// law is a source with an id of its own, entered by somebody.
func (w *world) law(login string, c assessment.Cited) assessment.SourceID {
	w.Helper()
	id := assessment.SourceID(app.NewID())
	if c.Kind == "" {
		c.Kind = "law"
	}
	w.do(login, assessment.AddSource{SourceAdded: assessment.SourceAdded{ID: id, Cited: c}})
	return id
}

// cite answers an indicator, resting on a source.
func (w *world) cite(login string, hand assessment.Hand, code framework.Code, id assessment.SourceID, text string) {
	w.Helper()
	s, err := w.app.State(w.Context(), w.standing(login), w.chain)
	w.must(err)
	w.do(login, assessment.RecordAnswer{Base: s.Item(code).Of(hand).Seq, Answered: assessment.Answered{
		Indicator: code, Hand: hand,
		Given: assessment.Given{Value: "present", Justification: text, Language: "es", Citations: []assessment.Citation{{Source: id, Locator: "Art. 3"}}},
	}})
}

func TestSourcesAreEnteredSearchedAndChanged(t *testing.T) {
	w := newWorld(t)
	b := w.as("coder")
	list := linkTo(w.chain, "sources")
	page := b.get(list)
	b.wants(page, 200, "No source yet", "Enter the source")
	sent := b.sendFile(list, "Ley 21.325.html", []byte("<html><body><p>La persona extranjera tendrá derecho a la salud</p><script>alert(1)</script>"),
		"command", page.field("command"), "source", page.field("source"), "kind", "law", "title", "Ley de Migración y Extranjería", "language", "es",
		"issuer", "Congreso", "date", "2021-04-20", "link", "https://www.example.org/ley")
	if sent.status != http.StatusSeeOther {
		t.Fatalf("the source was not taken: %d %s", sent.status, readable(sent.text))
	}
	id := page.field("source")
	b.wants(b.get(sent.header.Get("Location")), 200, "The source is entered", "Ley de Migración", "HTML", `lang="es"`)
	b.wants(b.get(list+"?q=salud+EXTRANJERA"), 200, "1 source found", "<mark>")
	b.wants(b.get(list+"?q=nowhere"), 200, "0 sources found")

	twin := b.sendFile(list, "", nil, "source", app.NewID(), "kind", "law", "title", "Otra", "link", "http://example.org/ley/")
	b.wants(twin, http.StatusConflict, "already that of", "Ley de Migración", `value="Otra"`, "enter it all the same")
	b.wants(b.sendFile(list, "", nil, "source", app.NewID(), "kind", "law", "title", ""), 422, "has no title")

	one := list + "/" + id
	before := b.get(one)
	w.do("coder", assessment.ChangeSource{Base: 1 << 40, SourceChanged: assessment.SourceChanged{ID: assessment.SourceID(id), Cited: assessment.Cited{Kind: "law", Title: "Ley 21.325"}}})
	clash := b.post(one, "source", id, "base", before.field("base"), "kind", "law", "title", "Ley de migraciones")
	b.wants(clash, http.StatusConflict, "Saved by someone else meanwhile", "Ley 21.325", `value="Ley de migraciones"`, "Save mine all the same")
	b.wants(b.post(one, "source", id, "base", clash.field("base"), "kind", "law", "title", "Ley de migraciones"), http.StatusSeeOther)

	code := w.firstCode()
	w.cite("coder", assessment.FirstHand, code, assessment.SourceID(id), "Existe una ley.")
	b.wants(b.get(one), 200, string(code), "Art. 3")
	b.wants(b.post(one+"/drop", "command", "d1"), 422, "rests on it")
}

// firstCode is the first indicator of the book.
func (w *world) firstCode() framework.Code {
	s, err := w.app.State(w.Context(), w.standing("ruth"), w.chain)
	w.must(err)
	return s.Book.Indicators[0].Code
}

func TestACopyLeavesInert(t *testing.T) {
	w := newWorld(t)
	b := w.as("coder")
	id := w.law("coder", assessment.Cited{Title: "Página"})
	one := linkTo(w.chain, "sources", string(id))
	evil := "<html><body><script>alert(document.cookie)</script>hola"
	b.wants(b.sendFile(one+"/file", "../../evil.html", []byte(evil), "command", "f1"), http.StatusSeeOther)
	b.wants(b.sendFile(one+"/file", "", nil), 422, "No file was chosen")
	hash := regexp.MustCompile(`copies/([0-9a-f]{64})"`).FindStringSubmatch(b.get(one).text)[1]
	got := b.get(linkTo(w.chain, "copies", hash))
	b.wants(got, 200, evil)
	for name, want := range map[string]string{
		"Content-Type": "application/octet-stream", "X-Content-Type-Options": "nosniff",
		"Content-Security-Policy": "sandbox; default-src 'none'", "Content-Disposition": `attachment; filename*=UTF-8''evil.html`,
	} {
		if got.header.Get(name) != want {
			t.Errorf("%s is %q, want %q", name, got.header.Get(name), want)
		}
	}
	text := b.get(linkTo(w.chain, "copies", hash, "text"))
	b.wants(text, 200, "hola")
	if strings.Contains(text.text, "alert(") {
		t.Error("a script of the copy stands on our page")
	}
	for login, status := range map[string]int{"nobody": 404, "second_coder": 404, "focal_point": 404, "editor": 200} {
		x := w.as(login)
		x.wants(x.get(linkTo(w.chain, "copies", hash)), status)
	}
	b.wants(b.get(linkTo(w.chain, "copies", strings.Repeat("0", 64))), 404)
	b.wants(b.get(linkTo(w.chain, "copies", "..%2f..")), 404)
}

func TestALinkIntoThePrivateNetworkIsRefusedCalmly(t *testing.T) {
	w := newWorld(t)
	b := w.as("coder")
	for _, link := range []string{"http://127.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest/meta-data", "http://10.0.0.1/"} {
		one := linkTo(w.chain, "sources", string(w.law("coder", assessment.Cited{Title: "Dentro", Link: link})))
		b.wants(b.post(one+"/preserve", "command", app.NewID()), 422, "private network", "Keep a copy now")
		b.wants(b.post(one+"/look", "command", app.NewID()), http.StatusSeeOther)
		b.wants(b.get(one), 200, "Link is not followed")
	}
}

func TestTheBlindCoderHasSourcesOfTheirOwn(t *testing.T) {
	w := newWorld(t)
	w.do("ruth", assessment.DrawSecond{How: "all"})
	code := w.firstCode()
	first := w.law("coder", assessment.Cited{Title: "Solo de la primera", Link: "https://example.org/first"})
	w.cite("coder", assessment.FirstHand, code, first, "Primera.")
	second := w.law("second_coder", assessment.Cited{Title: "Solo de la segunda"})
	w.cite("second_coder", assessment.SecondHand, code, second, "Segunda.")
	blind := w.as("second_coder")
	list := linkTo(w.chain, "sources")
	page := blind.get(list)
	blind.wants(page, 200, "Solo de la segunda", "Used in 1 answer")
	if strings.Contains(page.text, "Solo de la primera") {
		t.Error("the blind coder sees the first coder's source")
	}
	blind.wants(blind.get(linkTo(w.chain, "sources", string(first))), 404)
	blind.wants(blind.post(linkTo(w.chain, "sources", string(first)), "kind", "law", "title", "x"), 404)
	blind.wants(blind.post(linkTo(w.chain, "sources", string(first))+"/drop"), 404)
	twin := blind.sendFile(list, "", nil, "source", app.NewID(), "kind", "law", "title", "Mía", "link", "https://example.org/first")
	if twin.status != http.StatusSeeOther {
		t.Errorf("the blind coder learns that a link is used: %d", twin.status)
	}
	coder := w.as("coder")
	coder.wants(coder.get(linkTo(w.chain, "sources", string(second))), 404)
	reviewer := w.as("reviewer")
	reviewer.wants(reviewer.get(linkTo(w.chain, "sources", string(second))), 200, "No answer rests on it")
}
