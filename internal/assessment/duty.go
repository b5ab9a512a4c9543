package assessment

import (
	"slices"
	"time"

	"sextant/internal/account"
	"sextant/internal/framework"
)

// DutyKind says why something waits for a person.
type DutyKind string

const (
	DutyReturned  DutyKind = "returned"  // an answer came back with a reason
	DutyMentioned DutyKind = "mentioned" // someone asked for them in a thread
	DutyAnswer    DutyKind = "answer"    // domains to answer
	DutySecond    DutyKind = "second"    // indicators to answer blind
	DutyReview    DutyKind = "review"    // answers ready to be read
	DutyDecide    DutyKind = "decide"    // differences between coders
	DutyReply     DutyKind = "reply"     // remarks without a reply
	DutyRemark    DutyKind = "remark"    // the draft to be read by the government
	DutyFinding   DutyKind = "finding"   // stale sentences
	DutyTranslate DutyKind = "translate" // texts missing or behind
	DutyConsent   DutyKind = "consent"
	DutyMove      DutyKind = "move"    // the next stage could begin
	DutyPublish   DutyKind = "publish" // everything is there
)

// Duty is one thing that waits for a person: the inbox is made of them.
type Duty struct {
	Person account.ID
	Kind   DutyKind
	Item   string // an indicator, a domain, a language; empty for the assessment
	N      int    // how many, where it counts something
	Since  time.Time
	Due    string
	Text   string
}

// Duties lists what waits for whom. It follows from the state alone.
func (s *State) Duties() []Duty {
	var ds []Duty
	ids := make([]account.ID, 0, len(s.Grants))
	for id := range s.Grants {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		for _, g := range s.Grants[id] {
			for _, d := range s.dutiesOf(id, g) {
				d.Person = id
				if d.Due == "" {
					d.Due = g.Due
				}
				ds = append(ds, d)
			}
		}
		ds = append(ds, s.mentions(id)...)
	}
	return ds
}

func (s *State) dutiesOf(id account.ID, g account.Grant) []Duty {
	switch g.Role {
	case account.Coder:
		return append(s.returnedTo(id, g), s.toAnswer(id, g)...)
	case account.SecondCoder:
		return s.toAnswerBlind(g)
	case account.Reviewer:
		return s.toReview(g)
	case account.Coordinator:
		return s.toCoordinate()
	case account.FocalPoint, account.Government:
		return s.toRemark(g)
	case account.Editor:
		return s.toEdit()
	case account.Translator:
		return s.toTranslate(g)
	}
	return nil
}

func reaches(g account.Grant, d framework.Code) bool {
	return len(g.Domains) == 0 || slices.Contains(g.Domains, string(d))
}

func (s *State) returnedTo(id account.ID, g account.Grant) []Duty {
	var ds []Duty
	for _, ind := range s.Book.Indicators {
		i := s.Item(ind.Code)
		if reaches(g, ind.Domain) && i.Status() == Returned && (i.First.By == id || i.First.By == account.System) {
			ds = append(ds, Duty{Kind: DutyReturned, Item: string(ind.Code), N: 1, Since: i.Review.At, Text: i.Review.Reason})
		}
	}
	return ds
}

// toAnswer names each domain that has open indicators, for those who were
// given that domain.
func (s *State) toAnswer(_ account.ID, g account.Grant) []Duty {
	var ds []Duty
	if s.Stage != account.Coding {
		return nil
	}
	for _, d := range s.Book.Domains {
		if !reaches(g, d.Code) {
			continue
		}
		p := s.Progress(d.Code)
		if n := p[NotStarted] + p[InDraft] + p[Unconfirmed]; n > 0 {
			ds = append(ds, Duty{Kind: DutyAnswer, Item: string(d.Code), N: n, Since: s.StageSince})
		}
	}
	return ds
}

func (s *State) toAnswerBlind(g account.Grant) []Duty {
	n := 0
	if s.Second.Compared || (s.Stage != account.Coding && s.Stage != account.Review) {
		return nil
	}
	for _, c := range s.Second.Indicators {
		ind, _ := s.Book.Indicator(c)
		if reaches(g, ind.Domain) && !s.Item(c).Second.Ready {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	return []Duty{{Kind: DutySecond, N: n, Since: s.Second.At}}
}

func (s *State) toReview(g account.Grant) []Duty {
	var ds []Duty
	if s.Stage == account.Coding || s.Stage == account.Review || s.Stage == account.Consultation {
		for _, d := range s.Book.Domains {
			if n := s.Progress(d.Code)[Ready]; n > 0 && reaches(g, d.Code) {
				ds = append(ds, Duty{Kind: DutyReview, Item: string(d.Code), N: n, Since: s.Changed})
			}
		}
	}
	if open := s.where(func(i Item) bool { return s.undecided(i.Code) }); len(open) > 0 {
		ds = append(ds, Duty{Kind: DutyDecide, N: len(open), Since: s.Second.At2})
	}
	return ds
}

func (s *State) toCoordinate() []Duty {
	var ds []Duty
	if open := s.OpenRemarks(); len(open) > 0 {
		ds = append(ds, Duty{Kind: DutyReply, N: len(open), Since: open[0].At})
	}
	switch next := s.Next(); {
	case next == account.Published && s.Stage != account.Published && s.MayPublish("-") == nil:
		ds = append(ds, Duty{Kind: DutyPublish, N: 1, Since: s.Changed})
	case next != "" && next != account.Published && len(s.Lacking(next)) == 0:
		ds = append(ds, Duty{Kind: DutyMove, Item: string(next), N: 1, Since: s.Changed})
	}
	return ds
}

// Next is the stage after this one; empty after the last.
func (s *State) Next() account.Stage {
	i := slices.Index(account.Stages, s.Stage)
	if i < 0 || i+1 == len(account.Stages) {
		return ""
	}
	return account.Stages[i+1]
}

func (s *State) toRemark(g account.Grant) []Duty {
	if s.Stage == account.Consent && g.Role == account.FocalPoint && len(s.lackingConsent()) > 0 {
		return []Duty{{Kind: DutyConsent, N: 1, Since: s.StageSince}}
	}
	talk, open := s.Talk()
	if !open {
		return nil
	}
	n := 0
	for _, ind := range s.Book.Indicators {
		if _, done := s.RemarkOf(ind.Code, g.Institution); !done && reaches(g, ind.Domain) {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	return []Duty{{Kind: DutyRemark, N: n, Since: talk.At, Due: talk.Deadline}}
}

func (s *State) toEdit() []Duty {
	var ds []Duty
	if stale := s.StaleFindings(); len(stale) > 0 {
		ds = append(ds, Duty{Kind: DutyFinding, N: len(stale), Since: s.Changed})
	}
	return ds
}

func (s *State) toTranslate(g account.Grant) []Duty {
	var ds []Duty
	if s.Stage.Before(account.Findings) {
		return nil
	}
	for _, t := range s.Languages {
		if t == s.Source || (len(g.Languages) > 0 && !slices.Contains(g.Languages, string(t))) {
			continue
		}
		c := s.LanguageCount(t)
		if n := c[TextMissing] + c[TextStale]; n > 0 {
			ds = append(ds, Duty{Kind: DutyTranslate, Item: string(t), N: n, Since: s.Changed})
		}
	}
	return ds
}

// mentions lists the open threads in which someone was asked for and has not
// written since.
func (s *State) mentions(id account.ID) []Duty {
	var ds []Duty
	for i := range s.items() {
		if len(i.Thread) == 0 {
			continue
		}
		open := map[string]Comment{}
		for _, c := range i.Thread {
			thread := c.Thread
			if thread == "" {
				thread = c.ID
			}
			switch {
			case c.By == id:
				delete(open, thread)
			case slices.Contains(c.Mentions, id):
				open[thread] = c
			}
		}
		for _, c := range i.Thread {
			thread := c.Thread
			if thread == "" {
				thread = c.ID
			}
			if open[thread].ID == c.ID && !s.resolved(i, thread) {
				ds = append(ds, Duty{Person: id, Kind: DutyMentioned, Item: string(i.Code), N: 1, Since: c.At, Text: c.Text})
			}
		}
	}
	return ds
}

func (s *State) resolved(i Item, thread string) bool {
	return slices.ContainsFunc(i.Thread, func(c Comment) bool { return c.ID == thread && c.Resolved })
}
