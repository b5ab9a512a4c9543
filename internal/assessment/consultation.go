package assessment

import (
	"slices"
	"strings"
	"time"

	"sextant/internal/account"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/record"
)

// TalksOpened gives a frozen draft to the government: the state of the record
// at Moment.
type TalksOpened struct {
	Moment   int64  `json:"moment"`
	Deadline string `json:"deadline,omitempty"`
	Note     string `json:"note,omitempty"`
}

// Talk is one consultation.
type Talk struct {
	TalksOpened
	At     time.Time
	Closed bool
	Ended  time.Time
	// Values are the answers that the draft showed.
	Values map[framework.Code]string
}

func (*TalksOpened) kind() string { return "consultation.opened" }

func (e *TalksOpened) apply(s *State, m Meta) {
	s.Talks = append(s.Talks, Talk{TalksOpened: *e, At: m.At, Values: s.Values()})
}

// TalksClosed ends the consultation: no remark comes in any more.
type TalksClosed struct{}

func (*TalksClosed) kind() string { return "consultation.closed" }

func (e *TalksClosed) apply(s *State, m Meta) {
	if n := len(s.Talks); n > 0 {
		s.Talks = slices.Clone(s.Talks)
		s.Talks[n-1].Closed, s.Talks[n-1].Ended = true, m.At
	}
}

// Talk is the consultation that is open now.
func (s *State) Talk() (Talk, bool) {
	if n := len(s.Talks); n > 0 && !s.Talks[n-1].Closed {
		return s.Talks[n-1], true
	}
	return Talk{}, false
}

// OpenTalks opens a consultation on the state as it is now.
type OpenTalks struct {
	Deadline string
	Note     string
}

// Needs the right to open a consultation.
func (OpenTalks) Needs(s *State) (account.Right, account.Scope) { return account.OpenTalks, s.scope() }

func (c OpenTalks) decide(s *State, a Act) ([]Event, error) {
	if _, open := s.Talk(); open {
		return nil, fault.New(fault.Exists, "assessment.consultation_open")
	}
	if c.Deadline != "" && c.Deadline < a.At.Format("2006-01-02") {
		return nil, invalid("assessment.deadline_past", "date", c.Deadline)
	}
	return []Event{&TalksOpened{Moment: s.Head.Seq, Deadline: c.Deadline, Note: strings.TrimSpace(c.Note)}}, nil
}

// CloseTalks ends the consultation.
type CloseTalks struct{}

// Needs the right to open a consultation.
func (CloseTalks) Needs(s *State) (account.Right, account.Scope) { return account.OpenTalks, s.scope() }

func (CloseTalks) decide(s *State, _ Act) ([]Event, error) {
	if _, open := s.Talk(); !open {
		return nil, invalid("assessment.no_consultation")
	}
	return []Event{&TalksClosed{}}, nil
}

// RemarkID names a remark within an assessment.
type RemarkID string

// Stance is what the government says to an item of the draft.
type Stance string

const (
	Agree      Stance = "agree"
	Disagree   Stance = "disagree"
	Supplement Stance = "supplement"
)

// Evidence is what a remark points to: a link, or a file by its hash.
type Evidence struct {
	Title string      `json:"title,omitempty"`
	Link  string      `json:"link,omitempty"`
	Hash  record.Hash `json:"hash,omitempty"`
	Name  string      `json:"name,omitempty"`
	Type  string      `json:"type,omitempty"`
	Size  int64       `json:"size,omitempty"`
}

// Remarked is the government's statement on an item. The same id again is a
// newer wording of the same remark.
type Remarked struct {
	ID          RemarkID       `json:"id"`
	Indicator   framework.Code `json:"indicator"`
	Institution string         `json:"institution"`
	Stance      Stance         `json:"stance"`
	Text        string         `json:"text,omitempty"`
	Language    lang.Tag       `json:"language,omitempty"`
	Evidence    []Evidence     `json:"evidence,omitempty"`
}

// Remark is a remark with the team's reply.
type Remark struct {
	Remarked
	Talk  int // from 1
	By    account.ID
	At    time.Time
	Seq   int64
	Reply *Replied
}

func (*Remarked) kind() string { return "remark.made" }

func (e *Remarked) apply(s *State, m Meta) {
	if _, there := s.Remarks[e.ID]; !there {
		s.RemarkOrder = append(s.RemarkOrder, e.ID)
	}
	s.Remarks[e.ID] = Remark{Remarked: *e, Talk: len(s.Talks), By: m.By, At: m.At, Seq: m.Seq}
}

// Outcome is what became of a remark.
type Outcome string

const (
	Accepted Outcome = "accepted"
	Partly   Outcome = "partly"
	Declined Outcome = "declined"
)

// Replied is the team's recorded reply. From and To are the values of the
// answer before and after, where it changed.
type Replied struct {
	Remark   RemarkID `json:"remark"`
	Outcome  Outcome  `json:"outcome"`
	Text     string   `json:"text"`
	Language lang.Tag `json:"language,omitempty"`
	From     string   `json:"from,omitempty"`
	To       string   `json:"to,omitempty"`
	by       account.ID
	at       time.Time
}

// Who replied, and when.
func (e *Replied) Who() (account.ID, time.Time) { return e.by, e.at }

func (*Replied) kind() string { return "remark.replied" }

func (e *Replied) apply(s *State, m Meta) {
	r, ok := s.Remarks[e.Remark]
	if !ok {
		return
	}
	reply := *e
	reply.by, reply.at = m.By, m.At
	r.Reply = &reply
	s.Remarks[e.Remark] = r
}

// MakeRemark says what the government holds of an item. Base is the number of
// the entry at which the person saw the remark, 0 for a new one.
type MakeRemark struct {
	Remarked
	Base int64
}

// Needs the right to remark in that domain.
func (c MakeRemark) Needs(s *State) (account.Right, account.Scope) {
	return account.MakeRemark, s.scopeOf(c.Indicator)
}

func (c MakeRemark) decide(s *State, a Act) ([]Event, error) {
	if _, err := s.indicator(c.Indicator); err != nil {
		return nil, err
	}
	if _, open := s.Talk(); !open {
		return nil, invalid("assessment.no_consultation")
	}
	c.Text = strings.TrimSpace(c.Text)
	c.Institution = a.By.Institution()
	old, there := s.Remarks[c.ID]
	switch {
	case c.ID == "":
		return nil, invalid("assessment.lacks_id")
	case c.Stance != Agree && c.Stance != Disagree && c.Stance != Supplement:
		return nil, invalid("assessment.lacks_stance")
	case c.Stance != Agree && c.Text == "":
		return nil, invalid("assessment.lacks_remark")
	case len(c.Text) > MaxText:
		return nil, fault.New(fault.TooLarge, "assessment.text_long", "n", len(c.Text), "max", MaxText)
	case there && old.Institution != c.Institution:
		return nil, fault.New(fault.Denied, "assessment.other_institution")
	case there && old.Reply != nil:
		return nil, invalid("assessment.replied_already")
	case there && old.Seq > c.Base:
		return nil, fault.New(fault.Conflict, "assessment.remark_moved", "code", string(c.Indicator))
	case !there && s.hasRemark(c.Indicator, c.Institution):
		return nil, fault.New(fault.Conflict, "assessment.remark_moved", "code", string(c.Indicator))
	}
	e := c.Remarked
	return []Event{&e}, nil
}

func (s *State) hasRemark(c framework.Code, institution string) bool {
	_, ok := s.RemarkOf(c, institution)
	return ok
}

// RemarkOf gives an institution's remark on an item in the newest consultation.
func (s *State) RemarkOf(c framework.Code, institution string) (Remark, bool) {
	for _, id := range s.RemarkOrder {
		if r := s.Remarks[id]; r.Indicator == c && r.Institution == institution && r.Talk == len(s.Talks) {
			return r, true
		}
	}
	return Remark{}, false
}

// RemarksOn lists the remarks on an item, oldest first.
func (s *State) RemarksOn(c framework.Code) []Remark {
	var rs []Remark
	for _, id := range s.RemarkOrder {
		if r := s.Remarks[id]; r.Indicator == c {
			rs = append(rs, r)
		}
	}
	return rs
}

// OpenRemarks lists the remarks that still need a reply. Plain agreement needs
// none.
func (s *State) OpenRemarks() []Remark {
	var open []Remark
	for _, id := range s.RemarkOrder {
		if r := s.Remarks[id]; r.Reply == nil && r.NeedsReply() {
			open = append(open, r)
		}
	}
	return open
}

// NeedsReply tells whether the remark says more than that the draft is right.
func (r Remark) NeedsReply() bool { return r.Stance != Agree || r.Text != "" }

// Reply answers a remark. Where it is accepted, To names the value that the
// answer has now.
type Reply struct{ Replied }

// Needs the right to reply in the remark's domain.
func (c Reply) Needs(s *State) (account.Right, account.Scope) {
	return account.Reply, s.scopeOf(s.Remarks[c.Remark].Indicator)
}

func (c Reply) decide(s *State, _ Act) ([]Event, error) {
	r, ok := s.Remarks[c.Remark]
	c.Text = strings.TrimSpace(c.Text)
	switch {
	case !ok:
		return nil, fault.New(fault.NotFound, "assessment.no_remark")
	case c.Outcome != Accepted && c.Outcome != Partly && c.Outcome != Declined:
		return nil, invalid("assessment.lacks_outcome")
	case c.Text == "":
		return nil, invalid("assessment.lacks_reply")
	case len(c.Text) > MaxText:
		return nil, fault.New(fault.TooLarge, "assessment.text_long", "n", len(c.Text), "max", MaxText)
	}
	e := c.Replied
	e.From, e.To = "", ""
	if before, now := s.valueAtTalk(r), s.Item(r.Indicator).Standing().Value; before != now {
		e.From, e.To = before, now
	}
	return []Event{&e}, nil
}

// valueAtTalk is the value that the draft showed to whoever made the remark.
func (s *State) valueAtTalk(r Remark) string {
	if r.Talk < 1 || r.Talk > len(s.Talks) {
		return ""
	}
	return s.Talks[r.Talk-1].Values[r.Indicator]
}
