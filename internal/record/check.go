package record

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"sextant/internal/fault"
)

// The most that an entry may hold. They are far above what people write, and
// keep a defect or a hostile package from filling the memory.
const (
	MaxBody = 4 << 20 // bytes of a body
	MaxName = 200     // bytes of a chain, actor, command or kind
)

// Check tells whether an entry can be kept and carried everywhere: its names
// are short, valid text, and its body is JSON on one line. What passes can be
// written by WriteLines and read back byte for byte.
func (e Entry) Check() error {
	for _, n := range [][2]string{{"chain", string(e.Chain)}, {"actor", e.Actor}, {"command", e.Command}, {"kind", e.Kind}} {
		if len(n[1]) > MaxName || !utf8.ValidString(n[1]) || strings.IndexByte(n[1], 0) >= 0 {
			return e.unfit("record.bad_name", "name", n[0])
		}
	}
	if e.Chain == "" || e.Kind == "" {
		return e.unfit("record.no_name")
	}
	switch {
	case len(e.Body) > MaxBody:
		return fault.New(fault.TooLarge, "record.body_large", "seq", fmt.Sprint(e.Seq), "most", MaxBody)
	case !e.Redacted() && !oneLineJSON(e.Body):
		return e.unfit("record.bad_body")
	}
	return nil
}

func (e Entry) unfit(key string, pairs ...any) error {
	return fault.New(fault.Invalid, key, append(pairs, "seq", fmt.Sprint(e.Seq))...)
}

// oneLineJSON tells whether bytes are a JSON value that a line can hold
// unchanged.
func oneLineJSON(b []byte) bool {
	return utf8.Valid(b) && !bytes.ContainsAny(b, "\n\r\x00") && len(bytes.TrimSpace(b)) == len(b) && json.Valid(b)
}

// Redact blanks the body of an entry. The hashes stay, so the chain stays whole
// and the body can still be proved by whoever holds a copy of it.
func Redact(e Entry) Entry {
	e.Body = nil
	return e
}
