package preserve

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// readHTML reads a page token by token: no tree is built, so that depth and
// size cost nothing beyond the text itself.
func readHTML(contentType string, body []byte) words {
	text, name := decode(contentType, body)
	r := htmlReader{tokens: html.NewTokenizer(strings.NewReader(text))}
	r.tokens.SetMaxBuf(1 << 20) // of one token
	for r.next() {
	}
	return words{charset: name, title: oneLine(r.title.String()), text: tidy(r.text.String())}
}

type htmlReader struct {
	tokens  *html.Tokenizer
	title   strings.Builder
	text    strings.Builder
	inTitle bool
	titled  bool
	pre     int // depth of preformatted text, whose line ends count
	// silent is the element whose content nobody reads; silence ends with it.
	silent atom.Atom
}

func (r *htmlReader) next() bool {
	switch r.tokens.Next() {
	case html.ErrorToken:
		return false
	case html.TextToken:
		r.write(string(r.tokens.Text()))
	case html.StartTagToken:
		name, _ := r.tokens.TagName()
		r.open(atom.Lookup(name))
	case html.SelfClosingTagToken:
		name, _ := r.tokens.TagName()
		r.empty(atom.Lookup(name))
	case html.EndTagToken:
		name, _ := r.tokens.TagName()
		r.close(atom.Lookup(name))
	}
	return r.text.Len() < 2*MaxText
}

func (r *htmlReader) write(s string) {
	switch {
	case r.silent != 0:
	case r.inTitle:
		r.title.WriteString(s)
	case r.pre > 0:
		r.text.WriteString(s)
	default:
		r.text.WriteString(strings.NewReplacer("\n", " ", "\r", " ").Replace(s))
	}
}

func (r *htmlReader) open(a atom.Atom) {
	switch a {
	case atom.Script, atom.Style, atom.Template, atom.Noscript, atom.Iframe, atom.Svg:
		if r.silent == 0 {
			r.silent = a
		}
	case atom.Title:
		r.inTitle = r.silent == 0 && !r.titled
	case atom.Pre, atom.Textarea:
		r.pre++
	}
	r.space(a)
}

// empty reads an element that is written as empty. HTML takes the stroke
// seriously only inside drawings: a script is open all the same.
func (r *htmlReader) empty(a atom.Atom) {
	if a == atom.Svg || a == atom.Template {
		return
	}
	r.open(a)
}

func (r *htmlReader) close(a atom.Atom) {
	switch {
	case r.silent != 0 && r.silent == a:
		r.silent = 0
	case a == atom.Title && r.inTitle:
		r.inTitle, r.titled = false, true
	case a == atom.Pre || a == atom.Textarea:
		r.pre = max(r.pre-1, 0)
	}
	r.space(a)
}

// space keeps words of neighbouring elements apart: an empty line between
// paragraphs, a line end between rows, a gap between cells.
func (r *htmlReader) space(a atom.Atom) {
	switch a {
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Ul, atom.Ol, atom.Table, atom.Section,
		atom.Article, atom.Header, atom.Footer, atom.Main, atom.Nav, atom.Aside, atom.Blockquote, atom.Pre, atom.Figure,
		atom.Form, atom.Hr, atom.Body:
		r.text.WriteString("\n\n")
	case atom.Br, atom.Div, atom.Li, atom.Tr, atom.Dt, atom.Dd, atom.Option, atom.Caption, atom.Figcaption, atom.Address,
		atom.Fieldset, atom.Legend, atom.Summary, atom.Details:
		r.text.WriteString("\n")
	case atom.Title, atom.Td, atom.Th, atom.Img, atom.Button, atom.Input, atom.Textarea:
		r.text.WriteString(" ")
	}
}
