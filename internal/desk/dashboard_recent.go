package desk

import (
	"fmt"
	"strings"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/framework"
)

// recentSteps is how many of the last entries a dashboard shows.
const recentSteps = 12

// recent says what happened last, from the end of the record alone.
func (a *ask) recent(s *assessment.State) ([]recentView, error) {
	steps, err := a.desk.app.Recent(a.Context(), a.who, s.Chain, recentSteps)
	if err != nil {
		return nil, err
	}
	var ids []account.ID
	for _, x := range steps {
		ids = append(ids, account.ID(x.Entry.Actor))
		switch e := x.Event.(type) {
		case *assessment.Granted:
			ids = append(ids, e.Person)
		case *assessment.Revoked:
			ids = append(ids, e.Person)
		}
	}
	names, err := a.desk.app.Names(a.Context(), ids...)
	if err != nil {
		return nil, err
	}
	called := func(id account.ID) string {
		switch {
		case names[id] != "":
			return names[id]
		case id == account.System:
			return a.say.T("account.role_system")
		}
		return a.say.T("people.erased")
	}
	var out []recentView
	for _, x := range steps {
		v := recentView{At: x.Entry.Time(), Name: called(account.ID(x.Entry.Actor)), Text: a.recentWords(s, x, called)}
		if x.Item != "" {
			v.Link = linkItem(s.Chain, x.Item)
		}
		out = append(out, v)
	}
	return out, nil
}

// recentWords says an entry after the name of the person: "recorded an answer
// to L-2.1.1". What an entry only points to is taken from the state of now.
func (a *ask) recentWords(s *assessment.State, x app.Step, called func(account.ID) string) string {
	if x.Event == nil {
		return a.say.T("dashboard.blanked")
	}
	key := "assessment.entry_" + strings.ReplaceAll(x.Entry.Kind, ".", "_")
	if !a.say.Has(key) {
		return x.Entry.Kind
	}
	what, value := a.recentWhat(s, x.Event, called)
	if what == "" {
		what = string(x.Item)
	}
	return a.say.T(key, "what", what, "value", value)
}

func (a *ask) recentWhat(s *assessment.State, event assessment.Event, called func(account.ID) string) (what, value string) {
	tag := a.say.Tag()
	source := func(id assessment.SourceID) string { return s.Sources[id].Title }
	finding := func(id assessment.FindingID) string { return short(s.Findings[id].Text) }
	domain := func(c framework.Code) string { d, _ := s.Book.Domain(c); return d.Title.Get(tag) }
	switch e := event.(type) {
	case *assessment.Opened:
		return e.Place.Name.Get(tag, e.Source), ""
	case *assessment.Granted:
		return called(e.Person), a.say.T("account.role_" + string(e.Role))
	case *assessment.Revoked:
		return called(e.Person), a.say.T("account.role_" + string(e.Role))
	case *assessment.StageMoved:
		return "", a.say.T("account.stage_" + string(e.To))
	case *assessment.SourceAdded:
		return e.Title, ""
	case *assessment.SourceChanged:
		return e.Title, ""
	case *assessment.SourceCopied:
		return source(e.ID), ""
	case *assessment.SourceDropped:
		return source(e.ID), ""
	case *assessment.Reviewed:
		return "", a.word("assessment.verdict_", string(e.Verdict))
	case *assessment.CarriedOver:
		return "", a.say.Number(len(e.Answers))
	case *assessment.SecondDrawn:
		return "", a.say.Number(len(e.Indicators))
	case *assessment.Remarked:
		return "", a.word("assessment.stance_", string(e.Stance))
	case *assessment.Replied:
		return string(s.Remarks[e.Remark].Indicator), a.word("assessment.outcome_", string(e.Outcome))
	case *assessment.Consented:
		return "", a.word("assessment.consent_kind_", string(e.Kind))
	case *assessment.FindingWritten:
		return short(e.Text), ""
	case *assessment.FindingDropped:
		return finding(e.ID), ""
	case *assessment.FindingsOrdered:
		return domain(e.Domain), ""
	case *assessment.FindingConfirmed:
		return finding(e.ID), ""
	case *assessment.SectionWritten:
		return a.word("assessment.section_", e.Kind), ""
	case *assessment.Translated:
		return short(e.Text), a.say.Language(e.Language)
	case *assessment.EditionPublished:
		return fmt.Sprint(e.Number), ""
	case *assessment.EditionScheduled:
		return "", a.say.DateTime(e.At)
	case *assessment.EditionWithdrawn:
		return fmt.Sprint(e.Number), ""
	case *assessment.Promised:
		return short(e.Action), ""
	case *assessment.PromiseDropped:
		return short(s.Promises[e.ID].Action), ""
	case *assessment.EntryRedacted:
		return fmt.Sprint(e.Seq), ""
	}
	return "", ""
}

// word is a catalog's word for a value, or the value where it has none.
func (a *ask) word(prefix, value string) string {
	if a.say.Has(prefix + value) {
		return a.say.T(prefix + value)
	}
	return value
}

// short cuts a text for a line.
func short(s string) string {
	const limit = 90
	runes := []rune(strings.Join(strings.Fields(s), " "))
	if len(runes) <= limit {
		return string(runes)
	}
	return strings.TrimRight(string(runes[:limit]), " ,;.") + "…"
}
