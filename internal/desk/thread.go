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
)

func init() { register("POST /desk/a/{chain}/i/{code}/thread", (*Desk).talkBack) }

// threadView is a conversation about an indicator.
type threadView struct {
	ID         string
	Messages   []messageView
	Resolved   bool
	ResolvedBy personView
}

type messageView struct {
	By        personView
	At        time.Time
	Text      string
	Mentioned []string
	// Verdict says that the message is the reason of a return.
	Verdict bool
}

// talk puts the conversations of an indicator onto its page: open ones first,
// each in the order in which it was written.
func (a *ask) talk(v *itemView, i assessment.Item, people *crowd) {
	at := map[string]int{}
	for _, c := range i.Thread {
		m := messageView{By: people.person(c.By), At: c.At, Text: c.Text}
		for _, p := range c.Mentions {
			if name := people.names[p]; name != "" {
				m.Mentioned = append(m.Mentioned, name)
			}
		}
		if c.Thread == "" {
			at[c.ID] = len(v.Threads)
			v.Threads = append(v.Threads, threadView{ID: c.ID, Resolved: c.Resolved, ResolvedBy: people.person(c.ResolvedBy)})
		}
		if n, ok := at[cmp.Or(c.Thread, c.ID)]; ok {
			v.Threads[n].Messages = append(v.Threads[n].Messages, m)
		}
	}
	slices.SortStableFunc(v.Threads, func(x, y threadView) int {
		if x.Resolved == y.Resolved {
			return 0
		}
		if x.Resolved {
			return 1
		}
		return -1
	})
	v.Members = a.mentionable(v.State, people)
}

// OpenThreads counts the conversations that are not settled.
func (v *itemView) OpenThreads() int {
	n := 0
	for _, t := range v.Threads {
		if !t.Resolved {
			n++
		}
	}
	return n
}

// mentionable are the members who can open the conversation.
func (a *ask) mentionable(s *assessment.State, people *crowd) []personView {
	var out []personView
	for id := range s.Grants {
		other := s.Standing(account.Standing{Person: id})
		if p := people.person(id); p.Name != "" && !p.Me && other.May(account.SeeAnswers, account.Scope{Stage: s.Stage}) {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(x, y personView) int { return cmp.Or(cmp.Compare(x.Name, y.Name), cmp.Compare(x.ID, y.ID)) })
	return out
}

// talkBack takes a message, a reply, or the word that a conversation is
// settled; a reply may settle it at once.
func (d *Desk) talkBack(a *ask) (answer, error) {
	s, ind, err := a.opened()
	if err != nil {
		return answer{}, err
	}
	if err := a.form(); err != nil {
		return answer{}, err
	}
	people, err := a.crowd(s)
	if err != nil {
		return answer{}, err
	}
	text, thread, settle, id := a.value("text"), a.value("thread"), a.value("do") == "settle", a.commandID()
	var do []assessment.Command
	if text != "" || !settle {
		do = append(do, assessment.Discuss{Commented: assessment.Commented{
			ID: id, Indicator: ind.Code, Text: text, Thread: thread, Mentions: a.mentions(text, a.mentionable(s, people)),
		}})
	}
	done := "answer.done_said"
	if settle {
		do = append(do, assessment.Resolve{CommentResolved: assessment.CommentResolved{ID: thread, Indicator: ind.Code}})
		done = "answer.done_settled"
	}
	if _, err := a.desk.app.Do(a.Context(), app.Order{ID: id + "-talk", By: a.who, Chain: s.Chain, Do: do}); err != nil {
		return a.talkRefused(ind, thread, text, err)
	}
	return a.goOn(linkItem(s.Chain, ind.Code)+"#thread", done)
}

// mentions finds who is asked for: by "@name" in the text, the longest name
// first, and by choice from the list.
func (a *ask) mentions(text string, members []personView) []account.ID {
	var ids []account.ID
	low := strings.ToLower(text)
	byLength := slices.Clone(members)
	slices.SortStableFunc(byLength, func(x, y personView) int { return len(y.Name) - len(x.Name) })
	for _, p := range byLength {
		if at := "@" + strings.ToLower(p.Name); strings.Contains(low, at) {
			low = strings.ReplaceAll(low, at, "")
			ids = append(ids, p.ID)
		}
	}
	for _, chosen := range a.list("mention") {
		known := slices.ContainsFunc(members, func(p personView) bool { return p.ID == account.ID(chosen) })
		if known && !slices.Contains(ids, account.ID(chosen)) {
			ids = append(ids, account.ID(chosen))
		}
	}
	return ids
}

// talkRefused shows the page with the message that was not taken.
func (a *ask) talkRefused(ind framework.Indicator, thread, text string, err error) (answer, error) {
	if a.partial() {
		return answer{}, err
	}
	s, loadErr := a.assessment()
	if loadErr != nil {
		return answer{}, loadErr
	}
	v, buildErr := a.wholeItem(s, ind)
	if buildErr != nil {
		return answer{}, buildErr
	}
	v.Said, v.SaidIn = text, thread
	return a.again("item", v, err)
}
