package stats

// Table is counts in two directions with their edges: row sums, column sums
// and the whole.
type Table struct {
	Cells      [][]int
	Rows, Cols []int
	Total      int
}

// Tabulate counts pairs of a row number and a column number. A negative number
// takes no part. ErrShape when the slices differ in length, ErrParameter when
// a number is past the edge.
func Tabulate(row, col []int, rows, cols int) (*Table, error) {
	if len(row) != len(col) {
		return nil, ErrShape
	}
	t := &Table{Cells: make([][]int, rows), Rows: make([]int, rows), Cols: make([]int, cols)}
	for i := range t.Cells {
		t.Cells[i] = make([]int, cols)
	}
	for k, r := range row {
		c := col[k]
		if r < 0 || c < 0 {
			continue
		}
		if r >= rows || c >= cols {
			return nil, ErrParameter
		}
		t.Cells[r][c]++
		t.Rows[r]++
		t.Cols[c]++
		t.Total++
	}
	return t, nil
}
