package preserve

import (
	"bytes"
	"mime"
	"net/http"
	"net/url"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"sextant/internal/fault"
)

// isRefusal tells faults that asking in another way cannot mend.
func isRefusal(err error) bool {
	return fault.Is(err, fault.Invalid) || fault.HasKey(err, "preserve.unknown_host") || fault.HasKey(err, "preserve.redirects")
}

const (
	typePDF  = "application/pdf"
	typeHTML = "text/html"
	anyType  = "application/octet-stream"
)

// typeOf is the media type of some bytes: what they are said to be, unless
// that says nothing or they are plainly a PDF.
func typeOf(said string, body []byte) string {
	if bytes.HasPrefix(body, []byte("%PDF-")) {
		return typePDF
	}
	media, _, err := mime.ParseMediaType(said)
	if err != nil || media == "" || media == anyType || strings.HasPrefix(media, "multipart/") {
		media, _, _ = mime.ParseMediaType(http.DetectContentType(body))
	}
	return media
}

// maxName bounds a file name, in runes.
const maxName = 120

// nameOf is the file name that the server gives, else the last part of the
// address, with an ending that fits the type.
func nameOf(disposition string, u *url.URL, media string) string {
	name := ""
	if _, params, err := mime.ParseMediaType(disposition); err == nil {
		name = params["filename"]
	}
	if name == "" {
		name = path.Base(u.Path)
	}
	name = plainName(name)
	if name == "" {
		name = plainName(u.Hostname())
	}
	ending := map[string]string{typePDF: ".pdf", typeHTML: ".html", "application/xhtml+xml": ".html", "text/plain": ".txt"}[media]
	if ending != "" && !hasEnding(name, ending) {
		name += ending
	}
	return name
}

func hasEnding(name, ending string) bool {
	got := strings.ToLower(path.Ext(name))
	return got == ending || (ending == ".html" && (got == ".htm" || got == ".xhtml"))
}

// plainName keeps what any file system can hold and nothing that leads out of
// a folder or hides in a line.
func plainName(s string) string {
	if !utf8.ValidString(s) {
		return ""
	}
	s = path.Base(strings.ReplaceAll(s, `\`, "/"))
	s = strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(`/\:*?"<>|%`, r):
			return '-'
		case !unicode.IsPrint(r):
			return -1
		}
		return r
	}, s)
	s = strings.Trim(s, ". -")
	if runes := []rune(s); len(runes) > maxName {
		s = string(runes[:maxName])
	}
	return s
}
