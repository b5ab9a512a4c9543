package app

import (
	"context"
	"slices"
	"strconv"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/lang"
	"sextant/internal/record"
	"sextant/internal/translation"
	"sextant/internal/workbook"
)

// TranslationLine is one text of a file that came back: what becomes of it.
type TranslationLine struct {
	Unit assessment.UnitID
	// As names what becomes of it, and Why gives the reason where it is left
	// out or taken as behind its original: catalog keys.
	As, Why  string
	Taken    bool
	Conflict bool
	// Original is the source text as it stands, Before the translation that
	// stands here, After the file's.
	Original, Before, After string
	Reviewed                bool // by the word of the file
	Behind                  bool // its original changed after the file was made
	Since                   int64
	Line                    int // of the file; 0 where it has none
}

// Key names a conflict as it was shown: another entry on the same text makes
// it another conflict, which must be looked at again.
func (l TranslationLine) Key() string { return string(l.Unit) + "@" + strconv.FormatInt(l.Since, 10) }

// ReturnedTranslation is a file that came back from a translator and was
// looked at; nothing of it is saved yet.
type ReturnedTranslation struct {
	ID     UploadID // empty for a file that was not kept
	Name   string
	Form   TranslationForm
	Target lang.Tag
	Lines  []TranslationLine
	// Notes say what a workbook leaves out, and why.
	Notes fault.List
	// Unchanged counts the texts that bring nothing new.
	Unchanged int
	State     *assessment.State

	settle func(mine func(assessment.UnitID) bool) []assessment.Command
}

// Conflicts lists the texts that somebody else saved here after the file was
// made.
func (r *ReturnedTranslation) Conflicts() []TranslationLine {
	return r.where(func(l TranslationLine) bool { return l.Conflict })
}

// Taken lists the texts that are saved without a question.
func (r *ReturnedTranslation) Taken() []TranslationLine {
	return r.where(func(l TranslationLine) bool { return l.Taken })
}

func (r *ReturnedTranslation) where(is func(TranslationLine) bool) []TranslationLine {
	var lines []TranslationLine
	for _, l := range r.Lines {
		if is(l) {
			lines = append(lines, l)
		}
	}
	return lines
}

// PlanTranslation says what a file from a translator would change, and saves
// nothing. It needs the right to translate into the language of the file.
func (a *App) PlanTranslation(ctx context.Context, by account.Standing, chain record.Chain, name string, data []byte) (*ReturnedTranslation, error) {
	s, err := a.State(ctx, by, chain)
	if err != nil {
		return nil, err
	}
	r, err := readTranslation(s, name, data)
	if err != nil {
		return nil, err
	}
	scope := account.Scope{Stage: s.Stage, Language: string(r.Target)}
	if !s.Standing(by).May(account.Translate, scope) {
		return nil, denied(account.Translate, s)
	}
	return r, nil
}

func readTranslation(s *assessment.State, name string, data []byte) (*ReturnedTranslation, error) {
	if m, ok := workbook.Recognise(data); ok && m.Format == workbook.BilingualFormat {
		return readBilingual(s, name, data)
	}
	p, err := translation.Read(name, data, s)
	if err != nil {
		return nil, err
	}
	r := &ReturnedTranslation{Name: name, Form: p.Form, Target: p.Target, Unchanged: len(p.Unchanged()), State: s}
	r.settle = func(mine func(assessment.UnitID) bool) []assessment.Command {
		return p.Settle(func(l translation.Line) bool { return mine(l.Unit) })
	}
	for _, l := range p.Lines {
		if l.Fate != translation.Unchanged {
			r.Lines = append(r.Lines, TranslationLine{
				Unit: l.Unit, As: l.As(), Why: l.Why(), Taken: l.Taken(), Conflict: l.Fate == translation.Conflict,
				Original: l.Source, Before: l.Before, After: l.After, Reviewed: l.Reviewed, Behind: l.Behind, Since: l.Since, Line: l.Where.Line,
			})
		}
	}
	return r, nil
}

// readBilingual reads a bilingual workbook as every other file of a translator.
func readBilingual(s *assessment.State, name string, data []byte) (*ReturnedTranslation, error) {
	p, err := workbook.ReadBilingual(name, data, s)
	if err != nil {
		return nil, err
	}
	if err := p.Faults.Err(); err != nil {
		return nil, err
	}
	r := &ReturnedTranslation{Name: name, Form: Bilingual, Target: p.Meta.Target, Notes: p.Notes, Unchanged: p.Unchanged, State: s}
	r.settle = func(mine func(assessment.UnitID) bool) []assessment.Command {
		return p.Settle(func(c workbook.Conflict) bool { return mine(c.Unit) })
	}
	for _, c := range r.settle(func(assessment.UnitID) bool { return true }) {
		if t, ok := c.(assessment.Translate); ok {
			r.Lines = append(r.Lines, bilingualLine(s, p, t))
		}
	}
	return r, nil
}

func bilingualLine(s *assessment.State, p *workbook.Plan, t assessment.Translate) TranslationLine {
	u, _ := s.Unit(t.Unit)
	l := TranslationLine{
		Unit: t.Unit, Original: u.Text, Before: u.Translations[t.Language].Text, After: t.Text,
		Reviewed: t.Reviewed, Behind: t.Basis < u.Seq,
	}
	fate := translation.Changed
	if l.Behind {
		fate = translation.Stale
	}
	for _, c := range p.Conflicts {
		if c.Unit == t.Unit {
			fate, l.Since, l.Conflict = translation.Conflict, c.Since, true
		}
	}
	l.As, l.Why, l.Taken = fate.As(), fate.Why(), fate.Taken()
	return l
}

// maxTranslation bounds a file from a translator, in bytes.
const maxTranslation = translation.MaxFile

func translationOf(chain record.Chain) string { return "translation:" + string(chain) }

// KeepTranslation keeps a file that came back and says what it would change.
func (a *App) KeepTranslation(ctx context.Context, by account.Standing, chain record.Chain, f File) (*ReturnedTranslation, error) {
	if _, err := a.State(ctx, by, chain); err != nil {
		return nil, err
	}
	id, data, err := a.keepUpload(ctx, by.Person, translationOf(chain), f, maxTranslation)
	if err != nil {
		return nil, err
	}
	r, err := a.PlanTranslation(ctx, by, chain, FileName(f.Name), data)
	if err != nil {
		// A file that is none of this assessment can never be taken.
		if forgotten := a.forgetUpload(ctx, []byte(id)); forgotten != nil {
			return nil, forgotten
		}
		return nil, err
	}
	r.ID = id
	return r, nil
}

// LookAtTranslation says again what a kept file would change, as things stand
// now.
func (a *App) LookAtTranslation(ctx context.Context, by account.Standing, chain record.Chain, id UploadID) (*ReturnedTranslation, error) {
	name, data, err := a.upload(ctx, by.Person, translationOf(chain), id)
	if err != nil {
		return nil, err
	}
	r, err := a.PlanTranslation(ctx, by, chain, name, data)
	if r != nil {
		r.ID = id
	}
	return r, err
}

// TakeTranslation takes a kept file as a whole, or not at all. Decided says for
// each conflict, by its key, whether the file wins; one that nobody decided is
// "translation.undecided", and nothing is saved. The file itself is deleted
// once it was taken.
func (a *App) TakeTranslation(ctx context.Context, o Order, id UploadID, decided map[string]bool) (*ReturnedTranslation, *assessment.State, error) {
	r, err := a.LookAtTranslation(ctx, o.By, o.Chain, id)
	if err != nil {
		return nil, nil, err
	}
	o.Do, err = r.Settle(decided)
	if err != nil {
		return r, nil, err
	}
	next, err := a.Do(ctx, o)
	if err != nil {
		return r, nil, err
	}
	return r, next, a.forgetUpload(ctx, []byte(id))
}

// Settle gives the commands of a file once every conflict is decided, by the
// conflict's key: true lets the file win.
func (r *ReturnedTranslation) Settle(decided map[string]bool) ([]assessment.Command, error) {
	var mine []assessment.UnitID
	for _, c := range r.Conflicts() {
		wins, ok := decided[c.Key()]
		if !ok {
			return nil, fault.New(fault.Conflict, "translation.undecided")
		}
		if wins {
			mine = append(mine, c.Unit)
		}
	}
	return r.settle(func(id assessment.UnitID) bool { return slices.Contains(mine, id) }), nil
}

// DropTranslation lets a kept file go.
func (a *App) DropTranslation(ctx context.Context, by account.Standing, chain record.Chain, id UploadID) error {
	return a.DropUpload(ctx, by, translationOf(chain), id)
}
