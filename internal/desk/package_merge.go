package desk

import (
	"strings"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/framework"
	"sextant/internal/lang"
)

// mergeConflict puts a thing that both sides changed into words.
func (a *ask) mergeConflict(s *assessment.State, c app.MergeConflict, people *crowd) mergeConflict {
	x := mergeConflict{Key: c.Item}
	x.Name, x.Label = a.touched(s, c.Item, people)
	x.Ours, x.Theirs = a.mergeSide(s, c.Item, c.Ours, people), a.mergeSide(s, c.Item, c.Theirs, people)
	for _, p := range DiffWords(c.Ours.Text, c.Theirs.Text) {
		if p.Kind != Come {
			x.Ours.Text = append(x.Ours.Text, p)
		}
		if p.Kind != Gone {
			x.Theirs.Text = append(x.Theirs.Text, p)
		}
	}
	return x
}

func (a *ask) mergeSide(s *assessment.State, item string, f assessment.Facet, people *crowd) mergeSide {
	side := mergeSide{Value: f.Value, By: people.person(f.By), Facet: f}
	kind, _, _ := strings.Cut(item, ":")
	code := framework.Code(item)
	switch _, indicator := s.Book.Indicator(code); {
	case f.Value == "":
	case indicator:
		side.Value = a.option(s, code, f.Value)
	case kind == "source":
		side.Value = a.say.T("assessment.kind_" + f.Value)
	case kind == "remark":
		side.Value = a.say.T("assessment.outcome_" + f.Value)
	case kind == "stage":
		side.Value = a.say.T("account.stage_" + f.Value)
	}
	return side
}

// touched names what assessment.Touches names, in words, with a second word
// where there is one.
func (a *ask) touched(s *assessment.State, item string, people *crowd) (name, label string) {
	if ind, ok := s.Book.Indicator(framework.Code(item)); ok {
		return item, labelOf(ind).Get(a.say.Tag(), s.Source)
	}
	kind, id, _ := strings.Cut(item, ":")
	first, second, _ := strings.Cut(id, ":")
	name = a.say.T("record_page.part_" + kind)
	switch kind {
	case "source":
		label = s.Sources[assessment.SourceID(id)].Title
	case "finding":
		label = shortened(s.Findings[assessment.FindingID(first)].Text)
		if second != "" {
			label += " (" + a.say.Language(lang.Tag(second)) + ")"
		}
	case "section":
		label = a.say.T("assessment.section_" + first)
		if second != "" {
			label += " (" + a.say.Language(lang.Tag(second)) + ")"
		}
	case "order":
		label = a.domainTitle(s, framework.Code(first))
	case "person":
		label = a.called(people, account.ID(first)) + ", " + a.say.T("account.role_"+second)
	case "commitment":
		label = shortened(s.Promises[assessment.PromiseID(id)].Action)
	case "remark":
		label = string(s.Remarks[assessment.RemarkID(id)].Indicator)
	}
	return name, label
}
