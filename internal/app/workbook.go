package app

import (
	"context"
	"io"
	"slices"
	"strconv"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/record"
	"sextant/internal/workbook"
)

// maxWorkbook bounds a workbook that comes back, in bytes; the reader has
// narrower bounds of its own.
const maxWorkbook = 32 << 20

// handOf is whose answers a person gives here; false for someone who has
// nothing to do with answers.
func handOf(s *assessment.State, by account.Standing) (assessment.Hand, bool) {
	who := s.Standing(by)
	switch {
	case who.May(account.SeeAnswers, account.Scope{}):
		return assessment.FirstHand, true
	case who.Holds(account.SecondCoder):
		return assessment.SecondHand, true
	}
	return "", false
}

// DomainsOf lists the domains that a person was asked to answer; nil where that
// is all of them, or none in particular.
func DomainsOf(s *assessment.State, by account.Standing) []framework.Code {
	var mine []framework.Code
	for _, g := range s.Standing(by).Grants {
		if g.Role != account.Coder && g.Role != account.SecondCoder {
			continue
		}
		if len(g.Domains) == 0 {
			return nil
		}
		for _, d := range s.Book.Domains {
			if slices.Contains(g.Domains, string(d.Code)) && !slices.Contains(mine, d.Code) {
				mine = append(mine, d.Code)
			}
		}
	}
	return mine
}

// WriteQuestionnaire writes the workbook in which a person answers away from
// the workbench, in a language, of some domains or of all.
func (a *App) WriteQuestionnaire(ctx context.Context, by account.Standing, chain record.Chain, w io.Writer, t lang.Tag, domains []framework.Code) (*assessment.State, error) {
	s, err := a.State(ctx, by, chain)
	if err != nil {
		return nil, err
	}
	hand, ok := handOf(s, by)
	if !ok {
		return nil, denied(account.SeeAnswers, s)
	}
	return s, workbook.WriteQuestionnaire(w, s, workbook.Options{Language: t, Domains: domains, Hand: hand, Created: a.now()})
}

// Returned is a workbook that came back and was looked at; nothing of it is
// saved yet.
type Returned struct {
	ID   UploadID
	Name string
	Plan *workbook.Plan
	// Foreign lists what the person may not change: indicators of other
	// domains. As long as there are any, the workbook cannot be taken.
	Foreign []framework.Code
	State   *assessment.State
}

// workbookOf names uploads of workbooks to one assessment.
func workbookOf(chain record.Chain) string { return "workbook:" + string(chain) }

// answerBook is the questionnaire in which coders answer away from the
// workbench.
var answerBook = bookForm{
	owner: workbookOf,
	may: func(s *assessment.State, by account.Standing) error {
		if _, ok := handOf(s, by); !ok {
			return denied(account.SeeAnswers, s)
		}
		return nil
	},
	read: readReturned,
}

// KeepWorkbook keeps a workbook that came back and says what it would change.
func (a *App) KeepWorkbook(ctx context.Context, by account.Standing, chain record.Chain, f File) (*Returned, error) {
	return a.keepBook(ctx, by, chain, f, answerBook)
}

// LookAtWorkbook says again what a kept workbook would change, as things stand
// now.
func (a *App) LookAtWorkbook(ctx context.Context, by account.Standing, chain record.Chain, id UploadID) (*Returned, error) {
	return a.lookAtBook(ctx, by, chain, id, answerBook)
}

func readReturned(s *assessment.State, by account.Standing, name string, data []byte) (*Returned, error) {
	hand, ok := handOf(s, by)
	if !ok {
		return nil, denied(account.SeeAnswers, s)
	}
	plan, err := workbook.ReadQuestionnaire(name, data, s, workbook.Reading{Hand: hand, NewID: NewID})
	if err != nil {
		return nil, err
	}
	r := &Returned{Name: name, Plan: plan, State: s}
	who := s.Standing(by)
	for _, c := range plan.Settle(func(workbook.Conflict) bool { return true }) {
		right, scope := c.Needs(s)
		if code := codeOf(c); !who.May(right, scope) && !slices.Contains(r.Foreign, code) {
			r.Foreign = append(r.Foreign, code)
		}
	}
	return r, nil
}

// codeOf is the indicator that a workbook's command is about; empty for a
// source.
func codeOf(c assessment.Command) framework.Code {
	switch c := c.(type) {
	case assessment.RecordAnswer:
		return c.Indicator
	case assessment.Confirm:
		return c.Indicator
	}
	return ""
}

// ConflictKey names a conflict as it was shown: another entry on the same item
// makes it another conflict, which must be looked at again.
func ConflictKey(c workbook.Conflict) string {
	return string(c.Code) + string(c.Source) + "@" + strconv.FormatInt(c.Since, 10)
}

// TakeWorkbook takes a kept workbook as a whole, or not at all. Decided says for
// each conflict, by its key, whether the workbook wins; one that nobody decided
// is "workbook_page.undecided", and nothing is saved. The workbook itself is
// deleted once it was taken.
func (a *App) TakeWorkbook(ctx context.Context, o Order, id UploadID, decided map[string]bool) (*Returned, *assessment.State, error) {
	r, err := a.LookAtWorkbook(ctx, o.By, o.Chain, id)
	if err != nil {
		return nil, nil, err
	}
	if err := r.settled(decided); err != nil {
		return r, nil, err
	}
	o.Do = r.Plan.Settle(func(c workbook.Conflict) bool { return decided[ConflictKey(c)] })
	next, err := a.Do(ctx, o)
	if err != nil {
		return r, nil, err
	}
	return r, next, a.forgetUpload(ctx, []byte(id))
}

// settled says what still stands in the way of taking a workbook.
func (r *Returned) settled(decided map[string]bool) error {
	if len(r.Plan.Faults) > 0 {
		return r.Plan.Faults.Err()
	}
	if len(r.Foreign) > 0 {
		return fault.New(fault.Invalid, "workbook_page.not_yours", "codes", r.Foreign)
	}
	for _, c := range r.Plan.Conflicts {
		if _, ok := decided[ConflictKey(c)]; !ok {
			return fault.New(fault.Conflict, "workbook_page.undecided")
		}
	}
	return nil
}

// DropWorkbook lets a kept workbook go: nothing of it is saved.
func (a *App) DropWorkbook(ctx context.Context, by account.Standing, chain record.Chain, id UploadID) error {
	return a.DropUpload(ctx, by, workbookOf(chain), id)
}
