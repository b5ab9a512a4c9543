package assessment

import (
	"maps"
	"slices"
	"time"

	"sextant/internal/account"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/record"
)

// State is an assessment at one moment of its record.
type State struct {
	Chain record.Chain
	Head  record.Head
	// Book is the framework version that the assessment is bound to.
	Book *framework.Framework
	Opened
	OpenedAt    time.Time
	OpenedBy    account.ID
	Changed     time.Time // when the last entry was made
	Stage       account.Stage
	StageSince  time.Time
	StageReason string
	Grants      map[account.ID][]account.Grant
	Items       map[framework.Code]Item
	Sources     map[SourceID]Source
	SourceOrder []SourceID
	Second      Second
	Talks       []Talk
	Remarks     map[RemarkID]Remark
	RemarkOrder []RemarkID
	Consent     *Consented
	ConsentAt   int64 // entry number of the consent or waiver
	Findings    map[FindingID]Finding
	Order       []FindingID
	Sections    map[string]Unit
	Editions    []Edition
	Scheduled   *EditionScheduled
	Promises    map[PromiseID]Promise
	Unmapped    []Unmapped
	Redactions  map[int64]string // reason by number of the blanked entry
}

// Item is what is known of one indicator.
type Item struct {
	Code framework.Code
	// First is the coder's answer; Second the second coder's, kept apart.
	First  Answer
	Second Answer
	// Split says that both values differed when they were opened.
	Split bool
	// Decision is the adjudication where both differed.
	Decision *Adjudicated
	Review   Review
	Carried  *Carried
	Thread   []Comment
	// Moved is the number of the entry that last changed what findings rest
	// on: value, justification, citations or a cited source.
	Moved int64
}

// Lookup finds the framework that a record is bound to.
type Lookup func(ref framework.Ref, hash record.Hash) (*framework.Framework, error)

// Load builds the state from a whole record or any prefix of one.
func Load(entries []record.Entry, find Lookup) (*State, error) {
	if len(entries) == 0 {
		return nil, fault.New(fault.NotFound, "assessment.not_found")
	}
	first, err := Read(entries[0])
	if err != nil {
		return nil, err
	}
	opened, ok := first.(*Opened)
	if !ok {
		return nil, fault.New(fault.Invalid, "assessment.no_opening", "kind", entries[0].Kind)
	}
	book, err := find(opened.Framework, opened.FrameworkHash)
	if err != nil {
		return nil, err
	}
	return empty(entries[0].Chain, book).Then(entries)
}

// Blank is the state before the first entry, from which an assessment opens.
func Blank(chain record.Chain, book *framework.Framework) *State { return empty(chain, book) }

func empty(chain record.Chain, book *framework.Framework) *State {
	return &State{
		Chain: chain, Book: book, Stage: account.Setup,
		Grants: map[account.ID][]account.Grant{}, Items: map[framework.Code]Item{},
		Sources: map[SourceID]Source{}, Remarks: map[RemarkID]Remark{}, Findings: map[FindingID]Finding{},
		Sections: map[string]Unit{}, Promises: map[PromiseID]Promise{}, Redactions: map[int64]string{},
	}
}

// Then is the state after further entries; the receiver stays as it was.
func (s *State) Then(entries []record.Entry) (*State, error) {
	next := s.clone()
	for _, e := range entries {
		event, err := Read(e)
		if err != nil {
			return nil, err
		}
		if event != nil {
			event.apply(next, Meta{Seq: e.Seq, At: e.Time(), By: account.ID(e.Actor)})
		}
		next.Head = record.Head{Seq: e.Seq, Hash: e.Hash}
		next.Changed = e.Time()
	}
	return next, nil
}

func (s *State) clone() *State {
	c := *s
	c.Grants, c.Items, c.Sources = maps.Clone(s.Grants), maps.Clone(s.Items), maps.Clone(s.Sources)
	c.Remarks, c.Findings, c.Sections = maps.Clone(s.Remarks), maps.Clone(s.Findings), maps.Clone(s.Sections)
	c.Promises, c.Redactions = maps.Clone(s.Promises), maps.Clone(s.Redactions)
	c.SourceOrder, c.RemarkOrder = slices.Clip(s.SourceOrder), slices.Clip(s.RemarkOrder)
	c.Order, c.Editions, c.Talks = slices.Clip(s.Order), slices.Clip(s.Editions), slices.Clip(s.Talks)
	return &c
}

// Item gives what is known of an indicator; an empty item where nothing is.
func (s *State) Item(c framework.Code) Item {
	if i, ok := s.Items[c]; ok {
		return i
	}
	return Item{Code: c}
}

// change replaces an item by what f makes of it.
func (s *State) change(c framework.Code, f func(*Item)) {
	i := s.Item(c)
	f(&i)
	s.Items[c] = i
}

// Standing is what someone may do here, given what they are in the instance.
func (s *State) Standing(p account.Standing) account.Standing {
	p.Grants = s.Grants[p.Person]
	return p
}

// Name is the place's name for a reader.
func (s *State) Name(t lang.Tag) string { return s.Place.Name.Get(t, s.Source) }

// Slug of the profile is made of place and year by the profile room; Year is
// its year.
func (s *State) Year() int { return year(s.Date) }
