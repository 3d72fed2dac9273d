package sign

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"

	"atonce/internal/fail"

	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/sm4"
)

// keyFormat names the form of a key file.
const keyFormat = "atonce-key/1"

// rounds is how often a passphrase is hashed: what OWASP asks of PBKDF2 with SHA-256.
const rounds = 600_000

// mostRounds keeps a file of somebody else's from holding the program up.
const mostRounds = 10_000_000

// keyFile is a private key as it lies on the disk: open, or sealed with a passphrase.
type keyFile struct {
	Format string `json:"format"`
	Key
	Secret string  `json:"secret,omitempty"`
	Sealed *sealed `json:"sealed,omitempty"`
}

// sealed is a secret encrypted at rest. SM2 keys are sealed with SM4 and SM3 (GB/T 32907,
// GB/T 32905), the others with AES-256 and SHA-256; both in Galois/Counter Mode with a
// key derived by PBKDF2 (RFC 8018).
type sealed struct {
	Cipher string `json:"cipher"`
	Rounds int    `json:"rounds"`
	Salt   string `json:"salt"`
	Nonce  string `json:"nonce"`
	Text   string `json:"text"`
}

const (
	sm4GCM = "PBKDF2-HMAC-SM3+SM4-GCM"
	aesGCM = "PBKDF2-HMAC-SHA-256+AES-256-GCM"
)

// EncodeFile is a private key as the bytes of a key file, sealed if there is a passphrase.
func EncodeFile(p Purpose, issuer string, k *Private, passphrase []byte) ([]byte, error) {
	f := keyFile{Format: keyFormat, Key: Key{p, issuer, k.public}}
	if err := f.Check(); err != nil {
		return nil, err
	}
	if len(passphrase) == 0 {
		f.Secret = encode(k.secret)
	} else {
		s := sealed{Cipher: aesGCM, Rounds: rounds}
		if k.public.suite == SM2 {
			s.Cipher = sm4GCM
		}
		salt := make([]byte, 16)
		rand.Read(salt)
		nonce := make([]byte, 12)
		rand.Read(nonce)
		gcm, err := s.open(passphrase, salt)
		if err != nil {
			return nil, err
		}
		s.Salt, s.Nonce, s.Text = encode(salt), encode(nonce), encode(gcm.Seal(nil, nonce, k.secret, []byte(f.Line())))
		f.Sealed = &s
	}
	b, err := json.MarshalIndent(f, "", "  ")
	return append(b, '\n'), fail.Wrap(err, "sign: key file as JSON")
}

// open is the cipher that a passphrase makes.
func (s sealed) open(passphrase, salt []byte) (cipher.AEAD, error) {
	var block cipher.Block
	switch s.Cipher {
	case sm4GCM:
		key, err := pbkdf2.Key(sm3.New, string(passphrase), salt, s.Rounds, 16)
		if err != nil {
			return nil, fail.Wrap(err, "sign: derive a key")
		}
		if block, err = sm4.NewCipher(key); err != nil {
			return nil, fail.Wrap(err, "sign: SM4")
		}
	case aesGCM:
		key, err := pbkdf2.Key(sha256.New, string(passphrase), salt, s.Rounds, 32)
		if err != nil {
			return nil, fail.Wrap(err, "sign: derive a key")
		}
		if block, err = aes.NewCipher(key); err != nil {
			return nil, fail.Wrap(err, "sign: AES")
		}
	default:
		return nil, fail.New(fail.Invalid, "sign.cipher", "value", s.Cipher)
	}
	return cipher.NewGCM(block)
}

// DecodeFile reads the bytes of a key file. passphrase is needed if the file is sealed, and is refused
// otherwise: who gives one believes that the file is protected.
func DecodeFile(b, passphrase []byte) (Key, *Private, error) {
	var f keyFile
	if err := Decode(b, &f); err != nil {
		return Key{}, nil, fail.New(fail.Invalid, "sign.file").Because(err)
	}
	if f.Format != keyFormat {
		return Key{}, nil, fail.New(fail.Invalid, "sign.file")
	}
	if err := f.Check(); err != nil {
		return Key{}, nil, err
	}
	secret, err := f.secret(passphrase)
	if err != nil {
		return Key{}, nil, err
	}
	k, err := NewPrivate(f.Public.suite, secret)
	if err != nil {
		return Key{}, nil, err
	}
	if !k.public.Equal(f.Public) {
		return Key{}, nil, fail.New(fail.Invalid, "sign.file-other-key")
	}
	return f.Key, k, nil
}

func (f keyFile) secret(passphrase []byte) ([]byte, error) {
	switch {
	case f.Sealed == nil && len(passphrase) > 0:
		return nil, fail.New(fail.Invalid, "sign.file-open")
	case f.Sealed == nil:
		secret, err := DecodeBase64(f.Secret)
		if err != nil {
			return nil, fail.New(fail.Invalid, "sign.file")
		}
		return secret, nil
	case f.Secret != "":
		return nil, fail.New(fail.Invalid, "sign.file")
	case len(bytes.TrimSpace(passphrase)) == 0:
		return nil, fail.New(fail.Invalid, "sign.file-sealed")
	}
	s := *f.Sealed
	salt, err1 := DecodeBase64(s.Salt)
	nonce, err2 := DecodeBase64(s.Nonce)
	text, err3 := DecodeBase64(s.Text)
	if err1 != nil || err2 != nil || err3 != nil || len(salt) < 16 || len(nonce) != 12 || s.Rounds < rounds || s.Rounds > mostRounds {
		return nil, fail.New(fail.Invalid, "sign.file")
	}
	gcm, err := s.open(passphrase, salt)
	if err != nil {
		return nil, err
	}
	secret, err := gcm.Open(nil, nonce, text, []byte(f.Line()))
	if err != nil {
		return nil, fail.New(fail.Invalid, "sign.passphrase")
	}
	return secret, nil
}
