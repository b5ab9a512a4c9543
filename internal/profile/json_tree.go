package profile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"sextant/internal/fault"
	"sextant/internal/framework"
)

// The bounds of a document's shape, beside its size.
const (
	maxDepth  = 32
	maxValues = 300_000
	maxFaults = 50
)

// node is one value of the document. Only what the checks need is kept.
type node struct {
	fields []field // of an object, in order
	items  []node  // of an array
	object bool
}

type field struct {
	name  string
	line  int
	value node
}

// tree is the document with the line on which each field and item stands, by
// path: "domains[2].potential[0].text".
type tree struct {
	root node
	line map[string]int
	text map[string]string // of the texts at the top
}

type treeReader struct {
	name   string
	data   []byte
	dec    *json.Decoder
	tree   *tree
	values int
	at     int // offset up to which lines are counted
	lines  int
	list   fault.List
}

// readTree reads a document without knowing its format: its shape, its lines,
// and names that stand twice in one object.
func readTree(name string, data []byte) (*tree, error) {
	r := &treeReader{
		name: name, data: data, dec: json.NewDecoder(bytes.NewReader(data)), lines: 1,
		tree: &tree{line: map[string]int{}, text: map[string]string{}},
	}
	r.dec.UseNumber()
	root, err := r.value("", 0)
	if err == nil {
		if _, more := r.dec.Token(); more != io.EOF {
			err = fault.New(fault.Invalid, "profile.trailing").At(fault.Line(name, r.line()))
		}
	}
	if err != nil {
		return nil, r.syntax(err)
	}
	if !root.object {
		return nil, fault.New(fault.Invalid, "profile.not_object").At(fault.Line(name, 1))
	}
	if len(r.list) > 0 {
		return nil, r.list
	}
	r.tree.root = root
	return r.tree, nil
}

// line is the line at which the decoder stands.
func (r *treeReader) line() int {
	to := min(int(r.dec.InputOffset()), len(r.data))
	r.lines += bytes.Count(r.data[r.at:to], []byte("\n"))
	r.at = to
	return r.lines
}

func (r *treeReader) value(path string, depth int) (node, error) {
	token, err := r.dec.Token()
	if err != nil {
		return node{}, err
	}
	if r.values++; r.values > maxValues || depth > maxDepth {
		return node{}, fault.New(fault.TooLarge, "profile.too_deep", "values", maxValues, "depth", maxDepth).At(fault.Line(r.name, r.line()))
	}
	if _, known := r.tree.line[path]; !known {
		r.tree.line[path] = r.line()
	}
	switch t := token.(type) {
	case json.Delim:
		if t == '{' {
			return r.object(path, depth)
		}
		return r.array(path, depth)
	case string:
		if depth == 1 {
			r.tree.text[path] = t
		}
	}
	return node{}, nil
}

func (r *treeReader) object(path string, depth int) (node, error) {
	n := node{object: true}
	for r.dec.More() {
		token, err := r.dec.Token()
		if err != nil {
			return n, err
		}
		name, _ := token.(string)
		line := r.line()
		inner := name
		if path != "" {
			inner = path + "." + name
		}
		if slices.ContainsFunc(n.fields, func(f field) bool { return f.name == name }) && len(r.list) < maxFaults {
			r.list.Add(fault.New(fault.Invalid, "profile.field_twice", "field", inner).At(fault.Line(r.name, line)))
		}
		r.tree.line[inner] = line
		v, err := r.value(inner, depth+1)
		if err != nil {
			return n, err
		}
		n.fields = append(n.fields, field{name, line, v})
		if len(n.fields) > 200 {
			return n, fault.New(fault.TooLarge, "profile.too_deep", "values", maxValues, "depth", maxDepth).At(fault.Line(r.name, line))
		}
	}
	_, err := r.dec.Token()
	return n, err
}

func (r *treeReader) array(path string, depth int) (node, error) {
	var n node
	for i := 0; r.dec.More(); i++ {
		v, err := r.value(fmt.Sprintf("%s[%d]", path, i), depth+1)
		if err != nil {
			return n, err
		}
		n.items = append(n.items, v)
	}
	_, err := r.dec.Token()
	return n, err
}

// syntax says where the JSON is broken.
func (r *treeReader) syntax(err error) error {
	var f *fault.Error
	if errors.As(err, &f) {
		return f
	}
	offset := int(r.dec.InputOffset())
	var broken *json.SyntaxError
	if errors.As(err, &broken) {
		offset = int(broken.Offset)
	}
	key := "profile.broken"
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		key = "profile.cut_short"
	}
	return fault.New(fault.Invalid, key).At(fault.Line(r.name, lineOf(r.data, offset))).Because(err)
}

// lineOf is the line of a byte, from 1.
func lineOf(data []byte, offset int) int {
	return 1 + bytes.Count(data[:max(0, min(offset, len(data)))], []byte("\n"))
}

func lineOfInvalid(data []byte) int {
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			return lineOf(data, i)
		}
		i += n
	}
	return 1
}

// fields refuses names that the format does not know.
func (c *checker) fields(t reflect.Type, n node, path string) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t.Kind() == reflect.Slice:
		for i, item := range n.items {
			c.fields(t.Elem(), item, fmt.Sprintf("%s[%d]", path, i))
		}
	case t.Kind() == reflect.Struct && t != reflect.TypeFor[time.Time]():
		known := namesOf(t)
		for _, f := range n.fields {
			inner := strings.TrimPrefix(path+"."+f.name, ".")
			if in, ok := known[f.name]; ok {
				c.fields(in, f.value, inner)
			} else {
				c.unknown(inner, f, known)
			}
		}
	}
}

func (c *checker) unknown(path string, f field, known map[string]reflect.Type) {
	names := make([]string, 0, len(known))
	for name := range known {
		names = append(names, name)
	}
	slices.Sort(names)
	if near, ok := framework.Nearest(f.name, names); ok {
		c.fault(path, "profile.unknown_field_near", "field", path, "near", near)
		return
	}
	c.fault(path, "profile.unknown_field", "field", path, "known", strings.Join(names, ", "))
}

// namesOf are the names of a struct's fields in JSON.
func namesOf(t reflect.Type) map[string]reflect.Type {
	names := map[string]reflect.Type{}
	for i := range t.NumField() {
		f := t.Field(i)
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" && name != "-" {
			names[name] = f.Type
		}
	}
	return names
}
