package stats

// Tree says which nodes are members of which. Leaves are the columns of a
// matrix, nodes 0 to Leaves-1; aggregates follow. A node may be a member of
// several aggregates (an overall figure with and without a domain); levels
// need not be even. There is no cycle.
type Tree struct {
	Leaves  int
	members [][]int // of each aggregate
	order   []int   // aggregates, members before those they belong to
	height  []int   // of each node: leaves 1, an aggregate one above its highest member
}

// NewTree builds a tree from the members of each aggregate. It refuses members
// that do not exist and aggregates without members (NodeError), and cycles
// (CycleError).
func NewTree(leaves int, members [][]int) (*Tree, error) {
	if leaves < 1 || len(members) < 1 {
		return nil, ErrEmpty
	}
	t := &Tree{Leaves: leaves, members: make([][]int, len(members)), height: make([]int, leaves+len(members))}
	for k, in := range members {
		if len(in) == 0 {
			return nil, &NodeError{Node: leaves + k}
		}
		for _, c := range in {
			if c < 0 || c >= leaves+len(members) {
				return nil, &NodeError{Node: c}
			}
		}
		t.members[k] = append([]int(nil), in...)
	}
	for j := 0; j < leaves; j++ {
		t.height[j] = 1
	}
	return t, t.sort()
}

// FromParents builds a tree in which each node has at most one parent; -1 for
// a root. The slice has an entry per node, leaves first.
func FromParents(leaves int, parents []int) (*Tree, error) {
	if len(parents) <= leaves {
		return nil, ErrEmpty
	}
	members := make([][]int, len(parents)-leaves)
	for c, p := range parents {
		if p < 0 {
			continue
		}
		if p < leaves || p >= len(parents) {
			return nil, &NodeError{Node: p}
		}
		members[p-leaves] = append(members[p-leaves], c)
	}
	return NewTree(leaves, members)
}

// sort orders the aggregates so that members come first (Kahn, 1962) and
// finds cycles; it does not recurse, so a deep tree cannot exhaust the stack.
func (t *Tree) sort() error {
	waits := make([]int, len(t.members))
	users := make([][]int, len(t.members))
	for k, in := range t.members {
		for _, c := range in {
			if c >= t.Leaves {
				waits[k]++
				users[c-t.Leaves] = append(users[c-t.Leaves], k)
			}
		}
	}
	for k := range waits {
		if waits[k] == 0 {
			t.order = append(t.order, k)
		}
	}
	for at := 0; at < len(t.order); at++ {
		k := t.order[at]
		for _, c := range t.members[k] {
			t.height[t.Leaves+k] = max(t.height[t.Leaves+k], t.height[c]+1)
		}
		for _, u := range users[k] {
			if waits[u]--; waits[u] == 0 {
				t.order = append(t.order, u)
			}
		}
	}
	if len(t.order) == len(t.members) {
		return nil
	}
	for k := range waits {
		if waits[k] > 0 && t.reaches(k, k) {
			return &CycleError{Node: t.Leaves + k}
		}
	}
	return &CycleError{Node: t.Leaves}
}

// reaches tells whether aggregate k has aggregate goal below it.
func (t *Tree) reaches(k, goal int) bool {
	seen := make([]bool, len(t.members))
	stack := []int{k}
	for len(stack) > 0 {
		at := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		for _, c := range t.members[at] {
			if c -= t.Leaves; c < 0 || seen[c] {
				continue
			}
			if c == goal {
				return true
			}
			seen[c] = true
			stack = append(stack, c)
		}
	}
	return false
}

// Nodes counts leaves and aggregates.
func (t *Tree) Nodes() int { return t.Leaves + len(t.members) }

// Members lists the members of a node; none for a leaf.
func (t *Tree) Members(node int) []int {
	if node < t.Leaves {
		return nil
	}
	return t.members[node-t.Leaves]
}

// Level is 1 for a leaf and one more than its highest member for an aggregate.
func (t *Tree) Level(node int) int { return t.height[node] }

// Roots lists the nodes that are members of nothing.
func (t *Tree) Roots() []int {
	used := make([]bool, t.Nodes())
	for _, in := range t.members {
		for _, c := range in {
			used[c] = true
		}
	}
	var roots []int
	for n, u := range used {
		if !u {
			roots = append(roots, n)
		}
	}
	return roots
}

// Top is the root that stands highest, the last of them when several do.
func (t *Tree) Top() int {
	top := t.Leaves
	for _, r := range t.Roots() {
		if r >= t.Leaves && t.height[r] >= t.height[top] {
			top = r
		}
	}
	return top
}
