package desk

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/record"
	"sextant/internal/workbook"
)

func init() {
	register("GET /desk/a/{chain}/consult/book", (*Desk).consultBook)
	register("GET /desk/a/{chain}/consult/book/file", (*Desk).consultBookFile)
	register("POST /desk/a/{chain}/consult/book", (*Desk).consultBring, upTo(workbookLimit))
	register("POST /desk/a/{chain}/consult/book/take", (*Desk).consultTake)
	register("POST /desk/a/{chain}/consult/book/drop", (*Desk).consultDrop)
}

// consultBookView is the draft as a workbook: to take along, and what one that
// came back would change.
type consultBookView struct {
	Frame
	Home    string
	Link    string
	Domains []framework.Domain
	Preview *workbookPreview
}

func (a *ask) consultBookView() (*consultBookView, error) {
	s, err := a.assessment()
	if err != nil {
		return nil, err
	}
	if err := a.must(account.MakeRemark); err != nil {
		return nil, err
	}
	if _, open := s.Talk(); !open {
		return nil, fault.New(fault.Invalid, "assessment.no_consultation")
	}
	return &consultBookView{
		Frame: a.consultFrame("consult.book_title"), Home: linkConsult(s.Chain), Link: linkConsult(s.Chain, "book"),
		Domains: consultDomains(s, app.AskedDomains(s, a.who)),
	}, nil
}

func (d *Desk) consultBook(a *ask) (answer, error) {
	v, err := a.consultBookView()
	if err != nil {
		return answer{}, err
	}
	return a.page("consult-book", v)
}

func (d *Desk) consultBookFile(a *ask) (answer, error) {
	s, err := a.assessment()
	if err != nil {
		return answer{}, err
	}
	var b bytes.Buffer
	if _, err := d.app.WriteRemarkBook(a.Context(), a.who, s.Chain, &b, a.say.Tag()); err != nil {
		return answer{}, err
	}
	return a.file(consultFileName(s, a.say.T("consult.file_remarks"), a.say.Tag())+".xlsx", xlsx, b.Bytes())
}

// consultFileName names a file by the profile's address, a word and a language.
func consultFileName(s *assessment.State, word string, t lang.Tag) string {
	return profileSlug(s) + "-" + word + "-" + string(t)
}

func (d *Desk) consultBring(a *ask) (answer, error) {
	if err := a.form(); err != nil {
		return answer{}, err
	}
	v, err := a.consultBookView()
	if err != nil {
		return answer{}, err
	}
	file, head, err := a.upload("file")
	if err == nil && file == nil {
		err = fault.New(fault.Invalid, "sources.no_file")
	}
	if err != nil {
		return a.again("consult-book", v, err)
	}
	defer file.Close()
	r, err := d.app.KeepRemarkBook(a.Context(), a.who, a.chain(), app.File{Name: head.Filename, Body: file})
	if err != nil {
		return a.again("consult-book", v, err)
	}
	v.Preview = a.remarkPreview(r, nil)
	return a.page("consult-book", v)
}

func (d *Desk) consultTake(a *ask) (answer, error) {
	v, err := a.consultBookView()
	if err != nil {
		return answer{}, err
	}
	decided := map[string]bool{}
	for name := range a.Form {
		if key, ok := strings.CutPrefix(name, "take:"); ok && a.value(name) != "" {
			decided[key] = a.value(name) == "mine"
		}
	}
	r, next, err := d.app.TakeRemarkBook(a.Context(), a.order(), app.UploadID(a.value("upload")), decided)
	if err == nil {
		a.see(next)
		return a.seeOther(v.Home, "consult.done_book")
	}
	if fault.HasKey(err, "workbook_page.upload_gone") {
		v.Status, v.Faults = http.StatusUnprocessableEntity, a.say.Error(err)
		return a.page("consult-book", v)
	}
	if r != nil {
		v.Preview = a.remarkPreview(r, decided)
	}
	return a.again("consult-book", v, err)
}

func (d *Desk) consultDrop(a *ask) (answer, error) {
	v, err := a.consultBookView()
	if err != nil {
		return answer{}, err
	}
	err = d.app.DropRemarkBook(a.Context(), a.who, a.chain(), app.UploadID(a.value("upload")))
	if err != nil && !fault.Is(err, fault.NotFound) {
		return answer{}, err
	}
	return a.seeOther(v.Link, "workbook_page.done_dropped")
}

// remarkPreview puts what a workbook with remarks would change into the words
// of the reader.
func (a *ask) remarkPreview(r *app.Returned, decided map[string]bool) *workbookPreview {
	p := &workbookPreview{ID: r.ID, Name: r.Name, Foreign: r.Foreign, Unchanged: r.Plan.Unchanged}
	p.Faults, p.Notes = a.previewFaults(r.Plan.Faults), a.previewFaults(r.Plan.Notes)
	at := map[workbook.Subject]int{}
	for _, c := range r.Plan.Changes {
		n, ok := at[c.Subject]
		if !ok {
			n = len(p.Rows)
			at[c.Subject] = n
			p.Rows = append(p.Rows, a.remarkRow(r, c.Subject, c.Sheet, c.Cell, c.Added))
		}
		e := entryChange{Name: a.remarkFieldName(c.Field), From: a.remarkWord(c.Field, c.Before), To: a.remarkWord(c.Field, c.After)}
		if c.Field == workbook.FieldText {
			e.From, e.To, e.Pieces = "", "", Shorten(DiffWords(c.Before, c.After), aroundChanges)
		}
		p.Rows[n].Changes = append(p.Rows[n].Changes, e)
	}
	for _, c := range r.Plan.Conflicts {
		x := previewConflict{previewRow: a.remarkRow(r, c.Subject, c.Sheet, c.Cell, false), Key: app.ConflictKey(c)}
		if mine, ok := decided[x.Key]; ok {
			x.Chosen = map[bool]string{true: "mine", false: "theirs"}[mine]
		}
		for _, f := range c.Fields {
			x.Fields = append(x.Fields, previewField{
				Name: a.remarkFieldName(f.Field), Theirs: []Piece{{Kind: Same, Text: a.remarkWord(f.Field, f.Theirs)}},
				Mine: []Piece{{Kind: Same, Text: a.remarkWord(f.Field, f.Mine)}},
			})
		}
		p.Conflicts = append(p.Conflicts, x)
	}
	p.Takes = len(p.Faults) == 0 && len(p.Foreign) == 0 && len(p.Rows)+len(p.Conflicts) > 0
	return p
}

func (a *ask) remarkRow(r *app.Returned, x workbook.Subject, sheet, cell string, added bool) previewRow {
	ind, _ := r.State.Book.Indicator(x.Code)
	return previewRow{Where: sheet + " " + cell, Added: added, Name: string(x.Code), Label: labelOf(ind).Get(a.say.Tag(), r.State.Source)}
}

func (a *ask) remarkFieldName(f workbook.Field) string {
	switch f {
	case workbook.FieldStance:
		return a.say.T("consult.col_stance")
	case workbook.FieldLanguage:
		return a.say.T("sources.language")
	case workbook.FieldEvidence:
		return a.say.T("consult.evidence")
	}
	return a.say.T("consult.remark")
}

func (a *ask) remarkWord(f workbook.Field, code string) string {
	switch {
	case code == "":
		return ""
	case f == workbook.FieldStance:
		return a.say.T("assessment.stance_" + code)
	case f == workbook.FieldLanguage:
		return a.say.Language(lang.Tag(code))
	}
	return code
}

// consultFile hands out a file that was sent with a remark. Whatever is in it,
// no browser opens it here.
func (d *Desk) consultFile(a *ask) (answer, error) {
	if _, err := a.assessment(); err != nil {
		return answer{}, err
	}
	e, body, err := d.app.OpenEvidence(a.Context(), a.who, a.chain(), record.Hash(a.PathValue("hash")))
	if err != nil {
		return answer{}, err
	}
	return answer{
		header: http.Header{
			"Content-Type":            {inertType(e.Type)},
			"Content-Disposition":     {`attachment; filename*=UTF-8''` + url.PathEscape(app.FileName(e.Name))},
			"Content-Length":          {strconv.FormatInt(e.Size, 10)},
			"Content-Security-Policy": {"sandbox; default-src 'none'"},
		},
		stream: func(w http.ResponseWriter, _ *http.Request) {
			defer body.Close()
			_, _ = io.Copy(w, body)
		},
	}, nil
}
