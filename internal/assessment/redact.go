package assessment

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"sextant/internal/account"
)

// EntryRedacted says that the body of an entry was blanked, and why. The
// store blanks it in the same transaction.
type EntryRedacted struct {
	Seq    int64  `json:"seq"`
	Reason string `json:"reason"`
}

// RedactionKind is the kind of the entry that says that another was blanked.
const RedactionKind = "entry.redacted"

func (*EntryRedacted) kind() string { return RedactionKind }

func (e *EntryRedacted) apply(s *State, _ Meta) { s.Redactions[e.Seq] = e.Reason }

// RedactEntry blanks the body of an entry, for a reason. The opening entry
// cannot be blanked: it is what the assessment is.
type RedactEntry struct{ EntryRedacted }

// Needs the administrator's right to redact.
func (RedactEntry) Needs(s *State) (account.Right, account.Scope) { return account.Redact, s.scope() }

func (c RedactEntry) decide(s *State, _ Act) ([]Event, error) {
	e := c.EntryRedacted
	e.Reason = strings.TrimSpace(e.Reason)
	switch {
	case e.Reason == "":
		return nil, invalid("assessment.lacks_reason")
	case e.Seq < 2 || e.Seq > s.Head.Seq:
		return nil, invalid("assessment.no_entry", "seq", fmt.Sprint(e.Seq))
	}
	if _, done := s.Redactions[e.Seq]; done {
		return nil, nil
	}
	return []Event{&e}, nil
}

func sortBySeq(ps []Promise) {
	slices.SortFunc(ps, func(a, b Promise) int {
		if c := cmp.Compare(a.Seq, b.Seq); c != 0 {
			return c
		}
		return strings.Compare(string(a.ID), string(b.ID))
	})
}
