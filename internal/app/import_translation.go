package app

import (
	"context"

	"sextant/internal/fault"
	"sextant/internal/record"
	"sextant/internal/translation"
	"sextant/internal/workbook"
)

// isTranslation tells a file from a translator: XLIFF, PO, or a bilingual
// workbook.
func isTranslation(data []byte) bool {
	if _, ok := translation.Recognise(data); ok {
		return true
	}
	m, ok := workbook.Recognise(data)
	return ok && m.Format == workbook.BilingualFormat
}

// translationChain is the assessment that a translator's file names.
func translationChain(name string, data []byte) (record.Chain, error) {
	if m, ok := workbook.Recognise(data); ok {
		return m.Chain, nil
	}
	m, err := translation.Identify(name, data)
	return record.Chain(m.Chain), err
}

// importTranslation takes a translator's file from the command line, in the
// name of the system: all of it or nothing. The file names its assessment. What
// others changed meanwhile stops it; people decide that on the page for
// translations.
func (a *App) importTranslation(ctx context.Context, name string, data []byte, o ImportOptions) (*Understood, error) {
	chain, err := translationChain(name, data)
	if err != nil {
		return nil, err
	}
	r, err := a.PlanTranslation(ctx, System, chain, name, data)
	if err != nil {
		return nil, err
	}
	var conflicts fault.List
	for _, c := range r.Conflicts() {
		conflicts.Add(fault.New(fault.Conflict, "translation.moved", "unit", string(c.Unit), "here", c.Before, "file", c.After).At(fault.Line(name, c.Line)))
	}
	if err := conflicts.Err(); err != nil {
		return nil, err
	}
	u := &Understood{Kind: "translation.kind", Name: string(chain)}
	for _, l := range r.Lines {
		line := UnderstoodLine{Number: l.Line, As: l.As, Text: string(l.Unit) + ": " + l.After, Why: l.Why}
		u.Lines = append(u.Lines, line)
		if l.Why != "" {
			u.Left = append(u.Left, line)
		}
	}
	for _, n := range r.Notes {
		u.Left = append(u.Left, UnderstoodLine{As: "translation.as_note", Text: n.Where.String(), Why: n.Key, Args: pairsOf(n.Args)})
	}
	commands, err := r.Settle(nil)
	if err != nil || o.DryRun || len(commands) == 0 {
		return u, err
	}
	_, err = a.Do(ctx, Order{By: System, Chain: chain, Do: commands})
	return u, err
}
