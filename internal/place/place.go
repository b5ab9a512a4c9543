// Package place is what can be assessed: countries, regions, states, counties,
// cities, municipalities.
//
// The tour: place.go says what a place is; data.go holds the countries and
// territories of ISO 3166-1 with the areas of the M49 standard around them, in
// the seven languages, from two tables that gen makes of the Unicode CLDR with
// the forms of the United Nations laid over them; find.go recognises a country
// by its name; make.go makes the code of a place below a country and guesses
// its level; search.go finds places as people type them; fold.go is the form in
// which all names are compared.
package place

import "sextant/internal/lang"

// Code names a place for ever: "CHL" for a country (ISO 3166-1 alpha-3),
// "CHL-MONTE-PATRIA" below it. In lower case it opens a profile's address.
type Code string

// Level is the level of government of a place.
type Level string

const (
	Country      Level = "country"
	Region       Level = "region"
	State        Level = "state"
	County       Level = "county"
	City         Level = "city"
	Municipality Level = "municipality"
	RegionalBody Level = "regional_body"
)

// Place is one place.
type Place struct {
	Code   Code      `json:"code"`
	Name   lang.Text `json:"name"`
	Level  Level     `json:"level"`
	Parent Code      `json:"parent,omitempty"` // "" for a country
	// Local is the code of the place in its country's own register, or its
	// ISO 3166-2 code.
	Local string `json:"local_code,omitempty"`
	// Invented marks a place of the demonstration that does not exist.
	Invented bool `json:"invented,omitempty"`
}
