package assessment

import (
	"slices"
	"strings"
	"time"

	"sextant/internal/account"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
)

// Hand tells the coder's answer from the second coder's.
type Hand string

const (
	FirstHand  Hand = "first"
	SecondHand Hand = "second"
)

// Confidences lists how sure a coder can be, lowest first.
var Confidences = []string{"low", "medium", "high"}

// Citation is a place in a source: "Arts. 3 and 5, p. 2".
type Citation struct {
	Source  SourceID `json:"source"`
	Locator string   `json:"locator,omitempty"`
}

// Given is what a coder gives as the answer to an indicator.
type Given struct {
	Value         string     `json:"value,omitempty"`
	Justification string     `json:"justification,omitempty"` // Markdown
	Language      lang.Tag   `json:"language,omitempty"`      // of the justification
	Confidence    string     `json:"confidence,omitempty"`
	Citations     []Citation `json:"citations,omitempty"`
}

func (g Given) equal(h Given) bool {
	return g.Value == h.Value && g.Justification == h.Justification && g.Language == h.Language &&
		g.Confidence == h.Confidence && slices.Equal(g.Citations, h.Citations)
}

func (g Given) empty() bool { return g.equal(Given{Language: g.Language}) }

func (g Given) cites(id SourceID) bool {
	return slices.ContainsFunc(g.Citations, func(c Citation) bool { return c.Source == id })
}

// Answered is an answer as it was saved. Change and Why type the difference
// from the round before, where there was one.
type Answered struct {
	Indicator framework.Code `json:"indicator"`
	Hand      Hand           `json:"hand"`
	Given
	Ready  bool       `json:"ready,omitempty"`
	Change ChangeType `json:"change,omitempty"`
	Why    string     `json:"why,omitempty"`
}

// Answer is an answer as it stands. Seq 0 means that there is none yet.
type Answer struct {
	Given
	Ready  bool
	Change ChangeType
	Why    string
	By     account.ID
	At     time.Time
	Seq    int64
}

func (*Answered) kind() string { return "answer.recorded" }

func (e *Answered) apply(s *State, m Meta) {
	a := Answer{Given: e.Given, Ready: e.Ready, Change: e.Change, Why: e.Why, By: m.By, At: m.At, Seq: m.Seq}
	s.change(e.Indicator, func(i *Item) {
		if e.Hand == SecondHand {
			i.Second = a
			return
		}
		if !i.Standing().Given.equal(a.Given) {
			i.Moved = m.Seq
		}
		i.First = a
	})
}

// Standing is the answer that counts: the decision where both coders differed,
// unless the coder has answered again since; else the coder's.
func (i Item) Standing() Answer {
	if d := i.Decision; d != nil && d.seq > i.First.Seq {
		return Answer{Given: d.Given, Ready: true, By: d.by, At: d.at, Seq: d.seq, Change: i.First.Change, Why: i.First.Why}
	}
	return i.First
}

// By gives the answer of one hand.
func (i Item) Of(h Hand) Answer {
	if h == SecondHand {
		return i.Second
	}
	return i.First
}

// Status says how far the work on an item is.
type Status string

const (
	NotStarted  Status = "not_started"
	Unconfirmed Status = "unconfirmed" // carried over from the round before
	InDraft     Status = "draft"
	Ready       Status = "ready"
	Returned    Status = "returned"
	Approved    Status = "approved"
)

// Statuses lists every status in the order of the work.
var Statuses = []Status{NotStarted, Unconfirmed, InDraft, Returned, Ready, Approved}

// Status of the standing answer.
func (i Item) Status() Status {
	a := i.Standing()
	switch {
	case i.Review.Verdict == VerdictReturned && i.Review.seq > a.Seq:
		return Returned
	case a.Seq == 0 && i.Carried != nil:
		return Unconfirmed
	case a.Seq == 0:
		return NotStarted
	case i.Review.Verdict == VerdictApproved && i.Review.seq > a.Seq && a.Ready:
		return Approved
	case a.Ready:
		return Ready
	}
	return InDraft
}

// StatusOf is the status of the second coder's answer, which nobody reviews.
func (i Item) StatusOf(h Hand) Status {
	if h == FirstHand {
		return i.Status()
	}
	switch {
	case i.Second.Seq == 0:
		return NotStarted
	case i.Second.Ready:
		return Ready
	}
	return InDraft
}

// RecordAnswer saves an answer. Base is the number of the entry at which the
// person saw this hand's answer, 0 where there was none: a save on top of an
// unseen newer one is a conflict, never an overwrite.
type RecordAnswer struct {
	Answered
	Base int64
}

// Needs the right to answer, blind for the second hand.
func (c RecordAnswer) Needs(s *State) (account.Right, account.Scope) {
	if c.Hand == SecondHand {
		return account.AnswerSecond, s.scopeOf(c.Indicator)
	}
	return account.Answer, s.scopeOf(c.Indicator)
}

func (c RecordAnswer) decide(s *State, _ Act) ([]Event, error) {
	ind, err := s.indicator(c.Indicator)
	if err != nil {
		return nil, err
	}
	if c.Hand != FirstHand && c.Hand != SecondHand {
		return nil, invalid("assessment.bad_hand")
	}
	c.Justification = strings.TrimSpace(strings.ReplaceAll(c.Justification, "\r\n", "\n"))
	i := s.Item(c.Indicator)
	now := i.Of(c.Hand)
	if now.Given.equal(c.Given) && now.Ready == c.Ready && now.Change == c.Change && now.Why == c.Why {
		return nil, nil
	}
	if now.Seq == 0 && !c.Ready && c.Given.empty() {
		return nil, nil
	}
	if now.Seq > c.Base {
		return nil, fault.New(fault.Conflict, "assessment.answer_moved", "code", string(c.Indicator))
	}
	if c.Hand == SecondHand && !s.Second.has(c.Indicator) {
		return nil, invalid("assessment.not_drawn", "code", string(c.Indicator))
	}
	if c.Hand == SecondHand && s.Second.Compared {
		return nil, invalid("assessment.compared_already")
	}
	if err := s.checkGiven(ind, c.Given); err != nil {
		return nil, err
	}
	if c.Ready {
		if err := c.checkReady(i); err != nil {
			return nil, err
		}
	}
	e := c.Answered
	return []Event{&e}, nil
}

// checkGiven refuses what can never be right, ready or not.
func (s *State) checkGiven(ind framework.Indicator, g Given) error {
	scale, _ := s.Book.Scale(ind.Scale)
	if _, ok := scale.Option(g.Value); !ok && g.Value != "" {
		return invalid("assessment.not_on_scale", "code", string(ind.Code), "value", g.Value)
	}
	if g.Confidence != "" && !slices.Contains(Confidences, g.Confidence) {
		return invalid("assessment.bad_confidence", "value", g.Confidence)
	}
	if len(g.Justification) > MaxText {
		return fault.New(fault.TooLarge, "assessment.text_long", "n", len(g.Justification), "max", MaxText)
	}
	for _, c := range g.Citations {
		if _, err := s.source(c.Source); err != nil {
			return err
		}
	}
	return nil
}

// MaxText bounds a justification, remark or section, in bytes.
const MaxText = 100_000

// checkReady says what an answer still lacks before it is ready: a value and a
// justification always; a source with its locator where something is said to
// exist; the type of the difference where the round before said otherwise.
func (c RecordAnswer) checkReady(i Item) error {
	var l fault.List
	lack := func(key string) { l.Add(fault.New(fault.Invalid, key, "code", string(c.Indicator))) }
	if c.Value == "" {
		lack("assessment.lacks_value")
	}
	if c.Justification == "" {
		lack("assessment.lacks_justification")
	}
	located := func(x Citation) bool { return strings.TrimSpace(x.Locator) != "" }
	if c.Value != "" && !needsNoSource(c.Value) && !slices.ContainsFunc(c.Citations, located) {
		lack("assessment.lacks_source")
	}
	if c.Hand == FirstHand && i.Carried != nil && c.Value != i.Carried.Value && !c.Change.Valid() {
		lack("assessment.lacks_change")
	}
	return l.Err()
}

// needsNoSource tells answers that say that nothing was found.
func needsNoSource(value string) bool {
	return value == framework.Absent || value == framework.Unknown || value == framework.NotApplicable || value == "no"
}

// Progress counts the items of a domain, or of the whole book for "", by
// status.
func (s *State) Progress(domain framework.Code) map[Status]int {
	n := map[Status]int{}
	for _, ind := range s.Book.Indicators {
		if domain == "" || ind.Domain == domain {
			n[s.Item(ind.Code).Status()]++
		}
	}
	return n
}

// Values gives the standing value of every answered indicator.
func (s *State) Values() map[framework.Code]string {
	values := map[framework.Code]string{}
	for code, i := range s.Items {
		if v := i.Standing().Value; v != "" {
			values[code] = v
		}
	}
	return values
}
