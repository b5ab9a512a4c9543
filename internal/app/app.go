// Package app is the waist of the house: one method is one thing that a person
// can do. Doors turn a form or a request into a call; the waist asks whether
// the person may, loads the state, lets the assessment decide, and saves; the
// door shows what came of it.
//
// The tour: do.go is the one stair that every command takes, down and home;
// state.go keeps folded states in memory and takes in only what is new;
// summary.go is what lists show, written in the same transaction as the
// entries; publish.go freezes editions; public.go reads them; import.go brings
// files in. Nothing here knows HTTP, a template or a line of SQL.
package app

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/google/uuid"

	"sextant/internal/account"
	"sextant/internal/blob"
	"sextant/internal/fault"
	"sextant/internal/preserve"
	"sextant/internal/store"
)

// App is the product without its doors. It is safe for use by many goroutines.
type App struct {
	store  *store.Store
	blobs  blob.Store
	now    func() time.Time
	states stateCache
	books  bookShelf
	public publicCache
	agreed agreedCache
	mailer Mailer
	base   string
	links  *preserve.Fetcher
	bell   bell
}

// Config is what an App is made of.
type Config struct {
	Store *store.Store
	Blobs blob.Store
	// Now is the clock; time.Now where nil.
	Now func() time.Time
	// Mail sends messages; nil where no mail server is configured, and then
	// links are handed on by those who made them.
	Mail Mailer
	// Base is the address under which people reach the product, for links in
	// mail: "https://sextant.example.org".
	Base string
	// Links follows the links of sources; one that reaches the open internet
	// alone where nil.
	Links *preserve.Fetcher
}

// New makes an App.
func New(c Config) *App {
	if c.Now == nil {
		c.Now = time.Now
	}
	a := &App{store: c.Store, blobs: c.Blobs, mailer: c.Mail, base: strings.TrimSuffix(c.Base, "/"), now: func() time.Time { return c.Now().UTC().Truncate(time.Microsecond) }}
	if a.links = c.Links; a.links == nil {
		a.links = preserve.New(preserve.Config{Now: c.Now})
	}
	a.books.find = a.storedBook
	return a
}

// Close closes the store.
func (a *App) Close() error { return a.store.Close() }

// Ready tells whether the database answers.
func (a *App) Ready(ctx context.Context) error { return a.store.Ping(ctx) }

// NewID makes an identifier that sorts by the time it was made (UUID version
// 7): for commands, sources, findings, remarks.
func NewID() string { return uuid.Must(uuid.NewV7()).String() }

// System is the standing of background work and of the operator's commands.
var System = account.Standing{Person: account.System, Admin: true, Coordinator: true}

// unsure hides what exists from those who may not know: a refusal becomes
// "not found" unless the person has some role there.
func unsure(err error, member bool) error {
	if !member && fault.Is(err, fault.Denied) {
		return fault.New(fault.NotFound, "assessment.not_found").Because(err)
	}
	return err
}

// join is errors.Join, for a deferred close.
func join(err *error, closing error) { *err = errors.Join(*err, closing) }
