package page

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"github.com/klauspost/compress/gzip"
)

// Prefix opens the address of every asset.
const Prefix = "/assets/"

// Assets are static files under names that carry the hash of their content, so
// that each may be kept for ever and is never stale.
type Assets struct {
	byName map[string]*Asset // "site.css"
	byURL  map[string]*Asset // "/assets/site-1a2b3c4d5e.css"
}

// Asset is one static file.
type Asset struct {
	URL  string
	Type string // media type
	ETag string // strong, of the identity form
	Body []byte
	Gzip []byte // nil where compression gains nothing
}

var types = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
	".woff2": "font/woff2", ".png": "image/png", ".txt": "text/plain; charset=utf-8",
}

// readAssets takes in all files but sources and notices. Stylesheets come last:
// they name other files, and those names get their hashes.
func readAssets(files fs.FS) (*Assets, error) {
	a := &Assets{byName: map[string]*Asset{}, byURL: map[string]*Asset{}}
	var sheets []string
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		ext := path.Ext(name)
		if err != nil || d.IsDir() || types[ext] == "" {
			return err
		}
		if ext == ".css" {
			sheets = append(sheets, name)
			return nil
		}
		body, err := fs.ReadFile(files, name)
		a.add(name, body)
		return err
	})
	for _, name := range sheets {
		body, readErr := fs.ReadFile(files, name)
		if readErr != nil {
			return nil, readErr
		}
		resolved, resolveErr := a.resolve(name, body)
		if resolveErr != nil {
			return nil, resolveErr
		}
		a.add(name, squeeze(resolved))
	}
	return a, err
}

func (a *Assets) add(name string, body []byte) {
	sum := sha256.Sum256(body)
	hash := hex.EncodeToString(sum[:])[:12]
	ext := path.Ext(name)
	asset := &Asset{
		URL:  Prefix + strings.TrimSuffix(path.Base(name), ext) + "-" + hash + ext,
		Type: types[ext], ETag: `"` + hash + `"`, Body: body,
	}
	if ext != ".woff2" && ext != ".png" {
		asset.Gzip = Gzip(body)
	}
	a.byName[name], a.byURL[asset.URL] = asset, asset
}

var urlInSheet = regexp.MustCompile(`url\(([^)"']+)\)`)

// resolve gives the files that a stylesheet names their hashed addresses.
func (a *Assets) resolve(sheet string, body []byte) ([]byte, error) {
	var missing error
	out := urlInSheet.ReplaceAllFunc(body, func(m []byte) []byte {
		name := string(urlInSheet.FindSubmatch(m)[1])
		if strings.HasPrefix(name, "data:") || strings.HasPrefix(name, "#") {
			return m
		}
		asset := a.byName[path.Join(path.Dir(sheet), name)]
		if asset == nil {
			missing = fmt.Errorf("page: %s names %s, which is not there", sheet, name)
			return m
		}
		return []byte("url(" + asset.URL + ")")
	})
	return out, missing
}

var (
	comment  = regexp.MustCompile(`(?s)/\*.*?\*/`)
	newlines = regexp.MustCompile(`\s*\n\s*`)
)

// squeeze drops comments, line ends and indentation of a stylesheet. It touches
// nothing within a line, so that no rule can change its meaning.
func squeeze(body []byte) []byte {
	body = comment.ReplaceAll(body, nil)
	return bytes.TrimSpace(newlines.ReplaceAll(body, []byte("\n")))
}

// Gzip is the strongest gzip form of some bytes, the same for the same bytes;
// nil where it would not be smaller.
func Gzip(body []byte) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil
	}
	_, _ = w.Write(body)
	_ = w.Close()
	if b.Len() >= len(body) {
		return nil
	}
	return b.Bytes()
}

// URL is the address of an asset by the name that templates use. A name that
// is not there is an error of the template.
func (a *Assets) URL(name string) (string, error) {
	if asset := a.byName[name]; asset != nil {
		return asset.URL, nil
	}
	return "", fmt.Errorf("there is no asset %q", name)
}

// At gives the asset with an address.
func (a *Assets) At(url string) (*Asset, bool) {
	asset, ok := a.byURL[url]
	return asset, ok
}

// All lists every asset, for whoever writes the site out as files.
func (a *Assets) All() []*Asset {
	all := make([]*Asset, 0, len(a.byURL))
	for _, asset := range a.byURL {
		all = append(all, asset)
	}
	return all
}
