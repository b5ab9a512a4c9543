package app

import (
	"bytes"
	"context"
	"strings"

	"sextant/frameworks"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/profile"
	"sextant/internal/workbook"
)

// MaxImport bounds a file that is brought in, in bytes.
const MaxImport = 64 << 20

// ImportOptions say how a file is brought in.
type ImportOptions struct {
	// DryRun reads and understands, and saves nothing.
	DryRun bool
	// NewEdition lets a profile whose place and year exist become a further
	// edition; it says what changed.
	NewEdition string
}

// Understood is what an import made of a file.
type Understood struct {
	Kind  string // catalog key of the recognised form: "import.kind_page"
	Lines []UnderstoodLine
	// Left lists what was left out, each with its reason.
	Left []UnderstoodLine
	// Slug and Edition name the profile that came into being; Name whatever
	// else did.
	Slug    profile.Slug
	Edition int
	Name    string
}

// UnderstoodLine is one line or part of a file: what it was taken as, and why
// it was left out where it was.
type UnderstoodLine struct {
	Number int
	As     string // catalog key
	Text   string
	Why    string // catalog key; empty for what was taken
	Args   []any
}

// Import brings a file in, whatever it is: it is recognised by its content.
// Everything in it is saved or nothing.
func (a *App) Import(ctx context.Context, name string, data []byte, o ImportOptions) (*Understood, error) {
	if len(data) > MaxImport {
		return nil, fault.New(fault.TooLarge, "import.too_large", "max", MaxImport>>20).At(fault.Where{File: name})
	}
	for _, f := range forms {
		if f.is(data) {
			return f.take(a, ctx, name, data, o)
		}
	}
	return nil, fault.New(fault.Invalid, "import.unknown_form").At(fault.Where{File: name})
}

// form is a kind of file that can be brought in.
type form struct {
	is   func(data []byte) bool
	take func(a *App, ctx context.Context, name string, data []byte, o ImportOptions) (*Understood, error)
}

// forms are tried in this order: what names itself comes before what is only
// alike, and text that might be a page comes last, so that its faults are told
// line by line.
var forms = []form{
	{isPackage, (*App).importPackage},
	{isQuestionnaire, (*App).importWorkbook},
	{isTranslation, (*App).importTranslation},
	{isProfile, (*App).importProfile},
	{isResults, (*App).importResults},
	{isWorkbook, (*App).importFrameworkBook},
	{isFramework, (*App).importFramework},
	{isAnything, (*App).importPage},
}

// beginning is how a file begins, enough to tell its form.
func beginning(data []byte) string {
	return strings.TrimSpace(strings.TrimPrefix(string(data[:min(len(data), 64<<10)]), "\ufeff"))
}

func isProfile(data []byte) bool { return strings.HasPrefix(beginning(data), "{") }

// isWorkbook tells any other XLSX: it can only be a framework's.
func isWorkbook(data []byte) bool { return bytes.HasPrefix(data, []byte("PK\x03\x04")) }

func isFramework(data []byte) bool {
	start := beginning(data)
	return hasKey(start, "indicators:") || (hasKey(start, "domains:") && hasKey(start, "id:"))
}

func isAnything(data []byte) bool { return len(data) > 0 }

func hasKey(start, key string) bool {
	return strings.HasPrefix(start, key) || strings.Contains(start, "\n"+key)
}

func (a *App) importFramework(ctx context.Context, name string, data []byte, o ImportOptions) (*Understood, error) {
	books, err := a.Books(ctx)
	if err != nil {
		return nil, err
	}
	f, err := frameworks.Load(name, data, books...)
	if err != nil {
		return nil, err
	}
	return a.takeFramework(ctx, f, o)
}

func (a *App) importFrameworkBook(ctx context.Context, name string, data []byte, o ImportOptions) (*Understood, error) {
	books, err := a.Books(ctx)
	if err != nil {
		return nil, err
	}
	f, err := workbook.ReadFramework(name, bytes.NewReader(data), books...)
	if err != nil {
		return nil, err
	}
	return a.takeFramework(ctx, f, o)
}

func (a *App) takeFramework(ctx context.Context, f *framework.Framework, o ImportOptions) (*Understood, error) {
	u := &Understood{Kind: "import.kind_framework", Name: f.Ref.String()}
	for _, d := range f.Domains {
		u.Lines = append(u.Lines, UnderstoodLine{As: "import.as_domain", Text: string(d.Code) + " " + d.Title.Get("en")})
	}
	if o.DryRun {
		return u, nil
	}
	return u, a.AddBook(ctx, f)
}

// open gives the state of the assessment that has a slug, or nil.
func (a *App) bySlug(ctx context.Context, slug profile.Slug) (*assessment.State, error) {
	sum, ok, err := a.store.SummaryBySlug(ctx, string(slug))
	if err != nil || !ok {
		return nil, err
	}
	return a.load(ctx, sum.Chain)
}

// refuseTwin says that a place and year exist already, with the address of the
// edition.
func refuseTwin(s *assessment.State, slug profile.Slug) error {
	if len(s.Editions) == 0 {
		return fault.New(fault.Exists, "import.open_already", "slug", string(slug))
	}
	n := s.Editions[len(s.Editions)-1].Number
	return fault.New(fault.Exists, "import.exists", "slug", string(slug), "edition", n, "address", "/profiles/"+string(slug))
}
