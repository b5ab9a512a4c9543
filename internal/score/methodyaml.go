package score

import (
	"bytes"
	"math"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"sextant/internal/fault"
	"sextant/internal/lang"
)

var yamlLine = regexp.MustCompile(`line (\d+): `)

// parseYAML gives the one document of a file. The parser is foreign code that
// meets foreign bytes: a panic in it is a fault of the file.
func parseYAML(file string, data []byte) (root *yaml.Node, bad *fault.Error) {
	defer func() {
		if recover() != nil {
			root, bad = nil, fault.New(fault.Invalid, "score.yaml", "reason", "?").At(fault.Line(file, 1))
		}
	}()
	var doc yaml.Node
	if err := yaml.NewDecoder(bytes.NewReader(data)).Decode(&doc); err != nil {
		reason, line := strings.TrimPrefix(err.Error(), "yaml: "), 1
		if m := yamlLine.FindStringSubmatch(reason); m != nil {
			line, _ = strconv.Atoi(m[1])
			reason = strings.Replace(reason, m[0], "", 1)
		}
		return nil, fault.New(fault.Invalid, "score.yaml", "reason", reason).At(fault.Line(file, line))
	}
	if len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
		return nil, fault.New(fault.Invalid, "score.method_form").At(fault.Line(file, 1))
	}
	if e := tame(file, doc.Content[0], 1); e != nil {
		return nil, e
	}
	return doc.Content[0], nil
}

// tame refuses aliases, which make a small file unfold into a large one, and
// deep nesting.
func tame(file string, n *yaml.Node, depth int) *fault.Error {
	if n.Kind == yaml.AliasNode || n.Anchor != "" || depth > mostDepth {
		return fault.New(fault.Invalid, "score.yaml_shape").At(fault.Line(file, n.Line))
	}
	for _, c := range n.Content {
		if e := tame(file, c, depth+1); e != nil {
			return e
		}
	}
	return nil
}

func (l *methodLoader) word(n *yaml.Node) string {
	if n.Kind != yaml.ScalarNode {
		l.fail(n, "score.expected_word")
		return ""
	}
	return n.Value
}

func (l *methodLoader) text(n *yaml.Node) lang.Text {
	if n.Kind == yaml.ScalarNode {
		return lang.Text{lang.English: n.Value}
	}
	out := lang.Text{}
	if n.Kind != yaml.MappingNode {
		l.fail(n, "score.expected_map")
		return out
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		tag, ok := lang.Parse(n.Content[i].Value)
		if !ok {
			l.fail(n.Content[i], "score.unknown_key", "key", short(n.Content[i].Value), "known", "en es fr pt ar ru zh")
			continue
		}
		out[tag] = l.word(n.Content[i+1])
	}
	return out
}

func (l *methodLoader) truth(n *yaml.Node) bool {
	if n.Value != "true" && n.Value != "false" {
		l.fail(n, "score.expected_truth")
	}
	return n.Value == "true"
}

func (l *methodLoader) number(n *yaml.Node) float64 {
	v, ok := readFigure(n.Value)
	if n.Kind != yaml.ScalarNode || !ok {
		l.fail(n, "score.expected_number", "value", short(n.Value))
		return 0
	}
	return v
}

func (l *methodLoader) within(n *yaml.Node, least, most float64) float64 {
	v := l.number(n)
	if v < least || v > most {
		l.fail(n, "score.out_of_range", "value", n.Value, "least", least, "most", most)
		return least
	}
	return v
}

func (l *methodLoader) whole(n *yaml.Node, least, most int) int {
	v := l.within(n, float64(least), float64(most))
	if v != math.Trunc(v) {
		l.fail(n, "score.expected_whole", "value", n.Value)
	}
	return int(v)
}

func (l *methodLoader) list(n *yaml.Node, each func(*yaml.Node)) {
	if n.Kind != yaml.SequenceNode {
		l.fail(n, "score.expected_list")
		return
	}
	for _, c := range n.Content {
		each(c)
	}
}
