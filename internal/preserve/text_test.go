package preserve

import (
	"context"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

func TestPagesHaveTheirWords(t *testing.T) {
	latin, _ := charmap.Windows1252.NewEncoder().String("<title>Migración</title><p>Año 2024 — “sí”")
	arabic, _ := charmap.Windows1256.NewEncoder().String("<meta charset=windows-1256><p>قانون الهجرة")
	wide, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String("<p>wide ü")
	for _, c := range []struct{ name, contentType, body, title, text string }{
		{"a plain page", "text/html; charset=utf-8", "<html><head><title> The\n law </title><style>p{}</style></head><body><h1>Law</h1><p>One\ntwo<br>three</p><script>no()</script><p>four</body>", "The law", "Law\n\nOne two\nthree\n\nfour"},
		{"cells and rows", "text/html", "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "", "a b\n\nc"},
		{"entities", "text/html", "<p>A&amp;B &lt;c&gt; &eacute;&nbsp;x", "", "A&B <c> é x"},
		{"kept lines", "text/html", "<pre>one\ntwo</pre>", "", "one\ntwo"},
		{"what nobody sees", "text/html", "<p>a<noscript>n</noscript><template><p>t</template><svg><title>s</title><text>x</text></svg><script/>alert()</script>b", "", "a\n\nb"},
		{"two titles", "text/html", "<title>first</title><title>second</title>x", "first", "second x"},
		{"said by the server", "text/html; charset=windows-1252", latin, "Migración", "Año 2024 — “sí”"},
		{"said by the page", "text/html", arabic, "", "قانون الهجرة"},
		{"said by its first bytes", "text/html", wide, "", "wide ü"},
		{"falsely said to be Latin", "text/html", "<meta charset=iso-8859-1><p>مرحبا ü", "", "مرحبا ü"},
		{"half a character", "text/plain; charset=utf-8", "ok \xc3", "", "ok \uFFFD"},
		{"plain", "text/plain", "\uFEFFone  two\r\n\r\n\r\n\r\nthr\u00ADee\x00\n", "", "one two\n\nthree"},
		{"known by its look", "", "<!DOCTYPE html><title>t</title><p>x", "t", "x"},
		{"no words in it", "image/png", "\x89PNG\r\n\x1a\nxxxx", "", ""},
		{"a word processor's file", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "PK\x03\x04", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			title, text, err := ExtractText(c.contentType, []byte(c.body))
			if c.name == "two titles" {
				text = strings.ReplaceAll(text, "\n", " ")
			}
			if err != nil || title != c.title || text != c.text {
				t.Errorf("title %q, text %q, %v; want %q, %q", title, text, err, c.title, c.text)
			}
		})
	}
}

func TestWordsAreBounded(t *testing.T) {
	long := strings.Repeat("ü", MaxText)
	for _, contentType := range []string{"text/plain", "text/html"} {
		_, text, err := ExtractText(contentType, []byte(long))
		if err != nil || len(text) > MaxText || !utf8.ValidString(text) {
			t.Errorf("%s: %d bytes, %v", contentType, len(text), err)
		}
	}
	deep := strings.Repeat("<div>", 300_000) + "bottom"
	if _, text, _ := ExtractText("text/html", []byte(deep)); text != "bottom" {
		t.Errorf("got %.20q", text)
	}
}

// FuzzExtractText: whatever is uploaded, reading it ends, and what comes out is
// text within its bounds.
func FuzzExtractText(f *testing.F) {
	f.Add("text/html; charset=windows-1252", []byte("<title>x</title><p>y<pre>z</textarea></svg><svg/>"))
	f.Add("text/html", []byte("<meta charset=utf-16><script><!--<script>"))
	f.Add("text/plain; charset=iso-2022-jp", []byte("\x1b$B\x1b"))
	f.Add("application/pdf", madePDF("Title", true, lawPage))
	f.Add("application/pdf", madePDF("Title", false, lawPage, "BT /F1 Tf [(a) (b)] TJ ' \" Tj Tm Td /X Do ET"))
	f.Add("", []byte("%PDF-1.4"))
	f.Fuzz(func(t *testing.T, contentType string, body []byte) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		w, _ := read(ctx, contentType, body)
		title, text := w.title, w.text
		if len(text) > MaxText || !utf8.ValidString(text) || !utf8.ValidString(title) || strings.ContainsAny(title, "\r\n") {
			t.Errorf("title %q, %d bytes of text", title, len(text))
		}
	})
}
