package stats

import "math"

// Matrix is a table of figures: Rows units, Cols indicators. Column j is
// Data[j*Rows : (j+1)*Rows]. NaN is a missing figure; an infinity is refused.
type Matrix struct {
	Rows, Cols int
	Data       []float64
}

// NewMatrix gives a matrix in which every figure is missing.
func NewMatrix(rows, cols int) *Matrix {
	m := &Matrix{Rows: rows, Cols: cols, Data: make([]float64, rows*cols)}
	for i := range m.Data {
		m.Data[i] = math.NaN()
	}
	return m
}

// Col is column j. It shares its memory with the matrix.
func (m *Matrix) Col(j int) []float64 { return m.Data[j*m.Rows : (j+1)*m.Rows : (j+1)*m.Rows] }

// At is the figure of row i in column j.
func (m *Matrix) At(i, j int) float64 { return m.Data[j*m.Rows+i] }

// Set writes the figure of row i in column j.
func (m *Matrix) Set(i, j int, x float64) { m.Data[j*m.Rows+i] = x }

// Clone copies the matrix.
func (m *Matrix) Clone() *Matrix {
	return &Matrix{Rows: m.Rows, Cols: m.Cols, Data: append([]float64(nil), m.Data...)}
}

// Check refuses a matrix whose size does not fit its data (ErrShape), that has
// no rows or columns (ErrEmpty), or that holds an infinity (CellError).
func (m *Matrix) Check() error {
	if m.Rows < 1 || m.Cols < 1 {
		return ErrEmpty
	}
	if len(m.Data) != m.Rows*m.Cols {
		return ErrShape
	}
	for k, x := range m.Data {
		if math.IsInf(x, 0) {
			return &CellError{Row: k % m.Rows, Col: k / m.Rows, Value: x}
		}
	}
	return nil
}

// Select gives a new matrix of the rows named, in that order.
func (m *Matrix) Select(rows []int) *Matrix {
	out := NewMatrix(len(rows), m.Cols)
	for j := 0; j < m.Cols; j++ {
		from, to := m.Col(j), out.Col(j)
		for k, i := range rows {
			to[k] = from[i]
		}
	}
	return out
}

// Present counts the figures of a column that are not missing.
func Present(x []float64) int {
	n := 0
	for _, v := range x {
		if v == v {
			n++
		}
	}
	return n
}

// Availability is the share of a row's cells that hold a figure, 0 to 1.
func (m *Matrix) Availability(row int) float64 {
	n := 0
	for j := 0; j < m.Cols; j++ {
		if x := m.At(row, j); x == x {
			n++
		}
	}
	return float64(n) / float64(m.Cols)
}

// bounds gives the least and greatest figure of a column and how many there
// are. With none, both are NaN.
func bounds(x []float64) (lo, hi float64, n int) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, v := range x {
		if v != v {
			continue
		}
		n++
		if v < lo {
			lo = v
		}
		if v > hi {
			hi = v
		}
	}
	if n == 0 {
		return math.NaN(), math.NaN(), 0
	}
	return lo, hi, n
}
