package assessment

import (
	"slices"
	"strings"

	"sextant/internal/account"
	"sextant/internal/fault"
)

// ReplyAsked lets a second coder answer a question that was put to them after
// both answers were opened. The role may not discuss otherwise: before that,
// nothing that it says may reach the first coder.
type ReplyAsked struct{ Commented }

// Needs the second coder's own right.
func (c ReplyAsked) Needs(s *State) (account.Right, account.Scope) {
	return account.AnswerSecond, s.scopeOf(c.Indicator)
}

func (c ReplyAsked) decide(s *State, act Act) ([]Event, error) {
	if !slices.ContainsFunc(s.AskedOf(act.By.Person), func(q Comment) bool { return q.Indicator == c.Indicator && q.ID == c.Thread }) {
		return nil, fault.New(fault.NotFound, "assessment.no_thread")
	}
	if strings.TrimSpace(c.Text) == "" {
		return nil, invalid("assessment.lacks_text")
	}
	c.Mentions = nil
	return Discuss(c).decide(s, act)
}

// AskedOf lists the open questions to a person, in the order of the book: none
// before both coders' answers were opened.
func (s *State) AskedOf(p account.ID) []Comment {
	var asked []Comment
	if !s.Second.Compared {
		return nil
	}
	for i := range s.items() {
		for _, c := range i.Thread {
			if c.Thread == "" && !c.Resolved && slices.Contains(c.Mentions, p) {
				asked = append(asked, c)
			}
		}
	}
	return asked
}
