package translation

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strconv"
	"strings"

	"sextant/internal/assessment"
	"sextant/internal/lang"
)

// ticket is what a text carries through other people's tools.
type ticket struct {
	Chain  string // the assessment
	Head   int64  // number of the newest entry when the file was written
	Target lang.Tag
	Unit   assessment.UnitID
	Basis  int64 // entry that the original was made by
	Base   int64 // entry of the translation that was there, 0 for none
	// Was is a print of that translation, so that a text nobody touched is told
	// from one that somebody changed.
	Was   string
	State assessment.TextState // of that translation
}

// ticketMark opens the line that holds a ticket. The number is that of its
// form.
const ticketMark = "sextant-ticket-1:"

// String writes a ticket as one line that needs no escaping in XML and PO.
func (t ticket) String() string {
	return ticketMark + " " + strings.ReplaceAll(url.Values{
		"chain": {t.Chain}, "head": {strconv.FormatInt(t.Head, 10)}, "target": {string(t.Target)},
		"unit": {string(t.Unit)}, "basis": {strconv.FormatInt(t.Basis, 10)},
		"base": {strconv.FormatInt(t.Base, 10)}, "was": {t.Was}, "state": {string(t.State)},
	}.Encode(), "&", ";")
}

// findTicket looks for a ticket among the lines of a remark.
func findTicket(remark string) (ticket, bool) {
	for line := range strings.Lines(remark) {
		_, rest, ok := strings.Cut(line, ticketMark)
		if !ok {
			continue
		}
		if t, ok := parseTicket(strings.TrimSpace(rest)); ok {
			return t, true
		}
	}
	return ticket{}, false
}

func parseTicket(line string) (ticket, bool) {
	v, err := url.ParseQuery(strings.ReplaceAll(line, ";", "&"))
	if err != nil {
		return ticket{}, false
	}
	t := ticket{
		Chain: v.Get("chain"), Target: lang.Tag(v.Get("target")), Unit: assessment.UnitID(v.Get("unit")),
		Was: v.Get("was"), State: assessment.TextState(v.Get("state")),
	}
	sound := t.Chain != "" && t.Unit != "" && t.Target != ""
	for name, into := range map[string]*int64{"head": &t.Head, "basis": &t.Basis, "base": &t.Base} {
		n, err := strconv.ParseInt(v.Get(name), 10, 64)
		sound = sound && err == nil && n >= 0
		*into = n
	}
	return t, sound && t.Basis >= 1 && t.Basis <= t.Head && t.Base <= t.Head
}

// printOf is a short print of a text; empty for no text.
func printOf(text string) string {
	if text == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:6])
}
