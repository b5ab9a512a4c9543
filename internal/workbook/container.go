package workbook

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"slices"
	"strings"

	"sextant/internal/fault"
)

// The bounds of a workbook. A full questionnaire of a hundred indicators has
// about 100 KB, 20 parts and 5 MB unpacked; these leave room for pictures and
// pages of notes, and none for a file that unfolds.
const (
	maxFile  = 16 << 20
	maxInner = 32 << 20
	maxParts = 500
	maxCells = 200_000
	maxSheet = 100
)

// container is the zip around the parts of a workbook.
type container struct {
	file  string
	parts map[string]*zip.File
	left  int64 // bytes that may still be unpacked
}

// openContainer looks at the bytes before anything is unpacked: what they are,
// how many parts they hold and how large those say they are.
func openContainer(file string, data []byte) (*container, error) {
	refuse := func(kind fault.Kind, key string, pairs ...any) error {
		return fault.New(kind, key, pairs...).At(fault.Where{File: file})
	}
	if len(data) > maxFile {
		return nil, refuse(fault.TooLarge, "workbook.too_large", "size", len(data)>>20, "limit", maxFile>>20)
	}
	if key := notZip(data); key != "" {
		return nil, refuse(fault.Invalid, key)
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, refuse(fault.Invalid, "workbook.broken")
	}
	if len(z.File) > maxParts {
		return nil, refuse(fault.TooLarge, "workbook.many_parts", "n", len(z.File), "limit", maxParts)
	}
	c := &container{file: file, parts: map[string]*zip.File{}, left: maxInner}
	var inner uint64
	for _, f := range z.File {
		name := partName(f.Name)
		if _, twice := c.parts[name]; twice || f.Flags&1 != 0 {
			return nil, refuse(fault.Invalid, "workbook.broken")
		}
		c.parts[name] = f
		inner += f.UncompressedSize64
		if f.UncompressedSize64 > maxInner || inner > maxInner {
			return nil, refuse(fault.TooLarge, "workbook.unfolds", "limit", maxInner>>20)
		}
	}
	if key := c.notWorkbook(); key != "" {
		return nil, refuse(fault.Invalid, key)
	}
	return c, nil
}

// notZip says what the bytes are when they are no zip.
func notZip(data []byte) string {
	switch {
	case len(data) == 0:
		return "workbook.empty_file"
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return ""
	case bytes.HasPrefix(data, []byte("\xD0\xCF\x11\xE0")) && bytes.Contains(data, wide("EncryptedPackage")):
		return "workbook.encrypted"
	case bytes.HasPrefix(data, []byte("\xD0\xCF\x11\xE0")):
		return "workbook.old_xls"
	}
	return "workbook.not_xlsx"
}

// wide writes a text in UTF-16, as the directory of an encrypted file does.
func wide(s string) []byte {
	var b []byte
	for i := range len(s) {
		b = append(b, s[i], 0)
	}
	return b
}

// notWorkbook says what the zip holds when it is no workbook in this format.
func (c *container) notWorkbook() string {
	has := func(name string) bool { return c.parts[name] != nil }
	switch {
	case has("xl/workbook.bin"):
		return "workbook.binary"
	case has("mimetype") || has("content.xml"):
		return "workbook.open_document"
	case has("word/document.xml") || has("ppt/presentation.xml") || !has("[content_types].xml"):
		return "workbook.not_xlsx"
	}
	return ""
}

// partName is the name of a part as others refer to it: from the root, without
// case.
func partName(name string) string {
	return strings.ToLower(strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(name, `\`, "/")), "/"))
}

var errUnfolds = errors.New("the parts unfold beyond the limit")

// open gives a part as XML. What is read counts against the whole file, so
// that a part which lies about its size gains nothing.
func (c *container) open(name string) (*xml.Decoder, io.Closer, error) {
	f := c.parts[partName(name)]
	if f == nil {
		return nil, nil, errors.New("no part " + name)
	}
	r, err := f.Open()
	if err != nil {
		return nil, nil, err
	}
	return xml.NewTokenDecoder(&shallow{tokens: xml.NewDecoder(&metered{r, c})}), r, nil
}

// maxNesting is how deep elements may stand in one another; a workbook needs a
// dozen levels. The decoder remembers each open element, so that a file of
// nothing but open elements would otherwise cost forty times its size.
const maxNesting = 64

var errNested = errors.New("the elements are nested too deep")

// shallow hands on the tokens of a part as long as they are not nested too
// deep. The decoder around it checks that they match.
type shallow struct {
	tokens *xml.Decoder
	depth  int
}

func (s *shallow) Token() (xml.Token, error) {
	t, err := s.tokens.RawToken()
	switch t.(type) {
	case xml.StartElement:
		if s.depth++; s.depth > maxNesting {
			return nil, errNested
		}
	case xml.EndElement:
		s.depth--
	}
	return t, err
}

type metered struct {
	r io.Reader
	c *container
}

func (m *metered) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	if m.c.left -= int64(n); m.c.left < 0 {
		return 0, errUnfolds
	}
	return n, err
}

// broken turns an error on the way into a fault.
func (c *container) broken(err error) error {
	at := fault.Where{File: c.file}
	if errors.Is(err, errUnfolds) {
		return fault.New(fault.TooLarge, "workbook.unfolds", "limit", maxInner>>20).At(at)
	}
	if all := fault.All(err); len(all) > 0 {
		return err
	}
	return fault.New(fault.Invalid, "workbook.broken").At(at).Because(err)
}

// relation is how one part points to another.
type relation struct{ kind, target string }

// relations reads where a part points to, by id. A part without relations has
// none.
func (c *container) relations(part string) (map[string]relation, error) {
	dir, base := path.Split(part)
	name := path.Join(dir, "_rels", base+".rels")
	all := map[string]relation{}
	if c.parts[partName(name)] == nil {
		return all, nil
	}
	err := c.walk(name, func(d *xml.Decoder, e xml.StartElement) error {
		if e.Name.Local != "Relationship" || attribute(e, "TargetMode") == "External" {
			return nil
		}
		target := attribute(e, "Target")
		if !strings.HasPrefix(target, "/") {
			target = dir + target
		}
		all[attribute(e, "Id")] = relation{path.Base(attribute(e, "Type")), partName(target)}
		return nil
	})
	return all, err
}

// walk calls f for each element of a part, in order. What f reads itself is
// not walked again.
func (c *container) walk(name string, f func(*xml.Decoder, xml.StartElement) error) error {
	d, closer, err := c.open(name)
	if err != nil {
		return err
	}
	defer closer.Close()
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if e, ok := t.(xml.StartElement); ok {
			if err := f(d, e); err != nil {
				return err
			}
		}
	}
}

// attribute is the value of an attribute by its local name.
func attribute(e xml.StartElement, local string) string {
	i := slices.IndexFunc(e.Attr, func(a xml.Attr) bool { return a.Name.Local == local })
	if i < 0 {
		return ""
	}
	return e.Attr[i].Value
}
