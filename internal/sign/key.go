package sign

import (
	"encoding/json"
	"regexp"
	"strings"

	"atonce/internal/fail"
)

// Purpose is what a key may sign. A key of one purpose is never taken for another.
type Purpose string

// The purposes of keys in this form. The log's keys are signed notes' and not among them.
const (
	Licences Purpose = "licence"
	Receipts Purpose = "receipt"
)

// Key is a public key with what it is for and whose it is.
type Key struct {
	Purpose Purpose `json:"purpose"`
	Issuer  string  `json:"issuer"` // https address of who signs
	Public  Public  `json:"jwk"`
}

// Check refuses a key without a purpose that we know, without an issuer, without a key.
func (k Key) Check() error {
	if k.Purpose != Licences && k.Purpose != Receipts {
		return fail.New(fail.Invalid, "sign.purpose", "value", string(k.Purpose))
	}
	if k.Public.IsZero() {
		return fail.New(fail.Invalid, "sign.jwk")
	}
	return CheckIssuer(k.Issuer)
}

var issuerForm = regexp.MustCompile(`^https://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[1-9][0-9]{0,4})?(/[A-Za-z0-9._~-]+)*$`)

// CheckIssuer refuses what is no issuer's name: an https address of a host and perhaps
// a path, without anything after it and without a slash at its end.
func CheckIssuer(issuer string) error {
	if len(issuer) > 200 || !issuerForm.MatchString(issuer) {
		return fail.New(fail.Invalid, "sign.issuer", "value", issuer)
	}
	return nil
}

// Line is the key as a file of trusted keys has it.
func (k Key) Line() string {
	b, _ := json.Marshal(k) // strings and a key that was read or made always encode
	return string(b)
}

// ParseKeys reads a file of trusted keys: one key on each line, as Line writes it. Empty
// lines and those that begin with # are skipped.
func ParseKeys(b []byte) ([]Key, error) {
	var out []Key
	for _, line := range strings.Split(string(b), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		var k Key
		if err := Decode([]byte(line), &k); err != nil {
			return nil, fail.New(fail.Invalid, "sign.keys").Because(err)
		}
		if err := k.Check(); err != nil {
			return nil, err
		}
		out = append(out, k)
	}
	return out, nil
}

// Keys are what one purpose works with at a moment: who signs, and all who ever did and
// are still trusted. It is a value and is replaced as a whole when a key changes.
type Keys struct {
	Signer  Signer // nil while nothing is signed
	Issuer  string // of Signer
	Trusted []Key
}

// Known finds the trusted key of an issuer by its id.
func (k Keys) Known(issuer, id string) (Public, bool) {
	for _, t := range k.Trusted {
		if t.Issuer == issuer && t.Public.ID() == id {
			return t.Public, true
		}
	}
	return Public{}, false
}
