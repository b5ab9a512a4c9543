package profile

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand"
	"reflect"
	"strings"
	"testing"
	"time"

	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/place"
	"sextant/internal/record"
)

// full is an invented profile that uses every part of the format.
func full() *Profile {
	both := func(es, en string) lang.Text { return lang.Text{"es": es, "en": en} }
	hash := record.SumOf([]byte("x"))
	at := time.Date(2024, 9, 30, 12, 0, 0, 0, time.UTC)
	p := &Profile{
		Format: Format, Slug: "xyz-rio-alto-2024", Edition: 2, Changes: "Corrige una fecha.",
		Place: Place{Code: "XYZ-RIO-ALTO", Local: "12", Level: place.Municipality, Name: both("Río Alto", "Rio Alto"), Country: both("Equis", "Ex"), ISO: "XYZ", Parents: []lang.Text{both("Norte", "North")}},
		Date:  "2024-09", Round: 1, Published: at, Title: both("Perfil", "Profile"), Source: "es",
		Languages:   []Language{{Tag: "es"}, {Tag: "en", Behind: 1, Absent: 2}},
		Sections:    []Section{{Kind: "introduction", Text: both("Uno.\n\nDos.", "One.\n\nTwo."), Behind: []lang.Tag{"en"}}},
		Framework:   Framework{Ref: framework.Ref{ID: "mgi-local", Version: "1"}, Hash: hash, Title: both("Libro", "Book"), Level: framework.Local, Demonstration: true},
		Answers:     []Answer{{Indicator: "L-1", Domain: "D1", Question: both("¿?", "?"), Value: "present", Label: both("Sí", "Yes"), Justification: "Por la ley.", Language: "es", Citations: []Citation{{Source: "S1", Locator: "art. 2"}}, Decisions: []Decision{{Key: "decision.coded", Role: "coder", At: at, To: "present"}}}},
		Sources:     []Source{{ID: "S1", Kind: "law", Title: "Ley", Link: "https://example.org/ley", Copy: hash, CopyType: "text/html", Copied: at}},
		Remarks:     []Remark{{Indicator: "L-1", Office: "Oficina", Stance: "agree"}},
		Commitments: []Promise{{Finding: "F2", Action: "Crear la unidad", Office: "Oficina"}},
		Consent:     Consent{Given: true, Office: "Oficina", Date: "2024-09-29", Scope: []string{"findings"}},
		Since:       &Since{Slug: "xyz-rio-alto-2020", Round: 1, Date: "2020", Ref: framework.Ref{ID: "mgi-local", Version: "0"}, Changes: []Change{{Indicator: "L-1", Domain: "D1", Type: "policy_change", From: "absent", To: "present", Comparable: "full"}}, Unmapped: []framework.Code{"L-9"}},
		Credit:      Credit{Text: both("Fuente", "Source"), Link: "https://example.org"},
		Record:      record.Head{Seq: 12, Hash: hash},
	}
	for d := range 2 {
		p.Domains = append(p.Domains, Domain{
			Code: framework.Code(fmt.Sprintf("D%d", d+1)), Title: both("Ámbito", "Domain"), Colour: "#112233", Dark: "#ddeeff", Icon: "rights",
			Developed: []Finding{{ID: fmt.Sprintf("F%d", 2*d+1), Text: both("Hay <una> oficina & más.", "There is one."), Source: "es", Behind: []lang.Tag{"en"}, Indicators: []framework.Code{"L-1"}}},
			Potential: []Finding{{ID: fmt.Sprintf("F%d", 2*d+2), Text: lang.Text{"es": "Crear una unidad."}, Source: "es"}},
			Coverage:  []Count{{Option: "present", Label: both("Sí", "Yes"), N: 3}},
		})
	}
	return p
}

func marshal(t testing.TB, p *Profile) []byte {
	t.Helper()
	data, err := Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestJSONRoundTrip(t *testing.T) {
	p := full()
	data := marshal(t, p)
	if again := marshal(t, p); !bytes.Equal(data, again) {
		t.Error("the same value gave other bytes")
	}
	got, err := Parse("p.json", data)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, p) {
		t.Errorf("read back otherwise:\n%s", marshal(t, got))
	}
	if !bytes.Contains(data, []byte("<una> oficina &")) || !bytes.HasSuffix(data, []byte("}\n")) {
		t.Error("letters are escaped, or the line end is missing")
	}
}

// TestJSONRoundTripAny leaves random parts out: what is accepted reads back to
// the same bytes.
func TestJSONRoundTripAny(t *testing.T) {
	rnd := rand.New(rand.NewSource(3))
	accepted := 0
	for range 300 {
		p := full()
		v := reflect.ValueOf(p).Elem()
		for range rnd.Intn(3) {
			f := v.Field(rnd.Intn(v.NumField()))
			f.SetZero()
		}
		data := marshal(t, p)
		got, err := Parse("p", data)
		if (err == nil) != (Check(p) == nil) {
			t.Fatalf("Parse says %v and Check %v", err, Check(p))
		}
		if err != nil {
			continue
		}
		accepted++
		if !bytes.Equal(marshal(t, got), data) {
			t.Errorf("read back otherwise")
		}
	}
	if accepted < 20 {
		t.Errorf("only %d accepted: the test proves little", accepted)
	}
}

func TestMarshalWritesNoNull(t *testing.T) {
	if data := marshal(t, &Profile{Domains: []Domain{{}}, Since: &Since{}}); bytes.Contains(data, []byte("[]")) == false || strings.Contains(string(data), `"developed": null`) || strings.Contains(string(data), `"sections": null`) {
		t.Errorf("%s", data)
	}
}

// TestParseRefuses changes one thing at a time.
func TestParseRefuses(t *testing.T) {
	good := string(marshal(t, full()))
	for _, c := range []struct{ old, new, key, path string }{
		{`"format": "sextant-profile/1"`, `"format": "sextant-profile/9"`, "profile.format", "format"},
		{`"slug": "xyz-rio-alto-2024"`, `"slug": "xyz-rio-alto-2023"`, "profile.slug", "slug"},
		{`"slug": "xyz-rio-alto-2024"`, `"slugg": "xyz-rio-alto-2024"`, "profile.unknown_field_near", "slugg"},
		{`"slug": "xyz`, `"Slug": "a", "slug": "xyz`, "profile.unknown_field_near", "Slug"},
		{`"slug": "xyz`, `"weather": "fine", "slug": "xyz`, "profile.unknown_field", "weather"},
		{`"edition": 2`, `"edition": 2, "edition": 2`, "profile.field_twice", ""},
		{`"edition": 2`, `"edition": "2"`, "profile.wrong_kind", ""},
		{`"edition": 2`, `"edition": 0`, "profile.from_one", "edition"},
		{`"changes": "Corrige una fecha."`, `"changes": " "`, "profile.changes_missing", "changes"},
		{`"date": "2024-09"`, `"date": "2024-13"`, "profile.shape", "date"},
		{`"published": "2024-09-30T12:00:00Z"`, `"published": "yesterday"`, "profile.value", ""},
		{`"level": "municipality"`, `"level": "village"`, "profile.one_of", "place.level"},
		{`"level": "municipality"`, `"level": "country"`, "profile.code_level", "place.level"},
		{`"iso": "XYZ"`, `"iso": "ABC"`, "profile.code_country", "place.code"},
		{`"source_language": "es",` + "\n" + `  "languages"`, `"source_language": "fr",` + "\n" + `  "languages"`, "profile.source_language", "languages"},
		{`"tag": "en"`, `"tag": "es"`, "profile.twice", "languages[1].tag"},
		{`"tag": "en"`, `"tag": "EN-us"`, "profile.language", "languages[1].tag"},
		{`"kind": "introduction"`, `"kind": "preface"`, "profile.one_of", "sections[0].kind"},
		{`"code": "D2"`, `"code": "D1"`, "profile.twice", "domains[1].code"},
		{`"colour": "#112233"`, `"colour": "red;}"`, "profile.shape", "domains[0].colour"},
		{`"id": "F2"`, `"id": "F1"`, "profile.twice", "domains[0].potential[0].id"},
		{`"es": "Crear una unidad."`, `"es": " "`, "profile.text_missing", "domains[0].potential[0].text"},
		{`"source": "S1"`, `"source": "S7"`, "profile.no_such", "answers[0].citations[0].source"},
		{`"link": "https://example.org/ley"`, `"link": "javascript:alert(1)"`, "profile.shape", "sources[0].link"},
		{`"finding": "F2"`, `"finding": "F1"`, "profile.no_such", "commitments[0].finding"},
		{`"given": true`, `"given": false`, "profile.consent", "consent"},
		{`"type": "policy_change"`, `"type": "mood"`, "profile.one_of", "since.changes[0].type"},
		{`"seq": 12`, `"seq": 0`, "profile.record_head", "record"},
		{"}\n", "} {}", "profile.trailing", ""},
	} {
		n := strings.LastIndex(good, c.old)
		if c.old != "}\n" {
			n = strings.Index(good, c.old)
		}
		if n < 0 {
			t.Errorf("the good profile has no %s", c.old)
			continue
		}
		bad := good[:n] + c.new + good[n+len(c.old):]
		_, err := Parse("p.json", []byte(bad))
		found := false
		for _, f := range fault.All(err) {
			if f.Key != c.key || c.path != "" && f.Args["path"] != c.path {
				continue
			}
			found = true
			line := 1 + strings.Count(good[:n], "\n")
			if c.path != "" && !strings.HasPrefix(c.key, "profile.s") && (f.Where.Line < line-12 || f.Where.Line > line+1) {
				t.Errorf("%s: line %d, want about %d", c.new, f.Where.Line, line)
			}
			if f.Where.Line == 0 || f.Where.File != "p.json" {
				if c.key != "profile.value" {
					t.Errorf("%s: no line: %v", c.new, f)
				}
			}
		}
		if !found {
			t.Errorf("%s: want %s at %s, got %v", c.new, c.key, c.path, err)
		}
	}
}

func TestParseOfSomethingElse(t *testing.T) {
	for text, key := range map[string]string{
		"":                                       "profile.cut_short",
		"{":                                      "profile.cut_short",
		"{\n\n,}":                                "profile.broken",
		"[]":                                     "profile.not_object",
		"null":                                   "profile.not_object",
		"{}":                                     "profile.format",
		"{\"format\": 7}":                        "profile.format",
		"\xff\xfe":                               "profile.encoding",
		strings.Repeat("[", 5000):                "profile.too_deep",
		strings.Repeat(" ", MaxBytes+1):          "profile.too_large",
		"[" + strings.Repeat("1,", 1<<20) + "1]": "profile.too_deep",
	} {
		if _, err := Parse("x", []byte(text)); !fault.HasKey(err, key) {
			t.Errorf("%.20q: want %s, got %v", text, key, err)
		}
	}
}

func TestParseTellsAllAtOnce(t *testing.T) {
	p := full()
	p.Edition, p.Place.Level, p.Domains[0].Icon = 0, "x", ""
	if _, err := Parse("p", marshal(t, p)); len(fault.All(err)) < 3 {
		t.Errorf("%v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(marshal(f, full()))
	f.Add([]byte(`{"format": "sextant-profile/1", "domains": [{"code": null}], "since": {}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Parse("f", data)
		if err != nil {
			if p != nil || len(fault.All(err)) == 0 {
				t.Fatalf("%v", err)
			}
			return
		}
		first := marshal(t, p)
		again, err := Parse("f", first)
		if err != nil || !bytes.Equal(marshal(t, again), first) {
			t.Fatalf("does not round-trip: %v", err)
		}
		if !json.Valid(first) {
			t.Fatal("no JSON")
		}
	})
}
