package assessment

import (
	"slices"
	"strings"
	"time"

	"sextant/internal/account"
	"sextant/internal/fault"
	"sextant/internal/lang"
	"sextant/internal/record"
)

// SourceID names a source within an assessment.
type SourceID string

// SourceKinds lists what a source can be.
var SourceKinds = []string{"law", "policy", "institution", "programme", "statistic", "agreement", "budget", "website", "interview", "other"}

// Cited is what is said of a source: a document or page that answers rest on.
type Cited struct {
	Kind     string   `json:"kind"`
	Title    string   `json:"title"` // in its own language
	Language lang.Tag `json:"language,omitempty"`
	Issuer   string   `json:"issuer,omitempty"`
	Date     string   `json:"date,omitempty"` // "2023-06-09", "2023-06" or "2023"
	Link     string   `json:"link,omitempty"`
	// Private keeps the source out of every edition, whatever the consent.
	Private bool `json:"private,omitempty"`
}

// Copy is a kept copy of a source: an uploaded file or a preserved page.
type Copy struct {
	Hash record.Hash `json:"hash"`
	Type string      `json:"type"` // media type
	Name string      `json:"name,omitempty"`
	Size int64       `json:"size"`
	Link string      `json:"link,omitempty"` // where it was fetched from; empty for a file
}

// KeptCopy is a copy with the moment it was kept.
type KeptCopy struct {
	Copy
	At time.Time
}

// Source is a source as it stands.
type Source struct {
	ID SourceID
	Cited
	Copies  []KeptCopy // oldest first
	Added   time.Time
	AddedBy account.ID
	Seq     int64 // of the entry that last changed it
	Dropped bool
}

// SourceAdded enters a source.
type SourceAdded struct {
	ID SourceID `json:"id"`
	Cited
}

func (*SourceAdded) kind() string { return "source.added" }

func (e *SourceAdded) apply(s *State, m Meta) {
	s.Sources[e.ID] = Source{ID: e.ID, Cited: e.Cited, Added: m.At, AddedBy: m.By, Seq: m.Seq}
	s.SourceOrder = append(s.SourceOrder, e.ID)
}

// SourceChanged replaces what is said of a source.
type SourceChanged struct {
	ID SourceID `json:"id"`
	Cited
}

func (*SourceChanged) kind() string { return "source.changed" }

func (e *SourceChanged) apply(s *State, m Meta) {
	x := s.Sources[e.ID]
	x.ID, x.Cited, x.Seq = e.ID, e.Cited, m.Seq
	s.Sources[e.ID] = x
	s.moveCiting(e.ID, m.Seq)
}

// moveCiting marks every item whose answer cites a source as moved, so that
// the findings above it are known to be stale.
func (s *State) moveCiting(id SourceID, seq int64) {
	for code, i := range s.Items {
		if i.Standing().cites(id) {
			s.change(code, func(i *Item) { i.Moved = seq })
		}
	}
}

// SourceCopied says that a copy was kept.
type SourceCopied struct {
	ID SourceID `json:"id"`
	Copy
}

func (*SourceCopied) kind() string { return "source.copied" }

func (e *SourceCopied) apply(s *State, m Meta) {
	x := s.Sources[e.ID]
	x.ID = e.ID
	x.Copies = append(slices.Clip(x.Copies), KeptCopy{Copy: e.Copy, At: m.At})
	s.Sources[e.ID] = x
}

// SourceDropped takes a source that no answer cites out of the list.
type SourceDropped struct {
	ID SourceID `json:"id"`
}

func (*SourceDropped) kind() string { return "source.dropped" }

func (e *SourceDropped) apply(s *State, m Meta) {
	x := s.Sources[e.ID]
	x.Dropped, x.Seq = true, m.Seq
	s.Sources[e.ID] = x
}

// AddSource enters a source. The id is made by whoever sends the command.
type AddSource struct{ SourceAdded }

// Needs the right to cite.
func (AddSource) Needs(s *State) (account.Right, account.Scope) { return account.Cite, s.scope() }

func (c AddSource) decide(s *State, _ Act) ([]Event, error) {
	if _, there := s.Sources[c.ID]; there || c.ID == "" {
		return nil, fault.New(fault.Exists, "assessment.source_exists")
	}
	e := c.SourceAdded
	return []Event{&e}, e.check()
}

func (c *Cited) check() error {
	c.Title, c.Link = strings.TrimSpace(c.Title), strings.TrimSpace(c.Link)
	switch {
	case c.Title == "":
		return invalid("assessment.source_untitled")
	case !slices.Contains(SourceKinds, c.Kind):
		return invalid("assessment.source_kind", "kind", c.Kind)
	case c.Link != "" && !strings.HasPrefix(c.Link, "https://") && !strings.HasPrefix(c.Link, "http://"):
		return invalid("assessment.source_link", "link", c.Link)
	case c.Date != "" && year(c.Date) == 0:
		return invalid("assessment.bad_date", "date", c.Date)
	}
	return nil
}

// ChangeSource replaces what is said of a source. Base is the number of the
// entry that the person saw it at.
type ChangeSource struct {
	SourceChanged
	Base int64
}

// Needs the right to cite.
func (ChangeSource) Needs(s *State) (account.Right, account.Scope) { return account.Cite, s.scope() }

func (c ChangeSource) decide(s *State, _ Act) ([]Event, error) {
	x, err := s.source(c.ID)
	if err != nil || x.Cited == c.Cited {
		return nil, err
	}
	if x.Seq > c.Base {
		return nil, fault.New(fault.Conflict, "assessment.source_moved", "title", x.Title)
	}
	e := c.SourceChanged
	return []Event{&e}, e.check()
}

func (s *State) source(id SourceID) (Source, error) {
	x, ok := s.Sources[id]
	if !ok || x.Dropped {
		return x, fault.New(fault.NotFound, "assessment.no_source")
	}
	return x, nil
}

// KeepCopy says that a copy of a source was kept.
type KeepCopy struct{ SourceCopied }

// Needs the right to cite.
func (KeepCopy) Needs(s *State) (account.Right, account.Scope) { return account.Cite, s.scope() }

func (c KeepCopy) decide(s *State, _ Act) ([]Event, error) {
	x, err := s.source(c.ID)
	if err != nil {
		return nil, err
	}
	if len(x.Copies) > 0 && x.Copies[len(x.Copies)-1].Copy == c.Copy {
		return nil, nil
	}
	e := c.SourceCopied
	return []Event{&e}, nil
}

// DropSource takes a source out of the list.
type DropSource struct{ ID SourceID }

// Needs the right to cite.
func (DropSource) Needs(s *State) (account.Right, account.Scope) { return account.Cite, s.scope() }

func (c DropSource) decide(s *State, _ Act) ([]Event, error) {
	if _, err := s.source(c.ID); err != nil {
		return nil, err
	}
	if users := s.Citing(c.ID); len(users) > 0 {
		return nil, invalid("assessment.source_used", "code", string(users[0].Code))
	}
	return []Event{&SourceDropped{ID: c.ID}}, nil
}

// Citing lists the items whose first, second or decided answer cites a source,
// in the order of the book.
func (s *State) Citing(id SourceID) []Item {
	var items []Item
	for _, ind := range s.Book.Indicators {
		i, ok := s.Items[ind.Code]
		if ok && (i.First.cites(id) || i.Second.cites(id) || i.Standing().cites(id)) {
			items = append(items, i)
		}
	}
	return items
}

// SourceByLink finds a source with the same link, whatever its scheme or a
// trailing slash: the "already used in" of the pages.
func (s *State) SourceByLink(link string) (Source, bool) {
	for _, id := range s.SourceOrder {
		if x := s.Sources[id]; !x.Dropped && x.Link != "" && plainLink(x.Link) == plainLink(link) {
			return x, true
		}
	}
	return Source{}, false
}

func plainLink(l string) string {
	l = strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(l), "https://"), "http://")
	return strings.TrimSuffix(strings.TrimPrefix(strings.ToLower(l), "www."), "/")
}

// LiveSources lists the sources that are not dropped, oldest first.
func (s *State) LiveSources() []Source {
	var live []Source
	for _, id := range s.SourceOrder {
		if x := s.Sources[id]; !x.Dropped {
			live = append(live, x)
		}
	}
	return live
}
