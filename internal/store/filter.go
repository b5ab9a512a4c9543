package store

import (
	"fmt"
	"strings"
)

// filter gathers the conditions of a query and their arguments.
type filter struct {
	conditions []string
	args       []any
}

// add takes a condition with %s where each argument goes.
func (f *filter) add(condition string, args ...any) {
	names := make([]any, len(args))
	for i, a := range args {
		f.args = append(f.args, a)
		names[i] = fmt.Sprintf("$%d", len(f.args))
	}
	f.conditions = append(f.conditions, fmt.Sprintf(condition, names...))
}

// equal asks for a value unless it is the zero one.
func equal[T comparable](f *filter, column string, want T) {
	var zero T
	if want != zero {
		f.add(column+" = %s", want)
	}
}

// has asks for every word of a text in a folded column.
func (f *filter) has(column, text string) {
	for _, word := range strings.Fields(fold(text)) {
		f.add(column+` LIKE %s ESCAPE '\'`, "%"+escapeLike(word)+"%")
	}
}

// oneOf asks for one of several values; for none of them when there are none.
func oneOf[T any](f *filter, column string, want []T) {
	marks := make([]string, len(want))
	args := make([]any, len(want))
	for i, w := range want {
		marks[i], args[i] = "%s", w
	}
	if len(want) == 0 {
		f.add("1 = 0")
		return
	}
	f.add(column+" IN ("+strings.Join(marks, ", ")+")", args...)
}

// where writes the conditions, beginning with WHERE; nothing when there are
// none.
func (f *filter) where() string {
	if len(f.conditions) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(f.conditions, " AND ")
}

// page writes LIMIT and OFFSET; a limit of 0 is none.
func (f *filter) page(limit, offset int) string {
	if limit <= 0 {
		return ""
	}
	f.args = append(f.args, limit, offset)
	return fmt.Sprintf(" LIMIT $%d OFFSET $%d", len(f.args)-1, len(f.args))
}

// escapeLike keeps the signs of LIKE in a text from being read as such.
func escapeLike(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)
}
