package decision

import (
	"atonce/internal/fail"
	"atonce/internal/sign"
)

// Signature is the office's word for a receipt, beside the log's.
type Signature struct {
	Issuer string      `json:"issuer"`
	Key    sign.Public `json:"jwk"`
	Value  []byte      `json:"signature"` // over the signed bytes, see signed
}

// signedDomain keeps a signature under a receipt from being taken for any other.
const signedDomain = "atonce/decision-signature/1\x00"

// signed are the bytes a signature is over: the body that the log commits to, with what
// it is.
func signed(format string, parts []Part) ([]byte, error) {
	body, err := Body(format, parts)
	return append([]byte(signedDomain), body...), err
}

// Sign signs the receipt with the key that signs receipts now; without one it stays as
// it is.
func (f *File) Sign(k sign.Keys) error {
	if k.Signer == nil {
		return nil
	}
	b, err := signed(f.Receipt.Format, f.Parts)
	if err != nil {
		return err
	}
	value, err := k.Signer.Sign(b)
	if err != nil {
		return fail.Wrap(err, "decision: sign")
	}
	f.Signature = &Signature{Issuer: k.Issuer, Key: k.Signer.Public(), Value: value}
	return nil
}

// signedBy holds the signature to the keys that the reader trusts; without any, to the
// one that the receipt brings.
func (c *Checked) signedBy(trusted []sign.Key) error {
	s := c.File.Signature
	if s == nil {
		return nil
	}
	b, err := signed(c.File.Receipt.Format, c.File.Parts)
	if err != nil {
		return err
	}
	if s.Key.IsZero() || sign.CheckIssuer(s.Issuer) != nil || !s.Key.Verify(b, s.Value) {
		return refused("signed", "issuer", s.Issuer)
	}
	for _, k := range trusted {
		if k.Purpose == sign.Receipts && k.Issuer == s.Issuer && k.Public.Equal(s.Key) {
			c.SignerKnown = true
		}
	}
	if len(trusted) > 0 && !c.SignerKnown {
		return refused("signer", "issuer", s.Issuer)
	}
	return nil
}
