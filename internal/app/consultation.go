package app

import (
	"context"
	"slices"
	"time"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/record"
)

// FrozenDraft is what the government is asked about: the answers as they stood
// when the consultation was opened, and nothing beside them. No thread, no
// private note or source, no second answer and no later wording is in it.
type FrozenDraft struct {
	assessment.Talk
	N     int       // of the consultation, from 1
	Made  time.Time // of the last entry that is in the draft
	Items []DraftItem
}

// DraftItem is one indicator of the draft.
type DraftItem struct {
	framework.Indicator
	Value         string // empty: was not answered
	Justification string
	Language      lang.Tag
	Sources       []DraftSource
	Withheld      int // sources that are not for publication, and so are not named
}

// DraftSource is a source as the draft names it.
type DraftSource struct {
	Kind     string
	Title    string
	Language lang.Tag
	Issuer   string
	Date     string
	Link     string
	Locator  string
}

// Draft gives the draft of the newest consultation, in the domains that the
// person was asked about. It is "assessment.no_consultation" as long as none
// was opened.
func (a *App) Draft(ctx context.Context, by account.Standing, chain record.Chain) (*FrozenDraft, error) {
	then, now, err := a.draftState(ctx, by, chain)
	if err != nil {
		return nil, err
	}
	d := &FrozenDraft{Talk: now.Talks[len(now.Talks)-1], N: len(now.Talks), Made: then.Changed}
	who := now.Standing(by)
	for _, ind := range now.Book.Indicators {
		if who.May(account.SeeDraft, account.Scope{Stage: now.Stage, Domain: string(ind.Domain)}) {
			d.Items = append(d.Items, draftItem(then, ind))
		}
	}
	return d, nil
}

// Item is one indicator of the draft; false where the person was not asked
// about it.
func (d *FrozenDraft) Item(code framework.Code) (DraftItem, bool) {
	i := slices.IndexFunc(d.Items, func(x DraftItem) bool { return x.Code == code })
	if i < 0 {
		return DraftItem{}, false
	}
	return d.Items[i], true
}

// In lists the items of a domain.
func (d *FrozenDraft) In(domain framework.Code) []DraftItem {
	return slices.DeleteFunc(slices.Clone(d.Items), func(x DraftItem) bool { return x.Domain != domain })
}

// draftState folds the record up to the moment of the newest consultation; it
// stays in this room, because it holds more than the draft may show.
func (a *App) draftState(ctx context.Context, by account.Standing, chain record.Chain) (then, now *assessment.State, err error) {
	if now, err = a.State(ctx, by, chain); err != nil {
		return nil, nil, err
	}
	if !now.Standing(by).May(account.SeeDraft, account.Scope{Stage: now.Stage}) {
		return nil, nil, denied(account.SeeDraft, now)
	}
	n := len(now.Talks)
	if n == 0 {
		return nil, nil, fault.New(fault.Invalid, "assessment.no_consultation")
	}
	entries, err := a.store.Entries(ctx, chain, 0)
	if err != nil {
		return nil, nil, err
	}
	then, err = assessment.Load(entries[:now.Talks[n-1].Moment], a.books.lookup(ctx))
	return then, now, err
}

func draftItem(s *assessment.State, ind framework.Indicator) DraftItem {
	x := s.Item(ind.Code).Standing()
	d := DraftItem{Indicator: ind, Value: x.Value, Justification: x.Justification, Language: x.Language}
	for _, c := range x.Citations {
		src := s.Sources[c.Source]
		if src.Private {
			d.Withheld++
			continue
		}
		d.Sources = append(d.Sources, DraftSource{
			Kind: src.Kind, Title: src.Title, Language: src.Language, Issuer: src.Issuer, Date: src.Date, Link: src.Link, Locator: c.Locator,
		})
	}
	return d
}

// SeesRemark tells whether a person may read a remark: the team reads all of
// them, the focal point all of its government, and a ministry or department
// only its own.
func SeesRemark(s *assessment.State, by account.Standing, r assessment.Remark) bool {
	who := s.Standing(by)
	on := account.Scope{Stage: s.Stage}
	if who.May(account.SeeAnswers, on) {
		return true
	}
	if !who.May(account.SeeDraft, on) {
		return false
	}
	return who.Holds(account.FocalPoint) || r.Institution == who.Institution()
}

// RemarksFor lists the remarks that a person may read, in the order in which
// they were made.
func RemarksFor(s *assessment.State, by account.Standing) []assessment.Remark {
	var rs []assessment.Remark
	for _, id := range s.RemarkOrder {
		if r := s.Remarks[id]; SeesRemark(s, by, r) {
			rs = append(rs, r)
		}
	}
	return rs
}

// Unsaid lists the indicators of a domain, of all domains where it is empty, to
// which the person's institution has not said anything yet and may.
func Unsaid(s *assessment.State, by account.Standing, domain framework.Code) []framework.Code {
	who := s.Standing(by)
	var codes []framework.Code
	for _, ind := range s.Book.Indicators {
		asked := who.May(account.MakeRemark, account.Scope{Stage: s.Stage, Domain: string(ind.Domain)})
		if _, said := s.RemarkOf(ind.Code, who.Institution()); asked && !said && (domain == "" || ind.Domain == domain) {
			codes = append(codes, ind.Code)
		}
	}
	return codes
}

// AgreeWith says in one order that indicators are right as they stand in the
// draft: those of the list to which the institution has said nothing.
func (a *App) AgreeWith(ctx context.Context, o Order, codes []framework.Code) (*assessment.State, int, error) {
	s, err := a.State(ctx, o.By, o.Chain)
	if err != nil {
		return nil, 0, err
	}
	o.Do = nil
	for _, c := range Unsaid(s, o.By, "") {
		if slices.Contains(codes, c) {
			o.Do = append(o.Do, assessment.MakeRemark{Remarked: assessment.Remarked{ID: assessment.RemarkID(NewID()), Indicator: c, Stance: assessment.Agree}})
		}
	}
	if len(o.Do) == 0 {
		return s, 0, nil
	}
	next, err := a.Do(ctx, o)
	return next, len(o.Do), err
}

// Remark records what an institution says to an item, with a file that shows it
// where there is one.
func (a *App) Remark(ctx context.Context, o Order, c assessment.MakeRemark, f *File) (*assessment.State, error) {
	if f != nil {
		s, err := a.State(ctx, o.By, o.Chain)
		if err != nil {
			return nil, err
		}
		if right, scope := c.Needs(s); !s.Standing(o.By).May(right, scope) {
			return nil, denied(right, s)
		}
		kept, err := a.KeepBlob(ctx, *f)
		if err != nil {
			return nil, err
		}
		c.Evidence = append(c.Evidence, assessment.Evidence{Title: kept.Name, Hash: kept.Hash, Name: kept.Name, Type: kept.Type, Size: kept.Size})
	}
	o.Do = append(o.Do, c)
	return a.Do(ctx, o)
}
