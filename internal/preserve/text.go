package preserve

import (
	"bytes"
	"context"
	"io"
	"mime"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/charset"

	"sextant/internal/fault"
)

// MaxText bounds the words that are drawn out of a copy, in bytes.
const MaxText = 4 << 20

// words are what a reader finds in a document.
type words struct {
	charset string
	title   string
	text    string
}

// ExtractText draws title and words out of an uploaded or fetched document:
// HTML, PDF, plain text. Other forms have none, and no error. For a PDF whose
// words cannot be had the fault says why ("preserve.pdf_unreadable",
// "preserve.pdf_locked", "preserve.pdf_slow", "preserve.pdf_pictures"); the
// document can be kept all the same.
func ExtractText(contentType string, body []byte) (title, text string, err error) {
	w, err := read(context.Background(), contentType, body)
	return w.title, w.text, err
}

func read(ctx context.Context, contentType string, body []byte) (words, error) {
	switch media := typeOf(contentType, body); {
	case media == typePDF:
		return readPDF(ctx, body)
	case media == typeHTML || media == "application/xhtml+xml":
		return readHTML(contentType, body), nil
	case strings.HasPrefix(media, "text/"):
		text, name := decode(contentType, body)
		return words{charset: name, text: tidy(text)}, nil
	}
	return words{}, nil
}

// decode turns bytes into UTF-8 by what the server, the bytes or the page say
// of their charset (WHATWG Encoding Standard, as x/net/html/charset reads it).
func decode(contentType string, body []byte) (text, name string) {
	_, params, _ := mime.ParseMediaType(contentType)
	encoding, name, sure := charset.DetermineEncoding(body, contentType)
	if utf8.Valid(body) && (!sure || params["charset"] == "") && name != "utf-16le" && name != "utf-16be" {
		return string(bytes.TrimPrefix(body, []byte("\uFEFF"))), "utf-8"
	}
	decoded, err := io.ReadAll(io.LimitReader(encoding.NewDecoder().Reader(bytes.NewReader(body)), MaxText*4))
	if err != nil {
		return strings.ToValidUTF8(string(body), "\uFFFD"), name
	}
	return strings.TrimPrefix(strings.ToValidUTF8(string(decoded), "\uFFFD"), "\uFEFF"), name
}

// tidy makes words fit for search and for show: one space between words, no
// more than one empty line between paragraphs, no control characters.
func tidy(text string) string {
	var b strings.Builder
	empty := 0
	for line := range strings.Lines(strings.ReplaceAll(text, "\u00AD", "")) { // hints where a word may break
		line = strings.Join(strings.FieldsFunc(line, isGap), " ")
		if line == "" {
			empty++
			continue
		}
		if b.Len() > 0 {
			b.WriteString(strings.Repeat("\n", min(empty, 1)+1))
		}
		empty = 0
		if b.Len()+len(line) > MaxText {
			b.WriteString(cut(line, MaxText-b.Len()))
			break
		}
		b.WriteString(line)
	}
	return strings.ToValidUTF8(b.String(), "\uFFFD")
}

// isGap tells white space and characters that print nothing, save the joiners
// that Arabic and Indic scripts need.
func isGap(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || r == '\u200B' || r == '\uFEFF'
}

// cut keeps the first n bytes, without half a character.
func cut(s string, n int) string {
	if n <= 0 {
		return ""
	}
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

func oneLine(s string) string {
	return cut(strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, "\uFFFD"), isGap), " "), 1000)
}

func unreadable(key string) *fault.Error { return fault.New(fault.Invalid, key) }
