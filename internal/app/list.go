package app

import (
	"cmp"
	"slices"
	"strings"
)

// splitList reads ",es,en," as [es en].
func splitList(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' })
}

// distinct sorts values and drops those that stand twice.
func distinct[T cmp.Ordered](values []T) []T {
	slices.Sort(values)
	return slices.Compact(values)
}
