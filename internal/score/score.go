// Package score turns answers and tables into figures and explains every one.
//
// There are two ways in. Apply and Coverage take a framework and the answers
// of one assessment: the figure of each domain with what stood behind it, or,
// for a programme that gives no figure, how the answers are distributed. Run
// takes a method, a structure and a table of many units: the chain from raw
// figures to an index, with uncertainty and sensitivity of its outcome.
//
//   - method, methodfile, spec: a method is data, read from YAML with the line
//     of each fault.
//   - structure, table, csvfile: the tree of indicators and the figures, as
//     people keep them in CSV files, wide or long.
//   - run, explain, uncertain, write: the chain, each figure explained back,
//     and the files that hold the results with full precision.
//   - coders: how far coders agree.
//   - results, workbook, recompute: what other people published, recomputed
//     member by member, with every anomaly named and none repaired.
//   - apply, coverage, whatif: frameworks and assessments.
//
// The arithmetic is that of stats. Nothing is left out silently: whatever a
// computation could not use is a Note, a catalog key with its values, so that
// it can be said in the reader's language.
package score

import "sextant/internal/fault"

// Note says what a computation left out, changed or could not do, as a catalog
// key with its values. Unit and Node name the figure it is about, where it is
// about one.
type Note struct {
	Key  string     `json:"key"`
	Unit string     `json:"unit,omitempty"`
	Node string     `json:"node,omitempty"`
	Args fault.Args `json:"args,omitempty"`
}

// note makes a Note from pairs of name and value.
func note(key, unit, node string, pairs ...any) Note {
	n := Note{Key: key, Unit: unit, Node: node, Args: fault.Args{"unit": unit, "node": node}}
	for i := 0; i+1 < len(pairs); i += 2 {
		n.Args[pairs[i].(string)] = pairs[i+1]
	}
	return n
}

// Pairs gives the values of a note as a Printer takes them.
func (n Note) Pairs() []any {
	var out []any
	for name, v := range n.Args {
		out = append(out, name, v)
	}
	return out
}
