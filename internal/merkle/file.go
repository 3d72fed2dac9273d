package merkle

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// fileNonce is how many random bytes a file's name begins with: nobody guesses it, and
// the same bytes sent twice are two files.
const fileNonce = 18

// NameFile gives bytes a name that commits to them: a random part, a dot, and their
// SHA-256, both in base64url. An act that names the file, and the log that commits to
// the act, thereby commit to what is in the file.
func NameFile(body []byte) string {
	nonce := make([]byte, fileNonce)
	rand.Read(nonce) // never fails since Go 1.24: it ends the program instead
	sum := sha256.Sum256(body)
	return base64.RawURLEncoding.EncodeToString(nonce) + "." + base64.RawURLEncoding.EncodeToString(sum[:])
}

// FileDigest is the SHA-256 that a file's name commits to. A name of an older program
// has none.
func FileDigest(name string) (Hash, bool) {
	_, sum, _ := strings.Cut(name, ".")
	b, err := base64.RawURLEncoding.Strict().DecodeString(sum)
	if err != nil || len(b) != HashSize {
		return Hash{}, false
	}
	return Hash(b), true
}
