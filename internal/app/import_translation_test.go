package app

import (
	"strings"
	"testing"

	"sextant/frameworks"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/lang"
	"sextant/internal/place"
	"sextant/internal/store/storetest"
)

// The command line takes a translator's file by what it says of itself, and
// stops where somebody else translated meanwhile.
func TestImportTranslation(t *testing.T) {
	a := New(Config{Store: storetest.Memory(t)})
	book, _ := frameworks.Latest("mgi-local")
	section := assessment.SectionUnit(assessment.Introduction)
	s, err := a.Begin(t.Context(), Order{By: System, Do: []assessment.Command{
		assessment.Open{Opened: assessment.Opened{
			Place:     place.Place{Code: "XCS-ALBA", Name: lang.Text{"es": "Puerto Alba"}, Level: place.City, Parent: "XCS"},
			Framework: book.Ref, FrameworkHash: BookHash(book), Round: 1, Date: "2025-03", Languages: []lang.Tag{"es", "fr"}, Source: "es",
		}},
		assessment.WriteSection{SectionWritten: assessment.SectionWritten{Kind: assessment.Introduction, Language: "es", Text: "Puerto Alba, 2025."}},
	}}, book)
	if err != nil {
		t.Fatal(err)
	}
	data, _, err := a.ExportTranslation(t.Context(), System, s.Chain, TranslationFile{Target: "fr", Form: PO})
	if err != nil {
		t.Fatal(err)
	}
	back := []byte(strings.TrimSuffix(string(data), "msgstr \"\"\n") + "msgstr \"Puerto Alba, en 2025.\"\n")
	if !isTranslation(back) || isTranslation([]byte("Puerto Alba")) || isTranslation([]byte("{}")) {
		t.Error("a translator's file is not told from others")
	}
	u, err := a.importTranslation(t.Context(), "back.po", back, ImportOptions{DryRun: true})
	if err != nil || len(u.Lines) != 1 || u.Lines[0].As != "translation.as_changed" || u.Lines[0].Number == 0 {
		t.Fatalf("%v %+v", err, u)
	}
	if now, _ := a.load(t.Context(), s.Chain); now.Head != s.Head {
		t.Error("a dry run saved something")
	}
	other := assessment.Translate{Translated: assessment.Translated{Unit: section, Language: "fr", Text: "D’une autre main."}}
	if _, err := a.Do(t.Context(), Order{By: System, Chain: s.Chain, Do: []assessment.Command{other}}); err != nil {
		t.Fatal(err)
	}
	if _, err := a.importTranslation(t.Context(), "back.po", back, ImportOptions{}); !fault.HasKey(err, "translation.moved") {
		t.Errorf("another's translation was overwritten: %v", err)
	}
	data, _, _ = a.ExportTranslation(t.Context(), System, s.Chain, TranslationFile{Target: "fr", Form: PO})
	back = []byte(strings.Replace(string(data), "D’une autre main.", "Puerto Alba, en 2025.", 1))
	if _, err := a.importTranslation(t.Context(), "back.po", back, ImportOptions{}); err != nil {
		t.Fatal(err)
	}
	now, _ := a.load(t.Context(), s.Chain)
	if x, _ := now.Unit(section); x.Translations["fr"].Text != "Puerto Alba, en 2025." {
		t.Errorf("%+v", x)
	}
}
