package framework

import (
	"math"
	"reflect"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"sextant/internal/fault"
)

// decoder fills a book from nodes. It goes on after a fault, so that all
// faults of a file are told at once, and notes where each part stood.
type decoder struct {
	file   string
	places Places
	unread map[string]bool // paths of parts that could not be read
	faults fault.List
}

func (d *decoder) where(n *yaml.Node) fault.Where { return at(d.file, n) }

func (d *decoder) fail(n *yaml.Node, key string, pairs ...any) {
	d.faults.Add(fault.New(fault.Invalid, key, pairs...).At(d.where(n)))
}

// skip tells a fault of a part that could not be read.
func (d *decoder) skip(n *yaml.Node, path, key string) {
	d.unread[path] = true
	d.fail(n, key, "key", leaf(path))
}

// value reads a node into what the pointer points to.
func (d *decoder) value(n *yaml.Node, path string, into any) {
	d.read(n, path, reflect.ValueOf(into).Elem())
}

func (d *decoder) read(n *yaml.Node, path string, v reflect.Value) {
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" {
		d.skip(n, path, "framework.empty_value")
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.read(n, path, v.Elem())
	case reflect.Struct:
		d.structure(n, path, v)
	case reflect.Map:
		d.mapping(n, path, v)
	case reflect.Slice:
		d.list(n, path, v)
	default:
		d.scalar(n, path, v)
	}
}

// leaf is the last key of a path that is a name and not a position.
func leaf(path string) string {
	parts := strings.Split(path, ".")
	for i := len(parts) - 1; i >= 0; i-- {
		if _, err := strconv.Atoi(parts[i]); err != nil {
			return parts[i]
		}
	}
	return ""
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// pairs calls back for each key of a mapping node, once.
func (d *decoder) pairs(n *yaml.Node, path string, each func(key, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		d.skip(n, path, "framework.expected_map")
		return
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if k.Kind != yaml.ScalarNode {
			d.fail(k, "framework.expected_text", "key", leaf(path))
			continue
		}
		if first, twice := seen[k.Value]; twice {
			d.fail(k, "framework.key_twice", "key", k.Value, "line", strconv.Itoa(first))
			continue
		}
		seen[k.Value] = k.Line
		d.places[join(path, k.Value)] = d.where(k)
		each(k, v)
	}
}

func (d *decoder) structure(n *yaml.Node, path string, v reflect.Value) {
	fields, names := fieldsOf(v.Type())
	d.pairs(n, path, func(k, value *yaml.Node) {
		i, known := fields[k.Value]
		if !known {
			d.unknownKey(k, names)
			return
		}
		d.read(value, join(path, k.Value), v.Field(i))
	})
}

// unknownKey says which key was probably meant, or which there are.
func (d *decoder) unknownKey(k *yaml.Node, names []string) {
	if near, ok := Nearest(k.Value, names); ok {
		d.fail(k, "framework.unknown_key", "key", k.Value, "nearest", near)
		return
	}
	d.fail(k, "framework.unknown_key_here", "key", k.Value, "known", strings.Join(names, ", "))
}

func (d *decoder) mapping(n *yaml.Node, path string, v reflect.Value) {
	v.Set(reflect.MakeMap(v.Type()))
	d.pairs(n, path, func(k, value *yaml.Node) {
		elem := reflect.New(v.Type().Elem()).Elem()
		d.read(value, join(path, k.Value), elem)
		v.SetMapIndex(reflect.ValueOf(k.Value).Convert(v.Type().Key()), elem)
	})
	if v.Len() == 0 {
		v.SetZero()
	}
}

func (d *decoder) list(n *yaml.Node, path string, v reflect.Value) {
	if n.Kind != yaml.SequenceNode {
		d.skip(n, path, "framework.expected_list")
		return
	}
	if limit := mostIn(path); len(n.Content) > limit {
		d.unread[path] = true
		d.fail(n, "framework.too_many", "key", leaf(path), "count", len(n.Content), "limit", limit)
		return
	}
	if len(n.Content) == 0 {
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content)))
	for i, c := range n.Content {
		p := join(path, strconv.Itoa(i))
		d.places[p] = d.where(c)
		d.read(c, p, v.Index(i))
	}
}

// mostIn is how many entries a list may have. The bounds are far above any
// book's and keep the checks, which compare entries, quick.
func mostIn(path string) int {
	if path == "indicators" || path == "succeeded_by.mapping" {
		return 1000
	}
	return 100
}

// scalar reads a text, a number or yes and no. A text may be written like a
// number: the version 2026.10 is what the file shows, not a rounded figure.
func (d *decoder) scalar(n *yaml.Node, path string, v reflect.Value) {
	tag := ""
	if n.Kind == yaml.ScalarNode {
		tag = n.ShortTag()
	}
	switch v.Kind() {
	case reflect.String:
		if tag == "" || tag == "!!binary" {
			d.skip(n, path, "framework.expected_text")
			return
		}
		v.SetString(strings.TrimSpace(n.Value))
	case reflect.Bool:
		if tag != "!!bool" {
			d.skip(n, path, "framework.expected_bool")
			return
		}
		v.SetBool(strings.EqualFold(n.Value, "true"))
	case reflect.Int:
		i, err := strconv.Atoi(n.Value)
		if tag != "!!int" || err != nil {
			d.skip(n, path, "framework.expected_whole")
			return
		}
		v.SetInt(int64(i))
	case reflect.Float64:
		x, err := strconv.ParseFloat(n.Value, 64)
		if (tag != "!!int" && tag != "!!float") || err != nil || math.IsInf(x, 0) || math.IsNaN(x) {
			d.skip(n, path, "framework.expected_number")
			return
		}
		v.SetFloat(x)
	}
}

// fieldsOf gives the keys of a struct: their fields, and in order.
func fieldsOf(t reflect.Type) (map[string]int, []string) {
	fields, names := map[string]int{}, []string{}
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		fields[name] = i
		names = append(names, name)
	}
	return fields, names
}
