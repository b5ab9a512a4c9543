package desk

import (
	"regexp"
	"slices"
	"strings"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
)

// findingForm is a finding as it is being written.
type findingForm struct {
	ID        assessment.FindingID
	New       bool
	Domain    framework.Code
	Side      assessment.Side
	Text      string
	Language  lang.Tag
	Bound     []framework.Code
	OnPurpose bool
	Base      int64
	Query     string // of the search for indicators

	// What the page adds.
	Command  string
	Address  string
	Back     string
	Tongues  []lang.Tag
	Chips    []chipView // bound ones, ticked
	Near     []chipView // others of the domain
	Found    []chipView // by the search
	Searched bool
	Slots    []string // still to fill, in words
	Hints    []assessment.Hint
	Sources  []citeView
	Partners []findingLine // with which it can be merged
}

func formOfFinding(f assessment.Finding) findingForm {
	return findingForm{
		ID: f.ID, Domain: f.Domain, Side: f.Side, Text: f.Text, Language: f.Source, Bound: f.Indicators, OnPurpose: f.OnPurpose, Base: f.Moved,
	}
}

// findingForm reads the form. What a person may leave out follows from the
// finding as it stands.
func (a *ask) findingForm(s *assessment.State) findingForm {
	f := findingForm{
		ID: assessment.FindingID(a.PathValue("id")), Domain: framework.Code(a.value("domain")), Side: assessment.Side(a.value("side")),
		Text: a.value("text"), Language: lang.Tag(a.value("language")), OnPurpose: a.flag("on_purpose"), Base: a.number("base"), Query: a.value("q"),
	}
	for _, c := range a.list("indicator") {
		if code := framework.Code(c); !slices.Contains(f.Bound, code) {
			f.Bound = append(f.Bound, code)
		}
	}
	now, there := s.Findings[f.ID]
	f.New = !there
	if there && f.Domain == "" {
		f.Domain = now.Domain
	}
	// Putting a list in order moves its findings without touching a word of
	// them: nobody has to look at such a change.
	if there && !now.Dropped && now.Moved > f.Base && now.Basis <= f.Base {
		f.Base = now.Moved
	}
	return f
}

// hidden is the form without its text, for the page on which two texts stand
// side by side.
func (f findingForm) hidden() []hiddenField {
	fields := []hiddenField{{"domain", string(f.Domain)}, {"side", string(f.Side)}, {"language", string(f.Language)}}
	for _, c := range f.Bound {
		fields = append(fields, hiddenField{"indicator", string(c)})
	}
	if f.OnPurpose {
		fields = append(fields, hiddenField{"on_purpose", "1"})
	}
	return fields
}

func (f findingForm) command() assessment.Command {
	return assessment.WriteFinding{Base: f.Base, FindingWritten: assessment.FindingWritten{
		ID: f.ID, Domain: f.Domain, Side: f.Side, Text: f.Text, Language: f.Language, Indicators: f.Bound, OnPurpose: f.OnPurpose,
	}}
}

// complete refuses a sentence with a slot that was not filled.
func (f findingForm) complete(a *ask, s *assessment.State) error {
	if open := a.slotNames(s, f.Text); len(open) > 0 {
		return fault.New(fault.Invalid, "findings.open_slots", "slots", strings.Join(open, "; "))
	}
	return nil
}

var slotMark = regexp.MustCompile(`\{[a-z_]+\}`)

// slotNames says the open slots of a sentence in words.
func (a *ask) slotNames(s *assessment.State, text string) []string {
	var names []string
	for _, mark := range slotMark.FindAllString(text, -1) {
		name := mark
		for _, slot := range s.Book.Slots {
			if help := slot.Help.Get(a.say.Tag(), s.Source); "{"+slot.Code+"}" == mark && help != "" {
				name = mark + " " + help
			}
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// slotPieces parts a sentence at its open slots.
func slotPieces(text string) []Piece {
	var pieces []Piece
	add := func(kind PieceKind, part string) {
		if part != "" {
			pieces = append(pieces, Piece{kind, part})
		}
	}
	at := 0
	for _, m := range slotMark.FindAllStringIndex(text, -1) {
		add(Same, text[at:m[0]])
		add(Left, text[m[0]:m[1]])
		at = m[1]
	}
	add(Same, text[at:])
	return pieces
}

// prepare adds what the page shows beside the text.
func (a *ask) prepare(f *findingForm, s *assessment.State) {
	f.Command, f.Address, f.Back = a.freshID(), linkFinding(s.Chain, f.ID), linkFindings(s.Chain, f.Domain)
	f.Tongues = slices.Clone(s.Languages)
	if !slices.Contains(f.Tongues, f.Language) {
		f.Tongues = append(f.Tongues, f.Language)
	}
	f.Slots = a.slotNames(s, f.Text)
	if !f.New {
		f.Hints = assessment.Finding{Side: f.Side, Indicators: f.Bound, Unit: assessment.Unit{Text: f.Text, Source: f.Language}}.Hints()
	}
	a.offerIndicators(f, s)
	a.citeAll(f, s)
}

// offerIndicators lists what can be bound: what is, the rest of the domain, and
// what the search finds in the whole book.
func (a *ask) offerIndicators(f *findingForm, s *assessment.State) {
	for _, c := range f.Bound {
		chip := a.chip(s, c, f.Domain)
		chip.On = true
		f.Chips = append(f.Chips, chip)
	}
	f.Searched = f.Query != ""
	words := strings.Fields(strings.ToLower(f.Query))
	for _, ind := range s.Book.Indicators {
		switch {
		case slices.Contains(f.Bound, ind.Code):
		case f.Searched && a.says(ind, words):
			f.Found = append(f.Found, a.chip(s, ind.Code, f.Domain))
		case !f.Searched && ind.Domain == f.Domain:
			f.Near = append(f.Near, a.chip(s, ind.Code, f.Domain))
		}
	}
}

// says tells whether every word stands in an indicator's code, label or
// question, in the reader's language or any other.
func (a *ask) says(ind framework.Indicator, words []string) bool {
	var b strings.Builder
	b.WriteString(string(ind.Code))
	for _, t := range []lang.Text{ind.Label, ind.Question} {
		for _, text := range t {
			b.WriteString(" " + text)
		}
	}
	all := strings.ToLower(b.String())
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(all, w) })
}

// citeAll gathers the sources of the bound answers, each once.
func (a *ask) citeAll(f *findingForm, s *assessment.State) {
	seen := map[assessment.Citation]bool{}
	for _, c := range f.Bound {
		for _, x := range s.Item(c).Standing().Citations {
			if !seen[x] {
				seen[x] = true
				f.Sources = append(f.Sources, a.cites(s, []assessment.Citation{x})...)
			}
		}
	}
}

func (a *ask) deniedFindings(s *assessment.State) error {
	return fault.New(fault.Denied, "assessment.denied", "right", string(account.WriteFindings), "stage", string(s.Stage))
}
