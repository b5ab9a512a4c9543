package workbook

import (
	"io"
	"strings"

	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
)

// remarkListFormat is that of a workbook which is read and never comes back.
const remarkListFormat = "sextant-remark-list/1"

// WriteRemarkList writes the draft of the newest consultation with remarks and
// replies, to be read and handed round: one row a remark, one for an item
// without any. The draft is the state at the moment of that consultation, now
// the state as it is; of now only the given remarks are in the file.
func WriteRemarkList(w io.Writer, draft, now *assessment.State, said []assessment.Remark, o RemarkOptions) error {
	n := len(now.Talks)
	if n == 0 {
		return fault.New(fault.Invalid, "assessment.no_consultation")
	}
	if draft.Chain != now.Chain || draft.Head.Seq != now.Talks[n-1].Moment {
		return fault.New(fault.Invalid, "workbook.not_the_draft")
	}
	r := remarks{pen: newPen(o.Language), draft: draft, now: now, o: o}
	r.own = r.p.Tag()
	r.words = newVocabulary(r.own, draft.Book, draft.Languages)
	m := metaOf(remarkListFormat, now, r.own)
	m.Moment = now.Talks[n-1].Moment
	on := map[framework.Code][]assessment.Remark{}
	for _, x := range said {
		if x.Talk == n {
			on[x.Indicator] = append(on[x.Indicator], x)
		}
	}
	for _, d := range domainsOf(draft.Book, o.Domains) {
		m.Domains = append(m.Domains, d.Code)
		r.listSheet(d, on)
	}
	if len(m.Domains) == 0 {
		return fault.New(fault.NotFound, "workbook.nothing_asked")
	}
	created := o.Created
	if created.IsZero() {
		created = now.Changed
	}
	return r.finish(w, m, created)
}

func (r *remarks) listSheet(d framework.Domain, on map[framework.Code][]assessment.Remark) {
	title, _ := d.ShortTitle(r.own, r.draft.Source)
	name := r.sheet(string(d.Code) + " " + title)
	t := r.p.T
	cols := []column{
		{title: t("workbook.col_code"), width: 10},
		{title: t("workbook.col_question"), width: 40},
		{title: t("workbook.col_draft_value"), width: 18},
		{title: t("workbook.col_draft_justification"), width: 50},
		{title: t("workbook.col_draft_sources"), width: 35},
		{title: t("people.institution"), width: 22},
		{title: t("consult.col_stance"), width: 16},
		{title: t("consult.remark"), width: 50},
		{title: t("workbook.col_remark_language"), width: 14},
		{title: t("consult.evidence"), width: 30},
		{title: t("consult.col_outcome"), width: 18},
		{title: t("workbook.col_reply"), width: 50},
		{title: t("consult.col_change"), width: 24},
	}
	r.table(name, string(d.Code)+" · "+d.Title.Get(r.own, r.draft.Source), cols)
	row := firstDataRow
	for _, ind := range r.draft.Book.In(d.Code) {
		said := on[ind.Code]
		if len(said) == 0 {
			said = []assessment.Remark{{}}
		}
		for _, x := range said {
			r.row(name, row, cols, r.listValues(ind, x))
			row++
		}
	}
	r.protect(name)
}

func (r *remarks) listValues(ind framework.Indicator, x assessment.Remark) []string {
	a := r.draft.Item(ind.Code).Standing()
	scale := r.words.scales[ind.Scale]
	values := []string{
		string(ind.Code), ind.Question.Get(r.own, r.draft.Source), labelled(scale, a.Value), r.inCell(clean(a.Justification)), r.inCell(r.sources(a)),
		x.Institution, labelled(r.words.stances, string(x.Stance)), r.inCell(clean(x.Text)), r.words.languageWord(x.Language), r.shown(x.Evidence),
	}
	if x.Reply == nil {
		return append(values, "", "", "")
	}
	change := ""
	if x.Reply.From != x.Reply.To {
		change = labelled(scale, x.Reply.From) + " → " + labelled(scale, x.Reply.To)
	}
	return append(values, r.p.T("assessment.outcome_"+string(x.Reply.Outcome)), r.inCell(clean(x.Reply.Text)), change)
}

// shown lists evidence one a line: its title, and its link or the name of the
// file.
func (r *remarks) shown(all []assessment.Evidence) string {
	var lines []string
	for _, e := range all {
		parts := []string{e.Title}
		for _, s := range []string{e.Link, e.Name} {
			if s != "" && s != e.Title {
				parts = append(parts, s)
			}
		}
		lines = append(lines, strings.Trim(strings.Join(parts, " · "), " ·"))
	}
	return r.inCell(clean(strings.Join(lines, "\n")))
}
