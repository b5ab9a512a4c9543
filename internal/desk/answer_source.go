package desk

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/framework"
	"sextant/internal/lang"
)

// addView is the part of the page where a source is added: what was looked
// for, what was found, and the fields of a new one.
type addView struct {
	Text   string
	Looked bool
	Found  []foundView
	Same   *foundView // has the link of the new one already
	Open   bool       // the fields of a new one are shown
	New    assessment.Cited
	Place  string // the locator of the new one
}

// foundView is a source of the assessment that may be attached.
type foundView struct {
	assessment.Source
	Used []framework.Code // not told to a second coder
}

// foundAtMost bounds how many sources one search shows.
const foundAtMost = 8

// findSource looks for a source of the assessment by words of its title,
// issuer or link. What is found can be attached; what is not can be entered.
func (a *ask) findSource(s *assessment.State, ind framework.Indicator, f answerForm) (answer, error) {
	text := a.value("add")
	add := addView{Text: text, Looked: text != ""}
	for _, x := range s.LiveSources() {
		if strings.EqualFold(x.Title, text) {
			return a.attach(s, ind, f, x.ID)
		}
		if text != "" && len(add.Found) < foundAtMost && fits(x, text) {
			add.Found = append(add.Found, a.found(s, x))
		}
	}
	if isLink(text) {
		add.New.Link = text
		if x, ok := s.SourceByLink(text); ok {
			add.Found = []foundView{a.found(s, x)}
		}
	} else {
		add.New.Title = text
	}
	add.Open = len(add.Found) == 0
	add.New.Language = s.Source
	return a.showAdd(s, ind, f, add)
}

func isLink(text string) bool {
	return strings.HasPrefix(text, "https://") || strings.HasPrefix(text, "http://")
}

// fits tells whether every word stands somewhere in what is said of a source.
func fits(x assessment.Source, text string) bool {
	hay := strings.ToLower(x.Title + " " + x.Issuer + " " + x.Link + " " + x.Date)
	for _, w := range strings.Fields(strings.ToLower(text)) {
		if !strings.Contains(hay, w) {
			return false
		}
	}
	return true
}

func (a *ask) found(s *assessment.State, x assessment.Source) foundView {
	v := foundView{Source: x}
	if !a.blind() {
		for _, i := range s.Citing(x.ID) {
			v.Used = append(v.Used, i.Code)
		}
	}
	return v
}

// showAdd shows the page, or the piece of it, in which sources are added.
func (a *ask) showAdd(s *assessment.State, ind framework.Indicator, f answerForm, add addView) (answer, error) {
	v, err := a.wholeItem(s, ind)
	if err != nil {
		return answer{}, err
	}
	v.Form, v.Add = f, add
	if a.partial() {
		return a.part("item", "add", v)
	}
	return a.page("item", v)
}

// attach cites a source and saves the answer with it.
func (a *ask) attach(s *assessment.State, ind framework.Indicator, f answerForm, id assessment.SourceID) (answer, error) {
	all := append(f.citations(), assessment.Citation{Source: id})
	f.Cites = a.cites(s, all)
	if _, err := a.record(s, ind, f, "save"); err != nil {
		return a.refused(ind, f, "save", err)
	}
	return a.goOn(linkItem(s.Chain, ind.Code)+"?new="+string(id)+"#sources", "answer.done_attached")
}

// detach takes a citation off by its number and saves the answer without it.
func (a *ask) detach(s *assessment.State, ind framework.Indicator, f answerForm, which string) (answer, error) {
	if n, err := strconv.Atoi(which); err == nil && n >= 0 && n < len(f.Cites) {
		f.Cites = slices.Delete(slices.Clone(f.Cites), n, n+1)
	}
	if _, err := a.record(s, ind, f, "save"); err != nil {
		return a.refused(ind, f, "save", err)
	}
	return a.goOn(linkItem(s.Chain, ind.Code)+"#sources", "answer.done_detached")
}

var plainID = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// commandID is the id of the command that the form sends, which names what the
// command creates, too: sent twice, it creates one thing.
func (a *ask) commandID() string {
	if id := a.value("command"); plainID.MatchString(id) {
		return id
	}
	return app.NewID()
}

// newSource enters a source and cites it. A link that another source has
// already is shown first: attaching that one keeps the list clean.
func (a *ask) newSource(s *assessment.State, ind framework.Indicator, f answerForm, anyway bool) (answer, error) {
	add := addView{Open: true, New: a.typedSource(), Place: a.value("new_locator"), Text: a.value("add")}
	if x, ok := s.SourceByLink(add.New.Link); ok && !anyway && add.New.Link != "" {
		same := a.found(s, x)
		add.Same = &same
		return a.showAdd(s, ind, f, add)
	}
	id := a.commandID()
	if !a.may(account.Cite) {
		return answer{}, a.must(account.Cite)
	}
	enter := assessment.AddSource{SourceAdded: assessment.SourceAdded{ID: assessment.SourceID(id), Cited: add.New}}
	next, err := a.desk.app.Do(a.Context(), app.Order{ID: id + "-source", By: a.who, Chain: s.Chain, Do: []assessment.Command{enter}})
	if err != nil {
		return a.addRefused(s, ind, f, add, err)
	}
	a.see(next)
	f.Cites = a.cites(next, append(f.citations(), assessment.Citation{Source: enter.ID, Locator: add.Place}))
	if _, err := a.record(next, ind, f, "save"); err != nil {
		return a.refused(ind, f, "save", err)
	}
	return a.goOn(linkItem(s.Chain, ind.Code)+"?new="+id+"#sources", "answer.done_entered")
}

func (a *ask) addRefused(s *assessment.State, ind framework.Indicator, f answerForm, add addView, err error) (answer, error) {
	if a.partial() {
		return answer{}, err
	}
	v, buildErr := a.wholeItem(s, ind)
	if buildErr != nil {
		return answer{}, buildErr
	}
	v.Form, v.Add = f, add
	return a.again("item", v, err)
}

func (a *ask) typedSource() assessment.Cited {
	c := assessment.Cited{
		Kind: a.value("new_kind"), Title: a.value("new_title"), Issuer: a.value("new_issuer"),
		Date: a.value("new_date"), Link: a.value("new_link"), Private: a.flag("new_private"),
	}
	if t, ok := lang.Parse(a.value("new_language")); ok {
		c.Language = t
	}
	return c
}
