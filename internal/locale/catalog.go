package locale

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"go.yaml.in/yaml/v3"

	"sextant/internal/lang"
	"sextant/locales"
)

// catalog is all messages of one language by key.
type catalog map[string]message

// Check reads every catalog and returns what is wrong with the files
// themselves, each with file and line; nil when all can be used. Whether the
// languages agree with each other is a matter for the tests.
func Check() error {
	var all []error
	for _, tag := range lang.Interface {
		_, err := readCatalog(locales.FS, tag)
		all = append(all, err)
	}
	return errors.Join(all...)
}

// readCatalog reads the files of one language. What cannot be used is left out
// and named in the error.
func readCatalog(files fs.FS, tag lang.Tag) (catalog, error) {
	names, err := fs.Glob(files, string(tag)+"/*.yaml")
	if err != nil {
		return nil, err
	}
	all := catalog{}
	var problems []error
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		messages, err := parseCatalog(name, data)
		problems = append(problems, err)
		for key, m := range messages {
			all[key] = m
		}
	}
	return all, errors.Join(problems...)
}

// parseCatalog reads one file: a flat map of key to text, or to texts by
// plural category. Keys begin with the name of the file.
func parseCatalog(name string, data []byte) (catalog, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(doc.Content) == 0 {
		return catalog{}, nil
	}
	root := doc.Content[0]
	if root.Kind != yaml.MappingNode {
		return nil, fmt.Errorf("%s:%d: a catalog is a map of keys to texts", name, root.Line)
	}
	prefix := strings.TrimSuffix(path.Base(name), ".yaml") + "."
	out := catalog{}
	var problems []error
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, value := root.Content[i], root.Content[i+1]
		m, err := parseEntry(out, prefix, key, value)
		if err != nil {
			problems = append(problems, fmt.Errorf("%s:%d: %s: %w", name, key.Line, key.Value, err))
			continue
		}
		out[key.Value] = m
	}
	return out, errors.Join(problems...)
}

func parseEntry(known catalog, prefix string, key, value *yaml.Node) (message, error) {
	if _, twice := known[key.Value]; twice {
		return nil, errors.New("this key is there twice")
	}
	if !strings.HasPrefix(key.Value, prefix) || !isKeyName(key.Value[len(prefix):]) {
		return nil, fmt.Errorf("a key of this file is %q and a name of a-z, 0-9, _ and dots", prefix)
	}
	switch value.Kind {
	case yaml.ScalarNode:
		text, err := parseText(value)
		if err != nil {
			return nil, err
		}
		return message{other: text}, nil
	case yaml.MappingNode:
		return parsePlural(value)
	}
	return nil, errors.New("a message is a text or a map of plural categories")
}

// isKeyName tells what may follow the room in a key: also numbers and codes,
// as in gcm.23 and sdg.10.7.
func isKeyName(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789_.") == "" &&
		!strings.HasPrefix(s, ".") && !strings.HasSuffix(s, ".")
}

func parsePlural(node *yaml.Node) (message, error) {
	m := message{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		c, ok := categoryNamed[node.Content[i].Value]
		if !ok {
			return nil, fmt.Errorf("%q is no plural category", node.Content[i].Value)
		}
		if _, twice := m[c]; twice {
			return nil, fmt.Errorf("the plural category %q is there twice", node.Content[i].Value)
		}
		text, err := parseText(node.Content[i+1])
		if err != nil {
			return nil, err
		}
		m[c] = text
	}
	if m[other] == nil {
		return nil, errors.New(`the plural category "other" is missing`)
	}
	return m, nil
}

func parseText(node *yaml.Node) (pattern, error) {
	if node.Kind != yaml.ScalarNode {
		return nil, errors.New("a text was expected here")
	}
	if strings.TrimSpace(node.Value) == "" {
		return nil, errors.New("the text is empty")
	}
	return parsePattern(node.Value)
}
