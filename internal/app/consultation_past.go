package app

import (
	"context"
	"io"
	"time"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/blob"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/record"
)

// Wording is one wording of a remark or of a reply to it: what people said
// first stays readable after they changed it.
type Wording struct {
	By     account.ID
	At     time.Time
	Remark *assessment.Remarked // one of the two
	Reply  *assessment.Replied
}

// Wordings gives every wording of the remarks on an indicator that a person may
// read, and of the replies to them, oldest first. What was blanked in the record
// is not among them.
func (a *App) Wordings(ctx context.Context, by account.Standing, chain record.Chain, code framework.Code) (map[assessment.RemarkID][]Wording, error) {
	s, err := a.State(ctx, by, chain)
	if err != nil {
		return nil, err
	}
	want := map[assessment.RemarkID]bool{}
	for _, r := range s.RemarksOn(code) {
		want[r.ID] = SeesRemark(s, by, r)
	}
	entries, err := a.store.Entries(ctx, chain, 0)
	if err != nil {
		return nil, err
	}
	all := map[assessment.RemarkID][]Wording{}
	for _, e := range entries {
		if e.Kind != "remark.made" && e.Kind != "remark.replied" {
			continue
		}
		event, err := assessment.Read(e)
		if err != nil {
			return nil, err
		}
		w := Wording{By: account.ID(e.Actor), At: e.Time()}
		switch x := event.(type) {
		case *assessment.Remarked:
			if w.Remark = x; want[x.ID] {
				all[x.ID] = append(all[x.ID], w)
			}
		case *assessment.Replied:
			if w.Reply = x; want[x.Remark] {
				all[x.Remark] = append(all[x.Remark], w)
			}
		}
	}
	return all, nil
}

// OpenEvidence reads a file that was sent with a remark, for those who may read
// the remark. The caller closes it.
func (a *App) OpenEvidence(ctx context.Context, by account.Standing, chain record.Chain, hash record.Hash) (assessment.Evidence, io.ReadSeekCloser, error) {
	s, err := a.State(ctx, by, chain)
	if err != nil {
		return assessment.Evidence{}, nil, err
	}
	for _, r := range RemarksFor(s, by) {
		for _, e := range r.Evidence {
			if e.Hash == hash && hash != "" {
				body, err := a.blobs.Open(ctx, blob.Hash(hash))
				return e, body, err
			}
		}
	}
	return assessment.Evidence{}, nil, fault.New(fault.NotFound, "sources.no_copy")
}
