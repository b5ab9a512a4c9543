package translation

import (
	"bytes"
	"fmt"
	"strings"

	"sextant/internal/assessment"
)

// The words of XLIFF 2.0 for the states of a translation (OASIS XLIFF Version
// 2.0, section 4.3.1.29, 2014). What is missing and what is behind its original
// are both initial: work waits there. The sub-state tells them apart.
var states20 = map[assessment.TextState]string{
	assessment.TextMissing:  `state="initial"`,
	assessment.TextDraft:    `state="translated"`,
	assessment.TextReviewed: `state="final"`,
	assessment.TextStale:    `state="initial" subState="` + staleSubState + `"`,
}

const staleSubState = "sextant:stale"

// metaCategory marks our group in the metadata module.
const metaCategory = "sextant"

func writeXLIFF20(b *bytes.Buffer, s *assessment.State, o Options, items []item) {
	fmt.Fprint(b, `<?xml version="1.0" encoding="UTF-8"?>`, "\n",
		`<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0" xmlns:mda="urn:oasis:names:tc:xliff:metadata:2.0"`)
	fmt.Fprintf(b, " srcLang=\"%s\" trgLang=\"%s\">\n  <file id=\"f1\" original=\"%s\">\n", xmlAttr(string(items[0].SourceLang)), xmlAttr(string(o.Target)), xmlAttr(string(s.Chain)))
	writeMeta(b, "    ", [][2]string{
		{"tool", o.Tool}, {"framework", s.Book.Ref.String()}, {"assessment", string(s.Chain)}, {"head", fmt.Sprint(s.Head.Seq)},
	})
	fmt.Fprintf(b, "    <notes>\n      <note category=\"sextant\">%s</note>\n    </notes>\n", xmlText(newNotes(s, o.Target).file()))
	for _, it := range items {
		writeUnit20(b, it)
	}
	b.WriteString("  </file>\n</xliff>\n")
}

func writeUnit20(b *bytes.Buffer, it item) {
	fmt.Fprintf(b, "    <unit id=\"%s\" name=\"%s\" canResegment=\"no\" xml:space=\"preserve\">\n", nmtoken(string(it.Unit)), xmlAttr(string(it.Unit)))
	writeMeta(b, "      ", [][2]string{{"ticket", it.ticket.String()}})
	if len(it.Notes) > 0 {
		b.WriteString("      <notes>\n")
		for _, n := range it.Notes {
			fmt.Fprintf(b, "        <note appliesTo=\"source\">%s</note>\n", xmlText(n))
		}
		b.WriteString("      </notes>\n")
	}
	fmt.Fprintf(b, "      <segment %s>\n        <source xml:lang=\"%s\">%s</source>\n", states20[it.Says], xmlAttr(string(it.SourceLang)), xmlText(it.Source))
	if it.Text != "" {
		fmt.Fprintf(b, "        <target xml:lang=\"%s\">%s</target>\n", xmlAttr(string(it.Target)), xmlText(it.Text))
	}
	b.WriteString("      </segment>\n    </unit>\n")
}

func writeMeta(b *bytes.Buffer, indent string, pairs [][2]string) {
	fmt.Fprintf(b, "%s<mda:metadata>\n%s  <mda:metaGroup category=\"%s\">\n", indent, indent, metaCategory)
	for _, p := range pairs {
		fmt.Fprintf(b, "%s    <mda:meta type=\"%s\">%s</mda:meta>\n", indent, p[0], xmlText(p[1]))
	}
	fmt.Fprintf(b, "%s  </mda:metaGroup>\n%s</mda:metadata>\n", indent, indent)
}

// nmtoken writes a name with the characters that an id of XLIFF 2.0 may have
// (NMTOKEN of XML 1.0, kept to ASCII); others become their number in
// underscores.
func nmtoken(name string) string {
	var b strings.Builder
	for _, r := range name {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == ':', r == '-', r == '.':
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, "_%x_", r)
		}
	}
	return b.String()
}
