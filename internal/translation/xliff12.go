package translation

import (
	"bytes"
	"fmt"

	"sextant/internal/assessment"
)

// The words of XLIFF 1.2 for the states of a translation (OASIS XLIFF Version
// 1.2, section 2.3, 2008).
var states12 = map[assessment.TextState]string{
	assessment.TextMissing:  "needs-translation",
	assessment.TextDraft:    "translated",
	assessment.TextReviewed: "final",
	assessment.TextStale:    "needs-review-translation",
}

// writeXLIFF12 writes one file element for each language of originals.
func writeXLIFF12(b *bytes.Buffer, s *assessment.State, o Options, items []item) {
	fmt.Fprint(b, `<?xml version="1.0" encoding="UTF-8"?>`, "\n",
		`<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">`, "\n")
	for _, source := range sourcesOf(items) {
		fmt.Fprintf(b, `  <file original="%s" source-language="%s" target-language="%s" datatype="plaintext" product-name="%s" product-version="%s" build-num="%d">`+"\n",
			xmlAttr(string(s.Chain)), xmlAttr(string(source)), xmlAttr(string(o.Target)),
			xmlAttr(string(s.Book.Ref.ID)), xmlAttr(string(s.Book.Ref.Version)), s.Head.Seq)
		fmt.Fprintf(b, "    <header>\n      <tool tool-id=\"sextant\" tool-name=\"%s\"/>\n      <note from=\"sextant\">%s</note>\n    </header>\n    <body>\n",
			xmlAttr(o.Tool), xmlText(newNotes(s, o.Target).file()))
		for _, it := range items {
			if it.SourceLang == source {
				writeUnit12(b, it)
			}
		}
		b.WriteString("    </body>\n  </file>\n")
	}
	b.WriteString("</xliff>\n")
}

// writeUnit12 writes a text. Approved means in this standard that a
// translation is final and was reviewed.
func writeUnit12(b *bytes.Buffer, it item) {
	id, approved := xmlAttr(string(it.Unit)), "no"
	if it.Says == assessment.TextReviewed {
		approved = "yes"
	}
	fmt.Fprintf(b, "      <trans-unit id=\"%s\" resname=\"%s\" approved=\"%s\" xml:space=\"preserve\">\n", id, id, approved)
	fmt.Fprintf(b, "        <source xml:lang=\"%s\">%s</source>\n", xmlAttr(string(it.SourceLang)), xmlText(it.Source))
	fmt.Fprintf(b, "        <target xml:lang=\"%s\" state=\"%s\">%s</target>\n", xmlAttr(string(it.Target)), states12[it.Says], xmlText(it.Text))
	for _, n := range it.Notes {
		fmt.Fprintf(b, "        <note from=\"developer\" annotates=\"source\">%s</note>\n", xmlText(n))
	}
	fmt.Fprintf(b, "        <note from=\"developer\" annotates=\"general\">%s</note>\n", xmlText(it.ticket.String()))
	if it.Earlier != "" {
		fmt.Fprintf(b, "        <alt-trans alttranstype=\"previous-version\" xml:space=\"preserve\">\n          <source>%s</source>\n          <target>%s</target>\n        </alt-trans>\n",
			xmlText(it.Earlier), xmlText(it.Text))
	}
	b.WriteString("      </trans-unit>\n")
}
