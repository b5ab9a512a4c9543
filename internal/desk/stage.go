package desk

import (
	"net/url"
	"slices"
	"strings"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/profile"
	"sextant/internal/record"
)

func init() {
	register("GET /desk/a/{chain}/stage", (*Desk).stage)
	register("POST /desk/a/{chain}/stage", (*Desk).moveStage)
}

// stageView is the seven steps: where the assessment stands, what is missing
// before the next one, and the way on and back.
type stageView struct {
	Frame
	State   *assessment.State
	Stages  []stageStep
	Next    account.Stage
	Lacks   []lackView
	MayMove bool
	// MayPublish tells that the page of publication is open to this person.
	MayPublish bool
	Back       []account.Stage // that can be gone back to, nearest first
	Reason     string          // as it was typed
	To         account.Stage
	Link       string
}

type stageStep struct {
	Stage     account.Stage
	Past, Now bool
}

// lackView is one thing that is missing, and where it is done.
type lackView struct {
	Text string
	Link string
}

// slugOf is the last part of the profile's address.
func slugOf(s *assessment.State) string { return string(profile.SlugOf(s.Place, s.Year())) }

// workPages are where the things are done that a stage can lack.
var workPages = map[string][]string{
	"assessment.lack_coder": {"people"}, "assessment.lack_answers": {"answers"}, "assessment.lack_second": {"answers"},
	"assessment.lack_approval": {"answers"}, "assessment.lack_decision": {"differences"},
	"assessment.lack_consultation": {"consultation"}, "assessment.lack_closing": {"consultation"}, "assessment.lack_replies": {"consultation"},
	"assessment.lack_finding": {"findings"}, "assessment.lack_confirmation": {"findings"}, "assessment.lack_introduction": {"findings"},
	"assessment.lack_language": {"findings"},
	"assessment.lack_consent":  {"publish"}, "assessment.consent_refused": {"publish"}, "assessment.consent_used": {"publish"}, "assessment.consent_outdated": {"publish"},
}

// linkOfLack is where a missing thing is done: at the first indicator that it
// names, else on the page for its kind.
func linkOfLack(chain record.Chain, l assessment.Lack) string {
	if (l.Key == "assessment.lack_answers" || l.Key == "assessment.lack_approval") && len(l.Codes) > 0 {
		return linkItem(chain, l.Codes[0])
	}
	page, ok := workPages[l.Key]
	if !ok {
		return ""
	}
	return linkTo(chain, page...)
}

// lackViews says what is missing before a stage, with links.
func (a *ask) lackViews(s *assessment.State, to account.Stage) []lackView {
	words := a.lacks(s, to)
	var out []lackView
	for i, l := range s.Lacking(to) {
		out = append(out, lackView{words[i], linkOfLack(s.Chain, l)})
	}
	return out
}

// sighted loads the assessment for those who may know how far the work is.
func (a *ask) sighted() (*assessment.State, error) {
	s, err := a.assessment()
	if err != nil {
		return nil, err
	}
	if !a.may(account.SeeAnswers) {
		return nil, fault.New(fault.Denied, "assessment.denied", "right", string(account.SeeAnswers), "stage", string(s.Stage))
	}
	return s, nil
}

func (d *Desk) stage(a *ask) (answer, error) {
	s, err := a.sighted()
	if err != nil {
		return answer{}, err
	}
	return a.page("stage", a.stageView(s))
}

func (a *ask) stageView(s *assessment.State) *stageView {
	v := &stageView{
		Frame: a.frame("new.stage_of", "place", s.Name(a.say.Tag())), State: s, Next: s.Next(), MayMove: a.may(account.MoveStage), Link: linkTo(s.Chain, "stage"),
		MayPublish: a.may(account.Publish),
	}
	for _, stage := range account.Stages {
		v.Stages = append(v.Stages, stageStep{stage, stage.Before(s.Stage), stage == s.Stage})
		if stage.Before(s.Stage) {
			v.Back = append([]account.Stage{stage}, v.Back...)
		}
	}
	if v.Next != "" {
		v.Lacks = a.lackViews(s, v.Next)
	}
	return v
}

// Ready tells that the next stage can begin by a click.
func (v stageView) Ready() bool {
	return v.MayMove && len(v.Lacks) == 0 && v.Next != "" && v.Next != account.Published
}

// ToPublish tells that what comes next is an edition, which is no mere move.
func (v stageView) ToPublish() bool { return v.Next == account.Published }

func (d *Desk) moveStage(a *ask) (answer, error) {
	if _, err := a.sighted(); err != nil {
		return answer{}, err
	}
	to, reason := account.Stage(a.value("to")), a.value("reason")
	_, err := a.do(assessment.MoveStage{To: to, Reason: reason})
	if err == nil {
		return a.seeOther(linkTo(a.chain(), "stage"), "new.done_moved")
	}
	v := a.stageView(a.state)
	v.To, v.Reason = to, reason
	return a.again("stage", v, err)
}

// todoView is one thing that a new assessment needs.
type todoView struct {
	Key  string // of the catalog
	Link string
	Done bool
}

// todo is what a coordinator does next in an assessment that was just opened;
// empty for others and later.
func (a *ask) todo(s *assessment.State) []todoView {
	if s.Stage != account.Setup || !a.may(account.ManagePeople) {
		return nil
	}
	coders := s.People(account.Coder)
	dated := slices.ContainsFunc(coders, func(id account.ID) bool {
		return slices.ContainsFunc(s.Grants[id], func(g account.Grant) bool { return g.Role == account.Coder && g.Due != "" })
	})
	people := linkTo(s.Chain, "people")
	return []todoView{
		{"new.todo_coder", people, len(coders) > 0},
		{"new.todo_deadline", people, dated},
		{"new.todo_reviewer", people, len(s.People(account.Reviewer)) > 0},
		{"new.todo_settings", linkTo(s.Chain, "settings"), len(s.Languages) > 1 || !s.Title.Empty()},
		{"new.todo_start", linkTo(s.Chain, "stage"), false},
	}
}

// query is an address with values.
func query(path string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + strings.ReplaceAll(q.Encode(), "+", "%20")
}
