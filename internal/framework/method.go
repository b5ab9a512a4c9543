package framework

import "sextant/internal/lang"

// Method says how answers become figures. It is data: score applies it.
type Method struct {
	Ranking bool        `json:"ranking"` // false for the programme: it never ranks
	Domain  Aggregation `json:"domain"`
	Overall Aggregation `json:"overall"`
	Missing MissingRule `json:"missing"`
	Bands   []Band      `json:"bands,omitempty"`
	// BandsVerified is false where the cut-offs are reconstructed.
	BandsVerified bool `json:"bands_verified"`
}

// Aggregation is how members become one figure: Kind is "sum",
// "arithmetic_mean", "geometric_mean", "none"; the result is divided and
// multiplied where the two figures are not zero.
type Aggregation struct {
	Kind       string  `json:"kind"`
	DivideBy   float64 `json:"divide_by,omitempty"`
	MultiplyBy float64 `json:"multiply_by,omitempty"`
	Formula    string  `json:"formula,omitempty"`
}

// MissingRule is what a missing or unknown answer does to the figure above it:
// "no_result" (none), "skip" (the mean of the rest).
type MissingRule struct {
	Rule        string    `json:"rule"`
	Description lang.Text `json:"description,omitempty"`
}

// Band names a range of figures: from is in, below is out; a band with To
// holds both its ends.
type Band struct {
	Code  string    `json:"code"`
	From  float64   `json:"from"`
	Below *float64  `json:"below,omitempty"`
	To    *float64  `json:"to,omitempty"`
	Label lang.Text `json:"label"`
}
