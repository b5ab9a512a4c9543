// Package stats holds the figures of the trade and knows nothing of it.
//
// It works on matrices: units in rows, indicators (or coders) in columns, one
// column after the other, NaN where a figure is missing. A missing figure is
// never a zero. Nothing here reads a clock, a file or a network, and the only
// randomness is a generator seeded by the caller, so the same input gives the
// same bits on one core and on sixty-four.
//
// The rooms within the room:
//
//   - matrix, moments, quantile, rank, table: the ground.
//   - mean, outrank, tree, aggregate, missing: how members become one figure,
//     level by level, and what a missing member does to it.
//   - normalise, denominate, treat, ordinal, band: what happens to an indicator
//     before it is aggregated, and how a figure is named afterwards.
//   - chain, choice, uncertainty, sensitivity: the whole chain, repeated under
//     every choice that somebody else might have made.
//   - ratings, raw, kappa, gwet, alpha, bootstrap: how far coders agree.
//
// Every formula names its source. Errors are typed and carry row and column,
// so that a caller can say in its own words where the input is at fault.
package stats
