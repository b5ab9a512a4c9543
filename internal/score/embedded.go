package score

import (
	"bytes"
	"embed"
	"sort"
	"strings"
)

//go:embed methods/*.yaml
var methods embed.FS

// Embedded lists the methods that come with the product.
func Embedded() []string {
	entries, err := methods.ReadDir("methods")
	if err != nil {
		return nil
	}
	var out []string
	for _, e := range entries {
		out = append(out, strings.TrimSuffix(e.Name(), ".yaml"))
	}
	sort.Strings(out)
	return out
}

// EmbeddedMethod gives the text of a method that comes with the product.
func EmbeddedMethod(id string) (File, bool) {
	data, err := methods.ReadFile("methods/" + id + ".yaml")
	if err != nil {
		return File{}, false
	}
	return File{Name: id + ".yaml", Data: bytes.NewReader(data)}, true
}
