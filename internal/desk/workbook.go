package desk

import (
	"bytes"
	"net/http"
	"slices"
	"strings"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/profile"
	"sextant/internal/workbook"
)

func init() {
	register("GET /desk/a/{chain}/workbook", (*Desk).workbookPage)
	register("GET /desk/a/{chain}/workbook/file", (*Desk).workbookFile)
	register("POST /desk/a/{chain}/workbook", (*Desk).bringWorkbook, upTo(workbookLimit))
	register("POST /desk/a/{chain}/workbook/take", (*Desk).takeWorkbook)
	register("POST /desk/a/{chain}/workbook/drop", (*Desk).dropWorkbook)
}

// workbookLimit bounds the form in which a workbook comes back.
const workbookLimit = 33 << 20

const xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// workbookView is work away from the workbench: a workbook to take along, and
// what one that came back would change.
type workbookView struct {
	Frame
	Base    string
	Link    string
	Mine    []framework.Domain // that the person was asked to answer
	Writes  bool
	Preview *workbookPreview
}

// workbookPreview is what a workbook would change, before anything is saved.
type workbookPreview struct {
	ID        app.UploadID
	Name      string
	Rows      []previewRow
	Conflicts []previewConflict
	Faults    []previewFault
	Notes     []previewFault
	Foreign   []framework.Code
	Unchanged int
	Takes     bool // nothing stands in the way but what is to be decided
}

// previewRow is an indicator or a source with what would become of it.
type previewRow struct {
	Name    string
	Label   string
	Tag     lang.Tag
	Added   bool
	Where   string // sheet and cell
	Changes []entryChange
}

type previewConflict struct {
	previewRow
	Key    string
	By     string
	Chosen string // "mine" or "theirs" once it was chosen
	Fields []previewField
}

// previewField is one field of a conflict on both sides.
type previewField struct {
	Name         string
	Theirs, Mine []Piece
}

type previewFault struct {
	Where string
	Text  string
}

func (a *ask) answersHere() bool {
	return a.may(account.SeeAnswers) || a.who.Holds(account.SecondCoder)
}

// workbookView needs that the assessment was loaded.
func (a *ask) workbookView() (*workbookView, error) {
	s := a.state
	if !a.answersHere() {
		return nil, a.must(account.SeeAnswers)
	}
	v := &workbookView{
		Frame: a.frame("workbook_page.title_of", "place", s.Name(a.say.Tag())), Base: linkTo(s.Chain), Link: linkTo(s.Chain, "workbook"),
		Writes: a.who.Holds(account.Coder) || a.who.Holds(account.SecondCoder),
	}
	for _, code := range app.DomainsOf(s, a.who) {
		if d, ok := s.Book.Domain(code); ok {
			v.Mine = append(v.Mine, d)
		}
	}
	return v, nil
}

func (d *Desk) workbookPage(a *ask) (answer, error) {
	if _, err := a.assessment(); err != nil {
		return answer{}, err
	}
	v, err := a.workbookView()
	if err != nil {
		return answer{}, err
	}
	return a.page("workbook", v)
}

// workbookFile hands out the workbook, of all domains or of the person's own.
func (d *Desk) workbookFile(a *ask) (answer, error) {
	s, err := a.assessment()
	if err != nil {
		return answer{}, err
	}
	var domains []framework.Code
	if a.value("domains") == "mine" {
		domains = app.DomainsOf(s, a.who)
	}
	var b bytes.Buffer
	if _, err := d.app.WriteQuestionnaire(a.Context(), a.who, s.Chain, &b, a.say.Tag(), domains); err != nil {
		return answer{}, err
	}
	parts := []string{string(profile.SlugOf(s.Place, s.Year()))}
	for _, c := range domains {
		parts = append(parts, string(c))
	}
	return a.file(strings.Join(append(parts, string(a.say.Tag())), "-")+".xlsx", xlsx, b.Bytes())
}

func (d *Desk) bringWorkbook(a *ask) (answer, error) {
	if err := a.form(); err != nil {
		return answer{}, err
	}
	if _, err := a.assessment(); err != nil {
		return answer{}, err
	}
	v, err := a.workbookView()
	if err != nil {
		return answer{}, err
	}
	file, head, err := a.upload("file")
	if err == nil && file == nil {
		err = fault.New(fault.Invalid, "sources.no_file")
	}
	if err != nil {
		return a.again("workbook", v, err)
	}
	defer file.Close()
	r, err := d.app.KeepWorkbook(a.Context(), a.who, a.chain(), app.File{Name: head.Filename, Body: file})
	if err != nil {
		return a.again("workbook", v, err)
	}
	return a.showReturned(v, r, nil)
}

// showReturned shows what a workbook would change.
func (a *ask) showReturned(v *workbookView, r *app.Returned, decided map[string]bool) (answer, error) {
	p, err := a.returnedPreview(r, decided)
	if err != nil {
		return answer{}, err
	}
	v.Preview = p
	v.Title = a.say.T("workbook_page.preview_of", "name", r.Name)
	return a.page("workbook", v)
}

func (d *Desk) takeWorkbook(a *ask) (answer, error) {
	if err := a.form(); err != nil {
		return answer{}, err
	}
	if _, err := a.assessment(); err != nil {
		return answer{}, err
	}
	decided := map[string]bool{}
	for name, values := range a.Form {
		if key, ok := strings.CutPrefix(name, "take:"); ok && len(values) > 0 && values[0] != "" {
			decided[key] = values[0] == "mine"
		}
	}
	r, next, err := d.app.TakeWorkbook(a.Context(), a.order(), app.UploadID(a.value("upload")), decided)
	if err == nil {
		a.see(next)
		return a.seeOther(linkTo(a.chain(), "workbook"), "workbook_page.done_taken")
	}
	if fault.HasKey(err, "workbook_page.upload_gone") {
		return a.uploadGone(err)
	}
	switch fault.KindOf(err) {
	case fault.Internal, fault.NotFound, fault.Denied, fault.Unavailable:
		return answer{}, err
	}
	if r == nil {
		return a.uploadGone(err)
	}
	if _, gone := a.assessment(); gone != nil {
		return answer{}, gone
	}
	v, broken := a.workbookView()
	if broken != nil {
		return answer{}, broken
	}
	v.Status, v.Faults = fault.KindOf(err).Status(), a.say.Error(err)
	return a.showReturned(v, r, decided)
}

// uploadGone asks for a file again that was taken already, or that nobody took
// for a day.
func (a *ask) uploadGone(err error) (answer, error) {
	v, broken := a.workbookView()
	if broken != nil {
		return answer{}, broken
	}
	v.Status, v.Faults = http.StatusUnprocessableEntity, a.say.Error(err)
	return a.page("workbook", v)
}

func (d *Desk) dropWorkbook(a *ask) (answer, error) {
	if _, err := a.assessment(); err != nil {
		return answer{}, err
	}
	if !a.answersHere() {
		return answer{}, a.must(account.SeeAnswers)
	}
	err := d.app.DropWorkbook(a.Context(), a.who, a.chain(), app.UploadID(a.value("upload")))
	if err != nil && !fault.Is(err, fault.NotFound) {
		return answer{}, err
	}
	return a.seeOther(linkTo(a.chain(), "workbook"), "workbook_page.done_dropped")
}

// returnedPreview puts a plan into the words of the reader.
func (a *ask) returnedPreview(r *app.Returned, decided map[string]bool) (*workbookPreview, error) {
	p := &workbookPreview{ID: r.ID, Name: r.Name, Foreign: r.Foreign, Unchanged: r.Plan.Unchanged}
	p.Faults, p.Notes = a.previewFaults(r.Plan.Faults), a.previewFaults(r.Plan.Notes)
	at := map[workbook.Subject]int{}
	for _, c := range r.Plan.Changes {
		n, ok := at[c.Subject]
		if !ok {
			n = len(p.Rows)
			at[c.Subject] = n
			p.Rows = append(p.Rows, a.previewRow(c.Subject, r, c.Sheet, c.Cell, c.Added))
		}
		p.Rows[n].Changes = append(p.Rows[n].Changes, a.fieldChange(c))
	}
	for _, c := range r.Plan.Conflicts {
		x, err := a.previewConflict(c, r, decided)
		if err != nil {
			return nil, err
		}
		p.Conflicts = append(p.Conflicts, x)
	}
	p.Takes = len(p.Faults) == 0 && len(p.Foreign) == 0 && len(p.Rows)+len(p.Conflicts) > 0
	return p, nil
}

func (a *ask) previewFaults(list fault.List) []previewFault {
	var out []previewFault
	for _, e := range list {
		where := strings.Trim(e.Where.Sheet+" "+e.Where.Cell, " ")
		words := a.say.Error(e.At(fault.Where{}))
		out = append(out, previewFault{Where: where, Text: strings.Join(words, " ")})
	}
	return out
}

func (a *ask) previewRow(x workbook.Subject, r *app.Returned, sheet, cell string, added bool) previewRow {
	row := previewRow{Where: sheet + " " + cell, Added: added}
	if x.Code != "" {
		ind, _ := r.State.Book.Indicator(x.Code)
		row.Name, row.Label = string(x.Code), labelOf(ind).Get(a.say.Tag(), r.State.Source)
		return row
	}
	s := r.State.Sources[x.Source]
	row.Name, row.Tag = s.Title, s.Language
	for _, c := range r.Plan.Changes {
		if c.Subject == x && c.Field == workbook.FieldTitle && row.Name == "" {
			row.Name = c.After
		}
	}
	return row
}

// longFields are compared word by word.
var longFields = []workbook.Field{workbook.FieldJustification, workbook.FieldSources, workbook.FieldTitle, workbook.FieldWhy, workbook.FieldText}

func (a *ask) fieldChange(c workbook.Change) entryChange {
	e := entryChange{Name: a.fieldName(c.Field)}
	if slices.Contains(longFields, c.Field) && c.Before != "" {
		e.Pieces = Shorten(DiffWords(c.Before, c.After), aroundChanges)
		return e
	}
	e.From, e.To = a.fieldWord(c.Subject, c.Field, c.Before), a.fieldWord(c.Subject, c.Field, c.After)
	return e
}

func (a *ask) fieldName(f workbook.Field) string {
	switch f {
	case workbook.FieldKind, workbook.FieldTitle, workbook.FieldIssuer, workbook.FieldDate, workbook.FieldLink, workbook.FieldPrivate:
		return a.say.T("sources." + string(f))
	case workbook.FieldLanguage:
		return a.say.T("sources.language")
	case workbook.FieldChange:
		return a.say.T("record_page.difference")
	case workbook.FieldWhy:
		return a.say.T("record_page.reason")
	}
	return a.say.T("record_page." + string(f))
}

// fieldWord is the word of a code, where the field has a fixed set of them.
func (a *ask) fieldWord(x workbook.Subject, f workbook.Field, code string) string {
	if code == "" {
		return ""
	}
	switch f {
	case workbook.FieldValue, workbook.FieldConfirmed:
		return a.option(a.state, x.Code, code)
	case workbook.FieldConfidence:
		return a.say.T("assessment.confidence_" + code)
	case workbook.FieldReady, workbook.FieldPrivate, workbook.FieldReviewed:
		return a.say.T("common." + code)
	case workbook.FieldKind:
		return a.say.T("assessment.kind_" + code)
	case workbook.FieldChange:
		return a.say.T("assessment.change_" + code)
	case workbook.FieldLanguage:
		return a.say.Language(lang.Tag(code))
	}
	return code
}

func (a *ask) previewConflict(c workbook.Conflict, r *app.Returned, decided map[string]bool) (previewConflict, error) {
	v := previewConflict{previewRow: a.previewRow(c.Subject, r, c.Sheet, c.Cell, false), Key: app.ConflictKey(c)}
	if mine, ok := decided[v.Key]; ok {
		v.Chosen = map[bool]string{true: "mine", false: "theirs"}[mine]
	}
	for _, f := range c.Fields {
		v.Fields = append(v.Fields, a.previewField(c.Subject, f))
	}
	by := r.State.Sources[c.Source].AddedBy
	if c.Code != "" {
		by = r.State.Item(c.Code).Of(handOf(a)).By
	}
	names, err := a.desk.app.Names(a.Context(), by)
	v.By = names[by]
	return v, err
}

func handOf(a *ask) assessment.Hand {
	if a.blind() {
		return assessment.SecondHand
	}
	return assessment.FirstHand
}

// previewField shows a field on both sides, with what only one side has marked
// in long texts.
func (a *ask) previewField(x workbook.Subject, d workbook.Difference) previewField {
	f := previewField{Name: a.fieldName(d.Field)}
	if !slices.Contains(longFields, d.Field) {
		f.Theirs = []Piece{{Kind: Same, Text: a.fieldWord(x, d.Field, d.Theirs)}}
		f.Mine = []Piece{{Kind: Same, Text: a.fieldWord(x, d.Field, d.Mine)}}
		return f
	}
	for _, p := range DiffWords(d.Theirs, d.Mine) {
		if p.Kind != Come {
			f.Theirs = append(f.Theirs, p)
		}
		if p.Kind != Gone {
			f.Mine = append(f.Mine, p)
		}
	}
	return f
}
