package app

import (
	"bytes"
	"context"
	"strings"

	"sextant/frameworks"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/pagetext"
	"sextant/internal/profile"
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
	switch recognise(data) {
	case formProfile:
		return a.importProfile(ctx, name, data, o)
	case formFramework:
		return a.importFramework(ctx, name, data, o)
	case formPage:
		return a.importPage(ctx, name, data, o)
	}
	return nil, fault.New(fault.Invalid, "import.unknown_form").At(fault.Where{File: name})
}

type form int

const (
	formUnknown form = iota
	formProfile
	formFramework
	formPage
)

// recognise tells the form of a file from how it begins. What could be a page
// of text is read as one, so that its faults are told line by line.
func recognise(data []byte) form {
	start := strings.TrimSpace(string(data[:min(len(data), 64<<10)]))
	switch {
	case strings.HasPrefix(start, "{"):
		return formProfile
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return formUnknown
	case hasKey(start, "indicators:") || (hasKey(start, "domains:") && hasKey(start, "id:")):
		return formFramework
	case len(data) > 2<<20 || pagetext.Looks(data) || start != "":
		return formPage
	}
	return formUnknown
}

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
