package stats

import "math"

// Kappa is Cohen's kappa of two coders (Cohen, 1960), weighted (Cohen, 1968):
// (po - pe)/(1 - pe) over the units that both rated. NaN when both put
// everything into one category: chance leaves nothing to agree about.
func (r *Ratings) Kappa(a, b int, w Weighting) Coefficient {
	return r.KappaWith(a, b, w.Weights(r.small()))
}

// small gives the categories where their table is bounded, else none.
func (r *Ratings) small() []float64 {
	if len(r.Categories) > MostWeighted {
		return nil
	}
	return r.Categories
}

// KappaWith is Kappa with any table of agreement weights, row by row, 1 for
// full agreement.
func (r *Ratings) KappaWith(a, b int, table []float64) Coefficient {
	q := len(r.Categories)
	rows, cols := make([]float64, q), make([]float64, q)
	nan := func([]int32) float64 { return math.NaN() }
	if len(table) != q*q || a < 0 || b < 0 || a >= r.Coders || b >= r.Coders {
		return nan
	}
	return func(counts []int32) float64 {
		clear(rows)
		clear(cols)
		n, po := 0.0, 0.0
		for k, c := range counts {
			x, y := r.patterns[k].by[a], r.patterns[k].by[b]
			if c == 0 || x < 0 || y < 0 {
				continue
			}
			f := float64(c)
			n += f
			po += f * table[int(x)*q+int(y)]
			rows[x] += f
			cols[y] += f
		}
		pe := 0.0
		for i, x := range rows {
			if x == 0 {
				continue
			}
			for j, y := range cols {
				pe += x * y * table[i*q+j]
			}
		}
		return chance(po/n, pe/(n*n))
	}
}

// chance corrects observed agreement for that expected by chance. NaN where
// chance alone would give full agreement.
func chance(po, pe float64) float64 {
	if !(1-pe > 1e-12) {
		return math.NaN()
	}
	return (po - pe) / (1 - pe)
}

// Fleiss is Fleiss' kappa of any number of coders (Fleiss, 1971), weighted
// where asked. Where coders are missing it is Gwet's generalisation (Gwet,
// 2014): agreement over the units rated twice or more, chance from the mean
// share of each category over the units rated at all.
func (r *Ratings) Fleiss(w Weighting) Coefficient {
	return r.byShares(w, func(shares, table []float64) float64 {
		q, pe := len(shares), 0.0
		for i, x := range shares {
			for j, y := range shares {
				if x != 0 && y != 0 {
					pe += x * y * table[i*q+j]
				}
			}
		}
		return pe
	})
}

// byShares is a coefficient whose chance agreement follows from the mean share
// of each category.
func (r *Ratings) byShares(w Weighting, expected func(shares, table []float64) float64) Coefficient {
	q := len(r.Categories)
	if q > MostWeighted {
		return func([]int32) float64 { return math.NaN() }
	}
	table, raw, shares := w.Weights(r.Categories), r.Raw(w), make([]float64, q)
	return func(counts []int32) float64 {
		clear(shares)
		n := 0.0
		for k, c := range counts {
			p := &r.patterns[k]
			if c == 0 || p.m == 0 {
				continue
			}
			n += float64(c)
			part := float64(c) / float64(p.m)
			for _, x := range p.cells {
				shares[x.category] += part * float64(x.n)
			}
		}
		for k := range shares {
			shares[k] /= n
		}
		return chance(raw(counts), expected(shares, table))
	}
}
