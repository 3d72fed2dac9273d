package sign

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// Signed bytes must mean the same to everybody who reads them. The standard library
// forgives much that other readers read otherwise: two members of one name, letters of
// another case, what follows the end, loose bits in base64. Here nothing is forgiven.

var (
	errBase64 = errors.New("sign: not base64url without padding (RFC 7515, section 2)")
	errJSON   = errors.New("sign: not one JSON object in UTF-8")
	errTwice  = errors.New("sign: a JSON object names a member twice")
	errDeep   = errors.New("sign: JSON nested too deep")
	errCase   = errors.New("sign: a JSON member differs from a known one only by upper and lower case")
)

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

var strict = base64.RawURLEncoding.Strict()

// DecodeBase64 reads base64url without padding, and of each value only its one spelling.
func DecodeBase64(s string) ([]byte, error) {
	if strings.ContainsAny(s, "\r\n") { // the decoder skips them
		return nil, errBase64
	}
	b, err := strict.DecodeString(s)
	if err != nil {
		return nil, errBase64
	}
	return b, nil
}

// deepest is how deep objects and arrays may lie in one another.
const deepest = 32

// Decode reads one JSON object from b into the value that into points to. Members it
// does not know are skipped; nothing may be said twice.
func Decode(b []byte, into any) error {
	if err := Strict(b); err != nil {
		return err
	}
	if err := json.Unmarshal(b, into); err != nil {
		return errJSON
	}
	return nil
}

// Strict says whether b is one JSON object in UTF-8 in which no object names a member
// twice, not even by other letters' case, which encoding/json would take for the same.
func Strict(b []byte) error {
	if !utf8.Valid(b) {
		return errJSON
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return errJSON
	}
	if err := object(d, 1); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errJSON
	}
	return nil
}

// object reads the rest of an object.
func object(d *json.Decoder, depth int) error {
	seen := map[string]string{}
	for {
		t, err := d.Token()
		if err != nil {
			return errJSON
		}
		if t == json.Delim('}') {
			return nil
		}
		name, ok := t.(string)
		if !ok {
			return errJSON
		}
		folded := strings.ToLower(name)
		switch before, ok := seen[folded]; {
		case ok && before == name:
			return errTwice
		case ok:
			return errCase
		}
		seen[folded] = name
		if err := value(d, depth); err != nil {
			return err
		}
	}
}

func value(d *json.Decoder, depth int) error {
	t, err := d.Token()
	if err != nil {
		return errJSON
	}
	if depth == deepest && (t == json.Delim('{') || t == json.Delim('[')) {
		return errDeep
	}
	switch t {
	case json.Delim('{'):
		return object(d, depth+1)
	case json.Delim('['):
		for d.More() {
			if err := value(d, depth+1); err != nil {
				return err
			}
		}
		if _, err := d.Token(); err != nil {
			return errJSON
		}
	}
	return nil
}
