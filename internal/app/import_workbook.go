package app

import (
	"context"
	"fmt"

	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/workbook"
)

// isQuestionnaire tells a questionnaire that came back from other workbooks.
func isQuestionnaire(data []byte) bool {
	m, ok := workbook.Recognise(data)
	return ok && m.Format == workbook.QuestionnaireFormat
}

// importWorkbook takes a filled questionnaire from the command line, in the
// name of the system: all of it or nothing. What others changed meanwhile stops
// it; people decide that on the page for workbooks.
func (a *App) importWorkbook(ctx context.Context, name string, data []byte, o ImportOptions) (*Understood, error) {
	m, _ := workbook.Recognise(data)
	s, err := a.load(ctx, m.Chain)
	if err != nil {
		return nil, err
	}
	plan, err := workbook.ReadQuestionnaire(name, data, s, workbook.Reading{Hand: m.Hand, NewID: NewID})
	if err != nil {
		return nil, err
	}
	if len(plan.Faults) > 0 {
		return nil, plan.Faults.Err()
	}
	var conflicts fault.List
	for _, c := range plan.Conflicts {
		conflicts.Add(fault.New(fault.Conflict, "workbook_page.row_moved", "what", nameOf(s, c.Subject)).At(fault.Cell(name, c.Sheet, c.Cell)))
	}
	if err := conflicts.Err(); err != nil {
		return nil, err
	}
	u := &Understood{Kind: "workbook_page.kind_workbook", Name: string(s.Chain), Lines: workbookLines(s, plan)}
	for _, n := range plan.Notes {
		u.Left = append(u.Left, UnderstoodLine{As: "workbook_page.as_row", Text: n.Where.String(), Why: n.Key, Args: pairsOf(n.Args)})
	}
	if o.DryRun || len(plan.Commands) == 0 {
		return u, nil
	}
	_, err = a.Do(ctx, Order{By: System, Chain: s.Chain, Do: plan.Commands})
	return u, err
}

func workbookLines(s *assessment.State, p *workbook.Plan) []UnderstoodLine {
	var lines []UnderstoodLine
	for _, c := range p.Changes {
		lines = append(lines, UnderstoodLine{
			As: "workbook_page.as_cell", Text: fmt.Sprintf("%s!%s %s: %s → %s", c.Sheet, c.Cell, nameOf(s, c.Subject), c.Before, c.After),
		})
	}
	return lines
}

// nameOf is what people call the subject of a row: an indicator's code, or the
// title of a source.
func nameOf(s *assessment.State, x workbook.Subject) string {
	if x.Code != "" {
		return string(x.Code)
	}
	return s.Sources[x.Source].Title
}

func pairsOf(args fault.Args) []any {
	var pairs []any
	for name, v := range args {
		pairs = append(pairs, name, v)
	}
	return pairs
}
