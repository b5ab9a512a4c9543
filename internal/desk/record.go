package desk

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/framework"
)

func init() { register("GET /desk/a/{chain}/record", (*Desk).recordPage) }

// entriesOnPage is how many entries one page of the record shows.
const entriesOnPage = 50

// recordView is the timeline of an assessment: everything that was done, newest
// first.
type recordView struct {
	Frame
	Base    string
	Days    []recordDay
	Total   int
	Entries int64
	People  []personView
	Kinds   []kindView
	Filter  recordFilter
	Newer   string // addresses of the pages beside this one
	Older   string
	First   int
	Last    int
	Exports bool
}

// kindView is a kind of entry with its name.
type kindView struct{ Kind, Name string }

// kindName says in words what entries of a kind do.
func (a *ask) kindName(kind string) string {
	return a.say.T("record_page.kind_" + strings.ReplaceAll(kind, ".", "_"))
}

// recordFilter is what the form of the page asks for.
type recordFilter struct {
	Person account.ID
	Kind   string
	Item   string
	From   string
	To     string
}

func (f recordFilter) any() bool { return f != recordFilter{} }

// Any tells whether the timeline is narrowed.
func (f recordFilter) Any() bool { return f.any() }

func (f recordFilter) steps(limit int) app.StepFilter {
	out := app.StepFilter{Person: f.Person, Kind: f.Kind, Item: framework.Code(f.Item), Limit: limit}
	if t, err := time.Parse(time.DateOnly, f.From); err == nil {
		out.From = t
	}
	if t, err := time.Parse(time.DateOnly, f.To); err == nil {
		out.To = t.AddDate(0, 0, 1)
	}
	return out
}

func (f recordFilter) query(offset int) string {
	q := url.Values{}
	for k, v := range map[string]string{"person": string(f.Person), "kind": f.Kind, "item": f.Item, "from": f.From, "to": f.To} {
		if v != "" {
			q.Set(k, v)
		}
	}
	if offset > 0 {
		q.Set("after", strconv.Itoa(offset))
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// recordDay is the entries of one day.
type recordDay struct {
	Day     time.Time
	Entries []entryView
}

// entryView is one entry as people read it: who did what, and what changed.
type entryView struct {
	Seq      int64
	At       time.Time
	By       personView
	Kind     string
	Sentence string // who did what
	Item     framework.Code
	ItemLink string
	Moment   string // address of the assessment as it was right after it
	Redacted bool
	Reason   string // of the redaction
	Changes  []entryChange
	Big      bool // a change of state and not of content
}

func (d *Desk) recordPage(a *ask) (answer, error) {
	s, err := a.assessment()
	if err != nil {
		return answer{}, err
	}
	f := recordFilter{
		Person: account.ID(a.value("person")), Kind: a.value("kind"), Item: strings.ToUpper(a.value("item")), From: a.day("from"), To: a.day("to"),
	}
	offset := max(0, int(a.number("after")))
	p, err := d.app.TimelinePage(a.Context(), a.who, s.Chain, f.steps(entriesOnPage), offset)
	if err != nil {
		return answer{}, err
	}
	people, err := a.crowd(s, slices.Clone(p.People)...)
	if err != nil {
		return answer{}, err
	}
	v := recordView{
		Frame: a.frame("record_page.title_of", "place", s.Name(a.say.Tag())), Base: linkTo(s.Chain), Total: p.Total, Entries: s.Head.Seq,
		Filter: f, First: offset + 1, Last: offset + len(p.Steps), Exports: a.may(account.ExportRecord),
	}
	for _, k := range p.Kinds {
		v.Kinds = append(v.Kinds, kindView{k, a.kindName(k)})
	}
	for _, id := range p.People {
		v.People = append(v.People, people.person(id))
	}
	for _, x := range p.Steps {
		v.add(a.entry(s, x, people))
	}
	here := linkTo(s.Chain, "record")
	if offset > 0 {
		v.Newer = here + f.query(offset-entriesOnPage)
	}
	if v.Last < p.Total {
		v.Older = here + f.query(v.Last)
	}
	return a.page("record", &v)
}

// add puts an entry under its day.
func (v *recordView) add(e entryView) {
	day := e.At.Truncate(24 * time.Hour)
	if n := len(v.Days); n == 0 || !v.Days[n-1].Day.Equal(day) {
		v.Days = append(v.Days, recordDay{Day: day})
	}
	last := &v.Days[len(v.Days)-1]
	last.Entries = append(last.Entries, e)
}

// entry says what one entry of the record did.
func (a *ask) entry(now *assessment.State, x app.Step, people *crowd) entryView {
	seq := strconv.FormatInt(x.Entry.Seq, 10)
	v := entryView{
		Seq: x.Entry.Seq, At: x.Entry.Time(), By: people.person(account.ID(x.Entry.Actor)), Kind: x.Entry.Kind, Item: x.Item,
		Moment: linkTo(now.Chain, "at", seq), Redacted: x.Event == nil,
	}
	if x.Item != "" {
		v.ItemLink = linkItem(now.Chain, x.Item)
	}
	if v.Redacted {
		v.Sentence = a.called(people, v.By.ID) + " · " + a.kindName(v.Kind)
		v.Reason = now.Redactions[x.Entry.Seq]
		return v
	}
	v.Sentence = a.say.T("record_page.who_did", "who", isolated(a.called(people, v.By.ID)), "did", a.sentence(x, people))
	v.Changes, v.Big = a.entryChanges(x, people)
	return v
}
