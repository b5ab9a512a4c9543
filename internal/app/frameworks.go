package app

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"slices"
	"strings"

	"sextant/frameworks"
	"sextant/internal/account"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/workbook"
)

// BookLine is one version of a framework in a list.
type BookLine struct {
	*framework.Framework
	BuiltIn bool
	// Uses is how many assessments are bound to it: all of them for those who
	// may publish frameworks, the person's own for everybody else.
	Uses int
}

// BookLines lists the versions of all frameworks, by id, newest version first.
func (a *App) BookLines(ctx context.Context, by account.Standing) ([]BookLine, error) {
	books, err := a.Books(ctx)
	if err != nil {
		return nil, err
	}
	whose := string(by.Person)
	if by.May(account.EditFrameworks, account.Scope{}) {
		whose = ""
	}
	uses, err := a.store.BookUses(ctx, whose)
	if err != nil {
		return nil, err
	}
	var lines []BookLine
	for _, f := range books {
		l := BookLine{Framework: f}
		if built, ok := frameworks.Get(f.Ref); ok {
			l.BuiltIn = BookHash(built) == BookHash(f)
		}
		for _, u := range uses {
			if u.Framework == string(f.Ref.ID) && u.Version == string(f.Ref.Version) {
				l.Uses = u.N
			}
		}
		lines = append(lines, l)
	}
	slices.SortStableFunc(lines, func(x, y BookLine) int {
		return cmp.Or(cmp.Compare(x.Ref.ID, y.Ref.ID), CompareVersions(y.Ref.Version, x.Ref.Version))
	})
	return lines, nil
}

// CompareVersions orders versions as people number them: 2026.10 after 2026.9.
func CompareVersions(x, y framework.Version) int {
	cut := func(v framework.Version) []string {
		return strings.FieldsFunc(string(v), func(r rune) bool { return r == '.' || r == '-' })
	}
	as, bs := cut(x), cut(y)
	for i := range min(len(as), len(bs)) {
		a, b := strings.TrimLeft(as[i], "0"), strings.TrimLeft(bs[i], "0")
		if isNumber(a) && isNumber(b) {
			if c := cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)); c != 0 {
				return c
			}
			continue
		}
		if c := cmp.Compare(as[i], bs[i]); c != 0 {
			return c
		}
	}
	return cmp.Or(cmp.Compare(len(as), len(bs)), cmp.Compare(x, y))
}

func isNumber(s string) bool { return strings.Trim(s, "0123456789") == "" }

// mayEditBooks refuses whoever may not publish frameworks.
func mayEditBooks(by account.Standing) error {
	if by.May(account.EditFrameworks, account.Scope{}) {
		return nil
	}
	return fault.New(fault.Denied, "assessment.denied", "right", string(account.EditFrameworks), "stage", "")
}

// ReadBook reads a framework from a workbook or from YAML, whichever it is, and
// checks it. The error is a list of every fault with its cell or line.
func (a *App) ReadBook(ctx context.Context, by account.Standing, name string, data []byte) (*framework.Framework, error) {
	if err := mayEditBooks(by); err != nil {
		return nil, err
	}
	shelf, err := a.Books(ctx)
	if err != nil {
		return nil, err
	}
	if bytes.HasPrefix(data, []byte("PK")) {
		return workbook.ReadFramework(name, bytes.NewReader(data), shelf...)
	}
	return framework.Load(name, data, shelf...)
}

// BookChanges types every difference of a framework from the newest other
// version of the same id; the version is nil where there is none.
func (a *App) BookChanges(ctx context.Context, f *framework.Framework) (*framework.Framework, []framework.Difference, error) {
	books, err := a.Books(ctx)
	if err != nil {
		return nil, nil, err
	}
	var newest *framework.Framework
	for _, b := range books {
		if b.Ref.ID == f.Ref.ID && b.Ref != f.Ref && (newest == nil || CompareVersions(b.Ref.Version, newest.Ref.Version) > 0) {
			newest = b
		}
	}
	if newest == nil {
		return nil, nil, nil
	}
	return newest, framework.Diff(newest, f), nil
}

// BookThere tells whether a version exists already: the same content, or other
// content under its name.
func (a *App) BookThere(ctx context.Context, f *framework.Framework) (same, other bool, err error) {
	have, err := a.Book(ctx, f.Ref)
	if fault.Is(err, fault.NotFound) {
		return false, false, nil
	}
	if err != nil {
		return false, false, err
	}
	same = BookHash(have) == BookHash(f)
	return same, !same, nil
}

// PublishBook makes a checked framework available to new assessments. A
// version that exists never changes.
func (a *App) PublishBook(ctx context.Context, by account.Standing, f *framework.Framework) error {
	if err := mayEditBooks(by); err != nil {
		return err
	}
	shelf, err := a.Books(ctx)
	if err != nil {
		return err
	}
	if faults := framework.Check(f, shelf...); len(faults) > 0 {
		return faults
	}
	same, _, err := a.BookThere(ctx, f)
	if err != nil {
		return err
	}
	if same {
		return fault.New(fault.Exists, "app.framework_exists", "framework", f.Ref.String())
	}
	return a.AddBook(ctx, f)
}

// WriteBookYAML writes a version as YAML: a built-in one as its authors wrote
// it, with comments.
func (a *App) WriteBookYAML(f *framework.Framework) ([]byte, error) {
	if built, ok := frameworks.Get(f.Ref); ok && BookHash(built) == BookHash(f) {
		if data, ok := frameworks.Source(f.Ref); ok {
			return data, nil
		}
	}
	return framework.Marshal(f)
}

// WriteBookXLSX writes a version as a workbook, in a language of the interface.
func (a *App) WriteBookXLSX(f *framework.Framework, tag lang.Tag) ([]byte, error) {
	var b bytes.Buffer
	err := workbook.WriteFramework(&b, f, tag)
	return b.Bytes(), err
}

// WriteBookTemplate writes an empty workbook to fill in: with the scale of the
// programme and room for texts in the given languages.
func (a *App) WriteBookTemplate(tag lang.Tag, languages []lang.Tag) ([]byte, error) {
	return a.WriteBookXLSX(workbook.FrameworkTemplate(a.AboutFramework(framework.Local), languages), tag)
}

// maxPacked bounds a packed framework once it is unpacked.
const maxPacked = 16 << 20

// PackBook writes a framework as text for a form, so that what was looked at
// is what gets published.
func PackBook(f *framework.Framework) (string, error) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if err := json.NewEncoder(w).Encode(f); err != nil {
		return "", err
	}
	if err := w.Close(); err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(b.Bytes()), nil
}

// UnpackBook reads what PackBook wrote. Foreign text is a fault; what it says
// is checked when it is published.
func UnpackBook(text string) (*framework.Framework, error) {
	broken := func(err error) error { return fault.New(fault.Invalid, "frameworks_page.broken").Because(err) }
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, broken(err)
	}
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, broken(err)
	}
	body, err := io.ReadAll(io.LimitReader(r, maxPacked))
	if err != nil {
		return nil, broken(err)
	}
	f := &framework.Framework{}
	if err := json.Unmarshal(body, f); err != nil {
		return nil, broken(err)
	}
	return f, nil
}
