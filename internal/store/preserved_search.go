package store

import (
	"context"

	"sextant/internal/record"
)

// SearchCopiesIn finds, among some copies, those in which every word of a text
// occurs, without regard to case and accents: by hash, the earliest where the
// same bytes were found at several addresses.
func (s *Store) SearchCopiesIn(ctx context.Context, text string, hashes []record.Hash) (map[record.Hash]Copy, error) {
	found := map[record.Hash]Copy{}
	for len(hashes) > 0 {
		part := hashes[:min(rowsAtOnce, len(hashes))]
		hashes = hashes[len(part):]
		var w filter
		w.has("search", text)
		if len(w.conditions) == 0 {
			return nil, nil
		}
		oneOf(&w, "hash", part)
		copies, err := list(ctx, s, scanCopy, `SELECT `+copyColumns+` FROM preserved`+w.where()+` ORDER BY fetched, url_hash`, w.args...)
		if err != nil {
			return nil, err
		}
		for _, c := range copies {
			if _, there := found[c.Hash]; !there {
				found[c.Hash] = c
			}
		}
	}
	return found, nil
}

// Folded is a text as searches compare it: in lower case, without accents,
// with single spaces.
func Folded(s string) string { return fold(s) }
