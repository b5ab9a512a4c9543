package framework

import "sextant/internal/lang"

// Succession maps a version to the one that followed it. What its mapping does
// not list is unchanged.
type Succession struct {
	Version Version   `json:"version"`
	Mapping []Mapping `json:"mapping"`
}

// ChangeType is the type of a difference between two versions.
type ChangeType string

const (
	Wording      ChangeType = "wording"
	Added        ChangeType = "added"
	Removed      ChangeType = "removed"
	Moved        ChangeType = "moved"
	Split        ChangeType = "split"
	Merged       ChangeType = "merged"
	ScaleChanged ChangeType = "scale_changed"
	TitleChanged ChangeType = "title_changed"
	// DetailChanged is a difference beside the texts: evidence, crosswalk,
	// weight, provenance, colours, order, method.
	DetailChanged ChangeType = "detail_changed"
)

// The items that a difference is about.
const (
	BookItem      = "book"
	ScaleItem     = "scale"
	DomainItem    = "domain"
	SubdomainItem = "subdomain"
	IndicatorItem = "indicator"
)

// How far two answers on either side of a difference can be compared.
const (
	FullyComparable  = "full"
	PartlyComparable = "partial"
	NotComparable    = "none"
)

// What happens to an answer in a follow-up round on the next version.
const (
	CopyAnswer   = "copy"   // carried over, to be confirmed
	ReviewAnswer = "review" // shown beside the new question, to be answered anew
	NoAnswer     = "none"   // nothing is carried over
)

// Mapping is one typed difference. Item is "indicator", "subdomain", "domain"
// or "scale".
type Mapping struct {
	Item          string         `json:"item"`
	Type          ChangeType     `json:"type"`
	From          []Code         `json:"from,omitempty"`
	To            []Code         `json:"to,omitempty"`
	FromSubdomain Code           `json:"from_subdomain,omitempty"`
	ToSubdomain   Code           `json:"to_subdomain,omitempty"`
	FromDomain    Code           `json:"from_domain,omitempty"`
	ToDomain      Code           `json:"to_domain,omitempty"`
	FromScale     string         `json:"from_scale,omitempty"`
	ToScale       string         `json:"to_scale,omitempty"`
	Fields        []string       `json:"fields,omitempty"`
	Languages     []lang.Tag     `json:"languages,omitempty"`
	Values        []ValueMapping `json:"values,omitempty"`
	// Comparable is "full", "partial" or "none".
	Comparable string `json:"comparable"`
	// CarryOver is what happens to an answer in a follow-up round: "copy",
	// "review" or "none".
	CarryOver string    `json:"carry_over"`
	Reason    lang.Text `json:"reason,omitempty"`
}

// ValueMapping says which answers of the new scale an old one may become.
type ValueMapping struct {
	From string   `json:"from"`
	To   []string `json:"to"`
}
