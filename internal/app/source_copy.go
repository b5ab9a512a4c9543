package app

import (
	"context"
	"io"
	"time"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/blob"
	"sextant/internal/fault"
	"sextant/internal/record"
)

// CopyView is a kept copy with what is known of it.
type CopyView struct {
	assessment.Copy
	At     time.Time
	Source assessment.SourceID // empty for the evidence of a remark
	Title  string              // of the source
	Inside string              // the title that the document gives itself
	Text   string              // what could be read out of it
}

// CopyOf gives a kept copy of an assessment to someone who may see the answers,
// or who has to do with it themselves: the blind coder with their own sources,
// an institution with the evidence of its remarks.
func (a *App) CopyOf(ctx context.Context, by account.Standing, chain record.Chain, hash record.Hash) (CopyView, error) {
	s, err := a.State(ctx, by, chain)
	if err != nil {
		return CopyView{}, err
	}
	v, ok := copyIn(s, by, hash)
	if !ok {
		return CopyView{}, fault.New(fault.NotFound, "sources.no_copy")
	}
	known, _, err := a.store.Copy(ctx, hash)
	v.Inside, v.Text = known.Title, known.Text
	return v, err
}

func copyIn(s *assessment.State, by account.Standing, hash record.Hash) (CopyView, bool) {
	if seesSources(s, by) {
		for _, l := range sourceLines(s, by) {
			for _, c := range l.Copies {
				if c.Hash == hash {
					return CopyView{Copy: c.Copy, At: c.At, Source: l.ID, Title: l.Title}, true
				}
			}
		}
	}
	institution := s.Standing(by).Institution()
	for _, r := range s.Remarks {
		if blindIn(s, by) && r.By != by.Person && (institution == "" || r.Institution != institution) {
			continue
		}
		for _, e := range r.Evidence {
			if e.Hash == hash && hash != "" {
				return CopyView{Copy: assessment.Copy{Hash: e.Hash, Type: e.Type, Name: e.Name, Size: e.Size, Link: e.Link}, At: r.At, Title: e.Title}, true
			}
		}
	}
	return CopyView{}, false
}

// OpenCopy reads a kept copy, under the rules of CopyOf. The caller closes it.
func (a *App) OpenCopy(ctx context.Context, by account.Standing, chain record.Chain, hash record.Hash) (CopyView, io.ReadSeekCloser, error) {
	v, err := a.CopyOf(ctx, by, chain, hash)
	if err != nil {
		return v, nil, err
	}
	body, err := a.blobs.Open(ctx, blob.Hash(hash))
	return v, body, err
}

// isKept tells a blob that is known as a copy of something.
func (a *App) isKept(ctx context.Context, h blob.Hash) (bool, error) {
	_, kept, err := a.store.Copy(ctx, record.Hash(h))
	return kept, err
}

// describeCopies draws the words out of copies that came with a record package
// and are not known here yet, so that they can be searched like all others.
func (a *App) describeCopies(ctx context.Context, s *assessment.State) error {
	for _, x := range s.Sources {
		for _, c := range x.Copies {
			kept, err := a.isKept(ctx, blob.Hash(c.Hash))
			if err != nil {
				return err
			}
			if kept {
				continue
			}
			if err := a.describeFile(ctx, c.Copy); err != nil {
				return err
			}
		}
	}
	return nil
}
