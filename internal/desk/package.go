package desk

import (
	"bufio"
	"net/http"
	"net/url"
	"strings"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/lang"
	"sextant/internal/profile"
)

func init() {
	register("GET /desk/a/{chain}/package", (*Desk).packageFile)
	register("GET /desk/packages", (*Desk).packagesPage)
	register("POST /desk/packages", (*Desk).bringPackage, upTo(app.MaxUpload+formLimit))
	register("POST /desk/packages/take", (*Desk).takePackage)
	register("POST /desk/packages/drop", (*Desk).dropPackage)
}

// packageFile hands out the whole record of an assessment, provable.
func (d *Desk) packageFile(a *ask) (answer, error) {
	s, err := a.assessment()
	if err != nil {
		return answer{}, err
	}
	if err := a.must(account.ExportRecord); err != nil {
		return answer{}, err
	}
	name := string(profile.SlugOf(s.Place, s.Year())) + "-record.zip"
	return answer{
		header: http.Header{
			"Content-Type":            {"application/zip"},
			"Content-Disposition":     {`attachment; filename*=UTF-8''` + url.PathEscape(name)},
			"Content-Security-Policy": {"sandbox; default-src 'none'"},
		},
		stream: func(w http.ResponseWriter, r *http.Request) {
			to := bufio.NewWriterSize(w, 64<<10)
			err := d.app.ExportRecord(r.Context(), a.who, s.Chain, to)
			if err == nil {
				err = to.Flush()
			}
			if err != nil {
				// A package that ends early must not look like a whole one.
				d.log.Error("a record package was cut short", "error", err)
				panic(http.ErrAbortHandler)
			}
		},
	}, nil
}

// packagesView is where a record package comes in: what it would bring, and
// what both sides changed.
type packagesView struct {
	Frame
	Brought *broughtView
}

type broughtView struct {
	ID        app.UploadID
	Name      string
	Place     lang.Text
	Source    lang.Tag
	Date      string
	Framework string
	Entries   int
	New       int
	Copies    int
	Here      bool
	Orphan    bool
	Merge     *app.Merge
	Conflicts []mergeConflict
	Nothing   bool
}

// mergeConflict is a thing that both sides changed, as each has it now.
type mergeConflict struct {
	Key          string
	Name         string
	Label        string
	Chosen       string // "ours" or "theirs" once it was chosen
	Ours, Theirs mergeSide
}

type mergeSide struct {
	Value string
	Text  []Piece
	By    personView
	Facet assessment.Facet
}

func (a *ask) mustBring() error {
	if a.who.May(account.OpenAssessment, account.Scope{}) {
		return nil
	}
	return fault.New(fault.Denied, "people.denied")
}

func (a *ask) packagesView() *packagesView {
	return &packagesView{Frame: a.frame("workbook_page.packages")}
}

func (d *Desk) packagesPage(a *ask) (answer, error) {
	if err := a.mustBring(); err != nil {
		return answer{}, err
	}
	return a.page("packages", a.packagesView())
}

func (d *Desk) bringPackage(a *ask) (answer, error) {
	if err := a.mustBring(); err != nil {
		return answer{}, err
	}
	v := a.packagesView()
	file, head, err := a.upload("file")
	if err == nil && file == nil {
		err = fault.New(fault.Invalid, "sources.no_file")
	}
	if err != nil {
		return a.again("packages", v, err)
	}
	defer file.Close()
	b, err := d.app.KeepPackage(a.Context(), a.who, app.File{Name: head.Filename, Body: file})
	if err != nil {
		return a.packageRefused(v, err)
	}
	v.Brought, err = a.brought(b, nil)
	if err != nil {
		return answer{}, err
	}
	return a.page("packages", v)
}

// packageRefused says on the page why a package was not taken. A package of an
// assessment that others coordinate is refused in the same calm way.
func (a *ask) packageRefused(v *packagesView, err error) (answer, error) {
	if fault.KindOf(err) == fault.Internal {
		return answer{}, err
	}
	v.Status, v.Faults = fault.KindOf(err).Status(), a.say.Error(err)
	return a.page("packages", v)
}

func (d *Desk) takePackage(a *ask) (answer, error) {
	if err := a.mustBring(); err != nil {
		return answer{}, err
	}
	if err := a.form(); err != nil {
		return answer{}, err
	}
	take := map[string]bool{}
	for name, values := range a.Form {
		if key, ok := strings.CutPrefix(name, "take:"); ok && len(values) > 0 && values[0] != "" {
			take[key] = values[0] == "theirs"
		}
	}
	b, err := d.app.TakePackage(a.Context(), a.who, app.UploadID(a.value("upload")), take)
	if err == nil {
		return a.seeOther(linkTo(b.Package.Chain), "workbook_page.done_package")
	}
	v := a.packagesView()
	if b != nil && b.Package != nil {
		shown, broken := a.brought(b, take)
		if broken != nil {
			return answer{}, broken
		}
		v.Brought = shown
	}
	return a.packageRefused(v, err)
}

func (d *Desk) dropPackage(a *ask) (answer, error) {
	if err := a.mustBring(); err != nil {
		return answer{}, err
	}
	err := d.app.DropPackage(a.Context(), a.who, app.UploadID(a.value("upload")))
	if err != nil && !fault.Is(err, fault.NotFound) {
		return answer{}, err
	}
	return a.seeOther("/desk/packages", "workbook_page.done_dropped")
}

// brought puts what a package would bring into words.
func (a *ask) brought(b *app.Brought, take map[string]bool) (*broughtView, error) {
	s := b.State
	v := &broughtView{
		ID: b.ID, Name: b.Name, Place: b.Place, Source: s.Source, Date: s.Date, Framework: s.Book.Ref.String(), Entries: len(b.Package.Entries),
		New: b.Report.New, Here: b.Here, Orphan: b.Orphan, Merge: b.Report.Merge, Nothing: b.Report.Merge == nil && b.Report.New == 0,
	}
	for _, x := range s.Sources {
		v.Copies += len(x.Copies)
	}
	if b.Report.Merge == nil {
		return v, nil
	}
	people, err := a.crowd(s)
	if err != nil {
		return nil, err
	}
	for _, c := range b.Report.Merge.Conflicts {
		x := a.mergeConflict(s, c, people)
		if theirs, ok := take[c.Item]; ok {
			x.Chosen = map[bool]string{true: "theirs", false: "ours"}[theirs]
		}
		v.Conflicts = append(v.Conflicts, x)
	}
	return v, nil
}
