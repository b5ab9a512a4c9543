package account

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/argon2"

	"sextant/internal/fault"
)

var salt = []byte("sixteen bytes ok")

func TestPasswords(t *testing.T) {
	hash := HashPassword("correct horse", salt)
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("the parameters are not in the hash: %s", hash)
	}
	for password, want := range map[string]bool{"correct horse": true, "correct horsE": false, "": false} {
		if ok, outdated := VerifyPassword(hash, password); ok != want || outdated {
			t.Errorf("%q: %v, outdated %v", password, ok, outdated)
		}
	}
}

func TestOldParametersStillOpen(t *testing.T) {
	b64 := base64.RawStdEncoding.EncodeToString
	old := fmt.Sprintf("$argon2id$v=19$m=8192,t=1,p=1$%s$%s", b64(salt), b64(argon2.IDKey([]byte("correct horse"), salt, 1, 8192, 1, 32)))
	if ok, outdated := VerifyPassword(old, "correct horse"); !ok || !outdated {
		t.Errorf("right %v, outdated %v", ok, outdated)
	}
}

func TestDamagedHashesOpenNothing(t *testing.T) {
	good := HashPassword("correct horse", salt)
	for _, hash := range []string{"", "x", "$argon2id$v=19$m=19456,t=2,p=1$$", strings.Replace(good, "m=19456", "m=999999999", 1), strings.Replace(good, "argon2id", "argon2i", 1), good[:len(good)-30]} {
		if ok, _ := VerifyPassword(hash, "correct horse"); ok {
			t.Errorf("%q opens", hash)
		}
	}
}

func TestNewPasswords(t *testing.T) {
	for password, key := range map[string]string{
		"short": "people.password_short", strings.Repeat("long words ", 30): "people.password_long",
		"aaaaaaaaaaaaaaa": "people.password_plain", "ana.nunez.lima": "people.password_plain", "four words in a row": "", "密码密码长一点就好记得住": "",
	} {
		if err := CheckNewPassword(password, "Ana.Nunez.Lima"); (err == nil) != (key == "") || key != "" && !fault.HasKey(err, key) {
			t.Errorf("%q: %v, want %q", password, err, key)
		}
	}
}

// The vectors of RFC 6238, appendix B, cut to six digits.
func TestTOTP(t *testing.T) {
	secret := []byte("12345678901234567890")
	for at, want := range map[int64]string{59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"} {
		if got := TOTP(secret, time.Unix(at, 0)); got != want {
			t.Errorf("at %d: %s, want %s", at, got, want)
		}
	}
}

func TestCodesAreTakenOnce(t *testing.T) {
	secret, now := []byte("12345678901234567890"), time.Unix(1_700_000_000, 0)
	code := TOTP(secret, now)
	used, ok := VerifyTOTP(secret, code[:3]+" "+code[3:], now, 0)
	if !ok {
		t.Fatal("the code of now is refused")
	}
	if _, ok := VerifyTOTP(secret, code, now, used); ok {
		t.Error("a code is taken twice")
	}
	for off, want := range map[time.Duration]bool{-30 * time.Second: true, 30 * time.Second: true, -90 * time.Second: false, 90 * time.Second: false} {
		if _, ok := VerifyTOTP(secret, TOTP(secret, now.Add(off)), now, 0); ok != want {
			t.Errorf("a code %v away: %v", off, ok)
		}
	}
}

func TestSecretsForPeople(t *testing.T) {
	secret := []byte("12345678901234567890")
	if got := SecretText(secret); got != "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ" {
		t.Error(got)
	}
	want := "otpauth://totp/Sextant:ana%20n?algorithm=SHA1&digits=6&issuer=Sextant&period=30&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
	if got := SecretLink(secret, "Sextant", "ana n"); got != want {
		t.Error(got)
	}
}

func FuzzVerifyPassword(f *testing.F) {
	f.Add("$argon2id$v=19$m=8,t=1,p=1$c2l4dGVlbg$AAAAAAAAAAAAAAAAAAAAAA")
	f.Add("$argon2id$v=19$m=,t=,p=$$")
	f.Fuzz(func(t *testing.T, hash string) {
		h, err := readHash(hash)
		if err == nil && (h.memory > 1<<20 || h.passes > 64 || len(h.key) > 128) {
			t.Errorf("%q is out of bounds", hash)
		}
	})
}
