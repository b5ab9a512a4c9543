package app

import (
	"bytes"
	"context"
	"encoding/json"

	"sextant/internal/record"
	"sextant/internal/score"
	"sextant/internal/store"
)

// resultsKind is the kind of document that other people's results are kept as.
const resultsKind = "results"

// isResults tells a table or workbook of published results.
func isResults(data []byte) bool {
	return score.Recognise(score.File{Name: "results", Data: bytes.NewReader(data)})
}

// keptResults is how results are kept: the figures as they stand in the file,
// and beside them everything that is not as it should be. Nothing is repaired.
type keptResults struct {
	Format    string            `json:"format"`
	File      string            `json:"file"`
	Hash      record.Hash       `json:"hash"` // of the file
	Items     []score.Published `json:"items"`
	Anomalies []score.Anomaly   `json:"anomalies"`
	Checked   int               `json:"checked"`
	Agreeing  int               `json:"agreeing"`
}

// importResults takes published results: every aggregate is recomputed from
// its members, and what differs, is missing, stands twice or holds text is
// listed with its spot.
func (a *App) importResults(ctx context.Context, name string, data []byte, o ImportOptions) (*Understood, error) {
	r, err := score.ReadResults(score.File{Name: name, Data: bytes.NewReader(data)})
	if err != nil {
		return nil, err
	}
	u := &Understood{Kind: "import.kind_results", Name: name}
	u.Lines = append(u.Lines, UnderstoodLine{As: "import.as_recomputed", Why: "import.recomputed", Args: []any{"checked", r.Checked, "agreeing", r.Agreeing}})
	for _, n := range r.Notes {
		u.Lines = append(u.Lines, UnderstoodLine{As: "import.as_note", Why: n.Key, Args: n.Pairs()})
	}
	for _, x := range r.Anomalies {
		u.Left = append(u.Left, UnderstoodLine{Number: x.Where.Line, As: "import.as_anomaly", Text: x.Where.String(), Why: x.Key, Args: x.Pairs()})
	}
	if o.DryRun {
		return u, nil
	}
	kept := keptResults{
		Format: "sextant-results/1", File: name, Hash: record.SumOf(data), Items: r.Items, Anomalies: r.Anomalies, Checked: r.Checked, Agreeing: r.Agreeing,
	}
	body, err := json.Marshal(kept)
	if err != nil {
		return nil, err
	}
	hash := record.SumOf(body)
	err = a.store.PutDocument(ctx, store.Document{
		Hash: hash, Kind: resultsKind, Name: name, Version: string(kept.Hash[:16]), Body: body, Created: a.now().UnixMicro(),
	})
	return u, err
}
