package merkle

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// A cosignature (见证签名) is a witness's word that it saw a log's head at a time,
// and that the head continues every head it saw before: C2SP tlog-cosignature,
// cosignature/v1. Who sees two witnesses agree knows that nobody was shown
// another log.

// algCosignature is the type of a cosignature/v1 key in a note's key, and
// algEd25519 that of a plain one (C2SP signed-note).
const (
	algEd25519     = 1
	algCosignature = 4
)

var (
	errCosigner     = errors.New("merkle: not an Ed25519 key in a note's form (PRIVATE+KEY+name+hash+key)")
	errCosignKey    = errors.New("merkle: not the key of a witness in a note's form (name+hash+key, of type 4)")
	errCosignature  = errors.New("merkle: not a cosignature/v1")
	errCosignedText = errors.New("merkle: a cosignature is over a checkpoint")
)

// Cosigner signs for a witness.
type Cosigner struct {
	name string
	key  ed25519.PrivateKey
}

// ParseCosigner reads a witness's private key, which is an ordinary Ed25519 key
// of a note.
func ParseCosigner(skey string) (*Cosigner, error) {
	if _, err := note.NewSigner(skey); err != nil {
		return nil, errCosigner
	}
	parts := strings.SplitN(skey, "+", 5) // the last may hold a plus of its own
	key, err := base64.StdEncoding.DecodeString(parts[4])
	if err != nil || len(key) != 1+ed25519.SeedSize {
		return nil, errCosigner
	}
	return &Cosigner{name: parts[2], key: ed25519.NewKeyFromSeed(key[1:])}, nil
}

// Name is the witness's name.
func (c *Cosigner) Name() string { return c.name }

func (c *Cosigner) public() []byte {
	return append([]byte{algCosignature}, c.key.Public().(ed25519.PublicKey)...)
}

// VerifierKey is what others check the witness's cosignatures with.
func (c *Cosigner) VerifierKey() string {
	return fmt.Sprintf("%s+%08x+%s", c.name, noteKeyHash(c.name, c.public()), base64.StdEncoding.EncodeToString(c.public()))
}

// Cosign signs a checkpoint's text as seen at a time (to the second) and gives the
// line that is added to the note.
func (c *Cosigner) Cosign(text string, at time.Time) (string, error) {
	if _, err := ParseHead(text); err != nil {
		return "", errCosignedText
	}
	t := at.Unix()
	sig := binary.BigEndian.AppendUint32(nil, noteKeyHash(c.name, c.public()))
	sig = binary.BigEndian.AppendUint64(sig, uint64(t))
	sig = append(sig, ed25519.Sign(c.key, cosigned(uint64(t), text))...)
	return "— " + c.name + " " + base64.StdEncoding.EncodeToString(sig) + "\n", nil
}

func cosigned(t uint64, text string) []byte {
	return fmt.Appendf(nil, "cosignature/v1\ntime %d\n%s", t, text)
}

func noteKeyHash(name string, key []byte) uint32 {
	sum := sha256.Sum256(append([]byte(name+"\n"), key...))
	return binary.BigEndian.Uint32(sum[:])
}

// cosignVerifier checks cosignatures in the way in which package note asks.
type cosignVerifier struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (v *cosignVerifier) Name() string    { return v.name }
func (v *cosignVerifier) KeyHash() uint32 { return v.hash }

func (v *cosignVerifier) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	if _, err := ParseHead(string(msg)); err != nil {
		return false
	}
	return ed25519.Verify(v.key, cosigned(binary.BigEndian.Uint64(sig), string(msg)), sig[8:])
}

// ParseCosignKey reads a witness's verifier key.
func ParseCosignKey(vkey string) (note.Verifier, error) {
	name, rest, _ := strings.Cut(vkey, "+")
	hash, key64, _ := strings.Cut(rest, "+")
	key, err := base64.StdEncoding.DecodeString(key64)
	if err != nil || len(key) != 1+ed25519.PublicKeySize || key[0] != algCosignature || name == "" || strings.ContainsAny(name, " \t\n") {
		return nil, errCosignKey
	}
	v := &cosignVerifier{name: name, hash: noteKeyHash(name, key), key: key[1:]}
	if fmt.Sprintf("%08x", v.hash) != hash {
		return nil, errCosignKey
	}
	return v, nil
}

// CosignedAt is the time that a cosignature carries. Check the signature first.
func CosignedAt(s note.Signature) (time.Time, error) {
	b, err := base64.StdEncoding.DecodeString(s.Base64)
	if err != nil || len(b) != 4+8+ed25519.SignatureSize {
		return time.Time{}, errCosignature
	}
	return time.Unix(int64(binary.BigEndian.Uint64(b[4:])), 0).UTC(), nil
}
