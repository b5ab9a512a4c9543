package framework

// Nearest is the name that was probably meant by a misspelt one: the closest
// by the number of letters to change, add, drop or swap (Damerau, 1964, in the
// restricted form), when that number is small against its length.
func Nearest(misspelt string, names []string) (string, bool) {
	best, distance := "", 1<<30
	for _, n := range names {
		if d := editDistance([]rune(misspelt), []rune(n)); d < distance {
			best, distance = n, d
		}
	}
	allowed := 1 + len([]rune(best))/4
	return best, best != "" && distance <= allowed
}

// editDistance counts the edits between two words. Words over 64 letters are
// no misspelt names and count as far apart.
func editDistance(a, b []rune) int {
	if len(a) > 64 || len(b) > 64 {
		return 1 << 20
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
