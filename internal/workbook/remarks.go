package workbook

import (
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
)

// The keys of the workbook of remarks. Those of evidence are followed by its
// number: "evidence1", "link1".
const (
	keyItem     = "item"
	keyRemark   = "remark"
	keyStance   = "stance"
	keyText     = "text"
	keyEvidence = "evidence"
)

// leastEvidence is how many titles and links each row has room for.
const leastEvidence = 2

// RemarkOptions say what a workbook of remarks holds.
type RemarkOptions struct {
	Language    lang.Tag
	Institution string           // whose remarks are asked for, as its grant names it
	Domains     []framework.Code // all of the book where empty
	Created     time.Time        // the time of the newest entry where zero
}

// WriteRemarks writes the draft under consultation, item by item, with room for
// an institution's remarks. The draft is the state at the moment when the
// consultation was opened; now is the state as it is, from which the remarks
// that the institution has made already are taken. Nothing else of now is in
// the file: not the answers in the making, nor what others remarked.
func WriteRemarks(w io.Writer, draft, now *assessment.State, o RemarkOptions) error {
	talk, open := now.Talk()
	if !open {
		return fault.New(fault.Invalid, "assessment.no_consultation")
	}
	if draft.Chain != now.Chain || draft.Head.Seq != talk.Moment {
		return fault.New(fault.Invalid, "workbook.not_the_draft")
	}
	r := remarks{pen: newPen(o.Language), draft: draft, now: now, o: o, evidence: leastEvidence}
	r.own = r.p.Tag()
	r.words = newVocabulary(r.own, draft.Book, draft.Languages)
	for _, x := range now.Remarks {
		if x.Institution == o.Institution {
			r.evidence = max(r.evidence, len(linked(x.Evidence)))
		}
	}
	return r.write(w, talk)
}

type remarks struct {
	*pen
	draft, now *assessment.State
	o          RemarkOptions
	own        lang.Tag
	words      *vocabulary
	evidence   int
}

func (r *remarks) write(w io.Writer, talk assessment.Talk) error {
	m := metaOf(RemarksFormat, r.now, r.own)
	m.Institution, m.Moment = r.o.Institution, talk.Moment
	steps := []string{"workbook.how_remarks_1", "workbook.how_remarks_2", "workbook.how_remarks_3", "workbook.how_remarks_4", "workbook.how_remarks_5"}
	r.guide(r.draft, "workbook.remarks_title", steps)
	r.offer("stance", r.words.stances.labels())
	r.offer("language", r.words.languages.labels())
	for _, d := range domainsOf(r.draft.Book, r.o.Domains) {
		m.Domains = append(m.Domains, d.Code)
		r.domainSheet(d)
	}
	if len(m.Domains) == 0 {
		return fault.New(fault.NotFound, "workbook.nothing_asked")
	}
	created := r.o.Created
	if created.IsZero() {
		created = r.now.Changed
	}
	return r.finish(w, m, created)
}

func (r *remarks) columns() []column {
	t := r.p.T
	cols := []column{
		{key: keyItem, hidden: true},
		{key: keyRemark, hidden: true},
		{key: keySeq, hidden: true},
		{key: keyPrint, hidden: true},
		{title: t("workbook.col_code"), width: 10},
		{title: t("workbook.col_question"), width: 40},
		{title: t("workbook.col_draft_value"), width: 18},
		{title: t("workbook.col_draft_justification"), width: 55},
		{title: t("workbook.col_draft_sources"), width: 40},
		{key: keyStance, title: t("workbook.col_stance"), width: 18, open: true, list: "stance"},
		{key: keyText, title: t("workbook.col_remark"), width: 55, open: true},
		{key: keyLanguage, title: t("workbook.col_remark_language"), width: 14, open: true, list: "language"},
	}
	for n := 1; n <= r.evidence; n++ {
		cols = append(cols,
			column{key: keyEvidence + strconv.Itoa(n), title: t("workbook.col_evidence", "n", n), width: 26, open: true},
			column{key: keyLink + strconv.Itoa(n), title: t("workbook.col_evidence_link", "n", n), width: 26, open: true})
	}
	return append(cols, column{title: t("workbook.col_reply"), width: 40})
}

func (r *remarks) domainSheet(d framework.Domain) {
	title, _ := d.ShortTitle(r.own, r.draft.Source)
	name := r.sheet(string(d.Code) + " " + title)
	cols := r.columns()
	r.table(name, string(d.Code)+" · "+d.Title.Get(r.own, r.draft.Source), cols)
	row := firstDataRow
	for _, ind := range r.draft.Book.In(d.Code) {
		r.row(name, row, cols, r.values(ind))
		row++
	}
	r.dropDowns(name, cols, row-1)
	r.protect(name)
}

func (r *remarks) values(ind framework.Indicator) []string {
	a := r.draft.Item(ind.Code).Standing()
	x, _ := r.now.RemarkOf(ind.Code, r.o.Institution)
	said := saidOf(x.Remarked)
	values := []string{
		string(ind.Code), string(x.ID), strconv.FormatInt(x.Seq, 10), printOf(said),
		string(ind.Code), ind.Question.Get(r.own, r.draft.Source),
		labelled(r.words.scales[ind.Scale], a.Value), r.inCell(clean(a.Justification)), r.inCell(r.sources(a)),
		labelled(r.words.stances, string(said.Stance)), r.inCell(said.Text), r.words.languageWord(said.Language),
	}
	for n := range r.evidence {
		var e assessment.Evidence
		if n < len(said.Evidence) {
			e = said.Evidence[n]
		}
		values = append(values, e.Title, e.Link)
	}
	return append(values, r.reply(x))
}

// sources lists what the draft's answer rests on, one a line. A source that is
// kept out of every edition is not named to the government either.
func (r *remarks) sources(a assessment.Answer) string {
	var lines []string
	for _, c := range a.Citations {
		x := r.draft.Sources[c.Source]
		if x.Private {
			lines = append(lines, "• "+r.p.T("workbook.private_source"))
			continue
		}
		parts := slices.DeleteFunc([]string{x.Title, x.Issuer, x.Date, c.Locator, x.Link}, func(s string) bool { return strings.TrimSpace(s) == "" })
		lines = append(lines, "• "+strings.Join(parts, " · "))
	}
	return clean(strings.Join(lines, "\n"))
}

func (r *remarks) reply(x assessment.Remark) string {
	if x.Reply == nil {
		return ""
	}
	return r.inCell(clean(r.p.T("assessment.outcome_"+string(x.Reply.Outcome)) + "\n" + x.Reply.Text))
}

// said is a remark as a row holds it.
type said struct {
	Stance   assessment.Stance
	Text     string
	Language lang.Tag
	Evidence []assessment.Evidence // those with a link or a title alone
}

func saidOf(x assessment.Remarked) said {
	s := said{Stance: x.Stance, Text: clean(x.Text)}
	if s.Text != "" {
		s.Language = x.Language
	}
	for _, e := range linked(x.Evidence) {
		s.Evidence = append(s.Evidence, assessment.Evidence{Title: clean(e.Title), Link: clean(e.Link)})
	}
	return s
}

// linked is the evidence that a sheet can hold; uploaded files stay with the
// remark as they are.
func linked(all []assessment.Evidence) []assessment.Evidence {
	return slices.DeleteFunc(slices.Clone(all), func(e assessment.Evidence) bool { return e.Hash != "" })
}

func (s said) equal(o said) bool {
	return s.Stance == o.Stance && s.Text == o.Text && s.Language == o.Language && slices.Equal(s.Evidence, o.Evidence)
}
