package score

import (
	"encoding/json"
	"io"
	"math"
	"strconv"

	"sextant/internal/fault"
	"sextant/internal/stats"
)

// Number is a figure in JSON: null where it is missing, else with seventeen
// significant digits.
type Number float64

// MarshalJSON writes the figure.
func (n Number) MarshalJSON() ([]byte, error) {
	if math.IsNaN(float64(n)) || math.IsInf(float64(n), 0) {
		return []byte("null"), nil
	}
	return strconv.AppendFloat(nil, float64(n), 'g', 17, 64), nil
}

// UnmarshalJSON reads it back, null as missing.
func (n *Number) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*n = Number(nan)
		return nil
	}
	v, err := strconv.ParseFloat(string(b), 64)
	*n = Number(v)
	return err
}

type unitJSON struct {
	Code    string            `json:"code"`
	Name    string            `json:"name,omitempty"`
	Figures map[string]Number `json:"figures"`
	Ranks   map[string]int32  `json:"ranks,omitempty"`
	Bands   map[string]string `json:"bands,omitempty"`
}

type noteJSON struct {
	Key  string     `json:"key"`
	Unit string     `json:"unit,omitempty"`
	Node string     `json:"node,omitempty"`
	Args fault.Args `json:"values,omitempty"`
	Text string     `json:"text"`
}

type outcomeJSON struct {
	Code      string      `json:"code"`
	Value     Number      `json:"value"`
	Rank      int32       `json:"rank,omitempty"`
	Undefined int         `json:"undefined,omitempty"`
	Values    summaryJSON `json:"values"`
	Ranks     any         `json:"ranks,omitempty"`
}

type summaryJSON struct {
	Mean   Number `json:"mean"`
	Median Number `json:"median"`
	Q5     Number `json:"q5"`
	Q95    Number `json:"q95"`
	Min    Number `json:"min"`
	Max    Number `json:"max"`
}

func summary(s stats.Summary) summaryJSON {
	return summaryJSON{Number(s.Mean), Number(s.Median), Number(s.Low), Number(s.High), Number(s.Least), Number(s.Greatest)}
}

type indexJSON struct {
	Choice string    `json:"choice"`
	First  Number    `json:"first"`
	FirstI [2]Number `json:"first_interval"`
	Total  Number    `json:"total"`
	TotalI [2]Number `json:"total_interval"`
}

// Report is everything that a scoring gave, for machines.
type Report struct {
	Result      *Result
	Uncertainty *Uncertainty
	Sensitivity *Sensitivity
}

// Notes lists the notes of all parts.
func (r Report) Notes() []Note {
	notes := append([]Note(nil), r.Result.Notes...)
	if r.Uncertainty != nil {
		notes = append(notes, r.Uncertainty.Notes...)
	}
	if r.Sensitivity != nil {
		notes = append(notes, r.Sensitivity.Notes...)
	}
	return notes
}

// WriteJSON writes the report as one object. Say turns a note into words.
func (r Report) WriteJSON(w io.Writer, say func(Note) string) error {
	out := map[string]any{"method": r.Result.Method.ID, "ranking": r.Result.Method.Ranking, "units": r.Result.units()}
	notes := []noteJSON{}
	for _, n := range r.Notes() {
		notes = append(notes, noteJSON{n.Key, n.Unit, n.Node, n.Args, say(n)})
	}
	out["notes"] = notes
	if u := r.Uncertainty; u != nil {
		out["uncertainty"] = u.json()
	}
	if s := r.Sensitivity; s != nil {
		out["sensitivity"] = s.json()
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(out)
}

func (r *Result) units() []unitJSON {
	s := r.Method.Structure
	out := make([]unitJSON, len(r.Units))
	for i := range out {
		out[i] = unitJSON{Code: r.Units[i], Name: r.Names[i], Figures: map[string]Number{}}
	}
	for n := s.Leaves; n < len(s.Nodes); n++ {
		code, ranks := s.Nodes[n].Code, r.Ranks(n)
		for i := range out {
			v := r.Figure(i, n)
			out[i].Figures[code] = Number(v)
			if ranks != nil && ranks[i] > 0 {
				if out[i].Ranks == nil {
					out[i].Ranks = map[string]int32{}
				}
				out[i].Ranks[code] = ranks[i]
			}
			if b := r.Method.band(v); b >= 0 {
				if out[i].Bands == nil {
					out[i].Bands = map[string]string{}
				}
				out[i].Bands[code] = r.Method.Bands[b].Code
			}
		}
	}
	return out
}

func (u *Uncertainty) json() any {
	var units []outcomeJSON
	for _, o := range u.Outcomes() {
		j := outcomeJSON{Code: o.Unit, Value: Number(o.Value), Rank: o.Rank, Undefined: o.Undefined, Values: summary(o.Values)}
		if u.Result.Method.Ranking {
			j.Ranks = summary(o.Ranks)
		}
		units = append(units, j)
	}
	return map[string]any{"node": u.Node, "replications": u.Runs.N, "seed": u.Seed, "choices": factorNames(u.Runs.Factors), "units": units}
}

func (s *Sensitivity) json() any {
	var indices []indexJSON
	for k, f := range s.Factors {
		a, b := s.Sobol.First[k], s.Sobol.Total[k]
		indices = append(indices, indexJSON{
			FactorNames[f], Number(a.Value),
			[2]Number{Number(a.Low), Number(a.High)},
			Number(b.Value),
			[2]Number{Number(b.Low), Number(b.High)},
		})
	}
	return map[string]any{
		"node": s.Node, "n": s.Sobol.N, "recalculations": s.Sobol.Runs, "seed": s.Seed, "mean": Number(s.Sobol.Mean),
		"variance": Number(s.Sobol.Variance), "too_few": s.Sobol.TooFew, "indices": indices,
	}
}

func factorNames(f []stats.Factor) []string {
	out := make([]string, len(f))
	for i, k := range f {
		out[i] = FactorNames[k]
	}
	return out
}
