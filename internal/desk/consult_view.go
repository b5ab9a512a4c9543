package desk

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/record"
)

// linkConsult is where the government reads the draft, or one item of it.
func linkConsult(chain record.Chain, parts ...string) string {
	return linkTo(chain, append([]string{"consult"}, parts...)...)
}

// linkRemark is where the team replies to a remark.
func linkRemark(chain record.Chain, id assessment.RemarkID) string {
	return linkTo(chain, "consultation", "r", string(id))
}

// forGovernment tells whether the person reads the draft and not the answers.
func (a *ask) forGovernment() bool { return !a.may(account.SeeAnswers) && a.may(account.SeeDraft) }

// consultFrame is a frame whose tab is the consultation; the government's leads
// to the draft, and counts nobody else's remarks.
func (a *ask) consultFrame(title string, pairs ...any) Frame {
	f := a.frame(title, pairs...)
	if f.Head == nil {
		return f
	}
	for i := range f.Head.Tabs {
		if t := &f.Head.Tabs[i]; t.Name == "consultation" {
			t.Here = true
			if a.forGovernment() {
				t.Link, t.N = linkConsult(a.chain()), 0
			}
		}
	}
	return f
}

// remarkView is a remark as either side reads it.
type remarkView struct {
	assessment.Remark
	Label     lang.Text
	Link      string
	Files     string // what the address of a file begins with
	Author    personView
	Was       *optionView // what the draft said
	From, To  *optionView // the change that the reply names
	ReplyBy   personView
	ReplyAt   time.Time
	Team      bool // names of the team are shown
	Wordings  []wordingView
	Needs     bool // waits for a reply
	Institute string
}

// wordingView is an earlier wording of a remark or of its reply.
type wordingView struct {
	At       time.Time
	Reply    bool
	Word     string // stance or outcome
	Text     string
	Language lang.Tag
}

// remarkView needs that the assessment was loaded.
func (a *ask) remarkView(s *assessment.State, r assessment.Remark, people *crowd) remarkView {
	ind, _ := s.Book.Indicator(r.Indicator)
	v := remarkView{
		Remark: r, Label: labelOf(ind), Files: linkConsult(s.Chain, "files") + "/", Author: people.person(r.By), Team: !a.forGovernment(),
		Needs: r.Reply == nil && r.NeedsReply(), Institute: r.Institution,
	}
	if v.Link = linkRemark(s.Chain, r.ID); a.forGovernment() {
		v.Link = linkConsult(s.Chain, string(r.Indicator))
	}
	if r.Talk >= 1 && r.Talk <= len(s.Talks) {
		v.Was = optionOf(s.Book, ind.Scale, s.Talks[r.Talk-1].Values[r.Indicator])
	}
	if r.Reply != nil {
		by, at := r.Reply.Who()
		v.ReplyBy, v.ReplyAt = people.person(by), at
		if r.Reply.From != r.Reply.To {
			v.From, v.To = optionOf(s.Book, ind.Scale, r.Reply.From), optionOf(s.Book, ind.Scale, r.Reply.To)
		}
	}
	return v
}

// consultCrowd knows the names of everybody who wrote remarks or replies.
func (a *ask) consultCrowd(s *assessment.State) (*crowd, error) {
	var ids []account.ID
	for id := range s.Grants {
		ids = append(ids, id)
	}
	for _, r := range s.Remarks {
		ids = append(ids, r.By)
		if r.Reply != nil {
			by, _ := r.Reply.Who()
			ids = append(ids, by)
		}
	}
	slices.Sort(ids)
	names, err := a.desk.app.Names(a.Context(), slices.Compact(ids)...)
	return &crowd{a, names}, err
}

// remarkWordings adds what was said first to remarks on an indicator.
func (a *ask) remarkWordings(code framework.Code, views ...*remarkView) error {
	all, err := a.desk.app.Wordings(a.Context(), a.who, a.chain(), code)
	if err != nil {
		return err
	}
	for _, v := range views {
		v.Wordings = a.earlier(all[v.ID])
	}
	return nil
}

// earlier leaves out the newest remark and the newest reply: they are shown.
func (a *ask) earlier(all []app.Wording) []wordingView {
	last := map[bool]int{}
	for i, w := range all {
		last[w.Reply != nil] = i
	}
	var out []wordingView
	for i, w := range all {
		if last[w.Reply != nil] == i {
			continue
		}
		v := wordingView{At: w.At, Reply: w.Reply != nil}
		if w.Reply != nil {
			v.Word, v.Text, v.Language = a.say.T("assessment.outcome_"+string(w.Reply.Outcome)), w.Reply.Text, w.Reply.Language
		} else {
			v.Word, v.Text, v.Language = a.say.T("assessment.stance_"+string(w.Remark.Stance)), w.Remark.Text, w.Remark.Language
		}
		out = append(out, v)
	}
	return out
}

// consultTongues are the languages that a remark or a reply may be written in:
// first the reader's own, those of the profile and of the interface, then all
// others that have a name here.
func (a *ask) consultTongues(now lang.Tag) []lang.Tag {
	tags := []lang.Tag{a.say.Tag()}
	add := func(t lang.Tag) {
		if t != "" && !slices.Contains(tags, t) {
			tags = append(tags, t)
		}
	}
	add(now)
	for _, t := range append(slices.Clone(a.state.Languages), lang.Interface...) {
		add(t)
	}
	more := make([]lang.Tag, 0, len(furtherTongues))
	for _, t := range furtherTongues {
		more = append(more, lang.Tag(t))
	}
	slices.SortFunc(more, func(x, y lang.Tag) int { return cmp.Compare(a.say.Language(x), a.say.Language(y)) })
	for _, t := range more {
		add(t)
	}
	return tags
}

// consultLanguage is the language that a form names; the person's own where it
// names none that is one.
func (a *ask) consultLanguage() lang.Tag {
	if t, ok := lang.Parse(a.value("language")); ok {
		return t
	}
	return a.say.Tag()
}

// furtherTongues are languages beyond those of the interface that have a name in
// every catalog.
var furtherTongues = strings.Fields("am arn ay az bg bn bs ca cs da de el et eu fa ff fi fil gl gn gu ha he hi hr ht hu hy id ig is it ja ka kk km " +
	"ko ku ky ln lo lt lv mg mi mk mn mr ms mt my ne nl no om pa pl ps qu rn ro rw si sk sl sm sn so sq sr sv sw ta " +
	"te tg th ti tk to tr uk ur uz vi wo xh yo zu")
