package app

import (
	"context"
	"time"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/record"
	"sextant/internal/store"
)

// A draft is what someone types before it becomes an entry: one row a person,
// item and field, overwritten at every pause. It is nobody's but theirs.

// MaxDraft bounds a draft, in bytes.
const MaxDraft = assessment.MaxText

// noteField is the field under which a private note is kept. A note is never
// an entry of the record, and no draft that an entry replaces.
const noteField = "note"

// Draft is unsaved text of one person.
type Draft struct {
	Item, Field string
	Text        string
	Base        int64 // the entry that the person had before their eyes
	At          time.Time
}

// KeepDraft keeps what someone is typing. It needs a role in the assessment,
// no right to write: a draft changes nothing for anyone else.
func (a *App) KeepDraft(ctx context.Context, by account.Standing, chain record.Chain, d Draft) error {
	if _, err := a.State(ctx, by, chain); err != nil {
		return err
	}
	if len(d.Text) > MaxDraft {
		return fault.New(fault.TooLarge, "assessment.text_long", "n", len(d.Text), "max", MaxDraft)
	}
	key := draftKey(by, chain, d.Item, d.Field)
	if d.Text == "" && d.Field == noteField {
		return a.store.DropDraft(ctx, key)
	}
	return a.store.PutDraft(ctx, store.Draft{DraftKey: key, Text: d.Text, Base: d.Base, Updated: a.now().UnixMicro()})
}

// Drafts lists a person's own unsaved texts in an assessment, their private
// notes left out.
func (a *App) Drafts(ctx context.Context, by account.Standing, chain record.Chain) ([]Draft, error) {
	return a.drafts(ctx, by, chain, func(field string) bool { return field != noteField })
}

// Notes gives a person's own private notes by item.
func (a *App) Notes(ctx context.Context, by account.Standing, chain record.Chain) (map[string]string, error) {
	all, err := a.drafts(ctx, by, chain, func(field string) bool { return field == noteField })
	notes := map[string]string{}
	for _, d := range all {
		notes[d.Item] = d.Text
	}
	return notes, err
}

// KeepNote keeps a person's private note on an item.
func (a *App) KeepNote(ctx context.Context, by account.Standing, chain record.Chain, item, text string) error {
	return a.KeepDraft(ctx, by, chain, Draft{Item: item, Field: noteField, Text: text})
}

// DropDraft forgets an unsaved text: it was saved, or its author let it go.
func (a *App) DropDraft(ctx context.Context, by account.Standing, chain record.Chain, item, field string) error {
	return a.store.DropDraft(ctx, draftKey(by, chain, item, field))
}

// DraftKey names a draft.
type DraftKey = store.DraftKey

// DraftKeyOf names a draft, for an order that makes it superfluous.
func DraftKeyOf(by account.Standing, chain record.Chain, item, field string) DraftKey {
	return draftKey(by, chain, item, field)
}

func draftKey(by account.Standing, chain record.Chain, item, field string) store.DraftKey {
	return store.DraftKey{Person: string(by.Person), Chain: chain, Item: item, Field: field}
}

func (a *App) drafts(ctx context.Context, by account.Standing, chain record.Chain, want func(field string) bool) ([]Draft, error) {
	if _, err := a.State(ctx, by, chain); err != nil {
		return nil, err
	}
	rows, err := a.store.Drafts(ctx, string(by.Person), chain)
	if err != nil {
		return nil, err
	}
	var all []Draft
	for _, r := range rows {
		if want(r.Field) {
			all = append(all, Draft{Item: r.Item, Field: r.Field, Text: r.Text, Base: r.Base, At: time.UnixMicro(r.Updated).UTC()})
		}
	}
	return all, nil
}
