package app

import (
	"context"
	"slices"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/record"
)

// StepPage is a part of a timeline, newest first, with what its filters can be
// set to.
type StepPage struct {
	Steps []Step
	Total int // entries that the filter wants
	// People and Kinds are those that the whole record names.
	People []account.ID
	Kinds  []string
}

// TimelinePage gives one page of a timeline. Only the states beside its own
// entries are built, so that a long record costs little more than a short one.
// The filter's Limit is the length of a page.
func (a *App) TimelinePage(ctx context.Context, by account.Standing, chain record.Chain, f StepFilter, offset int) (*StepPage, error) {
	now, err := a.State(ctx, by, chain)
	if err != nil {
		return nil, err
	}
	if !now.Standing(by).May(account.SeeRecord, account.Scope{Stage: now.Stage}) {
		return nil, denied(account.SeeRecord, now)
	}
	entries, err := a.store.Entries(ctx, chain, 0)
	if err != nil {
		return nil, err
	}
	p, wanted, err := choose(now, entries, f)
	if err != nil {
		return nil, err
	}
	offset = max(0, min(offset, len(wanted)))
	wanted = wanted[offset:]
	if f.Limit > 0 {
		wanted = wanted[:min(f.Limit, len(wanted))]
	}
	p.Steps = wanted
	return p, a.addStates(ctx, now, entries, p.Steps)
}

// choose reads all entries and picks those that a filter wants and the person
// may see, newest first.
func choose(now *assessment.State, entries []record.Entry, f StepFilter) (*StepPage, []Step, error) {
	p := &StepPage{}
	var wanted []Step
	for _, e := range slices.Backward(entries) {
		event, err := assessment.Read(e)
		if err != nil {
			return nil, nil, err
		}
		step := Step{Entry: e, Event: event}
		if event != nil {
			step.Item = assessment.About(event)
		}
		if hidden(now, step) {
			continue
		}
		p.People = append(p.People, account.ID(e.Actor))
		p.Kinds = append(p.Kinds, e.Kind)
		if f.wants(step) {
			wanted = append(wanted, step)
		}
	}
	p.People, p.Kinds, p.Total = distinct(p.People), distinct(p.Kinds), len(wanted)
	return p, wanted, nil
}

// addStates folds the record once and notes the states beside some steps,
// which are ordered newest first. As long as the second answers are not to be
// seen, they are not in these states either.
func (a *App) addStates(ctx context.Context, now *assessment.State, entries []record.Entry, steps []Step) error {
	if len(steps) == 0 {
		return nil
	}
	var s *assessment.State
	at := int64(0)
	to := func(seq int64) (err error) {
		switch {
		case seq == at:
		case s == nil:
			s, err = assessment.Load(entries[:seq], a.books.lookup(ctx))
		default:
			s, err = s.Then(entries[at:seq])
		}
		at = seq
		return err
	}
	for i := len(steps) - 1; i >= 0; i-- {
		if err := to(steps[i].Entry.Seq - 1); err != nil {
			return err
		}
		steps[i].Before = asShownNow(s, now)
		if err := to(steps[i].Entry.Seq); err != nil {
			return err
		}
		steps[i].After = asShownNow(s, now)
	}
	return nil
}

// StepAt gives one entry of a timeline; false where the person may not know of
// it yet.
func (a *App) StepAt(ctx context.Context, by account.Standing, chain record.Chain, seq int64) (Step, bool, error) {
	now, err := a.State(ctx, by, chain)
	if err != nil {
		return Step{}, false, err
	}
	if !now.Standing(by).May(account.SeeRecord, account.Scope{Stage: now.Stage}) {
		return Step{}, false, denied(account.SeeRecord, now)
	}
	entries, err := a.store.Entries(ctx, chain, 0)
	if err != nil {
		return Step{}, false, err
	}
	if seq < 1 || seq > int64(len(entries)) {
		return Step{}, false, fault.New(fault.NotFound, "assessment.no_entry")
	}
	_, steps, err := choose(now, entries[seq-1:seq], StepFilter{})
	if err != nil || len(steps) == 0 {
		return Step{}, false, err
	}
	return steps[0], true, a.addStates(ctx, now, entries, steps)
}

// EntryFacts are what an administrator may know of an entry that is to be
// blanked: everything but what it says.
type EntryFacts struct {
	record.Entry
	Place    string
	Item     framework.Code
	Redacted bool
}

// EntryFactsOf tells an administrator which entry a number means, without its
// content.
func (a *App) EntryFactsOf(ctx context.Context, by account.Standing, chain record.Chain, seq int64) (EntryFacts, error) {
	if !by.May(account.Redact, account.Scope{}) {
		return EntryFacts{}, fault.New(fault.Denied, "people.denied")
	}
	entries, err := a.store.Entries(ctx, chain, 0)
	if err != nil {
		return EntryFacts{}, err
	}
	if len(entries) == 0 {
		return EntryFacts{}, fault.New(fault.Invalid, "record_page.no_record")
	}
	if seq < 1 || seq > int64(len(entries)) {
		return EntryFacts{}, fault.New(fault.Invalid, "assessment.no_entry")
	}
	e := entries[seq-1]
	f := EntryFacts{Entry: record.Redact(e), Redacted: e.Redacted()}
	event, err := assessment.Read(e)
	if err == nil && event != nil {
		f.Item = assessment.About(event)
	}
	s, err := a.load(ctx, chain)
	if err == nil {
		f.Place = s.Name(s.Source)
	}
	return f, err
}
