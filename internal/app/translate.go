package app

import (
	"bytes"
	"context"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/lang"
	"sextant/internal/profile"
	"sextant/internal/record"
	"sextant/internal/translation"
	"sextant/internal/workbook"
)

// TranslationForm is the form of a file for translators.
type TranslationForm = translation.Form

// The forms in which texts go out to translators and come back: three for
// their tools, and a bilingual workbook for those who have none.
const (
	XLIFF12   = translation.XLIFF12
	XLIFF20   = translation.XLIFF20
	PO        = translation.PO
	Bilingual = TranslationForm("xlsx")
)

// TranslationForms lists the forms in the order in which pages offer them.
var TranslationForms = []TranslationForm{XLIFF12, XLIFF20, PO, Bilingual}

// TranslationFile says which file for translators is written.
type TranslationFile struct {
	Target lang.Tag
	Form   TranslationForm
	// Source limits the file to originals in one language; empty for all.
	Source lang.Tag
	// Language is that of the instructions in a workbook; English where empty.
	Language lang.Tag
}

// Media is the media type of a form.
func Media(f TranslationForm) string {
	if f == Bilingual {
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return f.Media()
}

// ExportTranslation writes the texts of an assessment for translators into one
// language, and names the file. It needs the right to see the answers: whoever
// may read the findings in the making may carry them to a translator.
func (a *App) ExportTranslation(ctx context.Context, by account.Standing, chain record.Chain, f TranslationFile) (data []byte, name string, err error) {
	s, err := a.State(ctx, by, chain)
	if err != nil {
		return nil, "", err
	}
	if !s.Standing(by).May(account.SeeAnswers, account.Scope{Stage: s.Stage}) {
		return nil, "", denied(account.SeeAnswers, s)
	}
	var b bytes.Buffer
	name = string(profile.SlugOf(s.Place, s.Year())) + "-" + string(f.Target)
	if f.Form == Bilingual {
		err = workbook.WriteBilingual(&b, s, workbook.BilingualOptions{Language: f.Language, Target: f.Target})
		return b.Bytes(), name + ".xlsx", err
	}
	earlier, err := a.earlierOriginals(ctx, s, f.Target)
	if err != nil {
		return nil, "", err
	}
	err = translation.Write(&b, s, translation.Options{Target: f.Target, Form: f.Form, Tool: "Sextant", Source: f.Source, Earlier: earlier})
	return b.Bytes(), name + f.Form.Extension(), err
}

// EarlierOriginals gives the originals as they were when the translations into
// a language were made, of those that changed since. An original from before
// the record, or one that was blanked, is left out.
func (a *App) EarlierOriginals(ctx context.Context, by account.Standing, chain record.Chain, target lang.Tag) (map[assessment.UnitID]string, error) {
	s, err := a.State(ctx, by, chain)
	if err != nil {
		return nil, err
	}
	if !s.Standing(by).May(account.SeeAnswers, account.Scope{Stage: s.Stage}) {
		return nil, denied(account.SeeAnswers, s)
	}
	return a.earlierOriginals(ctx, s, target)
}

func (a *App) earlierOriginals(ctx context.Context, s *assessment.State, target lang.Tag) (map[assessment.UnitID]string, error) {
	basis := map[assessment.UnitID]int64{}
	for _, id := range s.Units() {
		if u, _ := s.Unit(id); u.State(target) == assessment.TextStale {
			basis[id] = u.Translations[target].Basis
		}
	}
	if len(basis) == 0 {
		return nil, nil
	}
	entries, err := a.store.Entries(ctx, s.Chain, 0)
	if err != nil {
		return nil, err
	}
	earlier := map[assessment.UnitID]string{}
	for _, e := range entries[:min(int64(len(entries)), s.Head.Seq)] {
		event, err := assessment.Read(e)
		if err != nil {
			return nil, err
		}
		if id, text, ok := original(event); ok && e.Seq <= basis[id] {
			earlier[id] = text
		}
	}
	return earlier, nil
}

// original is the text that an entry writes anew.
func original(e assessment.Event) (assessment.UnitID, string, bool) {
	switch e := e.(type) {
	case *assessment.FindingWritten:
		return assessment.FindingUnit(e.ID), e.Text, true
	case *assessment.SectionWritten:
		return assessment.SectionUnit(e.Kind), e.Text, true
	}
	return "", "", false
}
