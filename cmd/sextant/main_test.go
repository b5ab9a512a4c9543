package main

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"sextant/internal/store/storetest"
)

// The scripts in testdata are stories told at the command line. The binary
// that they call is this test binary itself.
func TestMain(m *testing.M) {
	if os.Getenv("SEXTANT_RUN") != "" { // a child that a test starts, to kill it
		os.Exit(run(&session{ctx: context.Background(), in: os.Stdin, out: os.Stdout, errs: os.Stderr, getenv: os.Getenv}, os.Args[1:]))
	}
	testscript.Main(m, map[string]func(){
		"sextant": func() {
			os.Exit(run(&session{ctx: context.Background(), in: os.Stdin, out: os.Stdout, errs: os.Stderr, getenv: os.Getenv}, os.Args[1:]))
		},
	})
}

// replaceText is the command replace of the scripts: replace FILE REGEXP TEXT.
func replaceText(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: replace file regexp text")
	}
	find := regexp.MustCompile(args[1])
	before := ts.ReadFile(args[0])
	if !find.MatchString(before) {
		ts.Fatalf("%s has no %s", args[0], args[1])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(find.ReplaceAllString(before, args[2])), 0o600))
}

var commandsOfScripts = map[string]func(*testscript.TestScript, bool, []string){"replace": replaceText}

// shared is where the material beside the project lies.
func shared(t *testing.T) string {
	dir, err := filepath.Abs(filepath.Join("..", "..", "..", "shared"))
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestScripts(t *testing.T) {
	stories, err := filepath.Glob(filepath.Join("testdata", "*.txtar"))
	if err != nil || len(stories) == 0 {
		t.Fatalf("no stories: %v", err)
	}
	testscript.Run(t, testscript.Params{
		Files: stories,
		Setup: environment(t, ""),
		Cmds:  commandsOfScripts,
		Condition: func(name string) (bool, error) {
			_, err := os.Stat(filepath.Join(shared(t), "seeds"))
			return name == "shared" && err == nil, nil
		},
	})
}

// The story of the seed is told on PostgreSQL as well.
func TestScriptsOnPostgres(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Files: []string{filepath.Join("testdata", "import_page.txtar")},
		Setup: environment(t, storetest.Postgres(t)),
		Cmds:  commandsOfScripts,
		Condition: func(name string) (bool, error) {
			_, err := os.Stat(filepath.Join(shared(t), "seeds"))
			return name == "shared" && err == nil, nil
		},
	})
}

func environment(t *testing.T, database string) func(*testscript.Env) error {
	return func(e *testscript.Env) error {
		e.Setenv("SHARED", shared(t))
		e.Setenv("SEXTANT_DATABASE", database)
		e.Setenv("LC_ALL", "en_GB.UTF-8")
		return nil
	}
}
