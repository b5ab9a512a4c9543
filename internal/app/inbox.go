package app

import (
	"context"
	"time"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/framework"
	"sextant/internal/record"
)

// Inbox is what waits for a person, and where they take part.
type Inbox struct {
	Waiting []Waiting        // what is due first comes first
	Mine    []AssessmentLine // by deadline, those that are not published
}

// Waiting is one thing that waits for a person.
type Waiting struct {
	Chain     record.Chain
	Kind      assessment.DutyKind
	Item      string // an indicator, a domain, a language or a stage; empty for the assessment
	N         int    // how many, where it counts something
	Since     time.Time
	Due       time.Time // zero: no deadline
	Text      string    // what someone wrote: the reason of a return, a mention
	Line      *AssessmentLine
	Indicator *framework.Indicator // set where Item is one
	Domain    *framework.Domain    // of the item, where it has one
}

// Over tells whether the deadline has passed.
func (w Waiting) Over(now time.Time) bool { return !w.Due.IsZero() && w.Due.Before(now) }

// Inbox gathers what waits for a person over all assessments.
func (a *App) Inbox(ctx context.Context, by account.Standing) (Inbox, error) {
	var in Inbox
	lines, err := a.Assessments(ctx, by, AssessmentFilter{})
	if err != nil {
		return in, err
	}
	known := map[record.Chain]*AssessmentLine{}
	for i := range lines {
		known[lines[i].Chain] = &lines[i]
		if lines[i].Stage != account.Published {
			in.Mine = append(in.Mine, lines[i])
		}
	}
	duties, err := a.store.Duties(ctx, string(by.Person))
	if err != nil {
		return in, err
	}
	books := a.Shelf()
	for _, d := range duties {
		line := known[d.Chain]
		if line == nil {
			continue // the role was taken away while this was read
		}
		text := readJSON[dutyText]([]byte(d.Text))
		w := Waiting{
			Chain: d.Chain, Kind: assessment.DutyKind(d.Kind), Item: d.Item, N: text.N, Text: text.Text,
			Since: time.UnixMicro(d.Since).UTC(), Line: line,
		}
		if d.Due != 0 {
			w.Due = time.UnixMicro(d.Due).UTC()
		}
		if book := books.Of(ctx, line.Framework); book != nil {
			w.place(book)
		}
		in.Waiting = append(in.Waiting, w)
	}
	return in, nil
}

// Shelf finds books by name for one page, each once.
type Shelf struct {
	app   *App
	found map[framework.Ref]*framework.Framework
}

// Shelf begins one.
func (a *App) Shelf() *Shelf { return &Shelf{app: a, found: map[framework.Ref]*framework.Framework{}} }

// Of gives a book, or nil where there is none.
func (s *Shelf) Of(ctx context.Context, ref framework.Ref) *framework.Framework {
	book, known := s.found[ref]
	if !known {
		if b, err := s.app.Book(ctx, ref); err == nil {
			book = b
		}
		s.found[ref] = book
	}
	return book
}

// place finds what an item is in the book.
func (w *Waiting) place(book *framework.Framework) {
	code := framework.Code(w.Item)
	if i, ok := book.Indicator(code); ok {
		w.Indicator, code = &i, i.Domain
	}
	if d, ok := book.Domain(code); ok {
		w.Domain = &d
	}
}

// WaitingCount is how many things wait for a person: the number beside the
// inbox.
func (a *App) WaitingCount(ctx context.Context, who account.ID) (int, error) {
	duties, err := a.store.Duties(ctx, string(who))
	return len(duties), err
}

// Now is the clock of the product.
func (a *App) Now() time.Time { return a.now() }
