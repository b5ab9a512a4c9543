package preserve

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"sync/atomic"

	"sextant/internal/fault"
)

// A PDF can ask its reader for more memory than the machine has, or lead it
// into a recursion without end, and neither can be caught inside a process.
// So a PDF is read by a copy of the program that knows nothing, may use little,
// and whose end harms nobody.

// childMark in the environment makes a process such a reader.
const childMark = "SEXTANT_READS_ONE_PDF"

// What a reader may use.
const (
	childMemory  = 1 << 30 // bytes
	childSeconds = 25      // of processor time
)

var program atomic.Value // path of this program once Isolate was called

func isolated() bool { return program.Load() != nil }

// Isolate is called first in main. In a process that was started to read one
// PDF it does so and ends it. In any other it returns at once, and from then on
// each PDF is read in a process of its own.
func Isolate() {
	if os.Getenv(childMark) != "" {
		os.Exit(child(os.Stdin, os.Stdout))
	}
	if path, err := os.Executable(); err == nil {
		program.Store(path)
	}
}

// drawn is what a reader answers.
type drawn struct {
	Title string `json:"title,omitempty"`
	Text  string `json:"text,omitempty"`
	Fault string `json:"fault,omitempty"` // catalog key
}

func child(in io.Reader, out io.Writer) int {
	limitSelf()
	body, err := io.ReadAll(in)
	if err != nil {
		return 1
	}
	ctx, cancel := context.WithTimeout(context.Background(), maxPDFWait)
	defer cancel()
	w, err := parsePDF(ctx, body)
	d := drawn{Title: w.title, Text: w.text}
	for _, f := range fault.All(err) {
		d.Fault = f.Key
	}
	if json.NewEncoder(out).Encode(d) != nil {
		return 1
	}
	return 0
}

// readApart has a PDF read by a process of its own. One that dies has met a
// PDF that cannot be read.
func readApart(ctx context.Context, body []byte) (words, error) {
	path, _ := program.Load().(string)
	cmd := exec.CommandContext(ctx, path)
	cmd.Env = []string{childMark + "=1", "GOMAXPROCS=1"}
	cmd.Stdin = bytes.NewReader(body)
	out, err := cmd.Output()
	if ctx.Err() != nil {
		return words{}, unreadable("preserve.pdf_slow").Because(ctx.Err())
	}
	var d drawn
	if err == nil {
		err = json.Unmarshal(out, &d)
	}
	if err != nil {
		return words{}, unreadable("preserve.pdf_unreadable").Because(lastWords(err))
	}
	w := words{title: d.Title, text: cut(d.Text, MaxText)}
	if d.Fault != "" {
		return w, unreadable(d.Fault)
	}
	return w, nil
}

// lastWords is the first line of what a process said when it died, for the
// log.
func lastWords(err error) error {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return err
	}
	first, _, _ := bytes.Cut(exit.Stderr, []byte("\n"))
	return errors.New(exit.Error() + ": " + cut(string(first), 200))
}
