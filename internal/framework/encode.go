package framework

import (
	"bytes"
	"reflect"
	"sort"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"sextant/internal/lang"
)

// Marshal writes a book as YAML. Loading it gives an equal book with the same
// hash. Comments of the file that it was loaded from are not kept.
func Marshal(f *Framework) ([]byte, error) {
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := enc.Encode(node(reflect.ValueOf(bookOf(f)).Elem())); err != nil {
		return nil, err
	}
	if err := enc.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// node is the YAML of a value.
func node(v reflect.Value) *yaml.Node {
	switch v.Kind() {
	case reflect.Pointer:
		return node(v.Elem())
	case reflect.Struct:
		return structNode(v)
	case reflect.Map:
		return mapNode(v)
	case reflect.Slice:
		return listNode(v)
	case reflect.Bool:
		return scalarNode("!!bool", strconv.FormatBool(v.Bool()))
	case reflect.Int:
		return scalarNode("!!int", strconv.FormatInt(v.Int(), 10))
	case reflect.Float64:
		return figureNode(v.Float())
	}
	return textNode(v.String())
}

func scalarNode(tag, value string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: value}
}

// textNode quotes what YAML or its readers could take for something else, so
// that the code 1.1 and the answer no stay texts everywhere.
func textNode(s string) *yaml.Node {
	n := scalarNode("!!str", s)
	switch strings.ToLower(s) {
	case "yes", "no", "on", "off", "y", "n":
		n.Style = yaml.SingleQuotedStyle
	}
	return n
}

func figureNode(x float64) *yaml.Node {
	s := strconv.FormatFloat(x, 'g', -1, 64)
	if strings.ContainsAny(s, ".e") {
		return scalarNode("!!float", s)
	}
	return scalarNode("!!int", s)
}

func structNode(v reflect.Value) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	for i := range v.NumField() {
		field := v.Field(i)
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		if field.IsZero() && !keptAtZero(v.Type(), name) {
			continue
		}
		if k := field.Kind(); (k == reflect.Slice || k == reflect.Map) && field.Len() == 0 {
			continue
		}
		n.Content = append(n.Content, textNode(name), node(field))
	}
	return n
}

// keptAtZero names the figures and flags whose zero says something: a band
// that starts at 0, a method that does not rank, cut-offs not verified.
func keptAtZero(t reflect.Type, name string) bool {
	return name == "from" && t == reflect.TypeFor[Band]() ||
		t == reflect.TypeFor[Method]() && (name == "ranking" || name == "bands_verified")
}

func mapNode(v reflect.Value) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	keys := v.MapKeys()
	sort.Slice(keys, func(i, j int) bool { return keyOrder(keys[i].String()) < keyOrder(keys[j].String()) })
	for _, k := range keys {
		n.Content = append(n.Content, textNode(k.String()), node(v.MapIndex(k)))
	}
	return n
}

// keyOrder sorts languages as menus do and everything else by name.
func keyOrder(key string) string {
	for i, t := range lang.Interface {
		if string(t) == key {
			return strconv.Itoa(i)
		}
	}
	return "x" + key
}

func listNode(v reflect.Value) *yaml.Node {
	n := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
	for i := range v.Len() {
		n.Content = append(n.Content, node(v.Index(i)))
	}
	if k := v.Type().Elem().Kind(); k == reflect.String || k == reflect.Int {
		n.Style = yaml.FlowStyle
	}
	return n
}
