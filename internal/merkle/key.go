package merkle

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"strings"

	"atonce/internal/sign"

	"golang.org/x/mod/sumdb/note"
)

// LogKey is the key that signs the heads of a log, with what others check it by.
type LogKey struct {
	note.Signer
	Verifier string // in a note's form
}

// ParseLogKey reads a log's private key in a note's form.
func ParseLogKey(skey string) (LogKey, error) {
	s, err := note.NewSigner(skey)
	if err != nil {
		return LogKey{}, errCosigner
	}
	parts := strings.SplitN(skey, "+", 5) // the last may hold a plus of its own
	key, err := base64.StdEncoding.DecodeString(parts[4])
	if err != nil || len(key) != 1+ed25519.SeedSize || key[0] != algEd25519 {
		return LogKey{}, errCosigner
	}
	vkey, err := note.NewEd25519VerifierKey(s.Name(), ed25519.NewKeyFromSeed(key[1:]).Public().(ed25519.PublicKey))
	return LogKey{s, vkey}, err
}

// NewLogKey is the key of the log of that name whose private part is elsewhere. It must be of Ed25519, which
// is what C2SP signed-note has for logs.
func NewLogKey(name string, s sign.Signer) (LogKey, error) {
	if s.Public().Suite() != sign.Ed25519 {
		return LogKey{}, errLogSuite
	}
	vkey, err := note.NewEd25519VerifierKey(name, s.Public().Point())
	if err != nil {
		return LogKey{}, err
	}
	v, err := note.NewVerifier(vkey)
	if err != nil {
		return LogKey{}, err
	}
	return LogKey{elsewhere{v.Name(), v.KeyHash(), s}, vkey}, nil
}

var errLogSuite = errors.New("merkle: the key of a log is of the suite ed25519")

// elsewhere signs notes with a key that is not held here.
type elsewhere struct {
	name   string
	hash   uint32
	signer sign.Signer
}

// Name is the log's name.
func (e elsewhere) Name() string { return e.name }

// KeyHash is what a note names the key by.
func (e elsewhere) KeyHash() uint32 { return e.hash }

// Sign signs the text of a note.
func (e elsewhere) Sign(text []byte) ([]byte, error) { return e.signer.Sign(text) }

var errKeys = errors.New("merkle: a file of keys has one verifier key on each line; lines that begin with # are skipped")

// ParseKeys reads a file of trusted keys: one verifier key on each line, of a log or
// of a witness.
func ParseKeys(text string) (lines []string, keys []note.Verifier, err error) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		v, err := note.NewVerifier(line)
		if err != nil {
			v, err = ParseCosignKey(line)
		}
		if err != nil {
			return nil, nil, errKeys
		}
		lines, keys = append(lines, line), append(keys, v)
	}
	return lines, keys, nil
}
