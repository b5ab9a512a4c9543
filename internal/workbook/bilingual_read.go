package workbook

import (
	"strconv"
	"strings"

	"sextant/internal/assessment"
	"sextant/internal/fault"
)

// ReadBilingual reads translations that came back. A translation is recorded
// as made from the original that the translator saw: where that changed
// meanwhile, the plan's notes say so and the text is flagged as behind its
// original until someone looks at it. The error and the plan are as in
// ReadQuestionnaire.
func ReadBilingual(name string, data []byte, s *assessment.State) (*Plan, error) {
	b, err := openBook(name, data)
	if err != nil {
		return nil, err
	}
	m, err := b.meta()
	if err != nil {
		return nil, err
	}
	if err := b.belongs(m, BilingualFormat, s); err != nil {
		return nil, err
	}
	in := renderings{book: b, s: s, plan: &Plan{Meta: m}}
	in.words = newVocabulary(m.Language, s.Book, s.Languages)
	in.read()
	if len(in.plan.Faults) == 0 {
		in.plan.rehearse(s, "")
	}
	in.plan.close()
	return in.plan, nil
}

// renderings reads the translations of one file.
type renderings struct {
	book  *book
	s     *assessment.State
	words *vocabulary
	plan  *Plan
}

func (in *renderings) read() {
	faults, rows := &in.plan.Faults, once{}
	for _, g := range in.book.grids(keyUnit, []string{keyBasis, keySeq, keyPrint, keyTranslation, keyReviewed}, faults) {
		for _, l := range g.rows {
			in.readRow(l, rows)
		}
	}
	in.book.keysLost(keyUnit, func(id string) bool {
		_, ok := in.s.Unit(assessment.UnitID(id))
		_, read := rows[id]
		return ok && !read
	}, faults)
}

func (in *renderings) readRow(l line, rows once) {
	faults := &in.plan.Faults
	if l.id == "" {
		if key, ok := l.stray([]string{keyTranslation, keyReviewed}); ok {
			faults.Add(fault.New(fault.Invalid, "workbook.stray").At(l.where(key)))
		}
		return
	}
	id := assessment.UnitID(l.id)
	u, ok := in.s.Unit(id)
	if !ok {
		in.lost(l, id)
		return
	}
	if rows.again(l, keyTranslation, faults) {
		return
	}
	before := len(*faults)
	x := rendering{
		Text:     keptText(l.text(keyTranslation, faults), u.Translations[in.plan.Meta.Target].Text),
		Reviewed: l.pick(keyReviewed, in.words.yesno, faults) == yes,
	}
	basis, base := in.basis(l), l.seq(in.plan.Meta.Head.Seq, faults)
	if len(*faults) == before {
		in.weigh(l, id, u, x, basis, base)
	}
}

// lost is a text that the assessment does not have: taken out meanwhile, or of
// another assessment.
func (in *renderings) lost(l line, id assessment.UnitID) {
	name := assessment.FindingID(strings.TrimPrefix(string(id), "finding:"))
	if f, there := in.s.Findings[name]; there && f.Dropped {
		in.plan.Notes.Add(fault.New(fault.Invalid, "workbook.text_gone").At(l.where(keyTranslation)))
		return
	}
	in.plan.Faults.Add(fault.New(fault.Invalid, "workbook.foreign_text", "id", shorten(string(id), 60)).At(l.where(keyTranslation)))
}

// basis is the number of the original that the translator saw.
func (in *renderings) basis(l line) int64 {
	n, err := strconv.ParseInt(l.text(keyBasis, &in.plan.Faults), 10, 64)
	if err != nil || n < 1 || n > in.plan.Meta.Head.Seq {
		in.plan.Faults.Add(fault.New(fault.Invalid, "workbook.bad_state", "n", n, "most", in.plan.Meta.Head.Seq).At(l.where(keyBasis)))
		return 0
	}
	return n
}

func (in *renderings) weigh(l line, id assessment.UnitID, u assessment.Unit, x rendering, basis, base int64) {
	target := in.plan.Meta.Target
	now := u.Translations[target]
	stands := renderingOf(u, target)
	if printOf(x) == l.text(keyPrint, &in.plan.Faults) || x == stands {
		in.plan.Unchanged++
		return
	}
	if basis < u.Seq {
		in.plan.Notes.Add(fault.New(fault.Invalid, "workbook.original_moved").At(l.where(keyTranslation)))
	}
	subject, moved := Subject{Unit: id}, now.Seq > base
	differences := renderingDifferences(stands, x)
	if moved {
		in.plan.Conflicts = append(in.plan.Conflicts, Conflict{
			Subject: subject, Fields: plain(differences), Since: now.Seq, Sheet: l.g.sheet.name, Cell: l.cell(keyTranslation),
		})
		base = now.Seq
	} else {
		in.plan.note(l, subject, differences, now.Seq == 0)
	}
	in.plan.steps = append(in.plan.steps, step{
		Subject: subject, conflict: moved, at: renderingCells(l),
		command: assessment.Translate{Base: base, Translated: assessment.Translated{
			Unit: id, Language: target, Text: x.Text, Reviewed: x.Reviewed, Basis: basis,
		}},
	})
}

func renderingDifferences(now, mine rendering) []difference {
	var ds []difference
	if now.Text != mine.Text {
		ds = append(ds, difference{Difference{FieldTranslation, now.Text, mine.Text}, keyTranslation})
	}
	if now.Reviewed != mine.Reviewed {
		ds = append(ds, difference{Difference{FieldReviewed, yesNo(now.Reviewed), yesNo(mine.Reviewed)}, keyReviewed})
	}
	return ds
}

func renderingCells(l line) cellFinder {
	return func(key string) fault.Where {
		if key == "assessment.reviewed_stale" {
			return l.where(keyReviewed)
		}
		return l.where(keyTranslation)
	}
}
