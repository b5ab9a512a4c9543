package workbook

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"sextant/internal/framework"
	"sextant/internal/lang"
)

func FuzzReadQuestionnaire(f *testing.F) {
	r := begin(f, "chain-1", small(book2026(f)))
	good := questionnaireBytes(f, r.s, Options{Language: "en"})
	f.Add(good)
	f.Add(good[:len(good)/3])
	f.Add([]byte("PK\x03\x04"))
	f.Add([]byte("\xD0\xCF\x11\xE0"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := ReadQuestionnaire("q.xlsx", data, r.s, Reading{NewID: counter()})
		if (p == nil) == (err == nil) {
			t.Fatalf("plan %v, error %v", p, err)
		}
		if err != nil && len(faultsOf(nil, err)) == 0 {
			t.Fatalf("not in words for a person: %v", err)
		}
	})
}

// FuzzSheet puts any bytes where the sheet of a domain was, so that the fuzzer
// need not find its way through a zip.
func FuzzSheet(f *testing.F) {
	r := begin(f, "chain-1", small(book2026(f)))
	good := questionnaireBytes(f, r.s, Options{Language: "en"})
	rezip(f, good, func(name string, p []byte) []byte {
		if name == "xl/worksheets/sheet2.xml" {
			f.Add(p)
		}
		return p
	})
	f.Add([]byte(`<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>sextant:indicator</t></is></c></row></sheetData></worksheet>`))
	f.Fuzz(func(t *testing.T, sheet []byte) {
		data := rezip(t, good, func(name string, p []byte) []byte {
			if name == "xl/worksheets/sheet2.xml" {
				return append([]byte{}, sheet...)
			}
			return p
		})
		p, err := ReadQuestionnaire("q.xlsx", data, r.s, Reading{NewID: counter()})
		if err == nil && p.Commands != nil && len(p.Faults) > 0 {
			t.Fatal("commands in spite of faults")
		}
	})
}

// small is a book of two indicators, for speed.
func small(book *framework.Framework) *framework.Framework {
	b := *book
	b.Indicators, b.Domains = book.Indicators[:2], book.Domains[:1]
	return &b
}

func TestTextsGoThroughCellsUnharmed(t *testing.T) {
	for _, s := range []string{
		"", "plain", "=1+1", "'=1+1", "''=x", "'quoted'", "-", "- a\n- b", "+56 9", "@x", "＝1", "_x000D_", "_x005F_", "a_xZZZZ_", "'", "''", "ع = ب", "<&>\"",
		strings.Repeat("x", maxCell-1), strings.Repeat("ع", 20000),
	} {
		if s != clean(s) {
			t.Fatalf("%q is not clean", s)
		}
		if got := unguard(guard(s)); got != s {
			t.Errorf("%q became %q", s, got)
		}
		if got := unescape(escape(s)); got != s {
			t.Errorf("%q became %q", s, got)
		}
		if g := guard(s); g != "" && strings.ContainsAny(g[:1], "=+-@") {
			t.Errorf("%q is not guarded", s)
		}
	}
	if fits(strings.Repeat("x", maxCell+1)) || !fits(strings.Repeat("x", maxCell)) || fits("="+strings.Repeat("x", maxCell-1)) {
		t.Error("the bound of a cell is missed")
	}
}

// Every word of every drop-down leads back to its code, in each language.
func TestEveryWordIsUnderstood(t *testing.T) {
	book := book2026(t)
	for _, in := range lang.Interface {
		v := newVocabulary(in, book, []lang.Tag{"es", "en"})
		for name, c := range map[string]choices{
			"scale": v.scales[book.Scales[0].ID], "confidence": v.confidences, "kind": v.kinds, "change": v.changes, "stance": v.stances, "yesno": v.yesno, "language": v.languages,
		} {
			for _, o := range c.offered {
				if code, ok := c.code(o.label); !ok || code != o.code {
					t.Errorf("%s %s: %q is understood as %q, not %q", in, name, o.label, code, o.code)
				}
				if code, ok := c.code(o.code); !ok || code != o.code {
					t.Errorf("%s %s: the code %q is understood as %q", in, name, o.code, code)
				}
			}
		}
		for _, tag := range namedLanguages() {
			if back, ok := v.language(v.languageWord(lang.Tag(tag))); !ok || back != lang.Tag(tag) {
				t.Errorf("%s: %q comes back as %q", in, tag, back)
			}
		}
	}
}

func TestAPlanOfManyFaultsSaysHowMany(t *testing.T) {
	r := worked(t)
	data := changed(t, questionnaireBytes(t, r.s, Options{Language: "en"}), func(e *edit) {
		for i := range 400 {
			e.must(e.f.SetCellStr("Sources", fmt.Sprintf("E%d", 100+i), "Rumour"))
		}
	})
	p := readBack(t, data, r.s)
	if len(p.Faults) != maxFaults+1 || p.Faults[maxFaults].Args["n"] != 100 {
		t.Errorf("%d faults, the last %v", len(p.Faults), p.Faults[len(p.Faults)-1])
	}
}

// What a hostile file costs is bounded: the largest that is let in at all is
// read or refused within seconds and a few hundred megabytes.
func TestTheLargestFileIsReadWithinBounds(t *testing.T) {
	if testing.Short() {
		t.Skip("unpacks 30 MB for each case")
	}
	r := worked(t)
	good := questionnaireBytes(t, r.s, Options{Language: "en"})
	const room = 28 << 20
	for name, unit := range map[string]string{"texts": "<si/>", "deep": "<si>", "attributes": `<si a="1" b="2"/>`} {
		data := part(t, good, "xl/sharedStrings.xml", func(s string) string {
			return strings.Replace(s, "<si>", strings.Repeat(unit, room/len(unit))+"<si>", 1)
		})
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		p, err := ReadQuestionnaire("q.xlsx", data, r.s, Reading{NewID: counter()})
		runtime.ReadMemStats(&after)
		if p != nil || err == nil {
			t.Errorf("%s: it was taken", name)
		}
		if took, used := time.Since(start), (after.TotalAlloc-before.TotalAlloc)>>20; took > 20*time.Second || used > 300 {
			t.Errorf("%s: %v and %d MB", name, took, used)
		} else {
			t.Logf("%s: %v and %d MB in all: %v", name, took.Round(time.Millisecond), used, err)
		}
	}
}
