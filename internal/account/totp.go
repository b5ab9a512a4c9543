package account

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // RFC 6238's default, and the only one that every authenticator knows
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// step is how long one code of an authenticator lasts.
const step = 30 * time.Second

// SecretBytes is the length of a shared secret: 160 bits, as RFC 4226 asks.
const SecretBytes = 20

// TOTP is the six-digit code of a secret at a moment (RFC 6238).
func TOTP(secret []byte, at time.Time) string { return hotp(secret, at.Unix()/int64(step/time.Second)) }

// hotp is the code of a counter (RFC 4226, section 5.3).
func hotp(secret []byte, counter int64) string {
	mac := hmac.New(sha1.New, secret)
	_ = binary.Write(mac, binary.BigEndian, counter)
	sum := mac.Sum(nil)
	from := sum[len(sum)-1] & 15
	n := binary.BigEndian.Uint32(sum[from:from+4]) & 0x7fffffff
	return fmt.Sprintf("%06d", n%1_000_000)
}

// VerifyTOTP tells whether a code is right now, or was or will be by one step:
// clocks differ. Used is the counter of the code that was taken last; that one
// and those before it are not taken again. It gives the counter to remember.
func VerifyTOTP(secret []byte, code string, at time.Time, used int64) (counter int64, ok bool) {
	code = strings.ReplaceAll(strings.TrimSpace(code), " ", "")
	now := at.Unix() / int64(step/time.Second)
	for c := now - 1; c <= now+1; c++ {
		if c > used && subtle.ConstantTimeCompare([]byte(hotp(secret, c)), []byte(code)) == 1 {
			return c, true
		}
	}
	return 0, false
}

// SecretText is a secret as people type it into an authenticator: base32 in
// groups of four.
func SecretText(secret []byte) string {
	text := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
	var groups []string
	for len(text) > 4 {
		groups, text = append(groups, text[:4]), text[4:]
	}
	return strings.Join(append(groups, text), " ")
}

// SecretLink is the address by which an authenticator on the same device takes
// a secret in.
func SecretLink(secret []byte, issuer, login string) string {
	q := url.Values{
		"secret": {strings.ReplaceAll(SecretText(secret), " ", "")}, "issuer": {issuer},
		"algorithm": {"SHA1"}, "digits": {"6"}, "period": {"30"},
	}
	return "otpauth://totp/" + url.PathEscape(issuer+":"+login) + "?" + strings.ReplaceAll(q.Encode(), "+", "%20")
}
