// Package place is what can be assessed: countries, regions, states, counties,
// cities, municipalities.
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
