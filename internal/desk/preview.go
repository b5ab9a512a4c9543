package desk

import (
	"net/http"
	"net/url"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/lang"
)

func init() {
	register("GET /desk/a/{chain}/preview", (*Desk).previewIndex)
	register("GET /desk/a/{chain}/preview/{path...}", (*Desk).previewPage)
}

// previewIndexView leads to every form of the edition as it would be public
// now.
type previewIndexView struct {
	Frame
	Link    string
	Tabs    []subTab
	Pages   []previewLink
	Files   []previewLink
	Number  int
	Changes string
	Public  string // the address that readers will use
}

type previewLink struct {
	Link     string
	Language lang.Tag
	Name     string
}

// seePreview is the assessment, for those who may see an edition before it is
// public.
func (a *ask) seePreview() (*assessment.State, error) {
	s, err := a.assessment()
	if err != nil {
		return nil, err
	}
	if !app.MayPreview(s, a.who) {
		return nil, fault.New(fault.Denied, "assessment.denied", "right", string(account.SeeDraft), "stage", string(s.Stage))
	}
	if a.desk.opts.Preview == nil {
		return nil, fault.New(fault.NotFound, "desk.missing")
	}
	return s, nil
}

// previewChanges is the note that the edition would have: the one that the
// form sends, else that of the planned publication.
func (a *ask) previewChanges(s *assessment.State) string {
	if note := a.value("changes"); note != "" || s.Scheduled == nil {
		return note
	}
	return s.Scheduled.Changes
}

func (d *Desk) previewIndex(a *ask) (answer, error) {
	s, err := a.seePreview()
	if err != nil {
		return answer{}, err
	}
	v := previewIndexView{
		Frame: a.frame("publish.preview_title"), Link: linkTo(s.Chain, "preview"), Number: len(s.Editions) + 1, Changes: a.previewChanges(s),
		Public: "/" + string(a.say.Tag()) + "/profiles/" + profileSlug(s),
	}
	if a.may(account.SeeAnswers) {
		v.Tabs = a.findingTabs(s, "publish")
	}
	note := ""
	if v.Changes != "" {
		note = "?" + url.Values{"changes": {v.Changes}}.Encode()
	}
	at := func(tag lang.Tag, suffix string) string {
		return v.Link + "/" + string(tag) + "/profiles/" + profileSlug(s) + suffix + note
	}
	for _, t := range lang.Interface {
		v.Pages = append(v.Pages, previewLink{Link: at(t, ""), Language: t})
	}
	for _, suffix := range []string{".svg", ".json"} {
		v.Files = append(v.Files, previewLink{Link: at(a.say.Tag(), suffix), Name: suffix[1:]})
	}
	if s.Previous != nil {
		v.Pages = append(v.Pages, previewLink{Link: at(a.say.Tag(), "/changes"), Name: a.say.T("publish.changes_page")})
	}
	return a.page("preview", &v)
}

// previewPage is the page or file itself, drawn by the public door.
func (d *Desk) previewPage(a *ask) (answer, error) {
	s, err := a.seePreview()
	if err != nil {
		return answer{}, err
	}
	e, err := d.app.Preview(a.Context(), a.who, s.Chain, a.previewChanges(s))
	if err != nil {
		return answer{}, err
	}
	path := "/" + a.PathValue("path")
	return answer{stream: func(w http.ResponseWriter, r *http.Request) { d.opts.Preview(w, r, e, path) }}, nil
}
