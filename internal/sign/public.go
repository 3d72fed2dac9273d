package sign

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/asn1"
	"encoding/base64"
	"encoding/json"
	"math/big"

	"atonce/internal/fail"

	"github.com/emmansun/gmsm/sm2"
)

// Public is a public key of one suite. The zero Public verifies nothing.
type Public struct {
	suite Suite
	point []byte // 32 bytes of Ed25519, or 64 of X and Y
	id    string
}

// Suite is the suite the key belongs to.
func (p Public) Suite() Suite { return p.suite }

// ID is the key's thumbprint (RFC 7638, with SHA-256), by which it is named.
func (p Public) ID() string { return p.id }

// Point is the key as NewPublic takes it.
func (p Public) Point() []byte { return bytes.Clone(p.point) }

// IsZero says that there is no key.
func (p Public) IsZero() bool { return p.suite == "" }

// Equal says whether both are the same key.
func (p Public) Equal(q Public) bool { return p.suite == q.suite && bytes.Equal(p.point, q.point) }

// Verify says whether signature is the key's over message.
func (p Public) Verify(message, signature []byte) bool {
	if len(signature) != signatureSize {
		return false
	}
	switch p.suite {
	case Ed25519:
		return ed25519.Verify(p.point, message, signature)
	case ES256:
		key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), p.uncompressed())
		sum := sha256.Sum256(message)
		return err == nil && ecdsa.VerifyASN1(key, sum[:], derOf(signature))
	case SM2:
		key, err := sm2.NewPublicKey(p.uncompressed())
		return err == nil && sm2.VerifyASN1WithSM2(key, nil, message, derOf(signature))
	}
	return false
}

func (p Public) uncompressed() []byte { return append([]byte{4}, p.point...) }

// pair is a signature on a curve as ASN.1 has it.
type pair struct{ R, S *big.Int }

// derOf is a signature of 64 bytes as ASN.1. Two numbers always encode.
func derOf(raw []byte) []byte {
	der, _ := asn1.Marshal(pair{new(big.Int).SetBytes(raw[:32]), new(big.Int).SetBytes(raw[32:])})
	return der
}

// rawOf is an ASN.1 signature as 64 bytes.
func rawOf(der []byte) ([]byte, error) {
	var p pair
	if rest, err := asn1.Unmarshal(der, &p); err != nil || len(rest) > 0 || p.R.BitLen() > 256 || p.S.BitLen() > 256 {
		return nil, fail.New(fail.Internal, "sign.signature")
	}
	raw := make([]byte, signatureSize)
	p.R.FillBytes(raw[:32])
	p.S.FillBytes(raw[32:])
	return raw, nil
}

// NewPublic is the public key of a suite with this point: 32 bytes for Ed25519, X and Y
// of 32 bytes each for the others. A point that is not on the curve is refused.
func NewPublic(s Suite, point []byte) (Public, error) {
	p := Public{suite: s, point: bytes.Clone(point)}
	var err error
	switch s {
	case Ed25519:
		if len(point) != ed25519.PublicKeySize {
			err = errPoint
		}
	case ES256:
		_, err = ecdsa.ParseUncompressedPublicKey(elliptic.P256(), p.uncompressed())
	case SM2:
		_, err = sm2.NewPublicKey(p.uncompressed())
	default:
		err = errPoint
	}
	if err != nil || s != Ed25519 && len(point) != 64 {
		return Public{}, errPoint
	}
	sum := sha256.Sum256(p.required())
	p.id = base64.RawURLEncoding.EncodeToString(sum[:])
	return p, nil
}

var errPoint = fail.New(fail.Invalid, "sign.point")

// curves are the suites' curves in a JSON Web Key. SM2's is not registered: see Algorithm.
var curves = map[Suite]string{Ed25519: "Ed25519", ES256: "P-256", SM2: "SM2"}

// jwk is a JSON Web Key. The members stand in the order that RFC 7638, section 3.3
// hashes them in.
type jwk struct {
	Crv string `json:"crv"`
	Kty string `json:"kty"`
	X   string `json:"x"`
	Y   string `json:"y,omitempty"`
}

// required are the members that RFC 7638 hashes, as it writes them.
func (p Public) required() []byte {
	k := jwk{Crv: curves[p.suite], Kty: "EC"}
	if p.suite == Ed25519 {
		k.Kty, k.X = "OKP", encode(p.point)
	} else {
		k.X, k.Y = encode(p.point[:32]), encode(p.point[32:])
	}
	b, _ := json.Marshal(k) // four strings always encode
	return b
}

// MarshalJSON is the key as a JSON Web Key (RFC 7517) with its id and algorithm.
func (p Public) MarshalJSON() ([]byte, error) {
	if p.IsZero() {
		return []byte("null"), nil
	}
	var k jwk
	if err := json.Unmarshal(p.required(), &k); err != nil {
		return nil, err
	}
	return json.Marshal(struct {
		jwk
		Kid string `json:"kid"`
		Alg string `json:"alg"`
		Use string `json:"use"`
	}{k, p.id, p.suite.Algorithm(), "sig"})
}

// UnmarshalJSON reads a JSON Web Key as ParseJWK does.
func (p *Public) UnmarshalJSON(b []byte) (err error) {
	*p, err = ParseJWK(b)
	return err
}

// MostJWK is how many bytes a JSON Web Key may have.
const MostJWK = 4096

// ParseJWK reads a public JSON Web Key of one of the suites. Members that say the same
// twice, an algorithm of another curve, a private part, another use than signatures and
// points off the curve are refused.
func ParseJWK(b []byte) (Public, error) {
	if len(b) > MostJWK {
		return Public{}, fail.New(fail.TooLarge, "sign.jwk")
	}
	var k struct {
		jwk
		Alg *string  `json:"alg"`
		Use *string  `json:"use"`
		Ops []string `json:"key_ops"`
		Kid *string  `json:"kid"`
		D   any      `json:"d"`
		K   any      `json:"k"`
	}
	if err := Decode(b, &k); err != nil {
		return Public{}, fail.New(fail.Invalid, "sign.jwk").Because(err)
	}
	if k.D != nil || k.K != nil {
		return Public{}, fail.New(fail.Invalid, "sign.jwk-private")
	}
	for _, s := range Suites {
		if curves[s] != k.Crv {
			continue
		}
		if (s == Ed25519) != (k.Kty == "OKP") || s != Ed25519 && k.Kty != "EC" || (s == Ed25519) != (k.Y == "") ||
			k.Alg != nil && *k.Alg != s.Algorithm() || k.Use != nil && *k.Use != "sig" {
			break
		}
		x, err := DecodeBase64(k.X)
		if err != nil || len(x) != 32 {
			return Public{}, errPoint
		}
		y, err := DecodeBase64(k.Y)
		if err != nil || s != Ed25519 && len(y) != 32 {
			return Public{}, errPoint
		}
		return NewPublic(s, append(x, y...))
	}
	return Public{}, fail.New(fail.Invalid, "sign.jwk-kind", "curve", k.Crv, "type", k.Kty)
}
