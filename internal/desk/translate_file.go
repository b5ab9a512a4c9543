package desk

import (
	"net/http"
	"net/url"

	"sextant/internal/app"
	"sextant/internal/fault"
	"sextant/internal/lang"
)

func init() {
	register("GET /desk/a/{chain}/findings/translate/{language}/file", (*Desk).translationFile)
	register("POST /desk/a/{chain}/findings/translate/{language}/file", (*Desk).bringTranslation, upTo(9<<20))
	register("GET /desk/a/{chain}/findings/translate/{language}/back/{upload}", (*Desk).lookAtTranslation)
	register("POST /desk/a/{chain}/findings/translate/{language}/back/{upload}", (*Desk).settleTranslation)
}

// translationFile hands out the texts for a translator's tool.
func (d *Desk) translationFile(a *ask) (answer, error) {
	s, err := a.translated()
	if err != nil {
		return answer{}, err
	}
	f := app.TranslationFile{
		Target: lang.Tag(a.PathValue("language")), Form: app.TranslationForm(a.value("form")),
		Source: lang.Tag(a.value("source")), Language: a.say.Tag(),
	}
	data, name, err := d.app.ExportTranslation(a.Context(), a.who, s.Chain, f)
	if err != nil {
		return answer{}, err
	}
	return a.file(name, app.Media(f.Form), data)
}

// bringTranslation keeps a file that came back and goes to what it would
// change.
func (d *Desk) bringTranslation(a *ask) (answer, error) {
	v, err := a.translateView("")
	if err != nil {
		return answer{}, err
	}
	file, head, err := a.upload("file")
	if err != nil {
		return a.again("translate", v, err)
	}
	if file == nil {
		return a.again("translate", v, fault.New(fault.Invalid, "desk_translate.no_file"))
	}
	defer file.Close()
	r, err := d.app.KeepTranslation(a.Context(), a.who, a.chain(), app.File{Name: head.Filename, Body: file})
	if err != nil {
		return a.again("translate", v, err)
	}
	return a.seeOther(linkReturned(a, r), "")
}

func linkReturned(a *ask, r *app.ReturnedTranslation) string {
	return linkTranslate(a.chain(), r.Target) + "/back/" + url.PathEscape(string(r.ID))
}

// returnedView is a file that came back: what it would change.
type returnedView struct {
	Frame
	Link      string
	To        string // back to the texts
	Name      string
	Target    lang.Tag
	Conflicts []returnedLine
	Taken     []returnedLine
	Left      []returnedLine
	Notes     []string
	Unchanged int
}

// returnedLine is one text of the file.
type returnedLine struct {
	app.TranslationLine
	Key    string // catalog key of what it is
	Source lang.Tag
	Differ []Piece // from the translation that stands here to the file's
	Mine   bool    // the file's was chosen
	Theirs bool    // what stands here was chosen
}

func (a *ask) returnedView(r *app.ReturnedTranslation) *returnedView {
	v := &returnedView{
		Frame: a.frame("desk_translate.back_title", "file", r.Name), Link: linkReturned(a, r),
		To: linkTranslate(a.chain(), r.Target), Name: r.Name, Target: r.Target, Unchanged: r.Unchanged,
	}
	decided := a.decided()
	for _, l := range r.Lines {
		mine, chosen := decided[l.Key()]
		line := returnedLine{TranslationLine: l, Mine: chosen && mine, Theirs: chosen && !mine}
		if u, ok := r.State.Unit(l.Unit); ok {
			line.Key, line.Source = lineOf(r.State, l.Unit, u, r.Target).Key, u.Source
		}
		if l.Before != "" && l.After != "" && l.Before != l.After {
			line.Differ = DiffWords(l.Before, l.After)
		}
		switch {
		case l.Conflict:
			v.Conflicts = append(v.Conflicts, line)
		case l.Taken:
			v.Taken = append(v.Taken, line)
		default:
			v.Left = append(v.Left, line)
		}
	}
	if len(r.Notes) > 0 {
		v.Notes = a.say.Error(r.Notes.Err())
	}
	return v
}

// decided reads the choices between what stands here and what the file says.
func (a *ask) decided() map[string]bool {
	choices := map[string]bool{}
	for _, key := range a.list("conflict") {
		switch a.value("take:" + key) {
		case "file":
			choices[key] = true
		case "here":
			choices[key] = false
		}
	}
	return choices
}

func (d *Desk) lookAtTranslation(a *ask) (answer, error) {
	if _, err := a.translated(); err != nil {
		return answer{}, err
	}
	r, err := d.app.LookAtTranslation(a.Context(), a.who, a.chain(), app.UploadID(a.PathValue("upload")))
	if err != nil {
		return answer{}, err
	}
	return a.page("translate-back", a.returnedView(r))
}

// settleTranslation takes the file, or lets it go.
func (d *Desk) settleTranslation(a *ask) (answer, error) {
	s, err := a.translated()
	if err != nil {
		return answer{}, err
	}
	id, to := app.UploadID(a.PathValue("upload")), linkTranslate(s.Chain, lang.Tag(a.PathValue("language")))
	if a.value("do") == "drop" {
		if err := d.app.DropTranslation(a.Context(), a.who, s.Chain, id); err != nil {
			return answer{}, err
		}
		return a.seeOther(to, "desk_translate.done_dropped")
	}
	order := app.Order{ID: a.value("command"), By: a.who, Chain: s.Chain}
	r, next, err := d.app.TakeTranslation(a.Context(), order, id, a.decided())
	if err != nil && r != nil {
		v := a.returnedView(r)
		v.Status = http.StatusConflict
		return a.again("translate-back", v, err)
	}
	if err != nil {
		return answer{}, err
	}
	a.see(next)
	return a.seeOther(linkTranslate(s.Chain, r.Target), "desk_translate.done_taken")
}
