package app_test

import (
	"strings"
	"testing"

	"sextant/frameworks"
	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/place"
	"sextant/internal/record"
)

var (
	samir = account.Standing{Person: "samir"} // translates into French
	maya  = account.Standing{Person: "maya"}  // editor
	ines  = account.Standing{Person: "ines"}  // of the government
)

// translating brings an assessment to the stage in which texts are translated.
func translating(t *testing.T, a *app.App, city place.Code) record.Chain {
	t.Helper()
	book, _ := frameworks.Latest("mgi-local")
	s, err := a.Begin(t.Context(), app.Order{By: app.System, Do: []assessment.Command{
		assessment.Open{Opened: assessment.Opened{
			Place:     place.Place{Code: "XCS-" + city, Name: lang.Text{"es": "Puerto Alba"}, Level: place.City, Parent: "XCS"},
			Framework: book.Ref, FrameworkHash: app.BookHash(book), Round: 1, Date: "2025-03",
			Languages: []lang.Tag{"es", "fr", "ar"}, Source: "es", Origin: "file",
		}},
		assessment.Grant{Granted: assessment.Granted{Person: "lucia", Grant: account.Grant{Role: account.Coder}}},
		assessment.Grant{Granted: assessment.Granted{Person: "samir", Grant: account.Grant{Role: account.Translator, Languages: []string{"fr"}}}},
		assessment.Grant{Granted: assessment.Granted{Person: "maya", Grant: account.Grant{Role: account.Editor}}},
		assessment.Grant{Granted: assessment.Granted{Person: "ines", Grant: account.Grant{Role: account.FocalPoint, Institution: "Municipality"}}},
		assessment.WriteSection{SectionWritten: assessment.SectionWritten{Kind: assessment.Introduction, Language: "es", Text: "Puerto Alba.\n\n2025."}},
		finding("f1", "D1", "Desde 2023 la Oficina atiende <a todos>."),
		finding("f2", "D1", "Cada año se publica el anuario."),
		finding("f3", "D2", "Dos."), finding("f4", "D3", "Tres."), finding("f5", "D4", "Cuatro."),
		finding("f6", "D5", "Cinco."), finding("f7", "D6", "Seis."),
		assessment.MoveStage{To: account.Consent},
	}}, book)
	must(t, err)
	return s.Chain
}

func finding(id assessment.FindingID, domain framework.Code, text string) assessment.WriteFinding {
	return assessment.WriteFinding{Base: 1 << 40, FindingWritten: assessment.FindingWritten{ID: id, Domain: domain, Side: assessment.Developed, Text: text, Language: "es"}}
}

// filled writes translations into a file as a translator's tool does.
func filled(form app.TranslationForm, data []byte, pairs ...string) []byte {
	text := string(data)
	for i := 0; i+1 < len(pairs); i += 2 {
		before, after, _ := strings.Cut(text, pairs[i])
		for _, gap := range [][2]string{
			{`state="needs-translation"></target>`, `state="translated">` + pairs[i+1] + `</target>`},
			{`msgstr ""`, `msgstr "` + pairs[i+1] + `"`},
			{"</source>\n      </segment>", "</source>\n<target>" + pairs[i+1] + "</target></segment>"},
		} {
			if strings.Contains(after, gap[0]) {
				after = strings.Replace(after, gap[0], gap[1], 1)
				break
			}
		}
		text = before + pairs[i] + after
	}
	return []byte(text)
}

func TestTranslationsGoOutAndComeBack(t *testing.T) {
	each(t, func(t *testing.T, a *app.App, _ app.Config) {
		for _, form := range []app.TranslationForm{app.XLIFF12, app.XLIFF20, app.PO} {
			chain := translating(t, a, place.Code(strings.ToUpper(string(form))))
			data, name, err := a.ExportTranslation(t.Context(), samir, chain, app.TranslationFile{Target: "fr", Form: form})
			must(t, err)
			if !strings.HasPrefix(name, "xcs-"+string(form)+"-2025-fr.") {
				t.Errorf("the file is called %s", name)
			}
			back := filled(form, data, "Desde 2023", "Depuis 2023.", "Cada año", "Chaque année.")
			r, err := a.KeepTranslation(t.Context(), samir, chain, app.File{Name: name, Body: strings.NewReader(string(back))})
			must(t, err)
			if len(r.Taken()) != 2 || len(r.Conflicts()) != 0 || r.Target != "fr" || r.Form != form {
				t.Fatalf("%s: %+v", form, r)
			}
			// meanwhile another hand translates one, and the original of the other moves
			_, err = do(t, a, maya, chain,
				assessment.Translate{Translated: assessment.Translated{Unit: "finding:f1", Language: "fr", Text: "D’une autre main."}},
				finding("f2", "D1", "Cada año, desde 2021, se publica el anuario."),
			)
			must(t, err)
			order := app.Order{By: samir, Chain: chain}
			r, _, err = a.TakeTranslation(t.Context(), order, r.ID, nil)
			if !fault.HasKey(err, "translation.undecided") || len(r.Conflicts()) != 1 || r.Conflicts()[0].Before != "D’une autre main." {
				t.Fatalf("%s: %v %+v", form, err, r)
			}
			_, s, err := a.TakeTranslation(t.Context(), order, r.ID, map[string]bool{r.Conflicts()[0].Key(): true})
			must(t, err)
			f1, _ := s.Unit("finding:f1")
			f2, _ := s.Unit("finding:f2")
			if f1.Translations["fr"].Text != "Depuis 2023." || f2.State("fr") != assessment.TextStale {
				t.Errorf("%s: %+v, %s", form, f1.Translations["fr"], f2.State("fr"))
			}
			if _, err := a.LookAtTranslation(t.Context(), samir, chain, r.ID); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: the file is still there: %v", form, err)
			}
			earlier, err := a.EarlierOriginals(t.Context(), samir, chain, "fr")
			must(t, err)
			if len(earlier) != 1 || earlier["finding:f2"] != "Cada año se publica el anuario." {
				t.Errorf("%s: %v", form, earlier)
			}
		}
	})
}

func TestBilingualWorkbookIsOneOfTheForms(t *testing.T) {
	each(t, func(t *testing.T, a *app.App, _ app.Config) {
		chain := translating(t, a, "ALBA")
		data, name, err := a.ExportTranslation(t.Context(), samir, chain, app.TranslationFile{Target: "fr", Form: app.Bilingual, Language: "fr"})
		must(t, err)
		r, err := a.PlanTranslation(t.Context(), samir, chain, name, data)
		must(t, err)
		if len(r.Lines) != 0 || r.Unchanged != 8 || r.Form != app.Bilingual || r.Target != "fr" {
			t.Errorf("%+v", r)
		}
	})
}

func TestWhoMayTranslate(t *testing.T) {
	each(t, func(t *testing.T, a *app.App, _ app.Config) {
		chain := translating(t, a, "ALBA")
		french := app.TranslationFile{Target: "fr", Form: app.PO}
		for who, want := range map[account.ID]fault.Kind{"omar": fault.NotFound, "ines": fault.Denied} {
			if _, _, err := a.ExportTranslation(t.Context(), account.Standing{Person: who}, chain, french); !fault.Is(err, want) {
				t.Errorf("%s: %v", who, err)
			}
			if _, err := a.EarlierOriginals(t.Context(), account.Standing{Person: who}, chain, "fr"); !fault.Is(err, want) {
				t.Errorf("%s: %v", who, err)
			}
		}
		data, name, err := a.ExportTranslation(t.Context(), samir, chain, app.TranslationFile{Target: "ar", Form: app.PO})
		must(t, err)
		if _, err := a.PlanTranslation(t.Context(), samir, chain, name, data); !fault.Is(err, fault.Denied) {
			t.Errorf("a translator into French may bring Arabic: %v", err)
		}
		if _, err := a.PlanTranslation(t.Context(), lucia, chain, name, data); !fault.Is(err, fault.Denied) {
			t.Errorf("a coder may translate: %v", err)
		}
		if _, err := a.PlanTranslation(t.Context(), ines, chain, name, data); !fault.Is(err, fault.Denied) {
			t.Errorf("a focal point may translate: %v", err)
		}
	})
}
