package framework

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// Digest is a SHA-256 in lower-case hexadecimal.
type Digest string

// Hash proves the content of a book: the SHA-256 of its JSON, whose fields
// have a fixed order and whose maps are sorted by key. Equal books have equal
// hashes however their files were laid out.
func Hash(f *Framework) Digest {
	data, err := json.Marshal(f)
	if err != nil {
		// Only a figure that is no number can fail, and Check refuses those.
		panic(fmt.Sprintf("framework: %s has no canonical form: %v", f.Ref, err))
	}
	sum := sha256.Sum256(data)
	return Digest(hex.EncodeToString(sum[:]))
}
