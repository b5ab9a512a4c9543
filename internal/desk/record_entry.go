package desk

import (
	"strconv"
	"strings"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/framework"
)

// sentence says in a clause what an entry did, to stand behind the name of who
// did it.
func (a *ask) sentence(x app.Step, people *crowd) string {
	key := "assessment.entry_" + strings.ReplaceAll(x.Entry.Kind, ".", "_")
	what, value := a.named(x, people)
	if e, ok := x.Event.(*assessment.EditionScheduled); ok && e.At.IsZero() {
		key = "assessment.entry_edition_unscheduled"
	}
	return a.say.T(key, "what", isolated(what), "value", isolated(value))
}

// isolated sets a name apart from the direction of the sentence around it.
func isolated(s string) string {
	if s == "" {
		return s
	}
	return "\u2068" + s + "\u2069"
}

// shortText is how much of a text a sentence quotes, in letters.
const shortText = 90

func shortened(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > shortText {
		return strings.TrimSpace(string(r[:shortText])) + "…"
	}
	return s
}

// named says what an entry is about, and its value in words.
func (a *ask) named(x app.Step, people *crowd) (what, value string) {
	s, t := x.After, a.say.T
	if x.Item != "" {
		what = string(x.Item)
	}
	switch e := x.Event.(type) {
	case *assessment.Opened:
		what = e.Place.Name.Get(a.say.Tag(), e.Source)
	case *assessment.Granted:
		return a.called(people, e.Person), t("account.role_" + string(e.Role))
	case *assessment.Revoked:
		return a.called(people, e.Person), t("account.role_" + string(e.Role))
	case *assessment.StageMoved:
		value = t("account.stage_" + string(e.To))
	case *assessment.SourceAdded:
		what = e.Title
	case *assessment.SourceChanged:
		what = e.Title
	case *assessment.SourceCopied:
		what = s.Sources[e.ID].Title
	case *assessment.SourceDropped:
		what = s.Sources[e.ID].Title
	case *assessment.Reviewed:
		value = t("assessment.verdict_" + string(e.Verdict))
	case *assessment.CarriedOver:
		value = a.say.Number(carriedCount(s))
	case *assessment.SecondDrawn:
		value = a.say.Number(len(e.Indicators))
	case *assessment.Remarked:
		value = t("assessment.stance_" + string(e.Stance))
	case *assessment.Replied:
		return string(s.Remarks[e.Remark].Indicator), t("assessment.outcome_" + string(e.Outcome))
	case *assessment.Consented:
		value = t("assessment.consent_kind_" + string(e.Kind))
	default:
		return a.namedText(x, what)
	}
	return what, value
}

// namedText is named for entries about texts, editions and the record itself.
func (a *ask) namedText(x app.Step, item string) (what, value string) {
	s, t := x.After, a.say.T
	switch e := x.Event.(type) {
	case *assessment.FindingWritten:
		return shortened(e.Text), ""
	case *assessment.FindingDropped:
		return shortened(s.Findings[e.ID].Text), ""
	case *assessment.FindingConfirmed:
		return shortened(s.Findings[e.ID].Text), ""
	case *assessment.FindingsOrdered:
		return a.domainTitle(s, e.Domain), ""
	case *assessment.SectionWritten:
		return t("assessment.section_" + e.Kind), ""
	case *assessment.Translated:
		u, _ := s.Unit(e.Unit)
		return shortened(u.Text), a.say.Language(e.Language)
	case *assessment.EditionPublished:
		return strconv.Itoa(e.Number), ""
	case *assessment.EditionWithdrawn:
		return strconv.Itoa(e.Number), ""
	case *assessment.EditionScheduled:
		return "", a.say.DateTime(e.At)
	case *assessment.Promised:
		return shortened(e.Action), ""
	case *assessment.PromiseDropped:
		return shortened(s.Promises[e.ID].Action), ""
	case *assessment.EntryRedacted:
		return strconv.FormatInt(e.Seq, 10), ""
	}
	return item, ""
}

func carriedCount(s *assessment.State) int {
	n := 0
	for _, i := range s.Items {
		if i.Carried != nil {
			n++
		}
	}
	return n
}

// called is what pages call a person: themselves, the system, or someone whose
// account was erased.
func (a *ask) called(people *crowd, id account.ID) string {
	switch name := people.person(id).Name; {
	case name != "":
		return name
	case id == account.System:
		return a.say.T("record_page.system")
	}
	return a.say.T("people.erased")
}

func (a *ask) domainTitle(s *assessment.State, code framework.Code) string {
	d, ok := s.Book.Domain(code)
	if !ok {
		return string(code)
	}
	return d.Title.Get(a.say.Tag(), s.Source)
}
