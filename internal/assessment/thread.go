package assessment

import (
	"slices"
	"strings"
	"time"

	"sextant/internal/account"
	"sextant/internal/fault"
	"sextant/internal/framework"
)

// Commented is a message of the team on an item. It is no remark of the
// government and no private note.
type Commented struct {
	ID        string         `json:"id"`
	Indicator framework.Code `json:"indicator"`
	Text      string         `json:"text"`
	Mentions  []account.ID   `json:"mentions,omitempty"`
	Thread    string         `json:"thread,omitempty"` // the first comment's id; empty opens a thread
}

// Comment is a message as it stands. A thread is resolved on its first one.
type Comment struct {
	Commented
	By         account.ID
	At         time.Time
	Resolved   bool
	ResolvedBy account.ID
}

func (*Commented) kind() string { return "comment.made" }

func (e *Commented) apply(s *State, m Meta) {
	s.change(e.Indicator, func(i *Item) {
		i.Thread = append(slices.Clip(i.Thread), Comment{Commented: *e, By: m.By, At: m.At})
	})
}

// CommentResolved closes a thread.
type CommentResolved struct {
	ID        string         `json:"id"`
	Indicator framework.Code `json:"indicator"`
}

func (*CommentResolved) kind() string { return "comment.resolved" }

func (e *CommentResolved) apply(s *State, m Meta) {
	s.change(e.Indicator, func(i *Item) {
		i.Thread = slices.Clone(i.Thread)
		for n := range i.Thread {
			if i.Thread[n].ID == e.ID {
				i.Thread[n].Resolved, i.Thread[n].ResolvedBy = true, m.By
			}
		}
	})
}

// OpenThreads counts the threads that are not resolved.
func (i Item) OpenThreads() int {
	n := 0
	for _, c := range i.Thread {
		if c.Thread == "" && !c.Resolved {
			n++
		}
	}
	return n
}

// Discuss adds a message to an item.
type Discuss struct{ Commented }

// Needs the right to discuss.
func (c Discuss) Needs(s *State) (account.Right, account.Scope) {
	return account.Discuss, s.scopeOf(c.Indicator)
}

func (c Discuss) decide(s *State, _ Act) ([]Event, error) {
	if _, err := s.indicator(c.Indicator); err != nil {
		return nil, err
	}
	c.Text = strings.TrimSpace(c.Text)
	same := func(x Comment) bool { return x.ID == c.ID }
	switch i := s.Item(c.Indicator); {
	case c.Text == "":
		return nil, invalid("assessment.lacks_text")
	case len(c.Text) > MaxText:
		return nil, fault.New(fault.TooLarge, "assessment.text_long", "n", len(c.Text), "max", MaxText)
	case c.ID == "" || slices.ContainsFunc(i.Thread, same):
		return nil, fault.New(fault.Exists, "assessment.comment_exists")
	case c.Thread != "" && !i.opens(c.Thread):
		return nil, fault.New(fault.NotFound, "assessment.no_thread")
	}
	for _, p := range c.Mentions {
		if len(s.Grants[p]) == 0 {
			return nil, fault.New(fault.NotFound, "assessment.no_member")
		}
	}
	e := c.Commented
	return []Event{&e}, nil
}

func (i Item) opens(thread string) bool {
	return slices.ContainsFunc(i.Thread, func(c Comment) bool { return c.ID == thread && c.Thread == "" })
}

// Resolve closes a thread.
type Resolve struct{ CommentResolved }

// Needs the right to discuss.
func (c Resolve) Needs(s *State) (account.Right, account.Scope) {
	return account.Discuss, s.scopeOf(c.Indicator)
}

func (c Resolve) decide(s *State, _ Act) ([]Event, error) {
	for _, x := range s.Item(c.Indicator).Thread {
		if x.ID == c.ID && x.Thread == "" {
			if x.Resolved {
				return nil, nil
			}
			e := c.CommentResolved
			return []Event{&e}, nil
		}
	}
	return nil, fault.New(fault.NotFound, "assessment.no_thread")
}
