package locale

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sextant/internal/lang"
)

// TestEveryKeyInTheSourcesHasWords reads the Go sources and the templates of
// the house: a key given to T, N or fault.New must be in the catalog. Keys that
// nothing names are listed for whoever tidies up; they are no failure, for a
// key may be put together at run time.
func TestEveryKeyInTheSourcesHasWords(t *testing.T) {
	english := For(lang.English).catalog
	used := readSources(t, repositoryRoot(t))
	for _, key := range slices.Sorted(maps.Keys(used.asked)) {
		if _, ok := english[key]; !ok {
			t.Errorf("%s: %q has no words in locales/en/%s.yaml", used.asked[key], key, room(key))
		}
	}
	for key, calls := range used.given {
		slots := english[key].slots()
		for _, call := range calls {
			for slot := range slots {
				if !slices.Contains(call.names, slot) {
					t.Errorf("%s: %q is given no value for its slot {%s}", call.at, key, slot)
				}
			}
		}
	}
	if doubtful := used.doubtful(english); len(doubtful) > 0 {
		t.Logf("look like keys and have no words: %s", strings.Join(doubtful, " "))
	}
	var idle []string
	for _, key := range slices.Sorted(maps.Keys(english)) {
		if !used.names(key) {
			idle = append(idle, key)
		}
	}
	t.Logf("%d of %d keys are named nowhere: %s", len(idle), len(english), strings.Join(idle, " "))
}

// sources is what the files of the house say about keys.
type sources struct {
	asked    map[string]string // key → where it is given to T, N or fault.New
	given    map[string][]call // key → the calls that spell out what they give
	literals map[string]bool   // every text that looks like a key or its beginning
}

// doubtful lists texts that look like keys of a room with a catalog but are in
// none: keys that go through a helper, or no keys at all.
func (s sources) doubtful(known catalog) []string {
	rooms := map[string]bool{}
	for key := range known {
		rooms[room(key)] = true
	}
	var out []string
	for _, text := range slices.Sorted(maps.Keys(s.literals)) {
		_, has := known[text]
		if !has && s.asked[text] == "" && keyShape.MatchString(text) && rooms[room(text)] &&
			!strings.HasSuffix(text, "_") && !strings.HasSuffix(text, ".") && !isFileName.MatchString(text) {
			out = append(out, text)
		}
	}
	return out
}

// call is one call with the names of the values that it gives.
type call struct {
	at    string
	names []string
}

// names tells whether a key, or the beginning from which it is put together,
// stands anywhere.
func (s sources) names(key string) bool {
	if s.literals[key] {
		return true
	}
	for i, c := range key {
		if (c == '_' || c == '.') && s.literals[key[:i+1]] {
			return true
		}
	}
	return false
}

var (
	keyShape    = regexp.MustCompile(`^[a-z][a-z0-9]*\.[a-z0-9_][a-z0-9_.]*$`)
	keyBegin    = regexp.MustCompile(`^[a-z][a-z0-9]*\.([a-z0-9_.]*[_.])?$`)
	inTemplate  = regexp.MustCompile("(?:^|[^\\w])(?:[TN]|t|n)\\s+[\"`]([a-z][a-z0-9]*\\.[a-z0-9_][a-z0-9_.]*)[\"`]")
	anyQuoted   = regexp.MustCompile("[\"`]([a-z][a-z0-9]*\\.[a-z0-9_.]*)[\"`]")
	isFileName  = regexp.MustCompile(`\.(json|ya?ml|html|csv|svg|pdf|xlsx|txt|css|js|go|jsonld)$`)
	isTemplate  = regexp.MustCompile(`\.(html|gohtml|tmpl|xml|txt)$`)
	skipFolders = map[string]bool{"testdata": true, "node_modules": true, ".git": true, "locales": true, "docs": true}
)

func readSources(t *testing.T, root string) sources {
	t.Helper()
	found := sources{asked: map[string]string{}, given: map[string][]call{}, literals: map[string]bool{}}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && skipFolders[d.Name()]:
			return filepath.SkipDir
		case d.IsDir() || strings.HasSuffix(path, "_test.go"):
			return nil
		case strings.HasSuffix(path, ".go"):
			return found.readGo(root, path)
		case isTemplate.MatchString(path):
			return found.readTemplate(root, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// readGo notes the keys of one Go file. A file that does not parse is the
// business of the compiler.
func (s sources) readGo(root, path string) error {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil
	}
	at := func(n ast.Node) string {
		where := files.Position(n.Pos())
		short, _ := filepath.Rel(root, where.Filename)
		return filepath.ToSlash(short) + ":" + strconv.Itoa(where.Line)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			if text := literal(n); keyShape.MatchString(text) || keyBegin.MatchString(text) {
				s.literals[text] = true
			}
		case *ast.CallExpr:
			if key := keyOf(n); keyShape.MatchString(key) {
				s.asked[key] = at(n)
				if names, whole := namesGiven(n); whole {
					s.given[key] = append(s.given[key], call{at(n), names})
				}
			}
		}
		return true
	})
	return nil
}

func (s sources) readTemplate(root, path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	short, _ := filepath.Rel(root, path)
	for i, line := range strings.Split(string(data), "\n") {
		for _, m := range inTemplate.FindAllStringSubmatch(line, -1) {
			s.asked[m[1]] = filepath.ToSlash(short) + ":" + strconv.Itoa(i+1)
		}
		for _, m := range anyQuoted.FindAllStringSubmatch(line, -1) {
			s.literals[m[1]] = true
		}
	}
	return nil
}

// keyOf is the key that a call asks for: the first value of x.T and x.N, the
// second of fault.New; "" for any other call and for keys made at run time.
func keyOf(call *ast.CallExpr) string {
	selector, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	place := -1
	switch x, _ := selector.X.(*ast.Ident); {
	case selector.Sel.Name == "T" || selector.Sel.Name == "N":
		place = 0
	case selector.Sel.Name == "New" && x != nil && x.Name == "fault":
		place = 1
	}
	if place < 0 || place >= len(call.Args) {
		return ""
	}
	text, _ := call.Args[place].(*ast.BasicLit)
	return literal(text)
}

// namesGiven are the names in the pairs of a call, and whether they are all
// spelled out there.
func namesGiven(n *ast.CallExpr) (names []string, whole bool) {
	from := 1 // x.T(key, pairs…)
	switch n.Fun.(*ast.SelectorExpr).Sel.Name {
	case "N":
		from, names = 2, []string{"n"}
	case "New":
		from = 2
	}
	if n.Ellipsis.IsValid() {
		return nil, false
	}
	for i := from; i < len(n.Args); i += 2 {
		text, ok := n.Args[i].(*ast.BasicLit)
		if !ok {
			return nil, false
		}
		names = append(names, literal(text))
	}
	return names, true
}

func literal(n *ast.BasicLit) string {
	if n == nil || n.Kind != token.STRING {
		return ""
	}
	text, err := strconv.Unquote(n.Value)
	if err != nil {
		return ""
	}
	return text
}

// repositoryRoot walks up to the folder with go.mod.
func repositoryRoot(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	for err == nil {
		if _, missing := os.Stat(filepath.Join(dir, "go.mod")); missing == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			break
		}
		dir = parent
	}
	t.Fatal("no go.mod above this test")
	return ""
}

func TestKeysAreFound(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("a.go", "package a\nvar _ = fault.New(fault.Invalid, \"room.a\")\nvar _ = p.T(\"room.b\")+p.N(\"room.c\", 2, \"who\", x)+p.T(\"room.kind_\"+k)")
	write("a.html", "<p>{{.P.T \"room.d\"}} {{N \"room.e\" 3}}</p>{{$.T `room.f`}} {{len \"room.g\"}}")
	write("a_test.go", "package a\nvar _ = p.T(\"room.hidden\")")
	found := readSources(t, dir)
	want := []string{"room.a", "room.b", "room.c", "room.d", "room.e", "room.f"}
	if got := slices.Sorted(maps.Keys(found.asked)); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if found.asked["room.a"] != "a.go:2" || found.asked["room.d"] != "a.html:1" {
		t.Errorf("wrong spots: %v", found.asked)
	}
	if calls := found.given["room.c"]; len(calls) != 1 || !slices.Equal(calls[0].names, []string{"n", "who"}) {
		t.Errorf("wrong names: %v", calls)
	}
	for key, named := range map[string]bool{"room.kind_city": true, "room.g": true, "room.x": false, "roomy.x": false} {
		if found.names(key) != named {
			t.Errorf("%s is named: %v", key, !named)
		}
	}
}
