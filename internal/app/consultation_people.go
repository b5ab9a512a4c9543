package app

import (
	"context"
	"slices"
	"strings"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/record"
)

// Institution is one ministry or department in a consultation: who speaks for
// it, what it was asked about, and how far it has come.
type Institution struct {
	Name    string
	Focal   bool
	People  []account.ID
	Domains []framework.Code // that it was asked about; all of the book where empty
	Due     string           // the nearest deadline of its people; empty where there is none
	Asked   int
	Said    Stances // in the newest consultation
	Open    int     // remarks without a reply
	Files   int     // remarks with evidence
}

// Looked is to how many items the institution has said something.
func (i Institution) Looked() int { return i.Said.Agree() + i.Said.Disagree() + i.Said.Supplement() }

// Stances counts remarks by what they say.
type Stances map[assessment.Stance]int

// Agree is how many agree.
func (s Stances) Agree() int { return s[assessment.Agree] }

// Disagree is how many disagree.
func (s Stances) Disagree() int { return s[assessment.Disagree] }

// Supplement is how many add something.
func (s Stances) Supplement() int { return s[assessment.Supplement] }

// Institutions lists who was asked, the focal point's institution first, then
// by name; and those that said something and have nobody here any more.
func Institutions(s *assessment.State) []Institution {
	var all []Institution
	at := func(name string) *Institution {
		i := slices.IndexFunc(all, func(x Institution) bool { return x.Name == name })
		if i < 0 {
			i = len(all)
			all = append(all, Institution{Name: name, Said: Stances{}})
		}
		return &all[i]
	}
	for id, grants := range s.Grants {
		for _, g := range grants {
			if g.Role == account.FocalPoint || g.Role == account.Government {
				at(g.Institution).join(s, id, g)
			}
		}
	}
	for _, id := range s.RemarkOrder {
		if r := s.Remarks[id]; r.Talk == len(s.Talks) {
			at(r.Institution).count(r)
		}
	}
	for i := range all {
		slices.Sort(all[i].People)
		all[i].Asked = len(inDomains(s.Book, all[i].Domains))
	}
	slices.SortFunc(all, func(a, b Institution) int {
		if a.Focal != b.Focal {
			return map[bool]int{true: -1, false: 1}[a.Focal]
		}
		return strings.Compare(a.Name, b.Name)
	})
	return all
}

// join adds a person's part to their institution.
func (i *Institution) join(s *assessment.State, id account.ID, g account.Grant) {
	whole := len(i.People) > 0 && len(i.Domains) == 0 || len(g.Domains) == 0
	i.People = append(i.People, id)
	i.Focal = i.Focal || g.Role == account.FocalPoint
	if g.Due != "" && (i.Due == "" || g.Due < i.Due) {
		i.Due = g.Due
	}
	if whole {
		i.Domains = nil
		return
	}
	was := i.Domains
	i.Domains = nil
	for _, d := range s.Book.Domains {
		if slices.Contains(was, d.Code) || slices.Contains(g.Domains, string(d.Code)) {
			i.Domains = append(i.Domains, d.Code)
		}
	}
}

func (i *Institution) count(r assessment.Remark) {
	i.Said[r.Stance]++
	if r.Reply == nil && r.NeedsReply() {
		i.Open++
	}
	if len(r.Evidence) > 0 {
		i.Files++
	}
}

func inDomains(book *framework.Framework, domains []framework.Code) []framework.Indicator {
	if len(domains) == 0 {
		return book.Indicators
	}
	return slices.DeleteFunc(slices.Clone(book.Indicators), func(ind framework.Indicator) bool { return !slices.Contains(domains, ind.Domain) })
}

// Delegations lists the open invitations to government colleagues, newest
// first, for those who may delegate.
func (a *App) Delegations(ctx context.Context, by account.Standing, chain record.Chain) ([]Offer, error) {
	s, err := a.State(ctx, by, chain)
	if err != nil {
		return nil, err
	}
	if !s.Standing(by).May(account.Delegate, account.Scope{Stage: s.Stage}) {
		return nil, denied(account.Delegate, s)
	}
	rows, err := a.store.Invitations(ctx, chain)
	if err != nil {
		return nil, err
	}
	var open []Offer
	for _, r := range rows {
		o := offerOf(r)
		if o.Grant.Role == account.Government && o.Used.IsZero() && o.Expires.After(a.now()) {
			open = append(open, o)
		}
	}
	return open, nil
}

// CallBackDelegation makes an open invitation to a government colleague good
// for nothing.
func (a *App) CallBackDelegation(ctx context.Context, by account.Standing, chain record.Chain, ref string) error {
	open, err := a.Delegations(ctx, by, chain)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(open, func(o Offer) bool { return o.Ref == ref }) {
		return fault.New(fault.NotFound, "people.no_invitation")
	}
	return a.store.UseInvitation(ctx, ref, a.now().UnixMicro())
}

// InviteColleague makes a link by which somebody of a ministry or department
// joins the consultation. The institution must be named, because remarks are
// kept apart by it.
func (a *App) InviteColleague(ctx context.Context, by account.Standing, o Offer) (path string, err error) {
	if o.Grant.Institution == "" {
		return "", fault.New(fault.Invalid, "consult.lacks_institution")
	}
	o.Grant.Role = account.Government
	return a.Invite(ctx, by, o)
}
