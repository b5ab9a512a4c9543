// Package site is the door of the public: pages that anyone may read.
//
// It has no session and sets no cookie. Every page is a function of one frozen
// edition, the language of the interface and the address, so it is rendered
// once, kept compressed, and served from memory until something public
// changes; a reader who has it already gets 304.
//
// The tour: route.go reads an address; serve.go is the fast path, the headers
// and the conversation about ETags; cache.go keeps bodies; view.go is what all
// pages share. Then one file a page: home.go, about.go, list.go, profile.go
// (with edition.go beneath it), thread.go, changes.go, missing.go. figure.go
// turns a profile into a wheel, colours.go gives a book with its own colours a
// small stylesheet, feeds.go writes robots.txt, the sitemap and the feed.
package site

import (
	"context"
	"log/slog"
	"net/http"

	"sextant/internal/framework"
	"sextant/internal/page"
	"sextant/internal/profile"
)

// library is what the site asks of the waist.
type library interface {
	Cards(ctx context.Context, f CardFilter) (cards []Card, total int, err error)
	CardFacets(ctx context.Context) (Facets, error)
	Edition(ctx context.Context, slug profile.Slug, number int) (*Edition, error)
	PublicGeneration() uint64
	AboutFramework(level framework.Level) *framework.Framework
}

// Options are what a site may be given.
type Options struct {
	// Base is the address under which readers know the site, without a slash
	// at its end: "https://profiles.example.org". Without it the sitemap and
	// the feed use the host that was asked.
	Base string
	// Keep bounds the memory for rendered pages in bytes; 0 means 64 MiB.
	Keep int
	// Ready tells whether the system can serve; nil means always.
	Ready func(context.Context) error
	// Log takes what went wrong; nil means the default logger.
	Log *slog.Logger
}

// Site is the public pages. It is an http.Handler for every address that no
// other door takes.
type Site struct {
	lib   library
	pages *page.Set
	opts  Options
	kept  *cache
	log   *slog.Logger
}

// New makes the site.
func New(lib library, pages *page.Set, opts Options) *Site {
	if opts.Keep == 0 {
		opts.Keep = 64 << 20
	}
	if opts.Log == nil {
		opts.Log = slog.Default()
	}
	return &Site{lib: lib, pages: pages, opts: opts, kept: newCache(opts.Keep), log: opts.Log}
}

var _ http.Handler = (*Site)(nil)
