package workbook

import (
	"strconv"
)

// The keys of the sheet of sources.
const (
	keySource  = "source_id"
	keyNumber  = "number"
	keyKind    = "kind"
	keyTitle   = "title"
	keyIssuer  = "issuer"
	keyDate    = "date"
	keyLink    = "link"
	keyPrivate = "private"
)

// newSources is how many empty rows the sheet of sources has for what people
// find.
const newSources = 60

func (q *questionnaire) sourceColumns() []column {
	t := q.p.T
	return []column{
		{key: keySource, hidden: true},
		{key: keySeq, hidden: true},
		{key: keyPrint, hidden: true},
		{key: keyNumber, title: t("workbook.col_number"), width: 10},
		{key: keyKind, title: t("workbook.col_kind"), width: 18, open: true, list: "kind"},
		{key: keyTitle, title: t("workbook.col_title"), width: 50, open: true},
		{key: keyIssuer, title: t("workbook.col_issuer"), width: 28, open: true},
		{key: keyDate, title: t("workbook.col_date"), width: 13, open: true},
		{key: keyLink, title: t("workbook.col_link"), width: 40, open: true},
		{key: keyLanguage, title: t("workbook.col_source_language"), width: 14, open: true, list: "language"},
		{key: keyPrivate, title: t("workbook.col_private"), width: 16, open: true, list: "yesno"},
	}
}

// sourcesSheet lists the sources with their numbers, and empty rows with
// numbers waiting.
func (q *questionnaire) sourcesSheet() {
	cols := q.sourceColumns()
	name := q.sheet(q.p.T("workbook.sheet_sources"))
	q.table(name, q.p.T("workbook.sources_heading"), cols)
	row := firstDataRow
	for i, x := range visible(q.s, q.hand) {
		c := cleanCited(x.Cited)
		private := ""
		if c.Private {
			private = q.words.yes(true)
		}
		q.row(name, row, cols, []string{
			string(x.ID), strconv.FormatInt(x.Seq, 10), printOf(c), sourceNumber(i + 1), labelled(q.words.kinds, c.Kind),
			q.inCell(c.Title), c.Issuer, c.Date, c.Link, q.words.languageWord(c.Language), private,
		})
		row++
	}
	first := row - firstDataRow
	for n := 1; n <= newSources; n++ {
		blank := make([]string, len(cols))
		blank[indexOf(cols, keyNumber)] = sourceNumber(first + n)
		q.row(name, row, cols, blank)
		row++
	}
	q.offerCells("sources", name, indexOf(cols, keyNumber)+1, firstDataRow, row-1)
	q.dropDowns(name, cols, row-1)
	q.protect(name)
}

// questionnaireSteps are the keys of the instructions.
func questionnaireSteps(carried bool) []string {
	var keys []string
	for n := 1; n <= 8; n++ {
		keys = append(keys, "workbook.how_questionnaire_"+strconv.Itoa(n))
	}
	if carried {
		keys = append(keys, "workbook.how_carried")
	}
	return keys
}
