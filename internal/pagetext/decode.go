package pagetext

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"sextant/internal/fault"
)

// rawLine is a line as it was read. Soft tells that it ended in a soft hyphen,
// so that the next line continues its last word.
type rawLine struct {
	text string
	soft bool
}

// decode checks size, encoding and bounds, and parts the text into lines with
// white space normalised.
func decode(name string, data []byte) ([]rawLine, error) {
	if len(data) > MaxBytes {
		return nil, fault.New(fault.TooLarge, "pagetext.too_large", "size", len(data), "limit", MaxBytes).At(fault.Where{File: name})
	}
	if err := checkEncoding(name, data); err != nil {
		return nil, err
	}
	parts := splitLines(string(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))))
	if len(parts) > MaxLines {
		return nil, fault.New(fault.TooLarge, "pagetext.too_many_lines", "lines", len(parts), "limit", MaxLines).At(fault.Line(name, MaxLines+1))
	}
	lines := make([]rawLine, len(parts))
	for i, p := range parts {
		if len(p) > MaxLine {
			return nil, fault.New(fault.Invalid, "pagetext.line_too_long", "size", len(p), "limit", MaxLine).At(fault.Line(name, i+1))
		}
		lines[i] = clean(p)
	}
	return lines, nil
}

// checkEncoding refuses what is not UTF-8 text and names the likely encoding.
func checkEncoding(name string, data []byte) error {
	if enc := utf16Name(data); enc != "" {
		return fault.New(fault.Invalid, "pagetext.encoding_utf16", "encoding", enc).At(fault.Line(name, 1))
	}
	if at := bytes.IndexFunc(data, isNoise); at >= 0 && utf8.Valid(data[:at]) {
		return fault.New(fault.Invalid, "pagetext.binary", "offset", at).At(fault.Line(name, lineAt(data, at)))
	}
	at := invalidAt(data)
	if at < 0 {
		return nil
	}
	key := "pagetext.encoding_invalid"
	if likelyWindows(data) {
		key = "pagetext.encoding_windows"
	}
	return fault.New(fault.Invalid, key, "offset", at).At(fault.Line(name, lineAt(data, at)))
}

// utf16Name recognises UTF-16 by its mark, or by every other byte being zero.
func utf16Name(data []byte) string {
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}):
		return "UTF-16 LE"
	case bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		return "UTF-16 BE"
	}
	head := data[:min(len(data), 512)]
	var even, odd int
	for i, b := range head {
		if b != 0 {
			continue
		}
		if i%2 == 0 {
			even++
		} else {
			odd++
		}
	}
	switch half := len(head) / 2; {
	case half > 8 && odd > half*6/10 && even == 0:
		return "UTF-16 LE"
	case half > 8 && even > half*6/10 && odd == 0:
		return "UTF-16 BE"
	}
	return ""
}

// isNoise tells control characters that no text file holds.
func isNoise(r rune) bool {
	return r < 0x20 && r != '\t' && r != '\n' && r != '\r' && r != '\f' && r != '\v' || r == 0x7f
}

func invalidAt(data []byte) int {
	for i := 0; i < len(data); {
		if data[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}

// likelyWindows tells Windows-1252 or Latin-1 from noise: nearly all high
// bytes stand where letters of Western Europe or curly quotes stand, beside
// ASCII letters.
func likelyWindows(data []byte) bool {
	head := data[:min(len(data), 64<<10)]
	var high, good, ascii int
	for _, b := range head {
		switch {
		case b >= 0xc0 || b == 0xa0 || b == 0xab || b == 0xbb || b == 0xaa || b == 0xba || b >= 0x91 && b <= 0x97:
			high++
			good++
		case b >= 0x80:
			high++
		case b >= 'a' && b <= 'z' || b == ' ':
			ascii++
		}
	}
	return ascii > len(head)/2 && good*10 >= high*9
}

// lineAt is the number of the line that holds a byte.
func lineAt(data []byte, at int) int {
	head := data[:at]
	return 1 + bytes.Count(head, []byte("\n")) + bytes.Count(head, []byte("\r")) - bytes.Count(head, []byte("\r\n"))
}

// splitLines parts a text at line ends of every system. A final line end opens
// no further line.
func splitLines(s string) []string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.ReplaceAll(s, "\r", "\n")
	s = strings.TrimSuffix(s, "\n")
	return strings.Split(s, "\n")
}

// clean normalises white space to single spaces and leaves out characters that
// nobody sees: zero-width spaces, soft hyphens, byte order marks, and the
// overrides of direction that could make a line read otherwise than it is
// written. Joiners stay, for scripts that need them.
func clean(s string) rawLine {
	var b strings.Builder
	b.Grow(len(s))
	soft, space := false, false
	for _, r := range s {
		switch {
		case r == '\u00ad':
			soft = true
			continue
		case invisible(r):
			continue
		case unicode.IsSpace(r):
			space = true
			continue
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space, soft = false, false
		b.WriteRune(r)
	}
	return rawLine{text: b.String(), soft: soft}
}

func invisible(r rune) bool {
	switch {
	case r == '\u200b', r == '\ufeff', r == '\u2060', r == '\u180e', r == '\u200e', r == '\u200f', r == '\u061c':
		return true
	case r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
		return true
	}
	return false
}
