package app

import (
	"bytes"
	"context"
	"encoding/json"
	"time"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/preserve"
	"sextant/internal/record"
	"sextant/internal/store"
)

func init() {
	does(JobLinks, (*App).lookAtLinks)
	does(JobPreserve, (*App).preserveLater)
}

// PreserveSource fetches the link of a source once into a dated copy: the bytes
// as they were, and their words for the search. What the network says against
// it is a fault of the room preserve, in words for people; the link's state is
// noted either way.
func (a *App) PreserveSource(ctx context.Context, o Order, id assessment.SourceID) (*assessment.State, error) {
	x, err := a.citedLink(ctx, o, id)
	if err != nil {
		return nil, err
	}
	page, err := a.links.Fetch(ctx, x.Link)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if noted := a.noteLink(ctx, x.Link, statusOf(err), err); noted != nil {
		return nil, noted
	}
	if err != nil {
		return nil, err
	}
	c, err := a.keepPage(ctx, page)
	if err != nil {
		return nil, err
	}
	o.Do = append(o.Do, assessment.KeepCopy{SourceCopied: assessment.SourceCopied{ID: id, Copy: c}})
	return a.Do(ctx, o)
}

// citedLink finds a source that has a link and that the person may work on.
func (a *App) citedLink(ctx context.Context, o Order, id assessment.SourceID) (assessment.Source, error) {
	s, err := a.State(ctx, o.By, o.Chain)
	if err != nil {
		return assessment.Source{}, err
	}
	if !s.Standing(o.By).May(account.Cite, account.Scope{Stage: s.Stage}) {
		return assessment.Source{}, denied(account.Cite, s)
	}
	for _, l := range sourceLines(s, o.By) {
		if l.ID != id {
			continue
		}
		if l.Link == "" {
			return l.Source, fault.New(fault.Invalid, "sources.no_link")
		}
		return l.Source, nil
	}
	return assessment.Source{}, fault.New(fault.NotFound, "assessment.no_source")
}

// keepPage keeps what was fetched.
func (a *App) keepPage(ctx context.Context, p *preserve.Copy) (assessment.Copy, error) {
	info, err := a.blobs.Put(ctx, bytes.NewReader(p.Body), int64(len(p.Body)))
	if err != nil {
		return assessment.Copy{}, err
	}
	c := assessment.Copy{Hash: record.Hash(info.Hash), Type: p.Type, Name: FileName(p.Name), Size: info.Size, Link: p.Final}
	return c, a.store.PutCopy(ctx, store.Copy{
		Hash: c.Hash, URL: p.URL, Fetched: p.Fetched.UnixMicro(), Type: p.Type, Charset: p.Charset, Size: info.Size,
		Title: p.Title, Text: p.Text, Name: c.Name,
	})
}

// statusOf is the status of HTTP behind the outcome of a fetch; 0 where nobody
// answered.
func statusOf(err error) int {
	if err == nil {
		return 200
	}
	for _, e := range fault.All(err) {
		if n, ok := e.Args["status"].(int); ok {
			return n
		}
	}
	return 0
}

func (a *App) noteLink(ctx context.Context, link string, status int, err error) error {
	note := ""
	switch {
	case err == nil, status != 0:
	case fault.Is(err, fault.Invalid):
		note = string(LinkRefused)
	case fault.Is(err, fault.TooLarge), fault.HasKey(err, "preserve.packed"):
		status = 200 // it answers; only a copy cannot be kept
	default:
		note = string(LinkSilent)
	}
	return a.store.PutLinkCheck(ctx, store.LinkCheck{URL: link, Checked: a.now().UnixMicro(), Status: status, Note: note})
}

// CheckLink looks once whether the link of a source answers.
func (a *App) CheckLink(ctx context.Context, by account.Standing, chain record.Chain, id assessment.SourceID) (LinkState, error) {
	l, err := a.SourceOf(ctx, by, chain, id)
	if err != nil {
		return LinkState{}, err
	}
	if l.Link == "" {
		return LinkState{}, fault.New(fault.Invalid, "sources.no_link")
	}
	if err := a.look(ctx, l.Link); err != nil {
		return LinkState{}, err
	}
	l, err = a.SourceOf(ctx, by, chain, id)
	if err != nil || l.LinkState == nil {
		return LinkState{}, err
	}
	return *l.LinkState, nil
}

// look asks a link whether it answers, and notes what it said.
func (a *App) look(ctx context.Context, link string) error {
	status, err := a.links.Check(ctx, link)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return a.noteLink(ctx, link, status, err)
}

// CheckLinks has the worker look at every link of an assessment.
func (a *App) CheckLinks(ctx context.Context, by account.Standing, chain record.Chain) error {
	s, err := a.State(ctx, by, chain)
	if err != nil {
		return err
	}
	if !s.Standing(by).May(account.SeeAnswers, account.Scope{}) {
		return denied(account.SeeAnswers, s)
	}
	asked := linksAsked{Chain: chain, Since: a.now().UnixMicro()}
	return a.ask(ctx, JobLinks, string(chain), must(json.Marshal(asked)), 0)
}

// linksAsked is the payload of the work of looking at links.
type linksAsked struct {
	Chain record.Chain `json:"chain"`
	Since int64        `json:"since"` // when it was asked for
}

// linksAtOnce is how many links one piece of work looks at; the rest is a
// further piece, so that a restart loses little.
const linksAtOnce = 20

// lookAtLinks looks at the links of an assessment that nobody looked at since
// the work was asked for.
func (a *App) lookAtLinks(ctx context.Context, payload []byte) error {
	asked := readJSON[linksAsked](payload)
	s, err := a.load(ctx, asked.Chain)
	if err != nil {
		return err
	}
	links := linksOf(s)
	checks, err := a.store.LinkChecks(ctx, links)
	if err != nil {
		return err
	}
	done := 0
	for _, l := range links {
		if c, looked := checks[l]; looked && c.Checked >= asked.Since {
			continue
		}
		if done == linksAtOnce {
			return a.ask(ctx, JobLinks, string(s.Chain), payload, 0)
		}
		if err := a.look(ctx, l); err != nil {
			return err
		}
		done++
	}
	return nil
}

// linksOf lists the links of an assessment's sources once each.
func linksOf(s *assessment.State) []string {
	var links []string
	for _, x := range s.LiveSources() {
		if x.Link != "" {
			links = append(links, x.Link)
		}
	}
	return distinct(links)
}

// addLinkStates adds what the last looks found.
func (a *App) addLinkStates(ctx context.Context, lines []SourceLine) error {
	var links []string
	for _, l := range lines {
		if l.Link != "" {
			links = append(links, l.Link)
		}
	}
	checks, err := a.store.LinkChecks(ctx, distinct(links))
	if err != nil {
		return err
	}
	for i := range lines {
		if c, ok := checks[lines[i].Link]; ok {
			lines[i].LinkState = linkState(c)
		}
	}
	return nil
}

// preserveAsked is the payload of the work of keeping a copy.
type preserveAsked struct {
	Chain  record.Chain        `json:"chain"`
	Source assessment.SourceID `json:"source"`
	By     account.ID          `json:"by"`
	ID     string              `json:"id"` // of the command, so that it is recorded once
}

// PreserveLater has the worker keep a copy of a source's link, under the name
// of whoever asked for it.
func (a *App) PreserveLater(ctx context.Context, o Order, id assessment.SourceID) error {
	if _, err := a.citedLink(ctx, o, id); err != nil {
		return err
	}
	if o.ID == "" {
		o.ID = NewID()
	}
	asked := preserveAsked{Chain: o.Chain, Source: id, By: o.By.Person, ID: o.ID}
	return a.ask(ctx, JobPreserve, string(o.Chain)+" "+string(id), must(json.Marshal(asked)), 0)
}

func (a *App) preserveLater(ctx context.Context, payload []byte) error {
	asked := readJSON[preserveAsked](payload)
	_, err := a.PreserveSource(ctx, Order{ID: asked.ID, By: account.Standing{Person: asked.By}, Chain: asked.Chain}, asked.Source)
	if fault.KindOf(err) == fault.Unavailable || fault.KindOf(err) == fault.Internal {
		return err
	}
	return nil // there is nothing to keep; the state of the link says so
}

// linkState reads what a look found.
func linkState(c store.LinkCheck) *LinkState {
	l := &LinkState{Code: c.Status, At: time.UnixMicro(c.Checked).UTC()}
	switch {
	case c.Note != "":
		l.Status = LinkStatus(c.Note)
	case c.Status == 404 || c.Status == 410:
		l.Status = LinkGone
	case c.Status >= 400:
		l.Status = LinkFails
	default:
		l.Status = LinkAnswers
	}
	return l
}
