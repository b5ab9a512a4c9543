package workbook

import (
	"slices"
	"strconv"
	"strings"

	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/record"
)

// Meta is what a workbook says of itself on its hidden sheet.
type Meta struct {
	Format    string
	Framework framework.Ref
	// Hash is that of the framework.
	Hash  string
	Chain record.Chain
	// Head is the state of the record that the file was made from.
	Head     record.Head
	Language lang.Tag
	Title    string // of the assessment, for people
	Domains  []framework.Code
	// Hand is whose answers a questionnaire holds.
	Hand assessment.Hand
	// Institution is the one whose remarks a draft asks for, and Moment the
	// entry number of that draft.
	Institution string
	Moment      int64
	// Target is the language that texts are translated into.
	Target lang.Tag
}

// metaOf is what every workbook made from a state says.
func metaOf(format string, s *assessment.State, t lang.Tag) Meta {
	return Meta{
		Format: format, Framework: s.Book.Ref, Hash: string(s.FrameworkHash), Chain: s.Chain,
		Head: s.Head, Language: t, Title: titleOf(s, t),
	}
}

// titleOf names an assessment: its place and date.
func titleOf(s *assessment.State, t lang.Tag) string {
	return strings.TrimSpace(s.Name(t) + " · " + s.Date)
}

func (m Meta) pairs() [][2]string {
	return [][2]string{
		{"format", m.Format},
		{"framework", string(m.Framework.ID)},
		{"version", string(m.Framework.Version)},
		{"framework_hash", m.Hash},
		{"assessment", string(m.Chain)},
		{"state", strconv.FormatInt(m.Head.Seq, 10)},
		{"state_hash", string(m.Head.Hash)},
		{"language", string(m.Language)},
		{"title", clean(m.Title)},
		{"domains", strings.Join(texts(m.Domains), " ")},
		{"hand", string(m.Hand)},
		{"institution", clean(m.Institution)},
		{"moment", strconv.FormatInt(m.Moment, 10)},
		{"target", string(m.Target)},
	}
}

// Recognise reads the hidden sheet of a workbook, so that whoever receives one
// knows what it is and which assessment it belongs to. It is false for
// anything that is not a workbook of this room.
func Recognise(data []byte) (Meta, bool) {
	b, err := openBook("", data)
	if err != nil {
		return Meta{}, false
	}
	m, err := b.meta()
	return m, err == nil
}

// meta finds the hidden sheet by its first words, whatever it is called now.
func (b *book) meta() (Meta, error) {
	for i := range b.sheets {
		if m, ok := metaIn(&b.sheets[i]); ok {
			return m, nil
		}
	}
	return Meta{}, b.fault("workbook.foreign")
}

func metaIn(s *sheet) (Meta, bool) {
	if len(s.rows) == 0 || len(s.rows) > 10_000 {
		return Meta{}, false
	}
	facts := map[string]string{}
	for _, r := range s.rows {
		if name, ok := r.cells[1]; ok && !name.formula && !r.cells[2].formula {
			facts[name.text] = unguard(r.cells[2].text)
		}
	}
	if !slices.Contains([]string{"sextant-questionnaire", "sextant-remarks", "sextant-bilingual"}, formatName(facts["format"])) {
		return Meta{}, false
	}
	seq, err := strconv.ParseInt(facts["state"], 10, 64)
	moment, err2 := strconv.ParseInt(facts["moment"], 10, 64)
	if err != nil || err2 != nil || seq < 0 || moment < 0 {
		return Meta{}, false
	}
	m := Meta{
		Format:    facts["format"],
		Framework: framework.Ref{ID: framework.ID(facts["framework"]), Version: framework.Version(facts["version"])},
		Hash:      facts["framework_hash"], Chain: record.Chain(facts["assessment"]),
		Head:     record.Head{Seq: seq, Hash: record.Hash(facts["state_hash"])},
		Language: lang.Tag(facts["language"]), Title: facts["title"],
		Hand: assessment.Hand(facts["hand"]), Institution: facts["institution"], Moment: moment, Target: lang.Tag(facts["target"]),
	}
	for _, d := range strings.Fields(facts["domains"]) {
		m.Domains = append(m.Domains, framework.Code(d))
	}
	return m, true
}

// formatName is a format without its number.
func formatName(format string) string {
	name, _, _ := strings.Cut(format, "/")
	return name
}

// belongs refuses a workbook that is of another kind, of another assessment,
// of another version of the framework, or of a state that this record never
// had.
func (b *book) belongs(m Meta, format string, s *assessment.State) error {
	switch {
	case formatName(m.Format) != formatName(format):
		return b.fault("workbook.other_kind_"+strings.TrimPrefix(formatName(m.Format), "sextant-"), "title", m.Title)
	case m.Format != format:
		return b.fault("workbook.other_format", "have", m.Format, "want", format)
	case m.Framework.ID == s.Book.Ref.ID && m.Framework.Version != s.Book.Ref.Version:
		return b.fault("workbook.other_version", "framework", string(m.Framework.ID),
			"have", string(m.Framework.Version), "want", string(s.Book.Ref.Version))
	case m.Chain != s.Chain:
		return b.fault("workbook.other_assessment", "title", m.Title, "here", titleOf(s, m.Language))
	case m.Framework == s.Book.Ref && m.Hash != string(s.FrameworkHash):
		return b.fault("workbook.other_content", "framework", s.Book.Ref.String())
	case m.Framework != s.Book.Ref:
		return b.fault("workbook.other_framework", "have", m.Framework.String(), "want", s.Book.Ref.String())
	case m.Head.Seq > s.Head.Seq, m.Head.Seq == s.Head.Seq && m.Head.Hash != s.Head.Hash:
		return b.fault("workbook.other_history", "have", m.Head.Seq, "want", s.Head.Seq)
	case !m.Language.IsInterface():
		return b.fault("workbook.foreign")
	}
	return nil
}

// fault is one about the file as a whole.
func (b *book) fault(key string, pairs ...any) *fault.Error {
	return fault.New(fault.Invalid, key, pairs...).At(fault.Where{File: b.file})
}
