package stats

import (
	"errors"
	"fmt"
)

// CellError says that a cell holds a figure that cannot be computed with: an
// infinity, or a value outside what the operation is defined for. Row and Col
// count from 0.
type CellError struct {
	Row, Col int
	Value    float64
}

func (e *CellError) Error() string {
	return fmt.Sprintf("stats: row %d, column %d holds %v", e.Row, e.Col, e.Value)
}

// WeightError says that the weight of a node is negative, over 1e150 or not a
// number. Node counts leaves first, then aggregates.
type WeightError struct {
	Node  int
	Value float64
}

func (e *WeightError) Error() string {
	return fmt.Sprintf("stats: node %d has weight %v", e.Node, e.Value)
}

// CycleError says that an aggregate is, at some remove, a member of itself.
type CycleError struct{ Node int }

func (e *CycleError) Error() string { return fmt.Sprintf("stats: node %d is its own member", e.Node) }

// NodeError says that a tree names a node that does not exist or that has no
// members.
type NodeError struct{ Node int }

func (e *NodeError) Error() string { return fmt.Sprintf("stats: node %d is not sound", e.Node) }

// ColumnError says that a parameter does not fit a column: goalposts that
// coincide, a target that is not finite.
type ColumnError struct {
	Col  int
	What string
}

func (e *ColumnError) Error() string { return fmt.Sprintf("stats: column %d: %s", e.Col, e.What) }

// Errors that need no coordinates.
var (
	ErrShape     = errors.New("stats: the sizes do not fit together")
	ErrEmpty     = errors.New("stats: there is nothing to compute with")
	ErrParameter = errors.New("stats: a parameter is out of its range")
	ErrTooLarge  = errors.New("stats: the work asked for is over the bound")
)
