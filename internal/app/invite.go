package app

import (
	"context"
	"time"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/lang"
	"sextant/internal/record"
	"sextant/internal/store"
)

// The kinds of invitation.
const (
	InviteSetup  = "setup"  // the first administrator
	InvitePerson = "invite" // someone new, or a further role for someone known
	InviteReset  = "reset"  // a new password
)

// How long links are good for.
const (
	setupLasts  = 48 * time.Hour
	inviteLasts = 14 * 24 * time.Hour
	resetLasts  = 24 * time.Hour
)

// WelcomePath opens the address of every invitation; the token follows.
const WelcomePath = "/desk/welcome/"

// Offer is what an invitation gives.
type Offer struct {
	Kind string
	// Chain and Grant are the part in an assessment; empty for none.
	Chain record.Chain
	Grant account.Grant
	// Admin and Coordinator are the post in the instance.
	Admin       bool
	Coordinator bool
	Name        string // how the inviter calls the person
	Email       string
	Language    lang.Tag
	Person      account.ID // whom it is for, when they have an account
	By          account.ID
	Created     time.Time
	Expires     time.Time
	Used        time.Time // zero while it is open
	Ref         string    // names it in lists; no secret
}

// offerData is what of an offer has no column of its own.
type offerData struct {
	Grant       account.Grant `json:"grant,omitzero"`
	Admin       bool          `json:"admin,omitempty"`
	Coordinator bool          `json:"coordinator,omitempty"`
	Language    lang.Tag      `json:"language,omitempty"`
}

func offerOf(v store.Invitation) Offer {
	d := readJSON[offerData]([]byte(v.Data))
	o := Offer{
		Kind: v.Kind, Chain: v.Chain, Grant: d.Grant, Admin: d.Admin, Coordinator: d.Coordinator, Language: d.Language,
		Name: v.Name, Email: v.Email, Person: account.ID(v.Person), By: account.ID(v.By), Ref: v.Hash,
		Created: time.UnixMicro(v.Created).UTC(), Expires: time.UnixMicro(v.Expires).UTC(),
	}
	if v.Used != 0 {
		o.Used = time.UnixMicro(v.Used).UTC()
	}
	return o
}

// offer keeps an invitation and gives the path of its link. The token is only
// in the link.
func (a *App) offer(ctx context.Context, o Offer, lasts time.Duration) (path string, err error) {
	token, now := newToken(), a.now()
	v := store.Invitation{
		Hash: tokenHash(token), Kind: o.Kind, Person: string(o.Person), Chain: o.Chain, Role: string(o.Grant.Role),
		Email: o.Email, Name: o.Name, By: string(o.By), Created: now.UnixMicro(), Expires: now.Add(lasts).UnixMicro(),
		Data: mustJSON(offerData{Grant: o.Grant, Admin: o.Admin, Coordinator: o.Coordinator, Language: o.Language}),
	}
	return WelcomePath + token, a.store.PutInvitation(ctx, v)
}

// FirstLink makes the one-time link for the first administrator while nobody
// has an account; afterwards it is empty.
func (a *App) FirstLink(ctx context.Context) (path string, err error) {
	empty, err := a.nobody(ctx)
	if err != nil || !empty {
		return "", err
	}
	return a.offer(ctx, Offer{Kind: InviteSetup, Admin: true, Coordinator: true, By: account.System}, setupLasts)
}

func (a *App) nobody(ctx context.Context) (bool, error) {
	people, err := a.store.People(ctx, "")
	return len(people) == 0, err
}

// Invite makes a link by which somebody joins an assessment, or the instance
// where no chain is named. Only who could grant the role can invite to it.
func (a *App) Invite(ctx context.Context, by account.Standing, o Offer) (path string, err error) {
	o.Kind, o.By = InvitePerson, by.Person
	if o.Email != "" && !looksLikeMail(o.Email) {
		return "", fault.New(fault.Invalid, "people.bad_email", "email", o.Email)
	}
	if o.Chain == "" {
		if !by.May(account.ManageInstance, account.Scope{}) {
			return "", fault.New(fault.Denied, "people.denied")
		}
		return a.offer(ctx, o, inviteLasts)
	}
	o.Admin, o.Coordinator = false, false
	s, err := a.State(ctx, by, o.Chain)
	if err != nil {
		return "", err
	}
	if err := a.tryGrant(s, by, o.Grant, newcomer); err != nil {
		return "", err
	}
	return a.offer(ctx, o, inviteLasts)
}

// Invitations lists the open invitations into an assessment, newest first.
func (a *App) Invitations(ctx context.Context, by account.Standing, chain record.Chain) ([]Offer, error) {
	s, err := a.State(ctx, by, chain)
	if err != nil {
		return nil, err
	}
	if !s.Standing(by).May(account.ManagePeople, account.Scope{Stage: s.Stage}) {
		return nil, denied(account.ManagePeople, s)
	}
	rows, err := a.store.Invitations(ctx, chain)
	if err != nil {
		return nil, err
	}
	var open []Offer
	for _, r := range rows {
		if o := offerOf(r); o.Used.IsZero() && o.Expires.After(a.now()) {
			open = append(open, o)
		}
	}
	return open, nil
}

// CallBack makes an open invitation into an assessment good for nothing.
func (a *App) CallBack(ctx context.Context, by account.Standing, chain record.Chain, ref string) error {
	open, err := a.Invitations(ctx, by, chain)
	if err != nil {
		return err
	}
	for _, o := range open {
		if o.Ref == ref {
			return a.store.UseInvitation(ctx, ref, a.now().UnixMicro())
		}
	}
	return fault.New(fault.NotFound, "people.no_invitation")
}

// ResetLink makes a one-time link by which a person chooses a new password. It
// turns the second step off, since it is also for lost authenticators.
func (a *App) ResetLink(ctx context.Context, by account.Standing, id account.ID) (path string, err error) {
	if !by.May(account.ManageInstance, account.Scope{}) {
		return "", fault.New(fault.Denied, "people.denied")
	}
	p, err := a.person(ctx, id)
	if err != nil {
		return "", err
	}
	if p.Disabled {
		return "", fault.New(fault.Invalid, "people.disabled")
	}
	return a.offer(ctx, Offer{Kind: InviteReset, Person: id, Name: p.Name, By: by.Person}, resetLasts)
}

// Offered finds the invitation of a link that is still good. Looking at it
// does not use it up: mail programs look at links, too.
func (a *App) Offered(ctx context.Context, token string) (Offer, error) {
	v, ok, err := a.store.Invitation(ctx, tokenHash(token))
	if err != nil {
		return Offer{}, err
	}
	o := offerOf(v)
	if !ok || !o.Used.IsZero() || !o.Expires.After(a.now()) {
		return Offer{}, fault.New(fault.Gone, "people.link_spent")
	}
	if o.Kind != InviteSetup {
		return o, nil
	}
	empty, err := a.nobody(ctx)
	if err == nil && !empty {
		err = fault.New(fault.Gone, "people.link_spent")
	}
	return o, err
}

// Accept takes up an invitation as somebody new: an account is made, the role
// is given, and the person is signed in.
func (a *App) Accept(ctx context.Context, token string, f Profile, password, device string) (Begun, error) {
	o, err := a.Offered(ctx, token)
	if err != nil {
		return Begun{}, err
	}
	if o.Kind == InviteReset {
		return a.reset(ctx, o, password, device)
	}
	if err := a.free(ctx, &f); err != nil {
		return Begun{}, err
	}
	if err := a.mayGive(ctx, o, newcomer); err != nil {
		return Begun{}, err
	}
	p := store.Person{ID: NewID(), Admin: o.Admin, Coordinator: o.Coordinator, Created: a.now().UnixMicro()}
	f.into(&p)
	if p.Password, err = newHash(ctx, password, f.Login, f.Name, f.Email); err != nil {
		return Begun{}, err
	}
	if err := a.store.UseInvitation(ctx, o.Ref, a.now().UnixMicro()); err != nil {
		return Begun{}, fault.New(fault.Gone, "people.link_spent").Because(err)
	}
	if err := a.store.PutPerson(ctx, p); err != nil {
		return Begun{}, err
	}
	if err := a.give(ctx, o, account.ID(p.ID)); err != nil {
		return Begun{}, err
	}
	return a.begin(ctx, p, device)
}

// free checks what somebody new wrote about themselves.
func (a *App) free(ctx context.Context, f *Profile) error {
	if err := f.check(); err != nil {
		return err
	}
	_, taken, err := a.store.PersonByLogin(ctx, f.Login)
	if err == nil && taken {
		err = fault.New(fault.Exists, "people.login_taken", "login", f.Login)
	}
	return err
}

// Join takes up an invitation as somebody who is signed in.
func (a *App) Join(ctx context.Context, token string, who account.ID) (Offer, error) {
	o, err := a.Offered(ctx, token)
	if err != nil {
		return o, err
	}
	if o.Kind != InvitePerson {
		return o, fault.New(fault.Gone, "people.link_spent")
	}
	if err := a.mayGive(ctx, o, who); err != nil {
		return o, err
	}
	if err := a.store.UseInvitation(ctx, o.Ref, a.now().UnixMicro()); err != nil {
		return o, fault.New(fault.Gone, "people.link_spent").Because(err)
	}
	return o, a.give(ctx, o, who)
}

// newcomer stands for somebody who has no account yet when a grant is tried.
const newcomer account.ID = "newcomer"

// tryGrant tells whether a grant would be taken, and changes nothing.
func (a *App) tryGrant(s *assessment.State, by account.Standing, g account.Grant, who account.ID) error {
	act := assessment.Act{By: s.Standing(by), At: a.now()}
	_, err := assessment.Decide(s, act, assessment.Grant{Granted: assessment.Granted{Person: who, Grant: g}})
	return err
}

// mayGive tells, before an invitation is used up, whether it can be kept: who
// invited must still be here and have the right, and the role must fit.
func (a *App) mayGive(ctx context.Context, o Offer, who account.ID) error {
	if o.Kind != InvitePerson {
		return nil
	}
	inviter, err := a.PersonOf(ctx, o.By)
	if err != nil {
		return err
	}
	spent := fault.New(fault.Gone, "people.link_spent")
	if inviter.Disabled || inviter.Erased {
		return spent
	}
	if o.Chain == "" {
		if !inviter.Admin {
			return spent
		}
		return nil
	}
	s, err := a.load(ctx, o.Chain)
	if err != nil {
		return err
	}
	if err = a.tryGrant(s, inviter.Standing(), o.Grant, who); fault.Is(err, fault.Denied) {
		return spent.Because(err)
	}
	return err
}

// give grants what an invitation offers, in the name of who invited.
func (a *App) give(ctx context.Context, o Offer, who account.ID) error {
	if o.Chain == "" {
		if !o.Admin && !o.Coordinator {
			return nil
		}
		return a.change(ctx, who, func(p *store.Person) error {
			p.Admin, p.Coordinator = p.Admin || o.Admin, p.Coordinator || o.Coordinator
			return nil
		})
	}
	inviter, err := a.PersonOf(ctx, o.By)
	if err != nil {
		return err
	}
	grant := assessment.Grant{Granted: assessment.Granted{Person: who, Grant: o.Grant}}
	_, err = a.Do(ctx, Order{By: inviter.Standing(), Chain: o.Chain, Do: []assessment.Command{grant}})
	return err
}

// reset gives a person a new password, ends their sessions and signs them in.
func (a *App) reset(ctx context.Context, o Offer, password, device string) (Begun, error) {
	p, err := a.person(ctx, o.Person)
	if err != nil {
		return Begun{}, err
	}
	if p.Password, err = newHash(ctx, password, p.Login, p.Name, p.Email); err != nil {
		return Begun{}, err
	}
	if err := a.store.UseInvitation(ctx, o.Ref, a.now().UnixMicro()); err != nil {
		return Begun{}, fault.New(fault.Gone, "people.link_spent").Because(err)
	}
	p.TOTP = []byte{}
	if err := a.store.PutPerson(ctx, p); err != nil {
		return Begun{}, err
	}
	for _, key := range []string{tryKey(p, ""), "second:" + p.ID} {
		if err := a.store.ClearAttempts(ctx, key); err != nil {
			return Begun{}, err
		}
	}
	if err := a.store.DropSessions(ctx, p.ID); err != nil {
		return Begun{}, err
	}
	return a.begin(ctx, p, device)
}
