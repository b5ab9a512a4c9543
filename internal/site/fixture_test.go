package site

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"sextant/internal/app"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/page"
	"sextant/internal/place"
	"sextant/internal/profile"
	"sextant/internal/record"
)

// shelf is a library of editions that were made in the test.
type shelf struct {
	editions   map[profile.Slug][]*profile.Profile
	withdrawn  map[string]string // "slug/2" → notice
	generation atomic.Uint64
	reads      atomic.Int64
	broken     bool
}

func (s *shelf) Cards(_ context.Context, f CardFilter) ([]Card, int, error) {
	var cards []Card
	for _, slug := range []profile.Slug{"chl-valle-sereno-2024", "isl-2021", "atl-2023"} {
		all := s.editions[slug]
		if len(all) == 0 {
			continue
		}
		p := all[len(all)-1]
		if f.Country != "" && f.Country != p.Place.ISO || f.Year != 0 && f.Year != p.Date.Year() || f.Level != "" && f.Level != p.Place.Level {
			continue
		}
		d, po := p.Findings()
		c := Card{Slug: slug, Edition: p.Edition, Place: p.Place.Name, Country: p.Place.Country, ISO: p.Place.ISO, Level: p.Place.Level, Date: p.Date, Developed: d, Potential: po, Demonstration: p.Demonstration, Title: p.Title, Published: p.Published}
		for _, l := range p.Languages {
			c.Languages = append(c.Languages, l.Tag)
		}
		cards = append(cards, c)
	}
	total := len(cards)
	if f.Limit > 0 {
		cards = cards[min(f.Offset, total):min(f.Offset+f.Limit, total)]
	}
	return cards, total, nil
}

func (s *shelf) CardFacets(context.Context) (Facets, error) {
	return Facets{Countries: []string{"ATL", "CHL", "ISL"}, Levels: []place.Level{"country", "municipality"}, Languages: []lang.Tag{"en", "es"}, Years: []int{2021, 2023, 2024}}, nil
}

func (s *shelf) Edition(_ context.Context, slug profile.Slug, number int) (*Edition, error) {
	s.reads.Add(1)
	if s.broken {
		return nil, fmt.Errorf("the disk is on fire at /secret/path")
	}
	all := s.editions[slug]
	e := &Edition{Newest: len(all)}
	for i, p := range all {
		notice, gone := s.withdrawn[fmt.Sprintf("%s/%d", slug, i+1)]
		e.Lines = append(e.Lines, EditionLine{Number: i + 1, Published: p.Published, Changes: p.Changes, Withdrawn: gone, Notice: notice})
	}
	if number == 0 {
		number = len(all)
	}
	if number < 1 || number > len(all) {
		return nil, fault.New(fault.NotFound, "app.no_profile", "slug", string(slug))
	}
	if notice, gone := s.withdrawn[fmt.Sprintf("%s/%d", slug, number)]; gone {
		return nil, fault.New(fault.Gone, "app.withdrawn", "notice", notice)
	}
	e.Profile = all[number-1]
	e.JSON, _ = json.Marshal(e.Profile)
	e.Hash = record.SumOf(e.JSON)
	return e, nil
}

func (s *shelf) PublicGeneration() uint64 { return s.generation.Load() }

func (s *shelf) AboutFramework(level framework.Level) *framework.Framework {
	return new(app.App).AboutFramework(level)
}

var sentences = [2][]string{
	{
		"Desde 2021 la Oficina de Acogida de Valle Sereno ofrece orientación gratuita sobre salud, vivienda y educación a toda persona recién llegada, sin importar su situación migratoria.",
		"La Mesa Comunal de Movilidad Humana, creada en 2022, reúne cada trimestre a seis áreas municipales y a las organizaciones vecinales.",
		"En 2023 se aprobó el Plan Comunal de Convivencia (2023-2026), con metas y responsables.",
		"El Departamento de Salud capacita cada año a su personal en atención intercultural.",
	},
	{
		"Establecer un mecanismo de recolección de datos sobre la población migrante.",
		"Desarrollar un programa de reconocimiento de competencias laborales, en coordinación con el sector privado y las asociaciones de personas migrantes.",
		"Incluir a las personas migrantes en los planes locales de emergencia.",
	},
}

// shape is how many findings each domain of the sample has, as in the first
// page that the product was made for.
var shape = [6][2]int{{4, 2}, {3, 4}, {3, 1}, {4, 2}, {3, 3}, {2, 3}}

func sampleProfile(edition int) *profile.Profile {
	book := new(app.App).AboutFramework(framework.Local)
	p := &profile.Profile{
		Format: profile.Format, Slug: "chl-valle-sereno-2024", Edition: edition, Date: "2024-09", Round: 2, Source: lang.Spanish,
		Place: profile.Place{
			Code: "CHL-VALLE-SERENO", Level: place.Municipality, ISO: "CHL",
			Name:    lang.Text{"es": "Municipalidad de Valle Sereno", "en": "Municipality of Valle Sereno", "ar": "بلدية فايي سيرينو"},
			Country: lang.Text{"es": "Chile", "en": "Chile", "fr": "Chili", "ar": "شيلي", "ru": "Чили", "zh": "智利"},
		},
		Published: time.Date(2024, 10, 1, 12, 0, 0, 0, time.UTC).AddDate(0, edition, 0),
		Title:     lang.Text{"es": "Perfil de gobernanza de la migración", "en": "Migration governance profile", "ar": "ملف حوكمة الهجرة"},
		Languages: []profile.Language{{Tag: "es"}, {Tag: "en", Behind: 2, Absent: 31}},
		Sections: []profile.Section{
			{Kind: "introduction", Text: lang.Text{"es": "Este perfil invita a recorrer lo que la Municipalidad de Valle Sereno ha construido para las personas migrantes y lo que podría construir después, en las seis áreas de la gobernanza de la migración: derechos, organización del gobierno, alianzas, bienestar, crisis y migración segura.\n\nEl lugar es inventado. Sirve para mostrar cómo se lee un perfil publicado, de la rueda al hallazgo y del hallazgo a su fuente."}},
			{Kind: "context", Text: lang.Text{"es": "Valle Sereno es una comuna agrícola inventada."}},
		},
		Framework:     profile.Framework{Ref: book.Ref, Title: book.Title, Level: framework.Local, Demonstration: true},
		Consent:       profile.Consent{Given: true, Office: "Alcaldía", Date: "2024-09-20", Scope: []string{"findings", "answers"}},
		Demonstration: true, Record: record.Head{Seq: 412, Hash: record.SumOf([]byte("head"))},
		Since: &profile.Since{Slug: "chl-valle-sereno-2020", Round: 1, Date: "2020-05", Ref: framework.Ref{ID: "mgi-local", Version: "2020.1"}, Changes: []profile.Change{
			{Indicator: "L-1.1.1", Domain: "D1", Type: "policy_change", From: "absent", FromLabel: lang.Text{"es": "Ausente"}, To: "present", ToLabel: lang.Text{"es": "Presente"}, Text: "Se creó la oficina.", Comparable: "full"},
			{Indicator: "L-2.1.1", Domain: "D2", Type: "framework_change", To: "partial", ToLabel: lang.Text{"es": "Parcialmente presente"}, Comparable: "none"},
		}, Unmapped: []framework.Code{"L-9.9.9"}},
	}
	if edition > 1 {
		p.Changes = "Se corrigió la fecha del plan comunal."
	}
	fillDomains(p, book)
	return p
}

func fillDomains(p *profile.Profile, book *framework.Framework) {
	for i, d := range book.Domains {
		v := profile.Domain{Code: d.Code, Title: d.Title, Short: d.Short, Colour: d.Colour, Dark: d.Dark, Icon: d.Icon}
		questions := book.In(d.Code)
		for side, list := range []*[]profile.Finding{&v.Developed, &v.Potential} {
			for k := range shape[i%6][side] {
				q := questions[(side*4+k)%len(questions)]
				f := profile.Finding{ID: fmt.Sprintf("f%d%d%d", i, side, k), Source: "es", Text: lang.Text{"es": sentences[side][k%len(sentences[side])]}, Indicators: []framework.Code{q.Code}}
				if i == 0 && k < 2 && side == 0 {
					f.Text["en"], f.Behind = "Since 2021 the Welcome Office of Valle Sereno has offered free guidance.", []lang.Tag{"en"}
				}
				*list = append(*list, f)
				p.Answers = append(p.Answers, sampleAnswer(q, d.Code, side))
			}
		}
		p.Domains = append(p.Domains, v)
	}
	p.Sources = []profile.Source{{ID: "s1", Kind: "law", Title: "Ordenanza municipal 12 sobre convivencia", Language: "es", Issuer: "Municipalidad de Valle Sereno", Date: "2023-03-14", Link: "https://example.org/ordenanza-12.pdf", Copy: record.SumOf([]byte("copy")), Copied: p.Published}}
	p.Remarks = []profile.Remark{{Indicator: p.Answers[0].Indicator, Office: "Departamento de Salud", Stance: "supplement", Text: "La norma se amplió en 2024.", Reply: "Se incorporó la nueva versión.", Outcome: "accepted"}}
	p.Commitments = []profile.Promise{{Finding: "f010", Action: "Publicar un boletín anual de datos", Office: "Oficina de Acogida", Due: "2026-06", Tag: "es"}}
}

func sampleAnswer(q framework.Indicator, domain framework.Code, side int) profile.Answer {
	value, label := "present", lang.Text{"es": "Presente", "en": "Present"}
	if side == 1 {
		value, label = "partial", lang.Text{"es": "Parcialmente presente", "en": "Partially present"}
	}
	return profile.Answer{
		Indicator: q.Code, Domain: domain, Question: q.Question, Value: value, Label: label, Language: "es",
		Justification: "La **ordenanza 12** lo establece <script>alert(1)</script>.", Citations: []profile.Citation{{Source: "s1", Locator: "art. 4"}},
		Decisions: []profile.Decision{{Key: "site.consent_given", Role: "coder", At: time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC), To: value}},
	}
}

// newShelf holds a Spanish profile in two editions, one of a country with three
// domains in colours of its own, and one that was withdrawn.
func newShelf() *shelf {
	s := &shelf{editions: map[profile.Slug][]*profile.Profile{}, withdrawn: map[string]string{"atl-2023/1": "Withdrawn at the request of the government."}}
	s.editions["chl-valle-sereno-2024"] = []*profile.Profile{sampleProfile(1), sampleProfile(2)}
	isl := sampleProfile(1)
	isl.Slug, isl.Date, isl.Demonstration = "isl-2021", "2021", false
	isl.Place = profile.Place{Code: "ISL", Level: place.Country, ISO: "ISL", Name: lang.Text{"en": "Iceland", "es": "Islandia"}, Country: lang.Text{"en": "Iceland", "es": "Islandia"}}
	isl.Domains, isl.Since = isl.Domains[:3], nil
	isl.Domains[0].Colour, isl.Domains[0].Dark = "#ffdd00", "#554400"
	isl.Consent = profile.Consent{Reason: "The ministry was dissolved <b>before</b> it could answer."}
	isl.Languages, isl.Answers = isl.Languages[:1], nil
	s.editions["isl-2021"] = []*profile.Profile{isl}
	atl := sampleProfile(1)
	atl.Slug = "atl-2023"
	s.editions["atl-2023"] = []*profile.Profile{atl}
	return s
}

// newSite is a site over a shelf, on a server of its own.
func newSite(t testing.TB, lib library, opts Options) *httptest.Server {
	t.Helper()
	pages, err := page.Load()
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(New(lib, pages, opts))
	t.Cleanup(srv.Close)
	return srv
}

// fetch asks for an address without following redirects or unpacking.
func fetch(t testing.TB, method, url string, headers ...string) *http.Response {
	t.Helper()
	req, err := http.NewRequest(method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := (&http.Transport{DisableCompression: true}).RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	return res
}
