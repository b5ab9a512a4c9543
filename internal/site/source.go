package site

import "sextant/internal/app"

// What the waist hands out, by the names that this room uses all the time.
type (
	Card        = app.Card
	CardFilter  = app.CardFilter
	Facets      = app.Facets
	Edition     = app.Edition
	EditionLine = app.EditionLine
)

var _ library = (*app.App)(nil)
