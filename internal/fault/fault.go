// Package fault holds the errors that people meet.
//
// A fault is a kind (what went wrong in the eyes of whoever asked), the key of
// a catalog message with its values (so that it can be said in the reader's
// language), and the place in the input where it was found. Rooms below the
// doors return faults; doors turn a kind into an HTTP status or an exit code
// at one spot, and the catalog turns the key into words.
//
//	return fault.New(fault.Invalid, "pagetext.domain_twice", "domain", name).At(fault.Line(file, 41))
//
// Anything that is not a fault is Internal: its text goes to the log and never
// to a reader.
package fault

import (
	"errors"
	"fmt"
	"sort"
	"strings"
)

// Kind says what went wrong in the eyes of whoever asked.
type Kind uint8

const (
	Internal    Kind = iota // a defect or a broken machine
	Invalid                 // the input is not acceptable as it stands
	NotFound                // there is no such thing, or not for this person
	Denied                  // the person may not do this
	Conflict                // someone else changed the same thing meanwhile
	Exists                  // the thing is there already
	TooLarge                // the input is over a stated bound
	TooOften                // the person must wait before trying again
	Gone                    // it was there and has been withdrawn
	Unavailable             // a part of the system cannot be reached now
	Unconfirmed             // nobody is signed in, or the proof has expired
)

// Status is the HTTP status of a kind.
func (k Kind) Status() int {
	switch k {
	case Invalid:
		return 422
	case NotFound:
		return 404
	case Denied:
		return 403
	case Conflict, Exists:
		return 409
	case TooLarge:
		return 413
	case TooOften:
		return 429
	case Gone:
		return 410
	case Unavailable:
		return 503
	case Unconfirmed:
		return 401
	}
	return 500
}

// ExitCode is the exit code of a kind: 2 where the input was at fault and
// nothing was saved, 1 otherwise.
func (k Kind) ExitCode() int {
	switch k {
	case Invalid, NotFound, Exists, TooLarge, Conflict:
		return 2
	}
	return 1
}

// Where is a spot in something that was read. Zero fields are not known.
type Where struct {
	File   string
	Line   int // from 1
	Column int // from 1
	Sheet  string
	Cell   string // A1 notation
}

// Line is a spot in a text.
func Line(file string, line int) Where { return Where{File: file, Line: line} }

// Cell is a spot in a workbook.
func Cell(file, sheet, cell string) Where { return Where{File: file, Sheet: sheet, Cell: cell} }

// String writes file:line:column or file:sheet!cell, leaving out what is not
// known. It is empty for the zero Where.
func (w Where) String() string {
	var parts []string
	if w.File != "" {
		parts = append(parts, w.File)
	}
	if w.Line > 0 {
		parts = append(parts, fmt.Sprint(w.Line))
		if w.Column > 0 {
			parts = append(parts, fmt.Sprint(w.Column))
		}
	}
	if w.Sheet != "" {
		parts = append(parts, strings.TrimSuffix(w.Sheet+"!"+w.Cell, "!"))
	}
	return strings.Join(parts, ":")
}

// Args are the values that a catalog message names in braces.
type Args map[string]any

// Error is one fault.
type Error struct {
	Kind  Kind
	Key   string // catalog key, "room.what_happened"
	Args  Args
	Where Where
	Cause error // for the log; never shown to a reader
}

// New makes a fault from a kind, a catalog key and pairs of name and value.
func New(kind Kind, key string, pairs ...any) *Error {
	e := &Error{Kind: kind, Key: key}
	for i := 0; i+1 < len(pairs); i += 2 {
		if e.Args == nil {
			e.Args = Args{}
		}
		e.Args[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	return e
}

// At returns the fault with the spot where it was found.
func (e *Error) At(w Where) *Error {
	c := *e
	c.Where = w
	return &c
}

// Because returns the fault with its cause, for the log.
func (e *Error) Because(err error) *Error {
	c := *e
	c.Cause = err
	return &c
}

// Error writes the fault for a log: spot, key, values and cause. Readers get
// the catalog's words instead (locale.Printer.Error).
func (e *Error) Error() string {
	var b strings.Builder
	if w := e.Where.String(); w != "" {
		b.WriteString(w + ": ")
	}
	b.WriteString(e.Key)
	names := make([]string, 0, len(e.Args))
	for n := range e.Args {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		fmt.Fprintf(&b, " %s=%q", n, fmt.Sprint(e.Args[n]))
	}
	if e.Cause != nil {
		b.WriteString(": " + e.Cause.Error())
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// List is several faults found in one input. It is an error when it is not
// empty; use Err to hand it on.
type List []*Error

// Add appends a fault.
func (l *List) Add(e *Error) { *l = append(*l, e) }

// Err is nil for an empty list.
func (l List) Err() error {
	if len(l) == 0 {
		return nil
	}
	return l
}

// Error writes the faults one below the other.
func (l List) Error() string {
	lines := make([]string, len(l))
	for i, e := range l {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// All gives the faults in an error: those of a List, the one of an Error, or
// none when the error is something else.
func All(err error) List {
	var l List
	if errors.As(err, &l) {
		return l
	}
	var e *Error
	if errors.As(err, &e) {
		return List{e}
	}
	return nil
}

// KindOf is the kind of an error: that of the first fault in it, else Internal.
func KindOf(err error) Kind {
	if all := All(err); len(all) > 0 {
		return all[0].Kind
	}
	return Internal
}

// Is tells whether an error holds a fault of this kind first.
func Is(err error, k Kind) bool { return err != nil && KindOf(err) == k }

// HasKey tells whether an error holds a fault with this catalog key.
func HasKey(err error, key string) bool {
	for _, e := range All(err) {
		if e.Key == key {
			return true
		}
	}
	return false
}
