package site

import (
	"time"

	"sextant/internal/lang"
	"sextant/internal/place"
	"sextant/internal/profile"
	"sextant/internal/record"
)

type Card struct {
	Slug                 profile.Slug
	Edition              int
	Place, Country       lang.Text
	ISO                  string
	Level                place.Level
	Date                 profile.Month
	Languages            []lang.Tag
	Developed, Potential int
	Demonstration        bool
	Title                lang.Text
	Published            time.Time
}

type CardFilter struct {
	Country       string
	Level         place.Level
	Language      lang.Tag
	Year          int
	Framework     string
	Text          string
	Limit, Offset int
}

type Facets struct {
	Countries []string
	Levels    []place.Level
	Languages []lang.Tag
	Years     []int
}

type Edition struct {
	Profile *profile.Profile
	Hash    record.Hash
	JSON    []byte
	Newest  int
	Lines   []EditionLine
}

type EditionLine struct {
	Number    int
	Published time.Time
	Changes   string
	Withdrawn bool
	Notice    string
}
