package record

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"sextant/internal/fault"
)

// MaxEntries bounds how many entries are read from one input; a large
// assessment has a few thousand.
const MaxEntries = 200_000

// maxLine leaves room for the names, the hashes and escapes around a body.
const maxLine = MaxBody + 16<<10

// WriteLines writes entries as JSON, one a line, in the shape that Entry's tags
// give. Bodies are written byte for byte, so that their hashes hold; an entry
// that does not pass Check is refused.
func WriteLines(w io.Writer, entries []Entry) error {
	to := bufio.NewWriter(w)
	for _, e := range entries {
		if err := e.Check(); err != nil {
			return err
		}
		line, err := e.line()
		if err != nil {
			return err
		}
		if _, err := to.Write(line); err != nil {
			return err
		}
	}
	return to.Flush()
}

// line writes one entry. The body goes in by hand: the JSON package would write
// it anew, and other bytes have another hash.
func (e Entry) line() ([]byte, error) {
	line, err := json.Marshal(Redact(e))
	if err != nil {
		return nil, err
	}
	if !e.Redacted() {
		line = append(line[:len(line)-1], `,"body":`...)
		line = append(append(line, e.Body...), '}')
	}
	return append(line, '\n'), nil
}

// ReadLines reads what WriteLines wrote, and checks each entry by itself; the
// chain as a whole is Verify's to judge. The file's name is for faults only,
// which tell the line: "record.bad_line", "record.long_line", "record.many"
// and those of Check.
func ReadLines(r io.Reader, file string) ([]Entry, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, 64<<10), maxLine)
	var entries []Entry
	n := 0
	for lines.Scan() {
		n++
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		if len(entries) == MaxEntries {
			return nil, fault.New(fault.TooLarge, "record.many", "most", MaxEntries).At(fault.Line(file, n))
		}
		e, err := readLine(lines.Bytes())
		if err != nil {
			return nil, at(err, fault.Line(file, n))
		}
		entries = append(entries, e)
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return nil, fault.New(fault.TooLarge, "record.long_line").At(fault.Line(file, n+1))
	}
	return entries, lines.Err()
}

// readLine reads one entry. A field that is not ours is a fault: to leave it
// out would lose what someone recorded.
func readLine(line []byte) (Entry, error) {
	var e Entry
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(&e); err != nil {
		return e, fault.New(fault.Invalid, "record.bad_line").Because(err)
	}
	if rest := bytes.TrimSpace(line[d.InputOffset():]); len(rest) > 0 {
		return e, fault.New(fault.Invalid, "record.bad_line")
	}
	return e, e.Check()
}

// at puts the spot into the faults of an error.
func at(err error, where fault.Where) error {
	var placed fault.List
	for _, f := range fault.All(err) {
		placed.Add(f.At(where))
	}
	return placed.Err()
}
