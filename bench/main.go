// Bench measures Sextant on fixed workloads through the product's own code and
// writes bench/results.json. CPU seconds (user and system, of the process that
// does the work) are the figure to compare; wall time is for orientation only.
// Each result is verified before it is timed.
//
//	go run ./bench            every workload
//	go run ./bench W4 W7      some of them
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"
)

// result is one measured line.
type result struct {
	Workload string  `json:"workload"`
	What     string  `json:"what"`
	Value    float64 `json:"value"`
	Unit     string  `json:"unit"`
	Note     string  `json:"note,omitempty"`
}

// workload measures one thing.
type workload struct {
	name string
	run  func() ([]result, error)
}

var workloads []workload

// modes are what a child process of this program can be told to do instead.
var modes = map[string]func(args []string) error{}

func main() {
	out := flag.String("o", "bench/results.json", "file for the figures")
	flag.Parse()
	if mode := os.Getenv("SEXTANT_BENCH_MODE"); mode != "" {
		exitOn(modes[mode](flag.Args()))
		return
	}
	var all []result
	for _, w := range workloads {
		if flag.NArg() > 0 && !slices.ContainsFunc(flag.Args(), func(a string) bool { return strings.HasPrefix(w.name, a) }) {
			continue
		}
		fmt.Fprintf(os.Stderr, "%s …\n", w.name)
		results, err := w.run()
		exitOn(err)
		for _, r := range results {
			fmt.Printf("%-6s %-58s %14.4g %s  %s\n", r.Workload, r.What, r.Value, r.Unit, r.Note)
		}
		all = append(all, results...)
	}
	exitOn(write(*out, all))
}

func write(name string, all []result) error {
	data, err := json.MarshalIndent(map[string]any{
		"date": time.Now().UTC().Format("2006-01-02"), "go": runtime.Version(),
		"processors": runtime.NumCPU(), "results": all,
	}, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(name, append(data, '\n'), 0o644)
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}
