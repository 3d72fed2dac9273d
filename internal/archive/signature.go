package archive

import (
	"bytes"
	"errors"

	"atonce/internal/fail"
	"atonce/internal/sign"
)

// signatureFormat names the form of signature files, and keeps what is signed here
// from being taken for anything else that the same key signs.
const signatureFormat = "atonce-archive-signature/1"

// signature is the file that vouches for the manifest, and by it for every file.
type signature struct {
	Format    string   `json:"format"`
	Key       sign.Key `json:"key"` // its purpose is receipts
	Signature []byte   `json:"signature"`
}

var errSignature = errors.New("archive: not a signature of this manifest")

func signed(manifest []byte) []byte {
	return append([]byte(signatureFormat+"\x00"), manifest...)
}

// Sign makes the signature file over a manifest with the key that signs receipts; nil
// where there is none.
func Sign(k sign.Keys) func(manifest []byte) ([]byte, error) {
	if k.Signer == nil {
		return nil
	}
	return func(manifest []byte) ([]byte, error) {
		s := signature{Format: signatureFormat, Key: sign.Key{Purpose: sign.Receipts, Issuer: k.Issuer, Public: k.Signer.Public()}}
		var err error
		if s.Signature, err = k.Signer.Sign(signed(manifest)); err != nil {
			return nil, fail.Wrap(err, "archive: sign the manifest")
		}
		return indented(s)
	}
}

// checkSignature checks a signature file over a manifest and gives the key. known says
// whether it is among those trusted.
func checkSignature(manifest, file []byte, trusted []sign.Key) (key sign.Key, known bool, err error) {
	var s signature
	if err := sign.Decode(file, &s); err != nil {
		return key, false, err
	}
	again, err := indented(s)
	if err != nil || !bytes.Equal(again, file) || s.Format != signatureFormat || s.Key.Purpose != sign.Receipts || s.Key.Check() != nil {
		return key, false, errSignature
	}
	if !s.Key.Public.Verify(signed(manifest), s.Signature) {
		return key, false, errSignature
	}
	for _, t := range trusted {
		known = known || t.Purpose == sign.Receipts && t.Issuer == s.Key.Issuer && t.Public.Equal(s.Key.Public)
	}
	return s.Key, known, nil
}
