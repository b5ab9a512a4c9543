package workbook

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
)

// ReadQuestionnaire reads a questionnaire that came back. The error is a fault
// about the file as a whole: no workbook, of another assessment, of another
// version. Everything else is in the plan, with sheet and cell. Nothing that
// the file leaves out is touched, and a row that its person left as it came
// brings nothing, whatever others did to it meanwhile.
func ReadQuestionnaire(name string, data []byte, s *assessment.State, r Reading) (*Plan, error) {
	b, err := openBook(name, data)
	if err != nil {
		return nil, err
	}
	m, err := b.meta()
	if err != nil {
		return nil, err
	}
	if err := b.belongs(m, QuestionnaireFormat, s); err != nil {
		return nil, err
	}
	if m.Hand != handOr(r.Hand) {
		return nil, b.fault("workbook.other_hand_" + string(handOr(r.Hand)))
	}
	q := answers{book: b, s: s, hand: m.Hand, newID: r.NewID, plan: &Plan{Meta: m}}
	q.words = newVocabulary(m.Language, s.Book, s.Languages)
	if q.readSources() {
		q.readAnswers()
	}
	if len(q.plan.Faults) == 0 {
		q.plan.rehearse(s, "")
	}
	q.plan.close()
	return q.plan, nil
}

// answers reads the answers of one file.
type answers struct {
	book  *book
	s     *assessment.State
	hand  assessment.Hand
	words *vocabulary
	newID func() string
	plan  *Plan
	found map[int]cited                  // the sources by their number in the file
	named map[assessment.SourceID]string // titles, for the preview
}

func (q *answers) readAnswers() {
	needed := []string{keySeq, keyPrint, keyValue, keyJustification, keyConfidence, keyReady}
	faults := &q.plan.Faults
	rows := once{}
	for _, g := range q.book.grids(keyIndicator, needed, faults) {
		for _, l := range g.rows {
			q.readRow(l, rows)
		}
	}
	q.book.keysLost(keyIndicator, func(id string) bool {
		_, ok := q.s.Book.Indicator(framework.Code(id))
		_, read := rows[id]
		return ok && !read
	}, faults)
	q.noteMissing(rows)
}

// readRow reads one row of a domain's sheet.
func (q *answers) readRow(l line, rows once) {
	faults := &q.plan.Faults
	if l.id == "" {
		if key, ok := l.stray(q.inputs(l)); ok {
			faults.Add(fault.New(fault.Invalid, "workbook.stray").At(l.where(key)))
		}
		return
	}
	ind, ok := q.s.Book.Indicator(framework.Code(l.id))
	if !ok || q.hand == assessment.SecondHand && !isDrawn(q.s, ind.Code) {
		faults.Add(fault.New(fault.Invalid, "workbook.no_indicator", "code", shorten(l.id, 60)).At(l.where(keyIndicator)))
		return
	}
	if rows.again(l, keyIndicator, faults) {
		return
	}
	before := len(*faults)
	w := q.written(l, ind)
	base := l.seq(q.plan.Meta.Head.Seq, faults)
	if len(*faults) == before {
		q.weigh(l, ind, w, base)
	}
}

// inputs are the keys of the cells that people write into.
func (q *answers) inputs(l line) []string {
	keys := []string{keyValue, keyJustification, keyLanguage, keyConfidence, keyReady, keyChange, keyWhy}
	for n := 1; n <= q.pairs(l.g); n++ {
		keys = append(keys, keyCited+strconv.Itoa(n), keyLocator+strconv.Itoa(n))
	}
	return keys
}

// pairs is how many citations a row of the sheet has room for.
func (q *answers) pairs(g *grid) int {
	n := 0
	for {
		_, cited := g.cols[keyCited+strconv.Itoa(n+1)]
		_, located := g.cols[keyLocator+strconv.Itoa(n+1)]
		if !cited && !located {
			return n
		}
		n++
	}
}

// written is what a row says.
func (q *answers) written(l line, ind framework.Indicator) written {
	faults := &q.plan.Faults
	now := seen(q.s.Item(ind.Code), q.hand)
	w := written{
		Value:         l.pick(keyValue, q.words.scales[ind.Scale], faults),
		Justification: keptText(l.text(keyJustification, faults), now.Justification),
		Confidence:    l.pick(keyConfidence, q.words.confidences, faults),
		Ready:         l.pick(keyReady, q.words.yesno, faults) == yes,
		Language:      readLanguage(l, keyLanguage, q.words, faults),
		Change:        now.Change, Why: clean(now.Why),
	}
	if _, ok := l.g.cols[keyChange]; ok {
		w.Change = assessment.ChangeType(l.pick(keyChange, q.words.changes, faults))
		w.Why = l.text(keyWhy, faults)
	}
	if w.Justification == "" {
		w.Language = ""
	}
	for n := 1; n <= q.pairs(l.g); n++ {
		if c, ok := q.citation(l, strconv.Itoa(n)); ok {
			w.Citations = append(w.Citations, c)
		}
	}
	return w
}

// keptText is the text of a cell, or what stands now where the text was too
// long to be written into one.
func keptText(text, now string) string {
	if text != "" && slices.Contains(everyWord("workbook.too_long_for_cell"), text) {
		return clean(now)
	}
	return text
}

// readLanguage understands a cell with the name of a language.
func readLanguage(l line, key string, words *vocabulary, faults *fault.List) lang.Tag {
	typed := l.text(key, faults)
	if typed == "" {
		return ""
	}
	t, ok := words.language(typed)
	if !ok {
		faults.Add(fault.New(fault.Invalid, "workbook.no_language", "value", shorten(typed, 60)).At(l.where(key)))
	}
	return t
}

func (q *answers) citation(l line, n string) (assessment.Citation, bool) {
	faults := &q.plan.Faults
	typed, locator := l.text(keyCited+n, faults), l.text(keyLocator+n, faults)
	if typed == "" {
		if locator != "" {
			faults.Add(fault.New(fault.Invalid, "workbook.locator_alone").At(l.where(keyCited + n)))
		}
		return assessment.Citation{}, false
	}
	number, ok := readNumber(typed)
	x, there := q.found[number]
	if !ok || !there {
		faults.Add(fault.New(fault.Invalid, "workbook.no_source", "number", shorten(typed, 60)).At(l.where(keyCited + n)))
		return assessment.Citation{}, false
	}
	return assessment.Citation{Source: x.id, Locator: locator}, !x.faulty
}

// weigh holds what a row says against what stands: untouched, the same, a
// change, or a conflict with what others saved.
func (q *answers) weigh(l line, ind framework.Indicator, w written, base int64) {
	item := q.s.Item(ind.Code)
	now := seen(item, q.hand)
	stands := writtenOf(now)
	untouched := w.print() == l.text(keyPrint, &q.plan.Faults)
	if w.Language == "" && w.Justification == stands.Justification {
		w.Language = stands.Language
	}
	confirms := q.hand == assessment.FirstHand && item.Carried != nil && w.Ready && w.blank()
	switch {
	case untouched, w.equal(stands), confirms && item.Carried.Confirmed:
		q.plan.Unchanged++
		return
	case confirms && now.Seq == 0:
		q.confirm(l, ind, item)
		return
	}
	subject := Subject{Code: ind.Code}
	moved := now.Seq > base
	differences := q.differences(stands, w)
	if moved {
		q.plan.Conflicts = append(q.plan.Conflicts, Conflict{
			Subject: subject, Fields: plain(differences), Since: now.Seq, Sheet: l.g.sheet.name, Cell: l.cell(keyValue),
		})
		base = now.Seq
	} else {
		q.plan.note(l, subject, differences, now.Seq == 0)
	}
	q.plan.steps = append(q.plan.steps, step{
		Subject: subject, conflict: moved, at: answerCells(l),
		command: assessment.RecordAnswer{Base: base, Answered: q.answered(ind.Code, w, now)},
	})
}

// answered is the body of the command. A text whose row names no language is in
// the one that it was in, or else in that of the workbook.
func (q *answers) answered(c framework.Code, w written, now assessment.Answer) assessment.Answered {
	t := w.Language
	switch {
	case t != "":
	case w.Justification == clean(now.Justification):
		t = now.Language
	default:
		t = q.plan.Meta.Language
	}
	text := w.Justification
	if text == clean(now.Justification) {
		text = now.Justification
	}
	return assessment.Answered{
		Indicator: c, Hand: q.hand, Ready: w.Ready, Change: w.Change, Why: w.Why,
		Given: assessment.Given{Value: w.Value, Justification: text, Language: t, Confidence: w.Confidence, Citations: w.Citations},
	}
}

// confirm takes over what the round before said: a row that was marked as ready
// and left empty otherwise.
func (q *answers) confirm(l line, ind framework.Indicator, i assessment.Item) {
	subject := Subject{Code: ind.Code}
	q.plan.Changes = append(q.plan.Changes, Change{
		Subject: subject, Field: FieldConfirmed, After: i.Carried.Value, Sheet: l.g.sheet.name, Cell: l.cell(keyReady), Added: true,
	})
	q.plan.steps = append(q.plan.steps, step{
		Subject: subject, at: func(string) fault.Where { return l.where(keyReady) },
		command: assessment.Confirm{Confirmed: assessment.Confirmed{Indicator: ind.Code}},
	})
}

func (q *answers) differences(now, w written) []difference {
	var ds []difference
	add := func(f Field, key, theirs, mine string) {
		if theirs != mine {
			ds = append(ds, difference{Difference{f, theirs, mine}, key})
		}
	}
	add(FieldValue, keyValue, now.Value, w.Value)
	add(FieldJustification, keyJustification, now.Justification, w.Justification)
	if w.Justification != "" && w.Language != "" {
		add(FieldLanguage, keyLanguage, string(now.Language), string(w.Language))
	}
	add(FieldConfidence, keyConfidence, now.Confidence, w.Confidence)
	add(FieldSources, keyCited+"1", q.cites(now.Citations), q.cites(w.Citations))
	add(FieldReady, keyReady, yesNo(now.Ready), yesNo(w.Ready))
	add(FieldChange, keyChange, string(now.Change), string(w.Change))
	add(FieldWhy, keyWhy, now.Why, w.Why)
	return ds
}

// cites writes citations for a preview, one a line.
func (q *answers) cites(all []assessment.Citation) string {
	var lines []string
	for _, c := range all {
		title, ok := q.named[c.Source]
		if !ok {
			title = q.s.Sources[c.Source].Title
		}
		lines = append(lines, strings.Trim(title+" · "+c.Locator, " ·"))
	}
	return strings.Join(lines, "\n")
}

// answerCells says which cell of a row a fault of the rules is about.
func answerCells(l line) cellFinder {
	keys := map[string]string{
		"assessment.lacks_justification": keyJustification, "assessment.text_long": keyJustification,
		"assessment.lacks_source": keyCited + "1", "assessment.no_source": keyCited + "1",
		"assessment.lacks_change": keyChange, "assessment.bad_confidence": keyConfidence,
	}
	return func(key string) fault.Where {
		if k, ok := keys[key]; ok {
			return l.where(k)
		}
		return l.where(keyValue)
	}
}

// noteMissing lists the indicators that the file was made for and holds no
// more. Their answers stay as they are.
func (q *answers) noteMissing(rows once) {
	for _, d := range domainsOf(q.s.Book, q.plan.Meta.Domains) {
		var lost []string
		for _, i := range asked(q.s, q.hand, d.Code) {
			if _, ok := rows[string(i.Code)]; !ok {
				lost = append(lost, string(i.Code))
			}
		}
		if len(lost) > 0 {
			q.plan.Notes.Add(fault.New(fault.Invalid, "workbook.rows_missing", "n", len(lost), "codes", some(lost)).At(fault.Where{File: q.book.file}))
		}
	}
}

// some joins codes, and says how many more there are.
func some(codes []string) string {
	if len(codes) <= 8 {
		return strings.Join(codes, ", ")
	}
	return fmt.Sprintf("%s … (%d)", strings.Join(codes[:8], ", "), len(codes))
}
