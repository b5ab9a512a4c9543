package app

import (
	"context"
	"fmt"

	"sextant/internal/assessment"
	"sextant/internal/blob"
	"sextant/internal/fault"
	"sextant/internal/profile"
	"sextant/internal/record"
)

// Proof is what a verification found.
type Proof struct {
	Chains, Entries, Files, Editions int
	// Broken lists the faults: the first broken link of each chain, files that
	// are missing or damaged, editions whose bytes are not what was frozen.
	Broken []error
}

// Verify proves every chain from its first entry, every kept copy against its
// hash, every edition against the entry that names it. Tell is called after
// each chain, for progress.
func (a *App) Verify(ctx context.Context, tell func(done, of int)) (*Proof, error) {
	heads, err := a.store.Heads(ctx)
	if err != nil {
		return nil, err
	}
	proof := &Proof{}
	files := map[blob.Hash]bool{}
	for chain, head := range heads {
		if err := a.verifyChain(ctx, chain, head, proof, files); err != nil {
			return proof, err
		}
		proof.Chains++
		if tell != nil {
			tell(proof.Chains, len(heads))
		}
	}
	for h := range files {
		proof.Files++
		if err := blob.Verify(ctx, a.blobs, h); err != nil {
			proof.Broken = append(proof.Broken, err)
		}
	}
	return proof, ctx.Err()
}

func (a *App) verifyChain(ctx context.Context, chain record.Chain, head record.Head, proof *Proof, files map[blob.Hash]bool) error {
	entries, err := a.store.Entries(ctx, chain, 0)
	if err != nil {
		return err
	}
	proof.Entries += len(entries)
	found, err := record.Verify(record.Head{}, entries)
	if err == nil && found != head {
		err = brokenHead(chain, found)
	}
	if err != nil {
		proof.Broken = append(proof.Broken, err)
		return nil
	}
	s, err := assessment.Load(entries, a.books.lookup(ctx))
	if err != nil {
		proof.Broken = append(proof.Broken, err)
		return nil
	}
	for _, h := range copiesOf(s) {
		files[h] = true
	}
	for _, e := range s.Editions {
		a.verifyEdition(ctx, e, proof)
	}
	return nil
}

func (a *App) verifyEdition(ctx context.Context, e assessment.Edition, proof *Proof) {
	proof.Editions++
	row, ok, err := a.store.Edition(ctx, e.Slug, e.Number)
	if err == nil && !ok && e.Withdrawn != "" {
		return // what was withdrawn before the record came here stayed behind
	}
	if err == nil && (!ok || profile.HashOf(row.Body) != e.Hash) {
		err = brokenEdition(e)
	}
	if err != nil {
		proof.Broken = append(proof.Broken, err)
	}
}

func brokenHead(chain record.Chain, found record.Head) error {
	return fault.New(fault.Invalid, "record.broken", "chain", string(chain), "seq", fmt.Sprint(found.Seq), "why", "head")
}

func brokenEdition(e assessment.Edition) error {
	return fault.New(fault.Invalid, "app.broken_edition", "slug", e.Slug+"/"+fmt.Sprint(e.Number))
}
