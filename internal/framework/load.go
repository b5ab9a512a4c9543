package framework

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"sextant/internal/fault"
)

// The bounds of a book. The largest demonstration book in five languages has
// about 400 KB and six levels.
const (
	maxBytes  = 4 << 20
	maxDepth  = 16
	maxFaults = 300
)

// Places says where each part of a book was read. A path names a part by the
// keys and list positions that lead to it, joined by dots:
// "indicators.3.question.en". Books that were not read from a file have none.
type Places map[string]fault.Where

// At is where a part was read, or the nearest part around it.
func (p Places) At(path string) fault.Where {
	for {
		if w, ok := p[path]; ok {
			return w
		}
		dot := strings.LastIndexByte(path, '.')
		if dot < 0 {
			return p[""]
		}
		path = path[:dot]
	}
}

// Load reads one version of a book from YAML and checks it. The error is a
// fault.List with every fault, each with its line and column; the book is nil
// then. Books on the shelf are the ones that a crosswalk or a mapping to the
// next version is checked against; codes of books that are not there are taken
// on trust.
func Load(name string, data []byte, shelf ...*Framework) (*Framework, error) {
	root, err := parse(name, data)
	if err != nil {
		return nil, err
	}
	d := &decoder{file: name, places: Places{}, unread: map[string]bool{}}
	var b book
	d.places[""] = d.where(root)
	d.value(root, "", &b)
	f := b.framework(d.places)
	faults := append(d.faults, check(f, d.places, d.unread, shelf)...)
	if len(faults) > 0 {
		return nil, limited(faults)
	}
	return f, nil
}

// limited keeps the first faults of a list and says how many it left out.
func limited(faults fault.List) fault.List {
	if len(faults) <= maxFaults {
		return faults
	}
	rest := fault.New(fault.Invalid, "framework.more_faults", "n", len(faults)-maxFaults)
	return append(faults[:maxFaults:maxFaults], rest)
}

// parse gives the one document of a file as a tree of nodes within bounds.
func parse(name string, data []byte) (*yaml.Node, error) {
	if len(data) > maxBytes {
		return nil, fault.List{fault.New(fault.TooLarge, "framework.too_large",
			"size", len(data), "limit", maxBytes).At(fault.Where{File: name})}
	}
	if line := brokenLine(data); line > 0 {
		return nil, fault.List{fault.New(fault.Invalid, "framework.not_utf8").At(fault.Line(name, line))}
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc, next yaml.Node
	if err := decodeNext(dec, &doc); err != nil {
		return nil, fault.List{syntaxFault(name, err)}
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) == 0 {
		return nil, fault.List{fault.New(fault.Invalid, "framework.empty_file").At(fault.Line(name, 1))}
	}
	switch err := decodeNext(dec, &next); {
	case err == nil:
		return nil, fault.List{fault.New(fault.Invalid, "framework.several_documents").At(at(name, &next))}
	case !errors.Is(err, io.EOF):
		return nil, fault.List{syntaxFault(name, err)}
	}
	if e := bounded(name, doc.Content[0], 1); e != nil {
		return nil, fault.List{e}
	}
	return doc.Content[0], nil
}

// brokenLine is the line of the first byte that is not UTF-8; 0 where there is
// none, and for UTF-16, which YAML knows by its byte order mark.
func brokenLine(data []byte) int {
	if utf8.Valid(data) || bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff}) {
		return 0
	}
	line := 1
	for len(data) > 0 {
		r, n := utf8.DecodeRune(data)
		if r == utf8.RuneError && n == 1 {
			break
		}
		if r == '\n' {
			line++
		}
		data = data[n:]
	}
	return line
}

// errBroken stands for bytes on which the YAML parser itself gave up.
var errBroken = errors.New("yaml: the structure cannot be read")

// decodeNext reads the next document. The parser is foreign code that meets
// foreign bytes, so a panic inside it counts as a syntax error of the file.
func decodeNext(dec *yaml.Decoder, n *yaml.Node) (err error) {
	defer func() {
		if recover() != nil {
			err = errBroken
		}
	}()
	return dec.Decode(n)
}

var yamlLine = regexp.MustCompile(`line (\d+): `)

// syntaxFault turns an error of the YAML parser into a fault with its line.
func syntaxFault(name string, err error) *fault.Error {
	if errors.Is(err, io.EOF) {
		return fault.New(fault.Invalid, "framework.empty_file").At(fault.Line(name, 1))
	}
	where, reason := fault.Where{File: name}, strings.TrimPrefix(err.Error(), "yaml: ")
	if m := yamlLine.FindStringSubmatch(reason); m != nil {
		where.Line, _ = strconv.Atoi(m[1])
		reason = strings.Replace(reason, m[0], "", 1)
	}
	return fault.New(fault.Invalid, "framework.yaml_syntax", "reason", reason).At(where).Because(err)
}

// bounded refuses what no book needs and what makes a small file unfold into
// a large one: anchors, aliases and deep nesting.
func bounded(name string, n *yaml.Node, depth int) *fault.Error {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		return fault.New(fault.Invalid, "framework.alias").At(at(name, n))
	}
	if depth > maxDepth {
		return fault.New(fault.TooLarge, "framework.too_deep", "limit", maxDepth).At(at(name, n))
	}
	for _, c := range n.Content {
		if e := bounded(name, c, depth+1); e != nil {
			return e
		}
	}
	return nil
}

// at is where a node stands.
func at(name string, n *yaml.Node) fault.Where {
	return fault.Where{File: name, Line: n.Line, Column: n.Column}
}
