package desk

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"time"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/record"
)

func init() {
	register("GET /desk/a/{chain}/findings/translate", (*Desk).translateAny)
	register("GET /desk/a/{chain}/findings/translate/{language}", (*Desk).translatePage)
	register("POST /desk/a/{chain}/findings/translate/{language}", (*Desk).saveTranslation)
}

// linkTranslate is where texts are translated into a language.
func linkTranslate(chain record.Chain, target lang.Tag) string {
	return linkTo(chain, "findings", "translate", string(target))
}

// linkUnit is where one text is translated into a language.
func linkUnit(chain record.Chain, target lang.Tag, id assessment.UnitID) string {
	return linkTranslate(chain, target) + "?unit=" + url.QueryEscape(string(id)) + "#unit"
}

// translateView is the page on which the texts of a profile are translated into
// one language: the text at hand beside its original, and all others.
type translateView struct {
	Frame
	Link      string
	Target    lang.Tag
	Languages []tongueView
	Unit      *unitView // nil where there is nothing to translate
	Groups    []unitGroup
	Waiting   int // texts that are not reviewed
	Files     []fileView
}

// tongueView is one language of the profile in the table of languages.
type tongueView struct {
	Tag                              lang.Tag
	Link                             string
	Here                             bool
	Reviewed, Draft, Behind, Missing int
}

// unitGroup is the texts of one part of the page.
type unitGroup struct {
	N     int       // of the domain; 0 for the sections
	Title lang.Text // of the domain; empty for the sections
	Units []unitLine
}

// unitLine is a text in the list.
type unitLine struct {
	ID     assessment.UnitID
	Link   string
	Here   bool
	Key    string // catalog key of what it is: a section's name, a side
	Source lang.Tag
	Text   string // the beginning of the original
	State  assessment.TextState
	Status string // the glyph
}

// fileView is a form in which the texts go out.
type fileView struct {
	Form app.TranslationForm
	Link string
	// Source is set where the form takes the originals of one language alone.
	Source lang.Tag
}

// unitView is the text at hand.
type unitView struct {
	unitLine
	Title    lang.Text // of the domain; empty for a section
	Codes    []framework.Code
	Original string
	// Changed parts the original into paragraphs whose pieces say what became
	// different since the translation was made; nil where nothing did, or where
	// nobody knows.
	Changed [][]Piece
	Text    string // the translation, or what was typed
	Says    assessment.TextState
	Basis   int64 // entry of the original that is shown
	Base    int64 // entry of the translation that was shown
	By      string
	At      time.Time
	Figures Figures
	// Theirs is what somebody else saved while the form was open.
	Theirs string
	Differ []Piece
	Next   string // link to the next text that waits
	Write  bool   // the person may save
}

// glyphs of the states of a text.
var textGlyphs = map[assessment.TextState]string{
	assessment.TextMissing: "not_started", assessment.TextDraft: "draft",
	assessment.TextReviewed: "approved", assessment.TextStale: "stale",
}

// targets lists the languages that a profile is translated into: all of its
// languages but one in which every original is written.
func targets(s *assessment.State) []lang.Tag {
	return slices.DeleteFunc(slices.Clone(s.Languages), func(t lang.Tag) bool {
		for _, id := range s.Units() {
			if u, _ := s.Unit(id); u.Source != t {
				return false
			}
		}
		return t == s.Source || len(s.Units()) > 0
	})
}

// translateAny goes to the language in which the most waits for the person.
func (d *Desk) translateAny(a *ask) (answer, error) {
	s, err := a.translated()
	if err != nil {
		return answer{}, err
	}
	all := targets(s)
	if len(all) == 0 {
		v := translateView{Frame: a.frame("desk_translate.title"), Target: s.Source}
		return a.page("translate", &v)
	}
	rank := func(t lang.Tag) int {
		if !a.mayTranslate(t) {
			return 1
		}
		return -len(s.Units()) + s.LanguageCount(t)[assessment.TextReviewed]
	}
	return a.seeOther(linkTranslate(s.Chain, slices.MinFunc(all, func(x, y lang.Tag) int { return cmp.Compare(rank(x), rank(y)) })), "")
}

// translated is the assessment, for those who may read its texts in the making.
func (a *ask) translated() (*assessment.State, error) {
	s, err := a.assessment()
	if err != nil {
		return nil, err
	}
	return s, a.must(account.SeeAnswers)
}

func (a *ask) mayTranslate(t lang.Tag) bool {
	return a.who.May(account.Translate, account.Scope{Stage: a.state.Stage, Language: string(t)})
}

// translateView needs that the assessment was loaded. The text at hand is the
// one that the address names, else the first that waits.
func (a *ask) translateView(id assessment.UnitID) (*translateView, error) {
	s, err := a.translated()
	if err != nil {
		return nil, err
	}
	target := lang.Tag(a.PathValue("language"))
	if !slices.Contains(targets(s), target) {
		return nil, fault.New(fault.NotFound, "desk.missing")
	}
	v := &translateView{
		Frame: a.frame("desk_translate.into", "language", a.say.Language(target)), Link: linkTranslate(s.Chain, target), Target: target,
	}
	v.Languages = tonguesOf(s, target)
	v.gather(s, id)
	v.Files = filesOf(s, v.Link, target)
	if v.Unit == nil {
		return v, nil
	}
	return v, a.fill(s, v.Unit, target)
}

func tonguesOf(s *assessment.State, here lang.Tag) []tongueView {
	var all []tongueView
	for _, t := range targets(s) {
		n := s.LanguageCount(t)
		all = append(all, tongueView{
			Tag: t, Link: linkTranslate(s.Chain, t), Here: t == here, Reviewed: n[assessment.TextReviewed],
			Draft: n[assessment.TextDraft], Behind: n[assessment.TextStale], Missing: n[assessment.TextMissing],
		})
	}
	return all
}

// gather lists the texts and picks the one at hand and the next that waits.
func (v *translateView) gather(s *assessment.State, want assessment.UnitID) {
	var lines []unitLine
	for _, id := range s.Units() {
		if u, _ := s.Unit(id); u.Source != v.Target {
			lines = append(lines, lineOf(s, id, u, v.Target))
		}
	}
	waits := func(l unitLine) bool { return l.State != assessment.TextReviewed }
	here := slices.IndexFunc(lines, func(l unitLine) bool { return l.ID == want })
	if here < 0 {
		here = max(0, slices.IndexFunc(lines, waits))
	}
	for i := range lines {
		lines[i].Here = i == here
		if waits(lines[i]) {
			v.Waiting++
		}
		v.place(s, lines[i])
	}
	if len(lines) == 0 {
		return
	}
	after := append(slices.Clone(lines[here+1:]), lines[:here]...)
	if next := slices.IndexFunc(after, waits); next >= 0 {
		v.Unit.Next = after[next].Link
	}
}

// place puts a text into its group: one for the sections, one a domain.
func (v *translateView) place(s *assessment.State, l unitLine) {
	g := unitGroup{}
	if f, ok := findingOf(s, l.ID); ok {
		g.N = 1 + slices.IndexFunc(s.Book.Domains, func(d framework.Domain) bool { return d.Code == f.Domain })
		g.Title = s.Book.Domains[g.N-1].Title
	}
	if n := len(v.Groups); n == 0 || v.Groups[n-1].N != g.N {
		v.Groups = append(v.Groups, g)
	}
	last := &v.Groups[len(v.Groups)-1]
	last.Units = append(last.Units, l)
	if l.Here {
		v.Unit = &unitView{unitLine: l, Title: last.Title}
	}
}

func findingOf(s *assessment.State, id assessment.UnitID) (assessment.Finding, bool) {
	name, ok := strings.CutPrefix(string(id), "finding:")
	return s.Findings[assessment.FindingID(name)], ok
}

func lineOf(s *assessment.State, id assessment.UnitID, u assessment.Unit, target lang.Tag) unitLine {
	l := unitLine{ID: id, Link: linkUnit(s.Chain, target, id), Source: u.Source, Text: beginning(u.Text, 90), State: u.State(target)}
	l.Status = textGlyphs[l.State]
	if f, ok := findingOf(s, id); ok {
		l.Key = "assessment.side_" + string(f.Side)
	} else {
		l.Key = "assessment.section_" + strings.TrimPrefix(string(id), "section:")
	}
	return l
}

// beginning is a text cut at a word, at most so many letters long.
func beginning(text string, n int) string {
	text = strings.Join(strings.Fields(text), " ")
	r := []rune(text)
	if len(r) <= n {
		return text
	}
	cut := string(r[:n])
	if i := strings.LastIndexByte(cut, ' '); i > n/2 {
		cut = cut[:i]
	}
	return cut + "…"
}

// filesOf lists the forms in which the texts go out. XLIFF 2.0 takes originals
// in one language a file.
func filesOf(s *assessment.State, link string, target lang.Tag) []fileView {
	var sources []lang.Tag
	for _, id := range s.Units() {
		if u, _ := s.Unit(id); u.Source != target && !slices.Contains(sources, u.Source) {
			sources = append(sources, u.Source)
		}
	}
	if len(sources) == 0 {
		return nil
	}
	var files []fileView
	for _, form := range app.TranslationForms {
		to := link + "/file?form=" + string(form)
		if form != app.XLIFF20 || len(sources) == 1 {
			files = append(files, fileView{Form: form, Link: to})
			continue
		}
		for _, source := range sources {
			files = append(files, fileView{Form: form, Link: to + "&source=" + string(source), Source: source})
		}
	}
	return files
}

// fill completes the text at hand with its original, its translation and what
// one should know of both.
func (a *ask) fill(s *assessment.State, v *unitView, target lang.Tag) error {
	u, _ := s.Unit(v.ID)
	x := u.Translations[target]
	v.Original, v.Text, v.Basis, v.Base, v.At = u.Text, x.Text, u.Seq, x.Seq, x.At
	v.Says, v.Write = v.State, a.mayTranslate(target)
	if v.Says == assessment.TextMissing {
		v.Says = assessment.TextDraft
	}
	if f, ok := findingOf(s, v.ID); ok {
		v.Codes = f.Indicators
	}
	names, err := a.desk.app.Names(a.Context(), x.By)
	if err != nil {
		return err
	}
	v.By = names[x.By]
	if v.Text != "" {
		v.Figures = CompareFigures(v.Original, v.Text)
	}
	if v.State != assessment.TextStale {
		return nil
	}
	earlier, err := a.desk.app.EarlierOriginals(a.Context(), a.who, s.Chain, target)
	if err != nil || earlier[v.ID] == "" {
		return err
	}
	v.Changed = partPieces(DiffWords(earlier[v.ID], u.Text))
	return nil
}

// partPieces parts the pieces of a difference at empty lines.
func partPieces(pieces []Piece) [][]Piece {
	parts := [][]Piece{nil}
	for _, p := range pieces {
		for i, text := range strings.Split(p.Text, "\n\n") {
			if i > 0 {
				parts = append(parts, nil)
			}
			if text != "" {
				parts[len(parts)-1] = append(parts[len(parts)-1], Piece{p.Kind, text})
			}
		}
	}
	return slices.DeleteFunc(parts, func(p []Piece) bool { return len(p) == 0 })
}

func (d *Desk) translatePage(a *ask) (answer, error) {
	v, err := a.translateView(assessment.UnitID(a.value("unit")))
	if err != nil {
		return answer{}, err
	}
	return a.page("translate", v)
}

// saveTranslation saves a text. It is recorded as made from the original that
// was on the page; "behind" leaves the one that it was made from before, for
// somebody who has not finished with what changed.
func (d *Desk) saveTranslation(a *ask) (answer, error) {
	id := assessment.UnitID(a.value("unit"))
	v, err := a.translateView(id)
	if err != nil {
		return answer{}, err
	}
	if v.Unit == nil || v.Unit.ID != id {
		return answer{}, fault.New(fault.NotFound, "assessment.no_unit", "unit", string(id))
	}
	says := assessment.TextState(a.value("state"))
	u, _ := a.state.Unit(id)
	t := assessment.Translated{Unit: id, Language: v.Target, Text: a.raw("text"), Basis: a.number("basis"), Reviewed: says == assessment.TextReviewed}
	if says == assessment.TextStale {
		t.Basis = u.Translations[v.Target].Basis
	}
	if _, err := a.do(assessment.Translate{Base: a.number("base"), Translated: t}); err != nil {
		return a.refusedTranslation(v, t, says, err)
	}
	if a.value("do") == "next" && v.Unit.Next != "" {
		return a.seeOther(v.Unit.Next, "desk_translate.done_saved")
	}
	return a.seeOther(linkUnit(a.chain(), v.Target, id), "desk_translate.done_saved")
}

// refusedTranslation shows the form with what was typed. Where somebody else
// saved meanwhile, their text stands beside it, and saving again is a choice.
func (a *ask) refusedTranslation(v *translateView, t assessment.Translated, says assessment.TextState, err error) (answer, error) {
	typed := strings.TrimSpace(t.Text)
	if fault.Is(err, fault.Conflict) {
		v.Unit.Theirs = v.Unit.Text
		v.Unit.Differ = DiffWords(v.Unit.Text, typed)
	}
	v.Unit.Text, v.Unit.Says, v.Unit.Figures = typed, says, CompareFigures(v.Unit.Original, typed)
	return a.again("translate", v, err)
}
