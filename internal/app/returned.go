package app

import (
	"context"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/record"
)

// bookForm is a kind of workbook that comes back filled in: whose uploads it
// is kept among, who may bring it, and how it is read.
type bookForm struct {
	owner func(chain record.Chain) string
	may   func(s *assessment.State, by account.Standing) error
	read  func(s *assessment.State, by account.Standing, name string, data []byte) (*Returned, error)
}

// keepBook keeps a workbook that came back and says what it would change. One
// that can never be taken is forgotten at once.
func (a *App) keepBook(ctx context.Context, by account.Standing, chain record.Chain, f File, form bookForm) (*Returned, error) {
	s, err := a.State(ctx, by, chain)
	if err != nil {
		return nil, err
	}
	if err := form.may(s, by); err != nil {
		return nil, err
	}
	id, data, err := a.keepUpload(ctx, by.Person, form.owner(chain), f, maxWorkbook)
	if err != nil {
		return nil, err
	}
	r, err := form.read(s, by, FileName(f.Name), data)
	if err != nil {
		if forgotten := a.forgetUpload(ctx, []byte(id)); forgotten != nil {
			return nil, forgotten
		}
		return nil, err
	}
	r.ID = id
	return r, nil
}

// lookAtBook says again what a kept workbook would change, as things stand
// now.
func (a *App) lookAtBook(ctx context.Context, by account.Standing, chain record.Chain, id UploadID, form bookForm) (*Returned, error) {
	s, err := a.State(ctx, by, chain)
	if err != nil {
		return nil, err
	}
	name, data, err := a.upload(ctx, by.Person, form.owner(chain), id)
	if err != nil {
		return nil, err
	}
	r, err := form.read(s, by, name, data)
	if r != nil {
		r.ID = id
	}
	return r, err
}
