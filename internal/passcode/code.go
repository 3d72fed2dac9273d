package passcode

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" // RFC 6238 apps speak HMAC-SHA-1, where its collisions do not matter
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"hash"
	"strings"
	"time"

	"atonce/internal/fail"
)

// A one-time code changes every period and has six digits (RFC 6238 §4, RFC 4226 §5.3).
const (
	period = 30 * time.Second
	digits = 6
	// around is how many periods a clock may be off on either side (RFC 6238 §5.2).
	around = 1
)

var base32Plain = base32.StdEncoding.WithPadding(base32.NoPadding)

// NewCodeKey is a key for one-time codes: 160 bits, as RFC 4226 §4 recommends.
func NewCodeKey() []byte {
	k := make([]byte, 20)
	rand.Read(k) // never fails since Go 1.24: it ends the program instead
	return k
}

// hotp is the code of one counter (RFC 4226 §5.3).
func hotp(h func() hash.Hash, key []byte, counter uint64, digits int) string {
	m := hmac.New(h, key)
	var c [8]byte
	binary.BigEndian.PutUint64(c[:], counter)
	m.Write(c[:])
	sum := m.Sum(nil)
	at := sum[len(sum)-1] & 0xf
	n := binary.BigEndian.Uint32(sum[at:]) & 0x7fffffff
	mod := uint32(1)
	for range digits {
		mod *= 10
	}
	return fmt.Sprintf("%0*d", digits, n%mod)
}

// step is which period now lies in.
func step(now time.Time) int64 { return now.Unix() / int64(period.Seconds()) }

// Code is the code that an app shows for key at now.
func Code(key []byte, now time.Time) string { return hotp(sha1.New, key, uint64(step(now)), digits) }

// MatchCode says whether code is one that key shows about now, and of which period. One
// of a period up to after was used already, or is older: nobody uses a code twice.
func MatchCode(key []byte, code string, now time.Time, after int64) (of int64, ok bool) {
	code = strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, code)
	for s := step(now) - around; s <= step(now)+around; s++ {
		if s > after && subtle.ConstantTimeCompare([]byte(hotp(sha1.New, key, uint64(s), digits)), []byte(code)) == 1 {
			of, ok = s, true
		}
	}
	return of, ok
}

// CodeKeyText is a key as people type it into an app, in groups of four.
func CodeKeyText(key []byte) string { return grouped(base32Plain.EncodeToString(key)) }

// CodeURI is a key as apps scan it from a picture: who it is of, and at which site.
func CodeURI(site, who string, key []byte) string {
	return "otpauth://totp/" + escaped(site+":"+who) + "?digits=6&issuer=" + escaped(site) + "&period=30&secret=" + base32Plain.EncodeToString(key)
}

// escaped is s with all but letters, digits and - . _ ~ percent-encoded (RFC 3986 §2.3).
func escaped(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// Recoveries is how many recovery codes somebody gets at once.
const Recoveries = 10

// NewRecovery are fresh recovery codes of 80 bits each, as they are shown once. What is
// so long can be kept as a plain digest.
func NewRecovery() []string {
	out := make([]string, Recoveries)
	for i := range out {
		b := make([]byte, 10)
		rand.Read(b)
		out[i] = grouped(base32Plain.EncodeToString(b))
	}
	return out
}

// FoldRecovery is a recovery code without what people add or change when they type it.
func FoldRecovery(code string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '-':
			return -1
		case '0':
			return 'O'
		case '1':
			return 'I'
		}
		return r
	}, strings.ToUpper(code))
}

func grouped(s string) string {
	var b strings.Builder
	for i, r := range s {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// ParseCodeKey reads a key as CodeKeyText writes it.
func ParseCodeKey(words string) ([]byte, error) {
	key, err := base32Plain.DecodeString(strings.ReplaceAll(words, "-", ""))
	return key, fail.Wrap(err, "passcode: key")
}
