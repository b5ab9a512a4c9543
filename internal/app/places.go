package app

import (
	"cmp"
	"context"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"sextant/internal/account"
	"sextant/internal/fault"
	"sextant/internal/lang"
	"sextant/internal/place"
	"sextant/internal/record"
	"sextant/internal/store"
)

// PlaceLevels are the levels that a new place can have.
var PlaceLevels = []place.Level{place.Region, place.State, place.County, place.City, place.Municipality, place.RegionalBody}

// knownPlace is a place that was assessed here, with its newest assessment.
type knownPlace struct {
	place.Place
	chain record.Chain
}

// knownPlaces lists the places below countries that a person may know of: where
// they have a role, and where a profile is public. What others are working on
// stays unknown.
func (a *App) knownPlaces(ctx context.Context, by account.Standing) ([]knownPlace, error) {
	rows, err := a.store.Summaries(ctx, store.SummaryFilter{})
	if err != nil {
		return nil, err
	}
	mine, err := a.chainsOf(ctx, by.Person)
	if err != nil {
		return nil, err
	}
	var known []knownPlace
	seen := map[string]bool{}
	for _, r := range rows { // newest change first
		if seen[r.Place] || r.Level == string(place.Country) || !mine[r.Chain] && !wasPublished(r) {
			continue
		}
		seen[r.Place] = true
		p := knownPlace{place.Place{Code: place.Code(r.Place), Level: place.Level(r.Level)}, r.Chain}
		if err := json.Unmarshal([]byte(r.Name), &p.Name); err != nil {
			return nil, err
		}
		known = append(known, p)
	}
	return known, nil
}

func (a *App) chainsOf(ctx context.Context, who account.ID) (map[record.Chain]bool, error) {
	parts, err := a.store.Parts(ctx, string(who))
	mine := map[record.Chain]bool{}
	for _, p := range parts {
		mine[p.Chain] = true
	}
	return mine, err
}

func wasPublished(r store.Summary) bool {
	return r.State == string(account.Published) || readJSON[Counts]([]byte(r.Data)).Editions > 0
}

// maxPlaces bounds what a search for places shows.
const maxPlaces = 20

// SearchPlaces finds places by what people type, without regard to accents:
// the countries by their names in every language, and the places below them
// that this instance knows. An empty text finds none.
func (a *App) SearchPlaces(ctx context.Context, by account.Standing, text string, tag lang.Tag) ([]place.Place, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	known, err := a.knownPlaces(ctx, by)
	if err != nil {
		return nil, err
	}
	var among []place.Place
	for _, k := range known {
		among = append(among, k.Place)
	}
	found := place.Search(text, append(among, place.Countries()...), tag)
	return found[:min(len(found), maxPlaces)], nil
}

// Site is a place with all that lies around it, nearest first.
type Site struct {
	place.Place
	Parents []place.Place
}

// Country is the country in which the place lies; the place itself for one.
func (s Site) Country() place.Place {
	if n := len(s.Parents); n > 0 {
		return s.Parents[n-1]
	}
	return s.Place
}

// SiteOf finds a place by its code: a country, or a place that the person may
// know of.
func (a *App) SiteOf(ctx context.Context, by account.Standing, code place.Code) (Site, error) {
	if c, ok := place.ByCode(code); ok {
		return Site{Place: c}, nil
	}
	known, err := a.knownPlaces(ctx, by)
	if err != nil {
		return Site{}, err
	}
	for _, k := range known {
		if k.Code != code {
			continue
		}
		s, err := a.load(ctx, k.chain)
		if err != nil {
			return Site{}, err
		}
		return Site{Place: s.Place, Parents: s.Parents}, nil
	}
	return Site{}, fault.New(fault.NotFound, "new.no_place", "code", string(code))
}

// wider are the levels at which further places can lie.
var wider = []place.Level{place.Region, place.State, place.County, place.RegionalBody}

// WiderPlaces lists the places below countries in which a further one can lie,
// by code.
func (a *App) WiderPlaces(ctx context.Context, by account.Standing) ([]place.Place, error) {
	known, err := a.knownPlaces(ctx, by)
	if err != nil {
		return nil, err
	}
	var in []place.Place
	for _, k := range known {
		if slices.Contains(wider, k.Level) {
			in = append(in, k.Place)
		}
	}
	slices.SortFunc(in, func(x, y place.Place) int { return cmp.Compare(x.Code, y.Code) })
	return in, nil
}

// NewPlace is what a coordinator says of a place that this instance does not
// know yet.
type NewPlace struct {
	Country place.Code
	Parent  place.Code // the country where empty
	Level   place.Level
	Name    lang.Text
	Local   string     // its code in the country's own register, if it has one
	Code    place.Code // made from the names where empty
}

// nameOrder is the order in which names are tried for the code: those in Latin
// letters first.
var nameOrder = []lang.Tag{lang.English, lang.Spanish, lang.French, lang.Portuguese, lang.Russian, lang.Arabic, lang.Chinese}

// firstName is the name from which the code is made.
func (n NewPlace) firstName() string {
	for _, t := range nameOrder {
		if n.Name.Has(t) {
			return n.Name[t]
		}
	}
	return ""
}

// levelByName is the level that one of the names says; empty where none does.
func (n NewPlace) levelByName() place.Level {
	for _, t := range nameOrder {
		if level := place.LevelOf(n.Name[t]); level != "" {
			return level
		}
	}
	return ""
}

// placeCode is the form of a code below a country.
var placeCode = regexp.MustCompile(`^[A-Z]{3}(-[A-Z0-9]+)+$`)

const (
	maxPlaceName = 120
	maxPlaceCode = 80
)

// Describe makes a place of what was said of it: its code, its level where the
// name says it, and what lies around it. The error lists everything that is
// missing.
func (a *App) Describe(ctx context.Context, by account.Standing, n NewPlace) (Site, error) {
	var faults fault.List
	country, ok := place.ByCode(n.Country)
	if !ok {
		faults.Add(fault.New(fault.Invalid, "new.no_country"))
	}
	name := n.firstName()
	if name == "" {
		faults.Add(fault.New(fault.Invalid, "new.no_name"))
	}
	for _, t := range n.Name.Tags() {
		if utf8.RuneCountInString(n.Name[t]) > maxPlaceName {
			faults.Add(fault.New(fault.Invalid, "new.long_name", "limit", maxPlaceName))
		}
	}
	if n.Level == "" {
		n.Level = n.levelByName()
	}
	if !slices.Contains(PlaceLevels, n.Level) {
		faults.Add(fault.New(fault.Invalid, "new.no_level"))
	}
	if n.Code == "" && ok && name != "" {
		n.Code = place.Make(country.Code, name)
	}
	if ok && name != "" && (!placeCode.MatchString(string(n.Code)) || len(n.Code) > maxPlaceCode || n.Code.Country() != country.Code) {
		faults.Add(fault.New(fault.Invalid, "new.bad_code", "code", string(n.Code), "country", string(country.Code)))
	}
	if err := faults.Err(); err != nil {
		return Site{}, err
	}
	return a.around(ctx, by, n, country)
}

// around finds what lies around a new place.
func (a *App) around(ctx context.Context, by account.Standing, n NewPlace, country place.Place) (Site, error) {
	s := Site{Place: place.Place{Code: n.Code, Name: n.Name, Level: n.Level, Parent: country.Code, Local: n.Local}, Parents: []place.Place{country}}
	if n.Parent == "" || n.Parent == country.Code {
		return s, nil
	}
	parent, err := a.SiteOf(ctx, by, n.Parent)
	if err != nil || parent.Code.Country() != country.Code || parent.Code == n.Code {
		return Site{}, fault.New(fault.Invalid, "new.bad_parent")
	}
	s.Parent, s.Parents = parent.Code, append([]place.Place{parent.Place}, parent.Parents...)
	return s, nil
}
