// Report reads what "go test -json" prints and tells it briefly: a line a
// package, the output of what failed, every skipped check with its reason, and
// a closing count. It fails when a test failed, when nothing was tested, and,
// with SEXTANT_NO_SKIPS set, when a check was skipped.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

// event is a line of test2json.
type event struct {
	Action, Package, Test, Output string
	Elapsed                       float64
}

type tally struct {
	passed, failed int
	skipped        []string
	output         map[string][]string
	broken         bool
}

func main() {
	t := &tally{output: map[string][]string{}}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		t.line(lines.Bytes())
	}
	if err := lines.Err(); err != nil {
		fmt.Fprintln(os.Stderr, "report:", err)
		os.Exit(1)
	}
	os.Exit(t.close())
}

func (t *tally) line(b []byte) {
	var e event
	if json.Unmarshal(b, &e) != nil {
		fmt.Println(string(b)) // what the compiler or the linker said
		t.broken = t.broken || strings.Contains(string(b), "FAIL")
		return
	}
	key := e.Package + " " + e.Test
	switch e.Action {
	case "output", "build-output":
		t.output[key] = append(t.output[key], e.Output)
		if e.Action == "build-output" {
			fmt.Print(e.Output)
		}
	case "pass", "fail", "skip":
		t.end(e, key)
	}
}

func (t *tally) end(e event, key string) {
	if e.Test == "" {
		t.endPackage(e, key)
		return
	}
	switch e.Action {
	case "pass":
		t.passed++
	case "fail":
		t.failed++
		fmt.Printf("--- FAIL: %s %s\n%s", e.Package, e.Test, strings.Join(t.output[key], ""))
	case "skip":
		t.skipped = append(t.skipped, key+": "+reason(t.output[key]))
	}
	delete(t.output, key)
}

func (t *tally) endPackage(e event, key string) {
	switch e.Action {
	case "fail":
		t.broken = true
		fmt.Printf("%sFAIL\t%s\t%.1fs\n", strings.Join(t.output[key], ""), e.Package, e.Elapsed)
	case "pass":
		fmt.Printf("ok\t%s\t%.1fs\n", e.Package, e.Elapsed)
	}
	delete(t.output, key)
}

// reason is what a test said when it skipped.
func reason(output []string) string {
	for _, line := range output {
		if _, why, ok := strings.Cut(strings.TrimSpace(line), ".go:"); ok {
			if _, why, ok = strings.Cut(why, ": "); ok {
				return why
			}
		}
	}
	return "no reason given"
}

func (t *tally) close() int {
	for _, s := range t.skipped {
		fmt.Println("skipped:", s)
	}
	fmt.Printf("%d passed, %d failed, %d skipped\n", t.passed, t.failed, len(t.skipped))
	switch {
	case t.failed > 0 || t.broken || t.passed == 0:
		return 1
	case len(t.skipped) > 0 && os.Getenv("SEXTANT_NO_SKIPS") != "":
		fmt.Println("a check was skipped, and SEXTANT_NO_SKIPS asks for all of them")
		return 1
	}
	return 0
}
