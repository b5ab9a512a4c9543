package app

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/blob"
	"sextant/internal/fault"
	"sextant/internal/preserve"
	"sextant/internal/record"
	"sextant/internal/store"
)

// MaxSource bounds an uploaded file, in bytes.
const MaxSource = 100 << 20

// maxRead is the size up to which words are drawn out of an uploaded file.
// Larger ones are kept, and cannot be searched.
const maxRead = 32 << 20

// File is a file that someone uploads. What its sender says of its type is not
// asked: the bytes tell.
type File struct {
	Name string
	Body io.Reader
}

// KeepFile keeps an uploaded file as a copy of a source. The order names who,
// where, and the command; its Do goes first, so that a source can be entered
// and its file kept in one step.
func (a *App) KeepFile(ctx context.Context, o Order, id assessment.SourceID, f File) (*assessment.State, error) {
	s, err := a.State(ctx, o.By, o.Chain)
	if err != nil {
		return nil, err
	}
	if !s.Standing(o.By).May(account.Cite, account.Scope{Stage: s.Stage}) {
		return nil, denied(account.Cite, s)
	}
	c, err := a.KeepBlob(ctx, f)
	if err != nil {
		return nil, err
	}
	o.Do = append(o.Do, assessment.KeepCopy{SourceCopied: assessment.SourceCopied{ID: id, Copy: c}})
	return a.Do(ctx, o)
}

// KeepBlob keeps the bytes of a file under their hash, with what can be said of
// them: type by its first bytes, title and words where it has any. It asks for
// no right, because a file that no entry names is shown to nobody.
func (a *App) KeepBlob(ctx context.Context, f File) (assessment.Copy, error) {
	var head [512]byte
	n, err := io.ReadFull(f.Body, head[:])
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return assessment.Copy{}, err
	}
	if n == 0 {
		return assessment.Copy{}, fault.New(fault.Invalid, "sources.empty_file")
	}
	info, err := a.blobs.Put(ctx, io.MultiReader(bytes.NewReader(head[:n]), f.Body), MaxSource)
	if fault.HasKey(err, "blob.too_large") {
		return assessment.Copy{}, fault.New(fault.TooLarge, "sources.too_large", "megabytes", MaxSource>>20)
	}
	if err != nil {
		return assessment.Copy{}, err
	}
	name := FileName(f.Name)
	c := assessment.Copy{Hash: record.Hash(info.Hash), Type: sniff(head[:n], name), Name: name, Size: info.Size}
	return c, a.describeFile(ctx, c)
}

// describeFile keeps title and words of an uploaded file for the search.
func (a *App) describeFile(ctx context.Context, c assessment.Copy) error {
	row := store.Copy{Hash: c.Hash, Fetched: a.now().UnixMicro(), Type: c.Type, Size: c.Size, Name: c.Name}
	if hasWords(c.Type) && c.Size <= maxRead {
		body, err := a.readBlob(ctx, blob.Hash(c.Hash), maxRead)
		if err != nil {
			return err
		}
		// A document whose words cannot be had is kept all the same.
		row.Title, row.Text, _ = preserve.ExtractText(c.Type, body)
	}
	return a.store.PutCopy(ctx, row)
}

func hasWords(media string) bool {
	return media == "application/pdf" || strings.HasPrefix(media, "text/")
}

func (a *App) readBlob(ctx context.Context, h blob.Hash, limit int64) (body []byte, err error) {
	r, err := a.blobs.Open(ctx, h)
	if err != nil {
		return nil, err
	}
	defer func() { join(&err, r.Close()) }()
	body, err = io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(body)) > limit {
		err = fault.New(fault.TooLarge, "blob.too_large", "most", limit)
	}
	return body, err
}

// signs are how files of some types begin.
var signs = []struct{ begin, media string }{
	{"%PDF-", "application/pdf"},
	{"\x89PNG\r\n\x1a\n", "image/png"},
	{"\xff\xd8\xff", "image/jpeg"},
	{"GIF8", "image/gif"},
	{"II*\x00", "image/tiff"},
	{"MM\x00*", "image/tiff"},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"},
	{"{\\rtf", "application/rtf"},
	{"\x1f\x8b", "application/gzip"},
}

// office are the types of documents that are ZIP archives, by their ending.
var office = map[string]string{
	".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
	".odt":  "application/vnd.oasis.opendocument.text",
	".ods":  "application/vnd.oasis.opendocument.spreadsheet",
	".odp":  "application/vnd.oasis.opendocument.presentation",
	".epub": "application/epub+zip",
}

// sniff tells the media type of a file from its first bytes, for people to
// read. Nothing is ever opened by it.
func sniff(head []byte, name string) string {
	for _, s := range signs {
		if bytes.HasPrefix(head, []byte(s.begin)) {
			return s.media
		}
	}
	start := strings.ToLower(strings.TrimSpace(string(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")))))
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		if media := office[strings.ToLower(path.Ext(name))]; media != "" {
			return media
		}
		return "application/zip"
	case strings.HasPrefix(start, "<!doctype html"), strings.HasPrefix(start, "<html"):
		return "text/html"
	case isText(head):
		if media, _, err := mime.ParseMediaType(mime.TypeByExtension(path.Ext(name))); err == nil && media == "text/csv" {
			return media
		}
		return "text/plain"
	}
	return "application/octet-stream"
}

// isText tells bytes that read as UTF-8, but for a letter that the cut went
// through.
func isText(head []byte) bool {
	for cut := 0; cut < utf8.UTFMax && cut < len(head); cut++ {
		if utf8.Valid(head[:len(head)-cut]) {
			return bytes.IndexFunc(head[:len(head)-cut], func(r rune) bool {
				return unicode.IsControl(r) && !strings.ContainsRune("\t\n\r\f", r)
			}) < 0
		}
	}
	return false
}

// maxFileName bounds the name of a file, in letters.
const maxFileName = 150

// FileName keeps of the name that a sender gives what no system takes for a
// folder or a command.
func FileName(s string) string {
	s = path.Base(strings.ReplaceAll(strings.ToValidUTF8(s, ""), `\`, "/"))
	s = strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(`/\:*?"<>|%`, r):
			return '-'
		case !unicode.IsPrint(r):
			return -1
		}
		return r
	}, s)
	s = strings.Trim(s, ". ")
	if s == "" {
		return "file"
	}
	if r := []rune(s); len(r) > maxFileName {
		ending := []rune(path.Ext(s))
		if len(ending) > 10 {
			ending = nil
		}
		return string(r[:maxFileName-len(ending)]) + string(ending)
	}
	return s
}
