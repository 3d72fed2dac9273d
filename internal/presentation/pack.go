// Package presentation is what a holder shows 出示 and how it travels: a credential in
// its usual text, or the same packed into digits, which a QR code takes at little more
// than half the room. Unpacking gives back the same text, sign by sign. Pure.
package presentation

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strings"
)

// Most is how many bytes a credential may have, packed or not.
const Most = 64 << 10

// form is the first digit of what is packed here; another one is another form.
const form = '1'

// words are likely in a credential, the likeliest last: what stands here is packed as
// a short reference. The page that unpacks holds the same words (unpack.js), and a
// change of them is a new form.
const words = `"confirmation""exp":"nbf":"nonce":"aud":"sd_hash":"{"typ":"kb+jwt","alg":"EdDSA"SM2{"alg":"ES256","kid":"","typ":"dc+sd-jwt"}` +
	`{"_sd":["],"_sd_alg":"sha-256","cnf":{"jwk":{"crv":"P-256","kty":"EC","x":"","y":""}},"iat":17,"exp":18,"iss":"https://","status":{"status_list":{"idx":,"uri":"https:///credentials/status/"}},"vct":"https://"}`

var plain = base64.RawURLEncoding.Strict()

// Pack writes a compact SD-JWT (RFC 9901, 4), with or without disclosures and key
// binding, as digits. Its error says that the text is none.
func Pack(credential string) (string, error) {
	if len(credential) > Most {
		return "", errors.New("the credential is too long")
	}
	var raw []byte
	parts := strings.Split(credential, "~")
	raw = binary.AppendUvarint(raw, uint64(len(parts)))
	for _, part := range parts {
		pieces := strings.Split(part, ".")
		raw = binary.AppendUvarint(raw, uint64(len(pieces)))
		for _, piece := range pieces {
			b, err := plain.DecodeString(piece)
			if err != nil || plain.EncodeToString(b) != piece {
				return "", errors.New("the credential is not in base64url")
			}
			raw = append(binary.AppendUvarint(raw, uint64(len(b))), b...)
		}
	}
	var packed bytes.Buffer
	w, err := flate.NewWriterDict(&packed, flate.BestCompression, []byte(words))
	if err != nil {
		return "", err
	}
	if _, err := w.Write(raw); err != nil {
		return "", err
	}
	if err := w.Close(); err != nil {
		return "", err
	}
	return string(form) + digits(packed.Bytes()), nil
}

// Unpack gives back what Pack was given. Its error says what is wrong with the digits.
func Unpack(s string) (string, error) {
	if s == "" || s[0] != form {
		return "", errors.New("not a form of packing that is known here")
	}
	packed, err := undigits(s[1:])
	if err != nil {
		return "", err
	}
	raw, err := io.ReadAll(io.LimitReader(flate.NewReaderDict(bytes.NewReader(packed), []byte(words)), Most+1))
	if err != nil {
		return "", fmt.Errorf("the digits do not unpack: %w", err)
	}
	if len(raw) > Most {
		return "", errors.New("too long when unpacked")
	}
	r := reader{raw}
	parts := make([]string, r.count())
	for i := range parts {
		pieces := make([]string, r.count())
		for j := range pieces {
			pieces[j] = plain.EncodeToString(r.bytes())
		}
		parts[i] = strings.Join(pieces, ".")
	}
	if r.rest == nil || len(r.rest) > 0 {
		return "", errors.New("the digits are not complete")
	}
	return strings.Join(parts, "~"), nil
}

// reader reads lengths and bytes; rest is nil once something was missing.
type reader struct{ rest []byte }

func (r *reader) count() int {
	n, used := binary.Uvarint(r.rest)
	if used <= 0 || n > uint64(len(r.rest)) {
		r.rest = nil
		return 0
	}
	r.rest = r.rest[used:]
	return int(n)
}

func (r *reader) bytes() []byte {
	n := r.count()
	if n > len(r.rest) {
		r.rest = nil
		return nil
	}
	b := r.rest[:n:n]
	r.rest = r.rest[n:]
	return b
}

// Bytes become digits seven at a time: 256⁷ is a little less than 10¹⁷. What is left
// over takes as few digits as hold it.
const (
	chunkBytes  = 7
	chunkDigits = 17
)

var digitsFor = [chunkBytes + 1]int{0, 3, 5, 8, 10, 13, 15, chunkDigits}

func digits(b []byte) string {
	var out strings.Builder
	for len(b) > 0 {
		n := min(chunkBytes, len(b))
		fmt.Fprintf(&out, "%0*d", digitsFor[n], new(big.Int).SetBytes(b[:n]))
		b = b[n:]
	}
	return out.String()
}

func undigits(s string) ([]byte, error) {
	var out []byte
	for s != "" {
		n := min(chunkDigits, len(s))
		size := -1
		for bytes, digits := range digitsFor {
			if digits == n {
				size = bytes
			}
		}
		v, ok := new(big.Int).SetString(s[:n], 10)
		if size < 0 || !ok || s[0] == '-' || s[0] == '+' || v.BitLen() > 8*size {
			return nil, errors.New("these are not digits that were packed here")
		}
		out = append(out, v.FillBytes(make([]byte, size))...)
		s = s[n:]
	}
	return out, nil
}
