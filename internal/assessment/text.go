package assessment

import (
	"slices"
	"strings"
	"time"

	"sextant/internal/account"
	"sextant/internal/fault"
	"sextant/internal/lang"
)

// The kinds of narrative section, in the order of the published page.
const (
	Introduction    = "introduction"
	Objectives      = "objectives"
	Concepts        = "framework"
	Context         = "context"
	SourcesSection  = "sources"
	Acknowledgement = "acknowledgements"
)

// SectionKinds lists the kinds of narrative section in their order.
var SectionKinds = []string{Introduction, Objectives, Concepts, Context, SourcesSection, Acknowledgement}

// Unit is one original text with its translations.
type Unit struct {
	Text         string
	Source       lang.Tag
	By           account.ID
	At           time.Time
	Seq          int64 // of the entry that last changed the original
	Translations map[lang.Tag]Translation
}

// Translation is the text in another language. Basis is the Seq of the
// original that it was made from.
type Translation struct {
	Text     string
	Reviewed bool
	Basis    int64
	By       account.ID
	At       time.Time
	Seq      int64
}

// TextState says how a language stands.
type TextState string

const (
	TextSource   TextState = "source"
	TextMissing  TextState = "missing"
	TextDraft    TextState = "draft"
	TextReviewed TextState = "reviewed"
	TextStale    TextState = "stale" // the original changed after it
)

// State tells how the text stands in a language.
func (u Unit) State(t lang.Tag) TextState {
	if t == u.Source {
		return TextSource
	}
	switch x, ok := u.Translations[t]; {
	case !ok || x.Text == "":
		return TextMissing
	case x.Basis < u.Seq:
		return TextStale
	case x.Reviewed:
		return TextReviewed
	}
	return TextDraft
}

// All gives the text in every language that has it, stale ones included; the
// languages that are behind are listed beside.
func (u Unit) All() (text lang.Text, behind []lang.Tag) {
	text = lang.Text{u.Source: u.Text}
	for t, x := range u.Translations {
		if x.Text == "" || t == u.Source {
			continue
		}
		text[t] = x.Text
		if x.Basis < u.Seq {
			behind = append(behind, t)
		}
	}
	slices.Sort(behind)
	return text, behind
}

func (u Unit) rewritten(text string, source lang.Tag, m Meta) Unit {
	u.Text, u.Source, u.By, u.At, u.Seq = text, source, m.By, m.At, m.Seq
	return u
}

func (u Unit) translated(t lang.Tag, x Translation) Unit {
	all := make(map[lang.Tag]Translation, len(u.Translations)+1)
	for k, v := range u.Translations {
		all[k] = v
	}
	all[t] = x
	u.Translations = all
	return u
}

// SectionWritten replaces the original of a narrative section.
type SectionWritten struct {
	Kind     string   `json:"kind"`
	Language lang.Tag `json:"language"`
	Text     string   `json:"text"`
}

func (*SectionWritten) kind() string { return "section.written" }

func (e *SectionWritten) apply(s *State, m Meta) {
	s.Sections[e.Kind] = s.Sections[e.Kind].rewritten(e.Text, e.Language, m)
}

// WriteSection writes the original of a narrative section.
type WriteSection struct {
	SectionWritten
	Base int64
}

// Needs the right to write findings.
func (WriteSection) Needs(s *State) (account.Right, account.Scope) {
	return account.WriteFindings, s.scope()
}

func (c WriteSection) decide(s *State, _ Act) ([]Event, error) {
	e := c.SectionWritten
	e.Text = strings.TrimSpace(strings.ReplaceAll(e.Text, "\r\n", "\n"))
	now := s.Sections[e.Kind]
	switch {
	case !slices.Contains(SectionKinds, e.Kind):
		return nil, fault.New(fault.NotFound, "assessment.no_section", "kind", e.Kind)
	case e.Text == now.Text && (e.Language == now.Source || e.Text == ""):
		return nil, nil
	case now.Seq > c.Base:
		return nil, fault.New(fault.Conflict, "assessment.text_moved")
	case e.Language == "":
		return nil, invalid("assessment.no_language")
	case len(e.Text) > MaxText:
		return nil, fault.New(fault.TooLarge, "assessment.text_long", "n", len(e.Text), "max", MaxText)
	}
	return []Event{&e}, nil
}

// UnitID names a translatable text: "finding:…" or "section:…".
type UnitID string

// FindingUnit names a finding's text.
func FindingUnit(id FindingID) UnitID { return UnitID("finding:" + id) }

// SectionUnit names a section's text.
func SectionUnit(kind string) UnitID { return UnitID("section:" + kind) }

// Unit finds a translatable text.
func (s *State) Unit(id UnitID) (Unit, bool) {
	kind, name, _ := strings.Cut(string(id), ":")
	switch kind {
	case "finding":
		f, ok := s.Findings[FindingID(name)]
		return f.Unit, ok && !f.Dropped
	case "section":
		u, ok := s.Sections[name]
		return u, ok && u.Text != ""
	}
	return Unit{}, false
}

// Units lists the translatable texts in the order of the published page.
func (s *State) Units() []UnitID {
	var ids []UnitID
	for _, k := range SectionKinds {
		if s.Sections[k].Text != "" {
			ids = append(ids, SectionUnit(k))
		}
	}
	for _, d := range s.Book.Domains {
		for _, side := range Sides {
			for _, f := range s.FindingsOf(d.Code, side) {
				ids = append(ids, FindingUnit(f.ID))
			}
		}
	}
	return ids
}

// Translated is a text in another language, made from the original as it was
// at Basis.
type Translated struct {
	Unit     UnitID   `json:"unit"`
	Language lang.Tag `json:"language"`
	Text     string   `json:"text"`
	Reviewed bool     `json:"reviewed,omitempty"`
	Basis    int64    `json:"basis"`
}

func (*Translated) kind() string { return "text.translated" }

func (e *Translated) apply(s *State, m Meta) {
	x := Translation{Text: e.Text, Reviewed: e.Reviewed, Basis: e.Basis, By: m.By, At: m.At, Seq: m.Seq}
	kind, name, _ := strings.Cut(string(e.Unit), ":")
	switch kind {
	case "finding":
		f := s.Findings[FindingID(name)]
		f.Unit = f.Unit.translated(e.Language, x)
		s.Findings[FindingID(name)] = f
	case "section":
		s.Sections[name] = s.Sections[name].translated(e.Language, x)
	}
}

// Translate gives a text in another language. Base is the Seq of the
// translation that the person saw, 0 for none; Basis is that of the original
// before their eyes, 0 for the original as it stands.
type Translate struct {
	Translated
	Base int64
}

// Needs the right to translate into that language.
func (c Translate) Needs(s *State) (account.Right, account.Scope) {
	return account.Translate, account.Scope{Stage: s.Stage, Language: string(c.Language)}
}

func (c Translate) decide(s *State, _ Act) ([]Event, error) {
	u, ok := s.Unit(c.Unit)
	e := c.Translated
	e.Text = strings.TrimSpace(strings.ReplaceAll(e.Text, "\r\n", "\n"))
	now := u.Translations[e.Language]
	if e.Basis == 0 {
		e.Basis = u.Seq
	}
	switch {
	case !ok:
		return nil, fault.New(fault.NotFound, "assessment.no_unit", "unit", string(c.Unit))
	case e.Language == u.Source || !slices.Contains(s.Languages, e.Language):
		return nil, invalid("assessment.not_a_language", "language", string(e.Language))
	case e.Basis > s.Head.Seq || e.Basis < 1:
		return nil, invalid("assessment.bad_basis")
	case e.Reviewed && e.Basis < u.Seq:
		return nil, invalid("assessment.reviewed_stale")
	case e.Text == "" && e.Reviewed:
		return nil, invalid("assessment.lacks_text")
	case len(e.Text) > MaxText:
		return nil, fault.New(fault.TooLarge, "assessment.text_long", "n", len(e.Text), "max", MaxText)
	case now.Text == e.Text && now.Reviewed == e.Reviewed && now.Basis == e.Basis:
		return nil, nil
	case now.Seq > c.Base:
		return nil, fault.New(fault.Conflict, "assessment.text_moved")
	}
	return []Event{&e}, nil
}

// LanguageCount counts the texts of a language by state.
func (s *State) LanguageCount(t lang.Tag) map[TextState]int {
	n := map[TextState]int{}
	for _, id := range s.Units() {
		u, _ := s.Unit(id)
		n[u.State(t)]++
	}
	return n
}
