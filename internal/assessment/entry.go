package assessment

import (
	"encoding/json"
	"fmt"
	"time"

	"sextant/internal/account"
	"sextant/internal/fault"
	"sextant/internal/record"
)

// Event is what one entry says. Its JSON is the entry's body; the kinds ever
// released load for ever (testdata/entries holds one of each).
type Event interface {
	kind() string
	apply(s *State, m Meta)
}

// Meta is what an entry says besides its body.
type Meta struct {
	Seq int64
	At  time.Time
	By  account.ID
}

// registry makes an empty event of each kind, at version 1. A kind whose body
// changes gets a second entry here and keeps the first.
var registry = map[string]func() Event{}

func register(makers ...func() Event) {
	for _, m := range makers {
		registry[m().kind()] = m
	}
}

func init() {
	register(
		func() Event { return &Opened{} }, func() Event { return &Changed{} },
		func() Event { return &Granted{} }, func() Event { return &Revoked{} },
		func() Event { return &StageMoved{} },
		func() Event { return &SourceAdded{} }, func() Event { return &SourceChanged{} },
		func() Event { return &SourceCopied{} }, func() Event { return &SourceDropped{} },
		func() Event { return &Answered{} }, func() Event { return &Reviewed{} },
		func() Event { return &Confirmed{} }, func() Event { return &CarriedOver{} },
		func() Event { return &Commented{} }, func() Event { return &CommentResolved{} },
		func() Event { return &SecondDrawn{} }, func() Event { return &SecondCompared{} },
		func() Event { return &Adjudicated{} },
		func() Event { return &TalksOpened{} }, func() Event { return &TalksClosed{} },
		func() Event { return &Remarked{} }, func() Event { return &Replied{} },
		func() Event { return &Consented{} },
		func() Event { return &FindingWritten{} }, func() Event { return &FindingDropped{} },
		func() Event { return &FindingsOrdered{} }, func() Event { return &FindingConfirmed{} },
		func() Event { return &SectionWritten{} }, func() Event { return &Translated{} },
		func() Event { return &EditionPublished{} }, func() Event { return &EditionScheduled{} },
		func() Event { return &EditionWithdrawn{} },
		func() Event { return &Promised{} }, func() Event { return &PromiseDropped{} },
		func() Event { return &EntryRedacted{} }, func() Event { return &Merged{} },
	)
}

// Kinds lists the kinds of entry that this version knows.
func Kinds() []string {
	kinds := make([]string, 0, len(registry))
	for k := range registry {
		kinds = append(kinds, k)
	}
	return kinds
}

const bodyVersion = 1

func encode(events []Event) ([]record.Draft, error) {
	drafts := make([]record.Draft, len(events))
	for i, e := range events {
		body, err := json.Marshal(e)
		if err != nil {
			return nil, fmt.Errorf("entry %s: %w", e.kind(), err)
		}
		drafts[i] = record.Draft{Kind: e.kind(), Version: bodyVersion, Body: body}
	}
	return drafts, nil
}

// Read gives what an entry says; nil for a redacted one.
func Read(e record.Entry) (Event, error) {
	if e.Redacted() {
		return nil, nil
	}
	make, ok := registry[e.Kind]
	if !ok || e.Version != bodyVersion {
		return nil, fault.New(fault.Invalid, "assessment.unknown_entry",
			"kind", e.Kind, "version", fmt.Sprint(e.Version), "seq", fmt.Sprint(e.Seq))
	}
	event := make()
	if err := json.Unmarshal(e.Body, event); err != nil {
		return nil, fault.New(fault.Invalid, "assessment.broken_entry", "kind", e.Kind, "seq", fmt.Sprint(e.Seq)).Because(err)
	}
	return event, nil
}
