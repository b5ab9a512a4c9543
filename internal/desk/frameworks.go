package desk

import (
	"io"
	"net/url"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
)

func init() {
	register("GET /desk/frameworks", (*Desk).frameworks)
	register("GET /desk/frameworks/template", (*Desk).frameworkTemplate)
	register("POST /desk/frameworks/check", (*Desk).checkFramework, upTo(maxBookFile))
	register("POST /desk/frameworks/publish", (*Desk).publishFramework, upTo(maxBookFile))
}

// maxBookFile bounds an uploaded framework, and one on its way from the preview
// to its publication.
const maxBookFile = 12 << 20

// frameworksView is the list of frameworks, with the way to a new one.
type frameworksView struct {
	Frame
	Books   []bookView
	MayEdit bool
	File    string // the name of a file that was refused
}

// bookView is one version of a framework in the list.
type bookView struct {
	app.BookLine
	Link  string
	Tags  []coverView
	First bool // of its id
}

// coverView is a language with how much of a book is written in it.
type coverView struct {
	Tag   lang.Tag
	Cover framework.Coverage
}

func linkBook(r framework.Ref, rest ...string) string {
	path := frameworksPath + "/" + url.PathEscape(string(r.ID)) + "/" + url.PathEscape(string(r.Version))
	for _, p := range rest {
		path += "/" + p
	}
	return path
}

func (d *Desk) frameworks(a *ask) (answer, error) {
	v, err := a.frameworksView()
	if err != nil {
		return answer{}, err
	}
	return a.page("frameworks", v)
}

func (a *ask) frameworksView() (*frameworksView, error) {
	lines, err := a.desk.app.BookLines(a.Context(), a.who)
	if err != nil {
		return nil, err
	}
	v := &frameworksView{Frame: a.frame("desk.frameworks"), MayEdit: a.may(account.EditFrameworks)}
	v.Here = "frameworks"
	var before framework.ID
	for _, l := range lines {
		b := bookView{BookLine: l, Link: linkBook(l.Ref), Tags: covers(l.Framework), First: l.Ref.ID != before}
		before = l.Ref.ID
		v.Books = append(v.Books, b)
		v.Demo = v.Demo || l.IsDemonstration()
	}
	return v, nil
}

func covers(f *framework.Framework) []coverView {
	var all []coverView
	for _, t := range f.TagsOf(framework.Domains) {
		all = append(all, coverView{t, f.Languages[t]})
	}
	return all
}

// frameworkTemplate gives out the empty workbook, with columns for the chosen
// languages.
func (d *Desk) frameworkTemplate(a *ask) (answer, error) {
	tags := a.tags("language")
	if len(tags) == 0 {
		tags = []lang.Tag{a.say.Tag()}
	}
	body, err := d.app.WriteBookTemplate(a.say.Tag(), tags)
	if err != nil {
		return answer{}, err
	}
	return a.file("framework.xlsx", xlsxKind, body)
}

const (
	xlsxKind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	yamlKind = "application/yaml"
)

// bookPreview is an uploaded framework without faults, before it is published.
type bookPreview struct {
	Frame
	Book    *framework.Framework
	File    string
	Packed  string
	Tags    []coverView
	Before  *framework.Framework // the newest other version; nil for a new book
	Changes []changeGroup
	N       int
	Same    bool // this very version is there
	Other   bool // the version is there with other content
}

// changeGroup is the differences of one type.
type changeGroup struct {
	Type  framework.ChangeType
	Items []framework.Difference
	More  int
}

// maxShownChanges bounds how many differences of one type a page lists.
const maxShownChanges = 60

// checkFramework reads an uploaded framework: its faults, or what it would
// bring.
func (d *Desk) checkFramework(a *ask) (answer, error) {
	if err := a.must(account.EditFrameworks); err != nil {
		return answer{}, err
	}
	name, data, err := a.uploadedBook()
	if err != nil {
		return a.frameworksAgain(name, err)
	}
	f, err := d.app.ReadBook(a.Context(), a.who, name, data)
	if err != nil {
		return a.frameworksAgain(name, err)
	}
	v, err := a.bookPreview(name, f)
	if err != nil {
		return answer{}, err
	}
	return a.page("framework-new", v)
}

func (a *ask) uploadedBook() (string, []byte, error) {
	file, head, err := a.upload("file")
	if err != nil {
		return "", nil, err
	}
	if file == nil {
		return "", nil, fault.New(fault.Invalid, "frameworks_page.no_file")
	}
	defer file.Close()
	data, err := io.ReadAll(file)
	return head.Filename, data, err
}

func (a *ask) frameworksAgain(file string, err error) (answer, error) {
	v, broken := a.frameworksView()
	if broken != nil {
		return answer{}, broken
	}
	v.File = file
	return a.again("frameworks", v, err)
}

func (a *ask) bookPreview(name string, f *framework.Framework) (*bookPreview, error) {
	v := &bookPreview{Frame: a.frame("frameworks_page.preview"), Book: f, File: name, Tags: covers(f)}
	v.Here, v.Demo = "frameworks", f.IsDemonstration()
	var err error
	if v.Same, v.Other, err = a.desk.app.BookThere(a.Context(), f); err != nil {
		return nil, err
	}
	if v.Packed, err = app.PackBook(f); err != nil {
		return nil, err
	}
	before, changes, err := a.desk.app.BookChanges(a.Context(), f)
	v.Before, v.N, v.Changes = before, len(changes), groupChanges(changes)
	return v, err
}

// groupChanges gathers differences by type, in the order in which types come.
func groupChanges(all []framework.Difference) []changeGroup {
	var groups []changeGroup
	at := map[framework.ChangeType]int{}
	for _, c := range all {
		i, there := at[c.Type]
		if !there {
			i, at[c.Type] = len(groups), len(groups)
			groups = append(groups, changeGroup{Type: c.Type})
		}
		if len(groups[i].Items) == maxShownChanges {
			groups[i].More++
			continue
		}
		groups[i].Items = append(groups[i].Items, c)
	}
	return groups
}

// Short tells that a difference in words is worth showing before and after.
func (v bookPreview) Short(d framework.Difference) bool { return len(d.Texts) > 0 && len(d.Texts) <= 6 }

func (d *Desk) publishFramework(a *ask) (answer, error) {
	if err := a.must(account.EditFrameworks); err != nil {
		return answer{}, err
	}
	f, err := app.UnpackBook(a.value("packed"))
	if err == nil {
		err = d.app.PublishBook(a.Context(), a.who, f)
	}
	if err != nil {
		return a.frameworksAgain("", err)
	}
	return a.seeOther(linkBook(f.Ref)+"?published=1", "")
}
