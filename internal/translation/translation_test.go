package translation

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/lang"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestGoldenFiles(t *testing.T) {
	r := full(t)
	for _, form := range Forms {
		for _, target := range []lang.Tag{"fr", "ar"} {
			name := filepath.Join("testdata", string(form)+"."+string(target)+form.Extension())
			var b bytes.Buffer
			o := Options{Target: target, Form: form, Tool: "Sextant 1", Earlier: map[assessment.UnitID]string{"finding:f1": "El texto que cambia."}}
			if err := Write(&b, r.s, o); err != nil {
				t.Fatal(err)
			}
			if *update {
				if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(b.Bytes(), want) {
				t.Errorf("%s changed; look at the difference of: go test -update", name)
			}
			if !bytes.Equal(r.file(form, target), r.file(form, target)) {
				t.Errorf("%s: the same state gave different bytes", name)
			}
		}
	}
}

// A file that nobody touched asks for nothing.
func TestUntouched(t *testing.T) {
	r := full(t)
	for _, form := range Forms {
		for _, target := range []lang.Tag{"fr", "ar", "zh", "en"} {
			p := r.read(r.file(form, target))
			if len(p.Commands) > 0 || len(p.Changed())+len(p.Stale())+len(p.Conflicts())+len(p.Of(Absent)) > 0 {
				t.Errorf("%s %s: %+v", form, target, p.Lines)
			}
			if p.Form != form || p.Target != target || p.Units != len(p.Lines) || p.Units != len(r.s.Units()) {
				t.Errorf("%s %s: %+v", form, target, p.Meta)
			}
		}
	}
}

// Texts that every escaping can go wrong on come back letter by letter.
func TestRoundTrip(t *testing.T) {
	texts := map[lang.Tag][]string{
		"ar": {"منذ عام 2023، يقدّم المكتب الخدمات.", "فقرة أولى <b>.\n\nفقرة ثانية & «اقتباس» {خانة}", "\u200fنص \"مقتبس\" و'آخر' ١٢٣"},
		"zh": {"自2023年起，办公室提供服务。", "第一段 <标签> & “引号”\n\n第二段 {槽位} \\n", "𠮷野家 %s ]]>"},
		"fr": {"L’« accueil » & le <reste> : \"ok\" 'bon' {champ}", "a\tb\\c\n\n\nd", "--> <!-- ]]> &amp; &#10; \\\""},
	}
	for _, form := range Forms {
		for target, list := range texts {
			r := full(t)
			n := 0
			want := map[assessment.UnitID]string{}
			data := r.answered(form, target, func(it *item) {
				it.Text, it.Says = list[n%len(list)]+fmt.Sprint(" ", n), assessment.TextDraft
				want[it.Unit] = it.Text
				n++
			})
			p := r.read(data)
			if len(p.Changed()) != len(want) || len(p.Commands) != len(want) {
				t.Fatalf("%s %s: %d changed of %d: %+v", form, target, len(p.Changed()), len(want), p.Lines)
			}
			r.do(p.Commands...)
			for id, text := range want {
				u, _ := r.s.Unit(id)
				if got := u.Translations[target]; got.Text != text || u.State(target) != assessment.TextDraft {
					t.Errorf("%s %s %s: %q is %q, %s", form, target, id, text, got.Text, u.State(target))
				}
			}
			if again := r.read(data); len(again.Commands) != 0 {
				t.Errorf("%s %s: the same file twice asks for %d changes", form, target, len(again.Commands))
			}
		}
	}
}

func TestReviewComesBackFromXLIFF(t *testing.T) {
	for _, form := range []Form{XLIFF12, XLIFF20} {
		r := full(t)
		p := r.read(r.answered(form, "fr", func(it *item) {
			if it.Unit == "finding:f0" {
				it.Says = assessment.TextReviewed
			}
		}))
		r.do(p.Commands...)
		if u, _ := r.s.Unit("finding:f0"); len(p.Commands) != 1 || u.State("fr") != assessment.TextReviewed {
			t.Errorf("%s: %d commands, %s", form, len(p.Commands), u.State("fr"))
		}
		p = r.read(r.answered(form, "fr", func(it *item) {
			if it.Unit == "finding:f0" {
				it.Text = "Autres mots sous l’ancienne marque." // the tool left the mark standing
			}
		}))
		r.do(p.Commands...)
		if u, _ := r.s.Unit("finding:f0"); u.State("fr") != assessment.TextDraft {
			t.Errorf("%s: other words under an old review are %s", form, u.State("fr"))
		}
	}
}

// Whoever says that a translation is right again makes it current, also
// without a new word; whoever says nothing does not.
func TestStaleIsConfirmedOnlyOnPurpose(t *testing.T) {
	for _, form := range Forms {
		r := full(t)
		p := r.read(r.answered(form, "fr", func(it *item) {
			if it.Unit == "finding:f1" {
				it.Says = assessment.TextDraft
			}
		}))
		r.do(p.Commands...)
		if u, _ := r.s.Unit("finding:f1"); len(p.Commands) != 1 || u.State("fr") != assessment.TextDraft {
			t.Errorf("%s: %d commands, %s", form, len(p.Commands), u.State("fr"))
		}
	}
	r := full(t)
	bare := strings.ReplaceAll(string(r.file(XLIFF12, "fr")), ` state="needs-review-translation"`, "")
	if p := r.read([]byte(bare)); len(p.Commands) != 0 {
		t.Error("a tool that drops states made a translation current")
	}
}

// Rule 6: a translation is never shown as current when its original changed
// after it.
func TestOriginalMovedAfterExport(t *testing.T) {
	for _, form := range Forms {
		r := full(t)
		data := r.answered(form, "fr", func(it *item) { it.Text, it.Says = "Traduit.", assessment.TextReviewed })
		r.finding("f0", "es", "Otra frase de 2025.")
		p := r.read(data)
		if len(p.Stale()) != 1 || p.Stale()[0].Unit != "finding:f0" || p.Stale()[0].Reviewed {
			t.Fatalf("%s: %+v", form, p.Stale())
		}
		r.do(p.Commands...)
		u, _ := r.s.Unit("finding:f0")
		if u.State("fr") != assessment.TextStale || u.Translations["fr"].Text != "Traduit." {
			t.Errorf("%s: %s %+v", form, u.State("fr"), u.Translations["fr"])
		}
	}
}

// Rule 9: two people never overwrite each other without seeing it.
func TestConflict(t *testing.T) {
	for _, form := range Forms {
		r := full(t)
		data := r.answered(form, "fr", func(it *item) {
			if it.Unit == "finding:f0" || it.Unit == "finding:f2" {
				it.Text, it.Says = "Du fichier.", assessment.TextDraft
			}
		})
		r.translate("finding:f0", "fr", "D’ici, entre-temps.", false)
		r.translate("finding:f3", "fr", "D’ici aussi, mais le fichier n’en sait rien.", false)
		p := r.read(data)
		c := p.Conflicts()
		if len(p.Commands) != 0 || len(c) != 1 || c[0].Before != "D’ici, entre-temps." || c[0].After != "Du fichier." || c[0].Since == 0 {
			t.Fatalf("%s: %d commands, %+v", form, len(p.Commands), c)
		}
		if theirs := p.Settle(func(Line) bool { return false }); len(theirs) != 1 {
			t.Errorf("%s: what stands here wins with %d commands", form, len(theirs))
		}
		r.do(p.Settle(func(Line) bool { return true })...)
		for id, want := range map[assessment.UnitID]string{"finding:f0": "Du fichier.", "finding:f3": "D’ici aussi, mais le fichier n’en sait rien."} {
			if u, _ := r.s.Unit(id); u.Translations["fr"].Text != want {
				t.Errorf("%s %s: %q", form, id, u.Translations["fr"].Text)
			}
		}
	}
}

func TestWhatIsLeftOutIsListed(t *testing.T) {
	r := full(t)
	data := r.answered(PO, "fr", func(it *item) {
		switch it.Unit {
		case "finding:f0":
			it.Text = "" // emptied
		case "finding:f2":
			it.Text, it.Says = "À revoir", assessment.TextStale // fuzzy
		}
	})
	r.do(assessment.DropFinding{FindingDropped: assessment.FindingDropped{ID: "f3"}})
	r.finding("f9", "es", "Nueva desde entonces, 2025.")
	r.section(assessment.Context, "fr", "Réécrit en français.")
	p := r.read(data)
	for fate, want := range map[Fate]string{
		Empty: "finding:f0 finding:f4", Unfinished: "finding:f2", Gone: "section:context finding:f3",
		Absent: "finding:f9", Unchanged: "section:introduction finding:f1", Changed: "",
	} {
		var got []string
		for _, l := range p.Of(fate) {
			got = append(got, string(l.Unit))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", fate, got, want)
		}
	}
}

func TestFaults(t *testing.T) {
	r := full(t)
	xlf, po, two := string(r.file(XLIFF12, "fr")), string(r.file(PO, "fr")), string(r.file(XLIFF20, "fr"))
	swap := func(s, old, new string) []byte {
		if !strings.Contains(s, old) {
			t.Fatalf("nothing to replace: %s", old)
		}
		return []byte(strings.Replace(s, old, new, 1))
	}
	ticket := r.ticketOf("finding:f0", "fr")
	with := func(change func(*fields)) string { f := fields(ticket); change(&f); return f.string() }
	for name, c := range map[string]struct {
		data []byte
		key  string
	}{
		"doctype":          {swap(xlf, "<xliff", "<!DOCTYPE xliff [<!ENTITY a \"b\">]>\n<xliff"), "translation.doctype"},
		"laughs":           {swap(xlf, "<xliff", "<!DOCTYPE l [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><xliff"), "translation.doctype"},
		"entity":           {swap(xlf, "Puerto Alba", "&laugh;"), "translation.not_wellformed"},
		"open tag":         {swap(xlf, "</body>", ""), "translation.not_wellformed"},
		"latin 1":          {[]byte("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<xliff>\xe9</xliff>"), "translation.encoding"},
		"said latin 1":     {swap(xlf, "UTF-8", "ISO-8859-1"), "translation.encoding"},
		"inline 1.2":       {swap(xlf, "Depuis 2023", "<g id=\"1\">Depuis</g> 2023"), "translation.inline_tag"},
		"inline 2.0":       {swap(two, "Depuis 2023", "<pc id=\"1\">Depuis</pc> 2023"), "translation.inline_tag"},
		"two targets":      {swap(xlf, "</target>", "</target><target>x</target>"), "translation.not_once"},
		"other namespace":  {swap(xlf, "document:1.2", "document:1.0"), "translation.other_xliff"},
		"other language":   {swap(xlf, `target-language="fr"`, `target-language="de"`), "translation.other_language"},
		"other language 2": {swap(two, `trgLang="fr"`, `trgLang="ar"`), "translation.other_language"},
		"other language 3": {swap(po, `Language: fr`, `Language: pt_BR`), "translation.other_language"},
		"no ticket":        {swap(xlf, ticketMark, "lost"), "translation.no_ticket"},
		"no ticket po":     {swap(po, ticketMark, "lost"), "translation.no_ticket"},
		"foreign unit":     {swap(xlf, ticket.String(), with(func(f *fields) { f.Unit = "finding:nobody" })), "translation.foreign_unit"},
		"unit twice":       {swap(po, ticket.String(), with(func(f *fields) { f.Unit = "finding:f1" })), "translation.unit_twice"},
		"other basis":      {swap(po, ticket.String(), with(func(f *fields) { f.Basis = f.Head })), "translation.bad_ticket"},
		"two files":        {swap(po, ticket.String(), with(func(f *fields) { f.Head-- })), "translation.mixed"},
		"source altered":   {swap(po, `msgid "Desde 2023`, `msgid "Desde 1923`), "translation.source_altered"},
		"po line":          {swap(po, `msgstr "Depuis`, "what is this\nmsgstr \"Depuis"), "translation.po_line"},
		"po quote":         {swap(po, `accueille."`, `accueille.`), "translation.po_line"},
		"po escape":        {swap(po, `accueille."`, `accueille\q"`), "translation.po_line"},
		"po plural":        {swap(po, `msgstr "Depuis`, `msgstr[0] "Depuis`), "translation.foreign_part"},
		"po half":          {[]byte("msgid \"a\"\n\n"), "translation.po_part"},
		"po charset":       {swap(po, "charset=UTF-8", "charset=ISO-8859-1"), "translation.encoding"},
		"none of ours":     {[]byte("msgid \"\"\nmsgstr \"Language: fr\\n\"\n"), "translation.foreign"},
		"something else":   {[]byte("Migration governance"), "translation.unknown_form"},
		"nothing":          {nil, "translation.unknown_form"},
		"huge":             {bytes.Repeat([]byte(" "), MaxFile+1), "translation.too_large"},
		"deep":             {[]byte("<xliff>" + strings.Repeat("<a>", 200)), "translation.not_wellformed"},
		"long text":        {swap(xlf, "Depuis 2023", strings.Repeat("x", assessment.MaxText+1)), "translation.text_long"},
	} {
		t.Run(name, func(t *testing.T) {
			r.t = t
			f := r.refused(c.data, c.key)
			whole := []string{"translation.foreign", "translation.unknown_form", "translation.too_large"}
			if f != nil && f.Where.Line == 0 && !strings.Contains(strings.Join(whole, " "), f.Key) {
				t.Errorf("%s has no line", c.key)
			}
		})
	}
}

// fields lets a test forge a ticket.
type fields ticket

func (f fields) string() string { return ticket(f).String() }

func (r *round) ticketOf(id assessment.UnitID, target lang.Tag) ticket {
	for _, it := range gather(r.s, Options{Target: target}) {
		if it.Unit == id {
			return it.ticket
		}
	}
	r.t.Fatalf("no unit %s", id)
	return ticket{}
}

func TestFaultsHaveTheirSpot(t *testing.T) {
	r := full(t)
	xlf := string(r.file(XLIFF12, "fr"))
	data := strings.Replace(xlf, "Depuis 2023", "Depuis <x id=\"1\"/> 2023", 1)
	f := r.refused([]byte(data), "translation.inline_tag")
	before, _, _ := strings.Cut(data, "<x id")
	line, column := 1+strings.Count(before, "\n"), len(before)-strings.LastIndex(before, "\n")
	if f.Where.File != "back.xlf" || f.Where.Line != line || f.Where.Column != column {
		t.Errorf("%s, want %d:%d", f.Where, line, column)
	}
}

func TestOtherAssessment(t *testing.T) {
	for _, form := range Forms {
		a, b := full(t), full(t)
		b.s.Chain = "round-2"
		b.refused(a.file(form, "fr"), "translation.other_assessment")
		old := newRound(t, "fr")
		old.refused(a.file(form, "fr"), "translation.other_history")
		old.s.Languages = []lang.Tag{"es"}
		old.refused(a.file(form, "fr"), "translation.not_a_language")
	}
}

func TestSeveralSources(t *testing.T) {
	r := full(t)
	r.finding("ar1", "ar", "منذ عام 2024 يعمل المكتب.")
	if got := Sources(r.s, "fr"); fmt.Sprint(got) != "[ar es]" {
		t.Errorf("sources: %v", got)
	}
	if n := bytes.Count(r.file(XLIFF12, "fr"), []byte("<file ")); n != 2 {
		t.Errorf("%d files for two languages of originals", n)
	}
	var b bytes.Buffer
	if err := Write(&b, r.s, Options{Target: "fr", Form: XLIFF20}); !fault.HasKey(err, "translation.several_sources") {
		t.Errorf("got %v", err)
	}
	if err := Write(&b, r.s, Options{Target: "fr", Form: XLIFF20, Source: "ar"}); err != nil {
		t.Error(err)
	}
	if p := r.read(b.Bytes()); len(p.Of(Absent)) != len(r.s.Units())-1 {
		t.Errorf("%d absent", len(p.Of(Absent)))
	}
	if p := r.read(r.file(PO, "ar")); p.Units != len(r.s.Units())-1 {
		t.Errorf("an original is to be translated into its own language")
	}
}

func TestWriteRefuses(t *testing.T) {
	r := newRound(t, "fr")
	for key, o := range map[string]Options{
		"translation.nothing":        {Target: "fr", Form: PO},
		"translation.not_a_language": {Target: "de", Form: PO},
	} {
		if err := Write(&bytes.Buffer{}, r.s, o); !fault.HasKey(err, key) {
			t.Errorf("got %v, want %s", err, key)
		}
	}
	if err := Write(&bytes.Buffer{}, full(t).s, Options{Target: "fr", Form: "tmx"}); !fault.HasKey(err, "translation.no_form") {
		t.Errorf("got %v", err)
	}
	if err := Write(broken{}, full(t).s, Options{Target: "fr", Form: PO}); err == nil {
		t.Error("a failed write went unnoticed")
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("full") }

// A tool that cuts a text into segments gives it back whole.
func TestSegments(t *testing.T) {
	r := full(t)
	data := strings.Replace(string(r.file(XLIFF20, "ar")),
		"<segment state=\"initial\">\n        <source xml:lang=\"es\">Desde 2023 la Oficina atiende.</source>\n      </segment>",
		"<segment state=\"final\"><source>Desde 2023</source><target><mrk id=\"m\" type=\"term\">منذ 2023</mrk></target></segment><ignorable><source> </source></ignorable>"+
			"<segment state=\"translated\"><source>la Oficina atiende.</source><target>يعمل المكتب.</target></segment>", 1)
	p := r.read([]byte(data))
	if c := p.Changed(); len(c) != 1 || c[0].After != "منذ 2023 يعمل المكتب." || c[0].Reviewed {
		t.Errorf("%+v", c)
	}
}

func TestRecognise(t *testing.T) {
	r := full(t)
	for _, form := range Forms {
		data := r.file(form, "fr")
		m, err := Identify("f", append([]byte("\ufeff"), data...))
		if got, ok := Recognise(data); !ok || got != form || err != nil || m.Form != form || m.Chain != "round-1" || m.Target != "fr" {
			t.Errorf("%s: %s %v %v %+v", form, got, ok, err, m)
		}
	}
	for _, other := range []string{"", "{}", "id: x\ndomains:", "Texto de una página", "<html></html>", "# Título\n\ntexto"} {
		if form, ok := Recognise([]byte(other)); ok {
			t.Errorf("%q is %s", other, form)
		}
	}
}
