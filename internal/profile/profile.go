// Package profile is the published value.
//
// A Profile holds all that the public may see of one edition, in all its
// languages, together with what proves where it came from: the framework
// version, the method, and the head of the record at that moment. The page,
// the wheel, the files and the data interface are functions of this value and
// of nothing else; once published it never changes. Its JSON is a public
// format with a version of its own (Format).
package profile

import (
	"fmt"
	"strings"
	"time"

	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/place"
	"sextant/internal/record"
)

// Format names the JSON form of a profile and its version.
const Format = "sextant-profile/1"

// Slug is a profile's address: "chl-monte-patria-2024".
type Slug string

// Month is a reference date, "2024-09", or a year alone, "2024".
type Month string

// Year is the year of a month.
func (m Month) Year() int {
	var y int
	fmt.Sscanf(string(m), "%4d", &y)
	return y
}

// Valid tells whether it has one of the two forms.
func (m Month) Valid() bool {
	if _, err := time.Parse("2006-01", string(m)); err == nil {
		return true
	}
	_, err := time.Parse("2006", string(m))
	return err == nil
}

// SlugOf makes the slug of a place and a year.
func SlugOf(p place.Place, year int) Slug {
	return Slug(strings.ToLower(string(p.Code)) + fmt.Sprintf("-%d", year))
}

// Profile is one edition of one assessment, as published.
type Profile struct {
	Format      string     `json:"format"`
	Slug        Slug       `json:"slug"`
	Edition     int        `json:"edition"` // from 1
	Changes     string     `json:"changes,omitempty"`
	Place       Place      `json:"place"`
	Date        Month      `json:"date"`
	Round       int        `json:"round"`
	Published   time.Time  `json:"published"`
	Title       lang.Text  `json:"title"`
	Source      lang.Tag   `json:"source_language"`
	Languages   []Language `json:"languages"`
	Sections    []Section  `json:"sections"` // the introduction first
	Framework   Framework  `json:"framework"`
	Domains     []Domain   `json:"domains"`
	Answers     []Answer   `json:"answers,omitempty"`
	Sources     []Source   `json:"sources,omitempty"`
	Remarks     []Remark   `json:"remarks,omitempty"`
	Commitments []Promise  `json:"commitments,omitempty"`
	Consent     Consent    `json:"consent"`
	Since       *Since     `json:"since,omitempty"`
	// Demonstration marks material that stands for no government.
	Demonstration bool   `json:"demonstration,omitempty"`
	Credit        Credit `json:"credit,omitzero"`
	// Origin is "page" for the text of a page that was public elsewhere before
	// it was brought in here; empty for what was worked out here.
	Origin string `json:"origin,omitempty"`
	// Record is the head of the assessment's record when it was frozen.
	Record record.Head `json:"record"`
}

// Place is what the edition says of the place that was assessed.
type Place struct {
	Code    place.Code  `json:"code"` // "CHL-MONTE-PATRIA" or "CHL"
	Local   string      `json:"local_code,omitempty"`
	Level   place.Level `json:"level"`
	Name    lang.Text   `json:"name"`    // "Municipalidad de Monte Patria"
	Country lang.Text   `json:"country"` // "Chile"
	ISO     string      `json:"iso"`     // alpha-3 of the country
	Parents []lang.Text `json:"parents,omitempty"`
}

// Language says how far the profile's text is in one language.
type Language struct {
	Tag    lang.Tag `json:"tag"`
	Behind int      `json:"behind,omitempty"`  // texts whose original changed after them
	Absent int      `json:"missing,omitempty"` // texts not translated at all
}

// Section is a narrative part: "introduction", "objectives", "framework",
// "context", "sources", "acknowledgements". Paragraphs are parted by an empty
// line.
type Section struct {
	Kind   string     `json:"kind"`
	Text   lang.Text  `json:"text"`
	Behind []lang.Tag `json:"behind,omitempty"`
}

// Framework is what the edition says of the book it was made with.
type Framework struct {
	Ref           framework.Ref   `json:"ref"`
	Hash          record.Hash     `json:"hash"`
	Title         lang.Text       `json:"title"`
	Level         framework.Level `json:"level"`
	Demonstration bool            `json:"demonstration,omitempty"`
}

// Domain is one part of the wheel with its two lists.
type Domain struct {
	Code      framework.Code `json:"code"`
	Title     lang.Text      `json:"title"`
	Short     lang.Text      `json:"short,omitempty"`
	Colour    string         `json:"colour"`
	Dark      string         `json:"dark"`
	Icon      string         `json:"icon"`
	Developed []Finding      `json:"developed"`
	Potential []Finding      `json:"potential"`
	// Coverage counts the answers per option, where consent lets it be shown.
	Coverage []Count `json:"coverage,omitempty"`
}

// Count is how many indicators of a domain have an answer. It is no score.
type Count struct {
	Option string    `json:"option"`
	Label  lang.Text `json:"label"`
	N      int       `json:"n"`
}

// Finding is one published sentence.
type Finding struct {
	ID         string           `json:"id"`
	Text       lang.Text        `json:"text"`
	Source     lang.Tag         `json:"source_language"`
	Behind     []lang.Tag       `json:"behind,omitempty"`
	Indicators []framework.Code `json:"indicators,omitempty"`
}

// Answer is what stands beneath findings, where consent lets it be shown.
type Answer struct {
	Indicator     framework.Code `json:"indicator"`
	Domain        framework.Code `json:"domain"`
	Question      lang.Text      `json:"question"`
	Value         string         `json:"value"`
	Label         lang.Text      `json:"label"`
	Justification string         `json:"justification,omitempty"`
	Language      lang.Tag       `json:"language,omitempty"`
	Citations     []Citation     `json:"citations,omitempty"`
	Decisions     []Decision     `json:"decisions,omitempty"`
}

// Citation is a place in a source.
type Citation struct {
	Source  string `json:"source"`
	Locator string `json:"locator,omitempty"`
}

// Decision is a step by which an answer came to stand. Key is a catalog key of
// the interface, so that every reader has it in plain words of their own.
type Decision struct {
	Key  string    `json:"key"`
	Role string    `json:"role"` // the role of whoever decided, never a name
	At   time.Time `json:"at"`
	From string    `json:"from,omitempty"`
	To   string    `json:"to,omitempty"`
	Text string    `json:"text,omitempty"`
}

// Source is a document or page that answers rest on.
type Source struct {
	ID       string   `json:"id"`
	Kind     string   `json:"kind"`
	Title    string   `json:"title"`
	Language lang.Tag `json:"language,omitempty"`
	Issuer   string   `json:"issuer,omitempty"`
	Date     string   `json:"date,omitempty"`
	Link     string   `json:"link,omitempty"`
	// Copy is the preserved copy by content hash, where it may be shown.
	Copy     record.Hash `json:"copy,omitempty"`
	CopyType string      `json:"copy_type,omitempty"`
	Copied   time.Time   `json:"copied,omitzero"`
}

// Remark is what the government said of an item, and the recorded reply.
type Remark struct {
	Indicator framework.Code `json:"indicator"`
	Office    string         `json:"office"`
	Stance    string         `json:"stance"`
	Text      string         `json:"text,omitempty"`
	Language  lang.Tag       `json:"language,omitempty"`
	Outcome   string         `json:"outcome,omitempty"`
	Reply     string         `json:"reply,omitempty"`
	From      string         `json:"from,omitempty"`
	To        string         `json:"to,omitempty"`
}

// Promise is what the government plans on a potential finding.
type Promise struct {
	Finding string   `json:"finding"`
	Action  string   `json:"action"`
	Office  string   `json:"office"`
	Due     string   `json:"due,omitempty"`
	Tag     lang.Tag `json:"language,omitempty"`
}

// Consent is on whose word the edition is public. Without consent, Reason is
// the coordinator's, and the page shows it.
type Consent struct {
	Given      bool     `json:"given"`
	Name       string   `json:"name,omitempty"`
	Office     string   `json:"office,omitempty"`
	Date       string   `json:"date,omitempty"`
	Scope      []string `json:"scope,omitempty"` // "findings", "answers", "sources", "remarks"
	Conditions string   `json:"conditions,omitempty"`
	Reason     string   `json:"reason,omitempty"`
}

// Credit names where the facts of a demonstration or an imported page are from.
type Credit struct {
	Text lang.Text `json:"text,omitempty"`
	Link string    `json:"link,omitempty"`
}

// Since is what changed since the round before.
type Since struct {
	Slug    Slug          `json:"slug"`
	Round   int           `json:"round"`
	Date    Month         `json:"date"`
	Ref     framework.Ref `json:"framework"`
	Changes []Change      `json:"changes"`
	// Unmapped lists indicators of the earlier version that could not be
	// carried over.
	Unmapped []framework.Code `json:"unmapped,omitempty"`
}

// Change is one typed difference between rounds: "policy_change",
// "new_source", "correction", "coder_judgement", "framework_change".
type Change struct {
	Indicator  framework.Code `json:"indicator"`
	Domain     framework.Code `json:"domain"`
	Type       string         `json:"type"`
	From       string         `json:"from,omitempty"`
	FromLabel  lang.Text      `json:"from_label,omitempty"`
	To         string         `json:"to,omitempty"`
	ToLabel    lang.Text      `json:"to_label,omitempty"`
	Text       string         `json:"text,omitempty"`
	Comparable string         `json:"comparable"` // "full", "partial", "none"
}

// Findings counts the findings of the whole profile.
func (p *Profile) Findings() (developed, potential int) {
	for _, d := range p.Domains {
		developed += len(d.Developed)
		potential += len(d.Potential)
	}
	return developed, potential
}

// Section gives the narrative part of a kind.
func (p *Profile) Section(kind string) (Section, bool) {
	for _, s := range p.Sections {
		if s.Kind == kind {
			return s, true
		}
	}
	return Section{}, false
}
