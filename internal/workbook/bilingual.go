package workbook

import (
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/lang"
)

// The keys of the bilingual workbook.
const (
	keyUnit        = "unit"
	keyBasis       = "basis" // number of the entry of the original that is shown
	keyTranslation = "translation"
	keyReviewed    = "reviewed"
)

// BilingualOptions say what a bilingual workbook holds.
type BilingualOptions struct {
	Language lang.Tag  // of the instructions
	Target   lang.Tag  // the language to translate into
	Created  time.Time // the time of the newest entry where zero
}

// WriteBilingual writes every text of the profile beside its translation into
// one language: findings and sections, in the order of the published page. A
// text whose original is in the target language itself is left out, for there
// is nothing to translate.
func WriteBilingual(w io.Writer, s *assessment.State, o BilingualOptions) error {
	if !slices.Contains(s.Languages, o.Target) {
		return fault.New(fault.Invalid, "assessment.not_a_language", "language", string(o.Target))
	}
	b := bilingual{pen: newPen(o.Language), s: s, target: o.Target}
	b.own = b.p.Tag()
	b.words = newVocabulary(b.own, s.Book, s.Languages)
	m := metaOf(BilingualFormat, s, b.own)
	m.Target = o.Target
	b.guide(s, "workbook.bilingual_title", []string{
		"workbook.how_bilingual_1", "workbook.how_bilingual_2", "workbook.how_bilingual_3", "workbook.how_bilingual_4",
	})
	b.offer("yesno", b.words.yesno.labels())
	b.textsSheet()
	created := o.Created
	if created.IsZero() {
		created = s.Changed
	}
	return b.finish(w, m, created)
}

type bilingual struct {
	*pen
	s      *assessment.State
	own    lang.Tag
	target lang.Tag
	words  *vocabulary
}

func (b *bilingual) textsSheet() {
	t := b.p.T
	target := b.p.Language(b.target)
	cols := []column{
		{key: keyUnit, hidden: true},
		{key: keyBasis, hidden: true},
		{key: keySeq, hidden: true},
		{key: keyPrint, hidden: true},
		{title: t("workbook.col_place"), width: 26},
		{title: t("workbook.col_state"), width: 14},
		{title: t("workbook.col_original"), width: 65},
		{key: keyTranslation, title: t("workbook.col_translation", "language", target), width: 65, open: true},
		{key: keyReviewed, title: t("workbook.col_reviewed"), width: 14, open: true, list: "yesno"},
	}
	name := b.sheet(t("workbook.sheet_texts"))
	b.table(name, t("workbook.texts_heading", "language", target), cols)
	row := firstDataRow
	for _, id := range b.s.Units() {
		u, _ := b.s.Unit(id)
		if u.Source == b.target {
			continue
		}
		now := renderingOf(u, b.target)
		b.row(name, row, cols, []string{
			string(id), strconv.FormatInt(u.Seq, 10), strconv.FormatInt(u.Translations[b.target].Seq, 10), printOf(now),
			b.place(id), t("assessment.text_" + string(u.State(b.target))), b.inCell(clean(u.Text)), b.inCell(now.Text), b.reviewed(now),
		})
		row++
	}
	b.dropDowns(name, cols, row-1)
	b.protect(name)
}

func (b *bilingual) reviewed(now rendering) string {
	if now.Text == "" {
		return ""
	}
	return b.words.yes(now.Reviewed)
}

// place says where a text stands on the page.
func (b *bilingual) place(id assessment.UnitID) string {
	kind, name, _ := strings.Cut(string(id), ":")
	if kind == "section" {
		return b.p.T("workbook.section_" + name)
	}
	f := b.s.Findings[assessment.FindingID(name)]
	d, _ := b.s.Book.Domain(f.Domain)
	title, _ := d.ShortTitle(b.own, b.s.Source)
	return title + "\n" + b.p.T("workbook.side_"+string(f.Side))
}

// rendering is a translation as a row holds it.
type rendering struct {
	Text     string
	Reviewed bool
}

// renderingOf is how a translation is written. One whose original moved on no
// longer counts as reviewed, so that a translator who finds it right as it is
// can say so.
func renderingOf(u assessment.Unit, t lang.Tag) rendering {
	x := u.Translations[t]
	return rendering{Text: clean(x.Text), Reviewed: x.Reviewed && x.Basis >= u.Seq}
}
