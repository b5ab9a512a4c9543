package desk

import (
	"time"

	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
)

func init() { register("GET /desk/a/{chain}/consultation/meeting.html", (*Desk).meeting) }

// meetingView is the draft with remarks and replies as one document, to be
// printed or opened in a word processor: nothing of it is fetched, and nothing
// runs in it.
type meetingView struct {
	Place     lang.Text
	Source    lang.Tag
	Framework lang.Text
	Version   string
	Round     int
	Date      string
	Demo      bool
	Draft     *app.FrozenDraft
	Due       Due
	Made      time.Time
	Domains   []meetingDomain
	Said      int
	Waiting   int
}

type meetingDomain struct {
	framework.Domain
	Items []meetingItem
}

type meetingItem struct {
	app.DraftItem
	Option  *optionView
	Remarks []remarkView
}

// meeting hands out the document, with the remarks that the person may read.
func (d *Desk) meeting(a *ask) (answer, error) {
	s, draft, err := a.drafting()
	if err != nil {
		return answer{}, err
	}
	if draft == nil {
		return answer{}, fault.New(fault.Invalid, "assessment.no_consultation")
	}
	people, err := a.consultCrowd(s)
	if err != nil {
		return answer{}, err
	}
	v := meetingView{
		Place: s.Place.Name, Source: s.Source, Framework: s.Book.Title, Version: string(s.Book.Ref.Version), Round: s.Round, Date: s.Date,
		Demo: s.Demonstration || s.Book.IsDemonstration(), Draft: draft, Due: dueOf(draft.Deadline, a.now), Made: a.now,
	}
	on := map[framework.Code][]remarkView{}
	for _, r := range app.RemarksFor(s, a.who) {
		if r.Talk != len(s.Talks) {
			continue
		}
		x := a.remarkView(s, r, people)
		on[r.Indicator] = append(on[r.Indicator], x)
		if r.NeedsReply() {
			v.Said++
		}
		if x.Needs {
			v.Waiting++
		}
	}
	for _, x := range s.Book.Domains {
		part := meetingDomain{Domain: x}
		for _, item := range draft.In(x.Code) {
			part.Items = append(part.Items, meetingItem{item, optionOf(s.Book, item.Scale, item.Value), on[item.Code]})
		}
		if len(part.Items) > 0 {
			v.Domains = append(v.Domains, part)
		}
	}
	out, err := a.part("meeting", "meeting-document", &v)
	if err != nil {
		return answer{}, err
	}
	return a.file(consultFileName(s, a.say.T("consult.file_meeting"), a.say.Tag())+".html", "text/html; charset=utf-8", out.body)
}

// Agrees tells a remark that only says that the draft is right.
func (v remarkView) Agrees() bool { return v.Stance == assessment.Agree && v.Text == "" }
