package account

import (
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"sextant/internal/fault"
)

// The cost of a password: 19 MiB, two passes, one lane, as OWASP's "Password
// Storage Cheat Sheet" (2024) has it. The parameters stand in each hash, so
// that raising them here never closes an account.
const (
	memoryKiB = 19 * 1024
	passes    = 2
	lanes     = 1
	keyBytes  = 32
)

// SaltBytes is how long a salt must be.
const SaltBytes = 16

// The bounds of a password, in letters.
const (
	MinPassword = 12
	MaxPassword = 200
)

// CheckNewPassword says why a password will not do: too short, too long, the
// name of its owner, or one letter over and over. There are no rules about
// digits and signs: length is what makes it hard to guess.
func CheckNewPassword(password string, names ...string) error {
	n := utf8.RuneCountInString(password)
	switch {
	case n < MinPassword:
		return fault.New(fault.Invalid, "people.password_short", "n", MinPassword)
	case n > MaxPassword:
		return fault.New(fault.Invalid, "people.password_long", "n", MaxPassword)
	case tooPlain(password, names):
		return fault.New(fault.Invalid, "people.password_plain")
	}
	return nil
}

func tooPlain(password string, names []string) bool {
	distinct := map[rune]bool{}
	for _, r := range password {
		distinct[r] = true
	}
	if len(distinct) < 5 {
		return true
	}
	for _, name := range names {
		if name != "" && strings.EqualFold(strings.TrimSpace(password), strings.TrimSpace(name)) {
			return true
		}
	}
	return false
}

// HashPassword makes the argon2id hash (Biryukov, Dinu and Khovratovich, 2015;
// RFC 9106) of a password in the usual form "$argon2id$v=19$m=…,t=…,p=…$salt$key".
func HashPassword(password string, salt []byte) string {
	key := argon2.IDKey([]byte(password), salt, passes, memoryKiB, lanes, keyBytes)
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memoryKiB, passes, lanes, b64(salt), b64(key))
}

// VerifyPassword tells whether a password belongs to a hash, and whether the
// hash was made with other parameters than today's and should be renewed. A
// hash that cannot be read belongs to no password.
func VerifyPassword(hash, password string) (ok, outdated bool) {
	h, err := readHash(hash)
	if err != nil {
		return false, false
	}
	key := argon2.IDKey([]byte(password), h.salt, h.passes, h.memory, h.lanes, uint32(len(h.key)))
	ok = subtle.ConstantTimeCompare(key, h.key) == 1
	return ok, h.memory != memoryKiB || h.passes != passes || h.lanes != lanes || len(h.key) != keyBytes
}

type passwordHash struct {
	memory, passes uint32
	lanes          uint8
	salt, key      []byte
}

// readHash reads a hash within bounds, so that a damaged row cannot ask for
// all the memory there is.
func readHash(hash string) (h passwordHash, err error) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return h, fmt.Errorf("not an argon2id hash")
	}
	if _, err = fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &h.memory, &h.passes, &h.lanes); err != nil {
		return h, err
	}
	if h.salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return h, err
	}
	if h.key, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil {
		return h, err
	}
	if h.memory > 1<<20 || h.passes < 1 || h.passes > 64 || h.lanes < 1 || len(h.key) < 16 || len(h.key) > 128 {
		return h, fmt.Errorf("an argon2id hash out of bounds")
	}
	return h, nil
}
