package desk

import (
	"bytes"
	"mime/multipart"
	"strings"
	"testing"

	"sextant/frameworks"
	"sextant/internal/app"
	"sextant/internal/framework"
)

// upload sends a file in a form.
func (b *browser) uploadTo(path, file string, data []byte) shown {
	b.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", file)
	b.must(err)
	_, err = part.Write(data)
	b.must(err)
	b.must(form.Close())
	return b.send("POST", path, body.String(), map[string]string{"Content-Type": form.FormDataContentType()})
}

// nextVersion is a built-in book with a new version and one question reworded.
func nextVersion(t *testing.T, version string) *framework.Framework {
	t.Helper()
	data, _ := frameworks.Source(framework.Ref{ID: "sdg-10-7-2", Version: newest(t, "sdg-10-7-2")})
	f, err := framework.Load("a.yaml", data, frameworks.All()...)
	if err != nil {
		t.Fatal(err)
	}
	f.Ref.Version = framework.Version(version)
	f.Indicators[0].Question["en"] = "Is this another question?"
	return f
}

func newest(t *testing.T, id framework.ID) framework.Version {
	t.Helper()
	f, ok := frameworks.Latest(id)
	if !ok {
		t.Fatal("no such book")
	}
	return f.Ref.Version
}

func TestFrameworksAreReadAndTakenAlong(t *testing.T) {
	w := newWorld(t)
	coder := w.as("coder")
	coder.wants(coder.get("/desk/frameworks"), 200, "mgi-national", "demonstration", "1 assessment", "Coordinators publish")
	coder.wants(coder.get("/desk/frameworks/mgi-local/2026.1"), 200, `id="L-1.1.1"`, "Global Compact", "Data for sound policy")
	coder.wants(coder.get("/desk/frameworks/mgi-local/2026.1?in=ar"), 200, `lang="ar" dir="rtl"`)
	coder.wants(coder.get("/desk/frameworks/mgi-local/9"), 404)
	yaml := coder.get("/desk/frameworks/mgi-local/2026.1/yaml")
	if !strings.Contains(yaml.text, "id: mgi-local") || !strings.Contains(yaml.header.Get("Content-Disposition"), "mgi-local-2026.1.yaml") {
		t.Errorf("got %v", yaml.header)
	}
	if xlsx := coder.get("/desk/frameworks/mgi-local/2026.1/xlsx"); !strings.HasPrefix(xlsx.text, "PK") {
		t.Error("this is no workbook")
	}
	if xlsx := coder.get("/desk/frameworks/template?language=en&language=es"); !strings.HasPrefix(xlsx.text, "PK") {
		t.Error("this is no workbook")
	}
	coder.wants(coder.uploadTo("/desk/frameworks/check", "a.yaml", []byte("id: x")), 403)
	coder.wants(coder.post("/desk/frameworks/publish", "packed", "x"), 403)
}

// A book goes out as YAML and as a workbook, comes back changed, is shown with
// its differences and published; the same again and other content under the
// same version are refused.
func TestPublishingAFramework(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ruth := w.as("ruth")
		f := nextVersion(t, "2099.1")
		data, err := framework.Marshal(f)
		w.must(err)
		preview := ruth.uploadTo("/desk/frameworks/check", "new.yaml", data)
		ruth.wants(preview, 200, "No fault was found", "wording", "Is this another question?", "Publish as a new version")
		if got, err := w.app.Book(t.Context(), f.Ref); err == nil {
			t.Fatalf("a preview published %v", got.Ref)
		}
		packed := typedIn(t, preview.text, "packed")
		done := ruth.post("/desk/frameworks/publish", "packed", unescape(packed))
		if done.status != 303 {
			t.Fatalf("got %d %s", done.status, done.text)
		}
		ruth.wants(ruth.get(done.header.Get("Location")), 200, "2099.1", "The version is published")
		ruth.wants(ruth.get("/desk/new/round?place=CHL"), 200, f.Ref.String())
		ruth.wants(ruth.uploadTo("/desk/frameworks/check", "new.yaml", data), 200, "published already")
		book := ruth.get(linkBook(f.Ref) + "/xlsx")
		ruth.wants(ruth.uploadTo("/desk/frameworks/check", "new.xlsx", []byte(book.text)), 200, "published already")
		f.Indicators[0].Question["en"] = "And one more?"
		data, err = framework.Marshal(f)
		w.must(err)
		other := ruth.uploadTo("/desk/frameworks/check", "new.yaml", data)
		ruth.wants(other, 200, "exists with other content")
		packed, err = app.PackBook(f)
		w.must(err)
		ruth.wants(ruth.post("/desk/frameworks/publish", "packed", packed), 409)
	})
}

func TestFaultsOfAFrameworkAreToldWithTheirPlaces(t *testing.T) {
	w := newWorld(t)
	ruth := w.as("ruth")
	f := nextVersion(t, "2099.1")
	f.Indicators[1].Code = f.Indicators[0].Code
	data, err := framework.Marshal(f)
	w.must(err)
	ruth.wants(ruth.uploadTo("/desk/frameworks/check", "new.yaml", data), 422, "new.yaml")
	xlsx, err := w.app.WriteBookXLSX(f, "en")
	w.must(err)
	ruth.wants(ruth.uploadTo("/desk/frameworks/check", "new.xlsx", xlsx), 422, "new.xlsx", "Indicators")
	ruth.wants(ruth.uploadTo("/desk/frameworks/check", "new.xlsx", []byte("PK\x03\x04 nothing")), 422, "new.xlsx")
	ruth.wants(ruth.post("/desk/frameworks/check"), 422, "Choose a file first")
	packed, err := app.PackBook(f)
	w.must(err)
	ruth.wants(ruth.post("/desk/frameworks/publish", "packed", packed), 422)
	for _, broken := range []string{"", "x", "eA==", packed[:len(packed)/2]} {
		ruth.wants(ruth.post("/desk/frameworks/publish", "packed", broken), 422, "nothing was published")
	}
}

// unescape undoes what a template does to a value in an attribute.
func unescape(s string) string { return strings.NewReplacer("&#43;", "+", "&amp;", "&").Replace(s) }
