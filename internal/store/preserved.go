package store

import (
	"context"

	"sextant/internal/record"
)

// Copy is a preserved copy of a cited source: what was at an address when it
// was fetched. The bytes are in the blob room under the same hash.
type Copy struct {
	Hash    record.Hash
	URL     string
	Fetched int64 // the first time that these bytes were found there
	Type    string
	Charset string
	Size    int64
	Title   string
	Text    string // what could be read out of it
	Name    string // of the file
}

const copyColumns = `hash, url, fetched, type, charset, size, title, text, name`

func scanCopy(r scanner, c *Copy) error {
	return r.Scan(&c.Hash, &c.URL, &c.Fetched, &c.Type, &c.Charset, &c.Size, &c.Title, &c.Text, &c.Name)
}

// PutCopy keeps what is known of a copy. The same bytes from the same address
// keep the date at which they were first seen; title and text are renewed.
func (s *Store) PutCopy(ctx context.Context, c Copy) error {
	_, err := s.put(ctx, `INSERT INTO preserved (`+copyColumns+`, url_hash, search) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)
		ON CONFLICT (hash, url_hash) DO UPDATE SET type = excluded.type, charset = excluded.charset, size = excluded.size,
			title = excluded.title, text = excluded.text, name = excluded.name, search = excluded.search`,
		c.Hash, c.URL, c.Fetched, c.Type, c.Charset, c.Size, c.Title, c.Text, c.Name,
		record.SumOf([]byte(c.URL)), searchable(c.Title, c.Name, c.URL, c.Text))
	return err
}

// Copy finds a copy by its hash; the earliest when the same bytes were found at
// several addresses.
func (s *Store) Copy(ctx context.Context, hash record.Hash) (Copy, bool, error) {
	return one(ctx, s, scanCopy, `SELECT `+copyColumns+` FROM preserved WHERE hash = $1 ORDER BY fetched, url_hash LIMIT 1`, hash)
}

// CopiesOf lists the copies of an address, newest first.
func (s *Store) CopiesOf(ctx context.Context, url string) ([]Copy, error) {
	return list(ctx, s, scanCopy, `SELECT `+copyColumns+` FROM preserved WHERE url_hash = $1 ORDER BY fetched DESC, hash`,
		record.SumOf([]byte(url)))
}

// SearchCopies finds the copies in which every word of a text occurs, newest
// first, without regard to case and accents. A limit of 0 is none.
func (s *Store) SearchCopies(ctx context.Context, text string, limit int) ([]Copy, error) {
	var w filter
	w.has("search", text)
	if len(w.conditions) == 0 {
		return nil, nil
	}
	query := `SELECT ` + copyColumns + ` FROM preserved` + w.where() + ` ORDER BY fetched DESC, hash, url_hash` + w.page(limit, 0)
	return list(ctx, s, scanCopy, query, w.args...)
}

// LinkCheck is what the last look at a cited address found.
type LinkCheck struct {
	URL     string
	Checked int64
	Status  int // of HTTP; 0 when nobody answered
	Note    string
}

// PutLinkCheck keeps the last look at an address.
func (s *Store) PutLinkCheck(ctx context.Context, c LinkCheck) error {
	_, err := s.put(ctx, `INSERT INTO link_check (url_hash, url, checked, status, note) VALUES ($1,$2,$3,$4,$5)
		ON CONFLICT (url_hash) DO UPDATE SET checked = excluded.checked, status = excluded.status, note = excluded.note`,
		record.SumOf([]byte(c.URL)), c.URL, c.Checked, c.Status, c.Note)
	return err
}

// LinkChecks finds the last looks at several addresses, by address.
func (s *Store) LinkChecks(ctx context.Context, urls []string) (map[string]LinkCheck, error) {
	found := map[string]LinkCheck{}
	for len(urls) > 0 {
		part := urls[:min(rowsAtOnce, len(urls))]
		urls = urls[len(part):]
		hashes := make([]record.Hash, len(part))
		for i, u := range part {
			hashes[i] = record.SumOf([]byte(u))
		}
		var w filter
		oneOf(&w, "url_hash", hashes)
		checks, err := list(ctx, s, func(r scanner, c *LinkCheck) error { return r.Scan(&c.URL, &c.Checked, &c.Status, &c.Note) },
			`SELECT url, checked, status, note FROM link_check`+w.where(), w.args...)
		if err != nil {
			return nil, err
		}
		for _, c := range checks {
			found[c.URL] = c
		}
	}
	return found, nil
}
