package app

import (
	"context"
	"io"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/record"
	"sextant/internal/workbook"
)

// AskedDomains lists the domains of the draft about which a person was asked;
// all of the book's for a focal point.
func AskedDomains(s *assessment.State, by account.Standing) []framework.Code {
	who := s.Standing(by)
	var codes []framework.Code
	for _, d := range s.Book.Domains {
		if who.May(account.MakeRemark, account.Scope{Stage: account.Consultation, Domain: string(d.Code)}) {
			codes = append(codes, d.Code)
		}
	}
	return codes
}

// WriteRemarkBook writes the draft as a workbook with room for the remarks of
// the person's institution, in the domains that the person was asked about.
func (a *App) WriteRemarkBook(ctx context.Context, by account.Standing, chain record.Chain, w io.Writer, t lang.Tag) (*assessment.State, error) {
	then, now, err := a.draftState(ctx, by, chain)
	if err != nil {
		return nil, err
	}
	who := now.Standing(by)
	if !who.May(account.MakeRemark, account.Scope{Stage: now.Stage}) {
		return nil, denied(account.MakeRemark, now)
	}
	return now, workbook.WriteRemarks(w, then, now, workbook.RemarkOptions{
		Language: t, Institution: who.Institution(), Domains: AskedDomains(now, by), Created: a.now(),
	})
}

// WriteRemarkList writes the draft with every remark and reply as a workbook
// to read, for those who read the answers.
func (a *App) WriteRemarkList(ctx context.Context, by account.Standing, chain record.Chain, w io.Writer, t lang.Tag) (*assessment.State, error) {
	then, now, err := a.draftState(ctx, by, chain)
	if err != nil {
		return nil, err
	}
	return now, workbook.WriteRemarkList(w, then, now, RemarksFor(now, by), workbook.RemarkOptions{
		Language: t, Domains: seenDomains(now, by), Created: a.now(),
	})
}

func seenDomains(s *assessment.State, by account.Standing) []framework.Code {
	var codes []framework.Code
	for _, d := range s.Book.Domains {
		if s.Standing(by).May(account.SeeDraft, account.Scope{Stage: s.Stage, Domain: string(d.Code)}) {
			codes = append(codes, d.Code)
		}
	}
	return codes
}

// remarksOf names uploads of workbooks with remarks to one assessment.
func remarksOf(chain record.Chain) string { return "remarks:" + string(chain) }

// remarkBook is the workbook in which the government writes its remarks.
var remarkBook = bookForm{
	owner: remarksOf,
	may: func(s *assessment.State, by account.Standing) error {
		if !s.Standing(by).May(account.MakeRemark, account.Scope{Stage: s.Stage}) {
			return denied(account.MakeRemark, s)
		}
		return nil
	},
	read: readRemarkBook,
}

// KeepRemarkBook keeps a workbook with remarks that came back and says what it
// would change.
func (a *App) KeepRemarkBook(ctx context.Context, by account.Standing, chain record.Chain, f File) (*Returned, error) {
	return a.keepBook(ctx, by, chain, f, remarkBook)
}

// LookAtRemarkBook says again what a kept workbook would change, as things
// stand now.
func (a *App) LookAtRemarkBook(ctx context.Context, by account.Standing, chain record.Chain, id UploadID) (*Returned, error) {
	return a.lookAtBook(ctx, by, chain, id, remarkBook)
}

func readRemarkBook(s *assessment.State, by account.Standing, name string, data []byte) (*Returned, error) {
	who := s.Standing(by)
	plan, err := workbook.ReadRemarks(name, data, s, workbook.Reading{Institution: who.Institution(), NewID: NewID})
	if err != nil {
		return nil, err
	}
	r := &Returned{Name: name, Plan: plan, State: s}
	for _, c := range plan.Settle(func(workbook.Conflict) bool { return true }) {
		m, ok := c.(assessment.MakeRemark)
		if !ok {
			return nil, fault.New(fault.Invalid, "workbook.foreign")
		}
		if right, scope := c.Needs(s); !who.May(right, scope) {
			r.Foreign = append(r.Foreign, m.Indicator)
		}
	}
	return r, nil
}

// TakeRemarkBook takes a kept workbook as a whole, or not at all; decided is as
// in TakeWorkbook.
func (a *App) TakeRemarkBook(ctx context.Context, o Order, id UploadID, decided map[string]bool) (*Returned, *assessment.State, error) {
	r, err := a.LookAtRemarkBook(ctx, o.By, o.Chain, id)
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

// DropRemarkBook lets a kept workbook go: nothing of it is saved.
func (a *App) DropRemarkBook(ctx context.Context, by account.Standing, chain record.Chain, id UploadID) error {
	return a.DropUpload(ctx, by, remarksOf(chain), id)
}
