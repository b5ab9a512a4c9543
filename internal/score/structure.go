package score

import (
	"errors"
	"io"
	"strconv"

	"sextant/internal/fault"
	"sextant/internal/stats"
)

// Node is an indicator or an aggregate of indicators.
type Node struct {
	Code, Name  string
	Level       int     // 1 for indicators; 0 while it is not known
	Direction   float64 // 1, or -1 where less is better
	Weight      float64 // within its parent
	Denominator string  // the column to divide by; "" for none
	Parent      string
	Target      float64 // of dist2target; NaN where there is none
	where       fault.Where
}

// Structure is the tree of a method: indicators first, then aggregates, each
// in the order of the file, and the columns that a table has besides.
type Structure struct {
	Nodes        []Node
	Leaves       int
	Groups       []string // columns of groups
	Denominators []string // columns to divide by
	tree         *stats.Tree
	at           map[string]int
}

// mostNodes bounds a structure.
const mostNodes = 20_000

// Index is the number of a node by its code.
func (s *Structure) Index(code string) (int, bool) {
	n, ok := s.at[code]
	return n, ok
}

// Indicators lists the codes of the leaves.
func (s *Structure) Indicators() []string { return s.codes(0, s.Leaves) }

// Aggregates lists the codes of the nodes above them.
func (s *Structure) Aggregates() []string { return s.codes(s.Leaves, len(s.Nodes)) }

func (s *Structure) codes(from, to int) []string {
	var out []string
	for _, n := range s.Nodes[from:to] {
		out = append(out, n.Code)
	}
	return out
}

// weights and levels are what stats wants to know of the nodes.
func (s *Structure) weights() []float64 {
	w := make([]float64, len(s.Nodes))
	for i, n := range s.Nodes {
		w[i] = n.Weight
	}
	return w
}

func (s *Structure) levels() []int {
	l := make([]int, len(s.Nodes))
	for i, n := range s.Nodes {
		l[i] = n.Level
	}
	return l
}

// File is something to read, with the name that faults will say.
type File struct {
	Name string
	Data io.Reader
}

// ReadStructure reads a tree from CSV. Two layouts are known: a list of all
// nodes with their parent (iCode, Level, Direction, Weight, Denominator,
// Parent, Type), and a list of indicators with the aggregates each is in
// (IndCode, Agg1, Agg2 …) with a list of the aggregates as a second file
// (AgLevel, Code, Name, Weight).
func ReadStructure(files ...File) (*Structure, error) {
	b := &structureReader{weights: map[string]float64{}, names: map[string]string{}}
	for _, f := range files {
		c, err := openNamed(f)
		if err != nil {
			return nil, err
		}
		if err := b.read(c); err != nil {
			return nil, err
		}
	}
	if b.faults.Err() != nil {
		return nil, b.faults
	}
	for i, n := range b.nodes {
		if w, ok := b.weights[n.Code]; ok {
			b.nodes[i].Weight = w
		}
		if name, ok := b.names[n.Code]; ok {
			b.nodes[i].Name = name
		}
	}
	return build(b.nodes, b.groups, b.denominators)
}

type structureReader struct {
	nodes                []Node
	groups, denominators []string
	weights              map[string]float64
	names                map[string]string
	faults               fault.List
}

func (b *structureReader) read(c *csvFile) error {
	switch {
	case c.column("Agg1") >= 0 && c.column("IndCode", "iCode", "code") >= 0:
		return b.nested(c)
	case c.column("AgLevel") >= 0 && c.column("Code") >= 0:
		return b.aggregates(c)
	case c.column("iCode", "code") >= 0 && c.column("Parent") >= 0:
		return b.list(c)
	}
	return fault.New(fault.Invalid, "score.structure_columns").At(fault.Line(c.name, 1))
}

// list reads one node a row.
func (b *structureReader) list(c *csvFile) error {
	code, parent, name := c.column("iCode", "code"), c.column("Parent"), c.column("iName", "name")
	level, kind := c.column("Level"), c.column("Type")
	for {
		row, err := c.next()
		if row == nil || err != nil {
			return err
		}
		switch c.field(kind) {
		case "Group":
			b.groups = append(b.groups, c.field(code))
			continue
		case "Denominator":
			b.denominators = append(b.denominators, c.field(code))
			continue
		case "", "Indicator", "Aggregate":
		default:
			b.faults.Add(fault.New(fault.Invalid, "score.node_type", "code", c.field(code), "type", c.field(kind)).At(c.where(kind)))
			continue
		}
		n := b.node(c, code, name)
		n.Parent = c.field(parent)
		n.Level, _ = strconv.Atoi(c.field(level))
		b.add(n)
	}
}

// node reads what both layouts have of a node.
func (b *structureReader) node(c *csvFile, code, name int) Node {
	n := Node{Code: c.field(code), Name: c.field(name), Denominator: c.field(c.column("Denominator")), where: c.where(code)}
	for _, f := range []struct {
		to      *float64
		columns []string
		usual   float64
	}{
		{&n.Direction, []string{"Direction"}, 1}, {&n.Weight, []string{"Weight", "IndWeight"}, 1}, {&n.Target, []string{"Target"}, nan},
	} {
		v, bad := c.figure(c.column(f.columns...), f.usual)
		if bad != nil {
			b.faults.Add(bad)
		}
		*f.to = v
	}
	return n
}

func (b *structureReader) add(n Node) {
	if len(b.nodes) >= mostNodes {
		b.faults = fault.List{fault.New(fault.TooLarge, "score.too_many_nodes", "limit", mostNodes).At(n.where)}
		return
	}
	b.nodes = append(b.nodes, n)
}

// nested reads an indicator a row, with the aggregates above it.
func (b *structureReader) nested(c *csvFile) error {
	code, name := c.column("IndCode", "iCode", "code"), c.column("IndName", "iName", "name")
	var above []int
	for k := 1; c.column("Agg"+strconv.Itoa(k)) >= 0; k++ {
		above = append(above, c.column("Agg"+strconv.Itoa(k)))
	}
	seen := map[string]string{}
	aggregates := make([][]Node, len(above))
	for {
		row, err := c.next()
		if err != nil {
			return err
		}
		if row == nil {
			break
		}
		n := b.node(c, code, name)
		n.Level, n.Parent = 1, c.field(above[0])
		b.add(n)
		for k, j := range above {
			agg, parent := c.field(j), ""
			if k+1 < len(above) {
				parent = c.field(above[k+1])
			}
			if agg == "" {
				continue
			}
			if was, ok := seen[agg]; ok {
				if was != parent {
					b.faults.Add(fault.New(fault.Invalid, "score.two_parents", "code", agg, "one", was, "other", parent).At(c.where(j)))
				}
				continue
			}
			seen[agg] = parent
			aggregates[k] = append(aggregates[k], Node{Code: agg, Level: k + 2, Direction: 1, Weight: 1, Parent: parent, Target: nan, where: c.where(j)})
		}
	}
	for _, level := range aggregates {
		for _, n := range level {
			b.add(n)
		}
	}
	return nil
}

// aggregates reads names and weights of aggregates that another file places.
func (b *structureReader) aggregates(c *csvFile) error {
	code, name, weight := c.column("Code"), c.column("Name"), c.column("Weight")
	for {
		row, err := c.next()
		if row == nil || err != nil {
			return err
		}
		w, bad := c.figure(weight, 1)
		if bad != nil {
			b.faults.Add(bad)
		}
		b.weights[c.field(code)] = w
		if c.field(name) != "" {
			b.names[c.field(code)] = c.field(name)
		}
	}
}

// build orders nodes, checks them and makes the tree.
func build(nodes []Node, groups, denominators []string) (*Structure, error) {
	s := &Structure{Groups: groups, Denominators: denominators, at: map[string]int{}}
	parents := map[string]bool{}
	for _, n := range nodes {
		parents[n.Parent] = true
	}
	for _, aggregate := range []bool{false, true} {
		for _, n := range nodes {
			if (parents[n.Code] || n.Level > 1) == aggregate {
				s.Nodes = append(s.Nodes, n)
			}
		}
		if !aggregate {
			s.Leaves = len(s.Nodes)
		}
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	return s, s.grow()
}

func (s *Structure) check() error {
	var faults fault.List
	for i, n := range s.Nodes {
		if was, ok := s.at[n.Code]; ok {
			faults.Add(fault.New(fault.Invalid, "score.code_twice", "code", n.Code, "line", s.Nodes[was].where.Line).At(n.where))
		}
		if n.Code == "" {
			faults.Add(fault.New(fault.Invalid, "score.code_missing").At(n.where))
		}
		s.at[n.Code] = i
		if n.Direction != 1 && n.Direction != -1 {
			faults.Add(fault.New(fault.Invalid, "score.direction", "code", n.Code, "value", n.Direction).At(n.where))
		}
		if !(n.Weight >= 0) || n.Weight > 1e150 {
			faults.Add(fault.New(fault.Invalid, "score.weight", "code", n.Code, "value", n.Weight).At(n.where))
		}
	}
	for _, n := range s.Nodes {
		if p, ok := s.at[n.Parent]; n.Parent != "" && (!ok || p < s.Leaves) {
			faults.Add(fault.New(fault.Invalid, "score.parent_unknown", "code", n.Code, "parent", n.Parent).At(n.where))
		}
	}
	if s.Leaves == 0 || s.Leaves == len(s.Nodes) {
		faults.Add(fault.New(fault.Invalid, "score.no_tree"))
	}
	return faults.Err()
}

// grow makes the tree and fills in levels that the file does not state.
func (s *Structure) grow() error {
	parents := make([]int, len(s.Nodes))
	for i, n := range s.Nodes {
		parents[i] = -1
		if n.Parent != "" {
			parents[i] = s.at[n.Parent]
		}
	}
	tree, err := stats.FromParents(s.Leaves, parents)
	var cycle *stats.CycleError
	var unsound *stats.NodeError
	switch {
	case errors.As(err, &cycle):
		return fault.New(fault.Invalid, "score.cycle", "code", s.Nodes[cycle.Node].Code).At(s.Nodes[cycle.Node].where)
	case errors.As(err, &unsound):
		return fault.New(fault.Invalid, "score.no_members", "code", s.Nodes[unsound.Node].Code).At(s.Nodes[unsound.Node].where)
	case err != nil:
		return err
	}
	s.tree = tree
	for i := range s.Nodes {
		if s.Nodes[i].Level == 0 {
			s.Nodes[i].Level = tree.Level(i)
		}
	}
	return nil
}

// ReadWeights lays the weights of a file (iCode or Code, Weight; Level is
// read over) over those of the structure. A code that the structure does not
// have is a fault.
func (s *Structure) ReadWeights(f File) error {
	c, err := openNamed(f)
	if err != nil {
		return err
	}
	code, weight := c.column("iCode", "Code"), c.column("Weight")
	if code < 0 || weight < 0 {
		return fault.New(fault.Invalid, "score.weights_columns").At(fault.Line(f.Name, 1))
	}
	var faults fault.List
	for {
		row, err := c.next()
		if err != nil {
			return err
		}
		if row == nil {
			return faults.Err()
		}
		n, ok := s.at[c.field(code)]
		if !ok {
			faults.Add(fault.New(fault.Invalid, "score.code_unknown", "code", c.field(code)).At(c.where(code)))
			continue
		}
		w, bad := c.figure(weight, nan)
		if bad == nil && (!(w >= 0) || w > 1e150) {
			bad = fault.New(fault.Invalid, "score.weight", "code", c.field(code), "value", c.field(weight)).At(c.where(weight))
		}
		if bad != nil {
			faults.Add(bad)
			continue
		}
		s.Nodes[n].Weight = w
	}
}
