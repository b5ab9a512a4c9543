package preserve

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/ledongthuc/pdf"
)

// How far a PDF is read.
const (
	maxPages    = 1000
	maxPDFWait  = 20 * time.Second
	maxFormDeep = 4 // forms drawn inside forms
)

// pdfDesks are how many are read at a time: their memory is what counts.
var pdfDesks = make(chan struct{}, 2)

// readPDF draws the words out of a PDF: in a process of its own where the
// program allows it, else in a goroutine that is left behind when the time is
// over; its reads fail from then on, so that it ends by itself.
func readPDF(ctx context.Context, body []byte) (words, error) {
	select {
	case pdfDesks <- struct{}{}:
		defer func() { <-pdfDesks }()
	case <-ctx.Done():
		return words{}, unreadable("preserve.pdf_slow")
	}
	ctx, cancel := context.WithTimeout(ctx, maxPDFWait)
	defer cancel()
	if isolated() {
		return readApart(ctx, body)
	}
	type result struct {
		words words
		err   error
	}
	done := make(chan result, 1)
	go func() {
		w, err := parsePDF(ctx, body)
		done <- result{w, err}
	}()
	select {
	case r := <-done:
		return r.words, r.err
	case <-ctx.Done():
		return words{}, unreadable("preserve.pdf_slow")
	}
}

// parsePDF reads page after page with a library that panics on what it does
// not understand. What was read before a broken page is kept.
func parsePDF(ctx context.Context, body []byte) (w words, err error) {
	defer func() {
		if r := recover(); r != nil {
			w, err = words{}, unreadable("preserve.pdf_unreadable").Because(fmt.Errorf("%v", r))
		}
		if ctx.Err() != nil && w.text == "" {
			err = unreadable("preserve.pdf_slow").Because(ctx.Err())
		}
	}()
	if end := bytes.LastIndex(body, []byte("%%EOF")); end >= 0 {
		body = body[:end+len("%%EOF")] // some servers add lines of their own
	}
	file, err := pdf.NewReader(timedReader{ctx, body}, int64(len(body)))
	if errors.Is(err, pdf.ErrInvalidPassword) {
		return words{}, unreadable("preserve.pdf_locked")
	}
	if err != nil {
		return words{}, unreadable("preserve.pdf_unreadable").Because(err)
	}
	t := &typesetter{ctx: ctx}
	broken := t.readPages(file)
	w = words{title: pdfTitle(file), text: tidy(t.text.String())}
	switch {
	case w.text != "":
		return w, nil
	case broken != nil:
		return w, unreadable("preserve.pdf_unreadable").Because(broken)
	}
	return w, unreadable("preserve.pdf_pictures")
}

func pdfTitle(file *pdf.Reader) (title string) {
	defer func() { _ = recover() }() // a broken title is no title
	return oneLine(file.Trailer().Key("Info").Key("Title").Text())
}

// timedReader lets the library read until the time is over. Every loop of the
// library that goes on reading comes to an end with it. The first line is given
// as the library knows it: newer versions and blanks after the number are read
// all the same.
type timedReader struct {
	ctx  context.Context
	body []byte
}

func (r timedReader) ReadAt(p []byte, off int64) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := bytes.NewReader(r.body).ReadAt(p, off)
	if off >= 0 && off < int64(len(pdfHead)) {
		copy(p[:n], pdfHead[off:])
	}
	return n, err
}

const pdfHead = "%PDF-1.7\n"

// typesetter follows the text operators of a page (ISO 32000-1, 9.4) as far as
// words need it: a move down ends a line, a move aside or a wide gap is a space.
type typesetter struct {
	ctx    context.Context
	text   strings.Builder
	broken error
	// Of the page that is being read.
	fonts map[string]pdf.TextEncoding
	now   pdf.TextEncoding
	line  float64 // height of the line, from the text matrix
}

// errEnough ends the reading when there is text enough or no time left.
var errEnough = errors.New("enough")

func (t *typesetter) readPages(file *pdf.Reader) error {
	pages := min(countPages(file), maxPages)
	for n := 1; n <= pages; n++ {
		if t.ctx.Err() != nil || t.text.Len() > MaxText {
			break
		}
		if err := t.readPage(file, n); err != nil && !errors.Is(err, errEnough) {
			t.broken = err
		}
		t.text.WriteString("\n\n")
	}
	return t.broken
}

func countPages(file *pdf.Reader) (n int) {
	defer func() { _ = recover() }() // a book without a count has no pages
	return file.NumPage()
}

func (t *typesetter) readPage(file *pdf.Reader, n int) (err error) {
	defer func() {
		if r := recover(); r != nil {
			if e, ok := r.(error); ok && errors.Is(e, errEnough) {
				err = e
				return
			}
			err = fmt.Errorf("page %d: %v", n, r)
		}
	}()
	page := file.Page(n)
	if page.V.IsNull() || page.V.Key("Contents").IsNull() {
		return nil
	}
	t.run(page.V.Key("Contents"), page.Resources(), 0)
	return nil
}

// run reads one stream of content with its own fonts.
func (t *typesetter) run(content, resources pdf.Value, depth int) {
	outer, now := t.fonts, t.now
	t.fonts, t.now = map[string]pdf.TextEncoding{}, nil
	pdf.Interpret(content, func(stack *pdf.Stack, op string) {
		args := make([]pdf.Value, stack.Len())
		for i := len(args) - 1; i >= 0; i-- {
			args[i] = stack.Pop()
		}
		if t.ctx.Err() != nil || t.text.Len() > MaxText {
			panic(errEnough)
		}
		if op == "Do" && depth < maxFormDeep && len(args) == 1 {
			t.runForm(resources, args[0].Name(), depth)
			return
		}
		t.do(op, args, resources)
	})
	t.fonts, t.now = outer, now
}

func (t *typesetter) runForm(resources pdf.Value, name string, depth int) {
	form := resources.Key("XObject").Key(name)
	if form.Key("Subtype").Name() != "Form" {
		return
	}
	inner := form.Key("Resources")
	if inner.IsNull() {
		inner = resources
	}
	t.run(form, inner, depth+1)
}

func (t *typesetter) do(op string, args []pdf.Value, resources pdf.Value) {
	number := func(i int) float64 {
		if i >= len(args) {
			return 0
		}
		return args[i].Float64()
	}
	switch op {
	case "BT", "T*":
		t.text.WriteString("\n")
	case "Tf":
		if len(args) > 0 {
			t.now = t.font(resources, args[0].Name())
		}
	case "Td", "TD":
		t.move(number(0), number(1))
	case "Tm":
		t.moveTo(number(4), number(5))
	case "Tj", "'", `"`:
		if op != "Tj" {
			t.text.WriteString("\n")
		}
		if len(args) > 0 {
			t.show(args[len(args)-1].RawString())
		}
	case "TJ":
		if len(args) > 0 {
			t.showSpaced(args[0])
		}
	}
}

func (t *typesetter) move(x, y float64) {
	switch {
	case y != 0:
		t.text.WriteString("\n")
	case x != 0:
		t.text.WriteString(" ")
	}
}

func (t *typesetter) moveTo(_, y float64) {
	if y != t.line {
		t.text.WriteString("\n")
	} else {
		t.text.WriteString(" ")
	}
	t.line = y
}

// wideGap is the distance between glyphs, in thousandths of the letter's
// height, from which on the eye sees two words.
const wideGap = 180

func (t *typesetter) showSpaced(parts pdf.Value) {
	for i := range parts.Len() {
		switch p := parts.Index(i); p.Kind() {
		case pdf.String:
			t.show(p.RawString())
		case pdf.Integer, pdf.Real:
			if p.Float64() < -wideGap {
				t.text.WriteString(" ")
			}
		}
	}
}

func (t *typesetter) show(raw string) {
	if t.now == nil {
		t.text.WriteString(strings.ToValidUTF8(raw, ""))
		return
	}
	t.text.WriteString(strings.ToValidUTF8(t.now.Decode(raw), ""))
}

func (t *typesetter) font(resources pdf.Value, name string) pdf.TextEncoding {
	if e, ok := t.fonts[name]; ok {
		return e
	}
	var e pdf.TextEncoding
	if f := resources.Key("Font").Key(name); !f.IsNull() {
		e = (&pdf.Font{V: f}).Encoder()
	}
	t.fonts[name] = e
	return e
}
