package translation

import (
	"bytes"
	"fmt"
	"strings"

	"sextant/internal/assessment"
)

// writePO writes a PO file (GNU gettext manual, "The Format of PO Files"). The
// context of a message is its text's name, so that equal originals stay apart;
// a translation that is behind its original is fuzzy and shows the original
// that it was made from, where that is known.
func writePO(b *bytes.Buffer, s *assessment.State, o Options, items []item) {
	fmt.Fprintf(b, "# %s\n", oneLine(plain(newNotes(s, o.Target).file())))
	b.WriteString("msgid \"\"\nmsgstr \"\"\n")
	for _, h := range [][2]string{
		{"Project-Id-Version", s.Book.Ref.String()},
		{"PO-Revision-Date", s.Changed.UTC().Format("2006-01-02 15:04-0700")},
		{"Last-Translator", ""},
		{"Language-Team", ""},
		{"Language", string(o.Target)},
		{"MIME-Version", "1.0"},
		{"Content-Type", "text/plain; charset=UTF-8"},
		{"Content-Transfer-Encoding", "8bit"},
		{"X-Generator", o.Tool},
		{"X-Sextant-Assessment", string(s.Chain)},
		{"X-Sextant-Head", fmt.Sprint(s.Head.Seq)},
	} {
		b.WriteString(poQuote(h[0]+": "+oneLine(plain(h[1]))+"\n") + "\n")
	}
	for _, it := range items {
		b.WriteByte('\n')
		writeMessage(b, it)
	}
}

func writeMessage(b *bytes.Buffer, it item) {
	for _, n := range it.Notes {
		fmt.Fprintf(b, "#. %s\n", oneLine(plain(n)))
	}
	fmt.Fprintf(b, "#. %s\n", it.ticket)
	if it.Says == assessment.TextStale {
		b.WriteString("#, fuzzy\n")
		if it.Earlier != "" {
			writeString(b, "#| ", "msgid", it.Earlier)
		}
	}
	writeString(b, "", "msgctxt", plain(string(it.Unit)))
	writeString(b, "", "msgid", it.Source)
	writeString(b, "", "msgstr", it.Text)
}

// writeString writes a keyword with its text; one of several lines begins with
// an empty string, as the tools of gettext write it.
func writeString(b *bytes.Buffer, prefix, keyword, text string) {
	lines := strings.SplitAfter(text, "\n")
	if len(lines) == 1 {
		fmt.Fprintf(b, "%s%s %s\n", prefix, keyword, poQuote(text))
		return
	}
	fmt.Fprintf(b, "%s%s \"\"\n", prefix, keyword)
	for _, l := range lines {
		if l != "" {
			fmt.Fprintf(b, "%s%s\n", prefix, poQuote(l))
		}
	}
}

var poEscapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`)

func poQuote(s string) string { return `"` + poEscapes.Replace(s) + `"` }
