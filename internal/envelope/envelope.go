// Package envelope encrypts small values under a key: what the database must hold but
// whoever reads it alone must not. Each value says what it is for, so that none can be
// put in the place of another.
package envelope

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"

	"atonce/internal/fail"
)

// Key is a secret from which a key of its own is made for each purpose (RFC 5869).
type Key []byte

// KeySize is how many bytes a site's key has.
const KeySize = 32

func (k Key) derive(purpose string) ([]byte, error) {
	b, err := hkdf.Key(sha256.New, k, nil, "atonce/"+purpose, 32)
	return b, fail.Wrap(err, "envelope: key")
}

func (k Key) cipher(purpose string) (cipher.AEAD, error) {
	b, err := k.derive(purpose)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(b)
	if err != nil {
		return nil, fail.Wrap(err, "envelope: cipher")
	}
	gcm, err := cipher.NewGCMWithRandomNonce(block)
	return gcm, fail.Wrap(err, "envelope: cipher")
}

// Seal encrypts plain with AES-256-GCM. about is what it belongs to, such as a person's
// id; Open must be told the same.
func (k Key) Seal(purpose, about string, plain []byte) ([]byte, error) {
	c, err := k.cipher(purpose)
	if err != nil {
		return nil, err
	}
	return c.Seal(nil, nil, plain, []byte(about)), nil
}

// Open decrypts what Seal made. What was changed, or made for another purpose, is an error.
func (k Key) Open(purpose, about string, sealed []byte) ([]byte, error) {
	c, err := k.cipher(purpose)
	if err != nil {
		return nil, err
	}
	b, err := c.Open(nil, nil, sealed, []byte(about))
	return b, fail.Wrap(err, "envelope: open")
}

// Mark is a fingerprint of value that only the holder of the key can make: it finds the
// same value again and tells nobody what it is.
func (k Key) Mark(purpose, value string) ([]byte, error) {
	b, err := k.derive(purpose)
	if err != nil {
		return nil, err
	}
	m := hmac.New(sha256.New, b)
	m.Write([]byte(value))
	return m.Sum(nil), nil
}
