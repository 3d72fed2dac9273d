// Package passcode knows what proves that somebody is who they were: passwords kept as
// argon2id, one-time codes (RFC 6238), recovery codes. It keeps nothing and knows
// nobody: time and secrets enter as values.
package passcode

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"sync/atomic"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// Params are what argon2id costs (RFC 9106 §3.1): memory in KiB, passes, lanes.
type Params struct {
	Memory, Passes uint32
	Lanes          uint8
}

// Usual is what passwords are kept with now: 19 MiB, two passes, one lane, the first
// choice of OWASP's Password Storage Cheat Sheet. A password that was kept with other
// ones is kept anew when its owner signs in.
var Usual = Params{Memory: 19 * 1024, Passes: 2, Lanes: 1}

const (
	saltSize = 16 // bytes, as RFC 9106 §3.1 recommends
	hashSize = 32
	// mostMemory and mostPasses bound what a kept text may make this machine do.
	mostMemory = 256 * 1024
	mostPasses = 16
)

var unpadded = base64.RawStdEncoding

var computed atomic.Uint64

// Computed is how many passwords were hashed since the program began: a sign-in must
// cost the same whether the name is known or not.
func Computed() uint64 { return computed.Load() }

func hashed(password string, salt []byte, p Params) []byte {
	computed.Add(1)
	return argon2.IDKey(prepared(password), salt, p.Passes, p.Memory, p.Lanes, hashSize)
}

func prepared(password string) []byte { return []byte(norm.NFKC.String(password)) }

// Hash is password as it is kept, in the PHC form: $argon2id$v=19$m=…,t=…,p=…$salt$hash.
// Two ways to write the same characters are the same password (NFKC).
func Hash(password string, p Params) string {
	salt := make([]byte, saltSize)
	rand.Read(salt) // never fails since Go 1.24: it ends the program instead
	h := hashed(password, salt, p)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.Memory, p.Passes, p.Lanes, unpadded.EncodeToString(salt), unpadded.EncodeToString(h))
}

// parse reads what Hash wrote. It takes no parameters that would be an attack on this
// machine.
func parse(kept string) (p Params, salt, hash []byte, ok bool) {
	parts := strings.Split(kept, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return p, nil, nil, false
	}
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.Memory, &p.Passes, &p.Lanes); n != 3 || err != nil || fmt.Sprintf("m=%d,t=%d,p=%d", p.Memory, p.Passes, p.Lanes) != parts[3] {
		return p, nil, nil, false
	}
	if p.Memory > mostMemory || p.Passes == 0 || p.Passes > mostPasses || p.Lanes == 0 {
		return p, nil, nil, false
	}
	salt, err := unpadded.DecodeString(parts[4])
	if err != nil || len(salt) < 8 {
		return p, nil, nil, false
	}
	hash, err = unpadded.DecodeString(parts[5])
	return p, salt, hash, err == nil && len(hash) == hashSize
}

// Check says whether password is the one that kept was made from, and whether it should
// be kept anew because it was kept with other parameters. What is not readable fits
// nothing, at the same cost.
func Check(kept, password string) (fits, old bool) {
	p, salt, hash, ok := parse(kept)
	if !ok {
		p, salt, hash = Usual, make([]byte, saltSize), make([]byte, hashSize)
	}
	h := hashed(password, salt, p)
	fits = subtle.ConstantTimeCompare(h, hash) == 1 && ok
	return fits, fits && p != Usual
}
