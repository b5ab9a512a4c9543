package desk

import (
	"strconv"
	"time"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/record"
)

func init() { register("GET /desk/a/{chain}/at/{seq}", (*Desk).asItWas) }

// asItWasView is a whole assessment as it was right after an entry, to be read
// only.
type asItWasView struct {
	Frame
	Base     string
	Seq      int64
	Newest   int64
	At       time.Time
	Stage    account.Stage
	What     entryView // the entry itself
	People   int
	Sources  int
	Limbs    []Limb
	Domains  []domainThen
	Findings []findingsThen
	Earlier  string
	Later    string
	Compare  string
}

// domainThen is the answers of a domain as they were.
type domainThen struct {
	N        int
	Code     framework.Code
	Title    lang.Text
	Icon     string
	Answered int
	Items    []itemThen
}

// itemThen is one answer as it was.
type itemThen struct {
	Code       framework.Code
	Label      lang.Text
	Status     assessment.Status
	Value      *optionView
	Text       string
	Language   lang.Tag
	Confidence string
	Cites      string
}

// findingsThen is one list of findings as it was.
type findingsThen struct {
	Title lang.Text
	Side  assessment.Side
	List  []findingThen
}

type findingThen struct {
	Text   string
	Source lang.Tag
}

// seqOf reads the number of an entry.
func seqOf(text string) (int64, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 1 {
		return 0, fault.New(fault.NotFound, "assessment.no_entry")
	}
	return n, nil
}

func (d *Desk) asItWas(a *ask) (answer, error) {
	now, err := a.assessment()
	if err != nil {
		return answer{}, err
	}
	if err := a.must(account.SeeRecord); err != nil {
		return answer{}, err
	}
	seq, err := seqOf(a.PathValue("seq"))
	if err != nil {
		return answer{}, err
	}
	then, err := d.app.Moment(a.Context(), a.who, now.Chain, seq)
	if err != nil {
		return answer{}, err
	}
	v := asItWasView{
		Frame: a.frame("record_page.moment_of", "place", now.Name(a.say.Tag()), "seq", seq), Base: linkTo(now.Chain), Seq: seq, Newest: now.Head.Seq,
		At: then.Changed, Stage: then.Stage, People: len(then.Grants), Sources: len(then.LiveSources()),
	}
	if v.What, err = a.entryAt(now, seq); err != nil {
		return answer{}, err
	}
	counts := app.CountsOf(then)
	v.Limbs = Limbs(then.Book, &counts)
	for _, l := range v.Limbs {
		v.Domains = append(v.Domains, a.domainThen(then, l))
	}
	v.Findings = findingsOf(then)
	v.beside(now.Chain)
	return a.page("moment", &v)
}

// beside links the moments before and after, and the comparison with now.
func (v *asItWasView) beside(chain record.Chain) {
	at := func(seq int64) string { return linkTo(chain, "at", strconv.FormatInt(seq, 10)) }
	if v.Seq > 1 {
		v.Earlier = at(v.Seq - 1)
	}
	if v.Seq < v.Newest {
		v.Later = at(v.Seq + 1)
		v.Compare = linkCompare(chain, v.Seq, v.Newest)
	}
}

// entryAt says what the entry of a number did; an empty sentence where the
// person may not know yet.
func (a *ask) entryAt(now *assessment.State, seq int64) (entryView, error) {
	x, ok, err := a.desk.app.StepAt(a.Context(), a.who, now.Chain, seq)
	if err != nil || !ok {
		return entryView{}, err
	}
	people, err := a.crowd(now, account.ID(x.Entry.Actor))
	if err != nil {
		return entryView{}, err
	}
	return a.entry(now, x, people), nil
}

func (a *ask) domainThen(s *assessment.State, l Limb) domainThen {
	d := domainThen{N: l.N, Code: l.Code, Title: l.Title, Icon: l.Icon}
	for _, ind := range s.Book.In(l.Code) {
		i := s.Item(ind.Code)
		x := i.Standing()
		t := itemThen{
			Code: ind.Code, Label: labelOf(ind), Status: i.Status(), Value: optionOf(s.Book, ind.Scale, x.Value),
			Text: x.Justification, Language: x.Language, Confidence: x.Confidence, Cites: citationText(s, x.Citations),
		}
		if t.Value != nil {
			d.Answered++
		}
		d.Items = append(d.Items, t)
	}
	return d
}

func findingsOf(s *assessment.State) []findingsThen {
	var lists []findingsThen
	for _, d := range s.Book.Domains {
		for _, side := range assessment.Sides {
			l := findingsThen{Title: d.Title, Side: side}
			for _, f := range s.FindingsOf(d.Code, side) {
				l.List = append(l.List, findingThen{Text: f.Text, Source: f.Source})
			}
			if len(l.List) > 0 {
				lists = append(lists, l)
			}
		}
	}
	return lists
}
