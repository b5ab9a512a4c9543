package translation

import (
	"strings"

	"sextant/internal/assessment"
	"sextant/internal/fault"
)

// parsePO reads a PO file line by line.
func parsePO(name string, data []byte) (*document, error) {
	p := poReader{file: name, d: &document{}}
	n := 0
	for line := range strings.Lines(string(data)) {
		n++
		p.at = fault.Where{File: name, Line: n, Column: 1}
		if err := p.line(strings.TrimRight(line, "\r\n")); err != nil {
			return nil, err
		}
	}
	return p.d, p.end()
}

// message is one message while it is being read.
type message struct {
	at      fault.Where
	keyword string // the one whose strings are being read
	text    map[string]string
	remarks strings.Builder
	fuzzy   bool
}

type poReader struct {
	file string
	d    *document
	at   fault.Where
	now  *message
	head bool // the header was read
}

func (p *poReader) line(line string) error {
	body := strings.TrimLeft(line, " \t")
	p.at.Column = 1 + len(line) - len(body)
	switch {
	case strings.TrimSpace(body) == "":
		return p.end()
	case strings.HasPrefix(body, "#"):
		return p.comment(body)
	case strings.HasPrefix(body, `"`):
		return p.more(body)
	}
	keyword, rest, _ := strings.Cut(body, " ")
	return p.keyword(keyword, strings.TrimSpace(rest))
}

// comment takes in a remark; one that comes after a message belongs to the
// next.
func (p *poReader) comment(body string) error {
	if p.now != nil && p.now.keyword != "" {
		if err := p.end(); err != nil {
			return err
		}
	}
	m := p.message()
	switch {
	case strings.HasPrefix(body, "#~"):
		p.now = nil // a message that a tool took out, with its remarks
	case strings.HasPrefix(body, "#|"):
	case strings.HasPrefix(body, "#,"):
		for flag := range strings.SplitSeq(body[2:], ",") {
			m.fuzzy = m.fuzzy || strings.TrimSpace(flag) == "fuzzy"
		}
	default:
		m.remarks.WriteString(body + "\n")
	}
	return nil
}

func (p *poReader) message() *message {
	if p.now == nil {
		p.now = &message{at: p.at, text: map[string]string{}}
	}
	return p.now
}

func (p *poReader) keyword(keyword, rest string) error {
	switch {
	case keyword == "msgid_plural" || strings.HasPrefix(keyword, "msgstr["):
		return fault.New(fault.Invalid, "translation.foreign_part", "tag", shorten(keyword)).At(p.at)
	case keyword != "msgctxt" && keyword != "msgid" && keyword != "msgstr":
		return fault.New(fault.Invalid, "translation.po_line", "text", shorten(keyword)).At(p.at)
	}
	// Some tools leave no blank line between two messages.
	if p.message().keyword == "msgstr" && keyword != "msgstr" {
		if err := p.end(); err != nil {
			return err
		}
	}
	m := p.message()
	if _, twice := m.text[keyword]; twice {
		return fault.New(fault.Invalid, "translation.not_once", "tag", keyword, "n", 2).At(p.at)
	}
	if keyword == "msgstr" || m.keyword == "" {
		m.at = p.at
	}
	m.keyword, m.text[keyword] = keyword, ""
	return p.more(rest)
}

// more adds a quoted string to the keyword before it.
func (p *poReader) more(quoted string) error {
	s, ok := poUnquote(strings.TrimSpace(quoted))
	if !ok || p.now == nil || p.now.keyword == "" {
		return fault.New(fault.Invalid, "translation.po_line", "text", shorten(quoted)).At(p.at)
	}
	p.now.text[p.now.keyword] += s
	return nil
}

// end closes the message at hand.
func (p *poReader) end() error {
	m := p.now
	p.now = nil
	if m == nil || m.keyword == "" {
		return nil // remarks that stand alone
	}
	_, hasID := m.text["msgid"]
	_, hasText := m.text["msgstr"]
	if !hasID || !hasText {
		return fault.New(fault.Invalid, "translation.po_part", "have", m.keyword).At(m.at)
	}
	if m.text["msgid"] == "" && m.text["msgctxt"] == "" && !p.head {
		p.head = true
		return p.header(m)
	}
	says := assessment.TextDraft
	if m.fuzzy {
		says = assessment.TextStale
	}
	p.d.add(entry{at: m.at, source: m.text["msgid"], text: m.text["msgstr"], says: says, unfinished: m.fuzzy}, m.remarks.String())
	return nil
}

func (p *poReader) header(m *message) error {
	for line := range strings.Lines(m.text["msgstr"]) {
		name, value, _ := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "language":
			if value != "" {
				p.d.declared = append(p.d.declared, declared{value, m.at})
			}
		case "content-type":
			_, charset, ok := strings.Cut(strings.ToLower(value), "charset=")
			if ok && charset != "utf-8" && charset != "utf8" && charset != "charset" {
				return fault.New(fault.Invalid, "translation.encoding").At(m.at)
			}
		}
	}
	return nil
}

// poUnquote reads a string in double quotes with the escapes of C that gettext
// allows; octal and hexadecimal ones, which its tools do not write for UTF-8,
// are refused.
func poUnquote(q string) (string, bool) {
	if len(q) < 2 || q[0] != '"' || q[len(q)-1] != '"' {
		return "", false
	}
	var b strings.Builder
	body := q[1 : len(q)-1]
	for i := 0; i < len(body); i++ {
		c := body[i]
		if c == '"' {
			return "", false
		}
		if c != '\\' {
			b.WriteByte(c)
			continue
		}
		if i++; i == len(body) {
			return "", false
		}
		at := strings.IndexByte(`\"ntrabfv`, body[i])
		if at < 0 {
			return "", false
		}
		b.WriteByte("\\\"\n\t\r\a\b\f\v"[at])
	}
	return b.String(), true
}
