package desk

import (
	"net/url"
	"strconv"
	"time"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/record"
)

func init() { register("GET /desk/a/{chain}/compare", (*Desk).compare) }

// compareView is two moments of an assessment beside each other, item by item:
// only what differs, and how much is the same.
type compareView struct {
	Frame
	Base     string
	From, To sideThen
	Newest   int64
	FromDay  string
	ToDay    string
	Domains  []domainDiff
	Changed  int // indicators
	Same     int
	Sources  []thingDiff
	Findings []thingDiff
	Facts    []entryChange
}

// sideThen is one of the two moments.
type sideThen struct {
	Seq  int64
	At   time.Time
	Link string
}

type domainDiff struct {
	N     int
	Code  framework.Code
	Title lang.Text
	Icon  string
	Items []itemDiff
}

type itemDiff struct {
	Code    framework.Code
	Label   lang.Text
	Link    string
	Changes []entryChange
}

// thingDiff is a source or a finding that came, went or changed.
type thingDiff struct {
	Name    string
	Tag     lang.Tag
	Came    bool
	Went    bool
	Changes []entryChange
}

func linkCompare(chain record.Chain, from, to int64) string {
	q := url.Values{"from": {strconv.FormatInt(from, 10)}, "to": {strconv.FormatInt(to, 10)}}
	return linkTo(chain, "compare") + "?" + q.Encode()
}

func (d *Desk) compare(a *ask) (answer, error) {
	now, err := a.assessment()
	if err != nil {
		return answer{}, err
	}
	if err := a.must(account.SeeRecord); err != nil {
		return answer{}, err
	}
	from, to, err := a.twoMoments(now)
	if err != nil {
		return answer{}, err
	}
	before, err := d.app.Moment(a.Context(), a.who, now.Chain, from)
	if err != nil {
		return answer{}, err
	}
	after, err := d.app.Moment(a.Context(), a.who, now.Chain, to)
	if err != nil {
		return answer{}, err
	}
	side := func(s *assessment.State, seq int64) sideThen {
		return sideThen{seq, s.Changed, linkTo(now.Chain, "at", strconv.FormatInt(seq, 10))}
	}
	v := compareView{
		Frame: a.frame("record_page.compare_of", "place", now.Name(a.say.Tag())), Base: linkTo(now.Chain), Newest: now.Head.Seq,
		From: side(before, from), To: side(after, to), FromDay: a.day("from_day"), ToDay: a.day("to_day"),
	}
	a.compareItems(&v, before, after)
	v.Sources, v.Findings, v.Facts = a.compareSources(before, after), a.compareFindings(before, after), a.compareFacts(before, after)
	return a.page("compare", &v)
}

// twoMoments reads which moments are meant: by the numbers of their entries, or
// by day, which means the end of it. Without a choice it is the opening and now.
func (a *ask) twoMoments(now *assessment.State) (from, to int64, err error) {
	from, to = 1, now.Head.Seq
	for _, x := range []struct {
		seq *int64
		n   string
		day string
	}{{&from, "from", "from_day"}, {&to, "to", "to_day"}} {
		switch {
		case a.day(x.day) != "":
			t, _ := time.Parse(time.DateOnly, a.day(x.day))
			if *x.seq, err = a.desk.app.SeqAt(a.Context(), a.who, now.Chain, t.AddDate(0, 0, 1)); err != nil {
				return 0, 0, err
			}
		case a.value(x.n) != "":
			if *x.seq, err = seqOf(a.value(x.n)); err != nil {
				return 0, 0, err
			}
		}
	}
	if from > to {
		from, to = to, from
	}
	if to > now.Head.Seq {
		return 0, 0, fault.New(fault.NotFound, "assessment.no_entry")
	}
	return from, to, nil
}

func (a *ask) compareItems(v *compareView, before, after *assessment.State) {
	for n, d := range after.Book.Domains {
		l := LimbOf(n+1, d, "")
		dd := domainDiff{N: n + 1, Code: d.Code, Title: d.Title, Icon: l.Icon}
		for _, ind := range after.Book.In(d.Code) {
			c := &changeList{a: a}
			x, y := before.Item(ind.Code), after.Item(ind.Code)
			c.givenIn(before, after, ind.Code, x.Standing().Given, y.Standing().Given)
			c.givenSecond(before, after, ind.Code, x.Second.Given, y.Second.Given)
			c.value("record_page.state", a.say.T("assessment.status_"+string(x.Status())), a.say.T("assessment.status_"+string(y.Status())))
			if len(c.list) == 0 {
				v.Same++
				continue
			}
			v.Changed++
			dd.Items = append(dd.Items, itemDiff{Code: ind.Code, Label: labelOf(ind), Link: linkItem(after.Chain, ind.Code), Changes: c.list})
		}
		if len(dd.Items) > 0 {
			v.Domains = append(v.Domains, dd)
		}
	}
}

// givenIn notes how one answer became another, each read in its own state.
func (c *changeList) givenIn(before, after *assessment.State, code framework.Code, old, now assessment.Given) {
	c.value("record_page.value", c.a.option(before, code, old.Value), c.a.option(after, code, now.Value))
	c.text("record_page.justification", old.Justification, now.Justification, now.Language)
	c.value("record_page.confidence", c.confidence(old.Confidence), c.confidence(now.Confidence))
	c.text("record_page.sources", citationText(before, old.Citations), citationText(after, now.Citations), "")
}

// givenSecond notes how the second coder's answer changed; both are empty as
// long as it is not to be seen.
func (c *changeList) givenSecond(before, after *assessment.State, code framework.Code, old, now assessment.Given) {
	c.value("record_page.second_value", c.a.option(before, code, old.Value), c.a.option(after, code, now.Value))
	c.text("record_page.second_justification", old.Justification, now.Justification, now.Language)
}

func (a *ask) compareSources(before, after *assessment.State) []thingDiff {
	var out []thingDiff
	for _, id := range after.SourceOrder {
		x, y := before.Sources[id], after.Sources[id]
		was, is := x.ID != "" && !x.Dropped, !y.Dropped
		c := &changeList{a: a}
		if was && is {
			c.cited(x.Cited, y.Cited)
			c.value("record_page.copies", a.say.Number(len(x.Copies)), a.say.Number(len(y.Copies)))
		}
		t := thingDiff{Name: y.Title, Tag: y.Language, Came: !was && is, Went: was && !is, Changes: c.list}
		if t.Came || t.Went || len(c.list) > 0 {
			out = append(out, t)
		}
	}
	return out
}

func (a *ask) compareFindings(before, after *assessment.State) []thingDiff {
	var out []thingDiff
	for id, y := range inOrder(after) {
		x, known := before.Findings[id]
		was, is := known && !x.Dropped, !y.Dropped
		c := &changeList{a: a}
		if was && is {
			c.text("record_page.text", x.Text, y.Text, y.Source)
			c.value("record_page.indicators", codeList(x.Indicators), codeList(y.Indicators))
		}
		t := thingDiff{Name: shortened(y.Text), Tag: y.Source, Came: !was && is, Went: was && !is, Changes: c.list}
		if t.Came || t.Went || len(c.list) > 0 {
			out = append(out, t)
		}
	}
	return out
}

// inOrder goes through all findings, those that were taken out included, in the
// order of the lists.
func inOrder(s *assessment.State) func(func(assessment.FindingID, assessment.Finding) bool) {
	return func(yield func(assessment.FindingID, assessment.Finding) bool) {
		for _, id := range s.Order {
			if !yield(id, s.Findings[id]) {
				return
			}
		}
	}
}

// compareFacts says what differs of the assessment itself.
func (a *ask) compareFacts(before, after *assessment.State) []entryChange {
	c := &changeList{a: a}
	c.value("record_page.stage", a.say.T("account.stage_"+string(before.Stage)), a.say.T("account.stage_"+string(after.Stage)))
	c.value("record_page.date", before.Date, after.Date)
	c.value("record_page.languages", c.languages(before.Languages), c.languages(after.Languages))
	c.value("record_page.people", a.say.Number(len(before.Grants)), a.say.Number(len(after.Grants)))
	c.value("record_page.remarks", a.say.Number(len(before.Remarks)), a.say.Number(len(after.Remarks)))
	c.value("record_page.editions", a.say.Number(len(before.Editions)), a.say.Number(len(after.Editions)))
	return c.list
}
