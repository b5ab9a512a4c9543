package desk

import (
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"sextant/internal/app"
	"sextant/internal/page"
	"sextant/internal/record"
)

func init() {
	register("GET /desk/a/{chain}/copies/{hash}", (*Desk).copy)
	register("GET /desk/a/{chain}/copies/{hash}/text", (*Desk).copyText)
}

// copy hands out a kept copy. Whatever is in it, no browser opens it here: it
// is a download, it may load and run nothing, and its type is never guessed.
func (d *Desk) copy(a *ask) (answer, error) {
	if _, err := a.assessment(); err != nil {
		return answer{}, err
	}
	c, body, err := d.app.OpenCopy(a.Context(), a.who, a.chain(), record.Hash(a.PathValue("hash")))
	if err != nil {
		return answer{}, err
	}
	name := c.Name
	if name == "" {
		name = string(c.Hash)
	}
	return answer{
		header: http.Header{
			"Content-Type":            {inertType(c.Type)},
			"Content-Disposition":     {`attachment; filename*=UTF-8''` + url.PathEscape(name)},
			"Content-Length":          {strconv.FormatInt(c.Size, 10)},
			"Content-Security-Policy": {"sandbox; default-src 'none'"},
		},
		stream: func(w http.ResponseWriter, _ *http.Request) {
			defer body.Close()
			_, _ = io.Copy(w, body)
		},
	}, nil
}

// inertType is the type under which foreign bytes leave: their own only where
// no browser can run anything in them.
func inertType(media string) string {
	switch media {
	case "application/pdf":
		return media
	case "text/plain":
		return "text/plain; charset=utf-8"
	}
	return "application/octet-stream"
}

// textOnPage bounds how much of a copy's text one page shows, in bytes.
const textOnPage = 300_000

// copyView is the text of a kept copy on a page of ours.
type copyView struct {
	Frame
	Base string
	Copy app.CopyView
	Text []string
	Cut  bool
}

func (d *Desk) copyText(a *ask) (answer, error) {
	s, err := a.assessment()
	if err != nil {
		return answer{}, err
	}
	c, err := d.app.CopyOf(a.Context(), a.who, s.Chain, record.Hash(a.PathValue("hash")))
	if err != nil {
		return answer{}, err
	}
	v := copyView{Frame: a.frame("sources.text_of", "title", c.Title), Base: linkTo(s.Chain), Copy: c}
	text := c.Text
	if v.Cut = len(text) > textOnPage; v.Cut {
		text = strings.ToValidUTF8(text[:textOnPage], "")
	}
	v.Text = page.Paragraphs(text)
	return a.page("copy", &v)
}
