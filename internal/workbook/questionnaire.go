package workbook

import (
	"io"
	"strconv"

	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
)

// The keys of a questionnaire's columns. Those of a citation are followed by
// its number: "source1", "locator1".
const (
	keyIndicator     = "indicator"
	keySeq           = "seq"   // number of the entry that last changed what stands here
	keyPrint         = "print" // of what stood here when the file was made
	keyValue         = "value"
	keyJustification = "justification"
	keyLanguage      = "language"
	keyConfidence    = "confidence"
	keyCited         = "source"
	keyLocator       = "locator"
	keyReady         = "ready"
	keyChange        = "change"
	keyWhy           = "why"
)

// leastCitations is how many citations each row has room for; more where an
// answer has more.
const leastCitations = 4

// seen is the answer that a hand works on: for the first hand the one that
// counts, which may be a decision between two; for the second its own.
func seen(i assessment.Item, h assessment.Hand) assessment.Answer {
	if h == assessment.SecondHand {
		return i.Second
	}
	return i.Standing()
}

// asked lists the indicators of a domain that a hand answers: all for the
// first, those that were drawn for the second.
func asked(s *assessment.State, h assessment.Hand, d framework.Code) []framework.Indicator {
	var in []framework.Indicator
	for _, i := range s.Book.In(d) {
		if h == assessment.FirstHand || isDrawn(s, i.Code) {
			in = append(in, i)
		}
	}
	return in
}

func isDrawn(s *assessment.State, c framework.Code) bool {
	for _, d := range s.Second.Indicators {
		if d == c {
			return true
		}
	}
	return false
}

// visible lists the sources that a hand may see: all for the first; for the
// second those that it cites or entered itself, because what the first coder
// found would lead the second.
func visible(s *assessment.State, h assessment.Hand) []assessment.Source {
	if h == assessment.FirstHand {
		return s.LiveSources()
	}
	mine := map[assessment.SourceID]bool{}
	for _, i := range s.Items {
		for _, c := range i.Second.Citations {
			mine[c.Source] = true
		}
	}
	for _, person := range s.People("second_coder") {
		for id, x := range s.Sources {
			mine[id] = mine[id] || x.AddedBy == person
		}
	}
	var own []assessment.Source
	for _, x := range s.LiveSources() {
		if mine[x.ID] {
			own = append(own, x)
		}
	}
	return own
}

// followUp tells whether the hand sees answers of the round before. The second
// coder answers afresh.
func followUp(s *assessment.State, h assessment.Hand) bool {
	if h == assessment.SecondHand {
		return false
	}
	for _, i := range s.Items {
		if i.Carried != nil {
			return true
		}
	}
	return false
}

// WriteQuestionnaire writes the questionnaire of an assessment, or of some of
// its domains, for people to fill in away from the workbench: instructions, a
// sheet for each domain, the sources. It holds no threads and no notes, and for
// the second hand nothing that the first one wrote. It fails where nothing
// would be in it.
func WriteQuestionnaire(w io.Writer, s *assessment.State, o Options) error {
	q := questionnaire{pen: newPen(o.Language), s: s, hand: handOr(o.Hand), sources: map[assessment.SourceID]int{}}
	q.own = q.p.Tag()
	q.words = newVocabulary(q.own, s.Book, s.Languages)
	q.carried = followUp(s, q.hand)
	domains := q.askedDomains(o.Domains)
	if len(domains) == 0 {
		return fault.New(fault.NotFound, "workbook.nothing_asked")
	}
	q.citations = leastCitations
	for _, d := range domains {
		for _, i := range asked(s, q.hand, d.Code) {
			q.citations = max(q.citations, len(seen(s.Item(i.Code), q.hand).Citations))
		}
	}
	for i, x := range visible(s, q.hand) {
		q.sources[x.ID] = i + 1
	}
	return q.write(w, domains, o)
}

// questionnaire is one in the making.
type questionnaire struct {
	*pen
	s         *assessment.State
	hand      assessment.Hand
	own       lang.Tag
	words     *vocabulary
	carried   bool
	citations int
	sources   map[assessment.SourceID]int // number on the sheet of sources
}

func (q *questionnaire) askedDomains(wanted []framework.Code) []framework.Domain {
	var in []framework.Domain
	for _, d := range domainsOf(q.s.Book, wanted) {
		if len(asked(q.s, q.hand, d.Code)) > 0 {
			in = append(in, d)
		}
	}
	return in
}

func (q *questionnaire) write(w io.Writer, domains []framework.Domain, o Options) error {
	m := metaOf(QuestionnaireFormat, q.s, q.own)
	m.Hand = q.hand
	for _, d := range domains {
		m.Domains = append(m.Domains, d.Code)
	}
	q.guide(q.s, "workbook.questionnaire_title", questionnaireSteps(q.carried))
	q.offerWords()
	names := make([]string, len(domains))
	for i, d := range domains {
		title, _ := d.ShortTitle(q.own, q.s.Source)
		names[i] = q.sheet(string(d.Code) + " " + title)
	}
	q.sourcesSheet()
	for i, d := range domains {
		q.domainSheet(names[i], d)
	}
	created := o.Created
	if created.IsZero() {
		created = q.s.Changed
	}
	return q.finish(w, m, created)
}

func (q *questionnaire) offerWords() {
	for _, scale := range q.s.Book.Scales {
		q.offer("scale:"+scale.ID, q.words.scales[scale.ID].labels())
	}
	q.offer("confidence", q.words.confidences.labels())
	q.offer("yesno", q.words.yesno.labels())
	q.offer("kind", q.words.kinds.labels())
	q.offer("change", q.words.changes.labels())
	q.offer("language", q.words.languages.labels())
}

// columns of a domain's sheet.
func (q *questionnaire) columns() []column {
	t := q.p.T
	cols := []column{
		{key: keyIndicator, hidden: true},
		{key: keySeq, hidden: true},
		{key: keyPrint, hidden: true},
		{title: t("workbook.col_code"), width: 10},
		{title: t("workbook.col_subdomain"), width: 22},
		{title: t("workbook.col_question"), width: 46},
		{title: t("workbook.col_guidance"), width: 46},
	}
	if q.carried {
		cols = append(cols, column{title: t("workbook.col_carried"), width: 36})
	}
	cols = append(cols,
		column{key: keyValue, title: t("workbook.col_value"), width: 20, open: true},
		column{key: keyJustification, title: t("workbook.col_justification"), width: 60, open: true},
		column{key: keyLanguage, title: t("workbook.col_language"), width: 14, open: true, list: "language"},
		column{key: keyConfidence, title: t("workbook.col_confidence"), width: 13, open: true, list: "confidence"},
	)
	for n := 1; n <= q.citations; n++ {
		cols = append(cols,
			column{key: keyCited + strconv.Itoa(n), title: t("workbook.col_cited", "n", n), width: 10, open: true, list: "sources"},
			column{key: keyLocator + strconv.Itoa(n), title: t("workbook.col_locator", "n", n), width: 20, open: true})
	}
	cols = append(cols, column{key: keyReady, title: t("workbook.col_ready"), width: 12, open: true, list: "yesno"})
	if q.carried {
		cols = append(cols,
			column{key: keyChange, title: t("workbook.col_change"), width: 20, open: true, list: "change"},
			column{key: keyWhy, title: t("workbook.col_why"), width: 30, open: true})
	}
	return cols
}

func (q *questionnaire) domainSheet(name string, d framework.Domain) {
	cols := q.columns()
	title := d.Title.Get(q.own, q.s.Source)
	q.table(name, string(d.Code)+" · "+title, cols)
	ranges := map[string]string{}
	row := firstDataRow
	for _, ind := range asked(q.s, q.hand, d.Code) {
		q.row(name, row, cols, q.values(ind))
		at := address(indexOf(cols, keyValue)+1, row)
		ranges[ind.Scale] += " " + at
		row++
	}
	for _, scale := range q.s.Book.Scales {
		if r := ranges[scale.ID]; r != "" {
			q.dropDown(name, r[1:], "scale:"+scale.ID)
		}
	}
	q.dropDowns(name, cols, row-1)
	q.protect(name)
}

func indexOf(cols []column, key string) int {
	for i, c := range cols {
		if c.key == key {
			return i
		}
	}
	return -1
}

// values of one indicator's row, column by column.
func (q *questionnaire) values(ind framework.Indicator) []string {
	item := q.s.Item(ind.Code)
	a := seen(item, q.hand)
	w := writtenOf(a)
	sub, _ := q.s.Book.Subdomain(ind.Subdomain)
	scale := q.words.scales[ind.Scale]
	values := []string{
		string(ind.Code), strconv.FormatInt(a.Seq, 10), w.print(),
		string(ind.Code), sub.Title.Get(q.own, q.s.Source),
		ind.Question.Get(q.own, q.s.Source), ind.Guidance.Get(q.own, q.s.Source),
	}
	if q.carried {
		values = append(values, q.before(item, scale))
	}
	values = append(values, labelled(scale, w.Value), q.inCell(w.Justification), q.words.languageWord(w.Language), labelled(q.words.confidences, w.Confidence))
	for n := range q.citations {
		number, locator := "", ""
		if n < len(w.Citations) {
			number, locator = sourceNumber(q.sources[w.Citations[n].Source]), w.Citations[n].Locator
		}
		values = append(values, number, locator)
	}
	values = append(values, q.readyWord(a, w))
	if q.carried {
		values = append(values, labelled(q.words.changes, string(w.Change)), w.Why)
	}
	return values
}

// labelled is the word of a code, nothing for none.
func labelled(c choices, code string) string {
	if code == "" {
		return ""
	}
	return c.label(code)
}

func (q *questionnaire) readyWord(a assessment.Answer, w written) string {
	if a.Seq == 0 {
		return ""
	}
	return q.words.yes(w.Ready)
}

// before shows what the round before said: the value, or those that it may
// have become, and the justification.
func (q *questionnaire) before(i assessment.Item, scale choices) string {
	c := i.Carried
	if c == nil {
		return q.p.T("workbook.carried_none")
	}
	value := labelled(scale, c.Value)
	if len(c.Values) > 0 {
		var may []string
		for _, v := range c.Values {
			may = append(may, scale.label(v))
		}
		value = q.p.T("workbook.carried_open", "values", may)
	}
	text := value
	if j := clean(c.Justification); j != "" {
		text += "\n\n" + j
	}
	if !fits(text) {
		text = value
	}
	return text
}
