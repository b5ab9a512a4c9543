// Package wheel draws the round figure: one sector a domain, two to twelve of
// them.
//
// It knows nobody. A Figure says what is to be drawn, in words that are ready
// for the reader; Lay turns it into a Layout, plain coordinates that the page
// and the PDF share; Inline writes the figure for a page, where a stylesheet
// gives it colour and movement, and Alone writes it as a file of its own that
// needs nothing else.
//
// Coordinates have their origin in the centre, y grows downwards, and the ring
// has the radius Outer. Angles are degrees clockwise from the top. In a
// right-to-left figure the order of the sectors is mirrored by arithmetic: the
// angle is negated before it becomes a point, and nothing is flipped
// afterwards, so that text and icons stay as they are.
//
// Dots count findings: full ones are well-developed areas, hollow ones areas
// with potential. They are no score, and the figure never orders sectors by
// them.
package wheel

// The fewest and the most sectors that a figure can have.
const (
	MinSectors = 2
	MaxSectors = 12
)

// The radii of the figure.
const (
	Outer = 214.0 // edge of the ring
	Inner = 100.0 // inner edge of the ring
	Hub   = 88.0  // the disc in the middle
	Limb  = 230.0 // the graduated edge
	Box   = 250.0 // half the side of the figure without its labels
)

// Figure is what is to be drawn.
type Figure struct {
	// ID opens the ids of the title and the description, so that two figures
	// can stand on one page. Empty means "wheel".
	ID          string
	Title       string // read out as the name of the figure
	Description string // read out after it
	RTL         bool   // the reader's direction: order and hub
	Hub         Middle // shown while no sector is in focus
	Sectors     []Sector
}

// Middle is what the hub shows while no sector is in focus: "6", "domains".
type Middle struct {
	Number string
	Words  string
}

// Sector is one domain.
type Sector struct {
	Href  string // where the link leads; without it there is no link
	Name  string // stands beside the sector and in the hub
	Lang  string // language of Name where it is not the page's
	RTL   bool   // direction of Name
	Label string // what a screen reader says
	Icon  string // a name of Icons
	// Full and Hollow are how many dots of each kind there are.
	Full, Hollow int
	// Counts are the lines under the name in the hub: "4 well developed".
	Counts []string
	// Colour is "#rrggbb", used by Alone only: in a page colours are classes.
	Colour string
}

// Point is a spot of the figure.
type Point struct{ X, Y float64 }

// Layout is a figure as coordinates.
type Layout struct {
	Sectors []Place
	// Minor, Half and Major are the graduations of the limb in degrees.
	Minor, Half, Major []float64
	// Min and Max bound everything, labels included.
	Min, Max Point
}

// Place is where the parts of one sector stand.
type Place struct {
	From, To float64 // degrees, already mirrored for a right-to-left figure
	Middle   float64 // degrees, likewise
	Ring     Ring
	Icon     Point
	IconSize float64 // side of the square that the icon's 24 units fill
	Number   Point
	Dots     []Dot
	Label    Label
}

// Ring is the outline of a sector: outer arc from A to B, inner arc from C back
// to D. Clockwise says which way the outer arc runs.
type Ring struct {
	A, B, C, D Point
	Clockwise  bool
	Large      bool // the arcs are longer than half a turn
}

// Dot is one finding.
type Dot struct {
	Point
	Radius float64
	Full   bool
}

// Label is the name beside a sector.
type Label struct {
	Lines  []string
	Anchor Anchor
	X      float64 // of the anchor
	// Top, Bottom, Left and Right bound the text.
	Top, Bottom, Left, Right float64
}

// Anchor is the side of a label that X gives.
type Anchor int

const (
	Left Anchor = iota
	Centre
	Right
)

// Baseline is the y of a line of the label, from 0.
func (l Label) Baseline(i int) float64 { return l.Top + 14 + float64(i)*leading }

// Overlaps tells whether two labels share any ground.
func (l Label) Overlaps(m Label) bool {
	return l.Left < m.Right && m.Left < l.Right && l.Top < m.Bottom && m.Top < l.Bottom
}
