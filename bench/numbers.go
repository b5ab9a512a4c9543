package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
)

// W1 and W7 are the Go benchmarks of the room stats, which verify their
// figures in the tests beside them. They report CPU seconds of the process.

func init() {
	workloads = append(workloads, workload{"W1", func() ([]result, error) { return numbers("W1") }},
		workload{"W7", func() ([]result, error) { return numbers("W7") }})
}

func numbers(which string) ([]result, error) {
	cmd := exec.Command("go", "test", "-run", "ASEM|W7|Alpha", "-bench", which, "-benchtime", "5x", "-count", "3", "./internal/stats")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%w\n%s", err, out)
	}
	figures := map[string][]float64{}
	var order []string
	lines := bufio.NewScanner(bytes.NewReader(out))
	for lines.Scan() {
		name, cpu, ok := benchLine(lines.Text())
		if !ok {
			continue
		}
		if figures[name] == nil {
			order = append(order, name)
		}
		figures[name] = append(figures[name], cpu)
	}
	var all []result
	for _, name := range order {
		all = append(all, result{which, name, median(figures[name]), "CPU s", "median of 3"})
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no benchmark of %s ran", which)
	}
	return all, nil
}

// benchLine reads "BenchmarkW1c-2  5  123 ns/op  0.004 cpu-s/op".
func benchLine(line string) (name string, cpu float64, ok bool) {
	fields := strings.Fields(line)
	for i, f := range fields {
		if f == "cpu-s/op" && strings.HasPrefix(fields[0], "Benchmark") {
			cpu, err := strconv.ParseFloat(fields[i-1], 64)
			name, _, _ := strings.Cut(strings.TrimPrefix(fields[0], "Benchmark"), "-")
			return name, cpu, err == nil
		}
	}
	return "", 0, false
}
