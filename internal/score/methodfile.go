package score

import (
	"go.yaml.in/yaml/v3"

	"sextant/internal/fault"
	"sextant/internal/stats"
)

// Bounds of a method file.
const (
	mostMethodBytes = 4 << 20
	mostDepth       = 64
)

// LoadMethod reads a method from YAML. Every fault is told with its line, all
// in one fault.List.
//
//	id: my-index
//	title: {en: My index}
//	ranking: true
//	denominate: true
//	impute: group-mean:Region
//	screen: 0.9
//	treat: winsor:5
//	normalise: minmax:0,100
//	aggregate: arithmetic
//	missing: threshold:0.8
//	bands: [{code: low, from: 0, below: 40, label: {en: Low}}]
//	uncertain:
//	  winsor: [1, 2, 3]
//	  normalise: ["minmax:1,100", "zscore:10,2"]
//	  weights: {levels: {2: 0.25}, sets: 100}
//	  aggregate: [arithmetic, geometric]
//	  leave_one_out: true
//	  unknown: [missing, 0]
//	tree:
//	  code: Index
//	  members:
//	    - code: Services
//	      weight: 2
//	      members: [{code: Health, direction: -1, denominator: People}]
//
// Without a tree the method is for any structure that the data bring.
func LoadMethod(f File) (*Method, error) {
	data, err := readAll(f, mostMethodBytes)
	if err != nil {
		return nil, err
	}
	root, bad := parseYAML(f.Name, data)
	if bad != nil {
		return nil, fault.List{bad}
	}
	l := &methodLoader{file: f.Name, m: Plain()}
	l.m.Ranking = false
	l.method(root)
	if err := l.faults.Err(); err != nil {
		return nil, err
	}
	return l.m, l.finish()
}

type methodLoader struct {
	file   string
	m      *Method
	nodes  []Node
	faults fault.List
}

func (l *methodLoader) fail(n *yaml.Node, key string, pairs ...any) {
	l.faults.Add(fault.New(fault.Invalid, key, pairs...).At(l.at(n)))
}

func (l *methodLoader) at(n *yaml.Node) fault.Where {
	return fault.Where{File: l.file, Line: n.Line, Column: n.Column}
}

// wrong adds the faults of an error at a node.
func (l *methodLoader) wrong(n *yaml.Node, err error) {
	for _, e := range fault.All(err) {
		l.faults.Add(e.At(l.at(n)))
	}
}

// keys walks a mapping with a reader for each key that it may have.
func (l *methodLoader) keys(n *yaml.Node, known string, read map[string]func(*yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		l.fail(n, "score.expected_map")
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		f, ok := read[key.Value]
		switch {
		case !ok:
			l.fail(key, "score.unknown_key", "key", short(key.Value), "known", known)
		case seen[key.Value]:
			l.fail(key, "score.key_twice", "key", key.Value)
		default:
			f(value)
		}
		seen[key.Value] = true
	}
}

func (l *methodLoader) method(root *yaml.Node) {
	m := l.m
	l.keys(root, "id title note kind options ranking rank_decimals denominate impute screen treat normalise aggregate missing bands uncertain tree", map[string]func(*yaml.Node){
		"id":    func(n *yaml.Node) { m.ID = l.word(n) },
		"title": func(n *yaml.Node) { m.Title = l.text(n) },
		"note":  func(n *yaml.Node) { m.Note = l.text(n) },
		"kind": func(n *yaml.Node) {
			if m.Kind = l.word(n); m.Kind != KindIndex && m.Kind != KindCoverage {
				l.fail(n, "score.kind_unknown", "value", short(m.Kind))
			}
		},
		"options": func(n *yaml.Node) {
			l.list(n, func(n *yaml.Node) { m.Options = append(m.Options, l.word(n)) })
		},
		"ranking":       func(n *yaml.Node) { m.Ranking = l.truth(n) },
		"rank_decimals": func(n *yaml.Node) { m.RankDecimals = l.whole(n, 0, 15) },
		"denominate":    func(n *yaml.Node) { m.Denominate = l.truth(n) },
		"screen":        func(n *yaml.Node) { m.Screen = l.within(n, 0, 1) },
		"impute":        func(n *yaml.Node) { m.Impute = parsed(l, n, ParseImpute) },
		"treat":         func(n *yaml.Node) { m.Treatment = parsed(l, n, ParseTreat) },
		"normalise":     func(n *yaml.Node) { m.Normalise = parsed(l, n, ParseNormalise) },
		"aggregate":     func(n *yaml.Node) { m.Aggregate = parsed(l, n, ParseAggregate) },
		"missing":       func(n *yaml.Node) { m.Missing = parsed(l, n, ParseMissing) },
		"bands":         l.bands,
		"uncertain":     l.uncertain,
		"tree":          func(n *yaml.Node) { l.tree(n, "", 0) },
	})
}

// parsed reads a spec.
func parsed[T any](l *methodLoader, n *yaml.Node, parse func(string) (T, error)) (v T) {
	v, err := parse(l.word(n))
	if err != nil {
		l.wrong(n, err)
	}
	return v
}

func (l *methodLoader) bands(n *yaml.Node) {
	l.list(n, func(n *yaml.Node) {
		b := Band{From: nan, Below: nan, To: nan}
		l.keys(n, "code from below to label", map[string]func(*yaml.Node){
			"code":  func(n *yaml.Node) { b.Code = l.word(n) },
			"from":  func(n *yaml.Node) { b.From = l.number(n) },
			"below": func(n *yaml.Node) { b.Below = l.number(n) },
			"to":    func(n *yaml.Node) { b.To = l.number(n) },
			"label": func(n *yaml.Node) { b.Label = l.text(n) },
		})
		if b.Code == "" || b.From != b.From || (b.Below == b.Below) == (b.To == b.To) {
			l.fail(n, "score.band_form")
		}
		l.m.Bands = append(l.m.Bands, b)
	})
	if stats.CheckBands(l.m.bands()) != nil {
		l.fail(n, "score.bands_overlap")
	}
}

func (l *methodLoader) uncertain(n *yaml.Node) {
	u := &l.m.Uncertain
	l.keys(n, "winsor normalise weights aggregate leave_one_out unknown", map[string]func(*yaml.Node){
		"winsor": func(n *yaml.Node) {
			l.list(n, func(n *yaml.Node) { u.Limits = append(u.Limits, l.whole(n, 0, 1e6)) })
		},
		"normalise": func(n *yaml.Node) {
			l.list(n, func(n *yaml.Node) { u.Normalisations = append(u.Normalisations, parsed(l, n, ParseNormalise)) })
		},
		"aggregate": func(n *yaml.Node) {
			l.list(n, func(n *yaml.Node) { u.Aggregations = append(u.Aggregations, parsed(l, n, ParseAggregate)...) })
		},
		"leave_one_out": func(n *yaml.Node) { u.LeaveOut = l.truth(n) },
		"unknown": func(n *yaml.Node) {
			l.list(n, func(n *yaml.Node) {
				if n.Value == "missing" {
					u.Unknown = append(u.Unknown, nan)
				} else {
					u.Unknown = append(u.Unknown, l.number(n))
				}
			})
		},
		"weights": l.noise,
	})
}

func (l *methodLoader) noise(n *yaml.Node) {
	u := &l.m.Uncertain
	l.keys(n, "levels sets", map[string]func(*yaml.Node){
		"sets": func(n *yaml.Node) { u.Sets = l.whole(n, 0, 100_000) },
		"levels": func(n *yaml.Node) {
			if n.Kind != yaml.MappingNode {
				l.fail(n, "score.expected_map")
				return
			}
			for i := 0; i+1 < len(n.Content); i += 2 {
				u.Noise = append(u.Noise, stats.Noise{Level: l.whole(n.Content[i], 1, mostDepth), Factor: l.within(n.Content[i+1], 0, 1)})
			}
		},
	})
}

// tree reads a node and what is under it.
func (l *methodLoader) tree(n *yaml.Node, parent string, depth int) {
	if n.Kind == yaml.SequenceNode && depth == 0 {
		l.list(n, func(c *yaml.Node) { l.tree(c, "", 1) })
		return
	}
	if len(l.nodes) >= mostNodes {
		return
	}
	d := Node{Direction: 1, Weight: 1, Parent: parent, Target: nan, where: l.at(n)}
	var members *yaml.Node
	var own *stats.Normalisation
	l.keys(n, "code name direction weight denominator target normalise members", map[string]func(*yaml.Node){
		"code":        func(n *yaml.Node) { d.Code = l.word(n) },
		"name":        func(n *yaml.Node) { d.Name = l.word(n) },
		"direction":   func(n *yaml.Node) { d.Direction = l.number(n) },
		"weight":      func(n *yaml.Node) { d.Weight = l.number(n) },
		"target":      func(n *yaml.Node) { d.Target = l.number(n) },
		"denominator": func(n *yaml.Node) { d.Denominator = l.word(n) },
		"normalise":   func(n *yaml.Node) { v := parsed(l, n, ParseNormalise); own = &v },
		"members":     func(n *yaml.Node) { members = n },
	})
	if d.Code == "" {
		l.fail(n, "score.code_missing")
		return
	}
	l.nodes = append(l.nodes, d)
	if own != nil {
		if l.m.Each == nil {
			l.m.Each = map[string]stats.Normalisation{}
		}
		l.m.Each[d.Code] = *own
	}
	if members != nil {
		l.list(members, func(c *yaml.Node) { l.tree(c, d.Code, depth+1) })
	}
}

// finish makes the structure of the nodes and checks what needs it.
func (l *methodLoader) finish() error {
	if l.m.Kind == KindCoverage && len(l.m.Options) == 0 {
		return fault.New(fault.Invalid, "score.options_missing").At(fault.Line(l.file, 1))
	}
	if l.nodes == nil {
		return nil
	}
	var denominators []string
	seen := map[string]bool{}
	for _, n := range l.nodes {
		if n.Denominator != "" && !seen[n.Denominator] {
			seen[n.Denominator] = true
			denominators = append(denominators, n.Denominator)
		}
	}
	s, err := build(l.nodes, nil, denominators)
	if err != nil {
		return err
	}
	l.m.Structure = s
	_, err = l.m.plan()
	return err
}

// Wanted is what a method reads from a table.
func (m *Method) Wanted() Wanted {
	var w Wanted
	if m.Structure == nil {
		return w
	}
	w.Figures = m.Structure.Indicators()
	if m.Denominate {
		seen := map[string]bool{}
		for _, n := range m.Structure.Nodes[:m.Structure.Leaves] {
			if n.Denominator != "" && !seen[n.Denominator] {
				seen[n.Denominator] = true
				w.Figures = append(w.Figures, n.Denominator)
			}
		}
	}
	if m.Impute != nil && m.Impute.Group != "" {
		w.Groups = []string{m.Impute.Group}
	}
	return w
}
