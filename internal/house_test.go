// Package internal holds the rooms of the house and one test, the law of what
// each may lean on.
package internal

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// room is one line of the house's table.
type room struct {
	name  string
	floor int
	// may lists the rooms, and the folders of material beside internal, whose
	// packages it may import.
	may string
	// because says what the room is for, and why an arrow is there that its
	// duty does not explain.
	because string
}

// nouns are what the product speaks of; the waist and the doors know them all.
const nouns = "framework place account record assessment score profile lang fault "

// house is the import law. A new room, or a new arrow, is added here on
// purpose, with its reason.
var house = []room{
	{"fault", 1, "", "errors that people meet; known to all, knows nobody"},
	{"lang", 1, "", "language tags and texts in several languages"},
	{"wheel", 1, "", "the round figure; takes plain values, so that page and PDF share it"},
	{"chart", 1, "", "the other figures; takes plain values, as the wheel does"},
	{"browsertest", 1, "", "a real browser for the tests of the doors; no part of the running program"},
	{"stats", 1, "", "figures on matrices; knows no trade"},

	{"record", 2, "fault", "entries and their chain; knows no kind of entry"},
	{"blob", 2, "fault", "preserved sources by content hash"},
	{"preserve", 2, "fault", "a cited link as a dated copy"},
	{"mail", 2, "fault", "messages out"},
	{"place", 2, "lang fault", "what is assessed, with the reference data"},
	{"locale", 2, "lang fault locales", "words, plurals, numbers and dates; the one reader of the catalogs"},
	{"account", 2, "fault", "who acts and what they may do"},
	{"framework", 2, "lang fault", "the question book as data"},

	{"assessment", 3, "framework place account record lang fault", "every rule of one round"},
	{"frameworks", 3, "framework lang fault", "the books that are shipped, beside internal because people write them; it loads them itself, so that all who use them get them checked"},
	{"page", 3, "locale lang fault templates static", "templates and assets; the one reader of both folders"},

	{"score", 4, "framework assessment stats lang fault", "answers to results with their explanation"},
	{"sample", 4, "framework place record assessment account lang fault frameworks", "one invented world; it answers the books that are shipped, and names the record and the hash that a follow-up round starts from"},

	{"profile", 5, "score assessment framework place record wheel lang fault", "the published value; record for the hash of the head that it was made from"},

	{"pdf", 6, "profile score framework wheel chart lang fault", "a profile as tagged PDF"},
	{"opendata", 6, "profile score framework wheel chart lang fault", "a profile as open data"},
	{"workbook", 6, "framework assessment record locale lang fault", "the offline questionnaire, out and in; locale because sheets speak the person's language, record because it tries commands on a state before it promises anything"},
	{"translation", 6, "framework assessment record locale lang fault", "XLIFF and PO, out and in; locale because notes speak the translator's language, record because files name the chain that they belong to"},
	{"pagetext", 6, "profile framework place lang fault", "the text of a published page; place because it reads the name of one"},
	{"store", 6, "record framework place assessment account profile lang fault", "the one room that knows SQL"},

	{"app", 7, nouns + "store blob preserve mail pdf workbook opendata translation pagetext locale frameworks sample", "the use cases; locale for the sentences that it writes into the record itself, frameworks for the books that are shipped, sample because the demonstration comes in as work does"},

	{"site", 8, nouns + "app page locale wheel chart", "the public pages"},
	{"desk", 8, nouns + "app page locale wheel chart workbook translation", "the workbench; workbook and translation for the plans that files make, shown before they are taken"},
	{"api", 8, nouns + "app locale", "open data for machines; reads editions only"},
}

// material are folders beside internal that carry files inside the program.
// They import nothing of the house, save what a line of the table grants.
var material = []string{"frameworks", "locales", "templates", "static"}

// Who may use what of the outer world, by name.
var (
	// sqlRooms alone speak SQL.
	sqlRooms = []string{"store"}
	// webRooms alone speak HTTP: the doors, and the two that fetch and keep
	// from elsewhere.
	webRooms = []string{"site", "desk", "api", "preserve", "blob"}
	// edges are rooms of the lower floors that touch the world by their duty:
	// they keep files, fetch, send, and read templates while one edits them.
	edges = []string{"blob", "preserve", "mail", "page"}
	// forTests are packages that any test may import besides: worlds, real
	// databases and folders, a browser.
	forTests = []string{"internal/sample", "internal/store/storetest", "internal/browsertest", "internal/blob"}
	// forDoorTests are packages that tests of the upper floors may import: they
	// open a world of their own and hang the other door beside.
	forDoorTests = []string{"internal/store", "internal/site"}
)

// pureUpTo is the highest floor without clock, chance, files and network.
const pureUpTo = 5

func TestTheTableStandsUpright(t *testing.T) {
	floors := map[string]int{}
	for _, r := range house {
		if _, twice := floors[r.name]; twice {
			t.Errorf("%s has two lines", r.name)
		}
		if r.because == "" {
			t.Errorf("%s has no reason", r.name)
		}
		floors[r.name] = r.floor
	}
	for _, r := range house {
		for _, to := range strings.Fields(r.may) {
			below, ok := floors[to]
			if !ok && !slices.Contains(material, to) || below >= r.floor {
				t.Errorf("%s may lean on %s, which is not on a floor below", r.name, to)
			}
		}
	}
}

func TestTheHouseKeepsItsLaw(t *testing.T) {
	sources := readHouse(t)
	for _, s := range sources {
		for _, breach := range s.breaches() {
			t.Errorf("%s: %s", s.path, breach)
		}
	}
	if len(sources) == 0 {
		t.Fatal("no Go files were found")
	}
}

// source is one Go file of the house.
type source struct {
	path  string // from the root of the repository, with slashes
	files *token.FileSet
	tree  *ast.File
}

// readHouse parses all Go files of the rooms, of the materials and of the
// commands.
func readHouse(t *testing.T) []source {
	t.Helper()
	var out []source
	files := token.NewFileSet()
	for _, top := range append([]string{"internal", "cmd"}, material...) {
		root := filepath.Join("..", top)
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil && path == root:
				return fs.SkipDir // not every folder need be there
			case err != nil:
				return err
			case d.IsDir() && d.Name() == "testdata":
				return fs.SkipDir
			case d.IsDir() || !strings.HasSuffix(path, ".go"):
				return nil
			}
			tree, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			rel, err := filepath.Rel("..", path)
			out = append(out, source{filepath.ToSlash(rel), files, tree})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func (s source) isTest() bool { return strings.HasSuffix(s.path, "_test.go") }

// isTool tells generators, the conformance suite and the tests' browser, which
// are no part of the running program.
func (s source) isTool() bool {
	return strings.Contains(s.path, "/gen/") || strings.Contains(s.path, "/storetest/") || strings.Contains(s.path, "/browsertest/")
}

// roomName is the room of a package path such as "internal/place/gen"; material and
// commands go by their top folder.
func roomName(path string) string {
	parts := strings.Split(path, "/")
	if parts[0] == "internal" && len(parts) > 1 {
		return parts[1]
	}
	return parts[0]
}

func lineOf(name string) (room, bool) {
	i := slices.IndexFunc(house, func(r room) bool { return r.name == name })
	if i < 0 {
		return room{}, false
	}
	return house[i], true
}

// breaches lists what a file does against the law, in words that say the cure.
func (s source) breaches() []string {
	if s.path == "internal/house_test.go" {
		return nil
	}
	name := roomName(s.path)
	here, known := lineOf(name)
	var out []string
	if !known && name != "cmd" && !slices.Contains(material, name) {
		return []string{"the room " + name + " is not in the table of internal/house_test.go: add it there with its reason"}
	}
	for _, spec := range s.tree.Imports {
		path, _ := strconv.Unquote(spec.Path.Value)
		if to, ours := strings.CutPrefix(path, "sextant/"); ours {
			out = append(out, s.leaning(here, name, to)...)
		} else {
			out = append(out, s.reaching(name, path)...)
		}
	}
	if known && here.floor <= pureUpTo && !slices.Contains(edges, name) && !s.isTest() && !s.isTool() {
		out = append(out, s.impurities()...)
	}
	return out
}

// leaning judges an arrow from this file to a package of the house.
func (s source) leaning(here room, name, to string) []string {
	target := roomName(to)
	switch {
	case name == "cmd", target == name, slices.Contains(strings.Fields(here.may), target):
		return nil
	case s.isTest() && slices.Contains(forTests, to):
		return nil
	case s.isTest() && here.floor >= 7 && slices.Contains(forDoorTests, to):
		return nil
	case s.isTest() && slices.Contains(material, name):
		return nil // their tests prove that the rooms can read them
	case s.isTest() && slices.Contains(material, target):
		return nil // and the rooms test themselves with what is shipped
	}
	return []string{"imports " + to + "; " + name + " may import only [" + here.may + "]"}
}

// reaching judges an import from outside the house.
func (s source) reaching(name, path string) []string {
	isSQL := path == "database/sql" || strings.HasPrefix(path, "database/sql/") || strings.HasPrefix(path, "modernc.org/sqlite") ||
		strings.HasPrefix(path, "github.com/jackc/") || strings.HasPrefix(path, "github.com/pressly/goose")
	isWeb := path == "net/http" || strings.HasPrefix(path, "net/http/") && path != "net/http/pprof"
	switch {
	case isSQL && !slices.Contains(sqlRooms, name):
		return []string{"imports " + path + ": only store speaks SQL"}
	case isWeb && !s.isTest() && name != "cmd" && !slices.Contains(webRooms, name):
		return []string{"imports " + path + ": only the doors, cmd, preserve and blob speak HTTP"}
	}
	return nil
}

// worldly are packages that reach for the machine, the network or chance.
var worldly = []string{"os", "os/exec", "os/signal", "os/user", "net", "net/smtp", "net/rpc", "syscall", "crypto/rand", "math/rand", "io/ioutil"}

// clocks are what the package time reads from the machine.
var clocks = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker"}

// seeded is what of math/rand/v2 is no chance: sources that a caller seeds.
var seeded = []string{"PCG", "NewPCG", "ChaCha8", "NewChaCha8", "Rand", "New", "Source", "Zipf", "NewZipf"}

// impurities lists where a file of a lower floor asks the world instead of its
// caller.
func (s source) impurities() []string {
	var out []string
	names := map[string]string{} // local name → import path
	for _, spec := range s.tree.Imports {
		path, _ := strconv.Unquote(spec.Path.Value)
		if slices.Contains(worldly, path) {
			out = append(out, "imports "+path+": floors 1 to 5 get files, addresses and chance from their callers")
		}
		local := map[string]string{"time": "time", "math/rand/v2": "rand", "path/filepath": "filepath"}[path]
		if local != "" && spec.Name != nil {
			local = spec.Name.Name
		}
		names[local] = path
	}
	ast.Inspect(s.tree, func(n ast.Node) bool {
		selector, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		x, ok := selector.X.(*ast.Ident)
		if !ok {
			return true
		}
		path, what := names[x.Name], selector.Sel.Name
		line := " (line " + strconv.Itoa(s.files.Position(n.Pos()).Line) + ")"
		switch {
		case path == "time" && slices.Contains(clocks, what):
			out = append(out, "calls time."+what+line+": floors 1 to 5 are told the time")
		case path == "math/rand/v2" && !slices.Contains(seeded, what):
			out = append(out, "uses rand."+what+line+": chance comes from a source that the caller seeds")
		case path == "path/filepath" && slices.Contains([]string{"Walk", "WalkDir", "Glob", "Abs", "EvalSymlinks"}, what):
			out = append(out, "calls filepath."+what+line+": floors 1 to 5 are given what to read")
		}
		return true
	})
	return out
}

// TestTheLawBites shows each rule a file that breaks it.
func TestTheLawBites(t *testing.T) {
	for _, c := range []struct{ path, code, want string }{
		{"internal/place/a.go", `import "sextant/internal/store"`, "may import only"},
		{"internal/place/a_test.go", `import "sextant/internal/store"`, "may import only"},
		{"internal/place/a_test.go", `import "sextant/internal/sample"`, ""},
		{"internal/site/a.go", `import "sextant/internal/store"`, "may import only"},
		{"internal/site/a.go", `import "net/http"`, ""},
		{"internal/app/a.go", `import "net/http"`, "speak HTTP"},
		{"internal/app/a.go", `import "database/sql"`, "speaks SQL"},
		{"cmd/sextant/a.go", `import _ "modernc.org/sqlite"`, "speaks SQL"},
		{"cmd/sextant/a.go", `import "sextant/internal/store"`, ""},
		{"internal/utils/a.go", ``, "not in the table"},
		{"locales/a.go", `import "sextant/internal/lang"`, "may import only"},
		{"internal/stats/a.go", `import "os"`, "imports os"},
		{"internal/stats/a_test.go", `import "os"`, ""},
		{"internal/place/gen/a.go", `import "os"`, ""},
		{"internal/blob/a.go", `import "os"`, ""},
		{"internal/score/a.go", "import clock \"time\"\nvar x = clock.Now()", "time.Now (line 3)"},
		{"internal/score/a.go", "import \"time\"\nvar x = time.UTC", ""},
		{"internal/app/a.go", "import \"time\"\nvar x = time.Now()", ""},
		{"internal/stats/a.go", "import \"math/rand/v2\"\nvar x = rand.IntN(3)", "rand.IntN"},
		{"internal/stats/a.go", "import \"math/rand/v2\"\nvar x = rand.NewPCG(1, 2)", ""},
		{"internal/stats/a.go", `import "crypto/rand"`, "crypto/rand"},
	} {
		files := token.NewFileSet()
		tree, err := parser.ParseFile(files, c.path, "package a\n"+c.code, 0)
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Join(source{c.path, files, tree}.breaches(), "; ")
		if (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s with %q: got %q, want %q", c.path, c.code, got, c.want)
		}
	}
}
