package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
)

// progress is a bar on a terminal and nothing elsewhere. Several workers may
// step it at once.
type progress struct {
	mu    sync.Mutex
	out   io.Writer
	label string
	all   int
	shown int
}

// newProgress gives a bar for so many pieces of work, or nil when errors do not
// go to a terminal.
func newProgress(out io.Writer, label string, all int) *progress {
	f, ok := out.(*os.File)
	if !ok || all < 1 {
		return nil
	}
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return nil
	}
	return &progress{out: out, label: label, all: all, shown: -1}
}

const barWidth = 40

// step draws the bar when it has grown.
func (p *progress) step(done int) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	percent := min(100, done*100/p.all)
	if percent <= p.shown {
		return
	}
	p.shown = percent
	full := percent * barWidth / 100
	fmt.Fprintf(p.out, "\r%s [%s%s] %3d %%", p.label, strings.Repeat("#", full), strings.Repeat(".", barWidth-full), percent)
}

// end leaves the line.
func (p *progress) end() {
	if p != nil {
		fmt.Fprintln(p.out)
	}
}
