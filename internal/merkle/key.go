package merkle

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"strings"

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
