package hsm

import (
	"bytes"
	"encoding/json"
	"strings"

	"atonce/internal/fail"
	"atonce/internal/sign"
)

// fileFormat names the form of a file that says where a key is.
const fileFormat = "atonce-module-key/1"

// file is a key in a module as it lies on the disk: its public part and where the private one is.
type file struct {
	Format string `json:"format"`
	sign.Key
	URI string `json:"pkcs11"`
}

// IsFile says whether b is a file of this form and no private key.
func IsFile(b []byte) bool { return bytes.Contains(b, []byte(fileFormat)) }

// EncodeFile is a key in a module as the bytes of a key file. No part of it is secret.
func EncodeFile(k sign.Key, u URI) ([]byte, error) {
	if err := k.Check(); err != nil {
		return nil, err
	}
	b, err := json.MarshalIndent(file{fileFormat, k, u.String()}, "", "  ")
	return append(b, '\n'), fail.Wrap(err, "hsm: key file as JSON")
}

// DecodeFile reads the bytes of a key file of this form.
func DecodeFile(b []byte) (sign.Key, URI, error) {
	var f file
	if err := sign.Decode(b, &f); err != nil || f.Format != fileFormat {
		return sign.Key{}, URI{}, fail.New(fail.Invalid, "hsm.file")
	}
	if err := f.Check(); err != nil {
		return sign.Key{}, URI{}, err
	}
	u, err := ParseURI(f.URI)
	return f.Key, u, err
}

// OpenFile reads a key file and opens its key, which must be the one that the file speaks of.
func OpenFile(b []byte) (sign.Key, *Key, error) {
	own, u, err := DecodeFile(b)
	if err != nil {
		return own, nil, err
	}
	k, err := Open(u)
	if err != nil {
		return own, nil, err
	}
	if !k.Public().Equal(own.Public) {
		k.Close()
		return own, nil, fail.New(fail.Invalid, "hsm.other-key")
	}
	return own, k, nil
}

// ParseLogFile reads the file of a log's key in a module: what others check it by, in a note's form, a
// space, and the URI. ok is false for a file of another form.
func ParseLogFile(b []byte) (verifier string, u URI, ok bool, err error) {
	verifier, uri, ok := strings.Cut(strings.TrimSpace(string(b)), " ")
	if !ok || !strings.HasPrefix(uri, scheme) {
		return "", URI{}, false, nil
	}
	u, err = ParseURI(uri)
	return verifier, u, true, err
}
