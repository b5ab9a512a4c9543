package workbook

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"sextant/internal/assessment"
	"sextant/internal/lang"
)

// written is an answer as a row of the questionnaire holds it. Two rows with
// the same content have the same print, by which the reader tells what a person
// changed from what they left as it came.
type written struct {
	Value         string
	Justification string
	Language      lang.Tag // empty where the row names none
	Confidence    string
	Citations     []assessment.Citation
	Ready         bool
	Change        assessment.ChangeType
	Why           string
}

// writtenOf is how an answer is written. The language goes with a text alone.
func writtenOf(a assessment.Answer) written {
	w := written{
		Value: a.Value, Justification: clean(a.Justification), Confidence: a.Confidence,
		Ready: a.Ready, Change: a.Change, Why: clean(a.Why),
	}
	if w.Justification != "" {
		w.Language = a.Language
	}
	for _, c := range a.Citations {
		w.Citations = append(w.Citations, assessment.Citation{Source: c.Source, Locator: clean(c.Locator)})
	}
	return w
}

func (w written) print() string { return printOf(w) }

func (w written) equal(o written) bool {
	return slices.Equal(w.Citations, o.Citations) && w.Value == o.Value && w.Justification == o.Justification && w.Language == o.Language &&
		w.Confidence == o.Confidence && w.Ready == o.Ready && w.Change == o.Change && w.Why == o.Why
}

// blank tells a row that says nothing but perhaps that it is ready.
func (w written) blank() bool {
	w.Ready, w.Language = false, ""
	return w.equal(written{})
}

// printOf is a short digest of what a row says.
func printOf(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		// Only values that JSON cannot hold fail, and the rows hold texts.
		panic(fmt.Sprintf("workbook: a row has no print: %v", err))
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:8])
}

// cleanCited is what is said of a source, in the form in which it is written
// and read.
func cleanCited(c assessment.Cited) assessment.Cited {
	c.Title, c.Issuer, c.Date, c.Link = clean(c.Title), clean(c.Issuer), clean(c.Date), clean(c.Link)
	return c
}
