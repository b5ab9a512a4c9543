package page

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"sextant/internal/lang"
)

func small(t *testing.T, dev bool, files fstest.MapFS) *Set {
	t.Helper()
	static := fstest.MapFS{
		"a.css":         {Data: []byte("/* a note */\n.a{\n  src:url(fonts/f.woff2)\n}\n")},
		"fonts/f.woff2": {Data: []byte("font")}, "fonts/NOTICE": {Data: []byte("not served")}, "embed.go": {Data: []byte("package static")},
	}
	s, err := load(files, static, dev)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestBuiltInPagesCompileInEveryLanguage(t *testing.T) {
	s, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, tag := range lang.Interface {
		for _, name := range s.Names() {
			if _, err := s.template(tag, name); err != nil {
				t.Errorf("%s in %s: %v", name, tag, err)
			}
		}
	}
}

func TestRenderTakesLayoutPartsAndPage(t *testing.T) {
	s := small(t, false, fstest.MapFS{
		"parts/p.html":      {Data: []byte(`{{define "part"}}<i>{{.}}</i>{{end}}`)},
		"door/_layout.html": {Data: []byte("{{define \"layout\"}}\n   <html lang=\"{{lang}}\" dir=\"{{dir}}\">{{template \"main\" .}}\n\n</html>{{end}}")},
		"door/home.html":    {Data: []byte(`{{define "main"}}{{template "part" .Text}}<a href="{{asset "a.css"}}">{{end}}`)},
	})
	if names := s.Names(); len(names) != 1 || names[0] != "door/home" {
		t.Fatalf("pages: %v", names)
	}
	b, err := s.Render(lang.Arabic, "door/home", map[string]string{"Text": "<x>"})
	if err != nil {
		t.Fatal(err)
	}
	url, _ := s.Assets().URL("a.css")
	if want := "\n" + `<html lang="ar" dir="rtl"><i>&lt;x&gt;</i><a href="` + url + "\">\n</html>"; string(b) != want {
		t.Errorf("got  %q\nwant %q", b, want)
	}
	if _, err := s.Render(lang.Arabic, "door/none", nil); err == nil {
		t.Error("a page without a template renders")
	}
}

func TestBrokenTemplateStopsTheStart(t *testing.T) {
	_, err := load(fstest.MapFS{"door/home.html": {Data: []byte(`{{define "main"}}{{nofunction}}{{end}}`)}}, fstest.MapFS{}, false)
	if err == nil {
		t.Error("a broken template was loaded")
	}
}

func TestAssetsCarryTheirContent(t *testing.T) {
	s := small(t, false, fstest.MapFS{})
	font, err := s.Assets().URL("fonts/f.woff2")
	if err != nil || !strings.HasPrefix(font, "/assets/f-") {
		t.Fatal(font, err)
	}
	url, _ := s.Assets().URL("a.css")
	sheet, ok := s.Assets().At(url)
	if !ok || string(sheet.Body) != ".a{\nsrc:url("+font+")\n}" {
		t.Errorf("the sheet reads %q", sheet.Body)
	}
	if len(s.Assets().All()) != 2 {
		t.Error("something is served that is no asset")
	}
	if _, err := s.Assets().URL("none.css"); err == nil {
		t.Error("an asset that is not there has an address")
	}
	if _, err := readAssets(fstest.MapFS{"a.css": {Data: []byte("a{src:url(none.woff2)}")}}); err == nil {
		t.Error("a stylesheet may name a file that is not there")
	}
}

func TestDevReadsAnewFromDisk(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("static/a.css", "a{}")
	write("templates/door/home.html", `{{define "layout"}}one{{end}}`)
	s, err := Dev(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"one", "two"} {
		write("templates/door/home.html", `{{define "layout"}}`+text+`{{end}}`)
		if b, err := s.Render(lang.English, "door/home", nil); err != nil || string(b) != text {
			t.Errorf("got %q, %v", b, err)
		}
	}
	before, _ := s.Assets().URL("a.css")
	write("static/a.css", "b{}")
	if after, _ := s.Assets().URL("a.css"); after == before {
		t.Error("a changed asset keeps its address")
	}
}

func TestMark(t *testing.T) {
	for _, tc := range []struct {
		page lang.Tag
		in   any
		want string
	}{
		{"es", Said{"x", "es"}, ""},
		{"es", Said{"x", ""}, ""},
		{"es", Said{"x", "en"}, `lang="en"`},
		{"ar", Said{"x", "es"}, `lang="es" dir="ltr"`},
		{"es", lang.Tag("ar"), `lang="ar" dir="rtl"`},
		{"es", lang.Tag(`en" onclick="x`), ""},
		{"es", "en", ""},
	} {
		if got := string(mark(tc.page, tc.in)); got != tc.want {
			t.Errorf("mark(%s, %v) = %q, want %q", tc.page, tc.in, got, tc.want)
		}
	}
}

func TestParagraphs(t *testing.T) {
	got := Paragraphs(" one\r\n\r\n\r\ntwo\nlines \n\n ")
	if len(got) != 2 || got[0] != "one" || got[1] != "two\nlines" {
		t.Errorf("%q", got)
	}
}

func TestMarkdownIsSafe(t *testing.T) {
	for in, want := range map[string]string{
		"**a** _b_":                  "<p><strong>a</strong> <em>b</em></p>\n",
		"<script>x</script>":         "\n",
		"[a](javascript:alert(1))":   "<p>a</p>\n",
		"![x](https://e.org/p.png)":  "<p></p>\n",
		"<b onclick=x style=y>t</b>": "<p>t</p>\n",
		"https://example.org":        `<p><a href="https://example.org" rel="nofollow noreferrer">https://example.org</a></p>` + "\n",
		"- a\n- b":                   "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n",
		"# no heading":               "no heading\n",
	} {
		if got := string(Markdown(in)); got != want {
			t.Errorf("Markdown(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzMarkdown(f *testing.F) {
	f.Add("<img src=x onerror=alert(1)>")
	f.Add("[x](data:text/html,<script>)")
	f.Fuzz(func(t *testing.T, text string) {
		out := strings.ToLower(string(Markdown(text)))
		for _, bad := range []string{"<script", "<img", "<iframe", "<style", "href=\"javascript:", "href=\"data:"} {
			if strings.Contains(out, bad) {
				t.Errorf("%q became %q", text, out)
			}
		}
	})
}

func TestFullDate(t *testing.T) {
	s := small(t, false, fstest.MapFS{"door/d.html": {Data: []byte(`{{define "layout"}}{{fullDate "2024-09-05"}}|{{fullDate "2024-09"}}|{{fullDate "2024"}}|{{fullDate "spring"}}|{{codes .}}{{end}}`)}})
	b, err := s.Render(lang.English, "door/d", []lang.Tag{"en", "es"})
	if want := "5 September 2024|September 2024|2024|spring|en, es"; err != nil || string(b) != want {
		t.Errorf("%q, %v", b, err)
	}
}
