package desk

import (
	"fmt"
	"strconv"
	"strings"

	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/framework"
	"sextant/internal/lang"
)

// entryChange is one thing that an entry changed: from one value to another, or
// a text with its differences.
type entryChange struct {
	Name     string // what it is called
	From, To string
	Pieces   []Piece
	Tag      lang.Tag // of the text
	Copy     string   // address of a kept copy
}

// changeList gathers what an entry changed.
type changeList struct {
	a    *ask
	list []entryChange
}

// value notes a value that became another; nothing where it did not.
func (c *changeList) value(name, from, to string) {
	if from != to {
		c.list = append(c.list, entryChange{Name: c.a.say.T(name), From: from, To: to})
	}
}

// text notes a text with its differences from the one before; all of it where
// there was none.
func (c *changeList) text(name, from, to string, tag lang.Tag) {
	switch {
	case from == "" && to != "":
		c.list = append(c.list, entryChange{Name: c.a.say.T(name), To: to, Tag: tag})
	case from != to:
		c.list = append(c.list, entryChange{Name: c.a.say.T(name), Pieces: Shorten(DiffWords(from, to), aroundChanges), Tag: tag})
	}
}

// words notes what somebody wrote, where they wrote anything.
func (c *changeList) words(name, text string) { c.text(name, "", text, "") }

// entryChanges says what an entry changed. Big tells a change of state from one
// of content.
func (a *ask) entryChanges(x app.Step, people *crowd) (changes []entryChange, big bool) {
	c := &changeList{a: a}
	switch e := x.Event.(type) {
	case *assessment.Answered:
		big = c.answered(x, e)
	case *assessment.Adjudicated:
		c.given(x, e.Indicator, x.Before.Item(e.Indicator).Standing().Given, e.Given)
		c.words("record_page.reason", e.Reason)
		big = true
	case *assessment.Confirmed:
		c.value("record_page.value", "", a.option(x.After, e.Indicator, x.After.Item(e.Indicator).First.Value))
		big = true
	case *assessment.Reviewed:
		c.words("record_page.reason", e.Reason)
		big = true
	case *assessment.StageMoved:
		c.value("record_page.stage", a.say.T("account.stage_"+string(e.From)), a.say.T("account.stage_"+string(e.To)))
		c.words("record_page.reason", e.Reason)
		big = true
	case *assessment.SourceAdded:
		c.cited(assessment.Cited{}, e.Cited)
	case *assessment.SourceChanged:
		c.cited(x.Before.Sources[e.ID].Cited, e.Cited)
	case *assessment.SourceCopied:
		c.list = append(c.list, entryChange{Name: a.say.T("record_page.copy"), To: orName(e.Name, e.Type), Copy: linkCopy(x.After.Chain, e.Hash)})
	case *assessment.Commented:
		c.words("record_page.words", e.Text)
	default:
		big = c.later(x)
	}
	return c.list, big
}

func orName(name, otherwise string) string {
	if name != "" {
		return name
	}
	return otherwise
}

// later is entryChanges for what comes after coding: talks, texts, editions.
func (c *changeList) later(x app.Step) (big bool) {
	switch e := x.Event.(type) {
	case *assessment.Changed:
		c.setUp(x, e)
	case *assessment.Granted:
		c.granted(e)
	case *assessment.TalksOpened:
		c.value("record_page.deadline", "", c.day(e.Deadline))
		c.words("record_page.words", e.Note)
		return true
	case *assessment.Remarked:
		c.value("record_page.institution", x.Before.Remarks[e.ID].Institution, e.Institution)
		c.text("record_page.words", x.Before.Remarks[e.ID].Text, e.Text, e.Language)
	case *assessment.Replied:
		c.text("record_page.words", "", e.Text, e.Language)
	case *assessment.Consented:
		c.words("record_page.name", strings.Trim(e.Name+", "+e.Office, ", "))
		c.words("record_page.conditions", e.Conditions)
		c.words("record_page.reason", e.Reason)
		return true
	case *assessment.FindingWritten:
		c.finding(x.Before.Findings[e.ID], e)
	case *assessment.SectionWritten:
		c.text("record_page.text", x.Before.Sections[e.Kind].Text, e.Text, e.Language)
	case *assessment.Translated:
		u, _ := x.Before.Unit(e.Unit)
		c.text("record_page.text", u.Translations[e.Language].Text, e.Text, e.Language)
	case *assessment.EditionPublished:
		c.words("record_page.changes", e.Changes)
		return true
	case *assessment.EditionWithdrawn:
		c.words("record_page.notice", e.Notice)
		return true
	case *assessment.EntryRedacted:
		c.words("record_page.reason", e.Reason)
		return true
	case *assessment.Promised:
		c.text("record_page.text", x.Before.Promises[e.ID].Action, e.Action, "")
	case *assessment.Merged:
		c.value("record_page.parted_after", "", strconv.FormatInt(e.Fork, 10))
		c.value("record_page.taken", "", c.a.say.Number(e.Taken))
		c.value("record_page.left", "", seqList(e.Left))
		return true
	}
	return false
}

func seqList(seqs []int64) string {
	parts := make([]string, len(seqs))
	for i, n := range seqs {
		parts[i] = strconv.FormatInt(n, 10)
	}
	return strings.Join(parts, ", ")
}

func (c *changeList) day(day string) string {
	if d := dueOf(day, c.a.now); !d.None {
		return c.a.say.Date(d.Day)
	}
	return ""
}

// answered notes what an answer changed, and whether it became ready or a
// draft again.
func (c *changeList) answered(x app.Step, e *assessment.Answered) bool {
	before := x.Before.Item(e.Indicator).Of(e.Hand)
	c.given(x, e.Indicator, before.Given, e.Given)
	c.value("record_page.difference", c.changeType(before.Change), c.changeType(e.Change))
	c.text("record_page.reason", before.Why, e.Why, "")
	c.value("record_page.state", c.readiness(before), c.readiness(assessment.Answer{Ready: e.Ready, Seq: 1}))
	return e.Ready != before.Ready
}

func (c *changeList) changeType(t assessment.ChangeType) string {
	if t == "" {
		return ""
	}
	return c.a.say.T("assessment.change_" + string(t))
}

func (c *changeList) readiness(x assessment.Answer) string {
	switch {
	case x.Ready:
		return c.a.say.T("assessment.status_ready")
	case x.Seq > 0:
		return c.a.say.T("assessment.status_draft")
	}
	return c.a.say.T("assessment.status_not_started")
}

// given notes how one answer became another by an entry.
func (c *changeList) given(x app.Step, code framework.Code, old, now assessment.Given) {
	c.givenIn(x.Before, x.After, code, old, now)
}

func (c *changeList) confidence(v string) string {
	if v == "" {
		return ""
	}
	return c.a.say.T("assessment.confidence_" + v)
}

// citationText writes citations as people read them: title and spot.
func citationText(s *assessment.State, cs []assessment.Citation) string {
	parts := make([]string, len(cs))
	for i, c := range cs {
		parts[i] = s.Sources[c.Source].Title
		if c.Locator != "" {
			parts[i] += " (" + c.Locator + ")"
		}
	}
	return strings.Join(parts, "; ")
}

// option is the label of a value; empty for none.
func (a *ask) option(s *assessment.State, code framework.Code, value string) string {
	if value == "" {
		return ""
	}
	ind, _ := s.Book.Indicator(code)
	if o := optionOf(s.Book, ind.Scale, value); o != nil {
		return o.Label.Get(a.say.Tag(), s.Source)
	}
	return value
}

func (c *changeList) cited(old, now assessment.Cited) {
	kind := func(k string) string {
		if k == "" {
			return ""
		}
		return c.a.say.T("assessment.kind_" + k)
	}
	tongue := func(t lang.Tag) string {
		if t == "" {
			return ""
		}
		return c.a.say.Language(t)
	}
	private := func(x assessment.Cited) string {
		if x.Private {
			return c.a.say.T("common.yes")
		}
		return ""
	}
	c.value("sources.kind", kind(old.Kind), kind(now.Kind))
	if old.Title != "" {
		c.text("sources.title", old.Title, now.Title, now.Language)
	}
	c.value("sources.language", tongue(old.Language), tongue(now.Language))
	c.value("sources.issuer", old.Issuer, now.Issuer)
	c.value("sources.date", old.Date, now.Date)
	c.value("sources.link", old.Link, now.Link)
	c.value("sources.private", private(old), private(now))
}

func (c *changeList) setUp(x app.Step, e *assessment.Changed) {
	if e.Date != nil {
		c.value("record_page.date", x.Before.Date, *e.Date)
	}
	if e.Languages != nil {
		c.value("record_page.languages", c.languages(x.Before.Languages), c.languages(*e.Languages))
	}
	if e.Title != nil {
		c.text("record_page.name", x.Before.Title.Get(c.a.say.Tag(), x.Before.Source), e.Title.Get(c.a.say.Tag(), x.Before.Source), "")
	}
	if e.Rule != nil {
		c.value("record_page.rule", c.rule(x.Before.Rule), c.rule(*e.Rule))
	}
}

func (c *changeList) rule(r assessment.Rule) string {
	return c.a.say.T("record_page.rule_" + string(r))
}

func (c *changeList) languages(tags []lang.Tag) string {
	names := make([]string, len(tags))
	for i, t := range tags {
		names[i] = c.a.say.Language(t)
	}
	return c.a.say.List(names)
}

func (c *changeList) granted(e *assessment.Granted) {
	c.value("record_page.domains", "", strings.Join(e.Domains, ", "))
	var tags []lang.Tag
	for _, t := range e.Languages {
		tags = append(tags, lang.Tag(t))
	}
	if len(tags) > 0 {
		c.value("record_page.languages", "", c.languages(tags))
	}
	c.value("record_page.institution", "", e.Institution)
	c.value("record_page.deadline", "", c.day(e.Due))
}

func (c *changeList) finding(old assessment.Finding, e *assessment.FindingWritten) {
	side := func(x assessment.Side) string {
		if x == "" {
			return ""
		}
		return c.a.say.T("assessment.side_" + string(x))
	}
	c.text("record_page.text", old.Text, e.Text, e.Language)
	c.value("record_page.side", side(old.Side), side(e.Side))
	c.value("record_page.indicators", codeList(old.Indicators), codeList(e.Indicators))
}

func codeList(codes []framework.Code) string {
	parts := make([]string, len(codes))
	for i, c := range codes {
		parts[i] = fmt.Sprint(c)
	}
	return strings.Join(parts, ", ")
}
