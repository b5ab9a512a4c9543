// Package record is the append-only chain of entries that an assessment is.
//
// An Entry says who did what and when, and carries the hash of the entry
// before it, so that nothing can be changed, left out or reordered unseen. The
// room knows no kind of entry: a body is JSON that only the assessment reads.
// The hash covers the body through the body's own hash; a redacted entry loses
// its body, keeps that hash, and the chain stays whole.
//
// Layout of what is hashed (SHA-256), each field preceded by its length as
// eight bytes, big-endian: chain, number, time in microseconds since 1970 UTC,
// actor, command id, kind, version of the kind, hash of the body, hash of the
// entry before (empty for the first).
package record

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"sextant/internal/fault"
)

// Chain names a record; an assessment's id.
type Chain string

// Hash is a SHA-256 in lower-case hexadecimal; empty before the first entry.
type Hash string

// SumOf is the hash of some bytes.
func SumOf(b []byte) Hash {
	s := sha256.Sum256(b)
	return Hash(hex.EncodeToString(s[:]))
}

// Entry is one line of a record.
type Entry struct {
	Chain   Chain           `json:"chain"`
	Seq     int64           `json:"seq"` // from 1, without gaps
	Micros  int64           `json:"time"`
	Actor   string          `json:"actor"`   // a person's id, or "system"
	Command string          `json:"command"` // made by the sender: sent twice, recorded once
	Kind    string          `json:"kind"`    // "answer.recorded"
	Version int             `json:"version"` // of the kind's body, from 1
	Body    json.RawMessage `json:"body,omitempty"`
	// BodyHash outlives the body of a redacted entry.
	BodyHash Hash `json:"body_hash"`
	Prev     Hash `json:"prev,omitempty"`
	Hash     Hash `json:"hash"`
}

// Time is when the entry was made, in UTC.
func (e Entry) Time() time.Time { return time.UnixMicro(e.Micros).UTC() }

// Redacted tells whether the body was blanked.
func (e Entry) Redacted() bool { return len(e.Body) == 0 }

// Head is where a record stands: the number and hash of its last entry. The
// zero Head is that of an empty record.
type Head struct {
	Seq  int64 `json:"seq"`
	Hash Hash  `json:"hash"`
}

// Draft is an entry before it has its place in a chain.
type Draft struct {
	Kind    string
	Version int
	Body    json.RawMessage
}

// Link gives drafts their numbers and hashes after a head. All share one time,
// actor and command: they are what one command did.
func Link(chain Chain, head Head, at time.Time, actor, command string, drafts []Draft) []Entry {
	entries := make([]Entry, len(drafts))
	for i, d := range drafts {
		e := Entry{
			Chain: chain, Seq: head.Seq + 1, Micros: at.UnixMicro(), Actor: actor, Command: command,
			Kind: d.Kind, Version: d.Version, Body: d.Body, BodyHash: SumOf(d.Body), Prev: head.Hash,
		}
		e.Hash = e.sum()
		entries[i] = e
		head = Head{Seq: e.Seq, Hash: e.Hash}
	}
	return entries
}

func (e Entry) sum() Hash {
	h := sha256.New()
	field := func(b []byte) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(b)))
		h.Write(n[:])
		h.Write(b)
	}
	number := func(n int64) {
		var b [8]byte
		binary.BigEndian.PutUint64(b[:], uint64(n))
		field(b[:])
	}
	field([]byte(e.Chain))
	number(e.Seq)
	number(e.Micros)
	field([]byte(e.Actor))
	field([]byte(e.Command))
	field([]byte(e.Kind))
	number(int64(e.Version))
	field([]byte(e.BodyHash))
	field([]byte(e.Prev))
	return Hash(hex.EncodeToString(h.Sum(nil)))
}

// Verify checks that entries continue a record from a head, and gives the new
// head. The fault names the first entry that does not fit and why.
func Verify(head Head, entries []Entry) (Head, error) {
	for _, e := range entries {
		if why := e.broken(head); why != "" {
			return head, fault.New(fault.Invalid, "record.broken",
				"chain", string(e.Chain), "seq", fmt.Sprint(e.Seq), "why", why)
		}
		head = Head{Seq: e.Seq, Hash: e.Hash}
	}
	return head, nil
}

// broken says in one word what is wrong with an entry after a head; empty when
// it fits.
func (e Entry) broken(head Head) string {
	switch {
	case e.Seq != head.Seq+1:
		return "number"
	case e.Prev != head.Hash:
		return "link"
	case !e.Redacted() && SumOf(e.Body) != e.BodyHash:
		return "body"
	case e.sum() != e.Hash:
		return "hash"
	}
	return ""
}
