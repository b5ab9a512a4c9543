package workbook

import (
	"strconv"
	"strings"

	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
)

// ReadRemarks reads the remarks of an institution that came back by workbook;
// s is the state as it is now. The error and the plan are as in
// ReadQuestionnaire.
func ReadRemarks(name string, data []byte, s *assessment.State, r Reading) (*Plan, error) {
	b, err := openBook(name, data)
	if err != nil {
		return nil, err
	}
	m, err := b.meta()
	if err != nil {
		return nil, err
	}
	if err := b.belongs(m, RemarksFormat, s); err != nil {
		return nil, err
	}
	talk, open := s.Talk()
	switch {
	case m.Institution != clean(r.Institution):
		return nil, b.fault("workbook.other_institution", "have", m.Institution)
	case !open:
		return nil, b.fault("assessment.no_consultation")
	case talk.Moment != m.Moment:
		return nil, b.fault("workbook.older_draft", "have", m.Moment, "want", talk.Moment)
	}
	in := statements{book: b, s: s, by: r, plan: &Plan{Meta: m}}
	in.words = newVocabulary(m.Language, s.Book, s.Languages)
	in.read()
	if len(in.plan.Faults) == 0 {
		in.plan.rehearse(s, r.Institution)
	}
	in.plan.close()
	return in.plan, nil
}

// statements reads the remarks of one file.
type statements struct {
	book  *book
	s     *assessment.State
	by    Reading
	words *vocabulary
	plan  *Plan
}

func (in *statements) read() {
	faults, rows := &in.plan.Faults, once{}
	for _, g := range in.book.grids(keyItem, []string{keyRemark, keySeq, keyPrint, keyStance, keyText}, faults) {
		for _, l := range g.rows {
			in.readRow(l, rows)
		}
	}
	in.book.keysLost(keyItem, func(id string) bool {
		_, ok := in.s.Book.Indicator(framework.Code(id))
		_, read := rows[id]
		return ok && !read
	}, faults)
}

func (in *statements) readRow(l line, rows once) {
	faults := &in.plan.Faults
	if l.id == "" {
		if key, ok := l.stray([]string{keyStance, keyText, keyEvidence + "1", keyLink + "1", keyEvidence + "2", keyLink + "2"}); ok {
			faults.Add(fault.New(fault.Invalid, "workbook.stray").At(l.where(key)))
		}
		return
	}
	ind, ok := in.s.Book.Indicator(framework.Code(l.id))
	if !ok {
		faults.Add(fault.New(fault.Invalid, "workbook.no_indicator", "code", shorten(l.id, 60)).At(l.where(keyItem)))
		return
	}
	if rows.again(l, keyItem, faults) {
		return
	}
	before := len(*faults)
	now, _ := in.s.RemarkOf(ind.Code, in.by.Institution)
	x := in.said(l, now)
	base := l.seq(in.plan.Meta.Head.Seq, faults)
	if id := l.text(keyRemark, faults); id != "" && id != string(now.ID) {
		faults.Add(fault.New(fault.Invalid, "workbook.foreign_remark").At(l.where(keyStance)))
	}
	if len(*faults) == before {
		in.weigh(l, ind, x, now, base)
	}
}

// said is what a row says.
func (in *statements) said(l line, now assessment.Remark) said {
	faults := &in.plan.Faults
	x := said{
		Stance:   assessment.Stance(l.pick(keyStance, in.words.stances, faults)),
		Text:     keptText(l.text(keyText, faults), now.Text),
		Language: readLanguage(l, keyLanguage, in.words, faults),
	}
	if x.Text == "" {
		x.Language = ""
	}
	for n := 1; ; n++ {
		title, link := keyEvidence+strconv.Itoa(n), keyLink+strconv.Itoa(n)
		_, has := l.g.cols[title]
		if _, linked := l.g.cols[link]; !has && !linked {
			return x
		}
		e := assessment.Evidence{Title: l.text(title, faults), Link: l.text(link, faults)}
		if e.Link != "" && !strings.HasPrefix(e.Link, "https://") && !strings.HasPrefix(e.Link, "http://") {
			faults.Add(fault.New(fault.Invalid, "assessment.source_link", "link", shorten(e.Link, 80)).At(l.where(link)))
		}
		if e != (assessment.Evidence{}) {
			x.Evidence = append(x.Evidence, e)
		}
	}
}

func (in *statements) weigh(l line, ind framework.Indicator, x said, now assessment.Remark, base int64) {
	stands := saidOf(now.Remarked)
	untouched := printOf(x) == l.text(keyPrint, &in.plan.Faults)
	if x.Language == "" && x.Text == stands.Text {
		x.Language = stands.Language
	}
	if untouched || x.equal(stands) {
		in.plan.Unchanged++
		return
	}
	subject, moved := Subject{Code: ind.Code}, now.Seq > base
	differences := remarkDifferences(stands, x)
	if moved {
		in.plan.Conflicts = append(in.plan.Conflicts, Conflict{
			Subject: subject, Fields: plain(differences), Since: now.Seq, Sheet: l.g.sheet.name, Cell: l.cell(keyText),
		})
		base = now.Seq
	} else {
		in.plan.note(l, subject, differences, now.Seq == 0)
	}
	in.plan.steps = append(in.plan.steps, step{
		Subject: subject, conflict: moved, at: remarkCells(l),
		command: assessment.MakeRemark{Base: base, Remarked: in.remarked(ind.Code, x, now)},
	})
}

// remarked is the body of the command. Files that were uploaded with the remark
// stay with it.
func (in *statements) remarked(c framework.Code, x said, now assessment.Remark) assessment.Remarked {
	id := now.ID
	if id == "" {
		id = assessment.RemarkID(in.by.NewID())
	}
	evidence := x.Evidence
	for _, e := range now.Evidence {
		if e.Hash != "" {
			evidence = append(evidence, e)
		}
	}
	t := x.Language
	if t == "" && x.Text != "" {
		t = in.plan.Meta.Language
	}
	return assessment.Remarked{
		ID: id, Indicator: c, Institution: in.by.Institution, Stance: x.Stance, Text: x.Text, Language: t, Evidence: evidence,
	}
}

func remarkDifferences(now, mine said) []difference {
	var ds []difference
	add := func(f Field, key, theirs, my string) {
		if theirs != my {
			ds = append(ds, difference{Difference{f, theirs, my}, key})
		}
	}
	add(FieldStance, keyStance, string(now.Stance), string(mine.Stance))
	add(FieldText, keyText, now.Text, mine.Text)
	add(FieldLanguage, keyLanguage, string(now.Language), string(mine.Language))
	add(FieldEvidence, keyEvidence+"1", evidenceLines(now.Evidence), evidenceLines(mine.Evidence))
	return ds
}

func evidenceLines(all []assessment.Evidence) string {
	var lines []string
	for _, e := range all {
		lines = append(lines, strings.Trim(e.Title+" · "+e.Link, " ·"))
	}
	return strings.Join(lines, "\n")
}

func remarkCells(l line) cellFinder {
	return func(key string) fault.Where {
		if key == "assessment.lacks_remark" || key == "assessment.text_long" {
			return l.where(keyText)
		}
		return l.where(keyStance)
	}
}
