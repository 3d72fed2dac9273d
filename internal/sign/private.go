package sign

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"

	"atonce/internal/fail"

	"github.com/emmansun/gmsm/sm2"
)

// Signer signs with one private key, which may lie in a file or never leave a module.
type Signer interface {
	// Public is the key that others verify with.
	Public() Public
	// Sign gives the signature of 64 bytes over message. An error is the module's.
	Sign(message []byte) ([]byte, error)
}

// Private is a private key held in memory.
type Private struct {
	public Public
	secret []byte // 32 bytes: the seed of Ed25519, the scalar of the others
	sign   func(message []byte) ([]byte, error)
}

// Generate makes a new key.
func Generate(s Suite) (*Private, error) {
	for {
		secret := make([]byte, 32)
		rand.Read(secret) // never fails since Go 1.24: it ends the program instead
		// One in 2^32 numbers of 256 bits is above the order of P-256 or SM2: draw again.
		if k, err := NewPrivate(s, secret); err == nil || s == Ed25519 || curves[s] == "" {
			return k, err
		}
	}
}

// NewPrivate is the private key of a suite with this secret of 32 bytes: the seed of
// RFC 8032, or the scalar d of the curve.
func NewPrivate(s Suite, secret []byte) (*Private, error) {
	bad := fail.New(fail.Invalid, "sign.secret")
	if len(secret) != 32 {
		return nil, bad
	}
	k := &Private{secret: secret}
	var point []byte
	switch s {
	case Ed25519:
		key := ed25519.NewKeyFromSeed(secret)
		point = key.Public().(ed25519.PublicKey)
		k.sign = func(m []byte) ([]byte, error) { return ed25519.Sign(key, m), nil }
	case ES256:
		key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), secret)
		if err != nil {
			return nil, bad
		}
		if point, err = key.PublicKey.Bytes(); err != nil {
			return nil, bad
		}
		point = point[1:]
		k.sign = func(m []byte) ([]byte, error) {
			sum := sha256.Sum256(m)
			der, err := key.Sign(nil, sum[:], crypto.SHA256) // without randomness: RFC 6979
			if err != nil {
				return nil, err
			}
			return rawOf(der)
		}
	case SM2:
		key, err := sm2.ParseRawPrivateKey(secret)
		if err != nil {
			return nil, bad
		}
		public, err := sm2.PublicKeyToECDH(&key.PublicKey)
		if err != nil {
			return nil, bad
		}
		point = public.Bytes()[1:]
		k.sign = func(m []byte) ([]byte, error) {
			der, err := sm2.SignDeterministic(key, m, sm2.DefaultSM2SignerOpts)
			if err != nil {
				return nil, err
			}
			return rawOf(der)
		}
	default:
		return nil, fail.New(fail.Invalid, "sign.suite", "value", string(s))
	}
	var err error
	k.public, err = NewPublic(s, point)
	return k, err
}

// Public is the key that others verify with.
func (k *Private) Public() Public { return k.public }

// Sign gives the signature over message.
func (k *Private) Sign(message []byte) ([]byte, error) { return k.sign(message) }
