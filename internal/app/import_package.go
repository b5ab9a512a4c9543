package app

import (
	"archive/zip"
	"bytes"
	"context"
	"slices"
	"strconv"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/lang"
	"sextant/internal/record"
)

// packageUpload names uploads of record packages.
const packageUpload = "package"

// Brought is a record package that somebody sent and that was looked at;
// nothing of it is saved yet.
type Brought struct {
	ID      UploadID
	Name    string
	Package *Package
	Report  *PackageReport
	Place   lang.Text
	State   *assessment.State // as the package has it
	Here    bool              // the assessment is here already
	// Orphan says that none of its coordinators has an account here: whoever
	// brings it in becomes coordinator, or nobody could open it.
	Orphan bool
}

// KeepPackage keeps a record package that a coordinator sent, proves it, and
// says what it would bring.
func (a *App) KeepPackage(ctx context.Context, by account.Standing, f File) (*Brought, error) {
	if !by.May(account.OpenAssessment, account.Scope{}) {
		return nil, fault.New(fault.Denied, "people.denied")
	}
	id, data, err := a.keepUpload(ctx, by.Person, packageUpload, f, MaxUpload)
	if err != nil {
		return nil, err
	}
	b, err := a.readBrought(ctx, by, FileName(f.Name), data)
	if err != nil {
		if forgotten := a.forgetUpload(ctx, []byte(id)); forgotten != nil {
			return nil, forgotten
		}
		return nil, err
	}
	b.ID = id
	return b, nil
}

// LookAtPackage says again what a kept package would bring, as things stand now.
func (a *App) LookAtPackage(ctx context.Context, by account.Standing, id UploadID) (*Brought, error) {
	if !by.May(account.OpenAssessment, account.Scope{}) {
		return nil, fault.New(fault.Denied, "people.denied")
	}
	name, data, err := a.upload(ctx, by.Person, packageUpload, id)
	if err != nil {
		return nil, err
	}
	b, err := a.readBrought(ctx, by, name, data)
	if b != nil {
		b.ID = id
	}
	return b, err
}

// readBrought proves a package. Entries for an assessment that is here may be
// brought by its coordinators alone: a package says by itself who did what.
func (a *App) readBrought(ctx context.Context, by account.Standing, name string, data []byte) (*Brought, error) {
	p, err := ReadPackage(name, data)
	if err != nil {
		return nil, err
	}
	theirs, err := p.state()
	if err != nil {
		return nil, err
	}
	b := &Brought{Name: name, Package: p, Place: theirs.Place.Name, State: theirs}
	head, err := a.store.Head(ctx, p.Chain)
	if err != nil {
		return nil, err
	}
	if b.Here = head.Seq > 0; b.Here {
		ours, err := a.load(ctx, p.Chain)
		if err != nil {
			return nil, err
		}
		if !ours.Standing(by).May(account.ExportRecord, account.Scope{Stage: ours.Stage}) {
			return nil, fault.New(fault.Denied, "workbook_page.package_of_others")
		}
	} else if b.Orphan, err = a.orphaned(ctx, theirs); err != nil {
		return nil, err
	}
	b.Report, err = a.ImportPackage(ctx, p, true)
	return b, err
}

// orphaned tells an assessment none of whose coordinators has an account here.
func (a *App) orphaned(ctx context.Context, s *assessment.State) (bool, error) {
	names, err := a.Names(ctx, s.People(account.Coordinator)...)
	return len(names) == 0, err
}

// TakePackage brings a kept package in. Where both sides went on, take says for
// each thing that both changed whether the other side's stands. It gives the
// assessment that came, or that grew.
func (a *App) TakePackage(ctx context.Context, by account.Standing, id UploadID, take map[string]bool) (*Brought, error) {
	b, err := a.LookAtPackage(ctx, by, id)
	if err != nil {
		return b, err
	}
	if b.Report.Merge != nil {
		err = a.MergePackage(ctx, by, b.Package, take)
	} else {
		err = a.takeWhole(ctx, by, b)
	}
	if err != nil {
		return b, err
	}
	if err := a.describeCopies(ctx, b.State); err != nil {
		return b, err
	}
	return b, a.forgetUpload(ctx, []byte(id))
}

// takeWhole brings in a package that meets nothing of ours, and gives an
// orphan to whoever brought it.
func (a *App) takeWhole(ctx context.Context, by account.Standing, b *Brought) error {
	if _, err := a.ImportPackage(ctx, b.Package, false); err != nil || !b.Orphan {
		return err
	}
	_, err := a.Do(ctx, Order{By: System, Chain: b.Package.Chain, Do: []assessment.Command{
		assessment.Grant{Granted: assessment.Granted{Person: by.Person, Grant: account.Grant{Role: account.Coordinator}}},
	}})
	return err
}

// DropPackage lets a kept package go.
func (a *App) DropPackage(ctx context.Context, by account.Standing, id UploadID) error {
	return a.DropUpload(ctx, by, packageUpload, id)
}

// isPackage tells a record package from other ZIP archives by its manifest.
func isPackage(data []byte) bool {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	return err == nil && slices.ContainsFunc(z.File, func(f *zip.File) bool { return f.Name == "manifest.json" })
}

// importPackage brings a record package in from the command line. Where both
// sides went on nothing is saved: people must look, on the page for it.
func (a *App) importPackage(ctx context.Context, name string, data []byte, o ImportOptions) (*Understood, error) {
	p, err := ReadPackage(name, data)
	if err != nil {
		return nil, err
	}
	s, err := p.state()
	if err != nil {
		return nil, err
	}
	report, err := a.ImportPackage(ctx, p, o.DryRun)
	if err != nil {
		return nil, err
	}
	if m := report.Merge; m != nil {
		return nil, fault.New(fault.Conflict, "workbook_page.package_parted", "seq", m.Fork, "n", len(m.Conflicts)).At(fault.Where{File: name})
	}
	u := &Understood{Kind: "workbook_page.kind_package", Name: string(p.Chain), Lines: packageLines(s, p, report)}
	if o.DryRun || report.New == 0 {
		return u, nil
	}
	return u, a.describeCopies(ctx, s)
}

func packageLines(s *assessment.State, p *Package, r *PackageReport) []UnderstoodLine {
	line := func(as, text string) UnderstoodLine { return UnderstoodLine{As: as, Text: text} }
	return []UnderstoodLine{
		line("import.as_place", s.Place.Name.Get(s.Source)), line("import.as_date", s.Date),
		line("import.as_framework", s.Book.Ref.String()),
		line("workbook_page.as_entries", strconv.Itoa(len(p.Entries))),
		line("workbook_page.as_new_entries", strconv.Itoa(r.New)),
		line("import.as_copies", strconv.Itoa(len(copiesOf(s)))),
	}
}

// ChainOf finds an assessment by its id or by its slug, for the command line.
func (a *App) ChainOf(ctx context.Context, id string) (record.Chain, error) {
	head, err := a.store.Head(ctx, record.Chain(id))
	if err != nil {
		return "", err
	}
	if head.Seq > 0 {
		return record.Chain(id), nil
	}
	sum, ok, err := a.store.SummaryBySlug(ctx, id)
	if err == nil && !ok {
		err = fault.New(fault.NotFound, "assessment.not_found")
	}
	return sum.Chain, err
}
