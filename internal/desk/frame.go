package desk

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/lang"
)

// Frame is what all pages share. Views embed it; templates/desk/_layout.html
// draws it.
type Frame struct {
	Title  string
	Status int // of the answer; 0 is 200
	// Me is nil on pages of strangers, which have no top bar.
	Me      *Me
	Here    string // the tab of the top bar: "inbox", "assessments", "sources", "frameworks", "people"
	Waiting int    // beside the inbox
	Done    string // what went well just now
	Faults  []string
	Head    *Head
	Demo    bool // the page shows words of a demonstration
	// Command names the order that a form of this page sends, so that a form
	// sent twice is recorded once.
	Command string
	Tongues []lang.Tag
	Path    string // of this page with its query, to come back to
	Wide    bool   // uses the whole width of the window
	Script  string // a further script of this page, an asset's name
}

func (f *Frame) base() *Frame { return f }

// Me is the person in the top bar.
type Me struct {
	Name     string
	Initials string
	Admin    bool
	Opens    bool // may open assessments
}

// Head is the head of the pages of one assessment.
type Head struct {
	Link      string
	Place     lang.Text
	Country   lang.Text // empty for a country
	Source    lang.Tag
	Framework lang.Text
	Version   string
	Round     int
	Date      string
	Stage     account.Stage
	Step      int // from 1
	Steps     []Step
	Tabs      []Tab
}

// Step is one stage on the ruler.
type Step struct {
	Stage     account.Stage
	Past, Now bool
}

// Tab is one tab of an assessment.
type Tab struct {
	Name string // of the catalog key desk.tab_{name}
	Link string
	Here bool
	N    int // what waits there
}

var doneKey = regexp.MustCompile(`^[a-z_]+\.done_[a-z_]+$`)

// frame begins a view. The title is a catalog key with its values.
func (a *ask) frame(title string, pairs ...any) Frame {
	f := Frame{
		Title: a.say.T(title, pairs...), Tongues: lang.Interface, Path: a.URL.RequestURI(), Command: app.NewID(),
		Here: a.here(),
	}
	if done := a.URL.Query().Get("done"); doneKey.MatchString(done) && a.say.Has(done) {
		f.Done = a.say.T(done)
	}
	if a.me.ID == "" {
		return f
	}
	f.Me = &Me{Name: a.me.Called(), Initials: Initials(a.me.Called()), Admin: a.me.Admin, Opens: a.who.May(account.OpenAssessment, account.Scope{})}
	n, err := a.desk.app.WaitingCount(a.Context(), a.me.ID)
	if err != nil {
		a.desk.log.Error("the inbox cannot be counted", "error", err)
	}
	f.Waiting = n
	if a.state != nil {
		f.Head = a.head(a.state)
		f.Demo = a.state.Demonstration || a.state.Book.IsDemonstration()
	}
	return f
}

// here is the tab of the top bar, by the address.
func (a *ask) here() string {
	switch path := a.URL.Path; {
	case path == inboxPath:
		return "inbox"
	case strings.HasPrefix(path, assessmentsPath), strings.HasPrefix(path, "/desk/a/"):
		return "assessments"
	default:
		name, _, _ := strings.Cut(strings.TrimPrefix(path, "/desk/"), "/")
		return name
	}
}

func (a *ask) head(s *assessment.State) *Head {
	h := &Head{
		Link: linkTo(s.Chain), Place: s.Place.Name, Source: s.Source, Framework: s.Book.Title, Version: string(s.Book.Ref.Version),
		Round: s.Round, Date: s.Date, Stage: s.Stage, Step: slices.Index(account.Stages, s.Stage) + 1, Tabs: a.tabs(s),
	}
	if n := len(s.Parents); n > 0 {
		h.Country = s.Parents[n-1].Name
	}
	for _, stage := range account.Stages {
		h.Steps = append(h.Steps, Step{stage, stage.Before(s.Stage), stage == s.Stage})
	}
	return h
}

// tabs are the pages of an assessment that the person may see. The tab that is
// open follows from the address behind the assessment's own.
func (a *ask) tabs(s *assessment.State) []Tab {
	rest := strings.TrimPrefix(a.URL.Path, linkTo(s.Chain))
	first, _, _ := strings.Cut(strings.TrimPrefix(rest, "/"), "/")
	differences := 0
	for _, d := range s.Differences() {
		if !d.Decided {
			differences++
		}
	}
	var tabs []Tab
	add := func(name string, n int, see bool, also ...string) {
		if !see {
			return
		}
		link := linkTo(s.Chain, name)
		if name == "overview" {
			link = linkTo(s.Chain)
		}
		tabs = append(tabs, Tab{Name: name, Link: link, N: n, Here: first == name || slices.Contains(also, first)})
	}
	team := a.may(account.SeeAnswers)
	add("overview", 0, true, "", "stage", "progress")
	add("answers", 0, team || a.who.Holds(account.SecondCoder), "d", "i")
	add("review", s.Progress("")[assessment.Ready], a.may(account.ReviewAnswers))
	add("differences", differences, a.may(account.SeeBoth) && (s.Second.Drawn() || a.may(account.DrawSecond)), "second")
	add("results", 0, team && s.Stage != account.Setup)
	unanswered := 0
	if team {
		unanswered = len(s.OpenRemarks())
	}
	add("consultation", unanswered, a.may(account.SeeDraft) && (s.Stage == account.Consultation || len(s.Talks) > 0))
	add("findings", len(s.StaleFindings()), team || a.may(account.WriteFindings) || a.may(account.Translate), "finding", "sections", "commitments", "publish", "preview", "followup")
	add("commitments", 0, !team && a.may(account.Promise))
	add("sources", 0, team || a.may(account.Cite))
	add("record", 0, a.may(account.SeeRecord))
	add("people", 0, !a.blind())
	add("settings", 0, a.may(account.SetUp))
	return tabs
}

// blind tells a person who codes second here, and so may not learn what the
// first coder does, or how far they are.
func (a *ask) blind() bool { return a.who.Holds(account.SecondCoder) && !a.may(account.SeeAnswers) }

// Initials are the letters in the round mark of a person: of the first and the
// last word of the name.
func Initials(name string) string {
	words := strings.Fields(name)
	if len(words) == 0 {
		return "·"
	}
	first := func(s string) string { return string(unicode.ToUpper([]rune(s)[0])) }
	if len(words) == 1 {
		return first(words[0])
	}
	return first(words[0]) + first(words[len(words)-1])
}
