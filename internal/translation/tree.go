package translation

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"sextant/internal/fault"
)

// node is an element of an XML file with where it begins, or a run of text.
type node struct {
	name  xml.Name // empty for a text
	attrs []xml.Attr
	kids  []*node
	text  string
	at    fault.Where
}

// maxDepth bounds how deep elements may lie in each other; translators' files
// need a dozen.
const maxDepth = 64

var errEncoding = errors.New("not UTF-8")

// readTree reads an XML file without trusting it: no document type, hence no
// entities of its own making, no other encoding, bounded depth, one root.
func readTree(file string, data []byte) (*node, error) {
	p := treeReader{file: file, in: xml.NewDecoder(bytes.NewReader(data))}
	p.in.CharsetReader = func(string, io.Reader) (io.Reader, error) { return nil, errEncoding }
	for {
		at := p.here()
		token, err := p.in.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, p.broken(err)
		}
		if err := p.take(token, at); err != nil {
			return nil, err
		}
	}
	if p.root == nil {
		return nil, fault.New(fault.Invalid, "translation.not_wellformed", "why", "no root element").At(p.here())
	}
	return p.root, nil
}

type treeReader struct {
	file string
	in   *xml.Decoder
	root *node
	open []*node
}

func (p *treeReader) here() fault.Where {
	line, column := p.in.InputPos()
	return fault.Where{File: p.file, Line: line, Column: column}
}

func (p *treeReader) broken(err error) error {
	if errors.Is(err, errEncoding) {
		return fault.New(fault.Invalid, "translation.encoding").At(p.here())
	}
	why := err.Error()
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		why = syntax.Msg
	}
	return fault.New(fault.Invalid, "translation.not_wellformed", "why", shorten(why)).At(p.here())
}

func (p *treeReader) take(token xml.Token, at fault.Where) error {
	switch x := token.(type) {
	case xml.StartElement:
		return p.begin(x, at)
	case xml.EndElement:
		p.open = p.open[:len(p.open)-1]
	case xml.CharData:
		return p.say(string(x), at)
	case xml.Directive:
		return fault.New(fault.Invalid, "translation.doctype").At(at)
	}
	return nil
}

func (p *treeReader) begin(x xml.StartElement, at fault.Where) error {
	bad := func(why string) error {
		return fault.New(fault.Invalid, "translation.not_wellformed", "why", why).At(at)
	}
	n := &node{name: x.Name, attrs: x.Copy().Attr, at: at}
	if n.name.Space == namespace11 {
		n.name.Space = namespace12 // some tools write both in one file
	}
	for i, a := range n.attrs {
		for _, b := range n.attrs[:i] {
			if a.Name == b.Name {
				return bad("attribute " + shorten(a.Name.Local) + " is there twice")
			}
		}
	}
	switch {
	case len(p.open) >= maxDepth:
		return bad("elements lie too deep")
	case len(p.open) > 0:
		parent := p.open[len(p.open)-1]
		parent.kids = append(parent.kids, n)
	case p.root != nil:
		return bad("second root element")
	default:
		p.root = n
	}
	p.open = append(p.open, n)
	return nil
}

func (p *treeReader) say(text string, at fault.Where) error {
	if len(p.open) == 0 {
		if strings.Trim(text, " \t\r\n\ufeff") != "" {
			return fault.New(fault.Invalid, "translation.not_wellformed", "why", "text outside the root element").At(at)
		}
		return nil
	}
	parent := p.open[len(p.open)-1]
	parent.kids = append(parent.kids, &node{text: text, at: at})
	return nil
}

// attr is an attribute without a namespace; empty where there is none.
func (n *node) attr(name string) string {
	for _, a := range n.attrs {
		if a.Name.Space == "" && a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// children lists the elements with a name, in the element's own namespace.
func (n *node) children(name string) []*node {
	var found []*node
	for _, k := range n.kids {
		if k.name.Local == name && k.name.Space == n.name.Space {
			found = append(found, k)
		}
	}
	return found
}

// all gives every element with a name below this one, in the order of the
// file, looking past but not into those that it finds.
func (n *node) all(name string) []*node {
	var found []*node
	for _, k := range n.kids {
		if k.name.Local == name && k.name.Space == n.name.Space {
			found = append(found, k)
		} else {
			found = append(found, k.all(name)...)
		}
	}
	return found
}

// words is the text of an element. Marks that a tool puts around a stretch of
// text (mrk, sm, em) are looked through; anything else that stands in a text
// would be lost, and is a fault.
func (n *node) words() (string, *fault.Error) {
	var b strings.Builder
	for _, k := range n.kids {
		switch k.name.Local {
		case "":
			b.WriteString(k.text)
		case "sm", "em":
		case "mrk":
			inner, err := k.words()
			if err != nil {
				return "", err
			}
			b.WriteString(inner)
		default:
			return "", fault.New(fault.Invalid, "translation.inline_tag", "tag", "<"+shorten(k.name.Local)+">").At(k.at)
		}
	}
	return b.String(), nil
}

// shorten keeps what a fault repeats of a file to a line.
func shorten(s string) string {
	r := []rune(plain(oneLine(s)))
	if len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return string(r)
}
